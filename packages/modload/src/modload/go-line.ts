/**
 * Which go line a module needs. Since Go 1.21 a module that says `go 1.22` cannot be built by an older release, so
 * everything that requires it needs a go line that is at least as new.
 */

import { nameError, ModloadError } from '../base/errors.js';
import { compareGoVersions, isGoVersionBefore } from '../module/goversion.js';
import type { ModuleVersion } from '../module/module.js';
import type { LoadContext } from './context.js';
import { understandsGo } from './release.js';
import type { ModuleGraph } from './requirements.js';

/** From this release on a go line is a requirement. */
const strictRelease = '1.21';

/** A module needs a newer Go release than the one to act as. */
class TooNewError extends ModloadError {
  static {
    nameError(this, 'TooNewError');
  }

  /** The go line. */
  readonly goVersion: string;

  /** Created by this package. */
  constructor(what: string, goVersion: string, release: string, toolchain: string) {
    const explanation = toolchain === 'auto' ? '' : `; GOTOOLCHAIN=${toolchain}`;
    super(
      'ERR_MODLOAD_REQUIREMENT_CONFLICT',
      `${what} requires go >= ${goVersion} (running go ${release}${explanation})`,
    );
    this.goVersion = goVersion;
  }
}

/**
 * Checks that a release can work with a go line. Releases before 1.21 tried with every go line.
 *
 * @throws {TooNewError} if it cannot.
 */
export function checkGoLine(
  { goVersion: release, environment }: Pick<LoadContext, 'goVersion' | 'environment'>,
  what: string,
  goLine: string,
): void {
  if (goLine === '' || isGoVersionBefore(release, strictRelease)) return;
  if (understandsGo(release, goLine)) return;
  throw new TooNewError(what, goLine, release, environment.GOTOOLCHAIN);
}

/**
 * Returns the newest go line of the modules in a graph, and the module that has it; `undefined` if none is a
 * requirement.
 */
export function requiredGo(
  { main, summaries, goVersion }: LoadContext,
  graph: ModuleGraph,
): { readonly version: string; readonly module: ModuleVersion } | undefined {
  let newest: { readonly version: string; readonly module: ModuleVersion } | undefined;
  if (isGoVersionBefore(goVersion, strictRelease)) return newest;
  graph.walk((module) => {
    if (main.isMain(module) || !graph.requiredBy(module)) return;
    const line = summaries.knownGoVersion(main.resolve(module)) ?? '';
    if (isGoVersionBefore(line, strictRelease)) return;
    if (!newest || compareGoVersions(line, newest.version) > 0) newest = { version: line, module };
  });
  return newest;
}
