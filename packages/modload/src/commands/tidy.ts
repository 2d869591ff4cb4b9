import { changeSums, commit, ModuleEdit, sumsToKeep } from '../modload/commit.js';
import { loadPackages } from '../modload/load-packages.js';
import { ModloadError } from '../base/errors.js';
import { moduleKey } from '../module/module.js';
import { requiredGo } from '../modload/go-line.js';
import { compareGoVersions } from '../module/goversion.js';
import { BuildTags } from '../imports/constraint.js';
import type { LoadState } from '../modload/state.js';

/** Options of `Module.tidy`. */
export interface TidyOptions {
  /** The release that go.mod is to name; the one that it names by default. */
  readonly goVersion?: string | undefined;
  /** The older release that must still select the same versions; the one before by default. */
  readonly compatibleWith?: string | undefined;
  /** Whether to go on although packages cannot be loaded. */
  readonly allowErrors?: boolean;
  /** Whether to report requirements that were not needed. */
  readonly verbose?: boolean;
}

/** A tidied module. */
export interface TidyResult {
  readonly edit: ModuleEdit;
  /** Why it is not known whether the older release selects the same versions. */
  readonly error: Error | undefined;
}

/**
 * Makes go.mod and go.sum match the source: adds the modules that its packages and tests need under any
 * build tags, and drops those that they do not.
 */
export async function tidy(state: LoadState, options: TidyOptions = {}): Promise<TidyResult> {
  return await tidyWith(state, options, { resolveMissing: true });
}

/** Tidies a module; `work sync` does so without looking up what is missing. */
export async function tidyWith(
  state: LoadState,
  options: TidyOptions,
  {
    resolveMissing,
    isQuiet = false,
  }: { readonly resolveMissing: boolean; readonly isQuiet?: boolean },
): Promise<TidyResult> {
  const { context } = state;
  const initial = state.requirements;
  const { loaded, goVersion, compatible } = await loadPackages(
    context,
    initial,
    {
      tags: BuildTags.any,
      tidy: true,
      goVersion: options.goVersion,
      compatibleWith: options.compatibleWith,
      vendorsInGoRoot: true,
      resolveMissing,
      tests: true,
      allowErrors: options.allowErrors ?? isQuiet,
      silenceMissingStandard: true,
      silencePackageErrors: isQuiet,
    },
    ['all'],
  );
  const { requirements } = loaded;
  const needed = requiredGo(context, await requirements.loadGraph());
  if (needed && compareGoVersions(needed.version, goVersion) > 0) {
    if (options.goVersion) {
      throw new ModloadError(
        'ERR_MODLOAD_REQUIREMENT_CONFLICT',
        `${moduleKey(needed.module)} requires go@${needed.version}, but ${options.goVersion} is requested`,
      );
    }
    // A newer go line may mean another pruning and another meaning of `all`.
    context.main.single.goMod?.addGo(needed.version);
    state.requirements = requirements;
    return await tidyWith(state, options, { resolveMissing, isQuiet });
  }
  if (options.verbose) {
    const graph = requirements.pruning === 'unpruned' ? await requirements.loadGraph() : undefined;
    for (const { path } of initial.roots) {
      const isUnused = graph
        ? graph.selected(path) === 'none'
        : requirements.rootSelected(path) === undefined;
      if (isUnused) context.report.note(`unused ${path}`);
    }
  }

  const keep = await sumsToKeep(context, requirements, loaded, 'loaded');
  if (compatible) {
    for (const key of await sumsToKeep(context, compatible, loaded, 'loaded')) keep.add(key);
  }
  context.goSum.trim(keep);
  const goSum = changeSums(context, keep);
  const { goMod } = context.main.single;
  if (context.policy.semantics === 'current') goMod?.addGo(goVersion);

  state.requirements = requirements;
  state.loaded = loaded;
  const { goMod: change } = await commit(context, requirements, loaded, {
    format: true,
    keepSums: true,
  });
  const [error] = context.report.takeErrors();
  return { edit: new ModuleEdit(change, goSum), error };
}
