/**
 * Lists of typed parameters from libvirt: packed on the thread of the call, unpacked in JavaScript
 * by the caller of the raw function.
 */
export interface PackedParameters {
  /** The distinct sequences of parameters: most records of one call are alike. */
  readonly shapes: readonly PackedShape[];
  /** The distinct strings. */
  readonly strings: readonly string[];
  /**
   * The records, one after the other, in slots of 8 bytes: the index of its shape as a double, then
   * the values in the order of the shape. 64-bit integers are stored as such, all others as doubles;
   * a string is its index in `strings`, a boolean is 0 or 1.
   */
  readonly values: ArrayBuffer;
}

/**
 * The types of a record's parameters, one letter each, then their names. The letters: `i` int, `u`
 * unsigned int, `l` long long, `L` unsigned long long, `d` double, `b` boolean, `s` string.
 */
export type PackedShape = readonly [types: string, ...names: string[]];

/** A typed parameter for libvirt: name, `virTypedParameterType`, value. */
export type TypedParameter = readonly [
  name: string,
  type: number,
  value: number | bigint | boolean | string,
];
