import {
  DomainCheckpointDeleteFlags,
  DomainCheckpointListFlags,
  DomainCheckpointXMLFlags,
  type DomainCheckpoint,
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

const xml = (name: string) => `<domaincheckpoint><name>${name}</name></domaincheckpoint>`;

/** Lends three checkpoints of the test driver's domain, each the child of the previous one. */
const withCheckpoints: Lend<readonly [DomainCheckpoint, DomainCheckpoint, DomainCheckpoint]> = (
  use,
) =>
  withDomain(async (domain) => {
    await using first = await domain.createCheckpointXML(xml('first'));
    await using second = await domain.createCheckpointXML(xml('second'));
    await using third = await domain.createCheckpointXML(xml('third'));
    await use([first, second, third]);
  });

/** Lends the checkpoint in the middle. */
const withCheckpoint: Lend<DomainCheckpoint> = (use) =>
  withCheckpoints(([, second]) => use(second));

describe('DomainCheckpoint', () => {
  testNamedObject('DomainCheckpoint', {
    withOwner: withDomain,
    make: (domain) => domain.createCheckpointXML(xml('lent')),
    getters: [
      ['getName', (checkpoint) => [checkpoint.getName(), 'lent']],
      ['getDomain', (checkpoint, domain) => [checkpoint.getDomain(), domain]],
      ['getConnect', (checkpoint, domain) => [checkpoint.getConnect(), domain.domainGetConnect()]],
    ],
    shown: "name: 'lent'",
    invalid: 'VIR_ERR_INVALID_DOMAIN_CHECKPOINT',
  });

  test('Domain.checkpointLookupByName finds it', () =>
    withDomain(async (domain) => {
      await using made = await domain.createCheckpointXML(xml('lent'));
      await using found = await domain.checkpointLookupByName(made.getName());
      expect(found.getName()).toBe('lent');
      await expect(domain.checkpointLookupByName('nobody')).rejects.toMatchObject({
        code: 'VIR_ERR_NO_DOMAIN_CHECKPOINT',
      });
    }));

  test('Domain.listAllCheckpoints filters by flags', () =>
    withCheckpoints(async ([first]) => {
      const domain = first.getDomain();
      const { ROOTS, LEAVES } = DomainCheckpointListFlags;
      expect(await namesOf(await domain.listAllCheckpoints())).toEqual([
        'first',
        'second',
        'third',
      ]);
      expect(await namesOf(await domain.listAllCheckpoints(ROOTS))).toEqual(['first']);
      expect(await namesOf(await domain.listAllCheckpoints(LEAVES))).toEqual(['third']);
    }));

  test('getParent, listAllChildren return parent and children', () =>
    withCheckpoints(async ([first, second]) => {
      const { DESCENDANTS } = DomainCheckpointListFlags;
      await using parent = await second.getParent();
      expect(parent.getName()).toBe('first');
      expect(parent.getDomain()).toBe(second.getDomain());
      await expect(first.getParent()).rejects.toMatchObject({
        code: 'VIR_ERR_NO_DOMAIN_CHECKPOINT',
      });
      expect(await namesOf(await first.listAllChildren())).toEqual(['second']);
      expect(await namesOf(await first.listAllChildren(DESCENDANTS))).toEqual(['second', 'third']);
    }));

  test('getXMLDesc returns the XML with or without the domain', () =>
    withCheckpoint(async (checkpoint) => {
      expect(await checkpoint.getXMLDesc()).toContain("<domain type='test'>");
      expect(await checkpoint.getXMLDesc(DomainCheckpointXMLFlags.NO_DOMAIN)).not.toContain(
        '<domain ',
      );
    }));

  test('delete removes it alone, its children, or both', () =>
    withCheckpoints(async ([first, second, third]) => {
      const domain = first.getDomain();
      await second.delete();
      expect(await namesOf(await domain.listAllCheckpoints())).toEqual(['first', 'third']);
      await first.delete(DomainCheckpointDeleteFlags.CHILDREN_ONLY);
      expect(await namesOf(await domain.listAllCheckpoints())).toEqual(['first']);
      await first.delete(DomainCheckpointDeleteFlags.CHILDREN);
      expect(await domain.listAllCheckpoints()).toEqual([]);
      await expect(third.getXMLDesc()).rejects.toMatchObject({
        code: 'VIR_ERR_NO_DOMAIN_CHECKPOINT',
      });
    }));

  testFlags(withCheckpoint, [
    ['getXMLDesc', (checkpoint, flags) => checkpoint.getXMLDesc(flags)],
    ['getParent', (checkpoint, flags) => checkpoint.getParent(flags)],
    ['listAllChildren', (checkpoint, flags) => checkpoint.listAllChildren(flags)],
    ['delete', (checkpoint, flags) => checkpoint.delete(flags)],
  ]);

  testFlags(withDomain, [
    ['listAllCheckpoints', (domain, flags) => domain.listAllCheckpoints(flags)],
    ['checkpointLookupByName', (domain, flags) => domain.checkpointLookupByName('lent', flags)],
    ['createCheckpointXML', (domain, flags) => domain.createCheckpointXML(xml('lent'), flags)],
  ]);

  testWrongArguments(withCheckpoint, [
    ['getXMLDesc', 'flags', TypeError, (checkpoint) => checkpoint.getXMLDesc(wrong('1'))],
    ['getParent', 'flags', RangeError, (checkpoint) => checkpoint.getParent(2 ** 32)],
    ['listAllChildren', 'flags', RangeError, (checkpoint) => checkpoint.listAllChildren(0.5)],
    ['delete', 'flags', TypeError, (checkpoint) => checkpoint.delete(wrong(null))],
  ]);

  testWrongArguments(withDomain, [
    ['listAllCheckpoints', 'flags', TypeError, (domain) => domain.listAllCheckpoints(wrong('1'))],
    [
      'checkpointLookupByName',
      'name',
      TypeError,
      (domain) => domain.checkpointLookupByName(wrong(1)),
    ],
    [
      'checkpointLookupByName',
      'flags',
      RangeError,
      (domain) => domain.checkpointLookupByName('lent', NaN),
    ],
    [
      'createCheckpointXML',
      'xmlDesc',
      TypeError,
      (domain) => domain.createCheckpointXML(wrong(null)),
    ],
    ['createCheckpointXML', 'flags', RangeError, (domain) => domain.createCheckpointXML('', 0.5)],
  ]);
});
