import { existsSync, readFileSync } from 'node:fs';
import { hashDirectory, hashZip } from '../modfetch/dirhash.js';
import { messageOf } from '../base/errors.js';
import { loadModuleGraph } from './graph.js';
import { moduleKey, type ModuleVersion } from '../module/module.js';
import type { LoadState } from '../modload/state.js';
import { readFailure } from '../modload/summary.js';

/** Something in the module cache that is not what was downloaded. */
export interface VerifyProblem {
  readonly module: ModuleVersion;
  /** What is wrong, as `go mod verify` prints it. */
  readonly message: string;
}

/** Checks that what the module cache has of the modules of the build is what was downloaded. */
export async function verify(state: LoadState): Promise<VerifyProblem[]> {
  const graph = await loadModuleGraph(state);
  const problems: VerifyProblem[] = [];
  for (const module of graph.buildList.slice(1)) {
    for (const problem of await verifyModule(state, module)) {
      problems.push({ module, message: `${module.path} ${module.version}: ${problem}` });
    }
  }
  return problems;
}

async function verifyModule({ context }: LoadState, module: ModuleVersion): Promise<string[]> {
  const { source } = context;
  const zip = source.cachePath?.(module, 'zip');
  if (zip === undefined) return [];
  const hasZip = existsSync(zip);
  const directory = source.downloadedDirectory?.(module);
  let expected: string;
  try {
    expected = readFileSync(`${zip}hash`, 'utf8').trim();
  } catch (error) {
    if (!hasZip && directory === undefined) return [];
    return [`missing ziphash: ${readFailure(error, `${zip}hash`)}`];
  }

  const problems: string[] = [];
  try {
    if (hasZip && (await hashZip(zip)) !== expected) {
      problems.push(`zip has been modified (${zip})`);
    }
    if (directory !== undefined && hashDirectory(directory, moduleKey(module)) !== expected) {
      problems.push(`dir has been modified (${directory})`);
    }
  } catch (error) {
    problems.push(messageOf(error));
  }
  return problems;
}
