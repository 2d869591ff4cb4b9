import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { resolveEnvironment } from '../src/base/environment.js';
import { isNotFound } from '../src/base/errors.js';
import { parseProxyList } from '../src/modfetch/proxy.js';
import { parseNetrc, Web } from '../src/modfetch/web.js';
import { query } from '../src/modload/version-query.js';
import { serve, type Answer } from './support/server.js';
import {
  failureOf,
  hasGo,
  temporaryDirectory,
  testSource,
  testVariables,
  withoutGo,
  writeFiles,
} from './support/workspace.js';
import { packModule, packZip } from './support/zip.js';

const run = promisify(execFile);
const module = { path: 'example.com/m', version: 'v1.0.0' };
const goMod = 'module example.com/m\n';
const info = '{"Version":"v1.0.0","Time":"2020-01-02T03:04:05Z"}';

/** The answers of a proxy that has one version of one module. */
const whole: Readonly<Record<string, Answer>> = {
  '/example.com/m/@v/list': 'v1.0.0\n',
  '/example.com/m/@v/v1.0.0.info': info,
  '/example.com/m/@v/v1.0.0.mod': goMod,
  '/example.com/m/@v/v1.0.0.zip': packModule('example.com/m', 'v1.0.0', {
    'go.mod': goMod,
    'm.go': 'package m\n',
  }),
};

const serveFiles = (files: Readonly<Record<string, Answer>>) => serve((path) => files[path]);

describe('parseProxyList', () => {
  test.each([
    ['https://a.example.com,direct', '', ['https://a.example.com,', 'direct,']],
    ['a.example.com|b.example.com/x', '', ['https://a.example.com|', 'https://b.example.com/x,']],
    [' http://a , , off , http://never', '', ['http://a,', 'off,']],
    ['direct,http://never', '', ['direct,']],
    ['http://a', 'x', ['noproxy,', 'http://a,']],
    ['direct', 'x', ['direct,']],
    ['file:///a|off', '', ['file:///a|', 'off,']],
  ])('%j with GONOPROXY=%j is %j', (goProxy, goNoProxy, expected) => {
    const list = parseProxyList(goProxy, goNoProxy);
    expect(list.map(({ url, fallsBackOnError }) => url + (fallsBackOnError ? '|' : ','))).toEqual(
      expected,
    );
  });

  test.each([
    [',', 'GOPROXY list is not the empty string, but contains no entries'],
    ['word', 'invalid proxy URL missing scheme: word'],
    ['ftp://a', 'invalid proxy URL scheme (must be https, http, file): ftp://a'],
    ['file://host/a', 'invalid file:// proxy URL with non-path elements: file://host/a'],
    ['file:///a?b', 'invalid file:// proxy URL with non-path elements: file:///a?b'],
    ['word://me:secret@host', 'must be https, http, file): word://me:xxxxx@host'],
  ])('cannot be %j', (goProxy, expected) => {
    expect(() => parseProxyList(goProxy, '')).toThrow(expected);
  });

  test.each([
    ['absence', 404, ',', true],
    ['absence for good', 410, ',', true],
    ['failure', 500, ',', false],
    ['failure', 500, '|', true],
    ['refusal', 403, ',', false],
  ])('goes on after %s (%i) before %j: %j', async (_, status, separator, goesOn) => {
    const first = await serve(() => status);
    const second = await serveFiles(whole);
    const GOPROXY = `${first.url}${separator}${second.url}`;
    const { source } = testSource(temporaryDirectory(), { GOPROXY });
    const versions = source.versions('example.com/m');
    if (goesOn) expect(await versions).toEqual(['v1.0.0']);
    else {
      expect(await failureOf(versions)).toContain(
        `module example.com/m: reading ${first.url}/example.com/m/@v/list: ${status}`,
      );
      expect(second.requests).toEqual([]);
    }
  });

  test('reports the most specific failure', async () => {
    const failing = await serve(() => 500);
    const empty = await serve(() => 404);
    const GOPROXY = `${empty.url}|${failing.url}|${empty.url}`;
    const { source } = testSource(temporaryDirectory(), { GOPROXY });
    expect(await failureOf(source.versions('example.com/m'))).toContain(
      `${failing.url}/example.com/m/@v/list: 500`,
    );
  });

  test('supports off', async () => {
    const { source } = testSource(temporaryDirectory(), { GOPROXY: 'off' });
    const failure = source.versions('example.com/m');
    expect(await failureOf(failure)).toBe('module lookup disabled by GOPROXY=off');
    expect(isNotFound(await failure.catch((error: unknown) => error))).toBe(true);
  });

  test('skips proxies for private modules', async () => {
    const server = await serveFiles(whole);
    const { source } = testSource(temporaryDirectory(), {
      GOPROXY: server.url,
      GOPRIVATE: 'example.net',
    });
    expect(await failureOf(source.versions('example.net/m'))).toBe('no modules on example.net');
    expect(server.requests).toEqual([]);
    expect(await source.versions('example.com/m')).toEqual(['v1.0.0']);
  });

  test('makes no request if lookups are disabled', async () => {
    const server = await serveFiles(whole);
    const reason = 'module lookup disabled by -mod=vendor';
    const { source } = testSource(
      temporaryDirectory(),
      { GOPROXY: server.url },
      { disabled: () => reason },
    );
    expect(await failureOf(source.versions('example.com/m'))).toBe(reason);
    expect(server.requests).toEqual([]);
  });
});

describe('ProxyRepo', () => {
  test('fetches modules, with one request per file', async () => {
    const server = await serveFiles(whole);
    const directory = temporaryDirectory();
    const { source, goSum, events } = testSource(directory, { GOPROXY: server.url });
    const tree = await source.download(module);
    expect(tree).toBe(join(directory, 'gopath/pkg/mod/example.com/m@v1.0.0'));
    expect(readdirSync(tree)).toEqual(['go.mod', 'm.go']);
    expect(await source.stat('example.com/m', 'v1.0.0')).toEqual({
      version: 'v1.0.0',
      time: '2020-01-02T03:04:05Z',
    });
    expect(await source.goMod(module)).toBe(goMod);
    expect(source.goModIfCached(module)).toBe(goMod);
    expect(goSum.text()).toMatch(
      /^example.com\/m v1.0.0 h1:\S+\nexample.com\/m v1.0.0\/go.mod h1:\S+\n$/,
    );
    await source.download(module);
    await testSource(directory, { GOPROXY: server.url }).source.download(module);
    expect(new Set(server.requests).size).toBe(server.requests.length);
    expect(events).toContainEqual({
      kind: 'download',
      text: 'go: downloading example.com/m v1.0.0',
    });
  });

  test('reads file:// proxies', async () => {
    const directory = temporaryDirectory();
    const files = Object.fromEntries(
      Object.entries(whole).map(([name, content]) => [name.slice(1), content as string | Buffer]),
    );
    writeFiles(join(directory, 'odd % name'), files);
    const GOPROXY = pathToFileURL(join(directory, 'odd % name')).href;
    const { source } = testSource(directory, { GOPROXY });
    expect(await source.versions('example.com/m')).toEqual(['v1.0.0']);
    expect(readdirSync(await source.download(module))).toEqual(['go.mod', 'm.go']);
    const missing = await failureOf(source.goMod({ ...module, version: 'v1.1.0' }));
    expect(missing).toMatch(
      /^example.com\/m@v1.1.0: reading file:\/\/.*\/example.com\/m\/@v\/v1.1.0.mod: (open .*: )?no such file or directory$/,
    );
  });

  test('escapes capital letters', async () => {
    const server = await serve(() => 404);
    const { source } = testSource(temporaryDirectory(), { GOPROXY: server.url });
    await failureOf(source.goMod({ path: 'example.com/Big/M', version: 'v1.0.0-Pre' }));
    await failureOf(source.stat('example.com/Big/M', 'Feature'));
    expect(server.requests).toEqual([
      '/example.com/%21big/%21m/@v/v1.0.0-%21pre.mod',
      '/example.com/%21big/%21m/@v/%21feature.info',
    ]);
  });

  test('resolves the newest commit without tags, by @latest or the list', async () => {
    const pseudo = ['v0.0.0-20200101000000-aaaaaaaaaaaa', 'v0.0.0-20210101000000-bbbbbbbbbbbb'];
    const versions = Object.fromEntries(
      pseudo.map((version) => [`/example.com/m/@v/${version}.info`, `{"Version":"${version}"}`]),
    );
    const list = `${pseudo[1]!}\n${pseudo[0]!}\n`;
    const byList = await serveFiles({ ...versions, '/example.com/m/@v/list': list });
    const first = testSource(temporaryDirectory(), { GOPROXY: byList.url });
    expect((await query(first.source, 'example.com/m', 'latest')).version).toBe(pseudo[1]);
    const byLatest = await serveFiles({
      ...versions,
      '/example.com/m/@v/list': '',
      '/example.com/m/@latest': `{"Version":"${pseudo[0]!}"}`,
    });
    const second = testSource(temporaryDirectory(), { GOPROXY: byLatest.url });
    expect((await query(second.source, 'example.com/m', 'latest')).version).toBe(pseudo[0]);
  });

  test('follows redirects, with a limit, and not from https to http', async () => {
    const target = await serveFiles(whole);
    const redirecting = await serve((path) => (response) => {
      response.writeHead(302, { location: target.url + path }).end();
    });
    const { source } = testSource(temporaryDirectory(), { GOPROXY: redirecting.url });
    expect(await source.goMod(module)).toBe(goMod);

    const circling = await serve(() => (response) => {
      response.writeHead(307, { location: '/again' }).end();
    });
    const lost = testSource(temporaryDirectory(), { GOPROXY: circling.url });
    expect(await failureOf(lost.source.goMod(module))).toBe(
      'example.com/m@v1.0.0: Get "/again": stopped after 10 redirects',
    );
    expect(circling.requests).toHaveLength(10);

    const elsewhere = await serve(() => (response) => {
      response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    });
    const strange = testSource(temporaryDirectory(), { GOPROXY: elsewhere.url });
    expect(await failureOf(strange.source.goMod(module))).toContain(
      'Get "file:///etc/passwd": unsupported protocol scheme "file"',
    );
  });

  test('reports an unreachable proxy as go does', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const { source } = testSource(temporaryDirectory(), { GOPROXY: `http://127.0.0.1:${port}` });
    expect(await failureOf(source.goMod(module))).toBe(
      `example.com/m@v1.0.0: Get "http://127.0.0.1:${port}/example.com/m/@v/v1.0.0.mod": dial tcp 127.0.0.1:${port}: connect: connection refused`,
    );
  });

  test('times out before and in the middle of an answer', async () => {
    const silent = await serve(() => () => undefined);
    const options = { timeout: 200 };
    const first = testSource(temporaryDirectory(), { GOPROXY: silent.url }, options);
    expect(await failureOf(first.source.goMod(module))).toContain(
      'net/http: timeout awaiting response headers',
    );
    const stalling = await serve((path) =>
      path.endsWith('.zip')
        ? (response) => {
            response.writeHead(200, { 'content-length': '1000' }).write('PK');
          }
        : whole[path],
    );
    const directory = temporaryDirectory();
    const second = testSource(directory, { GOPROXY: stalling.url }, options);
    expect(await failureOf(second.source.download(module))).toMatch(
      /^example.com\/m@v1.0.0: read "http:\/127/,
    );
    expectNothingKept(directory);
  });

  test('stops when the signal aborts', async () => {
    const silent = await serve(() => () => undefined);
    const controller = new AbortController();
    const { source } = testSource(
      temporaryDirectory(),
      { GOPROXY: silent.url },
      { signal: controller.signal },
    );
    const asked = source.goMod(module);
    setTimeout(() => controller.abort(new Error('enough')), 50);
    expect(await failureOf(asked)).toBe('enough');
  });
});

/** Checks that of a module whose download failed nothing is in the cache that would be taken for it. */
function expectNothingKept(directory: string): void {
  const cache = join(directory, 'gopath/pkg/mod');
  expect(existsSync(join(cache, 'example.com/m@v1.0.0'))).toBe(false);
  const folder = join(cache, 'cache/download/example.com/m/@v');
  const kept = existsSync(folder) ? readdirSync(folder) : [];
  expect(kept.filter((name) => /\.zip|\.tmp/.test(name))).toEqual([]);
  const temporary = join(cache, 'cache/gomodload');
  expect(existsSync(temporary) ? readdirSync(temporary) : []).toEqual([]);
}

interface Lie {
  readonly what: string;
  readonly files: Readonly<Record<string, Answer>>;
  readonly expected: string | RegExp;
}

const zipName = '/example.com/m/@v/v1.0.0.zip';
const infoName = '/example.com/m/@v/v1.0.0.info';
const modName = '/example.com/m/@v/v1.0.0.mod';

const lies: readonly Lie[] = [
  {
    what: 'another version than was asked for',
    files: { [infoName]: '{"Version":"v1.2.0"}' },
    expected:
      'example.com/m@v1.0.0: proxy returned info for version v1.2.0 instead of requested version',
  },
  {
    what: 'no JSON',
    files: { [infoName]: 'invalid' },
    expected:
      /invalid response from proxy "http:\/\/127.0.0.1:\d+": invalid character 'i' looking for beginning of value$/,
  },
  {
    what: 'half of a JSON',
    files: { [infoName]: '{"Version":' },
    expected: /invalid response from proxy "http:\/\/127.0.0.1:\d+": unexpected end of JSON input$/,
  },
  {
    what: 'a server error in plain text',
    files: {
      [infoName]: (response) =>
        response.writeHead(500, { 'content-type': 'text/plain' }).end('out of\ncheese\n\nhidden'),
    },
    expected: /info: 500 Internal Server Error\n\tserver response:\n\tout of\n\tcheese$/,
  },
  {
    what: 'a server error with control characters',
    files: {
      [infoName]: (response) =>
        response.writeHead(500, { 'content-type': 'text/plain' }).end('\x1b[31mred'),
    },
    expected: /info: 500 Internal Server Error$/,
  },
  {
    what: 'a server error that is too long',
    files: {
      [infoName]: (response) =>
        response.writeHead(500, { 'content-type': 'text/plain' }).end('line\n'.repeat(20)),
    },
    expected: /server response:\n\tline(\n\tline){7}\n\t\[Truncated: too many lines.\]$/,
  },
  {
    what: 'an endless go.mod',
    files: { [modName]: Buffer.alloc((16 << 20) + 1, '/') },
    expected: /@v\/v1.0.0.mod: response too large \(max size is 16777216 bytes\)$/,
  },
  {
    what: 'no zip file',
    files: { [zipName]: 'PK no zip' },
    expected: 'zip: not a valid zip file',
  },
  {
    what: 'an empty answer',
    files: { [zipName]: '' },
    expected: 'zip: not a valid zip file',
  },
  {
    what: 'files of another module',
    files: { [zipName]: packModule('example.com/other', 'v1.0.0', { 'a.go': '' }) },
    expected: 'zip for example.com/m@v1.0.0 has unexpected file example.com/other@v1.0.0/a.go',
  },
  {
    what: 'a zip file cut short',
    files: {
      [zipName]: (response) => {
        response.writeHead(200, { 'content-length': '100000' }).write('PK');
        setTimeout(() => response.destroy(), 20);
      },
    },
    expected: /read "http:\/127.0.0.1:\d+\/@v\/v1.0.0.zip": unexpected EOF$/,
  },
  {
    what: 'a bomb',
    files: {
      [zipName]: packZip([
        { name: 'example.com/m@v1.0.0/a', content: Buffer.alloc(4 << 20), size: 501 << 20 },
      ]),
    },
    expected: /too large \(max size is 524288000 bytes\)$/,
  },
  {
    what: 'a bomb that does not say so',
    files: {
      [zipName]: packZip([
        { name: 'example.com/m@v1.0.0/a', content: Buffer.alloc(4 << 20), size: 5 },
      ]),
    },
    expected: /larger than declared size \(5 bytes\)$/,
  },
  {
    what: 'files outside of the module',
    files: { [zipName]: packZip([{ name: 'example.com/m@v1.0.0/../../evil', content: 'x' }]) },
    expected: /evil: (file path is not clean|malformed file path .*)$/,
  },
];

describe('ProxyRepo with a lying proxy', () => {
  test.each(lies)('rejects $what', async ({ files, expected }) => {
    const server = await serveFiles({ ...whole, ...files });
    const directory = temporaryDirectory();
    const { source } = testSource(directory, { GOPROXY: server.url });
    const all = async () => {
      await source.infoFile(module);
      await source.goModFile(module);
      await source.download(module);
    };
    const failure = await failureOf(all());
    if (typeof expected === 'string') expect(failure).toBe(expected);
    else expect(failure).toMatch(expected);
    const wasUnpacked = failure.includes('unzip');
    if (!wasUnpacked) expectNothingKept(directory);
    else expect(existsSync(join(directory, 'gopath/pkg/mod/example.com/m@v1.0.0'))).toBe(false);

    // Once it tells the truth, all is well.
    if (wasUnpacked) return;
    const honest = await serveFiles(whole);
    const again = testSource(directory, { GOPROXY: honest.url });
    expect(readdirSync(await again.source.download(module))).toEqual(['go.mod', 'm.go']);
  });

  test.for(lies)('reports $what as go does', async ({ what, files }, { skip }) => {
    skip(!hasGo, withoutGo);
    // For these go prints something else, if anything.
    const others = ['an endless go.mod', 'a bomb', 'a bomb that does not say so', 'half of a JSON'];
    if (others.includes(what)) return;
    const server = await serveFiles({ ...whole, ...files });
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'empty'));
    const question = ['mod', 'download', '-json', 'example.com/m@v1.0.0'];
    const { stdout } = await run('go', question, {
      cwd: join(directory, 'empty'),
      env: testVariables(join(directory, 'go'), { GOPROXY: server.url }),
    }).catch((error: unknown) => error as { stdout: string });
    const { Error: theirs = '' } = JSON.parse(stdout) as { Error?: string };
    const { source } = testSource(join(directory, 'ours'), { GOPROXY: server.url });
    const all = async () => {
      await source.infoFile(module);
      await source.goModFile(module);
      await source.download(module);
    };
    const ours = await failureOf(all());
    const normalize = (text: string) => text.replaceAll(/\/\S*\/gopath/g, '$GOPATH');
    const prefix = 'example.com/m@v1.0.0: ';
    const plain = (text: string) => (text.startsWith(prefix) ? text.slice(prefix.length) : text);
    expect(plain(normalize(ours))).toBe(plain(normalize(theirs)));
  });
});

describe('Web', () => {
  const open = (variables: Record<string, string> = {}) =>
    new Web({ environment: resolveEnvironment({ HOME: '/nowhere', ...variables }) });

  test('rejects insecure URLs', async () => {
    const server = await serve(() => 'x');
    const web = open();
    expect(await failureOf(web.get(server.url, 'secure-only'))).toBe(`insecure URL: ${server.url}`);
    const withPassword = server.url.replace('//', '//me:secret@');
    expect(await failureOf(web.get(withPassword))).toBe(
      `refusing to pass credentials to insecure URL: ${server.url.replace('//', '//me:xxxxx@')}`,
    );
    expect(await failureOf(web.get('ftp://example.com'))).toBe(
      'unsupported scheme: ftp://example.com',
    );
    expect(server.requests).toEqual([]);
  });

  test('reuses connections, and reconnects after a close', async () => {
    let count = 0;
    const sockets = new Set<unknown>();
    const server = await serve(() => (response, request) => {
      sockets.add(request.socket);
      count++;
      if (count === 3) request.socket.destroy();
      else response.end('x');
    });
    const web = open();
    for (let index = 0; index < 4; index++) await web.getBytes(server.url);
    expect(count).toBe(5);
    expect(sockets.size).toBe(2);
  });

  test('limits the size of answers', async () => {
    const server = await serve(() => 'x'.repeat(100));
    expect(await failureOf(open().getBytes(server.url, 99))).toBe(
      `reading ${server.url}: response too large (max size is 99 bytes)`,
    );
    expect(await open().getBytes(server.url, 100)).toHaveLength(100);
  });

  test('reads credentials from netrc', () => {
    const text = `
machine a.example.com login me password secret
machine b.example.com
	login you
	password other
macdef x
  machine evil login a password b

default login any password all
machine c.example.com login never password seen`;
    expect(parseNetrc(text)).toEqual([
      { machine: 'a.example.com', login: 'me', password: 'secret' },
      { machine: 'b.example.com', login: 'you', password: 'other' },
    ]);
  });

  test('reports garbage instead of HTTP', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-garbage\r\n\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    expect(await failureOf(open().getBytes(`http://127.0.0.1:${port}/x`))).toContain(
      `Get "http://127.0.0.1:${port}/x": net/http: malformed HTTP response`,
    );
  });
});
