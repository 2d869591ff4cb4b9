import { AdmConnect } from '@libvirt/admin';
import { endsWell, Programs } from '@libvirt/testing';
import { expect, test } from 'vitest';
import { withDaemon } from './support.js';

const programs = new Programs(new URL('programs/', import.meta.url));

test('Worker.terminate() with connections, calls and close callbacks leaves no client', (context) =>
  withDaemon(context, async (conn, daemon) => {
    await conn.close();
    const ended = await programs.run('workers-ended.mjs', { arguments: [daemon.adminURI] });
    expect(ended).toEqual(endsWell('nothing left\n'));
    await using again = await AdmConnect.open(daemon.adminURI);
    await using server = await again.lookupServer('admin');
    const clients = await server.listClients();
    expect(clients).toHaveLength(1);
  }));

test('a process ends with a connection, a listener and a server open', (context) =>
  withDaemon(context, async (conn, daemon) => {
    expect(await conn.isAlive()).toBe(true);
    const ended = await programs.run('left-open.mjs', { arguments: [daemon.adminURI] });
    expect(ended).toEqual(endsWell('admin, libvirtd\n'));
  }));
