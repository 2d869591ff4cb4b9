import type { Command, Verbs } from './command.js';
import { CommandError } from './host.js';
import { isGroup, overview } from './overview.js';

const modules = `A module is a tree of Go packages with a go.mod file at its root. The file names the module, and the
versions of other modules that it needs. What those need in turn is in their own go.mod files.

The build list is made by taking, of every module that is required anywhere, the highest version that is
required: never a newer one than any go.mod requires. From go 1.17 on go.mod names every module that its
packages need, and what lies behind them is not even looked at.

	gomodload list -m all        the build list
	gomodload get path@version   add or change a requirement
	gomodload mod tidy           make go.mod match the source
	gomodload explain path       why a module has its version
`;

/** Returns the help text of a topic, or `undefined` for an unknown topic. */
async function helpOn(verbs: Verbs, topic: string): Promise<string | undefined> {
  if (topic === 'modules') return modules;
  if (topic === '' || isGroup(verbs, topic)) return overview(verbs, topic);
  const verb = verbs.get(topic);
  if (verb === undefined) return undefined;
  const { usage, flags } = await verb.load();
  const names = Object.keys(flags).sort();
  const list = names.length > 0 ? `\nflags: ${names.map((name) => `-${name}`).join(' ')}\n` : '';
  return `usage: ${usage}\n\n${verb.about[0]!.toUpperCase()}${verb.about.slice(1)}.\n${list}`;
}

/** `help`: how a verb is used. */
export const help: Command = {
  usage: 'go help [topic]',
  flags: {},
  async run(invocation) {
    const topic = invocation.args.join(' ');
    const text = await helpOn(invocation.verbs, topic);
    if (text === undefined) {
      throw new CommandError(`go help ${topic}: unknown help topic. Run 'go help'.`, 2);
    }
    invocation.print(text);
    return 0;
  },
};
