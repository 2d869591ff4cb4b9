import {
  Domain,
  DomainCheckpoint,
  DomainSnapshot,
  Interface,
  LibvirtError,
  Network,
  NodeDevice,
  StoragePool,
  StorageVol,
} from '@libvirt/core';

/** The outcome of a call: a value, a libvirt error, or another exception. */
export type Outcome =
  { readonly value: unknown } | { readonly error: unknown } | { readonly exception: string };

type Identify = (object: object) => unknown;

/** What identifies objects, like `IDENTITY` of the Python side. */
const IDENTITIES: readonly Identify[] = [
  by(Domain, (object) => [object.getName(), object.getUUIDString(), object.getID() ?? -1]),
  by(DomainSnapshot, (object) => [object.getName()]),
  by(DomainCheckpoint, (object) => [object.getName()]),
  by(Network, (object) => [object.getName(), object.getUUIDString()]),
  by(Interface, (object) => [object.getName(), object.getMACString()]),
  by(StoragePool, (object) => [object.getName(), object.getUUIDString()]),
  by(StorageVol, (object) => [object.getName(), object.getKey()]),
  by(NodeDevice, (object) => [object.getName()]),
];

function by<T>(
  Class: abstract new (...args: never[]) => T,
  identity: (object: T) => unknown,
): Identify {
  return (object) =>
    object instanceof Class ? { object: Class.name, is: plain(identity(object)) } : undefined;
}

/**
 * Converts a result of ours to the form in which both sides are compared. C has no booleans, and the
 * Python binding returns the status 0 where we return `undefined`.
 */
export function plain(value: unknown): unknown {
  if (value === undefined) return 0n;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (Array.isArray(value)) return value.map(plain);
  for (const identify of IDENTITIES) {
    const identity = identify(value);
    if (identity !== undefined) return identity;
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

/** Returns the outcome of a call on our side, with all details of a libvirt error. */
export async function outcomeOf(call: () => unknown): Promise<Outcome> {
  try {
    return { value: plain(await call()) };
  } catch (error) {
    if (!(error instanceof LibvirtError)) return { exception: String(error) };
    const { errno, domain, message, level, str1, str2, str3, int1, int2 } = error;
    const texts = [str1, str2, str3].map((text) => text ?? null);
    return { error: plain([errno, domain, message, level, ...texts, int1, int2]) };
  }
}

/** Reviver for `JSON.parse`: converts the output of the Python side to the same form. */
export function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if ('integer' in value) return BigInt(value.integer as string);
  if ('double' in value) return plain(value.double);
  return 'map' in value ? value.map : value;
}

/** Sorts the elements of a list. */
export function sorted(outcome: Outcome): Outcome {
  if (!('value' in outcome) || !Array.isArray(outcome.value)) return outcome;
  const value = (outcome.value as unknown[])
    .map((each) => [textOf(each), each] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return { value: value.map(([, each]) => each) };
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? each.toString() : each,
  );
}

/**
 * Replaces numbers of our value by Python's, if they differ only by the time between the two calls.
 */
export function settleClock(ours: unknown, theirs: unknown): unknown {
  if (typeof ours === 'bigint' && typeof theirs === 'bigint') {
    return areNear(ours, theirs) ? theirs : ours;
  }
  if (typeof ours === 'string' && typeof theirs === 'string') {
    const numbers = theirs.match(/\d{10,}/g) ?? [];
    return ours.replace(/\d{10,}/g, (number) => {
      const other = numbers.shift() ?? number;
      return areNear(BigInt(number), BigInt(other)) ? other : number;
    });
  }
  if (typeof ours !== 'object' || typeof theirs !== 'object' || !ours || !theirs) return ours;
  const other = theirs as Record<string, unknown>;
  if (Array.isArray(ours)) return ours.map((each, index) => settleClock(each, other[index]));
  return Object.fromEntries(
    Object.entries(ours).map(([key, each]) => [key, settleClock(each, other[key])]),
  );
}

/** Returns whether two times since 1970, in any unit, are within about ten minutes. */
function areNear(one: bigint, other: bigint): boolean {
  const difference = one < other ? other - one : one - other;
  return difference * 3_000_000n <= other;
}
