import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ZipFile } from 'yazl';
import {
  check,
  escapePath,
  escapeVersion,
  unescapePath,
  unescapeVersion,
} from '../../src/module/module.js';
import { isPseudoVersion, pseudoVersionRev } from '../../src/module/pseudo.js';
import { compare, prerelease } from '../../src/module/semver.js';
import { parseArchive, type Archive } from './archive.js';
import { ChecksumDatabase, Signer } from './checksum-database.js';

const databaseName = 'localhost.localdev/sumdb';

interface StoredModule {
  readonly path: string;
  readonly version: string;
}

/**
 * Serves the modules of Go's test suite on loopback: each is a text archive, whose files `.info` and
 * `.mod` are answers of the protocol and the others the content of the module. The first elements of
 * a path may ask for trouble: `/mod/invalid/`, `/mod/404/`, `/mod/redirect/3/`, `/mod/sumdb-503/`;
 * `/mod/sumdb-direct/` and `/mod/sumdb-wrong/` are checksum databases, the latter a lying one.
 */
export class ModuleProxy {
  readonly #folder: string;
  readonly #modules: readonly StoredModule[];
  readonly #archives = new Map<string, Archive | undefined>();
  readonly #signer = new Signer(databaseName);
  readonly #database: ChecksumDatabase;
  readonly #wrongDatabase: ChecksumDatabase;
  readonly #server: Server;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#modules = readdirSync(folder).sort().flatMap(storedModule);
    this.#database = new ChecksumDatabase(this.#signer, (name) => this.#goSum(name));
    this.#wrongDatabase = new ChecksumDatabase(this.#signer, (name) => wrongGoSum(name));
    // Full from the start, so that the lying one is found to have another history.
    for (const { path, version } of this.#modules) {
      this.#database.lookup(`${escapePath(path)}@${escapeVersion(version)}`);
    }
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url!, 'http://localhost');
      this.#serve(decodeURIComponent(pathname), response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    // Otherwise, after a pause of the machine, a connection may end just as a request uses it again.
    this.#server.keepAliveTimeout = 0;
  }

  static async start(folder: string): Promise<ModuleProxy> {
    const proxy = new ModuleProxy(folder);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/mod`;
  }

  /** The value of GOSUMDB with which the databases are believed. */
  get checksumDatabase(): string {
    return this.#signer.verifierKey;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(whole: string, response: ServerResponse): Promise<void> {
    let path = whole.startsWith('/mod/') ? whole.slice('/mod/'.length) : '';
    if (path.startsWith('invalid/')) {
      response.end('invalid');
      return;
    }
    const status = /^(sumdb-)?([2-9]\d\d)\/(sumdb\/)?/.exec(path);
    if (status !== null) {
      if (status[1] === undefined || status[3] !== undefined) {
        response.writeHead(Number(status[2])).end();
        return;
      }
      path = path.slice(path.indexOf('/') + 1);
    }
    const redirect = /^redirect\/(\d+)\/(.*)$/.exec(path);
    if (redirect !== null) {
      const left = Number(redirect[1]) - 1;
      const location = left < 1 ? redirect[2]! : `redirect/${left}/${redirect[2]!}`;
      response.writeHead(302, { location: `/mod/${location}` }).end();
      return;
    }
    const answer = this.#answerOfDatabase(path) ?? (await this.#answerOfModule(path));
    if (answer === undefined) {
      const type = 'text/plain; charset=utf-8';
      response.writeHead(404, { 'content-type': type }).end('404 page not found\n');
    } else {
      response.end(answer);
    }
  }

  #answerOfDatabase(path: string): string | Buffer | undefined {
    if (path === `sumdb/${databaseName}/supported`) return '';
    for (const [prefix, database] of [
      ['sumdb-direct', this.#database],
      ['sumdb-wrong', this.#wrongDatabase],
      [`sumdb/${databaseName}`, this.#database],
    ] as const) {
      if (path.startsWith(`${prefix}/`)) return database.answer(path.slice(prefix.length));
    }
    return undefined;
  }

  async #answerOfModule(request: string): Promise<string | Buffer | undefined> {
    const [, escapedPath, question] = /^(.+)\/(@latest|@v\/.+)$/.exec(request) ?? [];
    if (escapedPath === undefined) return undefined;
    const path = attempt(() => unescapePath(escapedPath));
    if (path === undefined) return undefined;
    const versions = this.#modules.filter((module) => module.path === path);
    if (question === '@latest') {
      const latest = latestVersion(versions.map(({ version }) => version));
      return latest === undefined ? undefined : this.#archive({ path, version: latest })?.info;
    }
    if (question === '@v/list') {
      const tagged = versions.filter(
        ({ version }) =>
          !isPseudoVersion(version) && attempt(() => (check(path, version), true)) === true,
      );
      if (versions.length === 0) return undefined;
      return tagged.map(({ version }) => `${version}\n`).join('');
    }
    const [, escapedVersion, kind] = /^@v\/(.*)\.(\w*)$/.exec(question!) ?? [];
    const asked = attempt(() => unescapeVersion(escapedVersion ?? '!!'));
    if (asked === undefined) return undefined;
    const version = /^[0-9a-f]+$/.test(asked) ? this.#versionOfHash(versions, asked) : asked;
    const module = this.#archive({ path, version });
    if (kind === 'info') return module?.info;
    if (kind === 'mod') return module?.mod;
    return kind === 'zip' ? module?.zip() : undefined;
  }

  #versionOfHash(versions: readonly StoredModule[], asked: string): string {
    let best = '';
    for (const module of versions) {
      const hash = isPseudoVersion(module.version)
        ? pseudoVersionRev(module.version)
        : this.#shortHash(module);
      const matches = hash.startsWith(asked) || asked.startsWith(hash);
      if (matches && compare(best, module.version) < 0) best = module.version;
    }
    return best === '' ? asked : best;
  }

  #shortHash(module: StoredModule): string {
    const { Short } = JSON.parse(this.#archive(module)?.info?.toString() ?? '{}') as {
      Short?: string;
    };
    return Short ?? '';
  }

  #archive({ path, version }: StoredModule) {
    const name = attempt(
      () => `${escapePath(path).replaceAll('/', '_')}_${escapeVersion(version)}.txt`,
    );
    if (name === undefined) return undefined;
    if (!this.#archives.has(name)) {
      const data = attempt(() => readFileSync(join(this.#folder, name)));
      this.#archives.set(name, data === undefined ? undefined : parseArchive(data));
    }
    const archive = this.#archives.get(name);
    if (archive === undefined) return undefined;
    const file = (wanted: string) => archive.files.find(({ name }) => name === wanted)?.data;
    return {
      info: file('.info'),
      mod: file('.mod'),
      content: archive.files.filter(({ name }) => !name.startsWith('.')),
      zip: () => {
        const zip = new ZipFile();
        for (const { name, data } of archive.files) {
          if (['.info', '.mod', '.zip'].includes(name)) continue;
          // A name that begins with a slash is the whole name in the zip.
          const inside = name.startsWith('/') ? name.slice(1) : `${path}@${version}/${name}`;
          zip.addBuffer(data, inside);
        }
        zip.end();
        return readAll(zip);
      },
    };
  }

  #goSum(escapedModule: string): string | undefined {
    const module = attempt(() => parseModule(escapedModule));
    if (module === undefined) return undefined;
    const archive = this.#archive(module);
    if (archive === undefined) return undefined;
    const files = archive.content.map(({ name, data }) => ({
      name: `${module.path}@${module.version}/${name}`,
      data,
    }));
    const mod = [{ name: 'go.mod', data: archive.mod ?? Buffer.alloc(0) }];
    return goSumLines(module, hash1(files), hash1(mod));
  }
}

function storedModule(file: string): StoredModule[] {
  const [, path, version] = /^(.*)_(v.*)\.txt$/.exec(file) ?? [];
  if (path === undefined) return [];
  const module = attempt(() => ({
    path: unescapePath(path.replaceAll('_', '/')),
    version: unescapeVersion(version!),
  }));
  return module === undefined ? [] : [module];
}

/**
 * What Go's own server of these modules takes for the latest, which the scripts count on: the lowest
 * release, else pre-release, else pseudo-version; what is not lower than the one before it of its
 * kind is taken for one of the next.
 */
function latestVersion(versions: readonly string[]): string | undefined {
  let release: string | undefined;
  let candidate: string | undefined;
  let pseudo: string | undefined;
  const isLower = (version: string, than: string | undefined) =>
    than === undefined || compare(than, version) > 0;
  for (const version of versions) {
    if (isPseudoVersion(version) && isLower(version, pseudo)) pseudo = version;
    else if (prerelease(version) !== '' && isLower(version, candidate)) candidate = version;
    else if (isLower(version, release)) release = version;
  }
  return release ?? candidate ?? pseudo;
}

function parseModule(escaped: string): StoredModule {
  const [path, version] = escaped.split('@');
  return { path: unescapePath(path!), version: unescapeVersion(version ?? '') };
}

function wrongGoSum(escapedModule: string): string | undefined {
  const module = attempt(() => parseModule(escapedModule));
  return module === undefined ? undefined : goSumLines(module, 'h1:wrong', 'h1:wrong');
}

function goSumLines({ path, version }: StoredModule, all: string, mod: string): string {
  return `${path} ${version} ${all}\n${path} ${version}/go.mod ${mod}\n`;
}

function hash1(files: readonly { readonly name: string; readonly data: Buffer }[]): string {
  const lines = files
    .map(({ name, data }) => ({ name, sum: createHash('sha256').update(data).digest('hex') }))
    .sort((one, other) => Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)))
    .map(({ name, sum }) => `${sum}  ${name}\n`);
  return `h1:${createHash('sha256').update(lines.join('')).digest('base64')}`;
}

async function readAll(zip: ZipFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function attempt<Value>(compute: () => Value): Value | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}
