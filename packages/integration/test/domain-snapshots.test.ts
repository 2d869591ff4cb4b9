import {
  DomainSnapshotCreateFlags,
  DomainSnapshotDeleteFlags,
  DomainSnapshotListFlags,
  DomainSnapshotRevertFlags,
  DomainState,
  type Domain,
  type DomainSnapshot,
} from '@libvirt/core';
import { expect, test } from 'vitest';
import { Command } from '../src/boot-sector.js';
import { run, withDefinedMachine, withMachine } from '../src/machines.js';

const take = (domain: Domain, name: string, flags = 0): Promise<DomainSnapshot> =>
  domain.createSnapshotXML(`<domainsnapshot><name>${name}</name></domainsnapshot>`, flags);

test('DomainSnapshot.revertToSnapshot: a running domain returns to its snapshot', () =>
  withMachine({}, async ({ domain, guest, disk }) => {
    using serial = await guest();
    expect(await domain.hasCurrentSnapshot()).toBe(false);
    await using first = await take(domain, 'first');
    expect(first.getName()).toBe('first');
    expect(await domain.hasCurrentSnapshot()).toBe(true);
    await using current = await domain.snapshotCurrent();
    expect(current.getName()).toBe('first');
    expect(await first.isCurrent()).toBe(true);
    expect(await first.hasMetadata()).toBe(true);
    expect(first.getDomain()).toBe(domain);
    expect(first.getConnect()).toBe(domain.domainGetConnect());
    expect(await first.getXMLDesc()).toContain("<memory snapshot='internal'/>");

    serial.send(Command.WRITE_DISK);
    await serial.receive('w');
    await first.revertToSnapshot();
    expect((await domain.getState()).state).toBe(DomainState.RUNNING);
    using again = await guest();
    again.send('back');
    await again.receive('back');
    await domain.destroy();
    expect(run('qemu-io', '-c', 'read -P 0 1M 512', disk)).not.toContain('failed');
  }));

test('DomainSnapshot: snapshots of a shut-off domain form a tree', () =>
  withDefinedMachine({}, async ({ domain }) => {
    await using root = await take(domain, 'root');
    await using left = await take(domain, 'left');
    await root.revertToSnapshot(DomainSnapshotRevertFlags.PAUSED);
    expect((await domain.getState()).state).toBe(DomainState.PAUSED);
    await domain.destroy();
    await (await take(domain, 'right')).free();

    expect(await domain.snapshotNum()).toBe(3);
    expect((await domain.snapshotListNames()).sort()).toEqual(['left', 'right', 'root']);
    expect(await domain.snapshotListNames(DomainSnapshotListFlags.ROOTS)).toEqual(['root']);
    const all = await domain.listAllSnapshots(DomainSnapshotListFlags.TOPOLOGICAL);
    expect(all[0]!.getName()).toBe('root');
    await using found = await domain.snapshotLookupByName('left');
    await using parent = await found.getParent();
    expect(parent.getName()).toBe('root');
    expect(await root.numChildren()).toBe(2);
    expect((await root.listChildrenNames()).sort()).toEqual(['left', 'right']);
    const children = await root.listAllChildren();
    expect(children.map((child) => child.getName()).sort()).toEqual(['left', 'right']);

    await left.delete();
    expect(await domain.snapshotNum()).toBe(2);
    await root.delete(DomainSnapshotDeleteFlags.CHILDREN);
    expect(await domain.snapshotNum()).toBe(0);
    await expect(domain.snapshotLookupByName('root')).rejects.toMatchObject({
      code: 'VIR_ERR_NO_DOMAIN_SNAPSHOT',
    });
  }));

test("Domain.createSnapshotXML: REDEFINE restores a snapshot's metadata", () =>
  withDefinedMachine({}, async ({ domain }) => {
    await using snapshot = await take(domain, 'known');
    const xml = await snapshot.getXMLDesc();
    await snapshot.delete(DomainSnapshotDeleteFlags.METADATA_ONLY);
    expect(await domain.snapshotNum()).toBe(0);
    const { REDEFINE, CURRENT } = DomainSnapshotCreateFlags;
    await using again = await domain.createSnapshotXML(xml, REDEFINE | CURRENT);
    expect(await again.isCurrent()).toBe(true);
  }));
