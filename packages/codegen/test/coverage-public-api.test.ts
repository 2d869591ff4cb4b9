import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPublicAPI, type PublicAPI } from '../src/coverage/public-api.js';

const files = {
  'native/lib/index.ts': `
    export declare const native: Record<string, (...args: unknown[]) => number>;`,
  'packages/core/src/index.ts': `
    export { Domain } from './domain.js';
    export { Hidden as Renamed } from './domain.js';
    export { getVersion, silent } from './functions.js';
    export type { Info } from './functions.js';`,
  'packages/core/src/domain.ts': `
    import { native } from '@libvirt/native';
    import { helper } from './functions.js';
    import { makeEnding, Registration } from './registration.js';

    abstract class Base {
      readonly #free: () => number;
      protected constructor(free: () => number) { this.#free = free; }
      /** C: \`virDomainFree\` and its like. */
      free() { return this.#free(); }
    }

    export class Domain extends Base {
      constructor() { super(native.virDomainFree); }
      /** Since libvirt 0.1.0. C: \`virDomainCreate\`. */
      create() { return native.virDomainCreate(this); }
      /**
       * Calls three. C: \`virOne\`, \`virTwo\` and
       * \`virThree\`; not \`virFour\`.
       */
      several() { return [native.virOne(), native.virTwo(), native.virThree()]; }
      byPrivateMethod() { return this.#private(); }
      byHelper() { return helper(); }
      byInterface() { return makeEnding().end(); }
      byClass() { return new Registration().close(); }
      byTable() { return table['one']?.(); }
      static byStatic() { return native.virStatic(); }
      get byGetter() { return native.virGetter(); }
      byAssignment() { return this.#later(); }
      #later = () => 0;
      change() { this.#later = () => native.virLater(); }
      /** C: \`virNothing\`. */
      names() { return 'native.virNothing'; }
      destructures() { const { virLost } = native; return virLost?.(); }
      makes() { return new Domain(); }
      forType(of: typeof native.virType) { return of; }
      protected shielded() { return native.virShielded(); }
      private concealed() { return native.virConcealed(); }
      #private() { return native.virPrivate(); }
    }

    const table: Record<string, () => number> = { one: () => native.virTable() };

    export class Hidden extends Base {
      constructor() { super(native.virHiddenFree); }
    }
    export class Unexported { method() { return native.virUnexported(); } }`,
  'packages/core/src/functions.ts': `
    import { native as raw } from '@libvirt/native';
    /** C: \`virGetVersion\`. */
    export function getVersion() { return raw.virGetVersion(); }
    export function silent() { const native = { virFake: () => 1 }; return native.virFake(); }
    export function helper() { return raw.virHelper(); }
    export interface Common { readonly shared: number }
    export interface Info extends Common { readonly maxMem: bigint }`,
  'packages/core/src/registration.ts': `
    import { native } from '@libvirt/native';
    interface Ending { end(): number }
    export function makeEnding(): Ending { return { end: () => native.virEnd() }; }
    export class Registration {
      readonly #deregister: () => number;
      constructor() { this.#deregister = () => native.virDeregister(); }
      close() { return this.#deregister(); }
    }`,
};

let root: string;
let api: PublicAPI;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'libvirt-public-api-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  api = readPublicAPI(root);
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

const find = (name: string) => api.members.find((member) => member.name === name);
const reachedBy = (name: string) => [...(find(name)?.reached ?? [])];

describe('Member.reached has a raw function that is called', () => {
  test.each([
    ['in the body', 'Domain.create', 'virDomainCreate'],
    ['by a private method', 'Domain.byPrivateMethod', 'virPrivate'],
    ['by a function of another module', 'Domain.byHelper', 'virHelper'],
    ['by the implementation of an interface', 'Domain.byInterface', 'virEnd'],
    ['by a property that a constructor sets', 'Domain.byClass', 'virDeregister'],
    ['by a property that a method sets', 'Domain.byAssignment', 'virLater'],
    ['by a table of functions', 'Domain.byTable', 'virTable'],
    ['by a static method', 'Domain.byStatic', 'virStatic'],
    ['by a getter', 'Domain.byGetter', 'virGetter'],
    ['by a function', 'getVersion', 'virGetVersion'],
    ['by an inherited method that gets it from the constructor', 'Domain.free', 'virDomainFree'],
    ['by the same method of another class', 'Renamed.free', 'virHiddenFree'],
  ])('%s', (_, member, name) => {
    expect(reachedBy(member)).toEqual([name]);
  });
});

describe('Member.reached does not have a raw function that is only named', () => {
  test.each([
    ['in a string', 'Domain.names'],
    ['by another object with the name native', 'silent'],
    ['in a destructuring', 'Domain.destructures'],
    ['by a public class whose constructor is called', 'Domain.makes'],
    ['in a type', 'Domain.forType'],
  ])('%s', (_, member) => {
    expect(find(member)).toBeDefined();
    expect(reachedBy(member)).toEqual([]);
  });
});

test.each(['Domain.shielded', 'Domain.concealed', 'Domain.private', 'Unexported.method', 'helper'])(
  'readPublicAPI: %s is not public',
  (name) => {
    expect(find(name)).toBeUndefined();
  },
);

describe('readPublicAPI reads from a docstring', () => {
  test('the C function and the release', () => {
    expect(find('Domain.create')).toMatchObject({
      documented: ['virDomainCreate'],
      since: '0.1.0',
      at: expect.stringMatching(/^packages\/core\/src\/domain\.ts:\d+$/) as unknown,
    });
  });

  test('several C functions', () => {
    expect(find('Domain.several')?.documented).toEqual(['virOne', 'virTwo', 'virThree']);
  });

  test('no C function if it names none', () => {
    expect(find('Domain.byHelper')).toMatchObject({ documented: [] });
    expect(find('Domain.byHelper')).not.toHaveProperty('since');
  });
});

test('readPublicAPI: finds the classes and the properties of exported types', () => {
  expect([...api.classes].sort()).toEqual(['Domain', 'Renamed']);
  expect([...api.properties.get('Info')!].sort()).toEqual(['maxMem', 'shared']);
  expect(api.properties.has('Common')).toBe(false);
});
