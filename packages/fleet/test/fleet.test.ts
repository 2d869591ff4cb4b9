import { DomainState, type Connect } from '@libvirt/core';
import { Fleet, type Host, type MapResult } from '@libvirt/fleet';
import { Proxy } from '@libvirt/testing';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { domainXML, eager, needDaemon, startDaemon } from './daemon.js';

const nowhere = 'test+unix:///default?socket=/nonexistent/socket';
const hostnameOf = (connection: Connect) => connection.getHostname();

/** A fleet of so many hosts of the driver in this process. */
async function fleetOf(...names: string[]): Promise<Fleet> {
  const fleet = new Fleet();
  for (const name of names) fleet.add('test:///default', { name });
  await Promise.all([...fleet].map((host) => host.until('connected')));
  return fleet;
}

const statuses = (results: readonly MapResult<unknown>[]) =>
  Object.fromEntries(results.map(({ host, status }) => [host.name, status]));

describe('Fleet', () => {
  it('adds and removes hosts at run time', async () => {
    const fleet = await fleetOf('a', 'b');
    const log: string[] = [];
    fleet.on('added', (host) => log.push(`added ${host.name}`));
    fleet.on('removed', (host) => log.push(`removed ${host.name}`));
    fleet.on('state', ({ name }, host) => log.push(`${host.name} ${name}`));
    const c = fleet.add('test:///default', { name: 'c' });
    await c.until('connected');
    expect([fleet.size, [...fleet].map(({ name }) => name)]).toEqual([3, ['a', 'b', 'c']]);
    expect(fleet.get('c')).toBe(c);
    expect(() => fleet.add('test:///other', { name: 'c' })).toThrow(
      new RangeError('there is a host c already'),
    );
    await fleet.remove('c');
    await fleet.remove('nobody');
    expect(log).toEqual(['added c', 'c connected', 'removed c', 'c closed']);
    await fleet.close();
    expect(fleet.size).toBe(0);
  });
});

describe('Fleet without hosts, and with one that leaves early', () => {
  it('has no results and no entries, and ends its watches', async () => {
    const fleet = new Fleet();
    expect(await fleet.map(hostnameOf)).toEqual([]);
    const watch = fleet.watch('domain-lifecycle');
    const inventory = fleet.inventory('domain');
    const waiting = watch.next();
    expect([fleet.size, inventory.size, inventory.unsynced]).toEqual([0, 0, []]);
    await fleet.close();
    expect(await waiting).toEqual({ value: undefined, done: true });
  });

  it('removes a host while it connects, and never shows it as connected', async () => {
    const fleet = new Fleet();
    const states: string[] = [];
    fleet.on('state', ({ name }) => states.push(name));
    fleet.add('test:///default', { name: 'brief' });
    const waiting = fleet.get('brief')!.run(hostnameOf, { wait: true });
    await Promise.all([
      expect(waiting).rejects.toMatchObject({ code: 'ERR_LIBVIRT_HOST_CLOSED' }),
      fleet.remove('brief'),
    ]);
    expect(states).toEqual(['closed']);
  });
});

describe('Fleet.map', () => {
  it('resolves to a result for each host, in order', async () => {
    await using fleet = await fleetOf('a', 'b', 'c');
    fleet.add(nowhere, { name: 'far', backoff: { initial: 60_000 } });
    const failure = new Error('not here');
    const results = await fleet.map(async (connection, options, host) => {
      if (host.name === 'b') throw failure;
      return `${host.name} ${await connection.getType(options)}`;
    });
    expect(results).toMatchObject([
      { status: 'fulfilled', value: 'a TEST' },
      { status: 'failed', error: failure },
      { status: 'fulfilled', value: 'c TEST' },
      { status: 'not-connected', error: { code: 'ERR_LIBVIRT_NOT_CONNECTED' } },
    ]);
    expect(results.map(({ host }) => host)).toEqual([...fleet]);
  });

  it('asks so many hosts at a time, and only the chosen ones', async () => {
    await using fleet = await fleetOf('a', 'b', 'c', 'd', 'e', 'f');
    let [now, most] = [0, 0];
    const hosts = [...fleet].filter(({ name }) => name !== 'f');
    const results = await fleet.map(
      async (connection) => {
        most = Math.max(most, (now += 1));
        await connection.getHostname();
        now -= 1;
      },
      { concurrency: 2, hosts },
    );
    expect([most, results.length]).toEqual([2, 5]);
    expect(await fleet.map(hostnameOf, { hosts: [] })).toEqual([]);
  });

  it('loses one slot to a hung host, and nobody else their result', async (context) => {
    needDaemon(context);
    await using hung = await startDaemon();
    await using fleet = await fleetOf('a', 'b', 'c');
    const mute = fleet.add(hung.uri('test', '/default'), { name: 'mute', keepAlive: false });
    await mute.until('connected');
    await hung.signal('SIGSTOP');
    const order = [mute, ...[...fleet].filter((host) => host !== mute)];
    const finished: string[] = [];
    const ask = async (connection: Connect, options: object, host: Host) => {
      await connection.getHostname(options);
      finished.push(host.name);
    };
    const options = { concurrency: 2, hosts: order, deadline: 500 };
    expect(statuses(await fleet.map(ask, options))).toEqual({
      mute: 'timed-out',
      a: 'fulfilled',
      b: 'fulfilled',
      c: 'fulfilled',
    });
    expect(finished).toEqual(['a', 'b', 'c']);
    const results = await fleet.map(ask, { concurrency: 1, hosts: order, timeout: 100 });
    expect(statuses(results)).toMatchObject({ mute: 'timed-out', c: 'fulfilled' });
    await hung.signal('SIGCONT');
  });

  it('waits for hosts until the deadline if asked', async () => {
    await using fleet = await fleetOf('a');
    fleet.add(nowhere, { name: 'far' });
    const results = await fleet.map(hostnameOf, { wait: true, deadline: 100 });
    expect(statuses(results)).toEqual({ a: 'fulfilled', far: 'not-connected' });
  });

  it('rejects with its signal, and checks its arguments', async () => {
    await using fleet = await fleetOf('a');
    const hang = () => new Promise(() => undefined);
    const controller = new AbortController();
    const mapped = fleet.map(hang, { signal: controller.signal });
    controller.abort('enough');
    await expect(mapped).rejects.toBe('enough');
    await expect(fleet.map(hostnameOf, { concurrency: 0 })).rejects.toThrow('options.concurrency');
    await expect(fleet.map(hostnameOf, { deadlin: 1 } as object)).rejects.toThrow(TypeError);
    await expect(fleet.map(1 as never)).rejects.toThrow('fn must be a function');
  });
});

describe('Fleet.watch', () => {
  it('merges events with their hosts, resyncs and ends', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    await using other = await startDaemon();
    await using fleet = new Fleet(eager);
    const a = fleet.add(daemon.uri('test', '/default'), { name: 'a' });
    await a.until('connected');
    await using watch = fleet.watch('domain-lifecycle');
    const take = async () => (await watch.next()).value!;
    const define = (connection: Connect) => connection.domainDefineXML(domainXML('x'));
    await a.run(define);
    expect(await take()).toMatchObject({ type: 'event', host: a });
    const b = fleet.add(other.uri('test', '/default'), { name: 'b' });
    expect(await take()).toMatchObject({ type: 'resync', host: b });
    await b.run(define);
    expect(await take()).toMatchObject({ type: 'event', host: b });
    await daemon.signal('SIGKILL');
    await a.until('waiting');
    await daemon.restart();
    expect(await take()).toMatchObject({ type: 'resync', host: a });
    await fleet.remove('b');
    expect(await take()).toEqual({ type: 'end', host: b, reason: undefined });
    await fleet.close();
    expect(await watch.next()).toEqual({ value: expect.anything() as unknown, done: false });
    expect(await watch.next()).toEqual({ value: undefined, done: true });
  });

  it('takes hosts in turn, so that a noisy one does not delay the others', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    await using fleet = await fleetOf('quiet');
    await using network = await Proxy.listen(join(daemon.directory, 'proxy'), daemon.socket);
    const noisy = fleet.add(daemon.uri('test', '/default', network.socket), { name: 'noisy' });
    await noisy.until('connected');
    await using watch = fleet.watch('domain-lifecycle');
    const domain = noisy.domain('6695eb01-f6a4-8304-79aa-97f2502e193f');
    for (let round = 0; round < 50; round += 1) {
      await domain.run((object) => object.suspend());
      await domain.run((object) => object.resume());
    }
    const [quiet] = fleet;
    await quiet!.domain(domain.key).run((object) => object.suspend());
    await quiet!.domain(domain.key).run((object) => object.resume());
    await new Promise((resolve) => setTimeout(resolve, 100));
    const names: string[] = [];
    for (let index = 0; index < 4; index += 1) {
      names.push(((await watch.next()).value as { host: Host }).host.name);
    }
    expect(names).toEqual(['noisy', 'quiet', 'noisy', 'quiet']);
  });
});

describe('Fleet.inventory', () => {
  it('merges inventories, of hosts that are added later too', async () => {
    await using fleet = await fleetOf('a');
    await using inventory = fleet.inventory('domain');
    const log: string[] = [];
    inventory.on('added', (entry, host) => log.push(`${host.name} ${entry.name}`));
    const b = fleet.add('test:///default', { name: 'b' });
    await expect.poll(() => log.sort()).toEqual(['a test', 'b test']);
    await expect.poll(() => inventory.unsynced).toEqual([]);
    expect([...inventory].map(({ host, state }) => [host.name, state])).toEqual([
      ['a', DomainState.RUNNING],
      ['b', DomainState.RUNNING],
    ]);
    expect(inventory.of(b)?.size).toBe(1);
    await fleet.remove('b');
    expect([inventory.size, inventory.of(b)]).toEqual([1, undefined]);
  });
});
