import { Connect, Domain, DomainEventType } from '@libvirt/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Arrivals } from '../src/arrivals.js';
import { exercise } from '../src/exercise.js';
import { JsonReporter } from '../src/reporter.js';

const reporter = new JsonReporter(() => undefined);
const arrivals = new Arrivals();
const ending = new AbortController();
let connection: Connect;

beforeEach(async () => {
  connection = await Connect.open('test:///default');
  await connection.domainEventLifecycleRegister(null, (_, __, event) => arrivals.add(event));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await connection.close();
});

async function domainNames(): Promise<string[]> {
  return (await connection.listAllDomains()).map((domain) => domain.getName());
}

test.each(['create', 'suspend', 'resume', 'destroy', 'undefine'] as const)(
  'exercise: rejects if %s() fails, and removes the domain',
  async (method) => {
    vi.spyOn(Domain.prototype, method).mockRejectedValueOnce(new Error('no luck'));
    await expect(exercise(connection, arrivals, reporter, ending.signal)).rejects.toThrow(
      'no luck',
    );
    expect(await domainNames()).toEqual(['test']);
  },
);

test('exercise: removes the domain if it is interrupted', async () => {
  const interruption = new AbortController();
  const reason = new Error('interrupted');
  await connection.domainEventLifecycleRegister(null, (_, __, { event }) => {
    if (event === DomainEventType.SUSPENDED) interruption.abort(reason);
  });
  await expect(exercise(connection, arrivals, reporter, interruption.signal)).rejects.toBe(reason);
  expect(await domainNames()).toEqual(['test']);
});

test('exercise: does not touch a domain of another user with the same name', async () => {
  const name = `libvirt-demo-${process.pid}`;
  const xml = `<domain type='test'><name>${name}</name><memory>65536</memory><os><type>hvm</type></os></domain>`;
  const other = await connection.domainDefineXML(xml);
  await expect(exercise(connection, arrivals, reporter, ending.signal)).rejects.toThrow(name);
  expect(await domainNames()).toContain(name);
  await other.undefine();
});

test('exercise: refuses an unknown driver', async () => {
  vi.spyOn(connection, 'getType').mockResolvedValue('Xen');
  await expect(exercise(connection, arrivals, reporter, ending.signal)).rejects.toThrow(
    '--exercise supports the drivers TEST and QEMU, not Xen',
  );
});
