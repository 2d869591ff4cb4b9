import { BuildTags } from '../imports/constraint.js';
import { commit, type ModuleEdit } from '../modload/commit.js';
import { loadPackages, type LoadedPackage } from '../modload/load-packages.js';
import type { LoadState } from '../modload/state.js';

/** Options for loading packages. */
export interface LoadPackagesOptions {
  /** Whether tests of the named packages are loaded. */
  readonly tests?: boolean;
  /** Whether files with any build tags count, except `ignore`. */
  readonly anyTags?: boolean;
  /** Whether `all` leaves out the tests of other modules, as for a vendor directory. */
  readonly vendor?: boolean;
  /** Whether a package that fails to load has an `error` in the result instead of rejecting. */
  readonly allowErrors?: boolean;
}

/** Packages that were loaded, and the change of go.mod and go.sum that they need. */
export interface LoadPackagesResult {
  /** The packages that the patterns name, and all that they import, breadth first. */
  readonly packages: readonly LoadedPackage[];
  /** The import paths that the patterns match. */
  readonly matched: readonly string[];
  readonly edit: ModuleEdit;
}

/** Loads the packages that patterns name, and all that they import. */
export async function load(
  state: LoadState,
  patterns: readonly string[],
  options: LoadPackagesOptions = {},
): Promise<LoadPackagesResult> {
  const { context, requirements } = state;
  const { loaded } = await loadPackages(
    context,
    requirements,
    {
      tags: options.anyTags ? BuildTags.any : context.buildTags,
      resolveMissing: true,
      tests: options.tests ?? false,
      vendorAll: options.vendor ?? false,
      silencePackageErrors: options.allowErrors ?? false,
    },
    patterns,
  );
  const edit = await commit(context, loaded.requirements, loaded);
  const matched = loaded.matches.flatMap((match) => match.packages);
  return { packages: loaded.packages, matched, edit };
}
