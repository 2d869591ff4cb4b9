import { Connect, type ConnectOptions } from '@libvirt/core';
import { remote } from '@libvirt/remote';
import {
  Daemon,
  endsWell,
  needLibvirtd,
  needSSHServer,
  Programs,
  SSHServer,
} from '@libvirt/testing';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTLSServer, type TlsOptions } from 'node:tls';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

const programs = new Programs(new URL('programs/', import.meta.url));

let daemon: Daemon | undefined;
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'libvirt-remote-'));
});

beforeEach(async (context) => {
  needLibvirtd(context);
  daemon ??= await Daemon.start();
});

const socket = () => daemon!.socket;
const direct = () => daemon!.uri('test', '/default');

afterAll(async () => {
  rmSync(directory, { recursive: true });
  await daemon?.[Symbol.asyncDispose]();
});

/** Opens a connection, and checks that it leads to the test driver. */
async function reach(uri: string, options: ConnectOptions = {}): Promise<void> {
  const conn = await Connect.open(uri, { engine: remote, ...options });
  try {
    expect(await conn.getType()).toBe('TEST');
    expect(await conn.getURI()).toBe(uri);
    expect(await conn.numOfDomains()).toBe(1);
  } finally {
    expect(await conn.close()).toBe(0);
  }
}

/** Lets a server lead to the daemon, and returns its port. */
async function serve(server: Server, greeting?: Uint8Array): Promise<number> {
  const join = (client: Socket) => {
    if (greeting) client.write(greeting);
    const target = connect(socket());
    for (const end of [client, target]) end.on('error', () => undefined);
    client.pipe(target).pipe(client);
    client.once('close', () => target.destroy());
    target.once('close', () => client.destroy());
  };
  server.on(greeting ? 'secureConnection' : 'connection', join);
  server.listen(0);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('UNIX', async () => {
  await reach(direct());
});

test('TCP', async () => {
  const server = createServer();
  const port = await serve(server);
  await reach(`test+tcp://127.0.0.1:${port}/default`);
  const conn = await Connect.open(`test+tcp://127.0.0.1:${port}/default`, { engine: remote });
  expect([await conn.isSecure(), await conn.isEncrypted()]).toEqual([false, false]);
  await conn.close();
  server.close();
});

/** Makes a certificate authority, and certificates for a server and a client. */
function makeCertificates(): TlsOptions {
  const openssl = (...given: string[]) =>
    execFileSync('openssl', given, { cwd: directory, stdio: 'ignore' });
  const key = ['-newkey', 'rsa:2048', '-nodes', '-days', '1'];
  openssl('req', '-x509', ...key, '-subj', '/CN=CA', '-keyout', 'cakey.pem', '-out', 'cacert.pem');
  for (const name of ['server', 'client']) {
    const request = ['-keyout', `${name}key.pem`, '-out', `${name}.csr`];
    openssl('req', ...key.slice(0, 3), '-subj', `/CN=${name}`, ...request);
    writeFileSync(join(directory, 'names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost');
    const signing = ['-CA', 'cacert.pem', '-CAkey', 'cakey.pem', '-CAcreateserial', '-days', '1'];
    const files = ['-in', `${name}.csr`, '-out', `${name}cert.pem`, '-extfile', 'names'];
    openssl('x509', '-req', ...signing, ...files);
  }
  const read = (file: string) => readFileSync(join(directory, file));
  return {
    ca: read('cacert.pem'),
    key: read('serverkey.pem'),
    cert: read('servercert.pem'),
    requestCert: true,
  };
}

test('TLS, with certificates on both sides', async () => {
  const certificates = makeCertificates();
  const accepted = createTLSServer({ ...certificates, rejectUnauthorized: true });
  const port = await serve(accepted, Uint8Array.of(1));
  const uri = (host: string, more = '') =>
    `test+tls://${host}:${port}/default?pkipath=${directory}${more}`;
  await reach(uri('127.0.0.1'));
  const conn = await Connect.open(uri('localhost'), { engine: remote });
  expect([await conn.isSecure(), await conn.isEncrypted()]).toEqual([true, true]);
  await conn.close();
  // Another name than the certificate's.
  const wrongName = uri('127.0.0.2');
  await expect(Connect.open(wrongName, { engine: remote })).rejects.toMatchObject({
    code: 'VIR_ERR_RPC',
    message: expect.stringContaining('TLS handshake failed') as string,
  });
  await expect(
    Connect.open(uri('127.0.0.1', '&tls_priority=NORMAL'), { engine: remote }),
  ).rejects.toMatchObject({ code: 'VIR_ERR_CONFIG_UNSUPPORTED' });
  accepted.close();

  // A daemon that does not accept the client's certificate says so after the handshake.
  const refusing = createTLSServer(certificates, (socket) => socket.end(Uint8Array.of(0)));
  refusing.listen(0, '127.0.0.1');
  await once(refusing, 'listening');
  const refused = `test+tls://127.0.0.1:${(refusing.address() as AddressInfo).port}/default?pkipath=${directory}`;
  await expect(Connect.open(refused, { engine: remote })).rejects.toMatchObject({
    message: 'server verification (of our certificate or IP address) failed',
  });
  refusing.close();
});

test('SSH, and an error that has the words of ssh', async (context) => {
  needSSHServer(context);
  await using server = await SSHServer.start();
  await reach(server.uri('ssh', socket()));
  await server.present('second');
  await expect(Connect.open(server.uri('ssh', socket()), { engine: remote })).rejects.toMatchObject(
    {
      code: 'VIR_ERR_SYSTEM_ERROR',
      message: expect.stringContaining('Host key verification failed') as string,
    },
  );
});

test('a program (ext)', async () => {
  const program = join(directory, 'tunnel');
  writeFileSync(
    program,
    `#!${process.execPath}
const socket = require('node:net').connect(${JSON.stringify(socket())});
process.stdin.pipe(socket).pipe(process.stdout);
socket.on('close', () => process.exit());`,
  );
  chmodSync(program, 0o755);
  await reach(`test+ext:///default?command=${program}`);
  const missing = `test+ext:///default?command=${directory}/missing`;
  await expect(Connect.open(missing, { engine: remote })).rejects.toMatchObject({
    code: 'VIR_ERR_SYSTEM_ERROR',
  });
  await expect(Connect.open('test+ext:///default', { engine: remote })).rejects.toMatchObject({
    code: 'VIR_ERR_INVALID_ARG',
  });
});

test.each([
  ['test+unix:///default?socket=/nonexistent', "Failed to connect socket to '/nonexistent'"],
  ['test+tcp://127.0.0.1:1/default', "unable to connect to server at '127.0.0.1:1'"],
  ['test+tcp://host.invalid/default', "unable to connect to server at 'host.invalid:16509'"],
])('Connect.open(%s) rejects with VIR_ERR_SYSTEM_ERROR', async (uri, message) => {
  await expect(Connect.open(uri, { engine: remote })).rejects.toMatchObject({
    code: 'VIR_ERR_SYSTEM_ERROR',
    message: expect.stringContaining(message) as string,
  });
});

test('the engine works where the addon has no binary, and the addon names it', async () => {
  const ended = await programs.run('without-library.mjs', {
    arguments: [direct()],
    env: { LIBVIRT_NATIVE_ADDON: '/nonexistent.node' },
  });
  expect(ended).toEqual(
    endsWell(
      'Connections to daemons need none: install @libvirt/remote, and pass { engine: remote } to Connect.open().\ntest\n3\n',
    ),
  );
});

test('another value than the engine is refused', async () => {
  const wrong = { engine: {} } as ConnectOptions;
  await expect(Connect.open('test:///default', wrong)).rejects.toThrow(
    new TypeError('options.engine must be remote of @libvirt/remote'),
  );
});
