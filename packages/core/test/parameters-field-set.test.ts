import type { TypedParameter } from '@libvirt/native';
import { describe, expect, test } from 'vitest';
import { TypedParameterType } from '../src/generated/constants.js';
import * as parameters from '../src/generated/parameters.js';
import * as bandwidth from '../src/parameters/bandwidth.js';
import * as domainBlock from '../src/parameters/domain-block.js';
import * as domainJob from '../src/parameters/domain-job.js';
import * as domainMigration from '../src/parameters/domain-migration.js';
import * as domainPerf from '../src/parameters/domain-perf.js';
import * as domainTuning from '../src/parameters/domain-tuning.js';
import { fieldSet, type Fields, type FieldSet } from '../src/parameters/field-set.js';
import * as host from '../src/parameters/host.js';
import * as launchSecurity from '../src/parameters/launch-security.js';
import type { ParameterType, UnknownParameters } from '../src/parameters/layout.js';
import { pack, packWritten } from './parameters-pack.js';
import { wrong } from './support.js';

interface Example extends UnknownParameters {
  readonly offset?: number;
  readonly weight?: number;
  readonly quota?: bigint;
  readonly limit?: bigint;
  readonly ratio?: number;
  readonly enabled?: boolean;
  readonly name?: string;
  readonly disks?: readonly string[];
}

const example = fieldSet((): Fields<Example> => ({
  offset: ['raw.offset', 'int'],
  weight: ['raw.weight', 'uint'],
  quota: ['raw.quota', 'llong'],
  limit: ['raw.limit', 'ullong'],
  ratio: ['raw.ratio', 'double'],
  enabled: ['raw.enabled', 'boolean'],
  name: ['raw.name', 'string'],
  disks: ['raw.disks', 'strings'],
}));

describe('FieldSet: reading', () => {
  test('returns an empty object for no record', () => {
    expect(example.read(pack())).toStrictEqual({});
    expect(example.read(pack([]))).toStrictEqual({});
    expect(example.readAll(pack())).toEqual([]);
  });

  test('returns an object for each of several records', () => {
    const packed = pack([['raw.weight', 'u', 1]], [['raw.weight', 'u', 2]], []);
    expect(example.readAll(packed)).toStrictEqual([{ weight: 1 }, { weight: 2 }, {}]);
    expect(example.read(packed)).toStrictEqual({ weight: 1 });
  });

  test('keeps unknown parameters', () => {
    expect(example.read(pack([['weight', 'u', 1]]))).toStrictEqual({ extra: { weight: 1 } });
  });

  test('returns typed objects', () => {
    const { limit, weight, disks, extra } = example.read(pack());
    const typed: [bigint?, number?, (readonly string[])?, UnknownParameters['extra']?] = [];
    if (limit !== undefined) typed[0] = limit;
    if (weight !== undefined) typed[1] = weight;
    if (disks !== undefined) typed[2] = disks;
    if (extra !== undefined) typed[3] = extra;
    expect(typed).toEqual([]);
  });
});

describe('FieldSet: writing', () => {
  const write = (value: unknown): TypedParameter[] => example.write('params', wrong(value));

  test('gives each field its name and type', () => {
    const parameters = example.write('params', {
      offset: -1,
      weight: 2,
      quota: -3,
      limit: 4n,
      ratio: 0.5,
      enabled: false,
      name: 'ä',
      disks: ['vda', 'vdb'],
    });
    expect(parameters).toStrictEqual([
      ['raw.offset', TypedParameterType.INT, -1],
      ['raw.weight', TypedParameterType.UINT, 2],
      ['raw.quota', TypedParameterType.LLONG, -3n],
      ['raw.limit', TypedParameterType.ULLONG, 4n],
      ['raw.ratio', TypedParameterType.DOUBLE, 0.5],
      ['raw.enabled', TypedParameterType.BOOLEAN, false],
      ['raw.name', TypedParameterType.STRING, 'ä'],
      ['raw.disks', TypedParameterType.STRING, 'vda'],
      ['raw.disks', TypedParameterType.STRING, 'vdb'],
    ]);
  });

  test('leaves out undefined values, fields unknown to this release, and empty lists', () => {
    expect(example.write('params', {})).toEqual([]);
    expect(example.write('params', { weight: undefined, name: undefined, disks: [] })).toEqual([]);
    expect(example.write('params', example.read(pack([['new', 'i', 1]])))).toEqual([]);
  });

  test.each([
    ['offset', -(2 ** 31)],
    ['offset', 2 ** 31 - 1],
    ['weight', 0],
    ['weight', 2 ** 32 - 1],
    ['weight', 7n],
    ['quota', -(2n ** 63n)],
    ['quota', 2n ** 63n - 1n],
    ['quota', Number.MIN_SAFE_INTEGER],
    ['limit', 0],
    ['limit', -0],
    ['limit', 2n ** 64n - 1n],
    ['limit', Number.MAX_SAFE_INTEGER],
  ])('accepts %s up to its limits: %s', (key, value) => {
    const [parameter] = write({ [key]: value });
    expect(parameter?.[2] == value).toBe(true);
  });

  const between = {
    offset: 'between -2147483648 and 2147483647',
    weight: 'between 0 and 4294967295',
    quota: 'between -9223372036854775808 and 9223372036854775807',
    limit: 'between 0 and 18446744073709551615',
  };
  const exact = 'a bigint where a number is no longer exact';

  test.each([
    ['offset', 2 ** 31, between.offset],
    ['offset', -(2 ** 31) - 1, between.offset],
    ['weight', -1, between.weight],
    ['weight', 2 ** 32, between.weight],
    ['weight', 2n ** 70n, between.weight],
    ['weight', 1e300, between.weight],
    ['weight', 1.5, 'a whole number'],
    ['weight', NaN, 'a whole number'],
    ['weight', Infinity, 'a whole number'],
    ['quota', 2n ** 63n, between.quota],
    ['quota', -(2n ** 63n) - 1n, between.quota],
    ['quota', 0.1, 'a whole number'],
    ['quota', -(2 ** 53), exact],
    ['limit', -1, between.limit],
    ['limit', -1n, between.limit],
    ['limit', 2n ** 64n, between.limit],
    ['limit', 2 ** 64, between.limit],
    ['limit', 2 ** 53, exact],
  ])('rejects a %s of %s', (key, value, rule) => {
    const call = () => write({ [key]: value });
    expect(call).toThrow(RangeError);
    expect(call).toThrow(new RangeError(`params.${key} must be ${rule}`));
  });

  test.each([
    ['weight', 'params.weight must be a number', ['1', true, null, {}, [1], Symbol('x')]],
    ['offset', 'params.offset must be a number', ['1', null]],
    ['quota', 'params.quota must be a bigint or a number', ['1', false, null]],
    ['limit', 'params.limit must be a bigint or a number', ['1', false, null]],
    ['ratio', 'params.ratio must be a number', ['1', 1n, null]],
    ['enabled', 'params.enabled must be a boolean', [0, 1, 'true', null]],
    ['name', 'params.name must be a string', [1, true, null, ['a']]],
    ['name', 'params.name must be a string without NUL characters', ['a\0b', '\0']],
    ['disks', 'params.disks must be an array', ['vda', null, { 0: 'vda' }]],
    [
      'disks',
      'params.disks[1] must be a string',
      [
        ['vda', 1],
        ['vda', null],
      ],
    ],
    ['disks', 'params.disks[0] must be a string without NUL characters', [['\0']]],
  ])('rejects a %s: %s', (key, message, values) => {
    for (const value of values) {
      expect(() => write({ [key]: value })).toThrow(new TypeError(message));
    }
  });

  test.each([undefined, null, 1, 1n, 'text', true, [], [1], () => 1])(
    'rejects %s, which is not an object',
    (value) => {
      expect(() => write(value)).toThrow(new TypeError('params must be an object'));
    },
  );

  test.each([
    ['wieght', 'weight'],
    ['Weight', 'weight'],
    ['limits', 'limit'],
    ['raw.name', 'name'],
    ['constructor', 'offset'],
    ['', 'name'],
  ])('rejects a field %s', (key, meant) => {
    const call = () => write({ [key]: undefined });
    expect(call).toThrow(TypeError);
    expect(call).toThrow(`params has no field '${key}': is '${meant}' meant?`);
  });

  test('rejects a field __proto__, and ignores inherited ones', () => {
    expect(() => write(JSON.parse('{ "__proto__": 1 }'))).toThrow("no field '__proto__'");
    expect(write(Object.create({ wieght: 1 }))).toEqual([]);
  });

  test('errors name the argument', () => {
    expect(() => example.write('options', wrong({ weight: '1' }))).toThrow(
      new TypeError('options.weight must be a number'),
    );
  });
});

describe('FieldSet types', () => {
  test('know which fields can be set', () => {
    const calls = [
      () => example.write('params', { limit: 1, quota: 1n, weight: undefined }),
      // @ts-expect-error It has no such field.
      () => example.write('params', { wieght: 1 }),
      // @ts-expect-error What is unknown cannot be set.
      () => example.write('params', { extra: {} }),
      // @ts-expect-error It is a number.
      () => example.write('params', { weight: '1' }),
      // @ts-expect-error It is a number of 32 bits.
      () => example.write('params', { weight: 1n }),
      // @ts-expect-error There are several.
      () => example.write('params', { disks: 'vda' }),
      // @ts-expect-error Null is no value.
      () => example.write('params', { name: null }),
    ];
    expect(calls).toHaveLength(7);
  });

  test('match their interfaces', () => {
    interface Small {
      readonly count?: number;
      readonly total?: bigint;
      readonly input?: bigint | number;
      readonly flag?: boolean;
      readonly list?: readonly string[];
    }
    const others = {
      count: ['count', 'int'],
      total: ['total', 'ullong'],
      input: ['input', 'llong'],
      list: ['list', 'strings'],
    } as const;
    const right = { ...others, flag: ['flag', 'boolean'] } as const;
    const sets = [
      fieldSet((): Fields<Small> => right),
      // @ts-expect-error One is missing.
      fieldSet((): Fields<Small> => others),
      // @ts-expect-error One is too many.
      fieldSet((): Fields<Small> => ({ ...right, more: ['more', 'int'] })),
      // @ts-expect-error 64 bits are a bigint.
      fieldSet((): Fields<Small> => ({ ...right, count: ['count', 'ullong'] })),
      // @ts-expect-error 32 bits are a number.
      fieldSet((): Fields<Small> => ({ ...right, total: ['total', 'uint'] })),
      // @ts-expect-error 32 bits are a number.
      fieldSet((): Fields<Small> => ({ ...right, input: ['input', 'int'] })),
      // @ts-expect-error A truth value is not a text.
      fieldSet((): Fields<Small> => ({ ...right, flag: ['flag', 'string'] })),
      // @ts-expect-error A list is not a text.
      fieldSet((): Fields<Small> => ({ ...right, list: ['list', 'string'] })),
    ];
    expect(sets).toHaveLength(8);
  });
});

type AnySet = FieldSet<object>;

const sets = Object.entries({
  ...bandwidth,
  ...domainBlock,
  ...domainJob,
  ...domainMigration,
  ...domainPerf,
  ...domainTuning,
  ...host,
  ...launchSecurity,
}) as [string, unknown][] as [string, AnySet][];

/** A value at the limit of each type. */
const EDGES: Readonly<Record<ParameterType, unknown>> = {
  int: -(2 ** 31),
  uint: 2 ** 32 - 1,
  llong: -(2n ** 63n),
  ullong: 2n ** 64n - 1n,
  double: -0.1,
  boolean: true,
  string: 'text',
  strings: ['one', 'two'],
};

function fieldsOf(set: AnySet): [string, readonly [name: string, type: ParameterType]][] {
  return Object.entries(set.fields);
}

describe.each(sets)('%s', (_, set) => {
  test('reads what it writes', () => {
    const full = Object.fromEntries(fieldsOf(set).map(([key, [, type]]) => [key, EDGES[type]]));
    expect(set.read(packWritten(set.write('params', full)))).toStrictEqual(full);
  });

  test('has no duplicate name', () => {
    const rawNames = fieldsOf(set).map(([, [name]]) => name);
    expect(new Set(rawNames).size).toBe(rawNames.length);
  });
});

test('every function has a set', () => {
  expect(sets).toHaveLength(23);
});

test.each([
  ['ConnectIdentityParameter', host.connectIdentity],
  ['NodeMemoryParameter', host.nodeMemoryParameters],
  ['NodeCPUStatsParameter', host.nodeCPUStats],
  ['NodeMemoryStatsParameter', host.nodeMemoryStats],
  ['NodeSEVParameter', host.nodeSEVParameters],
  ['DomainBandwidthParameter', bandwidth.domainInterfaceParameters],
  ['NetworkPortBandwidthParameter', bandwidth.networkPortParameters],
  ['DomainAnnounceInterfaceParameter', bandwidth.domainAnnounceInterface],
  ['DomainBlockStatsParameter', domainBlock.domainBlockStats],
  ['DomainBlockCopyParameter', domainBlock.domainBlockCopyParameters],
  ['DomainBlkioParameter', domainBlock.domainBlkioParameters],
  ['DomainBlockIOTuneParameter', domainBlock.domainBlockIoTuneParameters],
  ['DomainJobParameter', domainJob.domainJobInfo],
  ['MigrateParameter', domainMigration.domainMigrateParameters],
  ['DomainSaveParameter', domainMigration.domainSaveRestoreParams],
  ['PerfParameter', domainPerf.domainPerfEvents],
  ['DomainMemoryParameter', domainTuning.domainMemoryParameters],
  ['DomainNumaParameter', domainTuning.domainNumaParameters],
  ['DomainSchedulerParameter', domainTuning.domainSchedulerParameters],
  ['DomainIOThreadParameter', domainTuning.domainSetIOThreadParams],
  ['DomainCPUStatsParameter', domainTuning.domainCPUStats],
] as [keyof typeof parameters, AnySet][])('every name in %s is a field', (group, set) => {
  const rawNames = fieldsOf(set).map(([, [name]]) => name);
  expect([...rawNames].sort()).toEqual(Object.values(parameters[group]).sort());
});
