import { describe, expect, test } from 'vitest';
import { checkCoverage, type Given, type Item } from '../src/coverage/check.js';
import type { Exceptions } from '../src/coverage/exceptions.js';
import * as exceptions from '../src/coverage/exceptions.js';
import type { Member } from '../src/coverage/faces.js';
import { formatCoverage } from '../src/coverage/report.js';
import type { CFunction, Facts } from '../src/facts.js';

const fn = (name: string, library: CFunction['library'] = 'libvirt'): CFunction => ({
  name,
  library,
  since: '1.0.0',
  returns: 'int',
  arguments: [{ name: 'domain', type: 'virDomainPtr' }],
});

const facts: Facts = {
  version: '12.0.0',
  functions: [fn('virDomainCreate'), fn('virDomainFree'), fn('virDomainRef')],
  enums: [
    {
      name: 'virDomainState',
      since: '1.0.0',
      values: [
        { name: 'VIR_DOMAIN_RUNNING', value: 0, since: '1.0.0' },
        { name: 'VIR_DOMAIN_SHUTOFF', value: 1, since: '1.0.0' },
        { name: 'VIR_DOMAIN_LAST', value: 2, since: '1.0.0' },
      ],
    },
    {
      name: 'virDomainEventID',
      since: '1.0.0',
      values: [
        { name: 'VIR_DOMAIN_EVENT_ID_REBOOT', value: 0, since: '1.0.0' },
        { name: 'VIR_DOMAIN_EVENT_ID_IO_ERROR', value: 1, since: '1.0.0' },
        { name: 'VIR_DOMAIN_EVENT_ID_LAST', value: 2, since: '1.0.0' },
      ],
    },
    {
      name: 'virErrorNumber',
      since: '1.0.0',
      values: [
        { name: 'VIR_ERR_OK', value: 0, since: '1.0.0' },
        { name: 'VIR_ERR_INTERNAL', value: 1, since: '1.0.0' },
      ],
    },
  ],
  macros: [
    { name: 'LIBVIR_VERSION_NUMBER', since: '0.0.1', expression: '12000000' },
    { name: 'VIR_DOMAIN_BLKIO_WEIGHT', since: '1.0.0', string: 'weight' },
    { name: 'VIR_CPU_USED', since: '1.0.0', parameters: 'cpumap,cpu' },
    { name: 'VIR_UUID_BUFLEN', since: '1.0.0', expression: '(16)' },
  ],
  structs: [
    { name: 'virDomain', since: '1.0.0', fields: [] },
    {
      name: 'virDomainInfo',
      since: '1.0.0',
      fields: [
        { name: 'max_mem', type: 'unsigned long' },
        { name: 'cputime', type: 'unsigned long long' },
        { name: 'length', type: 'int' },
      ],
    },
  ],
  callbacks: [],
  typedefs: [{ name: 'virDomainPtr', type: 'virDomain *', since: '1.0.0' }],
};

const member = (name: string, documented: string[], reached = documented): Member => ({
  name,
  documented,
  reached: new Set(reached),
  at: 'domain.ts:1',
});

const none: Exceptions = { functions: [], events: [], constants: [], macros: [], fields: [] };

const given: Given = {
  releases: [facts],
  faces: {
    members: [
      member('Domain.create', ['virDomainCreate']),
      member('Domain.free', ['virDomainFree']),
      member('Connect.domainEventRebootRegister', []),
      member('Connect.domainEventIOErrorRegister', []),
    ],
    classes: new Set(['Domain']),
    properties: new Map([
      ['DomainInfo', new Set(['maxMem', 'cpuTime'])],
      ['ConnectEvents', new Set(['domain-reboot', 'domain-io-error'])],
    ]),
  },
  constants: {
    DomainState: { RUNNING: 0, SHUTOFF: 1 },
    DomainEventID: { REBOOT: 0, IO_ERROR: 1 },
    ErrorNumber: { OK: 0, INTERNAL: 1 },
    ERROR_CODES: { 0: 'VIR_ERR_OK', 1: 'VIR_ERR_INTERNAL' },
    DomainBlkioParameter: { WEIGHT: 'weight' },
    UUID_BUFLEN: 16,
    API_VERSION: '12.0.0',
    getVersion: () => 0,
  },
  ignored: {
    ...none,
    functions: [{ why: 'Counted by the runtime.', names: ['virDomainRef'] }],
    macros: [{ why: 'For C.', names: ['VIR_CPU_USED'] }],
    fields: [{ why: 'A length.', names: ['virDomainInfo.length'] }],
  },
  planned: none,
  answeredWithoutCall: [],
  sharedDocstrings: {},
  structFaces: {
    virDomainInfo: { type: 'DomainInfo', renamed: { cputime: 'cpuTime' }, why: 'Two words.' },
  },
};

const problemsOf = (change: Partial<Given>) => checkCoverage({ ...given, ...change }).problems;
const withMembers = (...members: Member[]) => ({ faces: { ...given.faces, members } });
const withConstants = (change: Record<string, unknown>) => ({
  constants: { ...given.constants, ...change },
});
const states = (items: readonly Item[]) =>
  Object.fromEntries(items.map(({ name, state }) => [name, state]));

test('what has a face or a reason has no problem', () => {
  const { items, problems } = checkCoverage(given);
  expect(problems).toEqual([]);
  expect(states(items)).toEqual({
    virDomainCreate: 'covered',
    virDomainFree: 'covered',
    virDomainRef: 'ignored',
    VIR_DOMAIN_EVENT_ID_REBOOT: 'covered',
    VIR_DOMAIN_EVENT_ID_IO_ERROR: 'covered',
    VIR_DOMAIN_EVENT_ID_LAST: 'ignored',
    VIR_DOMAIN_RUNNING: 'covered',
    VIR_DOMAIN_SHUTOFF: 'covered',
    VIR_DOMAIN_LAST: 'ignored',
    VIR_ERR_OK: 'covered',
    VIR_ERR_INTERNAL: 'covered',
    LIBVIR_VERSION_NUMBER: 'covered',
    VIR_DOMAIN_BLKIO_WEIGHT: 'covered',
    VIR_CPU_USED: 'ignored',
    VIR_UUID_BUFLEN: 'covered',
    virDomain: 'covered',
    'virDomainInfo.max_mem': 'covered',
    'virDomainInfo.cputime': 'covered',
    'virDomainInfo.length': 'ignored',
  });
});

describe('a function fails', () => {
  const [create, free, ...events] = given.faces.members as [Member, Member, ...Member[]];

  test('that nothing calls', () => {
    expect(problemsOf(withMembers(free, ...events))).toEqual([
      'virDomainCreate: no method or function calls it (since libvirt 1.0.0)',
    ]);
  });

  test('that a docstring names and the body does not call', () => {
    const uncalled = member('Domain.create', ['virDomainCreate'], []);
    expect(problemsOf(withMembers(uncalled, free, ...events))).toEqual([
      'Domain.create names virDomainCreate and does not call it (domain.ts:1)',
      'virDomainCreate: Domain.create names it (domain.ts:1), and does not call it',
    ]);
  });

  test('that one method names and another one calls', () => {
    const named = member('Domain.create', ['virDomainCreate'], []);
    const calling = member('Domain.start', [], ['virDomainCreate']);
    expect(problemsOf(withMembers(named, calling, free, ...events))).toHaveLength(2);
  });

  test('that is called without a word', () => {
    const silent = member('Domain.create', [], ['virDomainCreate']);
    expect(problemsOf(withMembers(silent, free, ...events))).toEqual([
      'virDomainCreate: Domain.create calls it (domain.ts:1), and its docstring does not say so',
    ]);
  });

  test('that libvirt lacks', () => {
    const invented = member('Domain.fly', ['virDomainFly']);
    expect(problemsOf(withMembers(create, free, invented, ...events))).toEqual([
      'Domain.fly names virDomainFly, which libvirt lacks (domain.ts:1)',
    ]);
  });

  test('whose release is wrong', () => {
    expect(problemsOf(withMembers({ ...create, since: '2.0.0' }, free, ...events))).toEqual([
      'Domain.create says "since libvirt 2.0.0", and virDomainCreate is since 1.0.0 (domain.ts:1)',
    ]);
  });

  test('that only an older release has', () => {
    const old = {
      ...facts,
      version: '11.0.0',
      functions: [...facts.functions, fn('virDomainOld')],
    };
    expect(problemsOf({ releases: [old, facts] })).toEqual([
      'virDomainOld: no method or function calls it (since libvirt 1.0.0)',
    ]);
  });
});

test('a docstring that all classes share stands for the function of each', () => {
  const other = { ...facts, functions: [...facts.functions, fn('virNetworkFree')] };
  const change = {
    releases: [other],
    ...withMembers(
      ...given.faces.members,
      member('Network.free', ['virDomainFree'], ['virNetworkFree']),
    ),
  };
  expect(problemsOf(change)).not.toEqual([]);
  expect(problemsOf({ ...change, sharedDocstrings: { free: /^vir\w+Free$/ } })).toEqual([]);
});

describe('a method that answers without a call', () => {
  const members = [...given.faces.members, member('Domain.ref', ['virDomainRef'], [])];
  const excuse = (...names: string[]) => ({ answeredWithoutCall: [{ why: 'It knows.', names }] });

  test('is excused by its line, and its function is not covered by it', () => {
    const change = { ...withMembers(...members), ...excuse('Domain.ref') };
    expect(problemsOf(change)).toEqual([]);
    const { items } = checkCoverage({ ...given, ...change });
    expect(states(items)['virDomainRef']).toBe('ignored');
  });

  test('needs that line', () => {
    expect(problemsOf(withMembers(...members))).toEqual([
      'Domain.ref names virDomainRef and does not call it (domain.ts:1)',
    ]);
  });

  test.each([
    ['Domain.create', 'Domain.create is excused from a call without need: drop the line'],
    ['Domain.gone', 'Domain.gone is excused from a call, and does not exist: drop the line'],
  ])('fails once the line is stale: %s', (name, problem) => {
    expect(problemsOf(excuse(name))).toEqual([problem]);
  });
});

describe('an event fails', () => {
  test('that no method registers', () => {
    const members = given.faces.members.filter(({ name }) => !name.includes('IOError'));
    expect(problemsOf(withMembers(...members))).toEqual([
      'VIR_DOMAIN_EVENT_ID_IO_ERROR: no method registers it',
    ]);
  });

  test('that is not emitted', () => {
    const properties = new Map([
      ...given.faces.properties,
      ['ConnectEvents', new Set(['domain-reboot'])] as const,
    ]);
    expect(problemsOf({ faces: { ...given.faces, properties } })).toEqual([
      'VIR_DOMAIN_EVENT_ID_IO_ERROR: no key of ConnectEvents stands for it',
    ]);
  });

  test('of an object that has none yet', () => {
    const values = [{ name: 'VIR_SECRET_EVENT_ID_LIFECYCLE', value: 0, since: '3.0.0' }];
    const enums = [...facts.enums, { name: 'virSecretEventID', since: '3.0.0', values }];
    const change = {
      releases: [{ ...facts, enums }],
      ...withConstants({ SecretEventID: { LIFECYCLE: 0 } }),
    };
    expect(problemsOf(change)).toEqual([
      'VIR_SECRET_EVENT_ID_LIFECYCLE: no method registers it, and no key of ConnectEvents stands for it',
    ]);
  });
});

describe('a constant fails', () => {
  test.each([
    [
      'that is missing',
      { DomainState: { RUNNING: 0 } },
      'VIR_DOMAIN_SHUTOFF: there is no DomainState.SHUTOFF',
    ],
    [
      'with another value',
      { DomainState: { RUNNING: 0, SHUTOFF: 5 } },
      'VIR_DOMAIN_SHUTOFF is 1, and DomainState.SHUTOFF is 5',
    ],
    [
      'that libvirt lacks',
      { DomainState: { RUNNING: 0, SHUTOFF: 1, FLYING: 2 } },
      'DomainState.FLYING is exported, and libvirt lacks it',
    ],
    [
      'that counts the others',
      { DomainState: { RUNNING: 0, SHUTOFF: 1, LAST: 2 } },
      'DomainState.LAST is exported, and libvirt lacks it',
    ],
    [
      'of an enum that libvirt lacks',
      { Mood: { GOOD: 1 } },
      'Mood is exported, and libvirt lacks it',
    ],
    [
      'that names an error wrong',
      { ERROR_CODES: { 0: 'VIR_ERR_OK', 1: 'VIR_ERR_OTHER' } },
      "VIR_ERR_INTERNAL is 'VIR_ERR_INTERNAL', and ERROR_CODES.1 is 'VIR_ERR_OTHER'",
    ],
    [
      'that is a macro with another value',
      { DomainBlkioParameter: { WEIGHT: 'wait' } },
      "VIR_DOMAIN_BLKIO_WEIGHT is 'weight', and DomainBlkioParameter.WEIGHT is 'wait'",
    ],
    [
      'that is a macro without a face',
      { UUID_BUFLEN: undefined },
      'VIR_UUID_BUFLEN: there is no UUID_BUFLEN',
    ],
    ['of another type', { UUID_BUFLEN: 16n }, 'VIR_UUID_BUFLEN is 16, and UUID_BUFLEN is 16n'],
    [
      'that tells another release',
      { API_VERSION: '11.0.0' },
      "LIBVIR_VERSION_NUMBER is '12.0.0', and API_VERSION is '11.0.0'",
    ],
  ])('%s', (_, change, problem) => {
    expect(problemsOf(withConstants(change))).toContain(problem);
  });

  test('with another value, whatever reason is given', () => {
    const ignored = {
      ...given.ignored,
      constants: [{ why: 'It is so.', names: ['VIR_DOMAIN_SHUTOFF'] }],
    };
    const change = withConstants({ DomainState: { RUNNING: 0, SHUTOFF: 5 } });
    expect(problemsOf({ ...change, ignored })).toEqual([
      'VIR_DOMAIN_SHUTOFF is 1, and DomainState.SHUTOFF is 5',
    ]);
  });

  test('that ends in LAST and counts nothing, if it is missing', () => {
    const enums = [
      {
        name: 'virWhere',
        since: '1.0.0',
        values: [
          { name: 'VIR_WHERE_ADD_LAST', value: 0, since: '1.0.0' },
          { name: 'VIR_WHERE_ADD_FIRST', value: 1, since: '1.0.0' },
        ],
      },
    ];
    expect(problemsOf({ releases: [{ ...facts, enums: [...facts.enums, ...enums] }] })).toContain(
      'VIR_WHERE_ADD_LAST: there is no Where.ADD_LAST',
    );
  });
});

describe('a field fails', () => {
  const withProperties = (...names: string[]) => ({
    faces: {
      ...given.faces,
      properties: new Map([...given.faces.properties, ['DomainInfo', new Set(names)]]),
    },
  });

  test('whose property is missing', () => {
    expect(problemsOf(withProperties('cpuTime'))).toEqual([
      'virDomainInfo.max_mem: DomainInfo has no maxMem',
    ]);
  });

  test('whose renamed property is missing', () => {
    expect(problemsOf(withProperties('maxMem', 'cputime'))).toEqual([
      'virDomainInfo.cputime: DomainInfo has no cpuTime',
    ]);
  });

  test('whose type is not exported', () => {
    const faces = { ...given.faces, properties: new Map<string, ReadonlySet<string>>() };
    expect(problemsOf({ faces })).toContain(
      'virDomainInfo.max_mem: no type DomainInfo is exported',
    );
  });

  test('of a struct that has no line', () => {
    expect(problemsOf({ structFaces: {} })).toContain(
      'virDomainInfo.max_mem: structFaces has no line for it',
    );
  });

  test('whose struct is renamed without need, without a reason, or gone', () => {
    expect(
      problemsOf({
        structFaces: {
          virDomainInfo: { type: 'DomainInfo', renamed: { max_mem: 'maxMem', cputime: 'cpuTime' } },
          virGone: { type: 'Gone' },
        },
      }),
    ).toEqual([
      'structFaces has virGone, which libvirt lacks: drop the line',
      'structFaces renames virDomainInfo.cputime without a reason',
      'structFaces renames virDomainInfo.max_mem without a reason',
      'structFaces renames virDomainInfo.max_mem without need: drop it',
    ]);
  });

  test('a class too, if it is missing', () => {
    expect(problemsOf({ faces: { ...given.faces, classes: new Set() } })).toEqual([
      'virDomain: there is no class Domain',
    ]);
  });
});

describe.each(['ignored', 'planned'] as const)('a line of what is %s', (list) => {
  const withLine = (name: string, why = 'For a reason.') => ({
    [list]: { ...given[list], functions: [...given[list].functions, { why, names: [name] }] },
  });

  test('fails once its function has its face', () => {
    expect(problemsOf(withLine('virDomainCreate'))).toEqual([
      `virDomainCreate is ${list}, and has its face: drop the line`,
    ]);
  });

  test('fails if libvirt lacks its function', () => {
    expect(problemsOf(withLine('virDomainGone'))).toEqual([
      `virDomainGone is ${list}, and libvirt lacks it: drop the line`,
    ]);
  });

  test('fails beside another one for the same', () => {
    expect(problemsOf(withLine('virDomainRef'))).toEqual(['virDomainRef has two lines: drop one']);
  });

  test('fails without a reason', () => {
    const [create, free, ...events] = given.faces.members as [Member, Member, ...Member[]];
    expect(create.documented).toEqual(['virDomainCreate']);
    expect(
      problemsOf({ ...withMembers(free, ...events), ...withLine('virDomainCreate', ' ') }),
    ).toEqual([`virDomainCreate: ${list} without a reason`]);
  });

  test('keeps its function from failing, and does not make it covered', () => {
    const [, free, ...events] = given.faces.members as [Member, Member, ...Member[]];
    const change = { ...withMembers(free, ...events), ...withLine('virDomainCreate') };
    expect(problemsOf(change)).toEqual([]);
    const { items } = checkCoverage({ ...given, ...change });
    expect(states(items)['virDomainCreate']).toBe(list);
  });
});

test('a line for a whole struct stands for its fields', () => {
  const fields = [{ why: 'For C.', names: ['virDomainInfo'] }];
  const { items, problems } = checkCoverage({
    ...given,
    structFaces: {},
    ignored: { ...given.ignored, fields },
  });
  expect(problems).toEqual([]);
  expect(states(items)).toMatchObject({
    'virDomainInfo.max_mem': 'ignored',
    'virDomainInfo.cputime': 'ignored',
  });
});

test('the table counts by class', () => {
  const items: Item[] = [
    { part: 'functions', name: 'virDomainCreate', owner: 'Domain', state: 'covered' },
    { part: 'functions', name: 'virDomainRef', owner: 'Domain', state: 'ignored' },
    { part: 'functions', name: 'virGetVersion', owner: '', state: 'missing' },
  ];
  const lines = formatCoverage(items)
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').trim());
  expect(lines).toEqual(
    expect.arrayContaining([
      'Functions covered ignored to come missing total',
      '(no class) · · · 1 1',
      'Domain 1 1 · · 2',
      'all 1 1 · 1 3',
    ]),
  );
});

describe('the exceptions of this repository', () => {
  test('are not both ignored and planned', () => {
    const names = (list: Exceptions) =>
      Object.values(list).flatMap((groups) => groups.flatMap((group) => group.names));
    const ignored = new Set(names(exceptions.ignored));
    expect(names(exceptions.planned).filter((name) => ignored.has(name))).toEqual([]);
  });

  test('all have their reason', () => {
    const groups = [exceptions.ignored, exceptions.planned].flatMap((list) =>
      Object.values(list).flat(),
    );
    const reasons = [...groups, ...exceptions.answeredWithoutCall].map(({ why }) => why.trim());
    expect(reasons.filter((why) => why === '')).toEqual([]);
  });
});
