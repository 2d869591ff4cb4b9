import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { readFileSync, writeFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Connect, type DomainLifecycleEvent } from '@libvirt/core';
import { expect, test } from 'vitest';
import { runProgram } from './process.js';
import { needLibvirt, TEST_DRIVER, withConnection } from './support.js';

const path = fileURLToPath(new URL('programs/uncaught.mjs', import.meta.url));
const lines = readFileSync(path, 'utf8').split('\n');
const lineOf = (name: string) => 1 + lines.findIndex((line) => line.endsWith(`// ${name}`));

const rejected = [
  'call',
  'signal',
  'argument',
  'option',
  'callback',
  'register',
  'freed',
  'open',
  'watch',
];

test.for(
  rejected.flatMap((name) => [[name, []] as const, [name, ['--enable-source-maps']] as const]),
)(
  'Error.stack: an uncaught error of %s shows the line of the user, and its stack starts there: %s',
  async ([name, nodeOptions], context) => {
    await needLibvirt(context, TEST_DRIVER);
    const { code, stderr } = await runProgram('uncaught.mjs', { arguments: [name], nodeOptions });
    expect(code).toBe(1);
    const line = lineOf(name);
    expect(stderr).toMatch(new RegExp(`^\\S*uncaught\\.mjs:${line}\n.*// ${name}\n`));
    const [first] = /^ {4}at .*$/m.exec(stderr)!;
    expect(first).toContain(`uncaught.mjs:${line}:`);
    expect(stderr).not.toContain('/dist/');
  },
);

test.for(['on', 'once'])(
  'conn.%s of an event that the driver lacks: the uncaught error names it, and starts at the line',
  async (name, context) => {
    await needLibvirt(context, TEST_DRIVER);
    const { code, stderr } = await runProgram('uncaught.mjs', { arguments: [name] });
    expect(code).toBe(1);
    expect(stderr).toContain(
      "LibvirtError [VIR_ERR_NO_SUPPORT]: cannot listen for 'secret-lifecycle': ",
    );
    const [first] = /^ {4}at .*$/m.exec(stderr)!;
    expect(first).toContain(`uncaught.mjs:${lineOf(name)}:`);
  },
);

test('Error.stack: starts at the line of the user in a CommonJS module, too', async () => {
  const program = fileURLToPath(new URL('programs/uncaught-commonjs.cjs', import.meta.url));
  const text = [
    "const { Connect } = require('@libvirt/core');",
    "Connect.open('test:///default').then(async (conn) => {",
    "  await conn.lookupDomainByName('none');",
    '});',
  ];
  writeFileSync(program, text.join('\n'));
  try {
    const { stderr } = await runProgram('uncaught-commonjs.cjs');
    expect(stderr).toMatch(/^\S*uncaught-commonjs\.cjs:3\n/);
    expect(/^ {4}at .*$/m.exec(stderr)![0]).toContain('uncaught-commonjs.cjs:3:');
  } finally {
    rmSync(program);
  }
});

test('Connect.on, watch, register: run in the async context of their registration', async () => {
  const conn = await Connect.open('test:///default');
  const storage = new AsyncLocalStorage<string>();
  const seen = new Set<string>();
  const note = (form: string) => () => seen.add(`${form} in ${storage.getStore()}`);
  const domain = await conn.lookupDomainByName('test');
  storage.run('a', () => conn.on('domain-lifecycle', note('on')));
  storage.run('b', () => conn.once('domain-lifecycle', note('once')));
  storage.run('c', () => conn.prependListener('domain-lifecycle', note('prepended')));
  await storage.run('d', () => conn.domainEventLifecycleRegister(null, note('registered')));
  const iterated = storage.run('e', async () => {
    for await (const { domain } of conn.watch('domain-lifecycle')) {
      void domain.free();
      note('iterated')();
      return;
    }
  });
  await domain.suspend();
  await domain.resume();
  await iterated;
  expect([...seen].sort()).toEqual([
    'iterated in e',
    'on in a',
    'once in b',
    'prepended in c',
    'registered in d',
  ]);
  conn.removeAllListeners();
  await domain.free();
  // The events' own domains are left to the garbage collector.
  await conn.close();
});

test("Connect.on('close'), registerCloseCallback: run in the async context of their registration", async () => {
  const storage = new AsyncLocalStorage<string>();
  const conn = await Connect.open('test:///default');
  conn.on('error', () => undefined);
  const closed = new Promise((resolve) => {
    storage.run('a', () => conn.on('close', () => resolve(storage.getStore())));
  });
  await conn.close();
  expect(await closed).toBe('a');
});

test('Connect.off, once, listeners identify a listener by the function that was added', () =>
  withConnection(async (conn) => {
    const listener = () => undefined;
    conn.on('domain-reboot', listener).once('domain-reboot', listener);
    expect(conn.listeners('domain-reboot')).toEqual([listener, listener]);
    conn.off('domain-reboot', listener);
    conn.off('domain-reboot', listener);
    expect(conn.listenerCount('domain-reboot')).toBe(0);
    const domain = await conn.lookupDomainByName('test');
    const event = once(conn, 'domain-lifecycle');
    await domain.suspend();
    const [{ domain: domainOfEvent }] = (await event) as [DomainLifecycleEvent];
    expect(conn.listenerCount('domain-lifecycle')).toBe(0);
    await domainOfEvent.free();
    await domain.resume();
    await domain.free();
  }));

test('Domain.rename: getName() returns the new name, and the old handle is freed', () =>
  withConnection(async (conn) => {
    const domain = await conn.domainDefineXML(
      '<domain type="test"><name>before</name><memory>1024</memory><os><type>hvm</type></os></domain>',
    );
    await domain.rename('after');
    expect(domain.getName()).toBe('after');
    expect((await domain.getState()).state).toBe(5);
    await domain.undefine();
    await domain.free();
  }));
