import {
  AdmConnect,
  AdmConnectDaemonShutdownFlags,
  ClientTransport,
  type AdmClient,
} from '@libvirt/admin';
import { Connect, isConnectionLost } from '@libvirt/core';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { withDaemon, wrong } from './support.js';

/** The client of this process on the server for drivers. */
async function ownClient(conn: AdmConnect): Promise<AdmClient> {
  await using server = await conn.lookupServer('libvirtd');
  const clients = await server.listClients();
  const [own, ...others] = clients;
  expect(others).toEqual([]);
  return own!;
}

describe('AdmConnect', () => {
  test('tells the URI, the version and that it is alive', (context) =>
    withDaemon(context, async (conn, daemon) => {
      expect(await conn.getURI()).toBe(daemon.adminURI);
      await using host = await Connect.open(daemon.uri('test', '/default'));
      expect(await conn.getLibVersion()).toBe(await host.getLibVersion());
      expect(await conn.isAlive()).toBe(true);
      expect(inspect(conn)).toBe('AdmConnect { open }');
    }));

  test('lists and looks up servers', (context) =>
    withDaemon(context, async (conn) => {
      const servers = await conn.listServers();
      expect(servers.map((server) => server.getName()).sort()).toEqual(['admin', 'libvirtd']);
      expect(inspect(servers)).toContain("AdmServer { name: 'admin' }");
      await Promise.all(servers.map((server) => server.free()));
      await expect(conn.lookupServer('none')).rejects.toMatchObject({ code: 'VIR_ERR_NO_SERVER' });
      await expect(conn.lookupServer(wrong(1))).rejects.toThrow(/^name must be a string/);
      await expect(conn.listServers(1)).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' });
    }));

  test('sets the log filters, and removes them', (context) =>
    withDaemon(context, async (conn) => {
      expect(await conn.getLoggingFilters()).toBe('');
      await conn.setLoggingFilters('1:qemu 3:object');
      // libvirt writes a part of a name as a pattern, again each time.
      const written = /^1:\**qemu\** 3:\**object\** ?$/;
      expect(await conn.getLoggingFilters()).toMatch(written);
      await expect(conn.setLoggingFilters('9:qemu')).rejects.toMatchObject({
        name: 'LibvirtError',
      });
      expect(await conn.getLoggingFilters()).toMatch(written);
      await conn.setLoggingFilters(await conn.getLoggingFilters());
      expect(await conn.getLoggingFilters()).toMatch(written);
      for (const none of [null, '']) {
        await conn.setLoggingFilters('4:rpc');
        await conn.setLoggingFilters(none);
        expect(await conn.getLoggingFilters()).toBe('');
      }
      await expect(conn.setLoggingFilters(wrong(1))).rejects.toThrow(/^filters must be a string/);
    }));

  test('sets the log outputs, to which the daemon then writes', (context) =>
    withDaemon(context, async (conn, daemon) => {
      expect(await conn.getLoggingOutputs()).toBe(`3:file:${join(daemon.directory, 'log')}`);
      const other = join(daemon.directory, 'other.log');
      await conn.setLoggingOutputs(`1:file:${other}`);
      expect(await conn.getLoggingOutputs()).toBe(`1:file:${other}`);
      await conn.setLoggingFilters('1:rpc');
      await conn.listServers();
      await expect.poll(() => readFileSync(other, 'utf8')).toContain('debug');
      await expect(conn.setLoggingOutputs('1:file:/nowhere/at/all')).rejects.toMatchObject({
        name: 'LibvirtError',
      });
      expect(await conn.getLoggingOutputs()).toBe(`1:file:${other}`);
      await conn.setLoggingOutputs(null);
      expect(await conn.getLoggingOutputs()).not.toContain(other);
    }));

  test('sets the timeout of the daemon', (context) =>
    withDaemon(context, async (conn) => {
      await conn.setDaemonTimeout(3600);
      await conn.setDaemonTimeout(0);
      await expect(conn.setDaemonTimeout(-1)).rejects.toThrow(/^timeout must be between 0 and/);
    }));

  test('shuts the daemon down, or names the release that can', (context) =>
    withDaemon(context, async (conn, daemon) => {
      if ((await conn.getLibVersion()) < 11_002_000) {
        await expect(conn.daemonShutdown()).rejects.toMatchObject({
          code: 'VIR_ERR_NO_SUPPORT',
          message: expect.stringContaining(
            'virAdmConnectDaemonShutdown needs libvirt 11.2.0',
          ) as string,
        });
      } else {
        await expect(conn.daemonShutdown(8)).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' });
        const closed = once(conn, 'close');
        // It may end before it has answered.
        await conn
          .daemonShutdown(AdmConnectDaemonShutdownFlags.PRESERVE)
          .catch((error: unknown) => {
            if (!isConnectionLost(error)) throw error;
          });
        await closed;
        await daemon.exit();
      }
    }));
});

describe('AdmConnect.close', () => {
  test('returns 1 while a server holds the connection open, and refuses later calls', (context) =>
    withDaemon(context, async (conn) => {
      const server = await conn.lookupServer('libvirtd');
      expect(await conn.close()).toBe(1);
      expect(conn.closed).toBe(true);
      expect(inspect(conn)).toBe('AdmConnect { closed }');
      const refusal = { code: 'VIR_ERR_INVALID_CONN', message: 'this AdmConnect has been closed' };
      await expect(conn.isAlive()).rejects.toMatchObject(refusal);
      await expect(conn.close()).rejects.toMatchObject(refusal);
      // The server still has its connection.
      expect(await server.getClientLimits()).toMatchObject({ currentClients: 0 });
      await server.free();
      await expect(server.getClientLimits()).rejects.toMatchObject({
        code: 'VIR_ERR_INVALID_CONN',
        message: 'this AdmServer has been freed',
      });
      expect(() => server.getName()).toThrow('this AdmServer has been freed');
    }));

  test('returns 0 when it was the last reference', (context) =>
    withDaemon(context, async (conn, daemon) => {
      const closed = once(conn, 'close');
      expect(await conn.close()).toBe(0);
      expect(await closed).toEqual([{ reason: 3 }]);
      // A daemon accepts five of them at a time.
      for (let round = 0; round < 20; round += 1) {
        await using again = await AdmConnect.open(daemon.adminURI);
        expect(await again.isAlive()).toBe(true);
      }
    }));
});

describe('AdmServer', () => {
  test('returns and changes the limits of the thread pool', (context) =>
    withDaemon(context, async (conn) => {
      await using server = await conn.lookupServer('libvirtd');
      const before = await server.getThreadPoolParameters();
      expect(before).toEqual({
        minWorkers: 5,
        maxWorkers: 20,
        prioWorkers: 5,
        currentWorkers: expect.any(Number) as number,
        freeWorkers: expect.any(Number) as number,
        jobQueueDepth: 0,
      });
      await server.setThreadPoolParameters({ minWorkers: 7, prioWorkers: 6 });
      await server.setThreadPoolParameters({ maxWorkers: 30 });
      await expect
        .poll(() => server.getThreadPoolParameters())
        .toMatchObject({ minWorkers: 7, maxWorkers: 30, prioWorkers: 6, currentWorkers: 7 });
      await expect(server.setThreadPoolParameters({ minWorkers: 31 })).rejects.toMatchObject({
        code: 'VIR_ERR_INVALID_ARG',
      });
    }));

  test('returns and changes the limits of clients', (context) =>
    withDaemon(context, async (conn, daemon) => {
      await using server = await conn.lookupServer('libvirtd');
      await using host = await Connect.open(daemon.uri('test', '/default'));
      expect(await host.getType()).toBe('TEST');
      await server.setClientLimits({ maxClients: 50, maxUnauthClients: 10 });
      await server.setClientLimits({ maxUnauthClients: 9 });
      expect(await server.getClientLimits()).toEqual({
        maxClients: 50,
        maxUnauthClients: 9,
        currentClients: 1,
        currentUnauthClients: 0,
      });
      await expect(server.setClientLimits({ maxUnauthClients: 51 })).rejects.toMatchObject({
        code: 'VIR_ERR_INVALID_ARG',
      });
    }));

  test('refuses what is read-only, unknown or wrong before the daemon sees it', (context) =>
    withDaemon(context, async (conn) => {
      await using server = await conn.lookupServer('libvirtd');
      await expect(
        server.setThreadPoolParameters(wrong(await server.getThreadPoolParameters())),
      ).rejects.toThrow(/^params has no field 'currentWorkers'/);
      await expect(server.setClientLimits(wrong({ currentClients: 1 }))).rejects.toThrow(
        "params has no field 'currentClients'",
      );
      await expect(server.setClientLimits({ maxClients: -1 })).rejects.toThrow(
        /^params.maxClients must be between 0 and 4294967295/,
      );
      await expect(server.setClientLimits(wrong([]))).rejects.toThrow(/^params must be an object/);
      await expect(server.lookupClient(-1)).rejects.toThrow(/^id must be between 0 and/);
      await expect(server.listClients(wrong('0'))).rejects.toThrow(/^flags /);
    }));

  test('refuses to read TLS files again when it does not listen for TLS', (context) =>
    withDaemon(context, async (conn) => {
      await using server = await conn.lookupServer('libvirtd');
      await expect(server.updateTlsFiles()).rejects.toMatchObject({ name: 'LibvirtError' });
    }));
});

describe('AdmClient', () => {
  test('tells who it is', (context) =>
    withDaemon(context, async (conn, daemon) => {
      const before = BigInt(Math.floor(Date.now() / 1000));
      await using host = await Connect.openReadOnly(
        daemon.uri('test', '/default', join(daemon.directory, 'libvirt-sock-ro')),
      );
      expect(await host.getType()).toBe('TEST');
      await using client = await ownClient(conn);
      expect(client.getTransport()).toBe(ClientTransport.UNIX);
      expect(client.getTimestamp()).toBeGreaterThanOrEqual(before);
      expect(inspect(client)).toBe(`AdmClient { id: ${client.getID()}n }`);
      expect(await client.getInfo()).toMatchObject({
        readonly: true,
        unixUserId: process.getuid!(),
        unixUsername: 'root',
        unixGroupId: process.getgid!(),
        unixGroupname: 'root',
        unixProcessId: process.pid,
      });
    }));

  test('is found by its ID, and disconnected', (context) =>
    withDaemon(context, async (conn, daemon) => {
      await using server = await conn.lookupServer('libvirtd');
      const host = await Connect.open(daemon.uri('test', '/default'));
      const lost = once(host, 'close');
      expect(await host.getType()).toBe('TEST');
      await using listed = await ownClient(conn);
      await using client = await server.lookupClient(listed.getID());
      expect(client.getID()).toBe(listed.getID());
      await client.close();
      await lost;
      const error = await host.getHostname().catch((reason: unknown) => reason);
      expect(isConnectionLost(error)).toBe(true);
      await host.close();
      await expect(client.getInfo()).rejects.toMatchObject({ code: 'VIR_ERR_NO_CLIENT' });
      await expect(client.close()).rejects.toMatchObject({ code: 'VIR_ERR_NO_CLIENT' });
      await expect(server.lookupClient(2n ** 63n)).rejects.toMatchObject({
        code: 'VIR_ERR_NO_CLIENT',
      });
      // The object outlives its client, and has to be freed once.
      await client.free();
      await expect(client.free()).rejects.toMatchObject({
        message: 'this AdmClient has been freed',
      });
    }));
});
