import { describe, expect, test } from 'vitest';
import { macroGroups } from '../src/annotations.js';
import { emitMacros } from '../src/emit/typescript.js';
import type { CMacro, Facts } from '../src/facts.js';
import { constantsOf } from '../src/macros.js';
import { enumName } from '../src/names.js';
import { committedFacts, newestFacts } from './facts.js';

const facts = newestFacts();
const constants = constantsOf(facts);
const placeOf = (name: string, of = constants) => {
  const constant = of.find(({ macro }) => macro.name === name);
  return constant && [constant.group, constant.name, constant.value];
};

describe('constantsOf: a string', () => {
  test.each([
    ['VIR_DOMAIN_BLKIO_WEIGHT', 'DomainBlkioParameter', 'WEIGHT', 'weight'],
    ['VIR_MIGRATE_PARAM_URI', 'MigrateParameter', 'URI', 'migrate_uri'],
    ['VIR_DOMAIN_STATS_STATE_REASON', 'DomainStatsParameter', 'STATE_REASON', 'state.reason'],
    [
      'VIR_NODE_MEMORY_SHARED_FULL_SCANS',
      'NodeMemoryParameter',
      'SHARED_FULL_SCANS',
      'shm_full_scans',
    ],
    ['VIR_NODE_MEMORY_STATS_FREE', 'NodeMemoryStatsParameter', 'FREE', 'free'],
    ['VIR_DOMAIN_SAVE_PARAM_IMAGE_FORMAT', 'DomainSaveParameter', 'IMAGE_FORMAT', 'image_format'],
    ['VIR_DOMAIN_SAVE_PARAM_IMAGE_FORMAT_RAW', 'DomainSaveImageFormat', 'RAW', 'raw'],
  ])('%s is in the group with the longest prefix', (macro, group, name, value) => {
    expect(placeOf(macro)).toEqual([group, name, value]);
  });

  test('without a known prefix is refused', () => {
    const macro: CMacro = { name: 'VIR_NEW_FAMILY_SIZE', since: '99.0.0', string: 'size' };
    const grown: Facts = { ...facts, macros: [...facts.macros, macro] };
    expect(() => constantsOf(grown)).toThrow('macroGroups has no prefix for VIR_NEW_FAMILY_SIZE');
  });
});

describe('constantsOf: a number', () => {
  test.each<[string, string, number | bigint]>([
    ['VIR_UUID_BUFLEN', 'UUID_BUFLEN', 16],
    ['VIR_UUID_STRING_BUFLEN', 'UUID_STRING_BUFLEN', 37],
    ['VIR_SECURITY_LABEL_BUFLEN', 'SECURITY_LABEL_BUFLEN', 4097],
    ['VIR_TYPED_PARAM_FIELD_LENGTH', 'TYPED_PARAM_FIELD_LENGTH', 80],
    ['VIR_DOMAIN_BLKIO_FIELD_LENGTH', 'DOMAIN_BLKIO_FIELD_LENGTH', 80],
    ['VIR_DOMAIN_SEND_KEY_MAX_KEYS', 'DOMAIN_SEND_KEY_MAX_KEYS', 16],
    ['VIR_DOMAIN_MEMORY_PARAM_UNLIMITED', 'DOMAIN_MEMORY_PARAM_UNLIMITED', 9007199254740991n],
    ['VIR_KEYCODE_SET_RFB', 'KEYCODE_SET_RFB', 9],
  ])('%s is not in a group', (macro, name, value) => {
    expect(placeOf(macro)).toEqual([undefined, name, value]);
  });
});

test.each(['VIR_CPU_USED', 'VIR_NODEINFO_MAXCPUS', '_virSchedParameter', 'LIBVIR_VERSION_NUMBER'])(
  'constantsOf: %s is not a constant',
  (macro) => {
    expect(placeOf(macro)).toBeUndefined();
  },
);

test('constantsOf: names are unique, and no group has the name of an enum', () => {
  const places = constants.map(({ group = '', name }) => `${group}.${name}`);
  expect(new Set(places).size).toBe(places.length);
  const enums = facts.enums.map(({ name }) => enumName(name));
  expect(Object.values(macroGroups).filter((group) => enums.includes(group))).toEqual([]);
  expect(constants.filter(({ name }) => !/^[A-Z_][A-Z0-9_]*$/.test(name))).toEqual([]);
});

test('constantsOf: names and values are the same in all releases', () => {
  const changed = committedFacts().flatMap((before) =>
    constantsOf(before)
      .filter(({ macro, group, name, value }) => {
        const now = placeOf(macro.name);
        return JSON.stringify(now, literal) !== JSON.stringify([group, name, value], literal);
      })
      .map(({ macro }) => `${macro.name} of ${before.version}`),
  );
  expect(changed).toEqual([]);
});

test('emitMacros: refuses a prefix that no macro has', () => {
  const fewer = facts.macros.filter(({ name }) => !name.startsWith('VIR_PERF_PARAM_'));
  expect(() => emitMacros({ ...facts, macros: fewer })).toThrow(
    'macroGroups has VIR_PERF_PARAM_, which no macro has',
  );
});

function literal(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
