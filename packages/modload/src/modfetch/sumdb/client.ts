import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { SumDatabase } from '../checksums.js';
import type { Environment } from '../../base/environment.js';
import {
  ChecksumError,
  isNotFound,
  messageOf,
  ModloadError,
  NotFoundError,
} from '../../base/errors.js';
import { sweep } from '../cache.js';
import { joinUrl, type Web } from '../web.js';
import { escapePath, escapeVersion, type ModuleVersion } from '../../module/module.js';
import { openNote, parseVerifier, type Verifier } from './note.js';
import {
  emptyTree,
  fullTile,
  parseLookup,
  parseTree,
  recordHash,
  tilePath,
  Tree,
  type Tile,
  type TileSource,
  type TreeHead,
} from './tree.js';

/** The databases whose keys need not be spelled out. */
const knownKeys: Readonly<Record<string, string>> = {
  'sum.golang.org': 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8',
};

/** The same database under a name that can be reached from elsewhere. */
const mirror = 'sum.golang.google.cn';

/** Tries a thing with each place of the GOPROXY list. */
export type TryProxies = <T>(attempt: (proxy: string) => Promise<T>) => Promise<T>;

/** A signed tree head, with the note that it was read from. */
interface SignedHead {
  readonly head: TreeHead;
  readonly note: string;
}

/**
 * A checksum database as GOSUMDB names it. Answers are believed when they are proved to be in a tree
 * whose head is signed, and that has all that was seen before at its beginning. What was proved is kept in
 * the module cache, the latest head below GOPATH, both where `go` has them.
 *
 * @throws {ModloadError} if GOSUMDB cannot be understood.
 */
export function openSumDatabase(
  environment: Environment,
  web: Web,
  tryProxies: TryProxies,
): SumDatabase {
  let setting = environment.GOSUMDB;
  if (setting === mirror) setting = `sum.golang.org https://${mirror}`;
  const [key, address, ...rest] = setting.split(/\s+/).filter(Boolean);
  if (key === undefined) throw new ModloadError('ERR_MODLOAD_ENVIRONMENT', 'missing GOSUMDB');
  if (rest.length > 0)
    throw new ModloadError('ERR_MODLOAD_ENVIRONMENT', 'invalid GOSUMDB: too many fields');
  let verifier: Verifier;
  try {
    verifier = parseVerifier(knownKeys[key] ?? key);
  } catch (error) {
    throw new ModloadError(
      'ERR_MODLOAD_ENVIRONMENT',
      `invalid GOSUMDB: ${messageOf(error)}`,
      error,
    );
  }
  const direct = parseName(verifier.name);
  let base: URL | undefined;
  if (address !== undefined) {
    try {
      base = new URL(address);
    } catch (error) {
      throw new ModloadError(
        'ERR_MODLOAD_ENVIRONMENT',
        `invalid GOSUMDB URL: ${messageOf(error)}`,
        error,
      );
    }
  }
  return new Client({ environment, web, tryProxies, verifier, direct, base });
}

function parseName(name: string): URL {
  const invalid = () =>
    new ModloadError(
      'ERR_MODLOAD_ENVIRONMENT',
      `invalid sumdb name (must be host[/path]): ${name}`,
    );
  if (name.endsWith('/') || /[?#%@\\]/.test(name)) throw invalid();
  try {
    return new URL(`https://${name}`);
  } catch {
    throw invalid();
  }
}

interface ClientOptions {
  readonly environment: Environment;
  readonly web: Web;
  readonly tryProxies: TryProxies;
  readonly verifier: Verifier;
  readonly direct: URL;
  /** Where GOSUMDB says that the database is. */
  readonly base: URL | undefined;
}

class Client implements SumDatabase, TileSource {
  readonly name: string;
  readonly #options: ClientOptions;
  readonly #records = new Map<string, Promise<string>>();
  readonly #tiles = new Map<string, Promise<Buffer>>();
  readonly #saved = new Set<string>();
  #base: Promise<URL> | undefined;
  #started: Promise<void> | undefined;
  #latest: SignedHead = { head: emptyTree, note: '' };
  #tree: Tree;
  /** Heads are merged one after the other. */
  #merging: Promise<unknown> = Promise.resolve();

  constructor(options: ClientOptions) {
    this.#options = options;
    this.name = options.verifier.name;
    this.#tree = new Tree(emptyTree, this);
  }

  async lookup(module: ModuleVersion): Promise<readonly string[]> {
    const { path, version } = module;
    try {
      this.#started ??= this.#start();
      await this.#started;
      const name = version.endsWith('/go.mod') ? version.slice(0, -'/go.mod'.length) : version;
      const file = `lookup/${escapePath(path)}@${escapeVersion(name)}`;
      let answer = this.#records.get(file);
      if (answer === undefined) {
        answer = this.#readRecord(file);
        this.#records.set(file, answer);
      }
      const prefix = `${path} ${version} `;
      return (await answer).split('\n').filter((line) => line.startsWith(prefix));
    } catch (error) {
      if (error instanceof ChecksumError) throw error;
      throw new ModloadError(
        'ERR_MODLOAD_CHECKSUM_DATABASE',
        `${path}@${version}: ${messageOf(error)}`,
        error,
      );
    }
  }

  async #start(): Promise<void> {
    try {
      await this.#merge(this.#readLatest());
    } catch (error) {
      if (error instanceof ChecksumError) throw error;
      const reason = `initializing sumdb.Client: ${messageOf(error)}`;
      throw new ModloadError('ERR_MODLOAD_CHECKSUM_DATABASE', reason, error);
    }
  }

  async #readRecord(file: string): Promise<string> {
    const kept = this.#readCache(file)?.toString();
    const text = kept ?? (await this.#readRemote(file)).toString();
    const { id, record, note } = parseLookup(text);
    const tree = await this.#merge(note);
    if (id >= tree.head.size) {
      const reason = `cannot validate record ${id} in tree of size ${tree.head.size}`;
      throw new ModloadError('ERR_MODLOAD_CHECKSUM_DATABASE', reason);
    }
    if (!(await tree.record(id)).equals(recordHash(record))) {
      throw new ModloadError(
        'ERR_MODLOAD_CHECKSUM_DATABASE',
        'cannot authenticate record data in server response',
      );
    }
    if (kept === undefined) this.#writeCache(file, Buffer.from(text));
    return text;
  }

  /** Takes a signed head into the timeline; returns the tree that then is the latest. */
  #merge(note: string): Promise<Tree> {
    const merged = this.#merging.then(async () => {
      if (await this.#extend(note)) await this.#record();
      return this.#tree;
    });
    this.#merging = merged.catch(() => undefined);
    return merged;
  }

  /** Returns whether the head was newer than all that was known. Rejects when it is of another timeline. */
  async #extend(note: string): Promise<boolean> {
    if (note === '') return false;
    const { head } = this.#parseHead(note);
    const latest = this.#latest;
    if (head.size <= latest.head.size) {
      await this.#demandBeginning({ head, note }, latest, this.#tree);
      return false;
    }
    const tree = new Tree(head, this);
    await this.#demandBeginning(latest, { head, note }, tree);
    this.#latest = { head, note };
    this.#tree = tree;
    return true;
  }

  #parseHead(note: string): SignedHead {
    let text: string;
    try {
      text = openNote(note, this.#options.verifier);
    } catch (error) {
      const reason = `reading tree note: ${messageOf(error)}\nnote:\n${note}`;
      throw new ModloadError('ERR_MODLOAD_CHECKSUM_DATABASE', reason, error);
    }
    try {
      return { head: parseTree(text), note };
    } catch (error) {
      const reason = `reading tree: ${messageOf(error)}\ntree:\n${text}`;
      throw new ModloadError('ERR_MODLOAD_CHECKSUM_DATABASE', reason, error);
    }
  }

  async #demandBeginning(older: SignedHead, newer: SignedHead, tree: Tree): Promise<void> {
    const { size } = older.head;
    if (size === 0) return;
    let hash: Buffer;
    try {
      hash = await tree.hashOfFirst(size);
    } catch (error) {
      const against = size === newer.head.size ? '' : ` against tree#${newer.head.size}`;
      const reason = `checking tree#${size}${against}: ${messageOf(error)}`;
      throw new ModloadError('ERR_MODLOAD_CHECKSUM_DATABASE', reason, error);
    }
    if (hash.equals(older.head.hash)) return;
    // The hashes that prove the fraud are at hand, and need not be asked of the fraud again.
    const proof = (await tree.proveFirst(size)).map((each) => `\n\t${each.toString('base64')}`);
    const indent = (text: string) => text.replaceAll('\n', '\n\t');
    throw new ChecksumError(
      'SECURITY ERROR\n' +
        'go.sum database server misbehavior detected!\n\n' +
        `old database:\n\t${indent(older.note)}\n` +
        `new database:\n\t${indent(newer.note)}\n` +
        `proof of misbehavior:\n\t${hash.toString('base64')}${proof.join('')}`,
    );
  }

  /** Keeps the latest head for the next time, after what others may have kept meanwhile. */
  async #record(): Promise<void> {
    const kept = this.#readLatest();
    if (kept !== '' && (await this.#extend(kept))) return;
    if (kept === this.#latest.note) return;
    const file = this.#latestFile();
    mkdirSync(dirname(file), { recursive: true });
    replaceFile(file, this.#latest.note);
  }

  #latestFile(): string {
    const [goPath] = this.#options.environment.GOPATH.split(delimiter);
    if (!goPath) {
      throw new ModloadError(
        'ERR_MODLOAD_ENVIRONMENT',
        'could not locate sumdb file: missing $GOPATH: ',
      );
    }
    return join(goPath, 'pkg/sumdb', this.name, 'latest');
  }

  #readLatest(): string {
    try {
      return readFileSync(this.#latestFile(), 'utf8');
    } catch (error) {
      // The first time there is none.
      if (isNotFound(error)) return '';
      throw error;
    }
  }

  read(tile: Tile): Promise<Buffer> {
    const key = tilePath(tile);
    let data = this.#tiles.get(key);
    if (data === undefined) {
      data = this.#readTile(tile);
      this.#tiles.set(key, data);
    }
    return data;
  }

  async #readTile(tile: Tile): Promise<Buffer> {
    const path = tilePath(tile);
    const kept = this.#readCache(path);
    if (kept !== undefined) {
      this.#saved.add(path);
      return kept;
    }
    const full = fullTile(tile);
    const isFull = full.width === tile.width;
    const beginning = (data: Buffer) =>
      data.subarray(0, Math.floor(data.length / full.width) * tile.width);
    const keptFull = isFull ? undefined : this.#readCache(tilePath(full));
    if (keptFull !== undefined) {
      this.#saved.add(path);
      return beginning(keptFull);
    }
    try {
      return await this.#readRemote(path);
    } catch (error) {
      if (isFull) throw error;
      try {
        // It may have been completed meanwhile, and only be served whole.
        return beginning(await this.#readRemote(tilePath(full)));
      } catch {
        throw error;
      }
    }
  }

  save(tile: Tile, data: Buffer): void {
    const path = tilePath(tile);
    if (this.#saved.has(path)) return;
    this.#saved.add(path);
    this.#writeCache(path, data);
  }

  #cacheFile(path: string): string {
    return join(this.#options.environment.GOMODCACHE, 'cache/download/sumdb', this.name, path);
  }

  #readCache(path: string): Buffer | undefined {
    try {
      const data = readFileSync(this.#cacheFile(path));
      // `go` makes a file before it writes it.
      return data.length === 0 ? undefined : data;
    } catch {
      return undefined;
    }
  }

  #writeCache(path: string, data: Buffer): void {
    const file = this.#cacheFile(path);
    try {
      mkdirSync(dirname(file), { recursive: true });
      replaceFile(file, data);
    } catch {
      // What cannot be kept is fetched again.
    }
  }

  async #readRemote(path: string): Promise<Buffer> {
    this.#base ??= this.#findBase();
    const base = await this.#base;
    return await this.#options.web.getBytes(joinUrl(base, path));
  }

  /** Where the database can be reached: through the first proxy that offers it, or else itself. */
  async #findBase(): Promise<URL> {
    const { base, direct, web, tryProxies } = this.#options;
    if (base !== undefined) return base;
    try {
      return await tryProxies(async (proxy) => {
        if (proxy === 'noproxy') {
          throw new NotFoundError('path does not match GOPRIVATE/GONOPROXY');
        }
        if (proxy === 'direct' || proxy === 'off') {
          throw new NotFoundError('module lookup disabled by GOPROXY=off');
        }
        const offered = joinUrl(new URL(proxy), `sumdb/${this.name}`);
        await web.getBytes(joinUrl(offered, 'supported'));
        return offered;
      });
    } catch (error) {
      if (isNotFound(error)) return direct;
      throw error;
    }
  }
}

/** The end of the names of temporary files. */
const TEMPORARY = '.gomodload.tmp';

function replaceFile(file: string, data: string | Uint8Array): void {
  sweep(dirname(file), TEMPORARY);
  const temporary = `${file}.${randomBytes(6).toString('hex')}${TEMPORARY}`;
  writeFileSync(temporary, data, { flag: 'wx' });
  renameSync(temporary, file);
}
