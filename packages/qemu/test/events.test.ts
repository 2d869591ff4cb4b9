import { EventOverflowError, type Connect, type Domain } from '@libvirt/core';
import {
  ConnectDomainQemuMonitorEventRegisterFlags,
  domainQemuEventDeregister,
  domainQemuMonitorEventRegister,
  qemuMonitorCommand,
  QemuMonitorEvents,
  qemuMonitorWatch,
  type QemuMonitorEvent,
} from '@libvirt/qemu';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildLibvirtQemu } from './stand-in.js';
import { loadedLibraries, withDomain, wrong } from './support.js';

let directory: string | undefined;

beforeAll(async () => {
  if (process.platform !== 'linux') return;
  await withDomain(() => Promise.resolve());
  directory = buildLibvirtQemu(loadedLibraries().get('libvirt.so.0')!);
  process.env['LIBVIRT_LIBRARY_DIR'] = directory;
});

afterAll(() => {
  if (directory !== undefined) rmSync(directory, { recursive: true });
});

beforeEach(({ skip }) => {
  skip(directory === undefined, 'the stand-in for libvirt-qemu is built on Linux only');
});

const fire = (domain: Domain, event: string) => qemuMonitorCommand(domain, `fire ${event}`);
const brief = ({ event, details }: QemuMonitorEvent) => [event, details];

describe('domainQemuMonitorEventRegister', () => {
  test('calls back with connection, domain and event until it is deregistered', () =>
    withDomain(async (domain, conn) => {
      const received: [Connect, string, QemuMonitorEvent][] = [];
      const id = await domainQemuMonitorEventRegister(conn, null, 'STOP', (connect, of, event) =>
        received.push([connect, of.getName(), event]),
      );
      await fire(domain, 'STOP');
      await fire(domain, 'RESUME');
      await expect.poll(() => received.length).toBe(1);
      const [connect, name, event] = received[0]!;
      expect(connect).toBe(conn);
      expect(name).toBe('test');
      expect(event).toEqual({
        domain: event.domain,
        event: 'STOP',
        seconds: 12_345_678_901n,
        micros: 42,
        details: '{"is":"first"}',
      });
      await domainQemuEventDeregister(conn, id);
      await fire(domain, 'STOP');
      await domainQemuEventDeregister(conn, id);
      expect(received).toHaveLength(1);
    }));

  test('matches all events with null, and names by NOCASE and REGEX', () =>
    withDomain(async (domain, conn) => {
      const received: unknown[] = [];
      const { NOCASE, REGEX } = ConnectDomainQemuMonitorEventRegisterFlags;
      const ids = [
        await domainQemuMonitorEventRegister(conn, domain, null, (...[, , event]) =>
          received.push(['all', ...brief(event)]),
        ),
        await domainQemuMonitorEventRegister(
          conn,
          domain,
          'stop',
          (...[, , event]) => received.push(['some', ...brief(event)]),
          NOCASE,
        ),
        await domainQemuMonitorEventRegister(
          conn,
          null,
          '^re',
          (...[, , event]) => received.push(['others', ...brief(event)]),
          NOCASE | REGEX,
        ),
      ];
      await fire(domain, 'STOP');
      await fire(domain, 'RESUME');
      await expect.poll(() => received.length).toBe(4);
      expect(received).toEqual([
        ['all', 'STOP', '{"is":"first"}'],
        ['some', 'STOP', '{"is":"first"}'],
        ['all', 'RESUME', '{"is":"first"}'],
        // The registration for all domains is another one.
        ['others', 'RESUME', null],
      ]);
      for (const id of ids) await domainQemuEventDeregister(conn, id);
    }));

  test('returns an ID of its own kind: domainQemuEventDeregister rejects that of a libvirt event', () =>
    withDomain(async (_, conn) => {
      const id = await conn.domainEventLifecycleRegister(null, () => undefined);
      await expect(domainQemuEventDeregister(conn, id)).rejects.toThrow(/^callbackID /);
      await conn.domainEventDeregister(id);
    }));
});

test('QemuMonitorEvents registers with the first listener and deregisters with the last', () =>
  withDomain(async (domain, conn) => {
    const events = new QemuMonitorEvents(conn, domain);
    const received: unknown[] = [];
    const onStop = (event: QemuMonitorEvent) => received.push(['STOP', event.event]);
    events.on('STOP', onStop).on('event', (event) => received.push(['event', event.event]));
    await fire(domain, 'STOP');
    await fire(domain, 'RESUME');
    await expect.poll(() => received.length).toBe(3);
    expect(received).toEqual([
      ['STOP', 'STOP'],
      ['event', 'STOP'],
      ['event', 'RESUME'],
    ]);
    events.off('STOP', onStop);
    const next = once(events, 'event');
    await fire(domain, 'STOP');
    await next;
    expect(received.slice(3)).toEqual([['event', 'STOP']]);
    events.removeAllListeners();
    await fire(domain, 'STOP');
    const again = once(events, 'RESUME');
    await fire(domain, 'RESUME');
    await again;
    expect(received).toHaveLength(4);
  }));

describe('qemuMonitorWatch', () => {
  test('yields matching events in order, and ends when the loop breaks', () =>
    withDomain(async (domain, conn) => {
      const watch = qemuMonitorWatch(conn, 'STOP', { domain });
      await fire(domain, 'RESUME');
      for (let count = 0; count < 3; ++count) await fire(domain, 'STOP');
      const received: string[] = [];
      for await (const { event } of watch) {
        received.push(event);
        if (received.length === 3) break;
      }
      expect(received).toEqual(['STOP', 'STOP', 'STOP']);
      expect(await watch.next()).toEqual({ value: undefined, done: true });
    }));

  test('ends when the connection closes', () =>
    withDomain(async (domain, conn) => {
      const watch = qemuMonitorWatch(conn);
      const next = watch.next();
      await domain.getInfo();
      await conn.close();
      expect(await next).toEqual({ value: undefined, done: true });
    }));

  test('rejects with the reason of its signal, and with EventOverflowError when the queue is full', () =>
    withDomain(async (domain, conn) => {
      const controller = new AbortController();
      const aborted = qemuMonitorWatch(conn, null, { signal: controller.signal }).next();
      controller.abort(new Error('enough'));
      await expect(aborted).rejects.toThrow('enough');

      const slow = qemuMonitorWatch(conn, null, { limit: 1 });
      for (let count = 0; count < 3; ++count) await fire(domain, 'STOP');
      await expect.poll(() => slow.next()).toMatchObject({ value: { event: 'STOP' } });
      await expect(slow.next()).rejects.toBeInstanceOf(EventOverflowError);
      expect(() => qemuMonitorWatch(conn, null, { limit: 0 })).toThrow(/^options\.limit /);
    }));
});

test.each<[message: RegExp, event: string, flags: number]>([
  [/^flags must be a combination of REGEX and NOCASE, not 5$/, 'STOP', 5],
  [/^event must be a regular expression with the flag REGEX: .*ST\(OP/, 'ST(OP', 1],
])('domainQemuMonitorEventRegister rejects with the value: %s', (message, event, flags) =>
  withDomain(async (_, conn) => {
    const refusal = domainQemuMonitorEventRegister(conn, null, event, () => undefined, flags);
    await expect(refusal).rejects.toThrow(message);
  }),
);

describe('QEMU events reject a wrong argument and name it', () => {
  const nothing = () => undefined;
  test.each<[message: RegExp, call: (conn: Connect) => Promise<unknown>]>([
    [/^conn /, () => domainQemuMonitorEventRegister(wrong({}), null, null, nothing)],
    [/^domain /, (conn) => domainQemuMonitorEventRegister(conn, wrong({}), null, nothing)],
    [/^event /, (conn) => domainQemuMonitorEventRegister(conn, null, wrong(1), nothing)],
    [/^callback /, (conn) => domainQemuMonitorEventRegister(conn, null, null, wrong(1))],
    [/^flags /, (conn) => domainQemuMonitorEventRegister(conn, null, null, nothing, wrong('x'))],
    [/^conn /, () => domainQemuEventDeregister(wrong(null), 1)],
    [/^callbackID /, (conn) => domainQemuEventDeregister(conn, wrong('1'))],
  ])('%s', (message, call) =>
    withDomain(async (_, conn) => {
      await expect(call(conn)).rejects.toThrow(message);
      await expect(call(conn)).rejects.toThrow(TypeError);
    }),
  );
});
