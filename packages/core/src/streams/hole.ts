import { rangeError, typeError } from '../stack.js';

/**
 * A stretch of zeros that takes no space, between the data of a sparse stream. Whoever writes a
 * file from such a stream passes over it, and sets the file's length at the end.
 */
export class Hole {
  /** How long it is, in bytes. */
  readonly length: bigint;

  /**
   * Makes one to write.
   * @param length how long it is, in bytes
   */
  constructor(length: bigint | number) {
    if (typeof length !== 'bigint' && !Number.isSafeInteger(length)) {
      throw typeError('length must be a whole number');
    }
    if (length < 0) throw rangeError('length must not be negative');
    this.length = BigInt(length);
  }
}
