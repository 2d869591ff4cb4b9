import {
  DomainBlockCommitFlags,
  DomainBlockCopyFlags,
  DomainBlockJobAbortFlags,
  DomainBlockJobSetSpeedFlags,
  DomainBlockJobType,
  DomainBlockRebaseFlags,
  DomainBlockResizeFlags,
  DomainModificationImpact,
  DomainSnapshotCreateFlags,
  type Domain,
} from '@libvirt/core';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bootSector, Command } from '../src/boot-sector.js';
import {
  needsLibvirt,
  run,
  until,
  withDefinedMachine,
  withMachine,
  withTransientMachine,
  type Machine,
} from '../src/machines.js';

const MiB = 2n ** 20n;

/** The source of the domain's disk, and its backing chain. */
function chainOf(xml: string): string[] {
  return [...xml.matchAll(/<source file='([^']*)'/g)].map(([, file]) => file!);
}

/** Puts a new overlay on the disk. */
async function addLayer({ domain, directory }: Machine, name: string): Promise<string> {
  const file = join(directory, name);
  const { DISK_ONLY, NO_METADATA, ATOMIC } = DomainSnapshotCreateFlags;
  const snapshot = await domain.createSnapshotXML(
    `<domainsnapshot>
       <disks><disk name='vda' snapshot='external'><source file='${file}'/></disk></disks>
     </domainsnapshot>`,
    DISK_ONLY | NO_METADATA | ATOMIC,
  );
  await snapshot.free();
  return file;
}

/** Waits until a block job has copied everything and only follows new writes. */
async function untilReady(domain: Domain): Promise<void> {
  await until('the job is ready', async () => {
    const info = await domain.getBlockJobInfo('vda');
    return info !== null && info.end > 0n && info.cur === info.end;
  });
}

/** Ends a block job by pivoting to the new image. */
async function pivot(domain: Domain): Promise<void> {
  await until('the job has ended with the new image', async () => {
    const xml = await domain.getXMLDesc();
    if (!xml.includes('<mirror')) return true;
    if (xml.includes("ready='yes'")) {
      await domain.blockJobAbort('vda', DomainBlockJobAbortFlags.PIVOT);
    }
    return false;
  });
}

test("Domain.blockStats, blockPeek: count the guest's writes and read them from the image", () =>
  withMachine({ disk: 'raw' }, async ({ domain, guest, disk }) => {
    using serial = await guest();
    const before = await domain.blockStats('vda');
    serial.send(Command.WRITE_DISK);
    await serial.receive('w');
    const after = await domain.blockStats('vda');
    expect(after.wrBytes! - before.wrBytes!).toBe(512n);
    expect(after.wrReq! - before.wrReq!).toBe(1n);
    expect((await domain.blockStatsFlags('vda')).flushTotalTimes).toBeDefined();

    const sector = bootSector().subarray(0, 256);
    expect(readFileSync(disk).subarray(2 ** 20, 2 ** 20 + 256)).toEqual(sector);
    expect(Buffer.from(await domain.blockPeek('vda', MiB, 256))).toEqual(sector);

    const info = await domain.getBlockInfo('vda');
    expect(info).toMatchObject({ capacity: 8n * MiB });
    expect(info.physical).toBeGreaterThan(7n * MiB);
    expect(await domain.getDiskErrors()).toEqual([]);
  }));

test('Domain.blockResize: grows a disk of a running domain', () =>
  withMachine({}, async ({ domain }) => {
    await domain.blockResize('vda', 16n * MiB, DomainBlockResizeFlags.BYTES);
    expect((await domain.getBlockInfo('vda')).capacity).toBe(16n * MiB);
  }));

test('Domain.blockCopy: copies a disk and pivots to the copy', () =>
  withMachine({}, async ({ domain, guest, directory }) => {
    using serial = await guest();
    const copy = join(directory, 'copy.qcow2');
    await domain.blockCopy(
      'vda',
      `<disk type='file'><source file='${copy}'/><driver type='qcow2'/></disk>`,
      { bandwidth: 100n * MiB, granularity: 65536 },
      DomainBlockCopyFlags.TRANSIENT_JOB,
    );
    await untilReady(domain);
    expect(await domain.getBlockJobInfo('vda')).toMatchObject({ type: DomainBlockJobType.COPY });
    await pivot(domain);
    expect(chainOf(await domain.getXMLDesc())).toEqual([copy]);
    serial.send(Command.WRITE_DISK);
    await serial.receive('w');
    expect(run('qemu-img', 'info', '-U', copy)).toContain('virtual size: 8 MiB');
  }));

test('Domain.blockJobAbort: a cancelled copy leaves the disk as it was', () =>
  withTransientMachine({}, async ({ domain, directory, disk }) => {
    const copy = join(directory, 'copy.raw');
    const { COPY, COPY_RAW } = DomainBlockRebaseFlags;
    await domain.blockRebase('vda', copy, 1, COPY | COPY_RAW);
    const { BANDWIDTH_BYTES } = DomainBlockJobSetSpeedFlags;
    await domain.blockJobSetSpeed('vda', 2n * MiB, BANDWIDTH_BYTES);
    await domain.blockJobAbort('vda');
    expect(await domain.getBlockJobInfo('vda')).toBeNull();
    expect(chainOf(await domain.getXMLDesc())).toEqual([disk]);
  }));

test('Domain.blockCommit: commits an overlay into its backing image', () =>
  withMachine({}, async (machine) => {
    const { domain, guest, disk } = machine;
    using serial = await guest();
    const layer = await addLayer(machine, 'layer.qcow2');
    expect(chainOf(await domain.getXMLDesc())).toEqual([layer, disk]);
    serial.send(Command.WRITE_DISK);
    await serial.receive('w');
    expect(statSync(layer).size).toBeGreaterThan(65536);

    const { ACTIVE } = DomainBlockCommitFlags;
    await domain.blockCommit('vda', null, null, 0, ACTIVE);
    await pivot(domain);
    expect(chainOf(await domain.getXMLDesc())).toEqual([disk]);
    await domain.destroy();
    expect(run('qemu-io', '-c', 'read -v 1M 16', disk)).toContain('31 c0 8e d8');
  }));

test('Domain.blockPull: pulls the backing image into the overlay', () =>
  withMachine({}, async (machine) => {
    const { domain } = machine;
    const layer = await addLayer(machine, 'layer.qcow2');
    await domain.blockPull('vda');
    await until('all is pulled', async () => (await domain.getBlockJobInfo('vda')) === null);
    await until('the layer stands alone', async () => {
      const chain = chainOf(await domain.getXMLDesc());
      return chain.length === 1 && chain[0] === layer;
    });
  }));

test('Domain.blockRebase: drops an image from the middle of the chain', () =>
  withMachine({}, async (machine) => {
    const { domain, disk } = machine;
    await addLayer(machine, 'middle.qcow2');
    const top = await addLayer(machine, 'top.qcow2');
    await domain.blockRebase('vda', disk);
    await until('the middle is gone', async () => {
      const chain = chainOf(await domain.getXMLDesc());
      return chain.length === 2 && chain[0] === top && chain[1] === disk;
    });
  }));

test('Domain.setBlockIoTune: throttles a disk', () =>
  withMachine({}, async ({ domain }) => {
    await domain.setBlockIoTune('vda', { totalIopsSec: 500n, groupName: 'slow' });
    expect(await domain.getBlockIoTune('vda')).toMatchObject({
      totalIopsSec: 500n,
      totalBytesSec: 0n,
      groupName: 'slow',
    });
    const { CONFIG } = DomainModificationImpact;
    await domain.setBlockIoTune('vda', { readBytesSec: MiB, writeBytesSec: MiB }, CONFIG);
    expect(await domain.getBlockIoTune('vda', CONFIG)).toMatchObject({ readBytesSec: MiB });
  }));

test('Domain.setBlockThreshold: sets a write threshold', () =>
  withMachine({}, async ({ domain }) => {
    await domain.setBlockThreshold('vda', MiB);
    const [stats] = await domain.domainGetConnect().getAllDomainStats([domain]);
    expect(stats!.block).toMatchObject([{ index: 0, threshold: MiB }]);
  }));

test('Domain.setBlkioParameters: sets I/O weights', () =>
  withMachine({}, async ({ domain }) => {
    const { CONFIG, LIVE } = DomainModificationImpact;
    await domain.setBlkioParameters({ weight: 300 }, CONFIG);
    expect(await domain.getBlkioParameters(CONFIG)).toMatchObject({ weight: 300 });
    expect(await domain.getBlkioParameters(LIVE)).toHaveProperty('deviceWeight');
  }));

test('Domain.fdAssociate: starts a domain on a disk that is already open', () =>
  withDefinedMachine({}, async ({ conn, domain, disk, guest }) => {
    const xml = await domain.getXMLDesc();
    const file = openSync(disk, 'r+');
    try {
      const grouped = xml.replace(
        `<source file='${disk}'/>`,
        `<source file='${disk}' fdgroup='open'/>`,
      );
      await using again = await conn.domainDefineXML(grouped);
      await again.fdAssociate('open', [file]);
      await again.create();
    } finally {
      closeSync(file);
    }
    using serial = await guest();
    serial.send(Command.WRITE_DISK);
    await serial.receive('w');
  }));

test('Domain.setThrottleGroup: throttles disks as a group', async (context) => {
  await needsLibvirt(context, 11, 2);
  await withMachine({}, async ({ domain }) => {
    await domain.setThrottleGroup('together', { totalIopsSec: 700n });
    expect(await domain.getXMLDesc()).toContain('<group_name>together</group_name>');
    await domain.delThrottleGroup('together');
    expect(await domain.getXMLDesc()).not.toContain('together');
  });
});
