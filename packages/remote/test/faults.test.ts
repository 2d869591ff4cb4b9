// What happens if a daemon dies, falls silent, or does not follow the protocol.
import {
  Connect,
  ConnectCloseReason,
  isConnectionLost,
  LibvirtError,
  StreamFlags,
} from '@libvirt/core';
import { remote } from '@libvirt/remote';
import { Daemon, needLibvirtd, Proxy } from '@libvirt/testing';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'libvirt-remote-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Returns the errors of calls that have all to end. */
async function failuresOf(calls: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(calls);
  return settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
}

describe('a real daemon', () => {
  test('killed with 200 calls in flight: all of them reject, listeners and iterators end', async (context) => {
    needLibvirtd(context);
    await using daemon = await Daemon.start();
    const conn = await Connect.open(daemon.uri('test', '/default'), { engine: remote });
    const domain = await conn.lookupDomainByName('test');
    const closed = once(conn, 'close');
    const iterator = conn.watch('domain-lifecycle');
    const next = iterator.next();
    await domain.getInfo();
    await daemon.signal('SIGSTOP');
    const calls = Array.from({ length: 200 }, (_, index) =>
      index % 2 === 0 ? domain.getInfo() : domain.isActive(),
    );
    const ended = failuresOf([...calls, next]);
    await daemon.signal('SIGKILL');
    const failures = (await ended).slice(0, 200);
    expect(failures).toHaveLength(200);
    expect(failures.every(isConnectionLost)).toBe(true);
    expect(failures[0]).toMatchObject({ code: 'VIR_ERR_SYSTEM_ERROR' });
    const [{ reason }] = (await closed) as [{ reason: ConnectCloseReason }];
    expect([ConnectCloseReason.EOF, ConnectCloseReason.ERROR]).toContain(reason);
    await expect(next).rejects.toThrow('connection closed');
    await expect(domain.getInfo()).rejects.toSatisfy(isConnectionLost);
    expect(await conn.isAlive()).toBe(false);
    await domain.free();
    expect(await conn.close()).toBe(0);
    await daemon.restart();
  });

  test('silent: keep-alive ends the connection, and not one that answers', async (context) => {
    needLibvirtd(context);
    await using daemon = await Daemon.start();
    await using proxy = await Proxy.listen(join(directory, 'silent'), daemon.socket);
    const open = (count: number, socket?: string) =>
      Connect.open(daemon.uri('test', '/default', socket), {
        engine: remote,
        keepAlive: { interval: 1, count },
      });
    const silent = await open(1, proxy.socket);
    // On a busy machine, a daemon may need more than a second to answer.
    const healthy = await open(20);
    const closed = once(silent, 'close');
    await silent.getHostname();
    proxy.mode = 'silent';
    await expect(silent.getHostname()).rejects.toMatchObject({
      message: 'connection closed due to keepalive timeout',
    });
    expect(await closed).toEqual([{ reason: ConnectCloseReason.KEEPALIVE }]);
    expect(await healthy.isAlive()).toBe(true);
    await healthy.getHostname();
    await silent.close();
    expect(await healthy.close()).toBe(0);
  });

  test('an aborted signal ends the wait, and an attempt to open', async (context) => {
    needLibvirtd(context);
    await using daemon = await Daemon.start();
    await using proxy = await Proxy.listen(join(directory, 'aborted'), daemon.socket);
    const uri = daemon.uri('test', '/default', proxy.socket);
    const conn = await Connect.open(uri, { engine: remote, keepAlive: false });
    proxy.mode = 'silent';
    const aborted = { name: 'TimeoutError' };
    const soon = () => ({ signal: AbortSignal.timeout(50) });
    await expect(conn.getHostname(soon())).rejects.toMatchObject(aborted);
    await expect(Connect.open(uri, { engine: remote, ...soon() })).rejects.toMatchObject(aborted);
    await expect.poll(() => proxy.connections, { timeout: 30_000 }).toBe(1);
    proxy.heal();
    proxy.cut();
    await conn.close();
  });

  test('a call that waits for its turn is not made if its signal is aborted', async (context) => {
    needLibvirtd(context);
    await using daemon = await Daemon.start();
    const conn = await Connect.open(daemon.uri('test', '/default'), { engine: remote });
    const domain = await conn.lookupDomainByName('test');
    await daemon.signal('SIGSTOP');
    // These take all places for calls that may wait for a guest.
    const before = Array.from({ length: 4 }, () => domain.getXMLDesc());
    const aborted = domain.suspend({ signal: AbortSignal.timeout(20) });
    await expect(aborted).rejects.toMatchObject({ name: 'TimeoutError' });
    await daemon.signal('SIGCONT');
    await Promise.all(before);
    expect((await domain.getInfo()).state).toBe(1);
    await domain.free();
    expect(await conn.close()).toBe(0);
  });

  test('a stream that nobody reads holds back its daemon, and calls work beside it', async (context) => {
    needLibvirtd(context);
    await using daemon = await Daemon.start();
    const conn = await Connect.open(daemon.uri('test', '/default'), { engine: remote });
    const domain = await conn.lookupDomainByName('test');
    const stream = await conn.newStream(StreamFlags.NONBLOCK);
    await domain.screenshot(stream, 0, 0);
    for (let count = 0; count < 50; count += 1) await domain.getInfo();
    let received = 0;
    for (;;) {
      const data = await stream.recv(65_536);
      if (data === 'end') break;
      if (data !== 'would-block') received += data.length;
    }
    expect(received).toBeGreaterThan(1000);
    await stream.finish();
    await stream.free();
    await domain.free();
    expect(await conn.close()).toBe(0);
  });
});

/** Starts a server that answers each client by itself. */
async function serve(name: string, answer: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    answer(socket);
  });
  server.listen(join(directory, name));
  await once(server, 'listening');
  return server;
}

const uriOf = (name: string) => `test+unix:///default?socket=${join(directory, name)}`;

describe('a daemon that does not follow the protocol', () => {
  const words = (...values: number[]) => {
    const bytes = Buffer.alloc(4 * values.length);
    values.forEach((value, index) => bytes.writeUInt32BE(value >>> 0, 4 * index));
    return bytes;
  };
  const REMOTE = 0x2000_8086;
  const AUTH_LIST = 66;

  test.each([
    ['a length that is too small', words(4)],
    ['a length that is too large', words(0x7fff_ffff)],
    ['a message of an unknown type', words(28, REMOTE, 1, AUTH_LIST, 9, 1, 0)],
    ['a reply to nobody', words(28, REMOTE, 1, AUTH_LIST, 1, 77, 0)],
    ['a reply of another program', words(28, 0x2000_8087, 1, AUTH_LIST, 1, 1, 0)],
    ['a reply of another procedure', words(28, REMOTE, 1, 1, 1, 1, 0)],
    ['a reply with an unknown status', words(28, REMOTE, 1, AUTH_LIST, 1, 1, 7)],
    ['a reply that is cut off', words(28, REMOTE, 1, AUTH_LIST, 1, 1, 0)],
    ['an array that is too long', words(32, REMOTE, 1, AUTH_LIST, 1, 1, 0, 0xffff_ffff)],
    ['an error that is cut off', words(32, REMOTE, 1, AUTH_LIST, 1, 1, 1, 5)],
  ])('%s: a clear error and a closed connection', async (name, answer) => {
    const file = name.replaceAll(' ', '-');
    const sockets: Socket[] = [];
    const server = await serve(file, (socket) => {
      sockets.push(socket);
      socket.once('data', () => socket.write(answer));
    });
    await expect(Connect.open(uriOf(file), { engine: remote })).rejects.toMatchObject({
      code: 'VIR_ERR_RPC',
      message: expect.stringContaining('does not follow the protocol') as string,
    });
    await expect
      .poll(() => sockets.map(({ destroyed }) => destroyed), { timeout: 30_000 })
      .toEqual([true]);
    server.close();
  });

  test('2,000 connections through a proxy that changes bytes: errors of libvirt and nothing else', async (context) => {
    needLibvirtd(context);
    await using daemon = await Daemon.start({ settings: { max_clients: 500 } });
    const server = await serve('mutating', (client) => {
      const target = connect(daemon.socket);
      target.on('error', () => undefined);
      client.pipe(target);
      target.on('data', (chunk: Buffer) => {
        const changed = Buffer.from(chunk);
        if (randomInt(3) === 0) changed[randomInt(changed.length)]! ^= 1 << randomInt(8);
        client.write(
          randomInt(50) === 0 ? changed.subarray(0, randomInt(changed.length)) : changed,
        );
      });
      client.on('close', () => target.destroy());
      target.on('close', () => client.destroy());
    });
    const unexpected: unknown[] = [];
    let done = 0;
    const work = async () => {
      while ((done += 1) <= 2000) {
        let conn: Connect | undefined;
        try {
          const signal = AbortSignal.timeout(200);
          conn = await Connect.open(uriOf('mutating'), { engine: remote, signal });
          for (const domain of await conn.listAllDomains(0, { signal })) {
            await domain.getXMLDesc(0, { signal });
            await domain.getInfo({ signal });
          }
          await conn.getAllDomainStats(undefined, undefined, undefined, { signal });
        } catch (error) {
          const isExpected =
            error instanceof LibvirtError || (error as Error).name === 'TimeoutError';
          if (!isExpected) unexpected.push(error);
        } finally {
          await conn?.close({ signal: AbortSignal.timeout(200) }).catch(() => undefined);
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    expect(unexpected).toEqual([]);
    server.close();
  });
});
