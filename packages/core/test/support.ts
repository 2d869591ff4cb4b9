import { Connect, getVersion, LibvirtError, type Domain } from '@libvirt/core';
import { inspect } from 'node:util';
import { expect, test, type TestContext } from 'vitest';

/** The oldest release whose test driver was found to have all that is tried on it; 7.0.0 has less. */
export const TEST_DRIVER = '9.0.0';

/** The oldest release whose test driver was found to have what that of 9.0.0 lacks. */
export const NEWER_TEST_DRIVER = '11.3.0';

/** Whether libvirt is older than a release. */
export async function isOlder(release: string): Promise<boolean> {
  const [major = 0, minor = 0, micro = 0] = release.split('.').map(Number);
  return (await getVersion()) < major * 1_000_000 + minor * 1_000 + micro;
}

/** Skips a test of what an older libvirt lacks, and says so. */
export async function needLibvirt({ skip }: TestContext, release: string): Promise<void> {
  skip(await isOlder(release), `needs libvirt ${release}`);
}

/** Makes an object, lends it to a test, and frees it. */
export type Lend<T> = (use: (object: T) => Promise<void>) => Promise<void>;

/**
 * Lends a connection to the test driver. All connections of a process share its state, which is as
 * new for the next test only if every object was freed: that is checked.
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

/** Lends the domain that the test driver has: it runs. */
export const withDomain: Lend<Domain> = (use) =>
  withConnection(async (conn) => {
    await using domain = await conn.lookupDomainByName('test');
    await use(domain);
  });

/** What objects tell of themselves, and frees them. */
export async function freeing<T extends AsyncDisposable, R>(
  objects: readonly T[],
  tell: (object: T) => R,
): Promise<R[]> {
  const told = objects.map(tell);
  await Promise.all(objects.map((object) => object[Symbol.asyncDispose]()));
  return told;
}

/** The names of objects in order, and frees them. */
export async function namesOf(
  objects: readonly (AsyncDisposable & { getName(): string })[],
): Promise<string[]> {
  return (await freeing(objects, (object) => object.getName())).sort();
}

/** A value of another type than an argument has. */
export function wrong(value: unknown): never {
  return value as never;
}

/** The error with which a call is refused; it must not throw before it returns its promise. */
async function errorOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => {
      throw new Error('the call was not refused');
    },
    (error: unknown) => error as Error,
  );
}

/** A method, an argument of it that is wrong, and the error that says so. */
export type WrongArgument<T> = readonly [
  method: string,
  argument: string,
  type: ErrorConstructor,
  call: (object: T) => Promise<unknown>,
];

/** A test for each argument that must be refused by its name in C. */
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

/** A C function, a method that calls it, and from when and until when a test driver lacks it. */
export type Unsupported<T> = readonly [
  cFunction: string,
  call: (object: T) => Promise<unknown>,
  releases?: { readonly since?: string; readonly until?: string },
];

/** A test for each function that the test driver lacks: libvirt itself says so, and names it. */
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

/** A method, how it is called with flags, and the libvirt that it needs. */
export type Flagged<T> = readonly [
  method: string,
  call: (object: T, flags: number) => Promise<unknown>,
  release?: string,
];

/** A test for each method whose flags libvirt must see: it refuses one that nobody knows. */
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
