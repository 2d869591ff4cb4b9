import { consumable as judge, formatConsumability } from '../commands/consumable.js';
import { moduleFlags, type Command } from './command.js';
import { CommandError } from './host.js';

/** `consumable`: what a Go consumer makes of a tag. */
export const consumable: Command = {
  usage: 'gomodload consumable [-json] module@version...',
  flags: { ...moduleFlags, json: 'boolean' },
  needsModules: true,
  async run(invocation) {
    if (invocation.args.length === 0) {
      throw new CommandError(
        "gomodload: 'consumable' needs a module and a version: module@version",
      );
    }
    const module = await invocation.open({ root: 'none' });
    const { context } = await module.open({ kind: 'mod' });
    let status = 0;
    const texts: string[] = [];
    for (const argument of invocation.args) {
      const at = argument.indexOf('@');
      if (at < 0) throw new CommandError(`gomodload: ${argument}: need module@version`);
      const answer = await judge(argument.slice(0, at), argument.slice(at + 1), context.source);
      if (answer.verdict === 'refused') status = 1;
      texts.push(
        invocation.has('json')
          ? `${JSON.stringify(answer, null, '\t')}\n`
          : formatConsumability(answer),
      );
    }
    invocation.print(texts.join(invocation.has('json') ? '' : '\n'));
    return status;
  },
};
