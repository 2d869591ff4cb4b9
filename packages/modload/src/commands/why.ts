import { ModloadError } from '../base/errors.js';
import { listModules } from '../modload/list-modules.js';
import { loadPackages, type LoadedPackage, type LoadOptions } from '../modload/load-packages.js';
import { BuildTags } from '../imports/constraint.js';
import type { LoadState } from '../modload/state.js';

/** Options of `Module.why`. */
export interface WhyOptions {
  /** Whether the names are those of modules. */
  readonly modules?: boolean;
  /** Whether tests of other modules do not count, as for a vendor directory. */
  readonly vendor?: boolean;
}

/** Why a package or a module is needed. */
export interface Reason {
  /** The package or module that was asked about. */
  readonly name: string;
  /** The way to it: packages, each imported by the one before; `.test` marks tests. Nothing when it is not needed. */
  readonly path: readonly string[];
}

/** Finds the shortest way by imports from the main module to packages, or to any package of modules. */
export async function why(
  state: LoadState,
  names: readonly string[],
  { modules = false, vendor = false }: WhyOptions = {},
): Promise<Reason[]> {
  const { context } = state;
  const options: LoadOptions = {
    tags: BuildTags.any,
    vendorsInGoRoot: true,
    tests: !vendor,
    silencePackageErrors: true,
    vendorAll: vendor,
  };
  const stackOf = (each: LoadedPackage | undefined) =>
    (each?.stack ?? []).map(({ path, testOf }) => (testOf ? `${path}.test` : path));

  if (!modules) {
    const named = await loadPackages(context, state.requirements, options, names);
    const all = await loadPackages(context, named.loaded.requirements, options, ['all']);
    state.requirements = all.loaded.requirements;
    return named.loaded.matches
      .flatMap((match) => match.packages)
      .map((name) => ({ name, path: stackOf(all.loaded.package(name)) }));
  }

  for (const name of names) {
    if (name.includes('@')) {
      throw new ModloadError(
        'ERR_MODLOAD_ARGUMENT',
        `${name}: 'go mod why' requires a module path, not a version query`,
      );
    }
  }
  const listed = await listModules(state, names);
  if (listed.error) throw listed.error;
  const { loaded } = await loadPackages(context, state.requirements, options, ['all']);
  return listed.modules.map(({ path: name }) => {
    const stacks = loaded.paths
      .map((path) => loaded.package(path)!)
      .filter(({ module }) => module?.path === name)
      .map(stackOf);
    const shortest = stacks.reduce<string[] | undefined>(
      (best, stack) => (best && best.length <= stack.length ? best : stack),
      undefined,
    );
    return { name, path: shortest ?? [] };
  });
}
