import { rangeError, typeError } from '../stack.js';

/**
 * A hole in a sparse stream: zeros that take no space. To write a sparse stream to a file, skip the
 * holes, and set the file's length at the end.
 */
export class Hole {
  /** Length in bytes. */
  readonly length: bigint;

  /**
   * Creates a hole to write to a stream.
   * @param length length in bytes
   * @throws {TypeError} if the length is not a whole number
   * @throws {RangeError} if the length is negative
   */
  constructor(length: bigint | number) {
    if (typeof length !== 'bigint' && !Number.isSafeInteger(length)) {
      throw typeError('length must be a whole number');
    }
    if (length < 0) throw rangeError('length must not be negative');
    this.length = BigInt(length);
  }
}
