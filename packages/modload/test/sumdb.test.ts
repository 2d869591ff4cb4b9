import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { hashGoMod, hashZip } from '../src/modfetch/dirhash.js';
import { resolveEnvironment } from '../src/base/environment.js';
import { ChecksumError } from '../src/base/errors.js';
import { parseProxyList } from '../src/modfetch/proxy.js';
import { Web } from '../src/modfetch/web.js';
import { openSumDatabase } from '../src/modfetch/sumdb/client.js';
import { openNote, parseVerifier } from '../src/modfetch/sumdb/note.js';
import { tilePath } from '../src/modfetch/sumdb/tree.js';
import { ChecksumDatabase, Signer } from './script/checksum-database.js';
import { serve } from './support/server.js';
import {
  failureOf,
  hasGo,
  temporaryDirectory,
  testSource,
  testVariables,
  withoutGo,
} from './support/workspace.js';
import { packModule } from './support/zip.js';

const run = promisify(execFile);
const name = 'sum.example.com';
const hash = (seed: string) => hashGoMod(`module ${seed}\n`);

/** The lines of any module called `m…@v…`. */
function linesOf(module: string): string | undefined {
  const [path = '', version = ''] = module.split('@');
  if (!path.startsWith('example.com/m')) return undefined;
  return `${path} ${version} ${hash(module)}\n${path} ${version}/go.mod ${hash(`${module}/go.mod`)}\n`;
}

const moduleNumber = (number: number) => ({ path: `example.com/m${number}`, version: 'v1.0.0' });

function fill(database: ChecksumDatabase, count: number): void {
  for (let number = 0; number < count; number++) {
    database.lookup(`example.com/m${number}@v1.0.0`);
  }
}

type Tamper = (path: string, answer: string | Buffer | undefined) => string | Buffer | undefined;

async function start(count: number, tamper: Tamper = (_, answer) => answer) {
  const signer = new Signer(name);
  const database = new ChecksumDatabase(signer, linesOf);
  fill(database, count);
  const server = await serve((path) => tamper(path, database.answer(path)));
  const directory = temporaryDirectory();
  const open = (setting = `${signer.verifierKey} ${server.url}`, goProxy = 'direct') => {
    const environment = resolveEnvironment(testVariables(directory, { GOSUMDB: setting }));
    const proxies = parseProxyList(goProxy, '');
    return openSumDatabase(environment, new Web({ environment }), async (attempt) => {
      let last: unknown;
      for (const { url } of proxies) {
        try {
          return await attempt(url);
        } catch (error) {
          last = error;
        }
      }
      throw last;
    });
  };
  return { signer, database, server, directory, open };
}

describe('SumDatabase', () => {
  test.each([1, 2, 5, 255, 256, 257, 1000, 66_000])(
    'of %i records proves each of them',
    async (count) => {
      const { open } = await start(count);
      const database = open();
      expect(database.name).toBe(name);
      for (const number of new Set([
        0,
        Math.floor(count / 2),
        Math.floor(count * 0.9),
        count - 1,
      ])) {
        const module = moduleNumber(number);
        const { path, version } = module;
        expect(await database.lookup(module)).toEqual([
          `${path} ${version} ${hash(`${path}@${version}`)}`,
        ]);
        expect(await database.lookup({ path, version: `${version}/go.mod` })).toEqual([
          `${path} ${version}/go.mod ${hash(`${path}@${version}/go.mod`)}`,
        ]);
      }
    },
  );

  test('makes one request per record, and none for cached records', async () => {
    const { server, open } = await start(300);
    await open().lookup(moduleNumber(7));
    const asked = [...server.requests];
    expect(asked.filter((path) => path.startsWith('/lookup/'))).toEqual([
      '/lookup/example.com/m7@v1.0.0',
    ]);
    await open().lookup(moduleNumber(7));
    expect(server.requests).toEqual(asked);
  });

  test('sweeps stale temporary files, and only those', async () => {
    const { open, directory } = await start(10);
    const folder = join(directory, `gopath/pkg/sumdb/${name}`);
    const [stale, recent] = ['latest.0a.gomodload.tmp', 'latest.0b.gomodload.tmp'];
    mkdirSync(folder, { recursive: true });
    for (const file of [stale, recent, 'other']) writeFileSync(join(folder, file), '');
    for (const file of [stale, 'other']) utimesSync(join(folder, file), 0, 0);
    await open().lookup(moduleNumber(3));
    expect(readdirSync(folder).sort()).toEqual(['latest', recent, 'other']);
  });

  test('follows a growing tree', async () => {
    const { database, open } = await start(10);
    const client = open();
    await client.lookup(moduleNumber(3));
    fill(database, 700);
    await client.lookup(moduleNumber(650));
    await open().lookup(moduleNumber(20));
  });

  test('stores the signed tree head where go does', async () => {
    const { open, directory } = await start(300);
    await open().lookup(moduleNumber(7));
    const latest = readFileSync(join(directory, `gopath/pkg/sumdb/${name}/latest`), 'utf8');
    expect(latest).toMatch(/^go.sum database tree\n300\n/);
    const cache = join(directory, `gopath/pkg/mod/cache/download/sumdb/${name}`);
    expect(readdirSync(join(cache, 'lookup/example.com'))).toEqual(['m7@v1.0.0']);
    expect(readdirSync(join(cache, 'tile/8/0')).sort()).toEqual(['000', '001.p']);
  });

  test('reports an unknown module', async () => {
    const { server, open } = await start(3);
    const failure = await failureOf(
      open().lookup({ path: 'example.com/unknown', version: 'v1.0.0' }),
    );
    expect(failure).toBe(
      `example.com/unknown@v1.0.0: reading ${server.url}/lookup/example.com/unknown@v1.0.0: 404 Not Found`,
    );
  });

  test('uses a proxy that serves it', async () => {
    const { signer, database, open } = await start(9);
    const prefix = `/sumdb/${name}`;
    const proxy = await serve((path) => {
      if (path === `${prefix}/supported`) return '';
      return path.startsWith(prefix) ? database.answer(path.slice(prefix.length)) : undefined;
    });
    const refusing = await serve(() => 410);
    const client = open(signer.verifierKey, `${refusing.url},${proxy.url}`);
    expect(await client.lookup(moduleNumber(4))).toHaveLength(1);
    expect(refusing.requests).toEqual([`${prefix}/supported`]);
    expect(proxy.requests[0]).toBe(`${prefix}/supported`);
  });
});

describe('a checksum database that lies', () => {
  const alter = (data: string | Buffer | undefined, from: string, to: string) =>
    data?.toString().replace(from, to);

  test('rejects a forged record', async () => {
    const { open } = await start(300, (path, answer) =>
      path.startsWith('/lookup/') ? alter(answer, 'h1:', 'h1:x') : answer,
    );
    expect(await failureOf(open().lookup(moduleNumber(7)))).toBe(
      'example.com/m7@v1.0.0: cannot authenticate record data in server response',
    );
  });

  test('rejects a wrong record number', async () => {
    const { open } = await start(300, (path, answer) =>
      path.startsWith('/lookup/') ? alter(answer, '7\n', '8\n') : answer,
    );
    expect(await failureOf(open().lookup(moduleNumber(7)))).toContain('cannot authenticate record');
    const beyond = await start(300, (path, answer) =>
      path.startsWith('/lookup/') ? alter(answer, '7\n', '300\n') : answer,
    );
    expect(await failureOf(beyond.open().lookup(moduleNumber(7)))).toContain(
      'cannot validate record 300 in tree of size 300',
    );
  });

  test('rejects a forged tile and does not cache it', async () => {
    const tamper = (path: string, answer: string | Buffer | undefined) => {
      if (path !== '/tile/8/0/000' || typeof answer !== 'object') return answer;
      const altered = Buffer.from(answer);
      altered[40]! ^= 1;
      return altered;
    };
    const { open, directory } = await start(300, tamper);
    expect(await failureOf(open().lookup(moduleNumber(7)))).toContain(
      'downloaded inconsistent tile',
    );
    const tiles = join(directory, `gopath/pkg/mod/cache/download/sumdb/${name}/tile/8/0`);
    expect(readdirSync(tiles)).toEqual(['001.p']);
  });

  test('rejects a wrong tree size', async () => {
    const { open } = await start(300, (path, answer) =>
      path.startsWith('/lookup/') ? alter(answer, 'tree\n300', 'tree\n301') : answer,
    );
    expect(await failureOf(open().lookup(moduleNumber(7)))).toMatch(
      /^example.com\/m7@v1.0.0: reading tree note: invalid signature for key sum.example.com\+[0-9a-f]{8}\nnote:\n/,
    );
  });

  test('rejects a signature of another name', async () => {
    const { open } = await start(5);
    const other = new Signer(name);
    const { server } = await start(5);
    const failure = await failureOf(
      open(`${other.verifierKey} ${server.url}`).lookup(moduleNumber(1)),
    );
    expect(failure).toContain('note has no verifiable signatures');
  });

  test('reports a fork with proof', async () => {
    const { signer, open } = await start(5);
    await open().lookup(moduleNumber(2));
    const forged = new ChecksumDatabase(signer, (module) =>
      linesOf(module)?.replaceAll('h1:', 'h1:forged'),
    );
    fill(forged, 9);
    const server = await serve((path) => forged.answer(path));
    const failure = open(`${signer.verifierKey} ${server.url}`).lookup(moduleNumber(7));
    await expect(failure).rejects.toBeInstanceOf(ChecksumError);
    expect(await failureOf(failure)).toMatch(
      /^SECURITY ERROR\ngo.sum database server misbehavior detected!\n\nold database:\n\tgo.sum database tree\n\t5\n[^]*new database:\n\tgo.sum database tree\n\t9\n[^]*proof of misbehavior:\n\t\S+\n\t\S+/,
    );
  });

  test.each(['', '7', 'x\ny\n\nz', '7\nline\n'])(
    'in answers such as %j is refused',
    async (answer) => {
      const { open } = await start(9, () => answer);
      expect(await failureOf(open().lookup(moduleNumber(7)))).toBe(
        'example.com/m7@v1.0.0: malformed record data',
      );
    },
  );
});

describe('GOSUMDB', () => {
  const open = (setting: string) => {
    const environment = { ...resolveEnvironment({}), GOSUMDB: setting };
    return () =>
      openSumDatabase(environment, new Web({ environment }), () => Promise.reject(new Error()));
  };
  const { verifierKey } = new Signer(name);

  test('supports known names', () => {
    expect(open('sum.golang.org')().name).toBe('sum.golang.org');
    expect(open('sum.golang.google.cn')().name).toBe('sum.golang.org');
  });

  test.each([
    [' ', 'missing GOSUMDB'],
    ['a b c', 'invalid GOSUMDB: too many fields'],
    ['example.com', 'invalid GOSUMDB: malformed verifier id'],
    [`${verifierKey}x`, 'invalid GOSUMDB: malformed verifier id'],
    [verifierKey.replace(/\+[0-9a-f]{8}/, '+00000000'), 'invalid GOSUMDB: invalid verifier hash'],
    [`${verifierKey} ::`, 'invalid GOSUMDB URL: '],
    [new Signer('a/').verifierKey, 'invalid sumdb name (must be host[/path]): a/'],
    [new Signer('a?b').verifierKey, 'invalid sumdb name (must be host[/path]): a?b'],
  ])('may not be anything else (%#)', (setting, expected) => {
    expect(open(setting)).toThrow(expected);
  });
});

describe('openNote', () => {
  const signer = new Signer(name);
  const verifier = parseVerifier(signer.verifierKey);
  const note = signer.sign('text\n\nmore\n');

  test('returns the text of a signed note', () => {
    expect(openNote(note, verifier)).toBe('text\n\nmore\n');
    const stranger =
      note + new Signer('stranger').sign('text\n\nmore\n').split('\n').slice(-2).join('\n');
    expect(openNote(stranger, verifier)).toBe('text\n\nmore\n');
  });

  test.each([
    ['', 'malformed note'],
    ['text\n', 'malformed note'],
    [note.slice(0, -1), 'malformed note'],
    [`${note}x\n`, 'malformed note'],
    [note.replace('text', 'te\0t'), 'malformed note'],
    [note.replace('text', 'other'), 'invalid signature for key'],
    [new Signer(name).sign('text\n'), 'note has no verifiable signatures'],
  ])('are refused otherwise (%#)', (text, expected) => {
    expect(() => openNote(text, verifier)).toThrow(expected);
  });
});

test('tilePath: returns the path that servers use', () => {
  expect(tilePath({ level: 0, index: 5, width: 256 })).toBe('tile/8/0/005');
  expect(tilePath({ level: 1, index: 1234067, width: 3 })).toBe('tile/8/1/x001/x234/067.p/3');
  expect(tilePath({ level: 2, index: 1000, width: 255 })).toBe('tile/8/2/x001/000.p/255');
});

test('SumDatabase: shares its cache with go', async ({ skip }) => {
  skip(!hasGo, withoutGo);
  const directory = temporaryDirectory();
  const goMod = 'module example.com/m\n';
  const zip = packModule('example.com/m', 'v1.0.0', { 'go.mod': goMod, 'm.go': 'package m\n' });
  writeFileSync(join(directory, 'm.zip'), zip);
  const sum = await hashZip(join(directory, 'm.zip'));
  const signer = new Signer(name);
  const database = new ChecksumDatabase(signer, (module) =>
    module === 'example.com/m@v1.0.0'
      ? `example.com/m v1.0.0 ${sum}\nexample.com/m v1.0.0/go.mod ${hashGoMod(goMod)}\n`
      : linesOf(module),
  );
  fill(database, 600);
  const prefix = `/sumdb/${name}`;
  const server = await serve((path) => {
    if (path === `${prefix}/supported`) return '';
    if (path.startsWith(prefix)) return database.answer(path.slice(prefix.length));
    const file = path.replace('/example.com/m/@v/', '');
    const files: Record<string, string | Buffer> = {
      list: 'v1.0.0\n',
      'v1.0.0.info': '{"Version":"v1.0.0"}',
      'v1.0.0.mod': goMod,
      'v1.0.0.zip': zip,
    };
    return files[file];
  });
  const variables = { GOPROXY: server.url, GOSUMDB: signer.verifierKey };
  const sumFiles = () => join(directory, 'gopath/pkg/mod/cache/download/sumdb', name);
  const listing = () => readdirSync(sumFiles(), { recursive: true }).map(String).sort();
  const empty = join(directory, 'empty');
  mkdirSync(empty, { recursive: true });
  const go = async () => {
    const env = testVariables(directory, variables);
    const question = 'example.com/m@v1.0.0';
    return run('go', ['mod', 'download', question], { cwd: empty, env });
  };
  const ours = testSource(directory, variables);
  await ours.source.download({ path: 'example.com/m', version: 'v1.0.0' });
  expect(ours.goSum.text()).toBe(`example.com/m v1.0.0 ${sum}\n`);
  await ours.source.infoFile({ path: 'example.com/m', version: 'v1.0.0' });
  await ours.source.goMod({ path: 'example.com/m', version: 'v1.0.0' });
  const asked = server.requests.length;
  const kept = listing();
  expect(kept.length).toBeGreaterThan(3);
  expect(await go()).toEqual({ stdout: '', stderr: '' });
  expect(server.requests.slice(asked)).toEqual([]);
  expect(listing()).toEqual(kept);
});
