import {
  DomainGetHostnameFlags,
  DomainModificationImpact,
  DomainState,
  DomainXMLFlags,
  nameOf,
  namesOf,
} from '@libvirt/core';
import { describe, expect, it } from 'vitest';

describe('nameOf', () => {
  it('returns the name of a value', () => {
    expect(nameOf(DomainState, DomainState.RUNNING)).toBe('RUNNING');
    expect(nameOf(DomainState, 0)).toBe('NOSTATE');
  });

  it('returns undefined for a value that this release has no name for', () => {
    expect(nameOf(DomainState, 99)).toBeUndefined();
    expect(nameOf(DomainState, -1)).toBeUndefined();
  });

  it('works with an object of numbers', () => {
    expect(nameOf<Record<string, number>>({ ONE: 1, toString: 2 }, 2)).toBe('toString');
  });

  it('finds every constant by its value', () => {
    for (const value of Object.values(DomainXMLFlags)) {
      expect(DomainXMLFlags[nameOf(DomainXMLFlags, value)!]).toBe(value);
    }
  });
});

describe('namesOf', () => {
  const { SECURE, INACTIVE, MIGRATABLE } = DomainXMLFlags;

  it('returns the names of the flags that are set', () => {
    expect(namesOf(DomainXMLFlags, SECURE)).toEqual(['SECURE']);
    expect(namesOf(DomainXMLFlags, SECURE | INACTIVE | MIGRATABLE)).toEqual([
      'SECURE',
      'INACTIVE',
      'MIGRATABLE',
    ]);
  });

  it('returns bits without a name as a hexadecimal number', () => {
    expect(namesOf(DomainXMLFlags, SECURE | 0x300)).toEqual(['SECURE', '0x300']);
    expect(namesOf(DomainGetHostnameFlags, 1 << 31)).toEqual(['0x80000000']);
  });

  it('takes bit 31 signed and unsigned', () => {
    const flags = { LOW: 1, HIGH: 2 ** 31 };
    expect(namesOf<Record<string, number>>(flags, 2 ** 31)).toEqual(['HIGH']);
    expect(namesOf<Record<string, number>>(flags, -(2 ** 31) | 1)).toEqual(['LOW', 'HIGH']);
  });

  it('omits names of combinations, and names no flag twice', () => {
    const flags = { A: 1, ALSO_A: 1, B: 2, BOTH: 3, PAIR: 12 };
    expect(namesOf<Record<string, number>>(flags, 3)).toEqual(['A', 'B']);
    expect(namesOf<Record<string, number>>(flags, 12)).toEqual(['PAIR']);
    expect(namesOf<Record<string, number>>(flags, 4)).toEqual(['0x4']);
  });

  it('names the value 0 where no bit is set', () => {
    expect(namesOf(DomainModificationImpact, 0)).toEqual(['CURRENT']);
    expect(namesOf(DomainModificationImpact, 1)).toEqual(['LIVE']);
    expect(namesOf(DomainXMLFlags, 0)).toEqual([]);
  });
});
