import { explainModule, formatExplanation } from '../commands/explain.js';
import {
  formatGraph,
  graphEdges,
  loadModuleGraph,
  selectedEdges,
  type GraphFormat,
} from '../commands/graph.js';
import { moduleKey } from '../module/module.js';
import { moduleFlags, type Command, type Invocation } from './command.js';
import { CommandError } from './host.js';

const formats = { json: 'boolean', dot: 'boolean', mermaid: 'boolean' } as const;

function formatOf(invocation: Invocation): GraphFormat {
  const chosen = (['json', 'dot', 'mermaid'] as const).filter((name) => invocation.has(name));
  if (chosen.length > 1) {
    throw new CommandError(`gomodload: cannot use both -${chosen[0]} and -${chosen[1]}`);
  }
  return chosen[0] ?? 'text';
}

/** `explain`: why a module has the version that is selected. */
export const explain: Command = {
  usage: 'gomodload explain [-json | -dot | -mermaid] module...',
  flags: { ...moduleFlags, ...formats },
  needsModules: true,
  async run(invocation) {
    if (invocation.args.length === 0) {
      throw new CommandError("gomodload: 'explain' needs the path of a module");
    }
    const format = formatOf(invocation);
    const module = await invocation.open({ root: 'need' });
    const state = await module.open({ kind: 'mod', addGoLine: false });
    const texts: string[] = [];
    for (const path of invocation.args) {
      const explanation = await explainModule(state, path);
      const { selected, chain, required } = explanation;
      if (format === 'text') {
        texts.push(formatExplanation(explanation));
      } else if (format === 'json') {
        const shown = {
          module: moduleKey(selected),
          chain: chain.map(moduleKey),
          required: required.map(({ version, by }) => ({ version, by: by.map(moduleKey) })),
        };
        texts.push(`${JSON.stringify(shown, null, '\t')}\n`);
      } else {
        const edges = required.flatMap(({ version, by }) =>
          by.map((from) => ({ from, to: { path: selected.path, version } })),
        );
        texts.push(formatGraph(edges, format));
      }
    }
    invocation.print(texts.join(format === 'text' ? '\n' : ''));
    return 0;
  },
};

/** `graph`: the module graph, or with `--selected` the modules that are selected alone. */
export const graph: Command = {
  usage: 'gomodload graph [-selected] [-json | -dot | -mermaid]',
  flags: { ...moduleFlags, ...formats, selected: 'boolean' },
  needsModules: true,
  async run(invocation) {
    invocation.demandNoArguments("gomodload: 'graph' accepts no arguments");
    const module = await invocation.open({ root: 'need' });
    const loaded = await loadModuleGraph(await module.open({ kind: 'mod', addGoLine: false }));
    const edges = invocation.has('selected') ? selectedEdges(loaded) : graphEdges(loaded);
    invocation.print(formatGraph(edges, formatOf(invocation)));
    return 0;
  },
};
