import {
  Connect,
  DomainEventType,
  DomainMetadataType,
  EventOverflowError,
  getVersion,
  LibvirtError,
  NetworkEventLifecycleType,
  NodeDeviceEventLifecycleType,
  StoragePoolEventLifecycleType,
  type Domain,
  type DomainLifecycleEvent,
} from '@libvirt/core';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endsWell, runProgram } from './process.js';

const { RESUMED, STARTED, STOPPED, SUSPENDED } = DomainEventType;

let conn: Connect;
let domain: Domain;

beforeEach(async () => {
  conn = await Connect.open('test:///default');
  domain = await conn.lookupDomainByName('test');
});

afterEach(async () => {
  await conn[Symbol.asyncDispose]();
});

/** Suspends and resumes the domain a number of times. */
async function toggle(times = 1): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    await domain.suspend();
    await domain.resume();
  }
}

/** Collects a number of events. */
function collect(count: number): {
  add: (event: DomainLifecycleEvent) => void;
  all: Promise<number[]>;
} {
  const events: number[] = [];
  const { promise, resolve } = withResolvers<number[]>();
  return {
    add: ({ event }) => {
      events.push(event);
      if (events.length === count) resolve(events);
    },
    all: promise,
  };
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('Connect.on, watch, domainEventLifecycleRegister', () => {
  test('domainEventLifecycleRegister calls back with the connection, the domain and the event', async () => {
    const { promise, resolve } = withResolvers<unknown[]>();
    const callbackID = await conn.domainEventLifecycleRegister(domain, (...received) => {
      resolve([received[0] === conn, received[1].getName(), received[2].event, received[2].detail]);
    });
    await domain.suspend();
    expect(await promise).toEqual([true, 'test', SUSPENDED, 0]);
    await conn.domainEventDeregister(callbackID);
    await domain.resume();
  });

  test('Connect.on: a listener receives the events of calls made after it was added', async () => {
    const { add, all } = collect(2);
    conn.on('domain-lifecycle', add);
    await toggle();
    expect(await all).toEqual([SUSPENDED, RESUMED]);
  });

  test('once() of node:events works', async () => {
    const received = once(conn, 'domain-lifecycle') as Promise<[DomainLifecycleEvent]>;
    await toggle();
    expect((await received)[0].event).toBe(SUSPENDED);
    expect(conn.listenerCount('domain-lifecycle')).toBe(0);
  });

  test('Connect.watch yields one event after the other, from the time of the call', async () => {
    const events = conn.watch('domain-lifecycle', { domain });
    await toggle(2);
    const seen: number[] = [];
    for await (const { event } of events) {
      seen.push(event);
      if (seen.length === 4) break;
    }
    expect(seen).toEqual([SUSPENDED, RESUMED, SUSPENDED, RESUMED]);
  });

  test('all forms at once receive every event', async () => {
    const registered = collect(2);
    const listened = collect(2);
    const events = conn.watch('domain-lifecycle');
    await conn.domainEventLifecycleRegister(null, (_conn, _domain, event) => {
      registered.add(event);
    });
    conn.on('domain-lifecycle', listened.add);
    await toggle();
    expect(await registered.all).toEqual([SUSPENDED, RESUMED]);
    expect(await listened.all).toEqual([SUSPENDED, RESUMED]);
    expect((await events.next()).value?.event).toBe(SUSPENDED);
    await events.return();
  });

  test("a domain's callback does not receive events of another domain", async () => {
    const other = await conn.domainDefineXML(
      '<domain type="test"><name>other</name><memory>1024</memory><os><type>hvm</type></os></domain>',
    );
    const { add, all } = collect(2);
    await conn.domainEventLifecycleRegister(other, (_conn, _domain, event) => {
      add(event);
    });
    await toggle();
    await other.create();
    await other.destroy();
    expect(await all).toEqual([STARTED, STOPPED]);
  });
});

const NETWORK = '<network><name>other</name><bridge name="virbr9"/></network>';
const POOL = '<pool type="dir"><name>other</name><target><path>/nowhere</path></target></pool>';
const DEVICE = `<device><parent>scsi_host1</parent><capability type='scsi_host'>
  <capability type='fc_host'><wwnn>1111222233334444</wwnn><wwpn>5555666677778888</wwpn></capability>
  </capability></device>`;

describe('Connect.on: events other than domain-lifecycle', () => {
  test('domain-metadata-change has the type and the namespace', async () => {
    const events = conn.watch('domain-metadata-change', { domain });
    await domain.setMetadata(DomainMetadataType.TITLE, 'new', null, null);
    await domain.setMetadata(DomainMetadataType.ELEMENT, '<a/>', 'a', 'http://a/');
    const title = (await events.next()).value!;
    expect(title).toMatchObject({ type: DomainMetadataType.TITLE, nsuri: null });
    expect(title.domain.getName()).toBe('test');
    expect((await events.next()).value).toMatchObject({
      type: DomainMetadataType.ELEMENT,
      nsuri: 'http://a/',
    });
    await events.return();
  });

  test('network-lifecycle of one network, or of all', async () => {
    const { DEFINED, STARTED, STOPPED, UNDEFINED } = NetworkEventLifecycleType;
    await using other = await conn.networkDefineXML(NETWORK);
    await using known = await conn.lookupNetworkByName('default');
    const all = conn.watch('network-lifecycle');
    const one = conn.watch('network-lifecycle', { network: other });
    const called: unknown[] = [];
    const callbackID = await conn.networkEventLifecycleRegister(
      known,
      (connect, network, received) => {
        called.push([connect === conn, network.getName(), received.event, received.detail]);
      },
    );
    await known.destroy();
    await other.create();
    await other.destroy();
    await other.undefine();
    await known.create();
    await using again = await conn.networkDefineXML(NETWORK);
    await again.undefine();
    const seen: unknown[] = [];
    for await (const { network, event } of all) {
      seen.push([network.getName(), event]);
      if (seen.length === 7) break;
    }
    expect(seen).toEqual([
      ['default', STOPPED],
      ['other', STARTED],
      ['other', STOPPED],
      ['other', UNDEFINED],
      ['default', STARTED],
      ['other', DEFINED],
      ['other', UNDEFINED],
    ]);
    for (const event of [STARTED, STOPPED, UNDEFINED]) {
      expect((await one.next()).value).toMatchObject({ event });
    }
    expect(called).toEqual([
      [true, 'default', STOPPED, 0],
      [true, 'default', STARTED, 0],
    ]);
    await one.return();
    await conn.networkEventDeregister(callbackID);
  });

  test('storage-pool-lifecycle, storage-pool-refresh', async () => {
    const { CREATED, DEFINED, DELETED, STARTED, STOPPED, UNDEFINED } =
      StoragePoolEventLifecycleType;
    const seen: unknown[] = [];
    conn.on('storage-pool-lifecycle', ({ pool, event }) => seen.push([pool.getName(), event]));
    const refreshed = conn.watch('storage-pool-refresh');
    await using pool = await conn.storagePoolDefineXML(POOL);
    await pool.build();
    await pool.create();
    await pool.refresh();
    expect((await refreshed.next()).value!.pool.getName()).toBe('other');
    await refreshed.return();
    await pool.destroy();
    await pool.delete();
    const undefinedToo = once(conn, 'storage-pool-lifecycle');
    await pool.undefine();
    await undefinedToo;
    await expect.poll(() => seen.length).toBe(6);
    expect(seen).toEqual(
      [DEFINED, CREATED, STARTED, STOPPED, DELETED, UNDEFINED].map((event) => ['other', event]),
    );
  });

  test('node-device-lifecycle, node-device-update', async () => {
    const { CREATED, DELETED } = NodeDeviceEventLifecycleType;
    const events = conn.watch('node-device-lifecycle');
    await using device = await conn.deviceCreateXML(DEVICE);
    const created = (await events.next()).value!;
    expect([created.device.getName(), created.event]).toEqual([device.getName(), CREATED]);
    const one = conn.watch('node-device-lifecycle', { device });
    await device.destroy();
    expect((await one.next()).value).toMatchObject({ event: DELETED });
    expect((await events.next()).value).toMatchObject({ event: DELETED });
    await Promise.all([events.return(), one.return()]);
  });

  test('arrive in the order in which they happened, across kinds', async () => {
    const seen: string[] = [];
    conn.on('domain-lifecycle', ({ event }) => seen.push(`domain ${event}`));
    conn.on('network-lifecycle', ({ event }) => seen.push(`network ${event}`));
    conn.on('storage-pool-refresh', () => seen.push('pool'));
    await using network = await conn.lookupNetworkByName('default');
    await using pool = await conn.lookupStoragePoolByName('default-pool');
    for (let round = 0; round < 10; round += 1) {
      await domain.suspend();
      await network.destroy();
      await pool.refresh();
      await domain.resume();
      await network.create();
    }
    await expect.poll(() => seen.length).toBe(50);
    const round = [`domain ${SUSPENDED}`, 'network 3', 'pool', `domain ${RESUMED}`, 'network 2'];
    expect(seen).toEqual(Array.from({ length: 10 }, () => round).flat());
  });

  test('reject with VIR_ERR_NO_SUPPORT if the driver lacks them', async () => {
    const refused = { code: 'VIR_ERR_NO_SUPPORT' };
    await expect(conn.secretEventLifecycleRegister(null, () => undefined)).rejects.toMatchObject(
      refused,
    );
    await expect(conn.watch('secret-value-changed').next()).rejects.toMatchObject(refused);
    const error = once(conn, 'error');
    conn.on('secret-lifecycle', () => undefined);
    expect(await error).toEqual([expect.objectContaining(refused)]);
    conn.removeAllListeners();
  });

  test('reject with the required release if the installed libvirt lacks them', async ({ skip }) => {
    const version = await getVersion();
    skip(version >= 9_008_000, 'this libvirt knows all that the test drivers have');
    const found = [version / 1_000_000, (version / 1_000) % 1_000, version % 1_000].map(Math.trunc);
    for (const [name, needed, release] of [
      ['domain-nic-mac-change', 'VIR_DOMAIN_EVENT_ID_NIC_MAC_CHANGE', '11.2.0'],
      ['network-metadata-change', 'VIR_NETWORK_EVENT_ID_METADATA_CHANGE', '9.8.0'],
    ] as const) {
      const lacking = {
        code: 'VIR_ERR_NO_SUPPORT',
        message: `${needed} needs libvirt ${release} or newer; this is libvirt ${found.join('.')}`,
      };
      await expect(conn.watch(name).next()).rejects.toMatchObject(lacking);
    }
    await expect(conn.domainEventNICMACChangeRegister(null, () => undefined)).rejects.toMatchObject(
      { code: 'VIR_ERR_NO_SUPPORT' },
    );
  });
});

describe('Connect: event registrations', () => {
  test('the first callbackID is 0, and works', async () => {
    const { add, all } = collect(1);
    expect(
      await conn.domainEventLifecycleRegister(null, (_conn, _domain, event) => {
        add(event);
      }),
    ).toBe(0);
    await toggle();
    await all;
    await conn.domainEventDeregister(0);
  });

  test('domainEventDeregister is idempotent, and ignores an unknown callbackID', async () => {
    const callbackID = await conn.domainEventLifecycleRegister(null, () => undefined);
    await conn.domainEventDeregister(callbackID);
    await conn.domainEventDeregister(callbackID);
    await conn.domainEventDeregister(4711);
  });

  test('domainEventDeregister rejects the callbackID of another kind of object', async () => {
    const callbackID = await conn.networkEventLifecycleRegister(null, () => undefined);
    await expect(conn.domainEventDeregister(callbackID)).rejects.toThrow(
      /^callbackID \d+ belongs to events of another kind/,
    );
    await conn.networkEventDeregister(callbackID);
    await expect(conn.domainEventDeregister('0' as unknown as number)).rejects.toThrow(TypeError);
  });

  test('no event is delivered after domainEventDeregister, even if one was on its way', async () => {
    let received = 0;
    const callbackID = await conn.domainEventLifecycleRegister(null, () => {
      received += 1;
    });
    const toggled = toggle(50);
    const ended = conn.domainEventDeregister(callbackID);
    const before = received;
    await Promise.all([toggled, ended]);
    await sleep(20);
    expect(received).toBe(before);
  });

  test('can be ended and made again at once, many times', async () => {
    for (let round = 0; round < 100; round += 1) {
      const listener = () => undefined;
      conn.on('domain-lifecycle', listener);
      conn.off('domain-lifecycle', listener);
    }
    const { add, all } = collect(2);
    conn.removeAllListeners();
    conn.on('domain-lifecycle', add);
    await toggle();
    expect(await all).toEqual([SUSPENDED, RESUMED]);
  });

  test('a listener may call the API, and end its own registration', async () => {
    const { promise, resolve } = withResolvers<string>();
    const listener = ({ domain: changed }: DomainLifecycleEvent) => {
      conn.off('domain-lifecycle', listener);
      changed.getXMLDesc().then(resolve, resolve);
    };
    conn.on('domain-lifecycle', listener);
    await toggle();
    expect(await promise).toContain('<name>test</name>');
  });

  test('reject a value that is not a Domain, although others listen to all', async () => {
    conn.on('domain-lifecycle', () => undefined);
    const none = structuredClone(domain);
    await expect(conn.domainEventLifecycleRegister(none, () => undefined)).rejects.toThrow(
      'domain must be a Domain of this thread',
    );
    expect(() => conn.watch('domain-lifecycle', { domain: none })).toThrow(TypeError);
    await expect(
      conn.networkEventLifecycleRegister(domain as never, () => undefined),
    ).rejects.toThrow('network must be a Network');
    expect(() => conn.watch('network-lifecycle', { domain } as never)).toThrow(
      "option 'domain' does not apply to 'network-lifecycle'; its events have a network",
    );
    await expect(conn.domainEventRebootRegister(null, 5 as never)).rejects.toThrow(
      'callback must be a function',
    );
  });

  test('reject on a closed connection', async () => {
    await conn.close();
    await expect(conn.domainEventLifecycleRegister(null, () => undefined)).rejects.toMatchObject({
      code: 'VIR_ERR_INVALID_CONN',
    });
    expect(() => conn.watch('domain-lifecycle')).toThrow(LibvirtError);
    expect(() => conn.on('domain-lifecycle', () => undefined)).toThrow(LibvirtError);
  });
});

describe('Connect.watch', () => {
  test('ends with the connection, after the queued events', async () => {
    const events = conn.watch('domain-lifecycle');
    const { add, all } = collect(2);
    conn.on('domain-lifecycle', add);
    await toggle();
    await all;
    await conn.close();
    const seen: number[] = [];
    for await (const { event } of events) seen.push(event);
    expect(seen).toEqual([SUSPENDED, RESUMED]);
  });

  test('ends with the connection while it waits', async () => {
    const next = conn.watch('domain-lifecycle').next();
    await conn.close();
    expect(await next).toEqual({ value: undefined, done: true });
  });

  test("ends with its signal's reason", async () => {
    const controller = new AbortController();
    const next = conn.watch('domain-lifecycle', { signal: controller.signal }).next();
    controller.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
    const aborted = conn.watch('domain-lifecycle', { signal: AbortSignal.abort('no') });
    await expect(aborted.next()).rejects.toBe('no');
    expect(await aborted.next()).toEqual({ value: undefined, done: true });
  });

  test('ends with EventOverflowError when the queue is full, after the queued events', async () => {
    const { add, all } = collect(4);
    conn.on('domain-lifecycle', add);
    const events = conn.watch('domain-lifecycle', { limit: 3 });
    await toggle(2);
    await all;
    const seen: number[] = [];
    const iteration = (async () => {
      for await (const { event } of events) seen.push(event);
    })();
    await expect(iteration).rejects.toThrow(EventOverflowError);
    expect(seen).toEqual([SUSPENDED, RESUMED, SUSPENDED]);
  });

  test('throws for an unknown event, and for a limit of 0', () => {
    expect(() => conn.watch('nonsense' as 'domain-lifecycle')).toThrow("unknown event 'nonsense'");
    expect(() => conn.watch('domain-lifecycle', { limit: 0 })).toThrow(
      /options.limit must be a whole number of at least 1/,
    );
  });
});

test('domain-lifecycle: 10,000 starts and stops arrive in order, none is lost', async () => {
  const cycles = 10_000;
  const stopped = once(conn, 'domain-lifecycle');
  await domain.destroy();
  await stopped;
  const { add, all } = collect(2 * cycles);
  conn.on('domain-lifecycle', add);
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    await domain.create();
    await domain.destroy();
  }
  const events = await all;
  expect(events.filter((event, index) => event !== (index % 2 ? STOPPED : STARTED))).toEqual([]);
});

describe('Connect: event registrations and the process', () => {
  test('exits by itself once the last registration has ended', async () => {
    expect(await runProgram('events-end.mjs', { arguments: ['deregister'] })).toEqual(
      endsWell('received 2\n'),
    );
    expect(await runProgram('events-end.mjs', { arguments: ['close'] })).toEqual(
      endsWell('received 2\n'),
    );
  });

  test('Connect.unref: exits although there is a registration', async () => {
    expect(await runProgram('events-end.mjs', { arguments: ['unref'] })).toEqual(
      endsWell('received 2\n'),
    );
  });

  test('Connect.ref: is kept alive by a registration alone', async () => {
    expect(await runProgram('events-keep-alive.mjs')).toEqual(endsWell('still here\n'));
  });

  test('gets an uncaught exception from a throwing listener, and every other event', async () => {
    expect(await runProgram('events-throw.mjs')).toEqual(
      endsWell('uncaught: the listener threw 3\nuncaught: the listener threw 4\nreceived 3,4\n'),
    );
    const ended = await runProgram('events-throw.mjs', { arguments: ['unhandled'] });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('Error: the listener threw 3');
    expect(ended.stderr).toContain('events-throw.mjs:');
  });
});
