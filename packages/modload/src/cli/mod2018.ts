import { load } from '../commands/load.js';
import { commit } from '../modload/commit.js';
import { buildFlags, moduleFlags, type Command } from './command.js';
import { edit, modEditFlags } from './mod-edit.js';
import { CommandError, HelpRequested } from './host.js';
import * as mod from './mod.js';

const operations = {
  init: mod.init,
  sync: mod.tidy,
  vendor: mod.vendor,
  verify: mod.verify,
  graph: mod.graph,
} as const;

/** `go mod -sync` and the like: how the verbs were spelled in 2018, before each had a word of its own. */
export const mod2018: Command = {
  usage: 'go mod [-v] [maintenance flags]',
  flags: {
    ...buildFlags,
    ...moduleFlags,
    ...modEditFlags,
    fix: 'boolean',
    graph: 'boolean',
    init: 'boolean',
    packages: 'boolean',
    sync: 'boolean',
    vendor: 'boolean',
    verify: 'boolean',
  },
  needsModules: true,
  async run(invocation) {
    const chosen = Object.keys(operations).filter((name) => invocation.has(name));
    const isEdit = Object.keys(modEditFlags).some((name) => {
      const value = invocation.flags[name];
      return Array.isArray(value) ? value.length > 0 : Boolean(value);
    });
    if (chosen.length === 0 && !isEdit && !invocation.has('packages') && !invocation.has('fix')) {
      throw new HelpRequested('mod');
    }
    if (chosen.length > 1)
      throw new CommandError(`go mod: cannot use -${chosen[0]} with -${chosen[1]}`);

    const [name] = chosen as (keyof typeof operations)[];
    if (name === 'init') {
      const path = invocation.text('module');
      return await mod.init.run(invocation.withArguments(path ? [path] : []));
    }
    if (isEdit) {
      const status = await edit.run(invocation);
      if (status !== 0) return status;
    }
    if (invocation.has('fix')) {
      const module = await invocation.open({ root: 'need' });
      const state = await module.open({ kind: 'mod' });
      await invocation.write(await commit(state.context, state.requirements, undefined));
    }
    if (name) return await operations[name].run(invocation);
    if (invocation.has('packages')) {
      const module = await invocation.open({ root: 'need' });
      const options = { anyTags: true, allowErrors: true };
      const { matched } = await load(await module.open(), ['./...'], options);
      for (const path of matched) invocation.print(`${path}\n`);
    }
    return 0;
  },
};
