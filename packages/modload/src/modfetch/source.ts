/** Where modules come from: proxies, repositories, the cache. Go: cmd/go/internal/modfetch/fetch.go. */

import { existsSync, rmSync } from 'node:fs';
import { Checksums, type GoSum } from './checksums.js';
import { hashGoMod, hashZip } from './dirhash.js';
import type { Environment } from '../base/environment.js';
import {
  ChecksumError,
  isNotFound,
  LookupDisabledError,
  messageOf,
  ModloadError,
  ModuleError,
  NotFoundError,
  VcsError,
} from '../base/errors.js';
import { type ModuleVersion, moduleKey } from '../module/module.js';
import { quote } from '../base/quote.js';
import type { LoadListener } from '../base/report.js';
import * as semver from '../module/semver.js';
import { openSumDatabase } from './sumdb/client.js';
import { openZip } from './zip/format.js';
import { demandSize } from './zip/rules.js';
import { ModuleCache, type DirectoryState } from './cache.js';
import { CodeRepo } from './coderepo.js';
import { Discovery } from './discovery.js';
import { canReach, GitRepo, type GitOptions } from './git.js';
import { limit } from './limit.js';
import { matchesPrefix } from '../module/prefix-patterns.js';
import { parseProxyList, ProxyRepo, type ProxySpec } from './proxy.js';
import {
  failingRepo,
  type Origin,
  type Repo,
  type RevInfo,
  type VersionList,
  type VersionRepo,
} from './repo.js';
import { Web } from './web.js';

/** Finds what one place of the GOPROXY list has of a module. */
export type Lookup = (path: string) => VersionRepo;

/**
 * All that a loader needs to know of modules other than those at hand: their versions, go.mod files and
 * content. What is given was checked against go.sum. There may be one in memory in its place.
 */
export interface ModuleSource {
  /** Lists the tagged versions that begin with a prefix, ordered. */
  versions(path: string, prefix?: string): Promise<string[]>;
  /** Finds what a version, commit hash, tag or branch names. */
  stat(path: string, revision: string): Promise<RevInfo>;
  /** The newest revision; asked where there are no tagged versions. */
  latest(path: string): Promise<RevInfo>;
  /** The text of a version's go.mod. */
  goMod(module: ModuleVersion): Promise<string>;
  /** The same, at once, if it is kept here and its checksum is known; otherwise `undefined`. */
  goModIfCached?(module: ModuleVersion): string | undefined;
  /**
   * Does something in which many go.mod files are asked for, each after others were read. What is kept
   * besides them may be kept in the end.
   */
  whileAskingForMany?<T>(action: () => Promise<T>): Promise<T>;
  /** The directory with the files of a version. */
  download(module: ModuleVersion): Promise<string>;
  /** The same, if it is kept here already; otherwise `undefined`. */
  downloadedDirectory?(module: ModuleVersion): string | undefined;
  /** The zip file of a version, where there are such files. */
  zipFile?(module: ModuleVersion): Promise<string>;
  /** Returns the path of a version's file in the module cache, whether or not it exists. */
  cachePath?(module: ModuleVersion, suffix: 'info' | 'mod' | 'zip'): string | undefined;
  /** Returns the repository that lists and resolves the versions of a module. */
  repo(path: string): VersionRepo;
  /**
   * Tries a thing with what each place of the GOPROXY list has, until it succeeds, or fails in a way that
   * the list does not let pass. Without such a list there is only one place.
   */
  tryProxies<T>(attempt: (lookup: Lookup) => Promise<T>): Promise<T>;
}

/** Options of {@link createModuleSource}. */
export interface SourceOptions {
  readonly environment: Environment;
  readonly goSum: GoSum;
  /** The Go release whose messages are used; default: the newest. */
  readonly goVersion?: string | undefined;
  /** Ends everything that is under way, git and requests included. */
  readonly signal?: AbortSignal | undefined;
  readonly listener?: LoadListener | undefined;
  /** Whether directories of the module cache stay writable (`-modcacherw`). */
  readonly keepsWritable?: boolean | undefined;
  /** Suppresses download events, as `mod download` does. */
  readonly isQuiet?: boolean | undefined;
  /** How long a server may stay silent, in milliseconds; default: one minute. */
  readonly timeout?: number | undefined;
  /** Returns why lookups are disabled, as in vendor mode; `undefined` if they are allowed. */
  readonly disabled?: (() => string | undefined) | undefined;
}

/** How many modules are downloaded or unpacked at the same time. */
const maxDownloads = 16;

const proxyOff = () => {
  const text = 'module lookup disabled by GOPROXY=off';
  return new LookupDisabledError(text, new NotFoundError(text));
};

/** Says that GONOPROXY does not match a module; must not hide the error of a proxy. */
const useProxy = new NotFoundError('path does not match GOPRIVATE/GONOPROXY');

/** Modules from proxies and git repositories, through the module cache. */
export class GoModuleSource implements ModuleSource {
  /** The module cache. */
  readonly cache: ModuleCache;
  readonly #options: SourceOptions;
  readonly #web: Web;
  readonly #git: GitOptions;
  readonly #discovery: Discovery;
  readonly #checksums: Checksums;
  readonly #repos = new Map<string, CachedRepo>();
  readonly #gitRepos = new Map<string, GitRepo>();
  readonly #zips = new Map<string, Promise<string>>();
  readonly #directories = new Map<string, Promise<string>>();
  /** The go.mod files that were not in the cache when that was asked for. */
  readonly #absent = new Set<string>();
  readonly #downloads = limit(maxDownloads);
  readonly #extractions = limit(maxDownloads);
  #proxies: readonly ProxySpec[] | undefined;

  /** Nothing is read or asked for yet. */
  constructor(options: SourceOptions) {
    const { environment, goSum, goVersion, signal, listener, keepsWritable, timeout } = options;
    this.#options = options;
    this.cache = new ModuleCache(environment.GOMODCACHE, { keepsWritable, signal });
    this.#web = new Web({ environment, goVersion, signal, listener, timeout });
    this.#git = { environment, cache: this.cache, web: this.#web, signal, listener };
    this.#discovery = new Discovery(environment, this.#web, (url) => canReach(url, this.#git));
    this.#checksums = new Checksums(goSum, environment, () =>
      openSumDatabase(environment, this.#web, (attempt) => this.#tryEach(attempt)),
    );
  }

  repo(path: string): VersionRepo {
    const each = <T>(call: (repo: VersionRepo) => Promise<T>) =>
      this.tryProxies((lookup) => call(lookup(path)));
    return {
      modulePath: path,
      versions: (prefix) => each((repo) => repo.versions(prefix)),
      stat: (revision) => each((repo) => repo.stat(revision)),
      latest: () => each((repo) => repo.latest()),
      checkReuse: (origin) => each(async (repo) => await repo.checkReuse?.(origin)),
    };
  }

  async versions(path: string, prefix = ''): Promise<string[]> {
    return (await this.repo(path).versions(prefix)).list;
  }

  stat(path: string, revision: string): Promise<RevInfo> {
    return this.repo(path).stat(revision);
  }

  latest(path: string): Promise<RevInfo> {
    return this.repo(path).latest();
  }

  tryProxies<T>(attempt: (lookup: Lookup) => Promise<T>): Promise<T> {
    return this.#tryEach((proxy) => attempt((path) => this.#lookup(proxy, path)));
  }

  /** Tries a thing with the name of each place of the GOPROXY list. */
  async #tryEach<T>(attempt: (proxy: string) => Promise<T>): Promise<T> {
    const { GOPROXY, GONOPROXY } = this.#options.environment;
    this.#proxies ??= parseProxyList(GOPROXY, GONOPROXY);
    // The most specific failure: of the origin, then of a proxy, then mere absence.
    let best: unknown;
    let bestRank = 0;
    for (const { url, fallsBackOnError } of this.#proxies) {
      try {
        return await attempt(url);
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        if (error instanceof ChecksumError) throw error;
        const isAbsent = isNotFound(error);
        const isOrigin = url === 'direct' || (url === 'noproxy' && error !== useProxy);
        const rank = isOrigin ? 2 : isAbsent ? 0 : 1;
        if (rank >= bestRank) {
          best = error;
          bestRank = rank;
        }
        if (!fallsBackOnError && !isAbsent) break;
      }
    }
    throw best;
  }

  #lookup(proxy: string, path: string): CachedRepo {
    const key = `${proxy} ${path}`;
    let repo = this.#repos.get(key);
    if (repo === undefined) {
      const { environment } = this.#options;
      repo = new CachedRepo(path, {
        cache: this.cache,
        checksums: this.#checksums,
        isOff: environment.GOPROXY === 'off',
        warn: (text) => this.#options.listener?.({ kind: 'warning', text }),
        open: () => this.#open(proxy, path).catch((error: unknown) => failingRepo(path, error)),
      });
      this.#repos.set(key, repo);
    }
    return repo;
  }

  async #open(proxy: string, path: string): Promise<Repo> {
    const disabled = this.#options.disabled?.();
    if (disabled !== undefined) throw new LookupDisabledError(disabled);
    if (matchesPrefix(this.#options.environment.GONOPROXY, path)) {
      if (proxy === 'noproxy' || proxy === 'direct') return await this.#openDirect(path);
      throw new NotFoundError('disabled by GOPRIVATE/GONOPROXY');
    }
    switch (proxy) {
      case 'off':
        throw proxyOff();
      case 'direct':
        return await this.#openDirect(path);
      case 'noproxy':
        throw useProxy;
      default:
        return new ProxyRepo(this.#web, proxy, path, this.#options.listener);
    }
  }

  async #openDirect(path: string): Promise<Repo> {
    let found;
    try {
      found = await this.#discovery.find(path);
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      throw new NotFoundError(messageOf(error), error);
    }
    const { vcs, url, root } = found;
    if (vcs === 'mod') return new ProxyRepo(this.#web, url, path, this.#options.listener);
    if (vcs !== 'git') {
      throw new VcsError(`lookup ${root}: no support for version control system ${quote(vcs)}`);
    }
    let code = this.#gitRepos.get(url);
    if (code === undefined) {
      try {
        code = new GitRepo(url, this.#git);
      } catch (error) {
        throw new VcsError(`lookup ${root}: ${messageOf(error)}`, error);
      }
      this.#gitRepos.set(url, code);
    }
    return new CodeRepo(code, root, path, () => this.cache.temporary());
  }

  goModIfCached(module: ModuleVersion): string | undefined {
    const kept = this.cache.readGoMod(module);
    if (kept === undefined) {
      this.#absent.add(moduleKey(module));
      return undefined;
    }
    return this.#checksums.checkLocally(goModOf(module), kept.sum) ? kept.text : undefined;
  }

  async goMod(module: ModuleVersion): Promise<string> {
    let { version } = module;
    const { path } = module;
    if (!semver.isValid(version)) version = (await this.stat(path, version)).version;
    const isAbsent = this.#absent.delete(moduleKey({ path, version }));
    const kept = isAbsent ? undefined : this.cache.readGoMod({ path, version });
    if (kept !== undefined) {
      await this.#checksums.check(goModOf({ path, version }), kept.sum);
      return kept.text;
    }
    return await this.cache.whileWriting(() =>
      this.#tryEach((proxy) => this.#lookup(proxy, path).goMod(version)),
    );
  }

  whileAskingForMany<T>(action: () => Promise<T>): Promise<T> {
    return this.cache.whileWriting(action);
  }

  /** Returns information about a version, and the cache file that holds it. */
  async infoFile(module: ModuleVersion): Promise<{ info: RevInfo; file: string }> {
    demandVersion(module);
    const info = this.cache.readInfo(module) ?? (await this.stat(module.path, module.version));
    return { info, file: this.cache.file(module, 'info') };
  }

  /** The file of the cache with a version's go.mod. */
  async goModFile(module: ModuleVersion): Promise<string> {
    demandVersion(module);
    await this.goMod(module);
    return this.cache.file(module, 'mod');
  }

  /** The hash of a version's go.mod, as go.sum has it. */
  async goModSum(module: ModuleVersion): Promise<string> {
    demandVersion(module);
    const text = await this.goMod(module);
    return this.cache.readGoMod(module)?.sum ?? hashGoMod(text);
  }

  /** The hash of a version's zip file in the cache, as go.sum has it; `undefined` if there is none. */
  sum(module: ModuleVersion): string | undefined {
    return this.cache.readSum(module);
  }

  /** The file of the cache with a version's zip file. */
  zipFile(module: ModuleVersion): Promise<string> {
    return singly(this.#zips, moduleKey(module), () =>
      this.#downloads(() => this.#fetchZip(module)),
    );
  }

  download(module: ModuleVersion): Promise<string> {
    return singly(this.#directories, moduleKey(module), () => this.#download(module));
  }

  downloadedDirectory(module: ModuleVersion): string | undefined {
    try {
      const { directory, state } = this.cache.locate(module);
      return state === 'complete' ? directory : undefined;
    } catch {
      return undefined;
    }
  }

  cachePath(module: ModuleVersion, suffix: 'info' | 'mod' | 'zip'): string | undefined {
    try {
      return this.cache.file(module, suffix);
    } catch {
      return undefined;
    }
  }

  async #download(module: ModuleVersion): Promise<string> {
    const before = this.cache.locate(module);
    if (before.state !== 'complete') {
      await this.#extract(module, await this.zipFile(module), before);
    }
    await this.#checkKept(module);
    return before.directory;
  }

  async #extract(module: ModuleVersion, zip: string, before: DirectoryState): Promise<void> {
    try {
      await this.#extractions(() => this.cache.extract(module, zip, before));
    } catch (error) {
      this.#options.listener?.({ kind: 'warning', text: `-> ${messageOf(error)}` });
      throw error;
    }
  }

  /** Checks the hash that is kept of a version. */
  async #checkKept(module: ModuleVersion): Promise<void> {
    const sum = this.cache.readSum(module);
    if (sum === undefined) {
      // It was cut short when it was written.
      try {
        await this.#keepSum(module, this.cache.file(module, 'zip'));
        return;
      } catch (error) {
        if (error instanceof ChecksumError) throw error;
        const reason = new ModuleError(module, error).message;
        throw new ChecksumError(`verifying ${reason}`, error);
      }
    }
    if (!sum.startsWith('h1:')) {
      const reason = new ModuleError(module, `unexpected ziphash: ${quote(sum)}`).message;
      throw new ChecksumError(`verifying ${reason}`);
    }
    try {
      await this.#checksums.check(module, sum);
    } catch (error) {
      throw error instanceof ChecksumError ? error : new ChecksumError(messageOf(error), error);
    }
  }

  async #keepSum(module: ModuleVersion, zip: string): Promise<void> {
    const sum = await hashZip(zip);
    await this.#checksums.check(module, sum);
    await this.cache.writeSum(module, sum);
  }

  async #fetchZip(module: ModuleVersion): Promise<string> {
    const { cache } = this;
    const zip = cache.file(module, 'zip');
    const hasZip = existsSync(zip);
    if (hasZip && existsSync(cache.file(module, 'ziphash'))) return zip;
    if (!this.#options.isQuiet) {
      const text = `go: downloading ${module.path} ${module.version}`;
      this.#options.listener?.({ kind: 'download', text });
    }
    if (hasZip) {
      await this.#keepSum(module, zip);
      return zip;
    }
    const fresh = cache.temporary();
    try {
      await this.#tryEach(async (proxy) => {
        await this.#lookup(proxy, module.path).zip(module.version, fresh);
      });
      await demandOwnNames(module, fresh);
      await this.#keepSum(module, fresh);
      return await cache.adoptZip(module, fresh);
    } finally {
      rmSync(fresh, { force: true });
    }
  }
}

/** Opens modules as Go's environment says: GOPROXY, GOPRIVATE, GOSUMDB, GOMODCACHE and the others. */
export function createModuleSource(options: SourceOptions): ModuleSource {
  return new GoModuleSource(options);
}

const goModOf = ({ path, version }: ModuleVersion) => ({ path, version: `${version}/go.mod` });

function demandVersion({ version }: ModuleVersion): void {
  if (semver.isValid(version)) return;
  throw new ModloadError('ERR_MODLOAD_INVALID_VERSION', `invalid version ${quote(version)}`);
}

/** Rejects a zip file with files that are not the module's, or with too much of them. */
async function demandOwnNames(module: ModuleVersion, file: string): Promise<void> {
  using zip = await openZip(file);
  const root = `${module.path}@${module.version}`;
  const stray = zip.entries.find(({ name }) => !name.startsWith(`${root}/`));
  if (stray !== undefined) {
    const problem = `zip for ${root} has unexpected file ${stray.name}`;
    throw new ModloadError('ERR_MODLOAD_PROXY_RESPONSE', problem);
  }
  demandSize(zip);
}

/** Does something once for each key; what failed is not tried again. */
function singly<T>(
  known: Map<string, Promise<T>>,
  key: string,
  action: () => Promise<T>,
): Promise<T> {
  let result = known.get(key);
  if (result === undefined) {
    result = action();
    known.set(key, result);
  }
  return result;
}

interface CachedRepoOptions {
  readonly cache: ModuleCache;
  readonly checksums: Checksums;
  /** Whether nothing can be asked for: then a commit is what the cache says it is. */
  readonly isOff: boolean;
  readonly warn: (text: string) => void;
  readonly open: () => Promise<Repo>;
}

/** A repository of one module behind the module cache; requests everything once. */
class CachedRepo implements VersionRepo {
  readonly modulePath: string;
  readonly #options: CachedRepoOptions;
  readonly #lists = new Map<string, Promise<VersionList>>();
  readonly #revisions = new Map<string, Promise<RevInfo>>();
  readonly #goMods = new Map<string, Promise<string>>();
  #repo: Promise<Repo> | undefined;
  #latest: Promise<RevInfo> | undefined;

  constructor(modulePath: string, options: CachedRepoOptions) {
    this.modulePath = modulePath;
    this.#options = options;
  }

  #open(): Promise<Repo> {
    this.#repo ??= this.#options.open();
    return this.#repo;
  }

  async checkReuse(origin: Origin | undefined): Promise<void> {
    const repo = await this.#open();
    if (repo.checkReuse === undefined) {
      throw new ModloadError('ERR_MODLOAD_UNSUPPORTED', 'proxy does not support CheckReuse');
    }
    await repo.checkReuse(origin);
  }

  async versions(prefix: string): Promise<VersionList> {
    const { list, origin } = await singly(
      this.#lists,
      prefix,
      async () => await (await this.#open()).versions(prefix),
    );
    return { list: [...list], ...(origin && { origin }) };
  }

  stat(revision: string): Promise<RevInfo> {
    return singly(this.#revisions, revision, async () => {
      const path = this.modulePath;
      const { cache, isOff } = this.#options;
      const kept =
        cache.readInfo({ path, version: revision }) ??
        (isOff ? cache.readInfoByHash(path, revision) : undefined);
      if (kept !== undefined) return kept;
      const info = await (await this.#open()).stat(revision);
      if (info.version !== revision) this.#know(info);
      await this.#keep('stat', () => cache.writeInfo(path, info));
      return info;
    });
  }

  latest(): Promise<RevInfo> {
    this.#latest ??= this.#findLatest();
    return this.#latest;
  }

  async #findLatest(): Promise<RevInfo> {
    const info = await (await this.#open()).latest();
    const { cache } = this.#options;
    this.#know(info);
    if (cache.readInfo({ path: this.modulePath, version: info.version }) === undefined) {
      await this.#keep('stat', () => cache.writeInfo(this.modulePath, info));
    }
    return info;
  }

  /** Notes what was found under its version as well. */
  #know(info: RevInfo): void {
    if (!this.#revisions.has(info.version)) {
      this.#revisions.set(info.version, Promise.resolve(info));
    }
  }

  goMod(version: string): Promise<string> {
    return singly(this.#goMods, version, async () => {
      const module = { path: this.modulePath, version };
      const data = await (await this.#open()).goMod(version);
      const { cache, checksums } = this.#options;
      await checksums.check(goModOf(module), hashGoMod(data));
      await this.#keep('go.mod', () => cache.writeGoMod(module, data));
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(data);
    });
  }

  async zip(version: string, destination: string): Promise<void> {
    await (await this.#open()).zip(version, destination);
  }

  /** Writes to the cache; that it cannot be written does not make the answer wrong. */
  async #keep(what: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.#options.warn(`go: writing ${what} cache: ${messageOf(error)}`);
    }
  }
}
