import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatFacts, type Facts } from '../src/facts.js';
import { importFacts } from '../src/import.js';
import { committedFacts, root } from './facts.js';

const fixture = fileURLToPath(new URL('fixtures/api', import.meta.url));

const lamp = { name: 'lamp', type: 'virLampPtr' };

const expected: Facts = {
  version: '3.14.15',
  functions: [
    {
      name: 'virLampAdmSupervise',
      library: 'admin',
      header: 'libvirt-admin',
      since: '2.2.0',
      returns: 'int',
      meaning: 'status',
      arguments: [lamp],
    },
    {
      name: 'virLampBlink',
      library: 'libvirt',
      header: 'libvirt-lamp',
      since: '1.4.0',
      returns: 'void',
      arguments: [],
    },
    {
      name: 'virLampDim',
      library: 'libvirt',
      header: 'libvirt-lamp',
      since: '1.1.0',
      returns: 'int',
      meaning: 'status',
      arguments: [
        lamp,
        { name: 'scene', type: 'const char *', nullable: true },
        { name: 'flags', type: 'unsigned int', enum: 'virLampDimFlags' },
      ],
    },
    {
      name: 'virLampFree',
      library: 'libvirt',
      header: 'libvirt-lamp',
      since: '1.0.0',
      returns: 'int',
      meaning: 'status',
      arguments: [lamp],
    },
    {
      name: 'virLampGetLabel',
      library: 'libvirt',
      header: 'libvirt-lamp',
      since: '0.0.0',
      returns: 'char *',
      arguments: [lamp],
    },
    {
      name: 'virLampIsOn',
      library: 'libvirt',
      header: 'libvirt-lamp',
      since: '1.0.0',
      returns: 'int',
      meaning: 'boolean',
      arguments: [lamp],
    },
    {
      name: 'virLampLxcContain',
      library: 'lxc',
      header: 'libvirt-lxc',
      since: '2.1.0',
      returns: 'int',
      meaning: 'status',
      arguments: [lamp],
    },
    {
      name: 'virLampNumOfBulbs',
      library: 'libvirt',
      header: 'libvirt-lamp',
      since: '1.0.0',
      returns: 'int',
      meaning: 'number',
      arguments: [lamp],
    },
    {
      name: 'virLampOpen',
      library: 'libvirt',
      header: 'libvirt-lamp',
      since: '1.0.0',
      returns: 'virLampPtr',
      arguments: [
        { name: 'room', type: 'const char *', nullable: true },
        { name: 'name', type: 'const char *' },
      ],
    },
    {
      name: 'virLampQemuEmulate',
      library: 'qemu',
      header: 'libvirt-qemu',
      since: '2.0.0',
      returns: 'int',
      meaning: 'status',
      arguments: [lamp],
    },
  ],
  enums: [
    {
      name: 'virLampDimFlags',
      since: '1.1.0',
      values: [{ name: 'VIR_LAMP_DIM_SLOWLY', value: 2_147_483_648, since: '1.1.0' }],
    },
    {
      name: 'virLampQemuState',
      library: 'qemu',
      since: '0.0.0',
      values: [{ name: 'VIR_LAMP_EMULATED', value: 1, since: '2.0.0' }],
    },
    {
      name: 'virLampState',
      since: '1.0.0',
      values: [
        { name: 'VIR_LAMP_BROKEN', value: -1, since: '0.0.0' },
        { name: 'VIR_LAMP_OFF', value: 0, since: '1.0.0' },
        { name: 'VIR_LAMP_BRIGHT', value: 1, since: '1.2.0' },
        { name: 'VIR_LAMP_LIT', value: 1, since: '1.3.0' },
        { name: 'VIR_LAMP_ON', value: 1, since: '1.0.0' },
      ],
    },
  ],
  macros: [
    { name: 'LIBVIR_VERSION_NUMBER', since: '0.0.1', expression: '3014015' },
    {
      name: 'VIR_LAMP_ADMIN_SOCKET',
      library: 'admin',
      since: '2.2.0',
      string: 'socket',
    },
    { name: 'VIR_LAMP_LABEL', since: '1.2.0', string: 'lamp.label' },
    { name: 'VIR_LAMP_MIX', since: '1.1.0', parameters: 'red,green' },
    { name: 'VIR_LAMP_NAME_LENGTH', since: '1.1.0', expression: '(16 + 1)' },
  ],
  structs: [
    { name: 'virLamp', since: '1.0.0', fields: [] },
    {
      name: 'virLampInfo',
      since: '1.0.0',
      fields: [
        { name: 'name', type: 'char name[VIR_LAMP_NAME_LENGTH]' },
        { name: 'hours', type: 'unsigned long long' },
        {
          name: 'level',
          type: 'union',
          union: [
            { name: 'percent', type: 'int' },
            { name: 'lumen', type: 'double' },
          ],
        },
      ],
    },
  ],
  callbacks: [
    {
      name: 'virLampCallback',
      since: '1.4.0',
      returns: 'void',
      arguments: [lamp, { name: 'opaque', type: 'void *' }],
    },
  ],
  typedefs: [
    { name: 'virLampInfoPtr', type: 'virLampInfo *', since: '1.0.0' },
    { name: 'virLampPtr', type: 'virLamp *', since: '1.0.0' },
  ],
};

/** Returns the prose of the fixture. */
function prose(): string[] {
  return ['libvirt-api.xml', 'libvirt-qemu-api.xml', 'libvirt-lxc-api.xml'].flatMap((name) => {
    const text = readFileSync(`${fixture}/${name}`, 'utf8');
    const patterns = [/info='([^']+)'/g, /CDATA\[(.*?)\]\]/gs, /<(?:summary|description)>([^<]+)/g];
    return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, found]) => found!));
  });
}

describe('importFacts', () => {
  test('returns all facts of an API description', () => {
    expect(importFacts(fixture)).toEqual(expected);
  });

  test('returns no prose', () => {
    const sentences = prose();
    expect(sentences.length).toBeGreaterThan(30);
    const written = formatFacts(importFacts(fixture));
    expect(sentences.filter((sentence) => written.includes(sentence))).toEqual([]);
  });

  test('formatFacts writes one record per line, which JSON.parse reads back', () => {
    const written = formatFacts(expected);
    expect(JSON.parse(written)).toEqual(expected);
    for (const record of [...expected.functions, ...expected.macros]) {
      expect(written.split(/,?\n/)).toContain(JSON.stringify(record));
    }
  });

  test('returns the committed facts for the installed release', (context) => {
    const installed = '/usr/share/libvirt/api';
    context.skip(
      !existsSync(`${installed}/libvirt-api.xml`),
      'libvirt-dev is not installed: sudo apt-get install libvirt-dev',
    );
    const facts = importFacts(installed);
    const path = `${root}native/api/libvirt-${facts.version}.json`;
    context.skip(!existsSync(path), `native/api has no facts of libvirt ${facts.version}`);
    expect(formatFacts(facts)).toBe(readFileSync(path, 'utf8'));
  });
});

test('native/api: contains only names, types and values', () => {
  const lists = committedFacts().flatMap(({ version, ...sections }) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    return Object.values<readonly object[]>(sections);
  });
  const long = lists
    .flat()
    .flatMap((record) => stringsOf(record))
    // An expression may contain a comment.
    .map((text) => text.replace(/\/\*.*?\*\//g, ''))
    .filter((text) => text.split(' ').length > 6 || /[.:;] /.test(text));
  expect(long).toEqual([]);
});

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
