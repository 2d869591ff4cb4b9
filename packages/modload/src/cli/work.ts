import { writeFileSync } from 'node:fs';
import { initWorkspace, syncWorkspace, useModules, type WorkEdit } from '../commands/work.js';
import { findWork } from '../modload/state.js';
import { moduleFlags, type Command } from './command.js';
import { CommandError } from './host.js';
import { runVendor } from './mod.js';

function write({ changes }: WorkEdit): void {
  for (const { file, after } of changes) writeFileSync(file, after);
}

/** `go work init`. */
export const init: Command = {
  usage: 'go work init [moddirs]',
  flags: moduleFlags,
  needsModules: true,
  async run(invocation) {
    write(initWorkspace(await invocation.settings(), invocation.args));
    return 0;
  },
};

/** `go work use`. */
export const use: Command = {
  usage: 'go work use [-r] moddirs',
  flags: { ...moduleFlags, r: 'boolean' },
  needsModules: true,
  async run(invocation) {
    write(useModules(await invocation.settings(), invocation.args, invocation.has('r')));
    return 0;
  },
};

/** `go work vendor`. */
export const vendor: Command = {
  usage: 'go work vendor [-e] [-v] [-o outdir]',
  flags: { ...moduleFlags, e: 'boolean', v: 'boolean', o: 'text' },
  needsModules: true,
  async run(invocation) {
    invocation.demandNoArguments("go: 'go work vendor' accepts no arguments");
    const settings = await invocation.settings();
    if (findWork(settings) === '') {
      throw new CommandError(
        "go: no go.work file found\n\t(run 'go work init' first or specify path using GOWORK environment variable)",
      );
    }
    return await runVendor(invocation, await invocation.open({ root: 'need' }));
  },
};

/** `go work sync`. */
export const sync: Command = {
  usage: 'go work sync',
  flags: moduleFlags,
  needsModules: true,
  async run(invocation) {
    const settings = await invocation.settings();
    write(await syncWorkspace(settings));
    return settings.report.hasFailed ? 1 : 0;
  },
};
