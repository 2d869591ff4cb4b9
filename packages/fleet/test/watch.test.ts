import { DomainEventType, EventOverflowError, isConnectionLost, type Connect } from '@libvirt/core';
import { Host, HostClosedError, NotConnectedError, type WatchItem } from '@libvirt/fleet';
import { describe, expect, it } from 'vitest';
import { domainXML, eager, needDaemon, startDaemon } from './daemon.js';

type Lifecycle = WatchItem<'domain-lifecycle'>;

/** What a test compares: the name and type of each event, and the resyncs. */
function describeItem(item: Lifecycle): string {
  if (item.type === 'resync') return 'resync';
  const { event, domain } = item.event;
  const [type] = Object.entries(DomainEventType).find(([, value]) => value === event)!;
  return `${domain.getName()} ${type}`;
}

async function take(watch: AsyncIterator<Lifecycle>, count: number): Promise<Lifecycle[]> {
  const items: Lifecycle[] = [];
  while (items.length < count) items.push((await watch.next()).value as Lifecycle);
  return items;
}

const define = (name: string) => async (connection: Connect) => {
  await using domain = await connection.domainDefineXML(domainXML(name));
  return domain.getUUIDString();
};

describe('Host.watch', () => {
  it('yields the events of calls that were made after it, without a resync', async () => {
    await using host = new Host('test:///default');
    await host.until('connected');
    await using watch = host.watch('domain-lifecycle');
    const uuid = await host.run(define('a'));
    await host.domain(uuid).run((domain) => domain.create());
    const items = await take(watch, 2);
    expect(items.map(describeItem)).toEqual(['a DEFINED', 'a STARTED']);
    expect(items.every((item) => item.host === host)).toBe(true);
    await host.domain(uuid).run((domain) => domain.destroy());
    await host.domain(uuid).run((domain) => domain.undefine());
  });

  it('yields a resync first if it begins before there is a connection', async () => {
    await using host = new Host('test:///default', { name: 'early' });
    await using watch = host.watch('domain-lifecycle');
    const before = new Date();
    const [first] = await take(watch, 1);
    expect(first).toMatchObject({ type: 'resync', reason: expect.any(NotConnectedError) as Error });
    const { from, to } = (first as Extract<Lifecycle, { type: 'resync' }>).gap;
    expect(from.getTime()).toBeLessThanOrEqual(before.getTime());
    expect(to.getTime()).toBeGreaterThanOrEqual(from.getTime());
  });

  it('filters by the key of one object', async () => {
    await using host = new Host('test:///default');
    await host.until('connected');
    const uuid = await host.run(define('b'));
    await using watch = host.watch('domain-lifecycle', { key: uuid });
    const other = await host.run(define('c'));
    for (const each of [other, uuid]) await host.domain(each).run((domain) => domain.create());
    expect((await take(watch, 1)).map(describeItem)).toEqual(['b STARTED']);
    for (const each of [other, uuid]) {
      await host.domain(each).run((domain) => domain.destroy());
      await host.domain(each).run((domain) => domain.undefine());
    }
  });

  it('replaces what a slow consumer leaves by one resync', async () => {
    await using host = new Host('test:///default');
    await host.until('connected');
    await using watch = host.watch('domain-lifecycle', { limit: 3 });
    const uuids = [];
    for (const name of ['d', 'e', 'f', 'g', 'h']) uuids.push(await host.run(define(name)));
    // Events come one per turn of the loop.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const items = await take(watch, 2);
    expect(items.map(describeItem)).toEqual(['resync', 'h DEFINED']);
    expect(items[0]).toMatchObject({ reason: expect.any(EventOverflowError) as Error });
    for (const uuid of uuids) await host.domain(uuid).run((domain) => domain.undefine());
  });

  it('yields one resync per disconnect, with the reason and the gap, and then events', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    await using host = new Host(daemon.uri('test', '/default'), eager);
    await host.until('connected');
    await using watch = host.watch('domain-lifecycle');
    await host.run(define('before'));
    expect((await take(watch, 1)).map(describeItem)).toEqual(['before DEFINED']);
    for (let round = 0; round < 3; round += 1) {
      const before = Date.now();
      await daemon.signal('SIGKILL');
      await host.until('waiting');
      await daemon.restart();
      const [resync] = await take(watch, 1);
      expect(resync?.type).toBe('resync');
      const { reason, gap } = resync as Extract<Lifecycle, { type: 'resync' }>;
      expect(isConnectionLost(reason)).toBe(true);
      expect(gap.from.getTime()).toBeGreaterThanOrEqual(before);
      expect(gap.to.getTime()).toBeGreaterThan(gap.from.getTime());
      // Whatever happens after the resync is an event.
      await host.run(define(`after-${round}`));
      expect((await take(watch, 1)).map(describeItem)).toEqual([`after-${round} DEFINED`]);
    }
  });

  it('joins the resyncs of several disconnects that nobody has taken', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    await using host = new Host(daemon.uri('test', '/default'), eager);
    await host.until('connected');
    await using watch = host.watch('domain-lifecycle');
    const before = Date.now();
    for (let round = 0; round < 3; round += 1) {
      await daemon.signal('SIGKILL');
      await host.until('waiting');
      await daemon.restart();
      await host.run((connection) => connection.getLibVersion(), { wait: true });
    }
    await host.run(define('x'));
    const items = await take(watch, 2);
    expect(items.map(describeItem)).toEqual(['resync', 'x DEFINED']);
    const { gap } = items[0] as Extract<Lifecycle, { type: 'resync' }>;
    expect(gap.from.getTime() - before).toBeLessThan(gap.to.getTime() - before);
  });

  it('ends with its signal, with its host, and with return()', async () => {
    const host = new Host('test:///default', { name: 'h' });
    await host.until('connected');
    const controller = new AbortController();
    const aborted = host.watch('domain-lifecycle', { signal: controller.signal }).next();
    const watch = host.watch('domain-lifecycle');
    const closed = [watch.next(), watch.next()];
    const left = host.watch('domain-lifecycle');
    const waiting = left.next();
    await left.return();
    expect(await waiting).toEqual({ value: undefined, done: true });
    controller.abort('enough');
    await expect(aborted).rejects.toBe('enough');
    await host.close();
    for (const each of closed) expect(await each).toEqual({ value: undefined, done: true });
    const late = host.watch('domain-lifecycle');
    expect(await late.next()).toEqual({ value: undefined, done: true });
    const before = host.watch('domain-lifecycle', { signal: AbortSignal.abort('early') });
    await expect(before.next()).rejects.toBe('early');
    expect(await before.next()).toEqual({ value: undefined, done: true });
  });

  it('rejects with the error that ended its host', async () => {
    const host = new Host('not a uri', { name: 'bad' });
    const error: unknown = await host
      .watch('domain-lifecycle')
      .next()
      .catch((each: unknown) => each);
    expect(error).toBeInstanceOf(HostClosedError);
    expect((error as Error).message).toContain('host bad is closed: ');
  });

  it('rejects if the driver lacks the event, or there is none', async () => {
    await using host = new Host('test:///default');
    await host.until('connected');
    const lacking = host.watch('secret-lifecycle').next();
    await expect(lacking).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' });
    const unknown = host.watch('domain-lifecycel' as 'domain-lifecycle').next();
    await expect(unknown).rejects.toThrow("unknown event 'domain-lifecycel'");
    expect(() => host.watch('domain-lifecycle', { limit: 0 })).toThrow('options.limit');
    expect(() => host.watch('domain-lifecycle', { uuid: 'x' } as object)).toThrow(
      "unknown option 'uuid' in options; known: key, signal, limit",
    );
  });
});
