import { ProtocolError } from './error.js';

/**
 * Reads values of XDR (RFC 4506). Each length is compared with its limit and with what is left before
 * anything is allocated, so that a broken or hostile daemon causes an error and nothing else.
 */
export class XdrReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #end: number;
  #at: number;

  /** Reads a part of a message. */
  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = start;
    this.#end = end;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#end - this.#at;
  }

  int(): number {
    const at = this.#skip(4);
    return this.#view.getInt32(at);
  }

  uint(): number {
    const at = this.#skip(4);
    return this.#view.getUint32(at);
  }

  hyper(): bigint {
    const at = this.#skip(8);
    return this.#view.getBigInt64(at);
  }

  uhyper(): bigint {
    const at = this.#skip(8);
    return this.#view.getBigUint64(at);
  }

  double(): number {
    const at = this.#skip(8);
    return this.#view.getFloat64(at);
  }

  /** Reads a string, as C sees it: up to the first NUL. */
  string(limit: number): string {
    const length = this.#length(limit, 'a string');
    const at = this.#skip(padded(length));
    const text = this.#bytes.toString('utf8', at, at + length);
    const end = text.indexOf('\0');
    return end < 0 ? text : text.slice(0, end);
  }

  optionalString(limit: number): string | null {
    return this.isPresent() ? this.string(limit) : null;
  }

  /** Reads whether an optional value follows. */
  isPresent(): boolean {
    const value = this.uint();
    if (value > 1)
      throw new ProtocolError(`an optional value is marked by ${value}, not by 0 or 1`);
    return value === 1;
  }

  /** Reads so many bytes, and copies them. */
  opaque(length: number): Uint8Array {
    const at = this.#skip(padded(length));
    return new Uint8Array(this.#bytes.subarray(at, at + length));
  }

  /** Reads bytes whose length comes first, and copies them. */
  bytes(limit: number): Uint8Array {
    return this.opaque(this.#length(limit, 'an array of bytes'));
  }

  /** Returns the bytes that are left, without a copy. */
  rest(): Buffer {
    const at = this.#skip(this.left);
    return this.#bytes.subarray(at, this.#end);
  }

  /** Reads the length of an array, whose elements have at least so many bytes. */
  count(limit: number, least = 4): number {
    const count = this.uint();
    if (count > limit)
      throw new ProtocolError(`an array has ${count} elements; at most ${limit} are allowed`);
    if (count * least > this.left)
      throw new ProtocolError(`an array of ${count} elements is cut off`);
    return count;
  }

  /** Reads an array. */
  list<T>(limit: number, read: (reader: this) => T): T[] {
    const count = this.count(limit);
    const list: T[] = [];
    for (let index = 0; index < count; index += 1) list.push(read(this));
    return list;
  }

  /** Checks that nothing is left. */
  end(): void {
    if (this.#at !== this.#end)
      throw new ProtocolError(`${this.left} bytes follow the end of a message`);
  }

  #length(limit: number, what: string): number {
    const length = this.uint();
    if (length > limit)
      throw new ProtocolError(`${what} has ${length} bytes; at most ${limit} are allowed`);
    return length;
  }

  #skip(length: number): number {
    const at = this.#at;
    const next = at + length;
    if (next > this.#end) throw new ProtocolError('a message is cut off');
    this.#at = next;
    return at;
  }
}

/** Returns a length with the bytes that follow up to a multiple of four. */
function padded(length: number): number {
  return (length + 3) & ~3;
}

/** Reads the reply of a call that returns nothing. What a daemon sends all the same is ignored. */
export const nothing = (): void => undefined;

/** Reads an element of an array. */
export const readInt = (reader: XdrReader): number => reader.int();

/** The longest string of the protocol, in bytes. */
export const STRING_MAX = 4_194_304;

/** Reads an element of an array. */
export const readString = (reader: XdrReader): string => reader.string(STRING_MAX);
