import {
  Connect,
  DomainGetJobStatsFlags,
  DomainJobOperation,
  DomainJobType,
  DomainMigrateFlags,
  DomainMigrateMaxSpeedFlags,
  DomainXMLFlags,
  type Domain,
} from '@libvirt/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Command } from '../src/boot-sector.js';
import { Guest } from '../src/guest.js';
import { Host } from '../src/host.js';
import {
  planMachine,
  removeDomain,
  run,
  until,
  type MachineOptions,
  type Plan,
} from '../src/machines.js';

const { LIVE, PEER2PEER, UNSAFE, PERSIST_DEST, UNDEFINE_SOURCE } = DomainMigrateFlags;

let source: Host;
let target: Host;

/** Hosts that consider each other different: each has a host UUID of its own, and no control groups. */
const startHost = (name: string, number: number) =>
  Host.start(name, {
    number,
    daemon: { host_uuid: `12345678-1234-1234-1234-1234567890${number}` },
    qemu: { migration_host: `10.77.0.${number}`, cgroup_controllers: [] },
  });

beforeAll(async () => {
  [source, target] = await Promise.all([startHost('source', 21), startHost('target', 22)]);
});
afterAll(async () => {
  await Promise.all([source, target].map((host) => host[Symbol.asyncDispose]()));
});

interface Move extends Plan {
  readonly domain: Domain;
  readonly from: Connect;
  readonly to: Connect;
  readonly guest: Guest;
  /** The TCP port of its serial port, on either host. */
  readonly port: number;
}

let lastPort = 4000;

/** Runs a test with a machine that runs on the source, and removes it from either host. */
async function withMove(use: (move: Move) => Promise<void>, options: MachineOptions = {}) {
  // A TCP port on the host where the machine runs.
  const port = ++lastPort;
  const serial = `
    <serial type='tcp'><source mode='bind' host='0.0.0.0' service='${port}'/></serial>`;
  const plan = planMachine({ serial, ...options });
  await using from = await Connect.open(source.uri('qemu'));
  await using to = await Connect.open(target.uri('qemu'));
  await using domain = await from.domainDefineXML(plan.xml);
  try {
    await domain.create();
    using guest = await Guest.connect({ host: source.address, port });
    await use({ ...plan, port, domain, from, to, guest });
  } finally {
    await removeDomain(domain);
    const moved = await to.lookupDomainByName(plan.name).catch(() => undefined);
    if (moved !== undefined) await removeDomain(moved);
  }
}

/** The guest continues: it answers on the other host. */
async function expectToRun({ to, name, port }: Move): Promise<void> {
  await using domain = await to.lookupDomainByName(name);
  expect(await domain.isActive()).toBe(true);
  using guest = await Guest.connect({ host: target.address, port });
  guest.send('moved');
  await guest.receive('moved');
}

const kinds: [string, (move: Move) => Promise<unknown>][] = [
  ['migrate', ({ domain, to }) => domain.migrate(to, LIVE | UNSAFE)],
  ['migrate2', ({ domain, to }) => domain.migrate2(to, null, LIVE | UNSAFE)],
  ['migrate3', ({ domain, to }) => domain.migrate3(to, { bandwidth: 100 }, LIVE | UNSAFE)],
  ['migrateToURI', ({ domain }) => domain.migrateToURI(target.peer, LIVE | UNSAFE | PEER2PEER)],
  [
    'migrateToURI2',
    ({ domain }) => domain.migrateToURI2(target.peer, null, null, LIVE | UNSAFE | PEER2PEER),
  ],
  [
    'migrateToURI3',
    ({ domain }) =>
      domain.migrateToURI3(
        target.peer,
        { uri: `tcp://${target.address}` },
        LIVE | UNSAFE | PEER2PEER | PERSIST_DEST | UNDEFINE_SOURCE,
      ),
  ],
];

test.each(kinds)('Domain.%s: a guest migrates to another host', (_, move) =>
  withMove(async (parts) => {
    await move(parts);
    expect(await parts.domain.isActive().catch(() => false)).toBe(false);
    await expectToRun(parts);
  }),
);

/** The guest changes its memory faster than the migration may send it. */
async function keepBusy({ domain, guest }: Move): Promise<void> {
  guest.send(Command.CHANGE_MEMORY);
  await domain.migrateSetMaxSpeed(1);
  expect(await domain.migrateGetMaxSpeed()).toBe(1n);
}

// A guest that gets no processor changes no memory, and then the migration may end before it is cancelled.
test(
  "Domain.getJobInfo, abortJobFlags: report a migration's progress, and cancel it",
  { retry: 2 },
  () =>
    withMove(async (move) => {
      const { domain, to } = move;
      await keepBusy(move);
      // The guest's dirty memory can be sent in a moment, but not in one millisecond.
      await domain.migrateSetMaxDowntime(1);
      expect(await domain.migrateGetMaxDowntime()).toBe(1n);
      const migration = domain.migrate3(to, {}, LIVE | UNSAFE);
      const failed = expect(migration).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_ABORTED' });
      await until('memory is on its way', async () => {
        const { memProcessed = 0n } = await domain.getJobInfo();
        return memProcessed > 0n;
      });
      expect(await domain.getJobStats()).toMatchObject({
        type: DomainJobType.UNBOUNDED,
        operation: DomainJobOperation.MIGRATION_OUT,
      });
      await domain.abortJobFlags();
      await failed;
      expect(await domain.isActive()).toBe(true);
      move.guest.send('!stayed');
      await move.guest.receive('stayed');
    }),
);

test('Domain.migrateStartPostCopy: switches a migration to post-copy', () =>
  withMove(async (move) => {
    const { domain, to } = move;
    await keepBusy(move);
    await domain.migrateSetMaxSpeed(50, DomainMigrateMaxSpeedFlags.POSTCOPY);
    const migration = domain.migrate3(to, {}, LIVE | UNSAFE | DomainMigrateFlags.POSTCOPY);
    await until('all was sent once', async () => {
      const { memIteration = 0n } = await domain.getJobStats();
      return memIteration > 1n;
    });
    await domain.migrateStartPostCopy();
    await using moved = await migration;
    expect(await moved.isActive()).toBe(true);
    const done = await domain.getJobStats(DomainGetJobStatsFlags.COMPLETED);
    expect(done).toMatchObject({ type: DomainJobType.COMPLETED });
  }));

test('Domain.migrate3: with a compression cache', () =>
  withMove(async (move) => {
    const { domain, to } = move;
    await domain.migrateSetCompressionCache(2n ** 20n);
    expect(await domain.migrateGetCompressionCache()).toBe(2n ** 20n);
    await using moved = await domain.migrate3(
      to,
      { compression: ['xbzrle'], compressionXBZRLECache: 2n ** 20n },
      LIVE | UNSAFE | DomainMigrateFlags.COMPRESSED,
    );
    expect(await moved.isActive()).toBe(true);
  }));

test('Domain.migrate3: NON_SHARED_DISK copies a local disk', () =>
  withMove(
    async (move) => {
      const { domain, to, guest, disk } = move;
      guest.send(Command.WRITE_DISK);
      await guest.receive('w');
      const copy = `${disk}.copy`;
      run('qemu-img', 'create', '-f', 'raw', copy, '8M');
      const xml = await domain.getXMLDesc(DomainXMLFlags.SECURE | DomainXMLFlags.MIGRATABLE);
      await using moved = await domain.migrate3(
        to,
        { destXML: xml.replaceAll(disk, copy), migrateDisks: ['vda'] },
        LIVE | DomainMigrateFlags.NON_SHARED_DISK,
      );
      expect(await moved.getXMLDesc()).toContain(copy);
      expect(Buffer.from(await moved.blockPeek('vda', 2 ** 20, 2))).toEqual(
        Buffer.from([0x31, 0xc0]),
      );
    },
    { disk: 'raw' },
  ));
