import { AdmConnect, admGetVersion, ClientTransport } from '@libvirt/admin';
import { Connect, isConnectionLost } from '@libvirt/core';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Authority } from '../src/certificates.js';
import { Host } from '../src/host.js';
import { makeDirectory } from '../src/machines.js';

test('AdmServer and AdmClient: a daemon with clients over TLS and a UNIX socket', async () => {
  const directory = makeDirectory();
  const authority = new Authority(join(directory, 'authority'), 'An authority');
  const address = '10.77.0.41';
  // Where libvirt looks for the files when they are read again, whatever its configuration says.
  const pki = join(directory, 'pki');
  const install = (name: string) => {
    const { certificate, key } = authority.issueServer(name, address);
    mkdirSync(join(pki, 'CA'), { recursive: true });
    mkdirSync(join(pki, 'libvirt/private'), { recursive: true });
    copyFileSync(authority.certificate, join(pki, 'CA/cacert.pem'));
    copyFileSync(certificate, join(pki, 'libvirt/servercert.pem'));
    copyFileSync(key, join(pki, 'libvirt/private/serverkey.pem'));
  };
  install('first');
  await using host = await Host.start('admin', {
    number: 41,
    args: ['--listen'],
    mounts: { '/etc/pki': pki },
    daemon: { listen_tls: 1, listen_tcp: 0, auth_tls: 'none' },
  });
  await using conn = await AdmConnect.open(host.adminURI);
  await using server = await conn.lookupServer('libvirtd');
  expect(server.getName()).toBe('libvirtd');

  const remote = `qemu+tls://${address}/system?pkipath=${authority.issueClient('friend')}`;
  await using distant = await Connect.open(remote);
  await using local = await Connect.open(host.uri('qemu'));
  expect(await local.listAllDomains()).toEqual([]);
  const clients = await server.listClients();
  const byTransport = new Map(clients.map((client) => [client.getTransport(), client]));
  const distantClient = byTransport.get(ClientTransport.TLS)!;
  expect(await distantClient.getInfo()).toMatchObject({
    readonly: false,
    socketAddress: expect.stringMatching(/^10\.77\.0\.\d+[:;]\d+$/) as string,
    tlsX509DistinguishedName: expect.stringContaining('friend') as string,
  });
  expect(await byTransport.get(ClientTransport.UNIX)!.getInfo()).toMatchObject({
    unixProcessId: process.pid,
    unixUserId: 0,
  });
  const now = BigInt(Math.floor(Date.now() / 1000));
  expect(now - distantClient.getTimestamp()).toBeLessThan(600n);

  // Connections that are open stay so when the files are read again, and new ones can be opened.
  install('second');
  await server.updateTlsFiles();
  expect(await distant.getHostname()).toBe(host.name);
  await using other = await Connect.open(remote);
  expect(await other.getHostname()).toBe(host.name);

  const lost = once(distant, 'close');
  await using found = await server.lookupClient(distantClient.getID());
  await found.close();
  await lost;
  expect(isConnectionLost(await distant.getHostname().catch((error: unknown) => error))).toBe(true);
  await Promise.all(clients.map((client) => client.free()));

  await server.setClientLimits({ maxClients: 100, maxUnauthClients: 50 });
  expect(await server.getClientLimits()).toMatchObject({ maxClients: 100, maxUnauthClients: 50 });
  await server.setThreadPoolParameters({ minWorkers: 3, maxWorkers: 8 });
  expect(await server.getThreadPoolParameters()).toMatchObject({ minWorkers: 3, maxWorkers: 8 });
});

test('AdmConnect: logging, timeout, and the end of a daemon that is killed', async () => {
  await using host = await Host.start('logging', { number: 42 });
  await using conn = await AdmConnect.open(host.adminURI);
  expect(await conn.getURI()).toBe(host.adminURI);
  expect(await conn.getLibVersion()).toBe(await admGetVersion());
  expect((await conn.listServers()).map((server) => server.getName()).sort()).toEqual([
    'admin',
    'libvirtd',
  ]);
  await conn.setLoggingFilters('1:qemu');
  expect(await conn.getLoggingFilters()).toContain('qemu');
  await conn.setLoggingOutputs('1:file:/var/log/libvirt/other.log');
  expect(await conn.getLoggingOutputs()).toContain('/var/log/libvirt/other.log');
  await conn.setDaemonTimeout(3600);

  const reasons: number[] = [];
  await conn.connectRegisterCloseCallback(() => reasons.push(-1));
  await conn.unregisterCloseCallback();
  await conn.connectRegisterCloseCallback((_, reason) => reasons.push(reason));
  const closed = once(conn, 'close');
  expect(await conn.isAlive()).toBe(true);
  await host.stopDaemon('SIGKILL');
  await closed;
  expect(reasons).toHaveLength(1);
  expect(reasons).not.toContain(-1);
  expect(isConnectionLost(await conn.listServers().catch((error: unknown) => error))).toBe(true);
  await host.startDaemon();
  await using again = await AdmConnect.open(host.adminURI);
  expect(await again.isAlive()).toBe(true);
});
