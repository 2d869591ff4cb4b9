import { KeycodeSet } from '@libvirt/core';
import { createServer, Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withMachine } from '../src/machines.js';

const devices = "<graphics type='vnc' port='-1'/><video><model type='vga'/></video>";
/** The first bytes that a VNC server sends. */
const GREETING = /^RFB 003\.\d{3}\n$/;

test('Domain.sendKey: keys reach the guest', () =>
  withMachine({}, async ({ domain, guest }) => {
    using serial = await guest();
    const [A, B] = [30, 48];
    await domain.sendKey(KeycodeSet.LINUX, 50, [A]);
    await serial.receive('a');
    await domain.sendKey(KeycodeSet.LINUX, 50, [B]);
    await serial.receive('b');
  }));

test('Domain.openGraphicsFD: opens the screen without a port on the host', () =>
  withMachine({ devices }, async ({ domain }) => {
    const fd = await domain.openGraphicsFD(0);
    const socket = new Socket({ fd });
    const [greeting] = (await once(socket, 'data')) as [Buffer];
    expect(greeting.toString()).toMatch(GREETING);
    socket.destroy();
  }));

test('Domain.openGraphics: opens the screen on a given socket', () =>
  withMachine({ devices }, async ({ domain, directory }) => {
    const path = join(directory, 'screen');
    const server = createServer();
    server.listen(path);
    await once(server, 'listening');
    const theirs = new Socket();
    theirs.connect(path);
    const [ours] = (await once(server, 'connection')) as [Socket];
    // libvirt gets a duplicate, so ours may be closed.
    const { fd } = (theirs as unknown as { _handle: { fd: number } })._handle;
    await domain.openGraphics(0, fd);
    theirs.destroy();
    const [greeting] = (await once(ours, 'data')) as [Buffer];
    expect(greeting.toString()).toMatch(GREETING);
    ours.destroy();
    server.close();
  }));
