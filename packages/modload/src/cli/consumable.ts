import { isNotFound, messageOf } from '../base/errors.js';
import {
  consumable as judge,
  formatConsumability,
  type Consumability,
} from '../commands/consumable.js';
import type { PlannedTree } from '../commands/planned-tag.js';
import { readPlannedTree, type PlannedTag } from '../commands/planned-tree.js';
import type { ModuleSource } from '../modfetch/source.js';
import { moduleFlags, type Command } from './command.js';
import { CommandError } from './host.js';

/** Judges a version; one that does not exist may be meant as the next one. */
async function judgeOrHint(
  path: string,
  version: string,
  source: ModuleSource,
  planned: PlannedTree | undefined,
): Promise<Consumability> {
  try {
    return await judge(path, version, source, { planned });
  } catch (error) {
    if (planned !== undefined || !isNotFound(error)) throw error;
    throw new CommandError(
      `go: ${messageOf(error)}\n\tto ask before the tag exists, say what it will be put on: -commit=HEAD or -tree=DIRECTORY`,
    );
  }
}

/** `consumable`: what a Go consumer makes of a tag. */
export const consumable: Command = {
  usage: 'gomodload consumable [-json] [-tree=directory | -commit=revision] module@version...',
  flags: { ...moduleFlags, commit: 'text', json: 'boolean', tree: 'text' },
  needsModules: true,
  async run(invocation) {
    if (invocation.args.length === 0) {
      throw new CommandError(
        "gomodload: 'consumable' needs a module and a version: module@version",
      );
    }
    const module = await invocation.open({ root: 'none' });
    const { context } = await module.open({ kind: 'mod' });
    const directory = invocation.text('tree');
    const commit = invocation.text('commit');
    if (directory !== undefined && commit !== undefined) {
      throw new CommandError('gomodload: -tree and -commit exclude each other');
    }
    const tag: PlannedTag = {
      ...(directory !== undefined && { directory }),
      ...(commit !== undefined && { commit }),
    };
    const isPlanned = directory !== undefined || commit !== undefined;
    let status = 0;
    const texts: string[] = [];
    for (const argument of invocation.args) {
      const at = argument.indexOf('@');
      if (at < 0) throw new CommandError(`gomodload: ${argument}: need module@version`);
      const path = argument.slice(0, at);
      const version = argument.slice(at + 1);
      const planned = isPlanned ? await readPlannedTree(context, path, tag) : undefined;
      const answer = await judgeOrHint(path, version, context.source, planned);
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
