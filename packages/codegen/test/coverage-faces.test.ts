import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFaces, type Faces } from '../src/coverage/faces.js';

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
       * Three of them. C: \`virOne\`, \`virTwo\` and
       * \`virThree\`; \`virFour\` is another matter.
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
let faces: Faces;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'libvirt-faces-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  faces = readFaces(root);
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

const find = (name: string) => faces.members.find((member) => member.name === name);
const reachedBy = (name: string) => [...(find(name)?.reached ?? [])];

describe('a raw function is reached', () => {
  test.each([
    ['in the body', 'Domain.create', 'virDomainCreate'],
    ['by a private method', 'Domain.byPrivateMethod', 'virPrivate'],
    ['by a function of another module', 'Domain.byHelper', 'virHelper'],
    ['by what implements an interface', 'Domain.byInterface', 'virEnd'],
    ['by a property that a constructor sets', 'Domain.byClass', 'virDeregister'],
    ['by a property that a method sets', 'Domain.byAssignment', 'virLater'],
    ['by a table of functions', 'Domain.byTable', 'virTable'],
    ['by a static method', 'Domain.byStatic', 'virStatic'],
    ['by a getter', 'Domain.byGetter', 'virGetter'],
    ['by a function', 'getVersion', 'virGetVersion'],
    ['by an inherited method that has it from the constructor', 'Domain.free', 'virDomainFree'],
    ['by the same method of another class', 'Renamed.free', 'virHiddenFree'],
  ])('%s', (_, member, name) => {
    expect(reachedBy(member)).toEqual([name]);
  });
});

describe('a raw function is not reached', () => {
  test.each([
    ['by its name in a text', 'Domain.names'],
    ['by something else that is called native', 'silent'],
    ['by a variable that takes it out', 'Domain.destructures'],
    ['by an object of a public class that is made', 'Domain.makes'],
    ['by its type', 'Domain.forType'],
  ])('%s', (_, member) => {
    expect(find(member)).toBeDefined();
    expect(reachedBy(member)).toEqual([]);
  });
});

test.each(['Domain.shielded', 'Domain.concealed', 'Domain.private', 'Unexported.method', 'helper'])(
  '%s is no public face',
  (name) => {
    expect(find(name)).toBeUndefined();
  },
);

describe('a docstring', () => {
  test('names the C function and the release', () => {
    expect(find('Domain.create')).toMatchObject({
      documented: ['virDomainCreate'],
      since: '0.1.0',
      at: expect.stringMatching(/^packages\/core\/src\/domain\.ts:\d+$/) as unknown,
    });
  });

  test('may name several', () => {
    expect(find('Domain.several')?.documented).toEqual(['virOne', 'virTwo', 'virThree']);
  });

  test('names none if it does not', () => {
    expect(find('Domain.byHelper')).toMatchObject({ documented: [] });
    expect(find('Domain.byHelper')).not.toHaveProperty('since');
  });
});

test('finds the classes and the properties of exported types', () => {
  expect([...faces.classes].sort()).toEqual(['Domain', 'Renamed']);
  expect([...faces.properties.get('Info')!].sort()).toEqual(['maxMem', 'shared']);
  expect(faces.properties.has('Common')).toBe(false);
});
