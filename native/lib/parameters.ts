/**
 * Lists of typed parameters as they come from libvirt: packed on the thread of the call, unpacked
 * in JavaScript by whoever knows what they mean.
 */
export interface PackedParameters {
  /** The sequences of parameters that occur: most records of one call are alike. */
  readonly shapes: readonly PackedShape[];
  /** The strings that occur, each once. */
  readonly strings: readonly string[];
  /**
   * The records, one after the other, in slots of 8 bytes: the number of its shape as a double,
   * then the values in the order of the shape. A bigint type takes its slot as an integer, all
   * others as a double; a string is its place among the strings, a truth value is 0 or 1.
   */
  readonly values: ArrayBuffer;
}

/**
 * The types of a record's parameters, a letter each, then their names. The letters: `i` int, `u`
 * unsigned int, `l` long long, `L` unsigned long long, `d` double, `b` boolean, `s` string.
 */
export type PackedShape = readonly [types: string, ...names: string[]];

/** A typed parameter on its way to libvirt: name, `virTypedParameterType`, value. */
export type TypedParameter = readonly [
  name: string,
  type: number,
  value: number | bigint | boolean | string,
];
