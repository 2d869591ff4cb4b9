import { describe, expect, test } from 'vitest';
import * as annotations from '../src/annotations.js';
import { emitTable } from '../src/emit/cpp.js';
import { emitRawFunctions } from '../src/emit/typescript.js';
import { PARTS, type CFunction, type Facts } from '../src/facts.js';
import { Shapes } from '../src/shapes.js';
import { runCli } from './cli.js';
import { newestFacts } from './facts.js';

const facts = newestFacts();
const shapes = new Shapes(facts);

/** The generated line and declaration of each function. */
const declarations = new Map(
  [...emitRawFunctions(facts, shapes).matchAll(/^ {2}readonly (\w+): (.*);$/gm)].map(
    ([, name, type]) => [name!, type!],
  ),
);
const lines = new Map(
  (['libvirt', ...PARTS] as const)
    .map((library) => emitTable(facts, shapes, library))
    .flatMap((table) => [...table.matchAll(/^ {4}\{symbols::(\w+), (.*)\},$/gm)])
    .map(([, name, line]) => [name!, line!.replace(/(Async|Sync)<decltype\(\w+\), /, '$1<')]),
);

/** The facts without a function, or with it changed. */
function without(name: string, change: (fn: CFunction) => CFunction[] = () => []): Facts {
  return {
    ...facts,
    functions: facts.functions.flatMap((fn) => (fn.name === name ? change(fn) : [fn])),
  };
}

describe('the generated line and declaration', () => {
  test.each([
    [
      'virDomainLookupByName',
      '"conn name", Async<New<virDomain>, Handle<virConnect>, String>()',
      '(conn: ConnectHandle, name: string) => Promise<DomainHandle>',
    ],
    [
      'virDomainGetInfo',
      '"domain", Async<Status, Handle<virDomain>, OutStruct<virDomainInfo>>()',
      '(domain: DomainHandle) => Promise<[state: number, maxMem: bigint, memory: bigint, nrVirtCpu: number, cpuTime: bigint]>',
    ],
    [
      'virConnectListAllDomains',
      '"conn flags", Async<Count, Handle<virConnect>, OutHandles<virDomain>, Flags>()',
      '(conn: ConnectHandle, flags: number) => Promise<DomainHandle[]>',
    ],
    [
      'virAdmConnectGetLoggingFilters',
      '"conn flags", Async<Count, Handle<virAdmConnect>, OutString, Flags>()',
      '(conn: AdmConnectHandle, flags: number) => Promise<string | null>',
    ],
    [
      'virAdmClientGetID',
      '"client", Sync<MinusOneIsError<unsigned long long>, Handle<virAdmClient>>()',
      '(client: AdmClientHandle) => bigint',
    ],
    [
      // Closes the connection of the client, and does not release the handle.
      'virAdmClientClose',
      '"client flags", Async<Status, Handle<virAdmClient>, Flags>()',
      '(client: AdmClientHandle, flags: number) => Promise<void>',
    ],
    [
      'virConnectListDomains',
      '"conn", Async<Count, Handle<virConnect>, OutNumbers<int>>()',
      '(conn: ConnectHandle) => Promise<number[]>',
    ],
    [
      'virConnectListDefinedDomains',
      '"conn", Async<Count, Handle<virConnect>, OutNames>()',
      '(conn: ConnectHandle) => Promise<string[]>',
    ],
    [
      'virDomainGetState',
      '"domain flags", Async<Status, Handle<virDomain>, Out<int>, Out<int>, Flags>()',
      '(domain: DomainHandle, flags: number) => Promise<[state: number, reason: number]>',
    ],
    [
      'virDomainGetUUIDString',
      '"domain", Sync<Status, Handle<virDomain>, OutUuidString>()',
      '(domain: DomainHandle) => string',
    ],
    [
      'virDomainGetUUID',
      '"domain", Sync<Status, Handle<virDomain>, OutUuid>()',
      '(domain: DomainHandle) => Uint8Array',
    ],
    [
      'virDomainGetID',
      '"domain", Sync<DomainId, Handle<virDomain>>()',
      '(domain: DomainHandle) => number | undefined',
    ],
    [
      'virDomainFree',
      '"domain", Release<virDomain>()',
      '(domain: DomainHandle) => Promise<number>',
    ],
    [
      'virConnectClose',
      '"conn", Release<virConnect>()',
      '(conn: ConnectHandle) => Promise<number>',
    ],
    [
      'virDomainHasManagedSaveImage',
      '"dom flags", Async<Boolean, Handle<virDomain>, Flags>()',
      '(dom: DomainHandle, flags: number) => Promise<boolean>',
    ],
    [
      'virDomainFSFreeze',
      '"dom mountpoints flags", Async<Number, Handle<virDomain>, Strings, Flags>()',
      '(dom: DomainHandle, mountpoints: readonly string[], flags: number) => Promise<number>',
    ],
    [
      'virDomainPinVcpu',
      '"domain vcpu cpumap", Async<Status, Handle<virDomain>, In<unsigned int>, CpuMap>()',
      '(domain: DomainHandle, vcpu: number, cpumap: Uint8Array) => Promise<void>',
    ],
    [
      'virDomainSetMemory',
      '"domain memory", Async<Status, Handle<virDomain>, In<unsigned long>>()',
      '(domain: DomainHandle, memory: bigint | number) => Promise<void>',
    ],
    [
      'virNodeGetFreeMemory',
      '"conn", Async<ZeroIsError<unsigned long long>, Handle<virConnect>>()',
      '(conn: ConnectHandle) => Promise<bigint>',
    ],
    [
      'virDomainSetAutostart',
      '"domain autostart", Async<Status, Handle<virDomain>, InBoolean>()',
      '(domain: DomainHandle, autostart: boolean) => Promise<void>',
    ],
    [
      'virDomainGetAutostart',
      '"domain", Async<Status, Handle<virDomain>, OutBoolean>()',
      '(domain: DomainHandle) => Promise<boolean>',
    ],
    [
      'virDomainBlockStats',
      '"dom disk", Async<Status, Handle<virDomain>, String, OutSizedStruct<virDomainBlockStatsStruct>>()',
      '(dom: DomainHandle, disk: string) => Promise<[rd_req: bigint, rd_bytes: bigint, wr_req: bigint, wr_bytes: bigint, errs: bigint]>',
    ],
    [
      'virDomainRestoreFlags',
      '"conn from dxml flags", Async<Status, Handle<virConnect>, String, OptionalString, Flags>()',
      '(conn: ConnectHandle, from: string, dxml: string | null, flags: number) => Promise<void>',
    ],
    [
      'virNodeDeviceGetParent',
      '"dev", Async<OptionalBorrowedString, Handle<virNodeDevice>>()',
      '(dev: NodeDeviceHandle) => Promise<string | null>',
    ],
    [
      'virGetVersion',
      '"", Async<Status, Out<unsigned long>, Null<const char *>, Null<unsigned long *>>()',
      '() => Promise<bigint>',
    ],
  ])('of %s', (name, line, declaration) => {
    expect(lines.get(name)).toBe(line);
    expect(declarations.get(name)).toBe(declaration);
  });
});

describe('Shapes: every function', () => {
  test('has a shape, is handwritten, hidden, or uncovered: exactly one of these', () => {
    const uncovered = new Set(shapes.uncovered());
    const calledByHandwritten = new Set([...annotations.calledBy.values()].flat());
    const wrong = facts.functions.flatMap((fn) => {
      const states = {
        shaped: shapes.of(fn) !== undefined,
        handwritten: fn.name in annotations.handwritten,
        calledByHandwritten: calledByHandwritten.has(fn.name),
        hidden: shapes.hidden.has(fn.name),
        uncovered: uncovered.has(fn.name),
      };
      const holding = Object.entries(states).filter(([, holds]) => holds);
      return holding.length === 1 ? [] : [{ name: fn.name, ...states }];
    });
    expect(wrong).toEqual([]);
  });

  test('is in the table if it has a shape, and declared if it can be called', () => {
    const shaped = facts.functions.filter((fn) => shapes.of(fn) !== undefined);
    const names = shaped.map(({ name }) => name);
    expect([...lines.keys()].sort()).toEqual(names.sort());
    const callable = [...names, ...Object.keys(annotations.handwritten)];
    expect([...declarations.keys()].sort()).toEqual(callable.sort());
  });

  test('is printed by codegen uncovered if it is uncovered', () => {
    const { code, stdout } = runCli('uncovered');
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => line !== '')).toEqual(shapes.uncovered());
  });
});

/** The functions with annotations of arguments or results. */
const described = [
  ...annotations.local,
  ...Object.keys(annotations.results),
  ...annotations.argumentKinds.flatMap((each) => each.of),
  ...annotations.nullable.flatMap((each) => each.arguments),
  ...annotations.mostParameters.flatMap((each) => each.of),
].map((id) => id.split('.', 1)[0]!);
const hidden = annotations.hidden.flatMap((each) => each.functions);

test('Shapes.of: typed parameters without an annotated limit have no shape', () => {
  const renamed = without('virDomainSetPerfEvents', (fn) => [{ ...fn, name: 'virDomainSetNew' }]);
  const fn = renamed.functions.find(({ name }) => name === 'virDomainSetNew')!;
  expect(shapes.of(fn)).toBeUndefined();
  expect(lines.get('virDomainSetPerfEvents')).toContain('TypedParams<int, 64>');
});

describe('annotations.ts', () => {
  test('has a reason for every entry', () => {
    const reasons = [
      ...annotations.hidden,
      ...annotations.argumentKinds,
      ...annotations.nullable,
      ...annotations.mostParameters,
      ...Object.values(annotations.handwritten),
      ...Object.values(annotations.results),
    ].map(({ why }) => why);
    expect(reasons.filter((why) => why.trim() === '')).toEqual([]);
  });

  test('shortCalls and longCalls name existing functions, each once', () => {
    const named = [...annotations.shortCalls, ...annotations.longCalls];
    expect(named.filter((name) => !facts.functions.some((fn) => fn.name === name))).toEqual([]);
    expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
  });

  test('hides no function twice', () => {
    expect(hidden.filter((name, index) => hidden.indexOf(name) !== index)).toEqual([]);
  });

  test('hides no function that has another annotation', () => {
    const others = new Set([...described, ...Object.keys(annotations.handwritten)]);
    expect(hidden.filter((name) => others.has(name))).toEqual([]);
  });

  test('describes no handwritten function', () => {
    expect(described.filter((name) => name in annotations.handwritten)).toEqual([]);
  });

  test('describes no argument twice', () => {
    const ids = annotations.argumentKinds.flatMap((each) => each.of);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});

describe('Shapes: refuses an annotation whose function or argument does not exist', () => {
  test.each([
    ['a hidden function', 'virDomainRef'],
    ['a handwritten function', 'virConnectOpenAuth'],
    ['a synchronous function', 'virStorageVolGetKey'],
    ['a function with an annotated result', 'virConnectCompareCPU'],
  ])('%s', (_, name) => {
    expect(() => new Shapes(without(name))).toThrow(
      `annotations.ts names what libvirt ${facts.version} lacks: ${name}`,
    );
  });

  test.each([
    ['an argument with an annotated kind', 'virDomainGetState', 'reason'],
    ['an optional argument', 'virDomainFSTrim', 'mountPoint'],
    ['an argument with a limited length', 'virDomainSetPerfEvents', 'params'],
  ])('%s, whose function does not exist', (_, name, argument) => {
    expect(() => new Shapes(without(name))).toThrow(`${name}.${argument}`);
  });

  test.each([
    ['an argument with an annotated kind', 'virDomainGetState', 'reason'],
    ['an optional argument', 'virDomainFSTrim', 'mountPoint'],
    ['an argument with a limited length', 'virDomainSetPerfEvents', 'params'],
  ])('%s, renamed', (_, name, argument) => {
    const renamed = without(name, (fn) => [
      {
        ...fn,
        arguments: fn.arguments.map((each) =>
          each.name === argument ? { ...each, name: 'renamed' } : each,
        ),
      },
    ]);
    expect(() => new Shapes(renamed)).toThrow(`lacks: ${name}.${argument}`);
  });
});
