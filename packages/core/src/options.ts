import { nearest } from './nearest.js';
import { rangeError, typeError } from './stack.js';

/** Found by every copy of this package, so that ESM and CommonJS modules can share objects. */
export const REFERENCE: unique symbol = Symbol.for('@libvirt/core.reference');

/** Whether a value may hold named values: no list, whose keys tell nothing, and no libvirt object. */
export function hasFields(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(Symbol.iterator in value) &&
    !(REFERENCE in value)
  );
}

/** The keys of an options object. The compiler demands every one, so that no list can go stale. */
export type OptionKeys<Options> = { readonly [Key in keyof Required<Options>]: true };

/**
 * Checks that a value is an object whose keys are all known.
 * @param options what the user passed
 * @param keys the known ones
 * @param argument the name of the argument
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

/** Checks the signal of an options object, whether or not it is aborted. */
export function checkSignal(signal: unknown): asserts signal is AbortSignal | undefined {
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw typeError('options.signal must be an AbortSignal');
  }
}

// What follows is checked by the addon too, but only when the stream's call is made, which is later
// than the method that takes the argument.

/** Checks that an argument is a string that C can take, or null. */
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
