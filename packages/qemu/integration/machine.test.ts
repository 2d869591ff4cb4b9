import { Connect, type Domain } from '@libvirt/core';
import {
  domainQemuAttach,
  domainQemuEventDeregister,
  domainQemuMonitorEventRegister,
  DomainQemuMonitorCommandFlags,
  qemuAgentCommand,
  qemuMonitorCommand,
  qemuMonitorCommandWithFiles,
  QemuMonitorEvents,
  qemuMonitorWatch,
} from '@libvirt/qemu';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { describe, expect, test, type TestContext } from 'vitest';
import { uriOf } from './uri.js';

/** Lends a machine without disks, which runs. */
async function withMachine(
  context: TestContext,
  use: (domain: Domain, conn: Connect) => Promise<void>,
): Promise<void> {
  const conn = await Connect.open(uriOf(context));
  const domain = await conn.domainCreateXML(`<domain type='qemu'>
  <name>libvirt-node-monitor-${process.pid}</name>
  <memory unit='MiB'>64</memory>
  <os><type>hvm</type></os>
</domain>`);
  try {
    await use(domain, conn);
  } finally {
    await domain.destroy();
    await domain.free();
    await conn.close();
  }
}

test('the monitor takes commands of both its languages', (context) =>
  withMachine(context, async (domain) => {
    const { HMP } = DomainQemuMonitorCommandFlags;
    expect(await qemuMonitorCommand(domain, 'info status', HMP)).toMatch(/^VM status: running/);
    const text = await qemuMonitorCommand(domain, '{"execute":"query-status"}');
    expect(JSON.parse(text)).toMatchObject({ return: { status: 'running' } });
    const status = await qemuMonitorCommand(domain, { execute: 'query-status' });
    expect(status).toMatchObject({ running: true });
    await expect(qemuMonitorCommand(domain, { execute: 'nonsense' })).rejects.toMatchObject({
      name: 'QMPError',
      errorClass: 'CommandNotFound',
    });
    await expect(qemuMonitorCommand(domain, 'no JSON')).rejects.toMatchObject({
      code: 'VIR_ERR_INTERNAL_ERROR',
    });
  }));

test('the monitor takes files', (context) =>
  withMachine(context, async (domain) => {
    const file = openSync('/dev/null', 'r');
    const add = { execute: 'add-fd', arguments: { 'fdset-id': 7, opaque: 'ours' } };
    const { result, files } = await qemuMonitorCommandWithFiles(domain, add, [file]);
    expect(result).toMatchObject({ 'fdset-id': 7 });
    expect(files.length).toBe(0);
    const sets = await qemuMonitorCommand(domain, { execute: 'query-fdsets' });
    expect(sets).toMatchObject([{ 'fdset-id': 7, fds: [{ opaque: 'ours' }] }]);
    // It is still open here.
    closeSync(file);
  }));

describe('the events of the monitor', () => {
  test('arrive in three ways', (context) =>
    withMachine(context, async (domain, conn) => {
      const called: string[] = [];
      const id = await domainQemuMonitorEventRegister(conn, domain, 'STOP', (...[, of, event]) =>
        called.push(`${of.getName()} ${event.event}`),
      );
      const emitter = new QemuMonitorEvents(conn, domain);
      const emitted = once(emitter, 'RESUME');
      const watch = qemuMonitorWatch(conn, null, { domain });
      const before = BigInt(Math.floor(Date.now() / 1000));
      await domain.suspend();
      await domain.resume();
      const [event] = (await emitted) as [{ seconds: bigint; micros: number }];
      expect(event.seconds).toBeGreaterThanOrEqual(before);
      expect(event.micros).toBeLessThan(1_000_000);
      const watched: string[] = [];
      for await (const each of watch) {
        watched.push(each.event);
        if (each.event === 'RESUME') break;
      }
      expect(watched).toContain('STOP');
      expect(called).toEqual([`${domain.getName()} STOP`]);
      await domainQemuEventDeregister(conn, id);
    }));
});

test('an agent that is not there, and a process that cannot be attached, are refused', (context) =>
  withMachine(context, async (domain, conn) => {
    await expect(qemuAgentCommand(domain, { execute: 'guest-ping' })).rejects.toMatchObject({
      code: 'VIR_ERR_ARGUMENT_UNSUPPORTED',
    });
    await expect(domainQemuAttach(conn, process.pid)).rejects.toMatchObject({
      code: 'VIR_ERR_NO_SUPPORT',
    });
  }));
