import { NotFoundError } from '../base/errors.js';
import { moduleKey } from '../module/module.js';
import { explain as explainGraph, type Explanation } from '../mvs.js';
import { loadModuleGraph } from './graph.js';
import type { LoadState } from '../modload/state.js';

export type { Explanation } from '../mvs.js';

/** Returns why a module has its selected version. Rejects if it is not in the build list. */
export async function explainModule(state: LoadState, path: string): Promise<Explanation> {
  const { graph } = await loadModuleGraph(state);
  const explanation = explainGraph(graph, path);
  if (!explanation) throw new NotFoundError(`module ${path} is not in the build list`);
  return explanation;
}

/** An explanation in words, one requirement a line. */
export function formatExplanation({ selected, chain, required }: Explanation): string {
  const lines = [`# ${moduleKey(selected)}`, ...chain.map(moduleKey)];
  if (required.length > 0) lines.push('', 'required versions:');
  for (const { version, by } of required) {
    lines.push(
      `\t${version || '(main module)'}${version === selected.version ? ' (selected)' : ''}`,
    );
    for (const each of by) lines.push(`\t\tby ${moduleKey(each)}`);
  }
  return `${lines.join('\n')}\n`;
}
