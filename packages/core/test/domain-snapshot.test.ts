import {
  DomainSnapshotDeleteFlags,
  DomainSnapshotListFlags,
  DomainSnapshotRevertFlags,
  DomainState,
  type DomainSnapshot,
} from '@libvirt/core';
import { describe, expect, test } from 'vitest';
import {
  namesOf,
  testNamedObject,
  testFlags,
  testWrongArguments,
  withDomain,
  wrong,
  type Lend,
} from './support.js';

const xml = (name: string) => `<domainsnapshot><name>${name}</name></domainsnapshot>`;

/** Lends three snapshots of the test driver's domain, each the child of the previous one. */
const withSnapshots: Lend<readonly [DomainSnapshot, DomainSnapshot, DomainSnapshot]> = (use) =>
  withDomain(async (domain) => {
    await using first = await domain.createSnapshotXML(xml('first'));
    await using second = await domain.createSnapshotXML(xml('second'));
    await using third = await domain.createSnapshotXML(xml('third'));
    await use([first, second, third]);
  });

/** Lends the snapshot in the middle. */
const withSnapshot: Lend<DomainSnapshot> = (use) => withSnapshots(([, second]) => use(second));

describe('DomainSnapshot', () => {
  testNamedObject('DomainSnapshot', {
    withOwner: withDomain,
    make: (domain) => domain.createSnapshotXML(xml('lent')),
    getters: [
      ['getName', (snapshot) => [snapshot.getName(), 'lent']],
      ['getDomain', (snapshot, domain) => [snapshot.getDomain(), domain]],
      ['getConnect', (snapshot, domain) => [snapshot.getConnect(), domain.domainGetConnect()]],
    ],
    shown: "name: 'lent'",
    invalid: 'VIR_ERR_INVALID_DOMAIN_SNAPSHOT',
  });

  test('Domain.snapshotLookupByName finds it', () =>
    withDomain(async (domain) => {
      await using made = await domain.createSnapshotXML(xml('lent'));
      await using found = await domain.snapshotLookupByName(made.getName());
      expect(found.getName()).toBe('lent');
      await expect(domain.snapshotLookupByName('nobody')).rejects.toMatchObject({
        code: 'VIR_ERR_NO_DOMAIN_SNAPSHOT',
      });
    }));

  test('Domain.listAllSnapshots filters by flags', () =>
    withSnapshots(async ([first]) => {
      const domain = first.getDomain();
      const { ROOTS, LEAVES } = DomainSnapshotListFlags;
      expect(await namesOf(await domain.listAllSnapshots())).toEqual(['first', 'second', 'third']);
      expect(await namesOf(await domain.listAllSnapshots(LEAVES))).toEqual(['third']);
      expect((await domain.snapshotListNames()).sort()).toEqual(['first', 'second', 'third']);
      expect(await domain.snapshotListNames(ROOTS)).toEqual(['first']);
      expect(await domain.snapshotNum()).toBe(3);
      expect(await domain.snapshotNum(LEAVES)).toBe(1);
    }));

  test('getParent, listAllChildren return parent and children', () =>
    withSnapshots(async ([first, second]) => {
      const { DESCENDANTS } = DomainSnapshotListFlags;
      await using parent = await second.getParent();
      expect(parent.getName()).toBe('first');
      expect(parent.getDomain()).toBe(second.getDomain());
      await expect(first.getParent()).rejects.toMatchObject({
        code: 'VIR_ERR_NO_DOMAIN_SNAPSHOT',
      });
      expect(await first.numChildren()).toBe(1);
      expect(await first.listChildrenNames()).toEqual(['second']);
      expect(await namesOf(await first.listAllChildren())).toEqual(['second']);
      expect(await first.numChildren(DESCENDANTS)).toBe(2);
      expect((await first.listChildrenNames(DESCENDANTS)).sort()).toEqual(['second', 'third']);
      expect(await namesOf(await first.listAllChildren(DESCENDANTS))).toEqual(['second', 'third']);
    }));

  test('isCurrent is true until there is a newer snapshot', () =>
    withDomain(async (domain) => {
      expect(await domain.hasCurrentSnapshot()).toBe(false);
      await expect(domain.snapshotCurrent()).rejects.toMatchObject({
        code: 'VIR_ERR_NO_DOMAIN_SNAPSHOT',
      });
      await using first = await domain.createSnapshotXML(xml('first'));
      expect(await domain.hasCurrentSnapshot()).toBe(true);
      expect(await first.isCurrent()).toBe(true);
      await using second = await domain.createSnapshotXML(xml('second'));
      await using current = await domain.snapshotCurrent();
      expect(current.getName()).toBe('second');
      expect([await first.isCurrent(), await second.isCurrent()]).toEqual([false, true]);
    }));

  test('getXMLDesc returns the XML, hasMetadata returns true', () =>
    withSnapshot(async (snapshot) => {
      expect(await snapshot.getXMLDesc()).toContain('<state>running</state>');
      expect(await snapshot.hasMetadata()).toBe(true);
    }));

  test('Domain.revertToSnapshot restores the state', () =>
    withSnapshots(async ([, second]) => {
      const domain = second.getDomain();
      await domain.destroy();
      await second.revertToSnapshot();
      expect((await domain.getState()).state).toBe(DomainState.RUNNING);
      expect(await second.isCurrent()).toBe(true);
      await second.revertToSnapshot(DomainSnapshotRevertFlags.PAUSED);
      expect((await domain.getState()).state).toBe(DomainState.PAUSED);
    }));

  test('delete removes it alone, its children, or both', () =>
    withSnapshots(async ([first, second, third]) => {
      const domain = first.getDomain();
      await second.delete();
      expect((await domain.snapshotListNames()).sort()).toEqual(['first', 'third']);
      await first.delete(DomainSnapshotDeleteFlags.CHILDREN_ONLY);
      expect(await domain.snapshotListNames()).toEqual(['first']);
      await using fourth = await domain.createSnapshotXML(xml('fourth'));
      expect(await first.listChildrenNames()).toEqual([fourth.getName()]);
      await first.delete(DomainSnapshotDeleteFlags.CHILDREN);
      expect(await domain.snapshotNum()).toBe(0);
      await expect(third.getXMLDesc()).rejects.toMatchObject({
        code: 'VIR_ERR_NO_DOMAIN_SNAPSHOT',
      });
    }));

  testFlags(withSnapshot, [
    ['isCurrent', (snapshot, flags) => snapshot.isCurrent(flags)],
    ['hasMetadata', (snapshot, flags) => snapshot.hasMetadata(flags)],
    ['getXMLDesc', (snapshot, flags) => snapshot.getXMLDesc(flags)],
    ['getParent', (snapshot, flags) => snapshot.getParent(flags)],
    ['numChildren', (snapshot, flags) => snapshot.numChildren(flags)],
    ['listChildrenNames', (snapshot, flags) => snapshot.listChildrenNames(flags)],
    ['listAllChildren', (snapshot, flags) => snapshot.listAllChildren(flags)],
    ['revertToSnapshot', (snapshot, flags) => snapshot.revertToSnapshot(flags)],
    ['delete', (snapshot, flags) => snapshot.delete(flags)],
  ]);

  testFlags(withDomain, [
    ['listAllSnapshots', (domain, flags) => domain.listAllSnapshots(flags)],
    ['snapshotListNames', (domain, flags) => domain.snapshotListNames(flags)],
    ['snapshotNum', (domain, flags) => domain.snapshotNum(flags)],
    ['snapshotLookupByName', (domain, flags) => domain.snapshotLookupByName('lent', flags)],
    ['hasCurrentSnapshot', (domain, flags) => domain.hasCurrentSnapshot(flags)],
    ['snapshotCurrent', (domain, flags) => domain.snapshotCurrent(flags)],
    ['createSnapshotXML', (domain, flags) => domain.createSnapshotXML(xml('lent'), flags)],
  ]);

  testWrongArguments(withSnapshot, [
    ['isCurrent', 'flags', TypeError, (snapshot) => snapshot.isCurrent(wrong('1'))],
    ['hasMetadata', 'flags', TypeError, (snapshot) => snapshot.hasMetadata(wrong(null))],
    ['getXMLDesc', 'flags', RangeError, (snapshot) => snapshot.getXMLDesc(2 ** 32)],
    ['getParent', 'flags', TypeError, (snapshot) => snapshot.getParent(wrong('1'))],
    ['numChildren', 'flags', TypeError, (snapshot) => snapshot.numChildren(wrong('1'))],
    ['listChildrenNames', 'flags', RangeError, (snapshot) => snapshot.listChildrenNames(0.5)],
    ['listAllChildren', 'flags', RangeError, (snapshot) => snapshot.listAllChildren(NaN)],
    ['revertToSnapshot', 'flags', TypeError, (snapshot) => snapshot.revertToSnapshot(wrong('1'))],
    ['delete', 'flags', TypeError, (snapshot) => snapshot.delete(wrong('1'))],
  ]);

  testWrongArguments(withDomain, [
    ['listAllSnapshots', 'flags', TypeError, (domain) => domain.listAllSnapshots(wrong('1'))],
    ['snapshotListNames', 'flags', TypeError, (domain) => domain.snapshotListNames(wrong('1'))],
    ['snapshotNum', 'flags', RangeError, (domain) => domain.snapshotNum(2 ** 32)],
    ['snapshotLookupByName', 'name', TypeError, (domain) => domain.snapshotLookupByName(wrong(1))],
    [
      'snapshotLookupByName',
      'flags',
      RangeError,
      (domain) => domain.snapshotLookupByName('lent', 0.5),
    ],
    ['hasCurrentSnapshot', 'flags', TypeError, (domain) => domain.hasCurrentSnapshot(wrong('1'))],
    ['snapshotCurrent', 'flags', TypeError, (domain) => domain.snapshotCurrent(wrong('1'))],
    ['createSnapshotXML', 'xmlDesc', TypeError, (domain) => domain.createSnapshotXML(wrong(null))],
    ['createSnapshotXML', 'flags', RangeError, (domain) => domain.createSnapshotXML('', NaN)],
  ]);
});
