import { AdmConnect } from '@libvirt/admin';
import { Connect, ConnectCloseReason, isConnectionLost } from '@libvirt/core';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withDaemon, wrong } from './support.js';

const LOST = [ConnectCloseReason.EOF, ConnectCloseReason.ERROR];

describe('a killed daemon', () => {
  test('ends calls with isConnectionLost, and is reported once to everybody', (context) =>
    withDaemon(context, async (conn, daemon) => {
      const called: unknown[] = [];
      const emitted: unknown[] = [];
      await conn.connectRegisterCloseCallback(() => called.push('replaced'));
      await conn.connectRegisterCloseCallback((...given) => called.push(given));
      conn.on('close', ({ reason }) => emitted.push(reason));
      const server = await conn.lookupServer('libvirtd');
      const closed = once(conn, 'close');
      await daemon.signal('SIGSTOP');
      const calls = [conn.getLibVersion(), server.getClientLimits(), server.listClients()];
      const settled = Promise.allSettled(calls);
      await daemon.signal('SIGKILL');
      for (const call of await settled) {
        expect(call.status).toBe('rejected');
        expect(isConnectionLost((call as PromiseRejectedResult).reason)).toBe(true);
      }
      await closed;
      expect(await conn.isAlive()).toBe(false);
      for (const later of [conn.listServers(), server.getThreadPoolParameters()]) {
        const error = await later.catch((reason: unknown) => reason);
        expect(isConnectionLost(error)).toBe(true);
      }
      expect(called).toEqual([[conn, expect.toBeOneOf(LOST)]]);
      await server.free();
      expect(await conn.close()).toBe(0);
      expect(emitted).toEqual([expect.toBeOneOf(LOST)]);
      expect(called).toHaveLength(1);
      await daemon.restart();
    }));

  test('is reported to a listener that is added afterwards', (context) =>
    withDaemon(context, async (conn, daemon) => {
      await daemon.signal('SIGKILL');
      await expect.poll(() => conn.isAlive()).toBe(false);
      const [{ reason }] = (await once(conn, 'close')) as [{ reason: ConnectCloseReason }];
      expect(LOST).toContain(reason);
      await daemon.restart();
    }));

  test('leaves other connections of the process alone', (context) =>
    withDaemon(context, async (conn, daemon) => {
      await using local = await Connect.open('test:///default');
      const closed = once(conn, 'close');
      await daemon.signal('SIGKILL');
      await closed;
      expect(await local.getHostname()).not.toBe('');
      await daemon.restart();
      await using again = await AdmConnect.open(daemon.adminURI);
      expect(await again.isAlive()).toBe(true);
    }));
});

describe('AdmConnect.unregisterCloseCallback', () => {
  test('removes the callback, and does nothing if there is none', (context) =>
    withDaemon(context, async (conn, daemon) => {
      let called = false;
      await conn.unregisterCloseCallback();
      await conn.connectRegisterCloseCallback(() => (called = true));
      await conn.unregisterCloseCallback();
      const closed = once(conn, 'close');
      await daemon.signal('SIGKILL');
      await closed;
      expect(called).toBe(false);
      await daemon.restart();
    }));

  test('is not needed: close() does not call back', (context) =>
    withDaemon(context, async (conn) => {
      let called = false;
      await conn.connectRegisterCloseCallback(() => (called = true));
      expect(await conn.close()).toBe(0);
      expect(called).toBe(false);
      await expect(conn.connectRegisterCloseCallback(() => undefined)).rejects.toMatchObject({
        code: 'VIR_ERR_INVALID_CONN',
      });
      await expect(conn.connectRegisterCloseCallback(wrong(1))).rejects.toThrow(/^callback /);
    }));
});

describe('CallOptions.signal', () => {
  test('ends the wait for a daemon that is stopped, which answers later', (context) =>
    withDaemon(context, async (conn, daemon) => {
      await daemon.signal('SIGSTOP');
      const call = conn.getLibVersion();
      const aborted = conn.listServers(0, { signal: AbortSignal.timeout(100) });
      await expect(aborted).rejects.toMatchObject({ name: 'TimeoutError' });
      await daemon.signal('SIGCONT');
      expect(await call).toBeGreaterThan(0);
      expect(await conn.close()).toBeLessThanOrEqual(1);
    }));

  test('ends an attempt to open a daemon that accepts and says nothing', (context) =>
    withDaemon(context, async (_, daemon) => {
      const path = join(daemon.directory, 'silent');
      const sockets: Promise<unknown>[] = [];
      const server = createServer((socket) => sockets.push(once(socket.resume(), 'close')));
      server.listen(path);
      await once(server, 'listening');
      const uri = `libvirtd:///system?socket=${path}`;
      const signal = AbortSignal.timeout(300);
      await expect(AdmConnect.open(uri, { signal })).rejects.toMatchObject({
        name: 'TimeoutError',
      });
      // The socket is shut down, so that libvirt's thread does not wait for ever.
      expect(sockets).toHaveLength(1);
      await Promise.all(sockets);
      server.close();
    }));
});
