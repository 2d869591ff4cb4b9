import { DomainEventType, DomainState } from '@libvirt/core';
import { describe, expect, test } from 'vitest';
import { detailName, eventName, stateName } from '../src/names.js';
import { formatTable, type Column } from '../src/table.js';
import { formatDuration, formatMemory, formatVersion } from '../src/units.js';

describe('stateName, eventName, detailName', () => {
  test('return the names of the constants', () => {
    expect(stateName(DomainState.SHUTOFF)).toBe('shutoff');
    expect(eventName(DomainEventType.STARTED)).toBe('started');
    expect(detailName(DomainEventType.STARTED, 3)).toBe('from-snapshot');
  });

  test('return the name of a detail, depending on the event', () => {
    expect(detailName(DomainEventType.STARTED, 0)).toBe('booted');
    expect(detailName(DomainEventType.STOPPED, 0)).toBe('shutdown');
  });

  test('know the details of every event of this release', () => {
    for (const event of Object.values(DomainEventType)) {
      expect(detailName(event, 0)).toEqual(expect.any(String));
    }
  });

  test('return the number of a value from a newer libvirt', () => {
    expect(stateName(99)).toBe(99);
    expect(eventName(99)).toBe(99);
    expect(detailName(DomainEventType.STARTED, 99)).toBe(99);
    expect(detailName(99, 0)).toBe(0);
  });
});

test.each([
  [0n, '0 KiB'],
  [512n, '512 KiB'],
  [65_536n, '64 MiB'],
  [1_572_864n, '1.5 GiB'],
  [2_097_152n, '2 GiB'],
  [1n << 62n, '4194304 PiB'],
])('formatMemory: %s KiB is %s', (kibibytes, shown) => {
  expect(formatMemory(kibibytes)).toBe(shown);
});

test.each([
  [0n, '0ms'],
  [999_999_999n, '999ms'],
  [12_340_000_000n, '12.3s'],
  [245_000_000_000n, '4m 05s'],
  [12_000_000_000_000n, '3h 20m'],
  [1_062_000_000_000_000n, '12d 07h'],
])('formatDuration: %s ns is %s', (nanoseconds, shown) => {
  expect(formatDuration(nanoseconds)).toBe(shown);
});

test('formatVersion: formats the number with dots', () => {
  expect(formatVersion(12_008_000)).toBe('12.8.0');
});

test('formatTable: aligns columns with and without colours', () => {
  const columns: Column<[string, string]>[] = [
    { title: 'N', align: 'right', text: ([number]) => number },
    { title: 'NAME', align: 'left', text: ([, name]) => name, style: () => 'red' },
    { title: 'END', align: 'left', text: () => '.' },
  ];
  const paint = (style: string | undefined, text: string) => (style ? `<${text}>` : text);
  expect(
    formatTable(
      columns,
      [
        ['1', 'one'],
        ['10', 'eleven'],
      ],
      paint,
    ),
  ).toEqual(['< N>  <NAME  >  <END>', ' 1  <one   >  .', '10  <eleven>  .']);
});
