import { isConnectionLost, type Connect } from '@libvirt/core';
import { Host, NotConnectedError, type HostState } from '@libvirt/fleet';
import { Proxy } from '@libvirt/testing';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eager, needDaemon, startDaemon } from './daemon.js';

const hostnameOf = (connection: Connect) => connection.getHostname();

describe('Host with a daemon', () => {
  it('connects again after the daemon was killed, and finds objects anew', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    await using host = new Host(daemon.uri('test', '/default'), { ...eager, name: 'h' });
    const { connection } = await host.until('connected');
    const domain = host.domain('6695eb01-f6a4-8304-79aa-97f2502e193f');
    expect(await domain.run((object) => object.getName())).toBe('test');
    const lost = host.until('waiting');
    await daemon.signal('SIGKILL');
    expect(isConnectionLost((await lost).reason)).toBe(true);
    await expect(domain.run((object) => object.getName())).rejects.toThrow(NotConnectedError);
    const waiting = domain.run((object) => object.getName(), { wait: true });
    await daemon.restart();
    expect(await waiting).toBe('test');
    expect((await host.until('connected')).connection).not.toBe(connection);
    expect(connection.closed).toBe(true);
  });

  it('run: rejects what was in flight, and repeats it only if it is idempotent', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    await using host = new Host(daemon.uri('test', '/default'), eager);
    await host.until('connected');
    const calls = { once: 0, often: 0 };
    const use = (kind: 'once' | 'often') => async (connection: Connect) => {
      calls[kind] += 1;
      if (calls[kind] === 1) await daemon.signal('SIGSTOP');
      return await connection.getHostname();
    };
    const lost = host.run(use('once'));
    const repeated = host.run(use('often'), { idempotent: true });
    const error: unknown = await lost.catch((each: unknown) => each);
    expect(isConnectionLost(error)).toBe(true);
    await daemon.signal('SIGCONT');
    expect(await repeated).not.toBe('');
    expect(calls).toEqual({ once: 1, often: 2 });
  });

  it('run: a lost connection to another host is not its own', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    await using host = new Host('test:///default');
    await using other = new Host(daemon.uri('test', '/default'), { backoff: { initial: 60_000 } });
    await other.until('connected');
    let calls = 0;
    const ask = async () => {
      calls += 1;
      return await other.run(async (connection) => {
        await daemon.signal('SIGKILL');
        return await connection.getHostname();
      });
    };
    const asked: unknown = await host
      .run(ask, { wait: true, idempotent: true })
      .catch((error: unknown) => error);
    expect(isConnectionLost(asked)).toBe(true);
    expect(calls).toBe(1);
  });

  it('notices a daemon that was stopped, and connects again when it continues', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    await using host = new Host(daemon.uri('test', '/default'), { ...eager, openTimeout: 500 });
    await host.until('connected');
    await daemon.signal('SIGSTOP');
    await host.until('waiting');
    // Connecting to a stopped daemon ends as well.
    const { reason } = await untilReason(host, 'ERR_LIBVIRT_HOST_TIMEOUT');
    expect((reason as Error).message).toContain('connecting');
    await daemon.signal('SIGCONT');
    expect(await host.run(hostnameOf, { wait: true })).not.toBe('');
  });

  it.for(['now', 'mid-message'] as const)(
    'connects again after its connection was cut %s',
    async (when, context) => {
      needDaemon(context);
      await using network = await throughProxy();
      const { host, proxy } = network;
      for (let round = 0; round < 5; round += 1) {
        await host.until('connected');
        const call = host.run(hostnameOf, { idempotent: true, wait: true, timeout: 60_000 });
        proxy.cut(when);
        setTimeout(() => {
          proxy.heal();
        }, 50);
        expect(await call).not.toBe('');
      }
    },
  );

  it('connects again through a network that fell silent, and works through a slow one', async (context) => {
    needDaemon(context);
    await using network = await throughProxy();
    const { host, proxy } = network;
    await host.until('connected');
    proxy.mode = 'silent';
    const call = host.run(hostnameOf, { idempotent: true });
    await host.until('waiting');
    proxy.heal();
    proxy.delay = 20;
    proxy.cut();
    expect(await call).not.toBe('');
  });
});

describe('Host that cannot connect', () => {
  it('ends when its authentication is revoked', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    await using host = new Host(daemon.uri('test', '/default'), eager);
    await host.until('connected');
    // From now on, the daemon wants a password, which this host does not have.
    await using guarded = await startDaemon({ auth_unix_rw: 'sasl' });
    await daemon.signal('SIGKILL');
    await using proxy = await replaceSocket(daemon.socket, guarded.socket);
    const { reason } = await host.until('closed');
    expect(reason).toMatchObject({ code: expect.stringContaining('VIR_ERR_AUTH') as string });
    await expect.poll(() => proxy.connections).toBe(0);
    await daemon.restart();
  });

  it('waits while its name is not resolved, with that reason', async () => {
    await using host = new Host('test+tcp://no-such-host.invalid/default', eager);
    const { reason } = await host.until('waiting');
    expect(reason).toMatchObject({
      code: 'VIR_ERR_SYSTEM_ERROR',
      message: expect.stringContaining('no-such-host.invalid') as string,
    });
    // And again.
    await host.until('connecting');
    await host.until('waiting');
  });

  it('waits while something accepts connections and says nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const uri = `test+tcp://127.0.0.1:${port}/default`;
    const host = new Host(uri, { ...eager, openTimeout: 100, name: 'mute' });
    const { reason } = await host.until('waiting');
    expect(reason).toMatchObject({
      code: 'ERR_LIBVIRT_HOST_TIMEOUT',
      message: expect.stringContaining('host mute: connecting') as string,
    });
    await host.close();
    server.close();
  });

  it('waits while the daemon has max_clients clients, names that, and gets the next free place', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon({ max_clients: 2, max_anonymous_clients: 2 });
    const uri = daemon.uri('test', '/default');
    const others = [new Host(uri), new Host(uri)];
    for (const each of others) await each.until('connected');
    await using host = new Host(uri, { ...eager, openTimeout: 200 });
    const { reason } = await host.until('waiting');
    expect((reason as Error).message).toContain('max_clients');
    for (const each of others) await each.close();
    await host.until('connected');
  });

  it('waits while a host refuses its connections', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    const socket = join(daemon.directory, 'proxy');
    await using proxy = await Proxy.listen(socket, daemon.socket);
    proxy.mode = 'refuse';
    await using host = new Host(daemon.uri('test', '/default', socket), eager);
    const { reason } = await host.until('waiting');
    expect(reason).toMatchObject({ code: 'VIR_ERR_SYSTEM_ERROR' });
    proxy.heal();
    await host.until('connected');
  });
});

/** Waits until a host waits for a reason with a code. */
async function untilReason(
  host: Host,
  code: string,
): Promise<Extract<HostState, { name: 'waiting' }>> {
  for (;;) {
    const state = await host.until('waiting');
    if ((state.reason as { code?: unknown }).code === code) return state;
    await host.until('connecting');
  }
}

/** A proxy in the place of a daemon that has ended. */
async function replaceSocket(socket: string, target: string): Promise<Proxy> {
  rmSync(socket, { force: true });
  return await Proxy.listen(socket, target);
}

/** A host whose connections go through a proxy. */
async function throughProxy() {
  const daemon = await startDaemon();
  const socket = join(daemon.directory, 'proxy');
  const proxy = await Proxy.listen(socket, daemon.socket);
  const host = new Host(daemon.uri('test', '/default', socket), { ...eager, openTimeout: 2000 });
  return {
    host,
    proxy,
    [Symbol.asyncDispose]: async () => {
      await host.close();
      await proxy[Symbol.asyncDispose]();
      await daemon[Symbol.asyncDispose]();
    },
  };
}
