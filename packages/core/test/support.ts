import { Connect, getVersion, LibvirtError, type Domain } from '@libvirt/core';
import { inspect } from 'node:util';
import { expect, test, type TestContext } from 'vitest';

/** The oldest tested release whose test driver supports all tests; 7.0.0 supports fewer. */
export const TEST_DRIVER = '9.0.0';

/** The oldest tested release whose test driver has what that of 9.0.0 lacks. */
export const NEWER_TEST_DRIVER = '11.3.0';

/** Returns whether libvirt is older than a release. */
export async function isOlder(release: string): Promise<boolean> {
  const [major = 0, minor = 0, micro = 0] = release.split('.').map(Number);
  return (await getVersion()) < major * 1_000_000 + minor * 1_000 + micro;
}

/** Skips a test if libvirt is older than a release, with that reason. */
export async function needLibvirt({ skip }: TestContext, release: string): Promise<void> {
  skip(await isOlder(release), `needs libvirt ${release}`);
}

/** Creates an object, lends it to a test, and frees it. */
export type Lend<T> = (use: (object: T) => Promise<void>) => Promise<void>;

/**
 * Lends a connection to the test driver. All connections of a process share the driver's state, which
 * is reset when the last reference is gone. So this checks that the test has freed every object.
 */
export const withConnection: Lend<Connect> = async (use) => {
  const conn = await Connect.open('test:///default');
  try {
    await use(conn);
  } catch (error) {
    await conn.close();
    throw error;
  }
  expect(await conn.close()).toBe(0);
};

/** Lends the test driver's domain, which is running. */
export const withDomain: Lend<Domain> = (use) =>
  withConnection(async (conn) => {
    await using domain = await conn.lookupDomainByName('test');
    await use(domain);
  });

/** Maps objects to values, and frees the objects. */
export async function freeing<T extends AsyncDisposable, R>(
  objects: readonly T[],
  map: (object: T) => R,
): Promise<R[]> {
  const values = objects.map(map);
  await Promise.all(objects.map((object) => object[Symbol.asyncDispose]()));
  return values;
}

/** Returns the sorted names of objects, and frees the objects. */
export async function namesOf(
  objects: readonly (AsyncDisposable & { getName(): string })[],
): Promise<string[]> {
  return (await freeing(objects, (object) => object.getName())).sort();
}

/** Passes a value of the wrong type to an argument. */
export function wrong(value: unknown): never {
  return value as never;
}

/** Returns the error with which a call rejects. */
async function errorOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => {
      throw new Error('the call did not reject');
    },
    (error: unknown) => error as Error,
  );
}

/** A method, its wrong argument, the class of the error, and the call. */
export type WrongArgument<T> = readonly [
  method: string,
  argument: string,
  type: ErrorConstructor,
  call: (object: T) => Promise<unknown>,
];

/** Tests that each wrong argument is rejected by its name in C. */
export function testWrongArguments<T>(
  lend: Lend<T>,
  cases: readonly WrongArgument<NoInfer<T>>[],
): void {
  test.each(cases)('%s rejects a wrong %s', (_, argument, type, call) =>
    lend(async (object) => {
      const error = await errorOf(call(object));
      expect(error).toBeInstanceOf(type);
      expect(error).not.toBeInstanceOf(LibvirtError);
      expect(error.message).toMatch(new RegExp(`^${argument} `));
    }),
  );
}

/** A C function, a call of it, and the releases whose test driver lacks it. */
export type Unsupported<T> = readonly [
  cFunction: string,
  call: (object: T) => Promise<unknown>,
  releases?: { readonly since?: string; readonly until?: string },
];

/** Tests that libvirt itself rejects each function that the test driver lacks. */
export function testUnsupported<T>(lend: Lend<T>, cases: readonly Unsupported<NoInfer<T>>[]): void {
  test.for(cases)('%s rejects, as the test driver lacks it', async (each, context) => {
    const [cFunction, call, { since = '1.2.0', until = '99.0.0' } = {}] = each;
    await needLibvirt(context, since);
    context.skip(!(await isOlder(until)), 'this test driver has it');
    await lend(async (object) => {
      const error = await errorOf(call(object));
      expect(error).toBeInstanceOf(LibvirtError);
      expect(error).toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' });
      expect(error.message).toContain(cFunction);
    });
  });
}

/** A method, a call with flags, and the libvirt release that it needs. */
export type Flagged<T> = readonly [
  method: string,
  call: (object: T, flags: number) => Promise<unknown>,
  release?: string,
];

/** Tests that each method passes its flags to libvirt, which rejects an unknown one. */
export function testFlags<T>(lend: Lend<T>, cases: readonly Flagged<NoInfer<T>>[]): void {
  test.for(cases)(
    '%s passes its flags to libvirt',
    async ([, call, release = '1.2.0'], context) => {
      await needLibvirt(context, release);
      await lend(async (object) => {
        const error = await errorOf(call(object, 2 ** 30));
        expect(error).toMatchObject({ code: 'VIR_ERR_INVALID_ARG' });
        expect(error.message).toContain('0x40000000');
      });
    },
  );
}

/** Methods that do not use the handle. */
const HARMLESS = new Set([
  'constructor',
  'describe',
  'domainGetConnect',
  'getConnect',
  'getDomain',
  'getNetwork',
]);

/**
 * Returns the error codes of all methods of an object's class. Only for freed objects: the methods are
 * called without arguments.
 */
async function codesOf(object: object): Promise<ReadonlySet<unknown>> {
  const prototype = Object.getPrototypeOf(object) as Record<string, () => unknown>;
  const methods = Object.getOwnPropertyNames(prototype).filter((name) => !HARMLESS.has(name));
  const codes = methods.map(async (method) => {
    const error = await errorOf(Promise.resolve().then(() => prototype[method]!.call(object)));
    return error instanceof LibvirtError ? error.code : error;
  });
  return new Set(await Promise.all(codes));
}

/** How to test what all classes of objects share. */
export interface NamedObject<Owner, T> {
  /** Lends the owner of an object, such as a connection. */
  readonly withOwner: Lend<Owner>;
  /** Creates an object, or looks one up. */
  readonly make: (owner: Owner) => T | Promise<T>;
  /** Each synchronous getter, with its result and the expected one. */
  readonly getters: readonly (readonly [
    method: string,
    results: (object: T, owner: Owner) => readonly [actual: unknown, expected: unknown],
  ])[];
  /** The text that `console.log` shows between the braces. */
  readonly shown?: string;
  /** The error code of calls on a freed object. */
  readonly invalid: string;
  /** For a class of which the test driver has no objects: the argument that C lacks in `free()`. */
  readonly withoutHandle?: string;
}

/** Tests the getters of an object, and that it rejects calls after `free()`. */
export function testNamedObject<Owner, T extends AsyncDisposable & { free(): Promise<void> }>(
  className: string,
  { withOwner, make, getters, shown, invalid, withoutHandle }: NamedObject<Owner, T>,
): void {
  test(`${getters.map(([method]) => method).join(', ')} return the identity, without a promise`, () =>
    withOwner(async (owner) => {
      const object = await make(owner);
      for (const [method, results] of getters) {
        const [actual, expected] = results(object, owner);
        expect(actual, method).toBe(expected);
      }
      if (shown !== undefined) expect(inspect(object)).toBe(`${className} { ${shown} }`);
      if (withoutHandle === undefined) await object.free();
    }));

  test(`rejects with ${invalid} after free()`, () =>
    withOwner(async (owner) => {
      const object = await make(owner);
      const freed = object.free();
      if (withoutHandle === undefined) await freed;
      else await expect(freed).rejects.toThrow(`${withoutHandle} must be`);
      expect(await codesOf(object)).toEqual(new Set([invalid]));
      expect(inspect(object)).toBe(`${className} { freed }`);
    }));
}
