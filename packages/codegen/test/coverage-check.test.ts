import { describe, expect, test } from 'vitest';
import { checkCoverage, type Given, type Item } from '../src/coverage/check.js';
import type { Exceptions } from '../src/coverage/exceptions.js';
import * as exceptions from '../src/coverage/exceptions.js';
import type { Member } from '../src/coverage/public-api.js';
import { formatCoverage } from '../src/coverage/report.js';
import type { CFunction, Facts } from '../src/facts.js';

const fn = (name: string, library: CFunction['library'] = 'libvirt'): CFunction => ({
  name,
  library,
  header: '',
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
  api: {
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
  structMappings: {
    virDomainInfo: { type: 'DomainInfo', renamed: { cputime: 'cpuTime' }, why: 'Two words.' },
  },
};

const problemsOf = (change: Partial<Given>) => checkCoverage({ ...given, ...change }).problems;
const withMembers = (...members: Member[]) => ({ api: { ...given.api, members } });
const withConstants = (change: Record<string, unknown>) => ({
  constants: { ...given.constants, ...change },
});
const states = (items: readonly Item[]) =>
  Object.fromEntries(items.map(({ name, state }) => [name, state]));

test('checkCoverage: accepts names that are exposed or listed as exceptions', () => {
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

describe('checkCoverage fails for a function', () => {
  const [create, free, ...events] = given.api.members as [Member, Member, ...Member[]];

  test('that nothing calls', () => {
    expect(problemsOf(withMembers(free, ...events))).toEqual([
      'virDomainCreate: no method or function calls it (since libvirt 1.0.0)',
    ]);
  });

  test('that a docstring names and the body does not call', () => {
    const uncalled = member('Domain.create', ['virDomainCreate'], []);
    expect(problemsOf(withMembers(uncalled, free, ...events))).toEqual([
      'Domain.create names virDomainCreate, but does not call it (domain.ts:1)',
      'virDomainCreate: Domain.create names it (domain.ts:1), but does not call it',
    ]);
  });

  test('that one method names and another one calls', () => {
    const named = member('Domain.create', ['virDomainCreate'], []);
    const calling = member('Domain.start', [], ['virDomainCreate']);
    expect(problemsOf(withMembers(named, calling, free, ...events))).toHaveLength(2);
  });

  test('that the docstring of its caller does not name', () => {
    const silent = member('Domain.create', [], ['virDomainCreate']);
    expect(problemsOf(withMembers(silent, free, ...events))).toEqual([
      'virDomainCreate: Domain.create calls it (domain.ts:1), but its docstring does not name it',
    ]);
  });

  test('that does not exist', () => {
    const invented = member('Domain.fly', ['virDomainFly']);
    expect(problemsOf(withMembers(create, free, invented, ...events))).toEqual([
      'Domain.fly names virDomainFly, which does not exist (domain.ts:1)',
    ]);
  });

  test('with a wrong release', () => {
    expect(problemsOf(withMembers({ ...create, since: '2.0.0' }, free, ...events))).toEqual([
      'Domain.create says "since libvirt 2.0.0", but virDomainCreate is since 1.0.0 (domain.ts:1)',
    ]);
  });

  test('that exists only in an older release', () => {
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

test('sharedDocstrings: an inherited docstring counts for the function of each class', () => {
  const other = { ...facts, functions: [...facts.functions, fn('virNetworkFree')] };
  const change = {
    releases: [other],
    ...withMembers(
      ...given.api.members,
      member('Network.free', ['virDomainFree'], ['virNetworkFree']),
    ),
  };
  expect(problemsOf(change)).not.toEqual([]);
  expect(problemsOf({ ...change, sharedDocstrings: { free: /^vir\w+Free$/ } })).toEqual([]);
});

describe('answeredWithoutCall', () => {
  const members = [...given.api.members, member('Domain.ref', ['virDomainRef'], [])];
  const except = (...names: string[]) => ({ answeredWithoutCall: [{ why: 'A reason.', names }] });

  test('accepts a method without the call, which does not cover the function', () => {
    const change = { ...withMembers(...members), ...except('Domain.ref') };
    expect(problemsOf(change)).toEqual([]);
    const { items } = checkCoverage({ ...given, ...change });
    expect(states(items)['virDomainRef']).toBe('ignored');
  });

  test('is required for such a method', () => {
    expect(problemsOf(withMembers(...members))).toEqual([
      'Domain.ref names virDomainRef, but does not call it (domain.ts:1)',
    ]);
  });

  test.each([
    ['Domain.create', 'answeredWithoutCall lists Domain.create, which makes the call: remove it'],
    ['Domain.gone', 'answeredWithoutCall lists Domain.gone, which does not exist: remove it'],
  ])('refuses a stale entry: %s', (name, problem) => {
    expect(problemsOf(except(name))).toEqual([problem]);
  });
});

describe('checkCoverage fails for an event', () => {
  test('that no method registers', () => {
    const members = given.api.members.filter(({ name }) => !name.includes('IOError'));
    expect(problemsOf(withMembers(...members))).toEqual([
      'VIR_DOMAIN_EVENT_ID_IO_ERROR: no method registers it',
    ]);
  });

  test('that is not emitted', () => {
    const properties = new Map([
      ...given.api.properties,
      ['ConnectEvents', new Set(['domain-reboot'])] as const,
    ]);
    expect(problemsOf({ api: { ...given.api, properties } })).toEqual([
      'VIR_DOMAIN_EVENT_ID_IO_ERROR: no key of ConnectEvents names it',
    ]);
  });

  test('of a class without other events', () => {
    const values = [{ name: 'VIR_SECRET_EVENT_ID_LIFECYCLE', value: 0, since: '3.0.0' }];
    const enums = [...facts.enums, { name: 'virSecretEventID', since: '3.0.0', values }];
    const change = {
      releases: [{ ...facts, enums }],
      ...withConstants({ SecretEventID: { LIFECYCLE: 0 } }),
    };
    expect(problemsOf(change)).toEqual([
      'VIR_SECRET_EVENT_ID_LIFECYCLE: no method registers it, no key of ConnectEvents names it',
    ]);
  });
});

describe('checkCoverage fails for a constant', () => {
  test.each([
    [
      'that is missing',
      { DomainState: { RUNNING: 0 } },
      'VIR_DOMAIN_SHUTOFF: there is no DomainState.SHUTOFF',
    ],
    [
      'with another value',
      { DomainState: { RUNNING: 0, SHUTOFF: 5 } },
      'VIR_DOMAIN_SHUTOFF is 1, but DomainState.SHUTOFF is 5',
    ],
    [
      'that does not exist',
      { DomainState: { RUNNING: 0, SHUTOFF: 1, FLYING: 2 } },
      "DomainState.FLYING is exported, but not in libvirt's API",
    ],
    [
      'that is a sentinel',
      { DomainState: { RUNNING: 0, SHUTOFF: 1, LAST: 2 } },
      "DomainState.LAST is exported, but not in libvirt's API",
    ],
    [
      'of an enum that does not exist',
      { Mood: { GOOD: 1 } },
      "Mood is exported, but not in libvirt's API",
    ],
    [
      'that has the name of another error',
      { ERROR_CODES: { 0: 'VIR_ERR_OK', 1: 'VIR_ERR_OTHER' } },
      "VIR_ERR_INTERNAL is 'VIR_ERR_INTERNAL', but ERROR_CODES.1 is 'VIR_ERR_OTHER'",
    ],
    [
      'that is a macro with another value',
      { DomainBlkioParameter: { WEIGHT: 'wait' } },
      "VIR_DOMAIN_BLKIO_WEIGHT is 'weight', but DomainBlkioParameter.WEIGHT is 'wait'",
    ],
    [
      'that is a macro and missing',
      { UUID_BUFLEN: undefined },
      'VIR_UUID_BUFLEN: there is no UUID_BUFLEN',
    ],
    ['of another type', { UUID_BUFLEN: 16n }, 'VIR_UUID_BUFLEN is 16, but UUID_BUFLEN is 16n'],
    [
      'that is another release',
      { API_VERSION: '11.0.0' },
      "LIBVIR_VERSION_NUMBER is '12.0.0', but API_VERSION is '11.0.0'",
    ],
  ])('%s', (_, change, problem) => {
    expect(problemsOf(withConstants(change))).toContain(problem);
  });

  test('with another value, even if it is listed as an exception', () => {
    const ignored = {
      ...given.ignored,
      constants: [{ why: 'A reason.', names: ['VIR_DOMAIN_SHUTOFF'] }],
    };
    const change = withConstants({ DomainState: { RUNNING: 0, SHUTOFF: 5 } });
    expect(problemsOf({ ...change, ignored })).toEqual([
      'VIR_DOMAIN_SHUTOFF is 1, but DomainState.SHUTOFF is 5',
    ]);
  });

  test('that ends in LAST, is no sentinel, and is missing', () => {
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

describe('checkCoverage fails for a field', () => {
  const withProperties = (...names: string[]) => ({
    api: {
      ...given.api,
      properties: new Map([...given.api.properties, ['DomainInfo', new Set(names)]]),
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
    const api = { ...given.api, properties: new Map<string, ReadonlySet<string>>() };
    expect(problemsOf({ api })).toContain('virDomainInfo.max_mem: no type DomainInfo is exported');
  });

  test('of a struct that structMappings does not list', () => {
    expect(problemsOf({ structMappings: {} })).toContain(
      'virDomainInfo.max_mem: structMappings does not list its struct',
    );
  });

  test('of a struct that structMappings renames without need or reason, or that does not exist', () => {
    expect(
      problemsOf({
        structMappings: {
          virDomainInfo: { type: 'DomainInfo', renamed: { max_mem: 'maxMem', cputime: 'cpuTime' } },
          virGone: { type: 'Gone' },
        },
      }),
    ).toEqual([
      'structMappings lists virGone, which does not exist: remove it',
      'structMappings renames virDomainInfo.cputime without a reason',
      'structMappings renames virDomainInfo.max_mem without a reason',
      'structMappings renames virDomainInfo.max_mem without need: remove it',
    ]);
  });

  test('or a class that is missing', () => {
    expect(problemsOf({ api: { ...given.api, classes: new Set() } })).toEqual([
      'virDomain: there is no class Domain',
    ]);
  });
});

describe.each(['ignored', 'planned'] as const)('Exceptions: a name that is %s', (list) => {
  const withName = (name: string, why = 'For a reason.') => ({
    [list]: { ...given[list], functions: [...given[list].functions, { why, names: [name] }] },
  });

  test('fails if the function is exposed', () => {
    expect(problemsOf(withName('virDomainCreate'))).toEqual([
      `virDomainCreate is ${list}, but exposed: remove it`,
    ]);
  });

  test('fails if the function does not exist', () => {
    expect(problemsOf(withName('virDomainGone'))).toEqual([
      `virDomainGone is ${list}, but does not exist: remove it`,
    ]);
  });

  test('fails if it is listed twice', () => {
    expect(problemsOf(withName('virDomainRef'))).toEqual([
      'virDomainRef is listed twice: remove one',
    ]);
  });

  test('fails without a reason', () => {
    const [create, free, ...events] = given.api.members as [Member, Member, ...Member[]];
    expect(create.documented).toEqual(['virDomainCreate']);
    expect(
      problemsOf({ ...withMembers(free, ...events), ...withName('virDomainCreate', ' ') }),
    ).toEqual([`virDomainCreate: ${list} without a reason`]);
  });

  test('does not fail, and is not covered', () => {
    const [, free, ...events] = given.api.members as [Member, Member, ...Member[]];
    const change = { ...withMembers(free, ...events), ...withName('virDomainCreate') };
    expect(problemsOf(change)).toEqual([]);
    const { items } = checkCoverage({ ...given, ...change });
    expect(states(items)['virDomainCreate']).toBe(list);
  });
});

test('Exceptions: the name of a struct means all of its fields', () => {
  const fields = [{ why: 'For C.', names: ['virDomainInfo'] }];
  const { items, problems } = checkCoverage({
    ...given,
    structMappings: {},
    ignored: { ...given.ignored, fields },
  });
  expect(problems).toEqual([]);
  expect(states(items)).toMatchObject({
    'virDomainInfo.max_mem': 'ignored',
    'virDomainInfo.cputime': 'ignored',
  });
});

test('formatCoverage: counts by class', () => {
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
      'Functions covered ignored planned missing total',
      '(no class) · · · 1 1',
      'Domain 1 1 · · 2',
      'all 1 1 · 1 3',
    ]),
  );
});

describe('exceptions.ts', () => {
  test('lists no name as both ignored and planned', () => {
    const names = (list: Exceptions) =>
      Object.values(list).flatMap((groups) => groups.flatMap((group) => group.names));
    const ignored = new Set(names(exceptions.ignored));
    expect(names(exceptions.planned).filter((name) => ignored.has(name))).toEqual([]);
  });

  test('has a reason for every entry', () => {
    const groups = [exceptions.ignored, exceptions.planned].flatMap((list) =>
      Object.values(list).flat(),
    );
    const reasons = [...groups, ...exceptions.answeredWithoutCall].map(({ why }) => why.trim());
    expect(reasons.filter((why) => why === '')).toEqual([]);
  });
});
