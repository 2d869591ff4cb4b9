import { Connect, DomainEventType } from '@libvirt/core';
import { expect, test } from 'vitest';
import { openQEMU, until, withDefinedMachine } from '../src/machines.js';

test('what becomes of a machine is told in order', () =>
  withDefinedMachine({}, async ({ conn, domain }) => {
    const events: DomainEventType[] = [];
    const id = await conn.domainEventLifecycleRegister(domain, (_, about, { event }) => {
      expect(about.getName()).toBe(domain.getName());
      events.push(event);
    });
    await domain.create();
    await domain.suspend();
    await domain.resume();
    await domain.destroy();
    // QEMU starts a machine by resuming it, and tells that it was shut down when it is destroyed.
    const { STARTED, RESUMED, SUSPENDED, SHUTDOWN, STOPPED } = DomainEventType;
    await until('all is told', () => events.includes(STOPPED));
    expect(events.filter((event) => event !== SHUTDOWN)).toEqual([
      RESUMED,
      STARTED,
      SUSPENDED,
      RESUMED,
      STOPPED,
    ]);
    await conn.domainEventDeregister(id);
  }));

test('the events of a machine are waited for one after the other', () =>
  withDefinedMachine({}, async ({ conn, domain }) => {
    const events = conn.watch('domain-lifecycle', { domain });
    await domain.create();
    for await (const { event } of events) if (event === DomainEventType.STARTED) break;
    await domain.destroy();
  }));

/** `domainEventLifecycleRegister` and its like, whichever there are, with what ends them. */
const registrations = Object.getOwnPropertyNames(Connect.prototype)
  .filter((name) => /Event.*Register$/.test(name))
  .map((name) => [name, name.replace(/Event.*$/, 'EventDeregister')] as const);

type Register = (object: null, callback: () => void) => Promise<number>;

test.each(registrations)('%s is served by the daemon', async (register, deregister) => {
  await using conn = await openQEMU();
  const methods = conn as unknown as Record<string, unknown>;
  const id = await (methods[register] as Register).call(conn, null, () => undefined);
  await (methods[deregister] as (id: number) => Promise<void>).call(conn, id);
});
