import {
  Connect,
  ConnectCredentialType,
  ConnectionClosedError,
  LibvirtError,
  type ConnectCredential,
} from '@libvirt/core';
import {
  Host,
  HostClosedError,
  HostTimeoutError,
  NotConnectedError,
  type HostState,
} from '@libvirt/fleet';
import { AsyncResource } from 'node:async_hooks';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';

const nowhere = 'test+unix:///default?socket=/nonexistent/socket';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function statesOf(host: Host): HostState['name'][] {
  const names: HostState['name'][] = [host.state.name];
  host.on('state', ({ name }) => names.push(name));
  return names;
}

describe('Host', () => {
  it('connects, runs and closes', async () => {
    const host = new Host('test:///default', { name: 'here' });
    const states = statesOf(host);
    expect((await host.until('connected')).connection).toBeInstanceOf(Connect);
    expect(await host.run((connection) => connection.getType())).toBe('TEST');
    await host.close();
    await host.close();
    expect(states).toEqual(['connecting', 'connected', 'closed']);
    expect(host.state).toEqual({ name: 'closed', reason: undefined });
    await expect(host.run(() => 1)).rejects.toThrow(new HostClosedError('here'));
    await expect(host.until('connected')).rejects.toThrow('host here is closed');
  });

  it('opens a connection with the options of Connect.open', async () => {
    await using host = new Host('test:///default', { readOnly: true });
    const destroy = host.run(
      async (connection) => {
        await using domain = await connection.lookupDomainByName('test');
        await domain.destroy();
      },
      { wait: true },
    );
    await expect(destroy).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_DENIED' });
  });

  it.each<[what: string, uri: string, options: object, message: string]>([
    ['a URI that cannot be parsed', 'not a uri', {}, 'Unable to parse URI'],
    ['an unknown transport', 'test+pigeon://host/default', {}, 'transport'],
    [
      'a wrong option of Connect.open',
      'test:///default',
      { readOnly: 1 },
      'options.readOnly must be',
    ],
    ['a document that is not there', 'test:///nonexistent.xml', {}, 'nonexistent.xml'],
  ])('ends with the error of %s', async (_, uri, options, message) => {
    const host = new Host(uri, options);
    const { reason } = await host.until('closed');
    expect((reason as Error).message).toContain(message);
    const error: unknown = await host.run(() => 1, { wait: true }).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(HostClosedError);
    expect((error as Error).cause).toBe(reason);
    expect((error as Error).message).toContain(message);
  });

  it('asks auth, and ends with what it throws or with the refusal', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'libvirt-fleet-'));
    const file = join(directory, 'host.xml');
    writeFileSync(file, `<node><auth><user password='geheim'>anna</user></auth></node>`);
    const isName = ({ type }: ConnectCredential) => type === ConnectCredentialType.AUTHNAME;
    const right = new Host(`test://${file}`, {
      auth: (each) => (isName(each) ? 'anna' : 'geheim'),
    });
    await right.until('connected');
    await right.close();
    const wrong = new Host(`test://${file}`, { auth: (each) => (isName(each) ? 'anna' : 'x') });
    expect((await wrong.until('closed')).reason).toMatchObject({ code: 'VIR_ERR_AUTH_FAILED' });
    const error = new Error('no password at hand');
    const auth = () => {
      throw error;
    };
    const failing = new Host(`test://${file}`, { auth });
    expect((await failing.until('closed')).reason).toBe(error);
    rmSync(directory, { recursive: true });
  });

  it('checks its arguments', () => {
    const wrong =
      (...given: unknown[]) =>
      () =>
        new Host(...(given as [string]));
    expect(wrong('')).toThrow(new TypeError('uri must be a string that is not empty'));
    expect(wrong('test:///default', null)).toThrow(new TypeError('options must be an object'));
    expect(wrong('test:///default', { sginal: 1 })).toThrow("unknown option 'sginal' in options");
    expect(wrong('test:///default', { signal: 1 })).toThrow(
      'options.signal must be an AbortSignal',
    );
    expect(wrong('test:///default', { maxRuns: 0 })).toThrow(
      new RangeError('options.maxRuns must be a whole number of at least 1: got 0'),
    );
    expect(wrong('test:///default', { openTimeout: -1 })).toThrow('options.openTimeout');
  });

  it('rejects runs with the reason while it waits, and says when it tries again', async () => {
    await using host = new Host(nowhere, { backoff: { initial: 60_000 }, name: 'far' });
    await expect(host.run(() => 1)).rejects.toThrow(new NotConnectedError('far'));
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const before = Date.now();
    const { reason, retryAt } = await host.until('waiting');
    expect(reason).toMatchObject({ code: 'VIR_ERR_SYSTEM_ERROR' });
    expect(retryAt.getTime() - before).toBeGreaterThanOrEqual(30_000);
    const error: unknown = await host.run(() => 1).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(NotConnectedError);
    expect((error as Error).message).toContain('host far is not connected: Failed to connect');
    const waited = host.run(() => 1, { wait: true, timeout: 20 });
    await expect(waited).rejects.toThrow('host far: a run took longer than 20 ms');
  });

  it('tries again for a week, within the bounds of its back-off', async () => {
    const hour = 3_600_000;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const host = new Host(nowhere, { backoff: { initial: 1000, max: hour } });
    const end = Date.now() + 7 * 24 * hour;
    let failures = 0;
    while (Date.now() < end) {
      const { retryAt } = await host.until('waiting');
      const delay = retryAt.getTime() - Date.now();
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(Math.min(hour, 1000 * 2 ** failures));
      failures += 1;
      vi.advanceTimersByTime(delay + 1);
      if (host.state.name === 'waiting') await once(host, 'state');
    }
    // One about every half an hour.
    expect(failures).toBeGreaterThan(200);
    expect(failures).toBeLessThan(600);
    await host.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('closes with the reason of its signal, also while it connects', async () => {
    const controller = new AbortController();
    const host = new Host('test:///default', { signal: controller.signal });
    const waiting = host.until('waiting');
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('is closed: enough');
    expect(await host.until('closed')).toEqual({ name: 'closed', reason: new Error('enough') });
    const late = new Host('test:///default', { signal: AbortSignal.abort('before') });
    expect(await late.until('closed')).toEqual({ name: 'closed', reason: 'before' });
  });

  it('connects again when somebody closes its connection', async () => {
    await using host = new Host('test:///default', { backoff: { initial: 1 } });
    await host.run((connection) => connection.close(), { wait: true });
    const { reason } = await host.until('waiting');
    expect(reason).toBeInstanceOf(ConnectionClosedError);
    await host.until('connected');
  });
});

describe('Host.run', () => {
  it('takes at most maxRuns slots, and starts the others in order', async () => {
    await using host = new Host('test:///default', { maxRuns: 2 });
    await host.until('connected');
    let [now, most] = [0, 0];
    const started: number[] = [];
    const runs = Array.from({ length: 10 }, (_, index) =>
      host.run(async (connection) => {
        started.push(index);
        most = Math.max(most, (now += 1));
        await connection.getHostname();
        now -= 1;
      }),
    );
    expect(host.waitingRuns).toBeLessThanOrEqual(10);
    await Promise.all(runs);
    expect(most).toBe(2);
    expect(started).toEqual([...started].sort((a, b) => a - b));
    expect(host.waitingRuns).toBe(0);
  });

  it('uses the slot of the outer run for a run within it', async () => {
    await using host = new Host('test:///default', { maxRuns: 1 });
    const inner = () => host.run((connection) => connection.getType());
    expect(await host.run(inner, { wait: true })).toBe('TEST');
    // After the outer run has ended, what it left behind takes a slot like any other.
    const later = await host.run(() => AsyncResource.bind(inner));
    const blocker = host.run(() => new Promise((resolve) => setTimeout(resolve, 50)));
    const [first] = await Promise.race([
      later().then(() => ['later']),
      blocker.then(() => ['blocker']),
    ]);
    expect(first).toBe('blocker');
  });

  it('passes a signal on that its timeout and its own signal abort', async () => {
    await using host = new Host('test:///default');
    await host.until('connected');
    const seen: unknown[] = [];
    const hang = (_: Connect, { signal }: { signal?: AbortSignal | undefined }) =>
      new Promise<void>((resolve) => {
        signal?.addEventListener('abort', () => {
          seen.push(signal.reason);
          resolve();
        });
      });
    await expect(host.run(hang, { timeout: 10 })).rejects.toBeInstanceOf(HostTimeoutError);
    const controller = new AbortController();
    const run = host.run(hang, { signal: controller.signal });
    setTimeout(() => controller.abort('mine'), 5);
    await expect(run).rejects.toBe('mine');
    expect(seen).toEqual([expect.any(HostTimeoutError), 'mine']);
  });

  it('keeps the slot of a function that goes on after its timeout', async () => {
    await using host = new Host('test:///default', { maxRuns: 1 });
    await host.until('connected');
    let end = (): void => undefined;
    const hang = () => new Promise<void>((resolve) => (end = resolve));
    await expect(host.run(hang, { timeout: 10 })).rejects.toBeInstanceOf(HostTimeoutError);
    const next = host.run(() => 'next', { timeout: 20 });
    await expect(next).rejects.toBeInstanceOf(HostTimeoutError);
    end();
    expect(await host.run(() => 'next')).toBe('next');
  });

  it('does not repeat what failed for another reason', async () => {
    await using host = new Host('test:///default');
    await host.until('connected');
    let calls = 0;
    const fail = (connection: Connect) => {
      calls += 1;
      return connection.lookupDomainByName('nobody');
    };
    await expect(host.run(fail, { idempotent: true })).rejects.toBeInstanceOf(LibvirtError);
    expect(calls).toBe(1);
  });

  it('rejects at once when the host is closed meanwhile', async () => {
    const host = new Host('test:///default', { maxRuns: 1 });
    await host.until('connected');
    const running = host.run(() => new Promise(() => undefined));
    const queued = host.run(() => 1);
    await Promise.all([
      expect(running).rejects.toBeInstanceOf(HostClosedError),
      expect(queued).rejects.toBeInstanceOf(HostClosedError),
      host.close(),
    ]);
  });
});

describe('ObjectRef', () => {
  const uuid = '6695eb01-f6a4-8304-79aa-97f2502e193f';

  it('finds the object anew for each run, and frees it', async () => {
    await using host = new Host('test:///default');
    const domain = host.domain(uuid);
    const objects: unknown[] = [];
    const nameOf = domain.run(
      (object) => {
        objects.push(object);
        return object.getName();
      },
      { wait: true },
    );
    expect(await nameOf).toBe('test');
    await domain.run((object) => objects.push(object));
    expect(objects[0]).not.toBe(objects[1]);
    const [first] = objects as [{ getName(): string }];
    expect(() => first.getName()).toThrow('freed');
    expect(await host.network('dd8fe884-6c02-601e-7551-cca97df1c5df').run((n) => n.getName())).toBe(
      'default',
    );
  });

  it('rejects with the error of an object that does not exist', async () => {
    await using host = new Host('test:///default');
    await host.until('connected');
    const missing = '00000000-0000-4000-8000-000000000000';
    const codes = await Promise.all(
      [
        host.domain(missing),
        host.network(missing),
        host.storagePool(missing),
        host.nodeDevice('x'),
      ].map((ref) =>
        ref.run(() => 'found').catch((error: unknown) => (error as LibvirtError).code),
      ),
    );
    expect(codes).toEqual([
      'VIR_ERR_NO_DOMAIN',
      'VIR_ERR_NO_NETWORK',
      'VIR_ERR_NO_STORAGE_POOL',
      'VIR_ERR_NO_NODE_DEVICE',
    ]);
    expect(() => host.domain('')).toThrow(new TypeError('key must be a string that is not empty'));
  });
});
