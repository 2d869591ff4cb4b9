import {
  nameError,
  InvalidVersionError,
  isNotFound,
  NoMatchingVersionError,
  QueryError,
} from '../base/errors.js';
import {
  legacyGoMod,
  mergeOrigins,
  timeOf,
  type Origin,
  type RevInfo,
  type VersionRepo,
} from '../modfetch/repo.js';
import type { ModuleSource } from '../modfetch/source.js';
import {
  canonicalVersion,
  checkPath,
  isIncompatible,
  matchPathMajor,
  splitPathVersion,
  type ModuleVersion,
} from '../module/module.js';
import { isPseudoVersion, pseudoVersionTime } from '../module/pseudo.js';
import { quote } from '../base/quote.js';
import * as semver from '../module/semver.js';

/** The latest patch release was asked for of a module of which there is no version yet. */
export class NoPatchBaseError extends QueryError {
  static {
    nameError(this, 'NoPatchBaseError');
  }

  /** Created by this package. */
  constructor(path: string) {
    super(`can't query version "patch" of module ${path}: no existing version is required`);
  }
}

/** What a query needs to know besides the versions that there are. */
export interface QueryRules {
  /** Rejects for a version that must not be selected. */
  readonly allowed: (version: string) => Promise<void> | void;
  /** Whether it rejected because of that; any other failure leaves a version allowed. */
  readonly isDisallowed: (error: unknown) => boolean;
  /** The go.mod of a version, to see whether its module has one. */
  readonly goMod: (version: string) => Promise<string>;
}

/** Returns whether a version lacks its minor or patch number; it must be valid. */
function isPrefix(version: string): boolean {
  return !/[-+]|\..*\./.test(version);
}

/** How a query chooses among versions. */
interface Matcher {
  /** What versions must begin with. */
  readonly prefix: string;
  readonly accepts: (version: string) => boolean;
  /** Whether the query is a version that may be looked up as it is. */
  readonly isExact: boolean;
  /** Whether the lowest version is wanted. */
  readonly prefersLower: boolean;
  /** Whether the newest commit will do where there is no version. */
  readonly mayUseLatest: boolean;
  readonly prefersIncompatible: boolean;
}

type Operator = '<' | '<=' | '>' | '>=';

const compares: Readonly<Record<Operator, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/**
 * How a query chooses; `undefined` if it names a revision.
 *
 * @throws {QueryError} if it is malformed.
 */
function parseQuery(path: string, text: string, current: string): Matcher | undefined {
  const isNew = current === '' || current === 'none';
  const basis: Matcher = {
    prefix: '',
    accepts: () => true,
    isExact: false,
    prefersLower: false,
    mayUseLatest: false,
    prefersIncompatible: isIncompatible(current),
  };
  const { ok, pathMajor } = splitPathVersion(path);
  const isOtherMajor = (version: string) => !ok || !matchPathMajor(version, pathMajor);
  const atLeastCurrent = (version: string) => semver.compare(version, current) >= 0;

  if (text === 'latest' || (text === 'upgrade' && isNew)) return { ...basis, mayUseLatest: true };
  if (text === 'upgrade') {
    return { ...basis, mayUseLatest: isPseudoVersion(current), accepts: atLeastCurrent };
  }
  if (text === 'patch') {
    if (isNew) throw new NoPatchBaseError(path);
    return {
      ...basis,
      mayUseLatest: isPseudoVersion(current),
      prefix: `${semver.majorMinor(current)}.`,
      accepts: atLeastCurrent,
    };
  }

  const operator = /^[<>]=?/.exec(text)?.[0] as Operator | undefined;
  if (operator !== undefined) {
    const bound = text.slice(operator.length);
    if (!semver.isValid(bound)) {
      throw new QueryError(`invalid semantic version ${quote(bound)} in range ${quote(text)}`);
    }
    // It is undefined whether v1.2.3 is above v1.2.
    if ((operator === '<=' || operator === '>') && isPrefix(bound)) {
      throw new QueryError(`ambiguous semantic version ${quote(bound)} in range ${quote(text)}`);
    }
    const fits = compares[operator];
    return {
      ...basis,
      accepts: (version) => fits(semver.compare(version, bound)),
      prefersLower: operator.startsWith('>'),
      prefersIncompatible: basis.prefersIncompatible || isOtherMajor(bound),
    };
  }

  if (!semver.isValid(text)) return undefined;
  const prefersIncompatible = basis.prefersIncompatible || isOtherMajor(text);
  if (isPrefix(text)) {
    // Pre-releases of v1.2.0 come before v1.2.
    const accepts = (version: string) => semver.compare(version, text) >= 0;
    return { ...basis, prefix: `${text}.`, accepts, prefersIncompatible };
  }
  return {
    ...basis,
    prefix: semver.canonical(text),
    accepts: (version) => semver.compare(version, text) === 0,
    isExact: true,
    prefersIncompatible,
  };
}

/** Adds to where an answer comes from what the list of versions depends on. */
function withOrigin(info: RevInfo, added: Origin | undefined): RevInfo {
  const origin = mergeOrigins(info.origin, added);
  return origin === undefined ? info : { ...info, origin };
}

/** One query among the versions of a module. */
class Query {
  readonly #repo: VersionRepo;
  readonly #text: string;
  readonly #current: string;
  readonly #rules: QueryRules;

  constructor(repo: VersionRepo, text: string, current: string, rules: QueryRules) {
    this.#repo = repo;
    this.#text = text;
    this.#current = current;
    this.#rules = rules;
  }

  get #isRelative(): boolean {
    return this.#text === 'upgrade' || this.#text === 'patch';
  }

  async resolve(): Promise<RevInfo> {
    const matcher = parseQuery(this.#repo.modulePath, this.#text, this.#current);
    return matcher === undefined || matcher.isExact
      ? await this.#resolveRevision()
      : await this.#choose(matcher);
  }

  /** Returns what forbids a version, if anything does. */
  async #disallowed(version: string): Promise<{ error: unknown } | undefined> {
    try {
      await this.#rules.allowed(version);
      return undefined;
    } catch (error) {
      return this.#rules.isDisallowed(error) ? { error } : undefined;
    }
  }

  async #demandAllowed(version: string): Promise<void> {
    const problem = await this.#disallowed(version);
    if (problem !== undefined) throw problem.error;
  }

  async #resolveRevision(): Promise<RevInfo> {
    const info = await this.#statEquivalent();
    await this.#demandAllowed(info.version);
    return info;
  }

  async #statEquivalent(): Promise<RevInfo> {
    try {
      return await this.#repo.stat(this.#text);
    } catch (error) {
      const canonical = canonicalVersion(this.#text);
      if (canonical === '' || canonical === this.#text) throw error;
      try {
        // v1.2.3+meta is the same version as v1.2.3.
        return await this.#repo.stat(canonical);
      } catch (second) {
        throw isNotFound(second) ? error : second;
      }
    }
  }

  async #choose(matcher: Matcher): Promise<RevInfo> {
    const { list, origin } = await this.#repo.versions(matcher.prefix);
    const { releases, prereleases } = await this.#filter(matcher, list);
    const candidates = releases.length > 0 ? releases : prereleases;
    const best = matcher.prefersLower ? candidates[0] : candidates[candidates.length - 1];
    if (best !== undefined) return await this.#lookUp(best, origin);

    if (matcher.mayUseLatest) {
      const latest = await this.#latest();
      if (latest !== undefined && (await this.#accepts(matcher, latest.version))) {
        return await this.#lookUp(latest.version, origin);
      }
    }
    if (this.#isRelative && this.#current !== '' && this.#current !== 'none') {
      await this.#demandAllowed(this.#current);
      return await this.#lookUp(this.#current, origin);
    }
    const current = this.#isRelative && this.#current !== 'none' ? this.#current : '';
    throw new NoMatchingVersionError(this.#text, current);
  }

  async #latest(): Promise<RevInfo | undefined> {
    try {
      return await this.#repo.latest();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #accepts({ prefix, accepts }: Matcher, version: string): Promise<boolean> {
    if (!version.startsWith(prefix) || !accepts(version)) return false;
    return (await this.#disallowed(version)) === undefined;
  }

  /** The versions that fit, without incompatible ones where the module has come to have a go.mod. */
  async #filter(
    matcher: Matcher,
    versions: readonly string[],
  ): Promise<{ releases: string[]; prereleases: string[] }> {
    const releases: string[] = [];
    const prereleases: string[] = [];
    let needsIncompatible = matcher.prefersIncompatible;
    let lastCompatible = '';
    for (const version of versions) {
      if (!(await this.#accepts(matcher, version))) continue;
      if (!needsIncompatible) {
        if (!isIncompatible(version)) lastCompatible = version;
        else if (lastCompatible !== '') {
          // What follows are all incompatible versions. Even a pre-release with a go.mod is better.
          if (await this.#hasGoMod(lastCompatible)) break;
          needsIncompatible = true;
        }
      }
      (semver.prerelease(version) === '' ? releases : prereleases).push(version);
    }
    return { releases, prereleases };
  }

  /** Returns whether a go.mod says more than one that is made up for a module without. */
  async #hasGoMod(version: string): Promise<boolean> {
    return (await this.#rules.goMod(version)) !== legacyGoMod(this.#repo.modulePath);
  }

  async #lookUp(version: string, origin: Origin | undefined): Promise<RevInfo> {
    const info = withOrigin(await this.#repo.stat(version), origin);
    if (!this.#isRelative || !isPseudoVersion(this.#current)) return info;
    // A query for a branch must not select an older commit only because it sorts higher.
    const time = timeOf(info);
    if (time === undefined || !isBefore(time, this.#current)) return info;
    await this.#demandAllowed(this.#current);
    return withOrigin(await this.#repo.stat(this.#current), origin);
  }
}

function isBefore(time: Date, pseudo: string): boolean {
  try {
    return time < pseudoVersionTime(pseudo);
  } catch (error) {
    if (error instanceof InvalidVersionError) return false;
    throw error;
  }
}

/**
 * Finds the version that a query means, among those of one repository. Queries are: `latest`; `upgrade` and
 * `patch`, which never go below the current version; `v1` and `v1.2` for the highest version of the kind;
 * `<v1.2.3`, `<=`, `>` and `>=` for the nearest one; a version, commit hash, tag or branch.
 * The current version is empty or `none` when there is none.
 */
export function queryRepo(
  repo: VersionRepo,
  text: string,
  current: string,
  rules: QueryRules,
): Promise<RevInfo> {
  return new Query(repo, text, current, rules).resolve();
}

/** Decides whether a version may be selected. */
export type AllowsVersion = (module: ModuleVersion) => boolean | Promise<boolean>;

/** The refusal of a version that a query names. */
class DisallowedVersion extends QueryError {}

/**
 * Finds the version of a module that a query means; see `queryRepo` for what there is. Versions that
 * are not allowed do not exist for a query; when it names one of them, it rejects.
 * The current version, for `upgrade` and `patch`, is empty when there is none.
 */
export async function query(
  source: ModuleSource,
  path: string,
  text: string,
  current = '',
  allowed: AllowsVersion = () => true,
): Promise<RevInfo> {
  if (current !== '' && current !== 'none' && !semver.isValid(current)) {
    throw new QueryError(`invalid previous version ${quote(current)}`);
  }
  checkPath(path);
  return await source.tryProxies((lookup) =>
    queryRepo(lookup(path), text, current, {
      allowed: async (version) => {
        if (await allowed({ path, version })) return;
        throw new DisallowedVersion(`${path}@${version} is not allowed`);
      },
      isDisallowed: (error) => error instanceof DisallowedVersion,
      goMod: (version) => source.goMod({ path, version }),
    }),
  );
}
