import { rpcError, tooMany } from '../errors.js';

const INITIAL = 256;

/** Writes values of XDR (RFC 4506) to a buffer that grows. */
export class XdrWriter {
  #bytes: Buffer;
  #at = 0;

  /** Starts with room for most calls. */
  constructor(size = INITIAL) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  /** How many bytes have been written. */
  get length(): number {
    return this.#at;
  }

  int(value: number): void {
    const at = this.#grow(4);
    this.#bytes.writeInt32BE(value, at);
  }

  uint(value: number): void {
    const at = this.#grow(4);
    this.#bytes.writeUInt32BE(value, at);
  }

  hyper(value: bigint): void {
    const at = this.#grow(8);
    this.#bytes.writeBigInt64BE(value, at);
  }

  uhyper(value: bigint): void {
    const at = this.#grow(8);
    this.#bytes.writeBigUInt64BE(value, at);
  }

  double(value: number): void {
    const at = this.#grow(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  string(value: string, limit: number): void {
    const length = Buffer.byteLength(value);
    this.#checkLimit('a string', length, limit);
    const at = this.#begin(length);
    this.#bytes.write(value, at, 'utf8');
  }

  optionalString(value: string | null, limit: number): void {
    this.uint(value === null ? 0 : 1);
    if (value !== null) this.string(value, limit);
  }

  strings(values: readonly string[], limit: number, each: number): void {
    if (values.length > limit) throw tooMany(values.length, limit);
    this.uint(values.length);
    for (const value of values) this.string(value, each);
  }

  /** Writes bytes whose length both sides know. */
  opaque(value: Uint8Array): void {
    const at = this.#pad(value.length);
    this.#bytes.set(value, at);
  }

  /** Writes bytes after their length. */
  bytes(value: Uint8Array, limit: number): void {
    this.#checkLimit('an array of bytes', value.length, limit);
    this.uint(value.length);
    this.opaque(value);
  }

  /** Writes bytes as they are. */
  raw(value: Uint8Array): void {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
  }

  /** Checks the length of an array, and writes it. */
  count(count: number, limit: number): void {
    if (count > limit) throw tooMany(count, limit);
    this.uint(count);
  }

  /** Overwrites four bytes. */
  setUint(at: number, value: number): void {
    this.#bytes.writeUInt32BE(value, at);
  }

  /** Returns what has been written. */
  take(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  #checkLimit(what: string, length: number, limit: number): void {
    if (length > limit) {
      throw rpcError(`cannot send ${what} of ${length}: the protocol allows at most ${limit}`);
    }
  }

  #begin(length: number): number {
    this.uint(length);
    return this.#pad(length);
  }

  /** Makes room up to a multiple of four, filled with zeros. */
  #pad(length: number): number {
    const at = this.#grow((length + 3) & ~3);
    this.#bytes.fill(0, at + length, this.#at);
    return at;
  }

  #grow(length: number): number {
    const at = this.#at;
    const needed = at + length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    this.#at = needed;
    return at;
  }
}
