import { InvalidVersionError, isNotFound, ModuleError } from '../base/errors.js';
import { legacyGoMod, type RevInfo, type VersionRepo } from '../modfetch/repo.js';
import type { Lookup, ModuleSource } from '../modfetch/source.js';
import {
  checkPathMajor,
  isIncompatible,
  matchPathMajor,
  splitPathVersion,
  type ModuleVersion,
} from '../module/module.js';
import * as semver from '../module/semver.js';

/** The tree on which a tag is going to be put. */
export interface PlannedTree {
  /** The text of its go.mod; `undefined` if it has none. */
  readonly goMod: string | undefined;
  /** The version by which Go knows its commit now, if it is committed. */
  readonly version?: string | undefined;
}

const suffix = '+incompatible';

/**
 * Returns the version that a tag becomes, by the rules by which Go reads the tags of a repository.
 *
 * @throws {InvalidVersionError} if Go refuses the tag.
 */
function versionOfTag({ path, version: tag }: ModuleVersion, tree: PlannedTree): string {
  const version = isIncompatible(tag) ? tag.slice(0, -suffix.length) : tag;
  // Another tag names its commit, as a branch would.
  if (semver.canonical(version) !== version) return tree.version ?? '';
  const { prefix, pathMajor } = splitPathVersion(path);
  if (matchPathMajor(version, pathMajor)) {
    if (pathMajor.startsWith('/') && tree.goMod === undefined) {
      const reason = `missing go.mod, which a module path that ends in ${pathMajor} needs`;
      throw new InvalidVersionError(tag, reason);
    }
    return version;
  }
  if (pathMajor !== '') checkPathMajor(version, pathMajor);
  if (tree.goMod === undefined) return version + suffix;
  const suggestion = JSON.stringify(`${prefix}/${semver.major(version)}`);
  throw new InvalidVersionError(
    tag,
    `module contains a go.mod file, so module path must match major version (${suggestion})`,
  );
}

/** A module source as it will be once a planned tag exists. */
export class PlannedSource implements ModuleSource {
  readonly #source: ModuleSource;
  readonly #tag: ModuleVersion;
  readonly #tree: PlannedTree;

  /** Adds the tag to what a source has. */
  constructor(source: ModuleSource, tag: ModuleVersion, tree: PlannedTree) {
    this.#source = source;
    this.#tag = tag;
    this.#tree = tree;
  }

  #info(): RevInfo {
    return { version: versionOfTag(this.#tag, this.#tree) };
  }

  get #versionIfAccepted(): string | undefined {
    try {
      return this.#info().version;
    } catch {
      return undefined;
    }
  }

  async versions(path: string, prefix = ''): Promise<string[]> {
    let list: string[] = [];
    try {
      list = await this.#source.versions(path, prefix);
    } catch (error) {
      // It may be the first version of its module.
      if (!isNotFound(error)) throw error;
    }
    const version = path === this.#tag.path ? this.#versionIfAccepted : undefined;
    if (version === undefined || !semver.isValid(version) || version === this.#tree.version) {
      return list;
    }
    return version.startsWith(prefix) ? semver.sort([...new Set([...list, version])]) : list;
  }

  async stat(path: string, revision: string): Promise<RevInfo> {
    if (path !== this.#tag.path) return await this.#source.stat(path, revision);
    const isPlanned = revision === this.#tag.version || revision === this.#versionIfAccepted;
    if (!isPlanned) return await this.#source.stat(path, revision);
    try {
      return this.#info();
    } catch (error) {
      throw ModuleError.of(this.#tag, error);
    }
  }

  async latest(path: string): Promise<RevInfo> {
    return await this.#source.latest(path);
  }

  async goMod(module: ModuleVersion): Promise<string> {
    const { path, version } = module;
    const isPlanned = path === this.#tag.path && version === this.#versionIfAccepted;
    if (isPlanned) return this.#tree.goMod ?? legacyGoMod(path);
    return await this.#source.goMod(module);
  }

  async download(module: ModuleVersion): Promise<string> {
    return await this.#source.download(module);
  }

  repo(path: string): VersionRepo {
    return {
      modulePath: path,
      versions: async (prefix) => ({ list: await this.versions(path, prefix) }),
      stat: async (revision) => await this.stat(path, revision),
      latest: async () => await this.latest(path),
    };
  }

  async tryProxies<T>(attempt: (lookup: Lookup) => Promise<T>): Promise<T> {
    return await attempt((path) => this.repo(path));
  }
}
