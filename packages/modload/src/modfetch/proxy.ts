import { closeSync, openSync, writeSync } from 'node:fs';
import { isAbsolute, posix } from 'node:path';
import {
  InvalidVersionError,
  isNotFound,
  messageOf,
  ModloadError,
  ModuleError,
} from '../base/errors.js';
import { canonicalVersion, check, escapePath, escapeVersion } from '../module/module.js';
import { isPseudoVersion, pseudoVersionTime } from '../module/pseudo.js';
import { quote } from '../base/quote.js';
import type { LoadListener } from '../base/report.js';
import * as semver from '../module/semver.js';
import { maxGoMod, maxZipFile } from './zip/rules.js';
import { noCommits, parseInfo, type Repo, type RevInfo, type VersionList } from './repo.js';
import { joinUrl, redact, type Web, type WebResponse } from './web.js';

/** One place of a GOPROXY list. */
export interface ProxySpec {
  /** The address of a proxy, or `direct`, `off`, or `noproxy` for what GONOPROXY matches. */
  readonly url: string;
  /** Whether any failure, not only absence, leads to the next place of the list. */
  readonly fallsBackOnError: boolean;
}

/**
 * Takes a GOPROXY list apart.
 *
 * @throws {ModloadError} if a place is no address that could be a proxy, or there is none.
 */
export function parseProxyList(goProxy: string, goNoProxy: string): ProxySpec[] {
  const list: ProxySpec[] = [];
  if (goNoProxy !== '' && goProxy !== 'direct') {
    list.push({ url: 'noproxy', fallsBackOnError: false });
  }
  for (const [, text = '', separator] of goProxy.matchAll(/([^,|]*)([,|]|$)/g)) {
    let url = text.trim();
    if (url === '') continue;
    if (url === 'off' || url === 'direct') {
      // Whatever follows is for a Go to come.
      list.push({ url, fallsBackOnError: false });
      break;
    }
    const isAddress = url.includes(':/') || isAbsolute(url) || posix.isAbsolute(url);
    if (!isAddress && /[.:/]/.test(url)) url = `https://${url}`;
    parseProxyUrl(url);
    list.push({ url, fallsBackOnError: separator === '|' });
  }
  if (list.length === 0 || (list.length === 1 && list[0]!.url === 'noproxy')) {
    throw new ModloadError(
      'ERR_MODLOAD_ENVIRONMENT',
      'GOPROXY list is not the empty string, but contains no entries',
    );
  }
  return list;
}

/**
 * The address of a proxy.
 *
 * @throws {ModloadError} if it is none.
 */
function parseProxyUrl(text: string): URL {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase() ?? '';
  const shown = text.replace(/^([^/]*\/\/[^/@:]*:)[^/@]*@/, '$1xxxxx@');
  if (scheme === '')
    throw new ModloadError('ERR_MODLOAD_ENVIRONMENT', `invalid proxy URL missing scheme: ${shown}`);
  if (!['http', 'https', 'file'].includes(scheme)) {
    throw new ModloadError(
      'ERR_MODLOAD_ENVIRONMENT',
      `invalid proxy URL scheme (must be https, http, file): ${shown}`,
    );
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    throw new ModloadError(
      'ERR_MODLOAD_ENVIRONMENT',
      `parse ${quote(shown)}: ${messageOf(error)}`,
      error,
    );
  }
  if (scheme === 'file' && (!/^file:\/\/\//i.test(text) || url.search !== '' || url.hash !== '')) {
    throw new ModloadError(
      'ERR_MODLOAD_ENVIRONMENT',
      `invalid file:// proxy URL with non-path elements: ${shown}`,
    );
  }
  return url;
}

/** The versions of one module as a module proxy has them. */
export class ProxyRepo implements Repo {
  readonly modulePath: string;
  readonly #web: Web;
  readonly #listener: LoadListener | undefined;
  readonly #root: URL;
  /** The proxy's address, for messages. */
  readonly #shown: string;
  #latestOfList: Promise<RevInfo> | undefined;

  /**
   * Makes the repository; asks the proxy for nothing yet.
   *
   * @throws {ModloadError} for an invalid address or path.
   */
  constructor(web: Web, proxy: string, modulePath: string, listener?: LoadListener) {
    const url = parseProxyUrl(proxy);
    this.modulePath = modulePath;
    this.#web = web;
    this.#listener = listener;
    this.#shown = redact(url);
    this.#root = joinUrl(url, escapePath(modulePath));
  }

  async versions(prefix: string): Promise<VersionList> {
    let lines: string[];
    try {
      lines = await this.#readList();
    } catch (error) {
      const failure = this.#error('', error);
      this.#latestOfList ??= unheard(Promise.reject(failure));
      throw failure;
    }
    this.#latestOfList ??= unheard(this.#pickLatest(lines));
    const list: string[] = [];
    for (const line of lines) {
      const [version = ''] = fields(line);
      if (version.startsWith(prefix) && semver.isValid(version) && !isPseudoVersion(version)) {
        list.push(version);
      }
    }
    return { list: semver.sort(list) };
  }

  async stat(revision: string): Promise<RevInfo> {
    let info: RevInfo;
    try {
      const text = await this.#read(`@v/${escapeVersion(revision)}.info`, maxGoMod);
      info = this.#parse(text);
    } catch (error) {
      throw this.#error(revision, error);
    }
    if (info.version !== revision && revision === canonicalVersion(revision)) {
      let fits = true;
      try {
        check(this.modulePath, revision);
      } catch {
        fits = false;
      }
      if (fits) {
        const problem = `proxy returned info for version ${info.version} instead of requested version`;
        throw this.#error(revision, new ModloadError('ERR_MODLOAD_PROXY_RESPONSE', problem));
      }
    }
    return info;
  }

  async latest(): Promise<RevInfo> {
    let text: Buffer;
    try {
      text = await this.#read('@latest', maxGoMod);
    } catch (error) {
      if (!isNotFound(error)) throw this.#error('', error);
      this.#latestOfList ??= unheard(
        this.#readList().then(
          (lines) => this.#pickLatest(lines),
          (problem: unknown) => {
            throw this.#error('', problem);
          },
        ),
      );
      return await this.#latestOfList;
    }
    try {
      return this.#parse(text);
    } catch (error) {
      throw this.#error('', error);
    }
  }

  async goMod(version: string): Promise<Uint8Array> {
    this.#demandCanonical(version, 'GoMod');
    try {
      return await this.#read(`@v/${escapeVersion(version)}.mod`, maxGoMod);
    } catch (error) {
      throw this.#error(version, error);
    }
  }

  async zip(version: string, destination: string): Promise<void> {
    this.#demandCanonical(version, 'Zip');
    try {
      const path = `@v/${escapeVersion(version)}.zip`;
      const response = await this.#web.get(joinUrl(this.#root, path));
      await response.demandSuccess();
      await this.#save(response, path, version, destination);
    } catch (error) {
      throw this.#error(version, error);
    }
  }

  async #save(
    response: WebResponse,
    path: string,
    version: string,
    destination: string,
  ): Promise<void> {
    const text = `${this.modulePath} ${version}`;
    const descriptor = openSync(destination, 'w');
    let received = 0;
    try {
      for await (const chunk of response.body) {
        received += chunk.length;
        if (received > maxZipFile) {
          throw new ModloadError('ERR_MODLOAD_PROXY_RESPONSE', 'downloaded zip file too large');
        }
        for (let done = 0; done < chunk.length;) done += writeSync(descriptor, chunk, done);
        this.#listener?.({ kind: 'progress', text, received, total: response.length });
      }
    } catch (error) {
      response.discard();
      throw received > maxZipFile ? error : this.#readError(path, error);
    } finally {
      closeSync(descriptor);
    }
  }

  #readError(path: string, error: unknown): ModloadError {
    const url = posix.join(this.#shown, path);
    return new ModloadError(
      'ERR_MODLOAD_NETWORK',
      `read ${quote(url)}: ${messageOf(error)}`,
      error,
    );
  }

  async #read(path: string, limit?: number): Promise<Buffer> {
    const response = await this.#web.get(joinUrl(this.#root, path));
    await response.demandSuccess();
    try {
      return await response.bytes(limit);
    } catch (error) {
      throw this.#readError(path, error);
    }
  }

  async #readList(): Promise<string[]> {
    return (await this.#read('@v/list')).toString().split('\n');
  }

  async #pickLatest(lines: readonly string[]): Promise<RevInfo> {
    let best = '';
    let bestTime = -62135596800000;
    for (const line of lines) {
      const [version = '', stamp] = fields(line);
      if (!semver.isValid(version)) continue;
      // Tagged versions were not there when the list was first asked for.
      if (stamp === undefined && !isPseudoVersion(version)) continue;
      const time = stamp === undefined ? pseudoTime(version) : Date.parse(stamp);
      if (time > bestTime) {
        bestTime = time;
        best = version;
      }
    }
    if (best === '') throw this.#error('', noCommits());
    return await this.stat(best);
  }

  #parse(text: Buffer): RevInfo {
    try {
      return parseInfo(text.toString());
    } catch (error) {
      const problem = `invalid response from proxy ${quote(this.#shown)}: ${messageOf(error)}`;
      throw new ModloadError('ERR_MODLOAD_PROXY_RESPONSE', problem, error);
    }
  }

  #demandCanonical(version: string, method: string): void {
    if (version === canonicalVersion(version)) return;
    const problem = `internal error: version passed to ${method} is not canonical`;
    throw this.#error(version, new ModloadError('ERR_MODLOAD_PROXY_RESPONSE', problem));
  }

  #error(version: string, error: unknown): ModuleError {
    if (version === '' || version === canonicalVersion(version)) {
      return new ModuleError({ path: this.modulePath, version }, error);
    }
    const invalid = new InvalidVersionError(version, messageOf(error), {
      isPseudo: isPseudoVersion(version),
      cause: error,
    });
    return new ModuleError({ path: this.modulePath, version: '' }, invalid);
  }
}

const fields = (line: string) => line.split(/\s+/).filter(Boolean);

function pseudoTime(version: string): number {
  try {
    return pseudoVersionTime(version).getTime();
  } catch {
    return -Infinity;
  }
}

/** A promise whose failure may never be asked for. */
function unheard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
