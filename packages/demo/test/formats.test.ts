import { DomainEventType, DomainState } from '@libvirt/core';
import { describe, expect, test } from 'vitest';
import { detailName, eventName, stateName } from '../src/names.js';
import { formatTable, type Column } from '../src/table.js';
import { formatDuration, formatMemory, formatVersion } from '../src/units.js';

describe('names', () => {
  test('come from the constants', () => {
    expect(stateName(DomainState.SHUTOFF)).toBe('shutoff');
    expect(eventName(DomainEventType.STARTED)).toBe('started');
    expect(detailName(DomainEventType.STARTED, 3)).toBe('from-snapshot');
  });

  test('of details depend on the event', () => {
    expect(detailName(DomainEventType.STARTED, 0)).toBe('booted');
    expect(detailName(DomainEventType.STOPPED, 0)).toBe('shutdown');
  });

  test('every event of this release has its details', () => {
    for (const event of Object.values(DomainEventType)) {
      expect(detailName(event, 0)).toEqual(expect.any(String));
    }
  });

  test('of values from a newer libvirt are their numbers', () => {
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
])('%s KiB of memory are shown as %s', (kibibytes, shown) => {
  expect(formatMemory(kibibytes)).toBe(shown);
});

test.each([
  [0n, '0ms'],
  [999_999_999n, '999ms'],
  [12_340_000_000n, '12.3s'],
  [245_000_000_000n, '4m 05s'],
  [12_000_000_000_000n, '3h 20m'],
  [1_062_000_000_000_000n, '12d 07h'],
])('%s nanoseconds are shown as %s', (nanoseconds, shown) => {
  expect(formatDuration(nanoseconds)).toBe(shown);
});

test('a version is shown with its dots', () => {
  expect(formatVersion(12_008_000)).toBe('12.8.0');
});

test('a table aligns its columns, whatever colours they have', () => {
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
