import { nearest } from './nearest.js';
import { rangeError, typeError } from './stack.js';

/** A registered symbol, so that the ESM and the CommonJS build can share objects. */
export const REFERENCE: unique symbol = Symbol.for('@libvirt/core.reference');

/** Returns whether a value is an object with named fields: not an iterable, and not a libvirt object. */
export function hasFields(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(Symbol.iterator in value) &&
    !(REFERENCE in value)
  );
}

/** The keys of an options object. Its type requires every key, so that the list stays complete. */
export type OptionKeys<Options> = { readonly [Key in keyof Required<Options>]: true };

/**
 * Checks that a value is an object without unknown keys.
 * @param options the user's value
 * @param keys the known keys
 * @param argument the argument's name
 * @throws {TypeError} if it is not; suggests the nearest known key
 */
export function checkOptions(
  options: unknown,
  keys: Readonly<Record<string, true>>,
  argument = 'options',
): asserts options is object {
  if (!hasFields(options)) throw typeError(`${argument} must be an object`);
  for (const key of Object.keys(options)) {
    if (Object.hasOwn(keys, key)) continue;
    const path = [...argument.split('.').slice(1), key].join('.');
    throw typeError(`unknown option '${path}'; did you mean '${nearest(key, Object.keys(keys))}'?`);
  }
}

/** Checks that a value is an `AbortSignal` or `undefined`. */
export function checkSignal(signal: unknown): asserts signal is AbortSignal | undefined {
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw typeError('options.signal must be an AbortSignal');
  }
}

// The addon makes the checks below too, but not before the stream is opened, which is after the method
// that takes the argument has returned.

/** Checks that an argument is a string without NUL characters, or null. */
export function checkText(value: unknown, argument: string): asserts value is string | null {
  if (value === null) return;
  if (typeof value !== 'string') throw typeError(`${argument} must be a string`);
  if (value.includes('\0')) {
    throw typeError(`${argument} must be a string without NUL characters`);
  }
}

/** Checks that an argument is an `unsigned int`. */
export function checkUnsigned(value: unknown, argument: string): asserts value is number | bigint {
  if (typeof value !== 'bigint' && typeof value !== 'number') {
    throw typeError(`${argument} must be a number`);
  }
  if (typeof value === 'number' && !Number.isInteger(value)) {
    throw rangeError(`${argument} must be a whole number`);
  }
  if (value < 0 || value > 0xffff_ffff) {
    throw rangeError(`${argument} must be between 0 and 4294967295`);
  }
}
