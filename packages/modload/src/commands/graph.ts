import { ModloadError } from '../base/errors.js';
import { isSameModule, moduleKey, type ModuleVersion } from '../module/module.js';
import { expandGraph, type ModuleGraph } from '../modload/requirements.js';
import type { LoadContext } from '../modload/context.js';
import { isGoVersionBefore } from '../module/goversion.js';
import type { LoadState } from '../modload/state.js';
import { pruningFor } from '../modload/summary.js';

/** One line of a requirement graph: a module, and a module that it requires. */
export interface GraphEdge {
  readonly from: ModuleVersion;
  readonly to: ModuleVersion;
}

/** Output format of a requirement graph. */
export type GraphFormat = 'text' | 'json' | 'dot' | 'mermaid';

/** Loads the module graph, by the rules of a certain release if one is given. */
export async function loadModuleGraph(state: LoadState, goVersion = ''): Promise<ModuleGraph> {
  if (goVersion) {
    const isConverted =
      pruningFor(goVersion) === 'unpruned' && state.requirements.pruning !== 'unpruned';
    const requirements = isConverted
      ? state.requirements.with({ pruning: 'unpruned' })
      : state.requirements;
    return await requirements.completeGraph();
  }
  const { requirements, graph, error } = await expandGraph(state.requirements);
  if (error) throw error;
  state.requirements = requirements;
  return graph;
}

/** Every requirement in a graph, those nearer to the main module first. */
export function graphEdges(graph: ModuleGraph): GraphEdge[] {
  const edges: GraphEdge[] = [];
  graph.walk((from) => {
    for (const to of graph.requiredBy(from) ?? []) edges.push({ from, to });
  });
  return edges;
}

/**
 * Returns every requirement in a graph as Go shows them since 1.21: what modules require of Go itself stands among
 * them, as the modules `go` and `toolchain`.
 */
export function graphEdgesWithGo(
  graph: ModuleGraph,
  { main, summaries }: LoadContext,
): GraphEdge[] {
  const edges: GraphEdge[] = [];
  const go = (version: string): ModuleVersion => ({ path: 'go', version });
  const workGo = main.workspace ? [go(main.workspace.goWork.go?.version ?? '1.18')] : [];
  const queue = [...workGo, ...main.versions];
  const seen = new Set(queue.map(moduleKey));
  for (const from of queue) {
    const own = main.isMain(from) ? main.get(from.path)?.goMod : undefined;
    let to: ModuleVersion[];
    if (from.path === 'toolchain') continue;
    if (from.path === 'go') {
      const isStrict = !isGoVersionBefore(from.version, '1.21');
      to = isStrict ? [{ path: 'toolchain', version: `go${from.version}` }] : [];
    } else {
      to = [...(graph.requiredBy(from) ?? [])];
      const line = own
        ? (own.go?.version ?? '1.16')
        : (summaries.knownGoVersion(main.resolve(from)) ?? '');
      if (own) {
        // In a workspace, a go line counts from 1.21 on.
        if (!main.isWorkspace || !isGoVersionBefore(line, '1.21')) to.push(go(line));
        if (own.toolchain) to.push({ path: 'toolchain', version: own.toolchain.name });
        if (!main.isWorkspace) to.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
      } else if (graph.requiredBy(from) && !isGoVersionBefore(line, '1.21')) {
        to.push(go(line));
      }
    }
    for (const each of to) {
      edges.push({ from, to: each });
      if (seen.has(moduleKey(each))) continue;
      seen.add(moduleKey(each));
      queue.push(each);
    }
  }
  return edges;
}

/**
 * The requirements among the modules as they are selected: what each selected version requires, at the
 * version that is selected in the end. There is one node for each module of the build.
 */
export function selectedEdges(graph: ModuleGraph): GraphEdge[] {
  const edges: GraphEdge[] = [];
  for (const from of graph.buildList) {
    const seen = new Set<string>();
    for (const { path } of graph.requiredBy(from) ?? []) {
      const to = { path, version: graph.selected(path) };
      if (seen.has(path) || to.version === 'none' || isSameModule(from, to)) continue;
      seen.add(path);
      edges.push({ from, to });
    }
  }
  return edges;
}

/** Adds edges from the main module to the whole build list, as Go of 2018 did. */
export function withBuildList(graph: ModuleGraph, edges: readonly GraphEdge[]): GraphEdge[] {
  const [target, ...others] = graph.buildList;
  if (!target) return [...edges];
  const own = others.map((to) => ({ from: target, to }));
  return [...own, ...edges.filter(({ from }) => !isSameModule(from, target))];
}

/** Writes a graph as text, JSON, or for a program that draws it. */
export function formatGraph(edges: readonly GraphEdge[], format: GraphFormat): string {
  switch (format) {
    case 'text':
      return edges.map(({ from, to }) => `${moduleKey(from)} ${moduleKey(to)}\n`).join('');
    case 'json': {
      const list = edges.map(({ from, to }) => ({ from: moduleKey(from), to: moduleKey(to) }));
      return `${JSON.stringify({ modules: nodes(edges), requires: list }, null, '\t')}\n`;
    }
    case 'dot': {
      const lines = edges.map(
        ({ from, to }) =>
          `\t${JSON.stringify(moduleKey(from))} -> ${JSON.stringify(moduleKey(to))};\n`,
      );
      return `digraph modules {\n${lines.join('')}}\n`;
    }
    case 'mermaid': {
      const names = nodes(edges);
      const number = new Map(names.map((name, index) => [name, `m${index}`]));
      const declared = names.map((name, index) => `  m${index}["${name}"]\n`);
      const lines = edges.map(
        ({ from, to }) => `  ${number.get(moduleKey(from))} --> ${number.get(moduleKey(to))}\n`,
      );
      return `flowchart LR\n${declared.join('')}${lines.join('')}`;
    }
    default:
      throw new ModloadError(
        'ERR_MODLOAD_ARGUMENT',
        `unknown graph format ${JSON.stringify(format)}`,
      );
  }
}

function nodes(edges: readonly GraphEdge[]): string[] {
  return [...new Set(edges.flatMap(({ from, to }) => [moduleKey(from), moduleKey(to)]))];
}
