import type { Command } from './command.js';
import { CommandError } from './host.js';
import { overview, verbs } from './verbs.js';

const modules = `A module is a tree of Go packages with a go.mod file at its root. The file names the module, and the
versions of other modules that it needs. What those need in turn is in their own go.mod files.

The build list is made by taking, of every module that is required anywhere, the highest version that is
required: never a newer one than somebody asked for. From go 1.17 on go.mod names every module that its
packages need, and what lies behind them is not even looked at.

	gomodload list -m all        the build list
	gomodload get path@version   add or change a requirement
	gomodload mod tidy           make go.mod match the source
	gomodload explain path       why a module has its version
`;

/** `help`: how a verb is used. */
export const help: Command = {
  usage: 'go help [topic]',
  flags: {},
  async run(invocation) {
    const topic = invocation.args.join(' ');
    if (topic === 'modules') {
      invocation.print(modules);
      return 0;
    }
    const load = verbs.get(topic);
    if (load && topic !== 'mod') {
      const { usage, flags } = await load();
      const names = Object.keys(flags).sort();
      const list =
        names.length > 0 ? `\nflags: ${names.map((name) => `-${name}`).join(' ')}\n` : '';
      invocation.print(`usage: ${usage}\n${list}`);
      return 0;
    }
    const isGroup = [...verbs.keys()].some((name) => name.startsWith(`${topic} `));
    if (topic !== '' && !isGroup) {
      throw new CommandError(`go help ${topic}: unknown help topic. Run 'go help'.`, 2);
    }
    invocation.print(overview(topic));
    return 0;
  },
};
