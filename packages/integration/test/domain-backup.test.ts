import {
  DomainCheckpointCreateFlags,
  DomainCheckpointDeleteFlags,
  DomainCheckpointListFlags,
  DomainCheckpointXMLFlags,
  DomainGetJobStatsFlags,
  DomainJobOperation,
  DomainJobType,
  type Domain,
} from '@libvirt/core';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Command } from '../src/boot-sector.js';
import type { Guest } from '../src/guest.js';
import { run, until, withMachine } from '../src/machines.js';

const checkpointXML = (name: string) => `<domaincheckpoint><name>${name}</name></domaincheckpoint>`;

/** A backup into a file, full or incremental since a checkpoint. */
const pushXML = (file: string, since?: string) => `
  <domainbackup mode='push'>
    ${since === undefined ? '' : `<incremental>${since}</incremental>`}
    <disks>
      <disk name='vda' type='file'>
        <target file='${file}'/><driver type='qcow2'/>
      </disk>
    </disks>
  </domainbackup>`;

async function untilBackedUp(domain: Domain): Promise<void> {
  await until('the backup is done', async () => {
    return (await domain.getJobInfo()).type === DomainJobType.NONE;
  });
  const done = await domain.getJobStats(DomainGetJobStatsFlags.COMPLETED);
  expect(done).toMatchObject({
    type: DomainJobType.COMPLETED,
    operation: DomainJobOperation.BACKUP,
    jobSuccess: true,
  });
}

async function write(guest: Guest, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    guest.send(Command.WRITE_DISK);
    await guest.receive('w');
  }
}

/** The number of bytes of an image that are data of its own. */
function dataIn(file: string): number {
  const map = JSON.parse(run('qemu-img', 'map', '-U', '--output=json', file)) as {
    length: number;
    data: boolean;
    depth: number;
  }[];
  const own = map.filter(({ data, depth }) => data && depth === 0);
  return own.reduce((sum, { length }) => sum + length, 0);
}

test('Domain.backupBegin: a full backup, then an incremental one', () =>
  withMachine({}, async ({ domain, guest, directory }) => {
    using serial = await guest();
    await write(serial, 2);
    const full = join(directory, 'full.qcow2');
    await domain.backupBegin(pushXML(full), checkpointXML('monday'));
    await untilBackedUp(domain);
    expect(run('qemu-io', '-r', '-c', 'read -v 1M 16', full)).toContain('31 c0 8e d8');

    await write(serial, 3);
    const increment = join(directory, 'increment.qcow2');
    await domain.backupBegin(pushXML(increment, 'monday'), checkpointXML('tuesday'));
    await untilBackedUp(domain);
    expect(dataIn(increment)).toBe(3 * 65536);

    await using monday = await domain.checkpointLookupByName('monday');
    await using tuesday = await domain.checkpointLookupByName('tuesday');
    await using parent = await tuesday.getParent();
    expect(parent.getName()).toBe('monday');
    const children = await monday.listAllChildren();
    expect(children.map((child) => child.getName())).toEqual(['tuesday']);
  }));

test('Domain.backupBegin: pull mode serves clients until the job is aborted', () =>
  withMachine({}, async ({ domain, directory }) => {
    const socket = join(directory, 'nbd');
    await domain.backupBegin(`
      <domainbackup mode='pull'>
        <server transport='unix' socket='${socket}'/>
        <disks>
          <disk name='vda' type='file' exportname='disk'>
            <scratch file='${join(directory, 'scratch.qcow2')}'/>
          </disk>
        </disks>
      </domainbackup>`);
    expect(await domain.backupGetXMLDesc()).toContain("mode='pull'");
    const url = `nbd+unix:///disk?socket=${socket}`;
    const copy = join(directory, 'pulled.raw');
    run('qemu-img', 'convert', '-f', 'raw', '-O', 'raw', url, copy);
    expect(run('qemu-io', '-f', 'raw', '-r', '-c', 'read -v 0 16', copy)).toContain('31 c0 8e d8');

    await domain.abortJob();
    await until('the backup has ended', async () => {
      return (await domain.getJobStats()).type === DomainJobType.NONE;
    });
  }));

test('DomainCheckpoint: create, list, redefine and delete', () =>
  withMachine({}, async ({ domain, guest }) => {
    using serial = await guest();
    await using first = await domain.createCheckpointXML(checkpointXML('first'));
    await write(serial, 2);
    await using second = await domain.createCheckpointXML(checkpointXML('second'));
    expect(first.getName()).toBe('first');
    expect(first.getDomain()).toBe(domain);
    expect(first.getConnect()).toBe(domain.domainGetConnect());
    expect(await first.getXMLDesc(DomainCheckpointXMLFlags.SIZE)).toContain("size='131072'");

    const all = await domain.listAllCheckpoints(DomainCheckpointListFlags.TOPOLOGICAL);
    expect(all.map((checkpoint) => checkpoint.getName())).toEqual(['first', 'second']);

    const xml = await second.getXMLDesc();
    await second.delete(DomainCheckpointDeleteFlags.METADATA_ONLY);
    await using again = await domain.createCheckpointXML(xml, DomainCheckpointCreateFlags.REDEFINE);
    expect(again.getName()).toBe('second');
    await first.delete(DomainCheckpointDeleteFlags.CHILDREN);
    expect(await domain.listAllCheckpoints()).toEqual([]);
    await expect(domain.checkpointLookupByName('first')).rejects.toMatchObject({
      code: 'VIR_ERR_NO_DOMAIN_CHECKPOINT',
    });
  }));
