import { InvalidVersionError, ModloadError, ModuleError, NotFoundError } from '../base/errors.js';
import { legacyGoMod, type RevInfo, type VersionList, type VersionRepo } from './repo.js';
import type { Lookup, ModuleSource } from './source.js';
import type { ModuleVersion } from '../module/module.js';
import { isPseudoVersion } from '../module/pseudo.js';
import * as semver from '../module/semver.js';

/** One version of a module in memory. */
export interface MemoryVersion {
  /** The text of its go.mod; one with nothing but the module path if not given. */
  readonly goMod?: string | undefined;
  /** When it was committed, as RFC 3339. */
  readonly time?: string | undefined;
  /** Other names of the revision: its commit hash, branches. */
  readonly revisions?: readonly string[] | undefined;
}

/** The versions of modules, by module path and version. */
export type MemoryModules = Readonly<Record<string, Readonly<Record<string, MemoryVersion>>>>;

/** A module source with everything in memory, for tests and for programs without a file system. */
export class MemorySource implements ModuleSource {
  private readonly modules: ReadonlyMap<string, ReadonlyMap<string, MemoryVersion>>;

  /** Knows just these modules. */
  constructor(modules: MemoryModules) {
    this.modules = new Map(
      Object.entries(modules).map(([path, versions]) => [path, new Map(Object.entries(versions))]),
    );
  }

  private versionsOf(path: string): ReadonlyMap<string, MemoryVersion> {
    const versions = this.modules.get(path);
    if (versions === undefined) {
      throw new ModuleError({ path, version: '' }, new NotFoundError('not found in memory'));
    }
    return versions;
  }

  private find({ path, version }: ModuleVersion): MemoryVersion {
    const found = this.versionsOf(path).get(version);
    if (found !== undefined) return found;
    const reason = `unknown revision ${version}`;
    throw new ModuleError(
      { path, version },
      new InvalidVersionError(version, reason, { cause: new NotFoundError(reason) }),
    );
  }

  private info(path: string, version: string): RevInfo {
    const { time, revisions = [] } = this.find({ path, version });
    const [name] = revisions;
    return {
      version,
      ...(time !== undefined && { time }),
      ...(name !== undefined && { name, short: name.slice(0, 12) }),
    };
  }

  /** Lists the tagged versions of a module that begin with a prefix, ordered. */
  versions(path: string, prefix = ''): Promise<string[]> {
    return attempt(() =>
      semver.sort(
        [...this.versionsOf(path).keys()].filter(
          (each) => each.startsWith(prefix) && semver.isValid(each) && !isPseudoVersion(each),
        ),
      ),
    );
  }

  /** Finds what a version, commit hash, tag or branch names. */
  stat(path: string, revision: string): Promise<RevInfo> {
    return attempt(() => {
      for (const [version, { revisions = [] }] of this.versionsOf(path)) {
        if (version === revision) return this.info(path, version);
        const isNamed = revisions.some(
          (each) =>
            each === revision || (/^[0-9a-f]{7,}$/.test(revision) && each.startsWith(revision)),
        );
        if (isNamed) return this.info(path, version);
      }
      return this.info(path, revision);
    });
  }

  /** The newest revision of a module. */
  latest(path: string): Promise<RevInfo> {
    return attempt(() => {
      const [newest] = [...this.versionsOf(path)].sort(
        ([a, { time: aTime = '' }], [b, { time: bTime = '' }]) =>
          Date.parse(bTime) - Date.parse(aTime) || semver.compareStrictly(b, a),
      );
      if (newest === undefined) {
        throw new ModuleError({ path, version: '' }, new NotFoundError('no versions'));
      }
      return this.info(path, newest[0]);
    });
  }

  /** The text of a version's go.mod. */
  goMod(module: ModuleVersion): Promise<string> {
    return attempt(() => this.goModIfCached(module));
  }

  /** The same, at once. */
  goModIfCached(module: ModuleVersion): string {
    return this.find(module).goMod ?? legacyGoMod(module.path);
  }

  /** Rejects always: there are no directories. */
  download(module: ModuleVersion): Promise<string> {
    return attempt(() => {
      this.find(module);
      const problem = new ModloadError(
        'ERR_MODLOAD_UNSUPPORTED',
        'a source in memory has no directories',
      );
      throw new ModuleError(module, problem);
    });
  }

  /** Returns the repository that lists and resolves the versions of a module. */
  repo(path: string): VersionRepo {
    return {
      modulePath: path,
      versions: async (prefix): Promise<VersionList> => ({
        list: await this.versions(path, prefix),
      }),
      stat: (revision) => this.stat(path, revision),
      latest: () => this.latest(path),
    };
  }

  /** Tries a thing with the only place that there is. */
  tryProxies<T>(action: (lookup: Lookup) => Promise<T>): Promise<T> {
    return action((path) => this.repo(path));
  }
}

/** A promise of what an action returns or throws. */
function attempt<T>(action: () => T): Promise<T> {
  return new Promise((resolve) => resolve(action()));
}
