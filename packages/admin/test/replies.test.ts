import { AdmConnect, type AdmClient, type AdmServer } from '@libvirt/admin';
import { Connect } from '@libvirt/core';
import { native } from '@libvirt/core/internal';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { buildLibvirtAdmin } from './stand-in.js';
import { loadedLibraries } from './support.js';

let directory: string | undefined;

beforeAll(async () => {
  if (process.platform !== 'linux') return;
  await using conn = await Connect.open('test:///default');
  await conn.getHostname();
  directory = buildLibvirtAdmin(loadedLibraries().get('libvirt.so.0')!);
  process.env['LIBVIRT_LIBRARY_DIR'] = directory;
});

afterAll(() => {
  if (directory !== undefined) rmSync(directory, { recursive: true });
});

/** Calls `use` with the stand-in's server and client. */
async function withStandIn(
  { skip }: TestContext,
  use: (server: AdmServer, client: AdmClient, conn: AdmConnect) => Promise<void>,
): Promise<void> {
  skip(directory === undefined, 'the stand-in for libvirt-admin is built on Linux only');
  await using conn = await AdmConnect.open('stand-in');
  await using server = await conn.lookupServer('any');
  await using client = await server.lookupClient(1);
  await use(server, client, conn);
}

describe('AdmServer', () => {
  test('sets the parameters that are given, and no others', (context) =>
    withStandIn(context, async (server) => {
      await server.setClientLimits({ maxClients: 7, maxUnauthClients: undefined });
      expect(await server.getClientLimits()).toEqual({ maxClients: 7 });
      await server.setClientLimits({ maxUnauthClients: 2 ** 32 - 1 });
      expect(await server.getClientLimits()).toEqual({ maxUnauthClients: 2 ** 32 - 1 });
      await server.setThreadPoolParameters({ prioWorkers: 1 });
      expect(await server.getClientLimits()).toEqual({ extra: { prioWorkers: 1 } });
    }));

  test('keeps what a newer daemon sends under extra, and the types of the rest', (context) =>
    withStandIn(context, async (server) => {
      expect(await server.getThreadPoolParameters()).toEqual({
        minWorkers: 5,
        extra: { mood: 'good', maxWorkers: 'many' },
      });
    }));

  test('lists the clients that there are, whatever number the daemon claims', (context) =>
    withStandIn(context, async (server) => {
      const clients = await server.listClients();
      expect(clients).toHaveLength(1);
      await clients[0]!.free();
    }));

  test('rejects a client that libvirt does not return, even without a reason', (context) =>
    withStandIn(context, async (server) => {
      await expect(server.lookupClient(0)).rejects.toMatchObject({
        code: 'VIR_ERR_INTERNAL_ERROR',
        message: 'the call failed, but libvirt reported no error',
      });
    }));

  test('passes on no more parameters than the protocol carries', async (context) => {
    await withStandIn(context, async () => {
      const handle = await native.virAdmConnectOpen('stand-in', 0);
      const server = await native.virAdmConnectLookupServer(handle, 'any', 0);
      const parameters = Array.from({ length: 33 }, () => ['minWorkers', 2, 1] as const);
      for (const set of [
        native.virAdmServerSetThreadPoolParameters,
        native.virAdmServerSetClientLimits,
      ]) {
        expect(() => set(server, parameters, 0)).toThrow('params must have at most 32 parameters');
        await set(server, parameters.slice(1), 0);
      }
      await native.virAdmServerFree(server);
      await native.virAdmConnectClose(handle);
    });
  });
});

describe('AdmClient', () => {
  test('tells what its handle holds', (context) =>
    withStandIn(context, async (_, client) => {
      expect(client.getID()).toBe(2n ** 64n - 2n);
      // A transport of a newer daemon.
      expect(client.getTransport()).toBe(7);
      expect(() => client.getTimestamp()).toThrow('the call failed, but libvirt reported no error');
      expect(await client.getInfo()).toEqual({
        readonly: true,
        socketAddress: '192.0.2.7:5',
        saslUsername: 'fred',
        tlsX509DistinguishedName: 'CN=x',
        selinuxContext: 'u:r:t',
        unixUserId: -2,
      });
    }));
});

describe('AdmConnect', () => {
  test('returns an empty string when there are no log filters', (context) =>
    withStandIn(context, async (_server, _client, conn) => {
      expect(await conn.getLoggingFilters()).toBe('');
      await conn.setLoggingFilters('1:ä');
      expect(await conn.getLoggingFilters()).toBe('1:ä');
      await conn.setLoggingFilters(null);
      expect(await conn.getLoggingFilters()).toBe('');
    }));

  test('rejects functions that the installed library lacks, and names the release', (context) =>
    withStandIn(context, async (_server, client, conn) => {
      for (const [call, message] of [
        [
          conn.getLoggingOutputs(),
          /^virAdmConnectGetLoggingOutputs needs libvirt 3\.0\.0 or newer/,
        ],
        [conn.setDaemonTimeout(1), /^virAdmConnectSetDaemonTimeout needs libvirt 8\.6\.0 or newer/],
        [client.close(), /^virAdmClientClose needs libvirt 2\.0\.0 or newer/],
        [
          conn.connectRegisterCloseCallback(() => undefined),
          /^virAdmConnectRegisterCloseCallback needs libvirt 2\.0\.0 or newer/,
        ],
      ] as const) {
        await expect(call).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' });
        await expect(call).rejects.toThrow(message);
      }
    }));

  test('emits error when libvirt refuses to report its end', (context) =>
    withStandIn(context, async (_server, _client, conn) => {
      const refused = new Promise((resolve) => conn.once('error', resolve));
      conn.on('close', () => undefined);
      expect(await refused).toMatchObject({
        code: 'VIR_ERR_NO_SUPPORT',
        message: expect.stringContaining("cannot listen for 'close'") as string,
      });
    }));
});
