import {
  Connect,
  DomainEventType,
  EventOverflowError,
  LibvirtError,
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

/** Suspends and resumes the domain so often. */
async function toggle(times = 1): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    await domain.suspend();
    await domain.resume();
  }
}

/** Collects events until there are so many. */
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

describe('every face of the events', () => {
  test('register: the callback is told the connection, the domain and what happened', async () => {
    const { promise, resolve } = withResolvers<unknown[]>();
    const callbackID = await conn.domainEventLifecycleRegister(domain, (...told) => {
      resolve([told[0] === conn, told[1].getName(), told[2].event, told[2].detail]);
    });
    await domain.suspend();
    expect(await promise).toEqual([true, 'test', SUSPENDED, 0]);
    await conn.domainEventDeregister(callbackID);
    await domain.resume();
  });

  test('on: a listener hears of what is done after it was added, without waiting', async () => {
    const { add, all } = collect(2);
    conn.on('domain-lifecycle', add);
    await toggle();
    expect(await all).toEqual([SUSPENDED, RESUMED]);
  });

  test('once from node:events works', async () => {
    const told = once(conn, 'domain-lifecycle') as Promise<[DomainLifecycleEvent]>;
    await toggle();
    expect((await told)[0].event).toBe(SUSPENDED);
    expect(conn.listenerCount('domain-lifecycle')).toBe(0);
  });

  test('watch: the events come one after the other, from the time of the call', async () => {
    const events = conn.watch('domain-lifecycle', { domain });
    await toggle(2);
    const seen: number[] = [];
    for await (const { event } of events) {
      seen.push(event);
      if (seen.length === 4) break;
    }
    expect(seen).toEqual([SUSPENDED, RESUMED, SUSPENDED, RESUMED]);
  });

  test('all of them at once hear every event', async () => {
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

  test("a domain's listener does not hear of another domain", async () => {
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

describe('registrations', () => {
  test('the first has the number 0, and works', async () => {
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

  test('ending one twice, or one that never was, is harmless', async () => {
    const callbackID = await conn.domainEventLifecycleRegister(null, () => undefined);
    await conn.domainEventDeregister(callbackID);
    await conn.domainEventDeregister(callbackID);
    await conn.domainEventDeregister(4711);
  });

  test('nothing is delivered after the end, although events were on their way', async () => {
    let told = 0;
    const callbackID = await conn.domainEventLifecycleRegister(null, () => {
      told += 1;
    });
    const toggled = toggle(50);
    const ended = conn.domainEventDeregister(callbackID);
    const before = told;
    await Promise.all([toggled, ended]);
    await sleep(20);
    expect(told).toBe(before);
  });

  test('can be ended and made anew at once, as often as one likes', async () => {
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

  test('of something that is no domain are refused, although others listen to all', async () => {
    conn.on('domain-lifecycle', () => undefined);
    const none = structuredClone(domain);
    await expect(conn.domainEventLifecycleRegister(none, () => undefined)).rejects.toThrow(
      'domain must be a Domain of this thread',
    );
    expect(() => conn.watch('domain-lifecycle', { domain: none })).toThrow(TypeError);
  });

  test('on a closed connection are refused', async () => {
    await conn.close();
    await expect(conn.domainEventLifecycleRegister(null, () => undefined)).rejects.toMatchObject({
      code: 'VIR_ERR_INVALID_CONN',
    });
    expect(() => conn.watch('domain-lifecycle')).toThrow(LibvirtError);
    expect(() => conn.on('domain-lifecycle', () => undefined)).toThrow(LibvirtError);
  });
});

describe('an iteration', () => {
  test('ends with the connection, after the events that were there', async () => {
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

  test('that waits ends with the connection', async () => {
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

  test('fails loudly when its consumer falls behind, after the events that came before', async () => {
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

  test('of what is no event, or with no room, is refused', () => {
    expect(() => conn.watch('nonsense' as 'domain-lifecycle')).toThrow(/'nonsense' is no event/);
    expect(() => conn.watch('domain-lifecycle', { limit: 0 })).toThrow(/limit must be at least 1/);
  });
});

test('10,000 starts and stops are told in order, and none is lost', async () => {
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

describe('a process', () => {
  test('ends by itself once the last registration is gone', async () => {
    expect(await runProgram('events-end.mjs', { arguments: ['deregister'] })).toEqual(
      endsWell('heard 2\n'),
    );
    expect(await runProgram('events-end.mjs', { arguments: ['close'] })).toEqual(
      endsWell('heard 2\n'),
    );
  });

  test('ends although there is a registration, if that was told not to hold it', async () => {
    expect(await runProgram('events-end.mjs', { arguments: ['unref'] })).toEqual(
      endsWell('heard 2\n'),
    );
  });

  test('is kept alive by a registration alone', async () => {
    expect(await runProgram('events-hold.mjs')).toEqual(endsWell('still here\n'));
  });

  test('sees a throwing listener as an uncaught exception, and every other event', async () => {
    expect(await runProgram('events-throw.mjs')).toEqual(
      endsWell('uncaught: the listener threw 3\nuncaught: the listener threw 4\nheard 3,4\n'),
    );
    const ended = await runProgram('events-throw.mjs', { arguments: ['unhandled'] });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('Error: the listener threw 3');
    expect(ended.stderr).toContain('events-throw.mjs:');
  });
});
