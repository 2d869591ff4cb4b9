import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Connect, isConnectionLost, LibvirtError } from '@libvirt/core';
import { expect, test } from 'vitest';
import { needDaemon, startDaemon } from './daemon.js';
import { withConnection } from './support.js';

/** Forwards a daemon's bytes, until it is asked to cut in the middle of the next message. */
async function startProxy(target: string, path: string) {
  const sockets = new Set<Socket>();
  let cut = false;
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.pipe(upstream);
    upstream.on('data', (data) => {
      if (!cut) client.write(data);
      else client.end(data.subarray(0, data.length >> 1));
    });
  }).listen(path);
  await once(server, 'listening');
  return {
    cut: () => (cut = true),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Returns the errors of everything that was in progress on a lost connection. */
async function lose(conn: Connect, lose: () => unknown): Promise<unknown[]> {
  const errors: unknown[] = [];
  const note = (error: unknown) => errors.push(error);
  const domain = await conn.lookupDomainByName('test');
  const closed = once(conn, 'close');
  const watched = (async () => {
    for await (const event of conn.watch('domain-lifecycle')) expect(event).toBeDefined();
  })().catch(note);
  const picture = domain.createScreenshotStream().on('error', note);
  const ended = once(picture, 'close').catch(() => undefined);
  await once(picture, 'readable');
  const calls = Promise.allSettled(Array.from({ length: 20 }, () => conn.getCapabilities()));
  await lose();
  for (const settled of await calls) if (settled.status === 'rejected') note(settled.reason);
  await closed;
  await Promise.all([watched, ended]);
  // Calls made afterwards.
  await conn.getHostname().catch(note);
  await domain.getXMLDesc().catch(note);
  await conn
    .newStream()
    .then((stream) => domain.screenshot(stream, 0), note)
    .catch(note);
  await conn.networkEventLifecycleRegister(null, () => undefined).catch(note);
  const listened = once(conn, 'error').catch((error: unknown) => [error]);
  conn.on('storage-pool-lifecycle', () => undefined);
  note(((await listened) as unknown[])[0]);
  // Errors that the client library finds itself do not mean a loss.
  const wrong = await domain.setMemory(0).catch((error: unknown) => error);
  expect(wrong).toBeInstanceOf(LibvirtError);
  expect(isConnectionLost(wrong)).toBe(false);
  await domain.free();
  await conn.close();
  return errors;
}

test.for(['C', 'de_DE.UTF-8'])(
  'isConnectionLost: a daemon that is killed, stopped or cut off, with the messages of %s',
  async (locale, context) => {
    needDaemon(context);
    process.env['LANGUAGE'] = locale;
    const keepAlive = { interval: 1, count: 1 };
    for (const how of ['cut', 'SIGSTOP', 'SIGKILL'] as const) {
      await using daemon = await startDaemon();
      const through = join(daemon.directory, 'proxy');
      const proxy = await startProxy(daemon.socket, through);
      const uri = daemon.uri('test', '/default', how === 'cut' ? through : daemon.socket);
      const conn = await Connect.open(uri, how === 'SIGSTOP' ? { keepAlive } : {});
      const errors = await lose(conn, () => (how === 'cut' ? proxy.cut() : daemon.signal(how)));
      expect(errors.length).toBeGreaterThanOrEqual(6);
      expect(errors.filter((error) => !isConnectionLost(error))).toEqual([]);
      proxy.close();
      if (how !== 'SIGKILL') continue;
      // There was no connection to lose.
      const refused = await Connect.open(uri).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(LibvirtError);
      expect(isConnectionLost(refused)).toBe(false);
    }
  },
);

test('isConnectionLost: false for all other errors and values', () =>
  withConnection(async (conn) => {
    const signal = AbortSignal.abort();
    const errors = await Promise.all(
      [
        conn.lookupDomainByName('none'),
        conn.lookupDomainByName(5 as never),
        conn.getHostname({ signal }),
        conn.secretEventLifecycleRegister(null, () => undefined),
        conn.listAllDomains(2 ** 30),
      ].map((call) => (call as Promise<unknown>).catch((error: unknown) => error)),
    );
    const iteration = (async () => {
      const closing = await Connect.open('test:///default');
      const next = closing.watch('domain-lifecycle').next();
      await closing.close();
      await next;
      return closing.getHostname();
    })().catch((error: unknown) => error);
    for (const error of [...errors, await iteration]) {
      expect(error).toBeInstanceOf(Error);
      expect(isConnectionLost(error)).toBe(false);
    }
    for (const value of [undefined, null, 5, 'End of file', {}, new Error('End of file')]) {
      expect(isConnectionLost(value)).toBe(false);
    }
  }));
