/** The longest time that a timer of Node.js can wait, in milliseconds: about 24.8 days. */
export const LONGEST_TIMER = 0x7fff_ffff;

/** The keys of an options object. Its type requires every key, so that the list stays complete. */
export type OptionKeys<Options> = { readonly [Key in keyof Required<Options>]: true };

/**
 * Checks that a value is an object without unknown keys.
 * @throws {TypeError} if it is not
 */
export function checkOptions(
  value: unknown,
  keys: Readonly<Record<string, true>>,
  argument = 'options',
): void {
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(`${argument} must be an object`);
  }
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(keys, key));
  if (unknown === undefined) return;
  const known = Object.keys(keys).join(', ');
  throw new TypeError(`unknown option '${unknown}' in ${argument}; known: ${known}`);
}

/**
 * Checks that a value is a time that a timer can wait.
 * @throws {RangeError} if it is not
 */
export function checkMilliseconds(value: unknown, argument: string, least = 0): void {
  if (typeof value === 'number' && value >= least && value <= LONGEST_TIMER) return;
  throw new RangeError(
    `${argument} must be a number of milliseconds from ${least} to ${LONGEST_TIMER}: got ${String(value)}`,
  );
}

/**
 * Checks that a value is a whole number of at least 1.
 * @throws {RangeError} if it is not
 */
export function checkCount(value: unknown, argument: string): void {
  if (value === Infinity || (Number.isInteger(value) && (value as number) >= 1)) return;
  throw new RangeError(`${argument} must be a whole number of at least 1: got ${String(value)}`);
}

/**
 * Checks that a value is an `AbortSignal` or `undefined`.
 * @throws {TypeError} if it is not
 */
export function checkSignal(value: unknown, argument = 'options.signal'): void {
  if (value === undefined || value instanceof AbortSignal) return;
  throw new TypeError(`${argument} must be an AbortSignal`);
}

/**
 * Checks that a value is a function.
 * @throws {TypeError} if it is not
 */
export function checkFunction(value: unknown, argument: string): void {
  if (typeof value !== 'function') throw new TypeError(`${argument} must be a function`);
}

/**
 * Checks that a value is a string that is not empty.
 * @throws {TypeError} if it is not
 */
export function checkText(value: unknown, argument: string): void {
  if (typeof value !== 'string' || value === '') {
    throw new TypeError(`${argument} must be a string that is not empty`);
  }
}
