/**
 * The module cache, shared with `go`. Go: cmd/go/internal/modfetch/cache.go.
 *
 * Layout below GOMODCACHE:
 *
 *     cache/download/<path>/@v/list            versions that are here
 *                              <version>.info  time and origin, JSON
 *                              <version>.mod   go.mod
 *                              <version>.zip   the module
 *                              <version>.ziphash  its h1: hash
 *                              <version>.partial  present while the directory is being unpacked
 *                              <version>.lock  locked while the directory is being unpacked
 *     <path>@<version>/                        the unpacked module, read-only
 *
 * Other processes, Node.js or `go`, use the cache at the same time, and any of them may be killed at any
 * moment. So no process may ever see half of a file:
 *
 *  - A file is written under a unique name in `cache/gomodload` and then renamed. Renaming replaces
 *    atomically; two writers write the same content.
 *  - A directory is unpacked beside its place and then renamed, under the lock that `go` uses for it. A directory
 *    that is already there wins, unless it is known to be incomplete.
 *  - `go` unpacks in place, and marks that with `.partial`. A directory with such a mark is incomplete. Without
 *    locks (no program that locks files on this system) a fresh mark is waited for, and an old one ignored.
 *  - `list` files are rewritten once per batch of go.mod files, not with each of them; what others added since
 *    is kept.
 *
 * Temporary files whose writers must be gone by their age are deleted when the cache is prepared.
 */

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdir,
  mkdirSync,
  readdirSync,
  readFileSync,
  rename,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFile,
} from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { hashDirectory, hashGoMod } from './dirhash.js';
import { messageOf, ModloadError } from '../base/errors.js';
import {
  canonicalVersion,
  escapePath,
  escapeVersion,
  moduleKey,
  type ModuleVersion,
} from '../module/module.js';
import { isPseudoVersion } from '../module/pseudo.js';
import { quote } from '../base/quote.js';
import * as semver from '../module/semver.js';
import { extractZip } from './zip/extract.js';
import { FileLocks } from './lock.js';
import { formatInfo, isAllHex, lastingInfo, parseInfo, type RevInfo } from './repo.js';

/** What a module cache can hold of a version, by the ending of the file. */
export type CacheSuffix = 'info' | 'mod' | 'zip' | 'ziphash' | 'partial' | 'lock';

/** Whether the directory of a module version is there. */
export interface DirectoryState {
  readonly directory: string;
  readonly state: 'complete' | 'partial' | 'absent';
  /** Why a directory is not complete. */
  readonly reason: string;
}

/** Go's beginning of the go.mod files that it once made up; they count as absent. */
const madeUp = '//vgo 0.0.';
/** The length of `h1:` and a SHA-256 in base64. */
const sumLength = 47;
/** Age in milliseconds from which a mark of unfinished unpacking is stale. */
const patience = 60_000;
/** Age in milliseconds from which a temporary file of this package is stale. */
const leftover = 24 * 60 * 60 * 1000;

/**
 * A module cache (GOMODCACHE), laid out as `go` does and shared with it. Every file appears whole: it is
 * written elsewhere in the cache and then renamed. So does every directory of a module.
 */
export class ModuleCache {
  /** The root of the cache. */
  readonly directory: string;
  readonly #keepsWritable: boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #locks = new FileLocks();
  readonly #folders = new Map<string, string>();
  /** The folders whose lists of versions are still to be written. */
  readonly #staleLists = new Set<string>();
  #writers = 0;
  #problem: ModloadError | undefined;
  #isChecked = false;
  #temporary: string | undefined;

  /** Opens a cache; reads and creates no file yet. */
  constructor(
    directory: string,
    options: { keepsWritable?: boolean | undefined; signal?: AbortSignal | undefined } = {},
  ) {
    this.directory = directory;
    this.#keepsWritable = options.keepsWritable ?? false;
    this.#signal = options.signal;
  }

  /**
   * Makes the cache unless it exists.
   *
   * @throws {ModloadError} if that is not possible.
   */
  check(): void {
    if (!this.#isChecked) {
      this.#isChecked = true;
      this.#problem = this.#prepare();
    }
    if (this.#problem !== undefined) throw this.#problem;
  }

  #prepare(): ModloadError | undefined {
    const { directory } = this;
    if (directory === '') {
      return new ModloadError(
        'ERR_MODLOAD_ENVIRONMENT',
        'module cache not found: neither GOMODCACHE nor GOPATH is set',
      );
    }
    if (!isAbsolute(directory)) {
      const text = `GOMODCACHE entry is relative; must be absolute path: ${quote(directory)}.\n`;
      return new ModloadError('ERR_MODLOAD_ENVIRONMENT', text);
    }
    const failed = (reason: string) =>
      new ModloadError('ERR_MODLOAD_ENVIRONMENT', `could not create module cache: ${reason}`);
    try {
      if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === false) {
        return failed(`${quote(directory)} is not a directory`);
      }
      mkdirSync(directory, { recursive: true });
      return undefined;
    } catch (error) {
      return failed(describeSystemError(error));
    }
  }

  /** Where the files of a module are: `cache/download/<path>/@v`. */
  folder(path: string): string {
    let folder = this.#folders.get(path);
    if (folder === undefined) {
      this.check();
      folder = join(this.directory, 'cache/download', escapePath(path), '@v');
      this.#folders.set(path, folder);
    }
    return folder;
  }

  /**
   * The name of a file of a module version.
   *
   * @throws {ModloadError} unless the version is canonical.
   */
  file({ path, version }: ModuleVersion, suffix: CacheSuffix): string {
    const folder = this.folder(path);
    demandCanonical(version);
    return `${folder}/${escapeVersion(version)}.${suffix}`;
  }

  #existingFile({ path, version }: ModuleVersion, suffix: CacheSuffix): string | undefined {
    if (version === '' || canonicalVersion(version) !== version) return undefined;
    try {
      return `${this.folder(path)}/${escapeVersion(version)}.${suffix}`;
    } catch {
      return undefined;
    }
  }

  /** Returns what is known of a version. */
  readInfo(module: ModuleVersion): RevInfo | undefined {
    const file = this.#existingFile(module, 'info');
    const text = file === undefined ? undefined : readText(file);
    if (text === undefined) return undefined;
    try {
      return parseInfo(text);
    } catch {
      return undefined;
    }
  }

  /** Returns what is known of a commit: the highest pseudo-version in the cache that names it. */
  readInfoByHash(path: string, revision: string): RevInfo | undefined {
    if (!isAllHex(revision) || revision.length < 12) return undefined;
    const suffix = `-${revision.slice(0, 12)}.info`;
    let best = '';
    for (const name of readNames(this.folder(path))) {
      if (!name.endsWith(suffix)) continue;
      const version = name.slice(0, -'.info'.length);
      if (isPseudoVersion(version) && semver.compare(version, best) > 0) best = version;
    }
    return best === '' ? undefined : this.readInfo({ path, version: best });
  }

  /** Keeps what is known of a version. */
  async writeInfo(path: string, info: RevInfo): Promise<void> {
    const file = this.#existingFile({ path, version: info.version }, 'info');
    if (file !== undefined) await this.#write(file, formatInfo(lastingInfo(info)));
  }

  /** The go.mod of a version, with its `h1:` hash. */
  readGoMod(module: ModuleVersion): { text: string; sum: string } | undefined {
    const file = this.#existingFile(module, 'mod');
    const text = file === undefined ? undefined : readText(file);
    if (text === undefined || text.startsWith(madeUp)) return undefined;
    // What is no UTF-8 was replaced in the text, but counts for the hash.
    const data = text.includes('\ufffd') ? readFileSync(this.file(module, 'mod')) : text;
    return { text, sum: hashGoMod(data) };
  }

  /** Keeps the go.mod of a version. */
  async writeGoMod(module: ModuleVersion, data: Uint8Array): Promise<void> {
    const file = this.#existingFile(module, 'mod');
    if (file === undefined) return;
    await this.whileWriting(async () => {
      await this.#write(file, data);
      this.#staleLists.add(dirname(file));
    });
  }

  /**
   * Does something in which go.mod files may be kept. When all of that which overlaps has been done, each
   * list of versions is written once, not with every file.
   */
  async whileWriting<T>(action: () => Promise<T>): Promise<T> {
    this.#writers++;
    try {
      return await action();
    } finally {
      if (--this.#writers === 0) await this.#rewriteLists();
    }
  }

  async #rewriteLists(): Promise<void> {
    const folders = [...this.#staleLists];
    this.#staleLists.clear();
    // Only who serves the cache as a proxy needs a list, and the next go.mod makes it anew.
    await Promise.allSettled(folders.map((folder) => this.#rewriteList(folder)));
  }

  /** The `h1:` hash of a version's zip file as it was kept; `undefined` if there is none, or only half. */
  readSum(module: ModuleVersion): string | undefined {
    const sum = readText(this.file(module, 'ziphash'))?.trim() ?? '';
    return sum.length === sumLength && !sum.includes('\0') ? sum : undefined;
  }

  /** Keeps the `h1:` hash of a version's zip file. */
  async writeSum(module: ModuleVersion, sum: string): Promise<void> {
    await this.#write(this.file(module, 'ziphash'), sum);
  }

  /** The directory of a module version, and whether all of it is there. */
  locate(module: ModuleVersion): DirectoryState {
    this.check();
    const { path, version } = module;
    const escaped = escapePath(path);
    demandCanonical(version);
    const directory = join(this.directory, `${escaped}@${escapeVersion(version)}`);
    const status = statSync(directory, { throwIfNoEntry: false });
    const partial = (reason: string): DirectoryState => ({ directory, state: 'partial', reason });
    if (status === undefined) {
      return { directory, state: 'absent', reason: `stat ${directory}: no such file or directory` };
    }
    if (!status.isDirectory()) return partial('not a directory');
    if (existsSync(this.file(module, 'partial'))) return partial('not completely extracted');
    if (!existsSync(this.file(module, 'ziphash'))) return partial('ziphash file is missing');
    return { directory, state: 'complete', reason: '' };
  }

  /** A name for something that is still to be renamed into its place. */
  temporary(): string {
    if (this.#temporary === undefined) {
      this.check();
      this.#temporary = join(this.directory, 'cache/gomodload');
      mkdirSync(this.#temporary, { recursive: true });
      sweep(this.#temporary);
    }
    return join(this.#temporary, uniqueName());
  }

  /** Moves a zip file that was checked to its place. */
  async adoptZip(module: ModuleVersion, file: string): Promise<string> {
    const target = this.file(module, 'zip');
    await this.makeFolder(module.path);
    await moveFile(file, target);
    return target;
  }

  /** Makes the place for the files of a module. */
  async makeFolder(path: string): Promise<void> {
    await makeDirectory(this.folder(path), { recursive: true });
  }

  /**
   * Unpacks the zip file of a version into its directory. If another process is faster, its directory stays. A
   * directory that was there before, but not as it should be, stays only if nothing is missing in it.
   * Rejects with what is wrong with the zip file.
   */
  extract(module: ModuleVersion, zip: string, before: DirectoryState): Promise<string> {
    return this.#locks.whileTaking(() => this.#extract(module, zip, before.state === 'partial'));
  }

  async #extract(module: ModuleVersion, zip: string, isSuspect: boolean): Promise<string> {
    const tree = this.temporary();
    try {
      await extractZip(tree, module, zip);
      if (!this.#keepsWritable) makeReadOnly(tree);
      return await this.#adoptTree(module, tree, isSuspect);
    } finally {
      if (existsSync(tree)) removeAll(tree);
    }
  }

  async #adoptTree(module: ModuleVersion, tree: string, isSuspect: boolean): Promise<string> {
    await this.makeFolder(module.path);
    const unlock = await this.#locks.take(this.file(module, 'lock'), this.#signal);
    try {
      if (unlock === undefined) await this.#awaitOthers(module);
      const { directory, state } = this.locate(module);
      const isWhole = () =>
        !isSuspect || hashDirectory(directory, moduleKey(module)) === this.readSum(module);
      if (state === 'complete' && isWhole()) return directory;
      if (state !== 'absent') removeAll(directory);
      mkdirSync(dirname(directory), { recursive: true });
      try {
        renameSync(tree, directory);
      } catch (error) {
        if (this.locate(module).state === 'complete') return directory;
        throw error;
      }
      rmSync(this.file(module, 'partial'), { force: true });
      if (!this.#keepsWritable) chmodSync(directory, 0o555 & lstatSync(directory).mode);
      return directory;
    } finally {
      unlock?.();
    }
  }

  /** Without locks: waits while another process may be unpacking the same module. */
  async #awaitOthers(module: ModuleVersion): Promise<void> {
    const mark = this.file(module, 'partial');
    for (;;) {
      const status = statSync(mark, { throwIfNoEntry: false });
      if (status === undefined || Date.now() - status.mtimeMs > patience) return;
      await delay(50, undefined, this.#signal && { signal: this.#signal });
    }
  }

  async #write(file: string, data: string | Uint8Array): Promise<void> {
    const temporary = this.temporary();
    try {
      await createFile(temporary, data, { flag: 'wx' });
      try {
        await moveFile(temporary, file);
      } catch (error) {
        if (!isMissing(error)) throw error;
        await makeDirectory(dirname(file), { recursive: true });
        await moveFile(temporary, file);
      }
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }

  /**
   * Writes the list of versions anew. `go` may be about to write into the file that is replaced here: so
   * whatever was added since the directory was read is added as well.
   */
  async #rewriteList(folder: string): Promise<void> {
    const file = join(folder, 'list');
    let names: readonly string[] = [];
    const compose = () => {
      const versions: string[] = [];
      names = readNames(folder);
      for (const name of names) {
        if (!name.endsWith('.mod')) continue;
        const version = name.slice(0, -'.mod'.length);
        if (version !== '' && canonicalVersion(version) === version) versions.push(version);
      }
      return semver
        .sort(versions)
        .map((version) => `${version}\n`)
        .join('');
    };
    let text = compose();
    if (names.includes('list') && readText(file) === text) return;
    for (;;) {
      await this.#write(file, text);
      const now = compose();
      if (now === text) return;
      text = now;
    }
  }

  /** Deletes the whole cache. */
  clean(): void {
    removeAll(this.directory);
  }
}

// Of files the system makes many at once in the time of one. These cost half of `node:fs/promises`.
const createFile = promisify(writeFile);
const makeDirectory = promisify(mkdir);
const moveFile = promisify(rename);

const ownNames = randomBytes(8).toString('hex');
let ownNameCount = 0;

/** Returns a file name that is unique across processes. */
function uniqueName(): string {
  return `${ownNames}${ownNameCount++}`;
}

function demandCanonical(version: string): void {
  if (!semver.isValid(version)) {
    throw new ModloadError(
      'ERR_MODLOAD_INVALID_VERSION',
      `non-semver module version ${quote(version)}`,
    );
  }
  if (canonicalVersion(version) !== version) {
    throw new ModloadError(
      'ERR_MODLOAD_INVALID_VERSION',
      `non-canonical module version ${quote(version)}`,
    );
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Node says `EACCES: permission denied, mkdir '/x'`; Go says `mkdir /x: permission denied`. */
function describeSystemError(error: unknown): string {
  const match = /^\w+: (.*), (\w+) '(.*)'$/.exec(messageOf(error));
  return match === null ? messageOf(error) : `${match[2]!} ${match[3]!}: ${match[1]!}`;
}

// One object for all: Node makes a new one out of a mere name of an encoding, for each file of thousands.
const asText = { encoding: 'utf8', flag: 'r' } as const;

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, asText);
  } catch {
    return undefined;
  }
}

function readNames(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/**
 * Removes temporary files of processes that were killed.
 *
 * @param directory - where they are.
 * @param ending - end of the names of temporary files; by default, all files are temporary.
 */
export function sweep(directory: string, ending = ''): void {
  for (const name of readNames(directory)) {
    if (!name.endsWith(ending)) continue;
    const path = join(directory, name);
    try {
      if (Date.now() - lstatSync(path).mtimeMs > leftover) removeAll(path);
    } catch {
      // Another process sweeps as well.
    }
  }
}

/** Makes all directories below one read-only; its own mode is changed once it is renamed. */
function makeReadOnly(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const path = join(directory, entry.name);
    makeReadOnly(path);
    chmodSync(path, lstatSync(path).mode & 0o555);
  }
}

function makeWritable(directory: string): void {
  chmodSync(directory, 0o777);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(join(directory, entry.name));
  }
}

/** Deletes a file, or a directory that may contain read-only directories. Does not fail if there is none. */
export function removeAll(path: string): void {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return;
  if (!status.isDirectory()) {
    unlinkSync(path);
    return;
  }
  try {
    makeWritable(path);
  } catch {
    // What cannot be made writable may still be empty.
  }
  rmSync(path, { recursive: true, force: true });
}
