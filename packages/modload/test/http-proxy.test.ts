import { execFile, execFileSync } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { connect, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HttpProxies } from '../src/modfetch/http-proxy.js';
import { Web } from '../src/modfetch/web.js';
import { serve } from './support/server.js';
import {
  failureOf,
  hasGo,
  temporaryDirectory,
  testSource,
  testVariables,
  withoutGo,
  writeFiles,
} from './support/workspace.js';

const run = promisify(execFile);

function findProxy(address: string, variables: Readonly<Record<string, string>>): string {
  return new HttpProxies(variables).find(new URL(address))?.href ?? '';
}

describe('HttpProxies', () => {
  const both = { HTTP_PROXY: 'http://plain:3128', HTTPS_PROXY: 'http://secure:3128' };

  test.each([
    ['http://example.com/a', both, 'http://plain:3128/'],
    ['https://example.com/a', both, 'http://secure:3128/'],
    ['https://example.com/a', { HTTP_PROXY: 'http://plain:3128' }, ''],
    ['http://example.com', { http_proxy: 'small:1' }, 'http://small:1/'],
    ['http://example.com', { HTTP_PROXY: '192.0.2.1:3128' }, 'http://192.0.2.1:3128/'],
    ['http://example.com', { HTTP_PROXY: 'localhost:3128' }, 'http://localhost:3128/'],
    ['http://example.com', { HTTP_PROXY: 'A', http_proxy: 'b' }, 'http://a/'],
    ['http://example.com', { HTTP_PROXY: 'a b' }, ''],
    ['http://localhost:81', both, ''],
    ['http://127.0.0.2', both, ''],
    ['http://[::1]:80', both, ''],
  ])('of %s with %j is %j', (address, variables, expected) => {
    expect(findProxy(address, variables)).toBe(expected);
  });

  test.each([
    ['*', 'http://example.com', false],
    ['example.com', 'http://example.com', false],
    ['example.com', 'http://a.example.com', false],
    ['example.com', 'http://notexample.com', true],
    ['.example.com', 'http://example.com', true],
    ['.example.com', 'http://a.example.com', false],
    ['*.example.com', 'http://example.com', true],
    ['*.example.com', 'http://a.EXAMPLE.com', false],
    ['a.org, example.com ,', 'http://example.com', false],
    ['example.com:80', 'http://example.com', false],
    ['example.com:80', 'http://example.com:81', true],
    ['example.com:443', 'https://example.com', false],
    ['192.0.2.1', 'http://192.0.2.1', false],
    ['192.0.2.1:81', 'http://192.0.2.1', true],
    ['192.0.2.0/24', 'http://192.0.2.77:8080', false],
    ['192.0.2.0/24', 'http://192.0.3.1', true],
    ['192.0.2.0/99', 'http://192.0.2.1', true],
    ['2001:db8::/32', 'http://[2001:db8::5]', false],
    ['2001:db8::5', 'http://[2001:db8::5]:99', false],
    ['[2001:db8::5]:99', 'http://[2001:db8::5]:98', true],
    ['2001:db8::/32', 'http://192.0.2.1', true],
  ])('with NO_PROXY=%j: %s is proxied: %j', (exceptions, address, isProxied) => {
    const variables = { HTTP_PROXY: 'http://p', HTTPS_PROXY: 'http://p', NO_PROXY: exceptions };
    expect(findProxy(address, variables) !== '').toBe(isProxied);
  });

  test('rejects HTTP_PROXY in a CGI environment', () => {
    const variables = { ...both, REQUEST_METHOD: 'GET' };
    expect(() => findProxy('http://example.com', variables)).toThrow('CGI');
    expect(findProxy('https://example.com', variables)).toBe('http://secure:3128/');
  });

  test('rejects other schemes', () => {
    expect(() => findProxy('http://a.com', { HTTP_PROXY: 'socks5://b:1080' })).toThrow(
      'no support for proxies of scheme "socks5"',
    );
  });
});

/** Listens on loopback until the test ends, and gives the port. */
async function listen(server: Server & { closeAllConnections?(): void }): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A proxy that leads to one server on loopback, whatever it is asked for, or to nowhere. */
async function serveTunnel(
  target: number,
  status = '200 Connection established',
): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createHttpServer();
  server.on('connect', (request, socket) => {
    asked.push(`${request.url!} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    socket.on('error', () => undefined);
    socket.write(`HTTP/1.1 ${status}\r\n\r\n`);
    if (!status.startsWith('200')) {
      socket.end();
      return;
    }
    const upstream = connect(target, '127.0.0.1');
    upstream.on('error', () => socket.destroy());
    onTestFinished(() => void upstream.destroy());
    upstream.pipe(socket).pipe(upstream);
  });
  return { url: `http://me:secret@127.0.0.1:${await listen(server)}`, asked };
}

/** A server with a certificate of its own making. */
async function serveTls(): Promise<number> {
  const directory = temporaryDirectory();
  const [key, cert] = ['key', 'cert'].map((name) => join(directory, name)) as [string, string];
  const options = '-x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=modules.example.com';
  execFileSync('openssl', ['req', ...options.split(' '), '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  const server = createHttpsServer(
    { key: readFileSync(key), cert: readFileSync(cert) },
    (request, response) => response.end(`${request.headers.host!}${request.url!}`),
  );
  return await listen(server);
}

const webOf = (variables: Readonly<Record<string, string>>, options = {}) =>
  new Web({ environment: testSource(temporaryDirectory(), variables).environment, ...options });

describe('Web through an HTTP proxy', () => {
  test('sends absolute URLs and credentials', async () => {
    let authorization: string | undefined;
    const proxy = await serve(() => (response, request) => {
      authorization = request.headers['proxy-authorization'];
      response.end('v1.0.0\n');
    });
    const { source } = testSource(temporaryDirectory(), {
      GOPROXY: 'http://modules.example.com',
      HTTP_PROXY: proxy.url.replace('//', '//me:s%2Fcret@'),
    });
    expect(await source.versions('example.com/m')).toEqual(['v1.0.0']);
    expect(proxy.requests).toEqual(['http://modules.example.com/example.com/m/@v/list']);
    expect(authorization).toBe(`Basic ${Buffer.from('me:s/cret').toString('base64')}`);
  });

  test('bypasses the proxy for loopback addresses', async () => {
    const proxy = await serve(() => 500);
    const server = await serve(() => 'v1.0.0\n');
    const variables = { GOPROXY: server.url, HTTP_PROXY: proxy.url };
    const { source } = testSource(temporaryDirectory(), variables);
    expect(await source.versions('example.com/m')).toEqual(['v1.0.0']);
    expect(proxy.requests).toEqual([]);
  });

  test('tunnels HTTPS over a kept connection', async () => {
    const proxy = await serveTunnel(await serveTls());
    const web = webOf({ HTTPS_PROXY: proxy.url });
    for (const path of ['/one', '/two']) {
      const response = await web.get(`https://modules.example.com${path}`, 'insecure');
      expect((await response.bytes()).toString()).toBe(`modules.example.com${path}`);
    }
    const authorization = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    expect(proxy.asked).toEqual([`modules.example.com:443 ${authorization}`]);
  });

  test('rejects an untrusted certificate', async () => {
    const proxy = await serveTunnel(await serveTls());
    const web = webOf({ HTTPS_PROXY: proxy.url });
    expect(await failureOf(web.get('https://modules.example.com/'))).toContain('certificate');
  });

  test('times out before and after the first answer', async () => {
    const silent = createHttpServer();
    silent.on('connect', (_, socket) => socket.on('error', () => undefined));
    const before = webOf(
      { HTTPS_PROXY: `http://127.0.0.1:${await listen(silent)}` },
      { timeout: 100 },
    );
    expect(await failureOf(before.get('https://modules.example.com/'))).toContain('timeout');
    const deaf = createHttpServer();
    deaf.on('connect', (_, socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
    });
    const after = webOf(
      { HTTPS_PROXY: `http://127.0.0.1:${await listen(deaf)}` },
      { timeout: 100 },
    );
    expect(await failureOf(after.get('https://modules.example.com/'))).toContain('timeout');
  });

  test('stops when the signal aborts', async () => {
    const silent = createHttpServer();
    const abort = new AbortController();
    silent.on('connect', (_, socket) => {
      socket.on('error', () => undefined);
      abort.abort(new Error('no longer wanted'));
    });
    const web = webOf(
      { HTTPS_PROXY: `http://127.0.0.1:${await listen(silent)}` },
      { signal: abort.signal },
    );
    expect(await failureOf(web.get('https://modules.example.com/'))).toBe('no longer wanted');
  });

  const cases = ['http', 'https'].flatMap((scheme) =>
    ['which is not there', 'which refuses'].map((what) => [scheme, what] as const),
  );
  test.for(cases)('%s %s fails as in go', async ([scheme, what], { skip }) => {
    skip(!hasGo, withoutGo);
    const gone = createHttpServer();
    const port = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    const refusing =
      scheme === 'http' ? (await serve(() => 403)).url : (await serveTunnel(0, '403 No Way')).url;
    const address = what === 'which refuses' ? refusing : `http://127.0.0.1:${port}`;
    const variables = {
      GOPROXY: `${scheme}://modules.example.com`,
      [`${scheme.toUpperCase()}_PROXY`]: address,
    };
    const { source } = testSource(temporaryDirectory(), variables);
    const failure = await failureOf(source.versions('example.com/m'));
    const directory = temporaryDirectory();
    writeFiles(directory, { 'go.mod': 'module m\n' });
    const env = testVariables(directory, { ...variables, GOFLAGS: '' });
    const args = ['list', '-m', '-versions', 'example.com/m'];
    const gos = await run('go', args, { cwd: directory, env }).then(
      ({ stdout }) => stdout,
      (error: unknown) => (error as { stderr: string }).stderr,
    );
    expect(gos).toContain(failure);
  });
});
