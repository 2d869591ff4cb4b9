import { writeFileSync } from 'node:fs';
import { initWorkspace, syncWorkspace, useModules, type WorkEdit } from '../commands/work.js';
import { moduleFlags, type Command } from './command.js';

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
