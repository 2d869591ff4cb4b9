// Checks of arguments, with the messages of the addon. Each returns the value as it is written.
import type { TypedParameter } from '@libvirt/core/internal';
import type { Handles, RemoteHandle } from './handles.js';

function wrongType(name: string, rule: string): TypeError {
  return new TypeError(`${name} ${rule}`);
}

function outOfRange(name: string, rule: string): RangeError {
  return new RangeError(`${name} ${rule}`);
}

/** Returns a handle of a class. */
export function handle<H extends RemoteHandle>(Class: Handles<H>, name: string, value: unknown): H {
  if (!(value instanceof Class))
    throw wrongType(name, `must be a ${Class.typeName} of this thread`);
  if (value.isFreed) throw wrongType(name, 'has been freed');
  return value;
}

export function optionalHandle<H extends RemoteHandle>(
  Class: Handles<H>,
  name: string,
  value: unknown,
): H | null {
  return value === null || value === undefined ? null : handle(Class, name, value);
}

export function string(name: string, value: unknown): string {
  if (typeof value !== 'string') throw wrongType(name, 'must be a string');
  if (value.includes('\0')) throw wrongType(name, 'must be a string without NUL characters');
  return value;
}

export function optionalString(name: string, value: unknown): string | null {
  return value === null || value === undefined ? null : string(name, value);
}

export function strings(name: string, value: unknown): readonly string[] {
  return array(name, value).map((each, index) => string(`${name}[${index}]`, each));
}

export function array(name: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongType(name, 'must be an array');
  // Holes become undefined.
  return Array.from<unknown>(value);
}

export function boolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrongType(name, 'must be a boolean');
  return value;
}

export function callback(name: string, value: unknown): void {
  if (typeof value !== 'function') throw wrongType(name, 'must be a function');
}

/** Returns a combination of flags as an unsigned number. */
export function flagBits(name: string, value: unknown): number {
  if (typeof value === 'bigint') return uint32(name, value);
  const whole = wholeNumber(name, value);
  if (whole < -0x8000_0000 || whole > 0xffff_ffff) {
    throw outOfRange(name, 'must be a combination of flags of 32 bits');
  }
  return whole >>> 0;
}

export function int32(name: string, value: unknown): number {
  return Number(between(name, value, -0x8000_0000n, 0x7fff_ffffn));
}

export function uint32(name: string, value: unknown): number {
  return Number(between(name, value, 0n, 0xffff_ffffn));
}

/** Returns a whole number from 0 to a limit. */
export function upTo(most: number, name: string, value: unknown): number {
  return Number(between(name, value, 0n, BigInt(most)));
}

export function nonNegative(name: string, value: unknown): number {
  return Number(between(name, value, 0n, 0x7fff_ffffn));
}

export function int64(name: string, value: unknown): bigint {
  return between(name, value, -0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn);
}

export function uint64(name: string, value: unknown): bigint {
  return between(name, value, 0n, 0xffff_ffff_ffff_ffffn);
}

function between(name: string, value: unknown, least: bigint, most: bigint): bigint {
  const whole = typeof value === 'bigint' ? value : BigInt(wholeNumber(name, value));
  if (whole < least || whole > most) throw outOfRange(name, `must be between ${least} and ${most}`);
  return whole;
}

function double(name: string, value: unknown): number {
  if (typeof value !== 'number') throw wrongType(name, 'must be a number');
  return value;
}

function wholeNumber(name: string, value: unknown): number {
  const number = double(name, value);
  if (!Number.isInteger(number)) throw outOfRange(name, 'must be a whole number');
  if (!Number.isSafeInteger(number)) {
    throw outOfRange(name, 'must be a bigint where a number is no longer exact');
  }
  return number;
}

export function bytes(name: string, value: unknown, size?: number): Uint8Array {
  if (!(value instanceof Uint8Array)) throw wrongType(name, 'must be a Uint8Array');
  if (size !== undefined && value.length !== size)
    throw outOfRange(name, `must have ${size} bytes`);
  return value;
}

/** The longest name of a typed parameter, in bytes. */
const FIELD_MAX = 79;

/** Returns typed parameters, at most so many, with values of their types. */
export function typedParameters(
  name: string,
  value: unknown,
  most: number,
): readonly TypedParameter[] {
  const given = array(name, value);
  if (given.length > most) throw outOfRange(name, `must have at most ${most} parameters`);
  return given.map((each, index): TypedParameter => {
    const element = `${name}[${index}]`;
    const triple = array(element, each);
    if (triple.length !== 3) throw wrongType(element, 'must have a name, a type and a value');
    const field = string(`${element}[0]`, triple[0]);
    if (Buffer.byteLength(field) > FIELD_MAX)
      throw outOfRange(`${element}[0]`, 'is too long for a name');
    const type = int32(`${element}[1]`, triple[1]);
    return [field, type, parameterValue(`${element}[1]`, field, type, triple[2])];
  });
}

function parameterValue(
  typeName: string,
  name: string,
  type: number,
  value: unknown,
): TypedParameter[2] {
  switch (type) {
    case 1:
      return int32(name, value);
    case 2:
      return uint32(name, value);
    case 3:
      return int64(name, value);
    case 4:
      return uint64(name, value);
    case 5:
      return double(name, value);
    case 6:
      return boolean(name, value);
    case 7:
      return string(name, value);
    default:
      throw outOfRange(typeName, 'must be a virTypedParameterType');
  }
}
