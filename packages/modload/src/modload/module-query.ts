import { isDisallowed, type Allowed } from './disallowed.js';
import type { LoadContext } from './context.js';
import {
  nameError,
  InvalidPathError,
  isNotFound,
  LookupDisabledError,
  NoMatchingVersionError,
  QueryError,
} from '../base/errors.js';
import type { RevInfo, VersionRepo } from '../modfetch/repo.js';
import type { Lookup } from '../modfetch/source.js';
import { Match, matchPackages } from './match.js';
import {
  canonicalVersion,
  checkPath,
  checkPathMajor,
  splitPathVersion,
  type ModuleVersion,
} from '../module/module.js';
import { isMetaPackage, matchPattern } from '../module/pattern.js';
import {
  isPseudoVersion,
  pseudoVersionRev,
  pseudoVersionTime,
  zeroPseudoVersion,
} from '../module/pseudo.js';
import { NoPatchBaseError, queryRepo } from './version-query.js';
import { quote } from '../base/quote.js';
import { findInModule } from './module-directory.js';
import { PackageNotInModuleError } from './not-in-module.js';
import { build, compare, isValid } from '../module/semver.js';
import { BuildTags } from '../imports/constraint.js';

/** A version was asked for of something that is, or includes, the main module. */
export class MainModuleQueryError extends QueryError {
  static {
    nameError(this, 'MainModuleQueryError');
  }
}

/** A version was asked for of main modules that a pattern matches. */
export function mainModuleError(
  { main }: LoadContext,
  pattern: string,
  query: string,
  modules: readonly string[],
): MainModuleQueryError {
  if (main.contains(pattern)) {
    return new MainModuleQueryError(
      `can't request version ${quote(query)} of the main module (${pattern})`,
    );
  }
  const plural = modules.length > 1 ? 's' : '';
  return new MainModuleQueryError(
    `can't request version ${quote(query)} of pattern ${quote(pattern)} that includes the main module${plural} (${modules.join(', ')})`,
  );
}

/** A version was asked for of packages of the main module. */
export function mainPackagesError(
  pattern: string,
  query: string,
  packages: readonly string[],
): MainModuleQueryError {
  const [first] = packages;
  const what =
    packages.length > 1
      ? `pattern ${pattern} matches ${packages.length} packages`
      : isMetaPackage(pattern) || pattern.includes('...')
        ? `pattern ${pattern} matches package ${first}`
        : '';
  return new MainModuleQueryError(
    what
      ? `${what} in the main module, so can't request version ${query}`
      : `package ${first} is in the main module, so can't request version ${query}`,
  );
}

/** Returns whether a query names a revision: it is neither a version prefix nor a comparison nor a word. */
export function isRevisionQuery(query: string): boolean {
  if (/^(latest|upgrade|patch)$/.test(query) || /^[<>]/.test(query)) return false;
  return !(isValid(query) && !/[-+]/.test(query) && query.split('.').length < 3);
}

/** A module's versions as the main module sees them: with those that replacements add. */
class ReplacedRepo implements VersionRepo {
  readonly modulePath: string;
  readonly #context: LoadContext;
  readonly #repo: VersionRepo;

  constructor(context: LoadContext, modulePath: string, repo: VersionRepo) {
    this.#context = context;
    this.modulePath = modulePath;
    this.#repo = repo;
  }

  async versions(prefix: string) {
    let found;
    try {
      found = await this.#repo.versions(prefix);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      found = { list: [] };
    }
    const replaced = this.#context.main
      .replacedVersions(this.modulePath)
      .filter((version) => version.startsWith(prefix) && !isPseudoVersion(version));
    if (replaced.length === 0) return found;
    return { list: [...new Set([...found.list, ...replaced])].sort(compare) };
  }

  async stat(revision: string): Promise<RevInfo> {
    try {
      return await this.#repo.stat(revision);
    } catch (error) {
      let version = canonicalVersion(revision);
      if (version !== revision) throw error;
      const { ok, pathMajor } = splitPathVersion(this.modulePath);
      if (ok && pathMajor === '' && build(version) === '') {
        try {
          checkPathMajor(version, pathMajor);
        } catch {
          version += '+incompatible';
        }
      }
      if (!this.#context.main.replacement({ path: this.modulePath, version })) throw error;
      return replacedInfo(version);
    }
  }

  async latest(): Promise<RevInfo> {
    let info: RevInfo | undefined;
    let failure: unknown;
    try {
      info = await this.#repo.latest();
    } catch (error) {
      failure = error;
    }
    let version = this.#context.main.highestReplaced.get(this.modulePath);
    if (version === '') {
      const { ok, pathMajor } = splitPathVersion(this.modulePath);
      version = zeroPseudoVersion(ok && pathMajor ? pathMajor.slice(1) : 'v0');
    }
    if (version !== undefined && (!info || compare(version, info.version) > 0)) {
      return replacedInfo(version);
    }
    if (!info) throw failure;
    return info;
  }
}

function replacedInfo(version: string): RevInfo {
  if (!isPseudoVersion(version)) return { version };
  const time = pseudoVersionTime(version).toISOString().replace('.000Z', 'Z');
  return { version, time, short: pseudoVersionRev(version) };
}

/** Returns the problem of a module path, or `undefined`. */
function pathProblem(path: string): Error | undefined {
  try {
    checkPath(path);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Returns the repository of a module, with the versions that replacements add. */
export function lookUpRepo(context: LoadContext, path: string, lookup: Lookup): VersionRepo {
  const problem = pathProblem(path);
  const isReplaced = context.main.highestReplaced.has(path);
  if (!problem) {
    const repo = lookup(path);
    return isReplaced ? new ReplacedRepo(context, path, repo) : repo;
  }
  if (!isReplaced) throw problem;
  // A path that nothing can be fetched for may have replacements all the same.
  const fail = () => Promise.reject(problem);
  const nothing = {
    modulePath: path,
    versions: () => Promise.resolve({ list: [] }),
    stat: fail,
    latest: fail,
  };
  return new ReplacedRepo(context, path, nothing);
}

/**
 * Finds the version of a module that a query means.
 * `current`: the version in use, for `upgrade` and `patch`
 * `allowed`: decides which versions may be selected
 */
export function query(
  context: LoadContext,
  path: string,
  text: string,
  current: string,
  allowed?: Allowed,
): Promise<RevInfo> {
  return context.source.tryProxies((lookup) =>
    queryThrough(context, lookup, path, text, current, allowed),
  );
}

async function queryThrough(
  context: LoadContext,
  lookup: Lookup,
  path: string,
  text: string,
  current: string,
  allowed: Allowed | undefined,
): Promise<RevInfo> {
  const { main, mode, policy } = context;
  if (current !== '' && current !== 'none' && !isValid(current)) {
    throw new QueryError(`invalid previous version ${quote(current)}`);
  }
  if (mode.kind === 'vendor') {
    if (policy.listsVendored) {
      throw new LookupDisabledError('module lookup disabled by -getmode=vendor');
    }
    const reason = mode.reason && `\n\t(${mode.reason})`;
    throw new LookupDisabledError(`cannot query module due to -mod=${mode.kind}${reason}`);
  }
  if (main.contains(path) && (text === 'upgrade' || text === 'patch')) return { version: '' };
  if (path === 'std' || path === 'cmd') {
    throw new QueryError(
      `can't query specific version (${quote(text)}) of standard-library module ${quote(path)}`,
    );
  }
  return await queryRepo(lookUpRepo(context, path, lookup), text, current, {
    isDisallowed,
    allowed: async (version) => await allowed?.({ path, version }),
    goMod: (version) => context.source.goMod({ path, version }),
  });
}

/** The versions of a module that are allowed, in order. */
export async function listVersions(
  context: LoadContext,
  path: string,
  allowed: Allowed,
): Promise<string[]> {
  return await context.source.tryProxies(async (lookup) => {
    const { list } = await lookUpRepo(context, path, lookup).versions('');
    const verdicts = await Promise.all(
      list.map(async (version) => {
        try {
          await allowed({ path, version });
          return true;
        } catch (error) {
          if (isDisallowed(error)) return false;
          throw error;
        }
      }),
    );
    return list.filter((_, index) => verdicts[index]);
  });
}

/** A module that a query selected, and its packages that match. */
export interface QueryResult {
  readonly module: ModuleVersion;
  readonly info: RevInfo;
  readonly packages: readonly string[];
}

/** Result of a query for a pattern. */
export interface PatternResult {
  /** The modules with packages that match, the longest path first. */
  readonly withPackages: readonly QueryResult[];
  /** A module that itself matches, and has no packages that do. */
  readonly moduleOnly: QueryResult | undefined;
}

/** The version of a path that is in use; `none` when there is none. */
export type Selected = (path: string) => string;

/**
 * Finds modules, by a query, with packages that match a pattern, or with the pattern for a path.
 * @throws {PackageNotInModuleError} when none of them has such packages
 */
export async function queryPackages(
  context: LoadContext,
  pattern: string,
  text: string,
  selected: Selected,
  allowed?: Allowed,
): Promise<readonly QueryResult[]> {
  const { withPackages, moduleOnly } = await queryPattern(
    context,
    pattern,
    text,
    selected,
    allowed,
  );
  if (withPackages.length > 0 || !moduleOnly) return withPackages;
  const { module } = moduleOnly;
  const replacement = context.main.replacement(module);
  throw new PackageNotInModuleError({ pattern, query: text, module, replacement });
}

/** Finds modules, by a query, that match a pattern or have packages that do. */
export async function queryPattern(
  context: LoadContext,
  pattern: string,
  text: string,
  selected: Selected,
  allowed?: Allowed,
): Promise<PatternResult> {
  const { main } = context;
  const isRelative = text === 'upgrade' || text === 'patch';
  const matchesPath = matchPattern(pattern);
  const dots = pattern.indexOf('...');
  let base = pattern;
  if (dots >= 0) {
    const slash = pattern.slice(0, dots).lastIndexOf('/');
    if (slash < 0) {
      throw new QueryError(
        `no modules to query for ${pattern}@${text} because first path element contains a wildcard`,
      );
    }
    base = pattern.slice(0, slash);
  }

  const findPackages = async (
    module: ModuleVersion,
    roots: readonly string[],
    isLocal: boolean,
  ): Promise<Match> => {
    const match = new Match(pattern);
    if (dots >= 0) {
      await matchPackages(context, match, {
        tags: BuildTags.any,
        includeStandard: false,
        modules: [module],
      });
      return match;
    }
    const prefix = main.get(module.path)?.pathPrefix ?? module.path;
    for (const root of roots) {
      if (findInModule(context, pattern, prefix, root, isLocal)?.hasGoFiles) {
        match.packages = [pattern];
      }
    }
    return match;
  };

  const matchedMain: string[] = [];
  let moduleOnly: QueryResult | undefined;
  for (const { path } of main.list) {
    const module = { path, version: '' };
    const { packages, errors } = await findPackages(module, main.roots, true);
    if (packages.length > 0) {
      if (!isRelative) throw mainPackagesError(pattern, text, packages);
      return { withPackages: [{ module, info: { version: '' }, packages }], moduleOnly: undefined };
    }
    if (errors[0]) throw errors[0];
    if (!matchesPath(path)) continue;
    matchedMain.push(path);
    if (isRelative) moduleOnly = { module, info: { version: '' }, packages: [] };
  }

  const candidates = modulePrefixes(context, base);
  if (candidates.length === 0) {
    if (moduleOnly) return { withPackages: [], moduleOnly };
    if (matchedMain.length > 0) throw mainModuleError(context, pattern, text, matchedMain);
    throw new PackageNotInModuleError({ pattern, query: text, mainModules: matchedMain });
  }

  const queryModule = async (lookup: Lookup, path: string): Promise<QueryResult> => {
    const info = await queryThrough(context, lookup, path, text, selected(path), allowed);
    const module = { path, version: info.version };
    const { directory, isLocal } = await context.directories.find(module);
    const { packages, errors } = await findPackages(module, [directory], isLocal);
    if (packages.length > 0 || matchesPath(path)) return { module, info, packages };
    if (errors[0]) throw errors[0];
    const replacement = main.replacement(module);
    throw new PackageNotInModuleError({ pattern, query: text, module, replacement });
  };

  let withPackages: readonly QueryResult[] = [];
  try {
    await context.source.tryProxies(async (lookup) => {
      const answers = await Promise.all(
        candidates.map((path) =>
          queryModule(lookup, path).then(
            (result) => ({ result, error: undefined }),
            (error: unknown) => ({ result: undefined, error }),
          ),
        ),
      );
      const { found, failure } = gather(context, answers);
      withPackages = found.filter(({ packages }) => packages.length > 0);
      moduleOnly = found.findLast(({ packages }) => packages.length === 0) ?? moduleOnly;
      if (failure !== undefined) throw failure as Error;
    });
  } catch (error) {
    const isNothing = withPackages.length === 0 && !moduleOnly;
    if (matchedMain.length > 0 && isNothing && isNotFound(error)) {
      throw mainModuleError(context, pattern, text, []);
    }
    throw error;
  }
  return { withPackages, moduleOnly };
}

/** The paths that a module with packages of this path might have, the longest first. */
function modulePrefixes({ main }: LoadContext, path: string): string[] {
  const prefixes: string[] = [];
  for (let prefix = path; ; prefix = prefix.slice(0, prefix.lastIndexOf('/'))) {
    if (!main.contains(prefix) && splitPathVersion(prefix).ok) prefixes.push(prefix);
    if (!prefix.includes('/')) return prefixes;
  }
}

/** Returns what was found, and the most specific failure if it matters. */
function gather(
  { main }: LoadContext,
  answers: readonly { readonly result: QueryResult | undefined; readonly error: unknown }[],
): { found: readonly QueryResult[]; failure: unknown } {
  const found: QueryResult[] = [];
  let noPackage: PackageNotInModuleError | undefined;
  let noVersion: unknown;
  let noPatchBase: unknown;
  let invalidPath: unknown;
  let notFound: unknown;
  let other: unknown;
  for (const { result, error } of answers) {
    if (result) {
      found.push(result);
    } else if (error instanceof PackageNotInModuleError) {
      if (!noPackage || main.contains(noPackage.module?.path ?? '')) noPackage = error;
    } else if (error instanceof NoMatchingVersionError) {
      noVersion ??= error;
    } else if (error instanceof NoPatchBaseError) {
      noPatchBase ??= error;
    } else if (error instanceof InvalidPathError) {
      invalidPath ??= error;
    } else if (isNotFound(error)) {
      notFound ??= error;
    } else if (found.length === 0 && !noPackage) {
      // A longer path might provide the packages, but for this: a shorter one must not win by it.
      other ??= error;
    }
  }
  if (other !== undefined || found.length > 0) return { found, failure: other };
  return { found, failure: noPackage ?? noVersion ?? noPatchBase ?? invalidPath ?? notFound };
}
