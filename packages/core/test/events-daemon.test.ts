import { Connect, SecretEventLifecycleType } from '@libvirt/core';
import { expect, test } from 'vitest';
import { needDaemon, startDaemon } from './daemon.js';
import { endsWell, runProgram } from './process.js';

test('Connect.on: events of a daemon arrive in order, and a callback may call, deregister and close', async (context) => {
  needDaemon(context);
  await using daemon = await startDaemon();
  const ended = await runProgram('events-daemon.mjs', {
    arguments: [daemon.uri('test', '/default'), '100'],
  });
  expect(ended).toEqual(endsWell('500 events in order\n'));
});

test("Connect.on('secret-lifecycle'), ('secret-value-changed'): arrive from a daemon", async (context) => {
  needDaemon(context);
  await using daemon = await startDaemon();
  await using conn = await Connect.open(daemon.uri('secret', '/system'));
  const seen: unknown[] = [];
  conn.on('secret-lifecycle', ({ secret, event }) => seen.push([secret.getUsageID(), event]));
  conn.on('secret-value-changed', ({ secret }) => seen.push([secret.getUsageID(), 'value']));
  await using secret = await conn.secretDefineXML(
    '<secret><usage type="volume"><volume>/a</volume></usage></secret>',
  );
  await secret.setValue(Buffer.from('value'));
  await secret.undefine();
  await expect.poll(() => seen.length).toBe(3);
  expect(seen).toEqual([
    ['/a', SecretEventLifecycleType.DEFINED],
    ['/a', 'value'],
    ['/a', SecretEventLifecycleType.UNDEFINED],
  ]);
});

test('CallOptions.signal: abandons an event registration that a daemon does not answer', async (context) => {
  needDaemon(context);
  await using daemon = await startDaemon();
  const ended = await runProgram('abandoned-registration.mjs', {
    arguments: [daemon.uri('test', '/default'), String(daemon.pid)],
  });
  expect(ended).toEqual(endsWell('TimeoutError\nTimeoutError\nTimeoutError\n'));
});
