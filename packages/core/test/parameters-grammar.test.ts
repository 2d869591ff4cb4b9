import { describe, expect, test } from 'vitest';
import type { Domain } from '../src/domain.js';
import { DomainGuestInfoParameter, DomainStatsParameter } from '../src/generated/parameters.js';
import { formatCPUList, parseCPUList } from '../src/parameters/cpu-list.js';
import { domainStatsPlacement, readDomainStats } from '../src/parameters/domain-stats.js';
import { each, GrammarPlacement, group, open, type Grammar } from '../src/parameters/grammar.js';
import { guestInfoPlacement, readGuestInfo } from '../src/parameters/guest-info.js';
import { readGuestVcpus } from '../src/parameters/guest-vcpus.js';
import type { Indexed } from '../src/parameters/layout.js';
import { STATS, STATS_OBJECT } from './parameters-examples.js';
import { pack } from './parameters-pack.js';
import { wrong } from './support.js';

describe('DomainStats', () => {
  test('are nested, may have gaps in their numbers, and keep unknown parameters', () => {
    const domain: Domain = wrong({ name: 'domain' });
    expect(readDomainStats(pack(STATS), [domain])).toStrictEqual([{ ...STATS_OBJECT, domain }]);
  });

  test('belong to their domains', () => {
    const domains: Domain[] = ['a', 'b', 'c'].map((name) => wrong({ name }));
    const packed = pack([['state.state', 'i', 1]], [], [['state.state', 'i', 5]]);
    expect(readDomainStats(packed, domains)).toStrictEqual([
      { state: { state: 1 }, domain: domains[0] },
      { domain: domains[1] },
      { state: { state: 5 }, domain: domains[2] },
    ]);
    expect(readDomainStats(pack(), [])).toEqual([]);
  });
});

describe('DomainGuestInfo', () => {
  test('is nested', () => {
    const info = readGuestInfo(
      pack([
        ['user.count', 'u', 1],
        ['user.0.name', 's', 'root'],
        ['user.0.login-time', 'L', 1700000000000n],
        ['os.pretty-name', 's', 'Debian'],
        ['timezone.offset', 'i', -3600],
        ['hostname', 's', 'guest'],
        ['fs.count', 'u', 1],
        ['fs.0.mountpoint', 's', '/'],
        ['fs.0.used-bytes', 'L', 5n],
        ['fs.0.disk.count', 'u', 1],
        ['fs.0.disk.0.alias', 's', 'vda'],
        ['disk.count', 'u', 1],
        ['disk.0.partition', 'b', true],
        ['disk.0.dependency.count', 'u', 1],
        ['disk.0.dependency.0.name', 's', '/dev/vda'],
        ['if.count', 'u', 1],
        ['if.0.hwaddr', 's', '52:54:00:00:00:01'],
        ['if.0.addr.count', 'u', 1],
        ['if.0.addr.0.addr', 's', '192.0.2.1'],
        ['if.0.addr.0.prefix', 'u', 24],
        ['load.15m', 'd', 0.25],
        ['device.count', 'u', 1],
        ['device.0.driverDate', 'l', 1736726400n],
        ['device.0.pciVendor', 'u', 6900],
        ['moon.phase', 's', 'full'],
      ]),
    );
    expect(info).toStrictEqual({
      users: [{ index: 0, name: 'root', loginTime: 1700000000000n }],
      os: { prettyName: 'Debian' },
      timeZone: { offset: -3600 },
      hostname: 'guest',
      fileSystems: [
        { index: 0, mountPoint: '/', usedBytes: 5n, disks: [{ index: 0, alias: 'vda' }] },
      ],
      disks: [{ index: 0, partition: true, dependencies: [{ index: 0, name: '/dev/vda' }] }],
      interfaces: [
        {
          index: 0,
          hwaddr: '52:54:00:00:00:01',
          addrs: [{ index: 0, addr: '192.0.2.1', prefix: 24 }],
        },
      ],
      load: { load15M: 0.25 },
      devices: [{ index: 0, driverDate: 1736726400n, pciVendor: 6900 }],
      extra: { 'moon.phase': 'full' },
    });
  });

  test('may be empty', () => {
    expect(readGuestInfo(pack())).toStrictEqual({});
  });

  test('distinguishes an empty list from one that was not requested', () => {
    const info = readGuestInfo(
      pack([
        ['user.count', 'u', 0],
        ['if.count', 'u', 1],
        ['if.0.addr.count', 'u', 0],
      ]),
    );
    expect(info).toStrictEqual({ users: [], interfaces: [{ index: 0, addrs: [] }] });
  });
});

/** Returns the names of a group, built from libvirt's constants, with 0 for every number. */
function namesOf(group: Readonly<Record<string, string>>): string[] {
  const constants = Object.entries(group);
  const inner = (above: string) => above.replace(/_PREFIX$/, '_SUFFIX_');
  const complete = (constant: string, text: string): string => {
    const [above] = constants
      .filter(([each]) => each.endsWith('_PREFIX') && constant.startsWith(inner(each)))
      .sort(([left], [right]) => right.length - left.length);
    return above === undefined ? text : `${complete(...above)}0${text}`;
  };
  return constants
    .filter(([constant]) => !constant.endsWith('_PREFIX') && !/_HISTOGRAM_|CUSTOM_/.test(constant))
    .map((each) => complete(...each));
}

describe('Grammar: every parameter name of libvirt has a place', () => {
  test.each(namesOf(DomainGuestInfoParameter))('%s', (name) => {
    expect(guestInfoPlacement.place(name)).toBeDefined();
  });

  const histograms = ['read', 'write', 'zone_append', 'flush'].flatMap((requests) =>
    ['count', '0.start', '0.value'].map(
      (name) => `block.0.latency_histogram.${requests}.bin.${name}`,
    ),
  );
  test.each([...namesOf(DomainStatsParameter), ...histograms])('%s', (name) => {
    expect(domainStatsPlacement.place(name)).toBeDefined();
  });
});

describe('Grammar', () => {
  interface Nested {
    readonly top?: number;
    readonly inner?: { readonly value?: bigint };
    readonly many?: readonly Item[];
    readonly own?: Own;
  }
  interface Item extends Indexed {
    readonly name?: string;
    readonly own?: Own;
  }
  type Own = Readonly<Record<string, number>>;

  const placement = new GrammarPlacement((): Grammar<Nested> => ({
    top: ['top', 'int'],
    inner: group({ value: ['.value', 'ullong'] }, 'in.ner'),
    many: each(
      'many.',
      { name: ['.name', 'string'], own: open(/\.own\.(.+)/, 'double') },
      'many.count',
    ),
    own: open(/own\.(.+)/, 'double'),
  }));

  test.each([
    ['top', { path: ['top'], type: 'int' }],
    ['in.ner.value', { path: ['inner', 'value'], type: 'ullong' }],
    ['many.0.name', { path: ['many', 0, 'name'], type: 'string' }],
    ['many.4294967295.name', { path: ['many', 4294967295, 'name'], type: 'string' }],
    ['many.3.own.1.2', { path: ['many', 3, 'own', '1.2'], type: 'double' }],
    ['own.7.x', { path: ['own', '7.x'], type: 'double' }],
    ['own.#', { path: ['own', '#'], type: 'double' }],
    ['own.two\nlines', { path: ['own', 'two\nlines'], type: 'double' }],
    ['many.count', { path: ['many'], type: 'length' }],
  ])('places %s', (name, place) => {
    expect(placement.place(name)).toStrictEqual(place);
  });

  test.each([
    '',
    'tops',
    'many',
    'many.#.name',
    'many.#.own.x',
    'many..name',
    'many.01.name',
    'many.-1.name',
    'many.1.5.name',
    'many.99999999999.name',
    'many.x.name',
    'inxner.value',
    'xown.y',
    'constructor',
    '__proto__',
  ])('does not know %j', (name) => {
    expect(placement.place(name)).toBeUndefined();
  });

  test('matches its interface', () => {
    const rules = {
      top: ['top', 'int'],
      inner: group<{ readonly value?: bigint }>({ value: ['v', 'ullong'] }),
      many: each<{ readonly name?: string; readonly own?: Own }>('many.', {
        name: ['.name', 'string'],
        own: open(/(.+)/, 'double'),
      }),
      own: open(/(.+)/, 'double'),
    } as const;
    const tooMany = { value: ['v', 'ullong'], more: ['m', 'int'] } as const;
    const placements = [
      () => new GrammarPlacement((): Grammar<Nested> => rules),
      // @ts-expect-error 64 bits are a bigint.
      () => new GrammarPlacement((): Grammar<Nested> => ({ ...rules, top: ['top', 'ullong'] })),
      () =>
        new GrammarPlacement((): Grammar<Nested> => ({
          ...rules,
          // @ts-expect-error This is a list.
          many: group({ name: ['name', 'string'] }),
        })),
      // @ts-expect-error This is missing.
      () => new GrammarPlacement((): Grammar<Nested> => ({ ...rules, inner: undefined })),
      // @ts-expect-error This is too much.
      () => new GrammarPlacement((): Grammar<Nested> => ({ ...rules, more: group(tooMany) })),
    ];
    expect(placements).toHaveLength(5);
  });
});

describe('cpu-list', () => {
  const [no, yes] = [false, true];

  test.each([
    ['', []],
    ['0', [yes]],
    ['2', [no, no, yes]],
    ['0-3,^2', [yes, yes, no, yes]],
    ['0-1,4', [yes, yes, no, no, yes]],
  ])('are read: %j', (text, cpus) => {
    expect(parseCPUList(text)).toStrictEqual(cpus);
  });

  test.each(['x', '1-', '-1', '1,,x', '0-99999999', '70000', '0-3 ^2'])(
    'are refused: %j',
    (text) => {
      expect(parseCPUList(text)).toBeUndefined();
    },
  );

  test('are written', () => {
    expect(formatCPUList([yes, no, yes, yes])).toBe('0,2,3');
    expect(formatCPUList([])).toBe('');
  });

  test('readGuestVcpus reads the CPUs of a guest', () => {
    const packed = pack([
      ['vcpus', 's', '0-1'],
      ['online', 's', '0'],
      ['offlinable', 's', 'none'],
      ['hot', 's', '1'],
    ]);
    expect(readGuestVcpus(packed)).toStrictEqual({
      vcpus: [yes, yes],
      online: [yes],
      extra: { offlinable: 'none', hot: '1' },
    });
    expect(readGuestVcpus(pack())).toStrictEqual({});
  });
});
