import { Connect, ConnectCredentialType, type ConnectAuth } from '@libvirt/core';
import { rmSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from './process.js';
import { wrong } from './support.js';

let directory: string;
let uri: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'libvirt-auth-'));
  const file = join(directory, 'host.xml');
  writeFileSync(
    file,
    `<node>
       <auth><user password='geheim'>anna</user><user>otto</user></auth>
       <domain type='test'><name>guarded</name><memory>1</memory><os><type>hvm</type></os></domain>
     </node>`,
  );
  uri = `test://${file}`;
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

const answers =
  (username: string, password: string): ConnectAuth =>
  ({ type }) =>
    type === ConnectCredentialType.PASSPHRASE || type === ConnectCredentialType.NOECHOPROMPT
      ? password
      : username;

test('Connect.open: opens with the right credentials, from a synchronous or an async auth', async () => {
  for (const auth of [
    answers('anna', 'geheim'),
    async (...prompt: Parameters<ConnectAuth>) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return answers('anna', 'geheim')(...prompt);
    },
  ]) {
    await using conn = await Connect.open(uri, { auth });
    expect(await conn.listDefinedDomains()).toEqual([]);
    expect((await conn.listAllDomains()).map((domain) => domain.getName())).toEqual(['guarded']);
  }
});

test('Connect.open: passes the type and the prompt of each credential to auth', async () => {
  const prompts: unknown[] = [];
  const auth: ConnectAuth = (credential) => {
    prompts.push(credential);
    return answers('anna', 'geheim')(credential);
  };
  await (await Connect.open(uri, { auth })).close();
  expect(prompts).toEqual([
    {
      type: ConnectCredentialType.AUTHNAME,
      prompt: expect.stringMatching(/username/i) as string,
      challenge: 'localhost',
      defResult: null,
    },
    {
      type: ConnectCredentialType.PASSPHRASE,
      prompt: expect.stringMatching(/password/i) as string,
      // A newer libvirt names the host only in the prompt.
      challenge: expect.toBeOneOf(['localhost', null]) as string | null,
      defResult: null,
    },
  ]);
});

test('Connect.open: asks a user without a passphrase for the name only', async () => {
  await (await Connect.open(uri, { auth: () => 'otto' })).close();
});

test.each<[string, ConnectAuth]>([
  ['a wrong passphrase', answers('anna', 'offen')],
  ['a wrong name', answers('nobody', 'geheim')],
  ['an empty answer', () => ''],
  ['no answer', () => null],
  ['no answer, later', () => Promise.resolve(undefined)],
])('Connect.open: libvirt rejects %s', async (_, auth) => {
  await expect(Connect.open(uri, { auth })).rejects.toMatchObject({
    name: 'LibvirtError',
    code: expect.stringMatching(/^VIR_ERR_AUTH_(FAILED|CANCELLED)$/) as string,
  });
});

test('Connect.open: rejects without auth, and does not prompt on the terminal', async () => {
  await expect(Connect.open(uri)).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' });
});

test('Connect.open: rejects with what auth throws or rejects with', async () => {
  const failure = new Error('the vault is sealed');
  const thrown = () => {
    throw failure;
  };
  await expect(Connect.open(uri, { auth: thrown })).rejects.toBe(failure);
  await expect(Connect.open(uri, { auth: () => Promise.reject(failure) })).rejects.toBe(failure);
});

test.each([17, {}, 'with\0NUL'])(
  'Connect.open: rejects with TypeError if auth returns %o',
  async (answer) => {
    await expect(Connect.open(uri, { auth: () => wrong(answer) })).rejects.toThrow(
      new TypeError('auth must return a string without NUL characters, null or undefined'),
    );
  },
);

test.each([17, 'terminal', true])(
  'Connect.open: rejects with TypeError if options.auth is %o',
  async (auth) => {
    await expect(Connect.open(uri, { auth: wrong(auth) })).rejects.toThrow(
      new TypeError("options.auth must be a function, 'console' or null"),
    );
  },
);

test('Connect.open: a signal ends the wait for an auth that never settles', async () => {
  const controller = new AbortController();
  const auth = () => {
    queueMicrotask(() => {
      controller.abort();
    });
    return new Promise<string>(() => undefined);
  };
  await expect(Connect.open(uri, { auth, signal: controller.signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
  // The worker thread that waited is available again.
  await (await Connect.open(uri, { auth: answers('anna', 'geheim') })).close();
});

test('Connect.open: many prompts at once, whose auth may call libvirt', async () => {
  await using other = await Connect.open('test:///default');
  const auth: ConnectAuth = async (credential) => {
    await other.getHostname();
    return answers('anna', 'geheim')(credential);
  };
  const connections = await Promise.all(
    Array.from({ length: 40 }, () => Connect.open(uri, { auth })),
  );
  await Promise.all(connections.map((conn) => conn.close()));
});

test('Connect.open: no hang or crash when the process or a worker exits during a prompt', async () => {
  expect(await runProgram('prompt-at-exit.mjs', { arguments: [uri] })).toEqual({
    code: 7,
    signal: null,
    stdout: 'prompted\nworker ended\n',
    stderr: '',
  });
});

test("Connect.open: only auth: 'console' prompts on the terminal; end of input is a refusal", async () => {
  const ended = await runProgram('prompt-on-console.mjs', { arguments: [uri] });
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  expect(ended.stdout).toMatch(/username/i);
  expect(ended.stdout).toMatch(/VIR_ERR_AUTH_(FAILED|CANCELLED)\n$/);
});
