import { nearest } from './nearest.js';
import { typeError } from './stack.js';

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
