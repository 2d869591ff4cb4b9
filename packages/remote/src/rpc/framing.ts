import { ProtocolError } from '../xdr/error.js';

/** The length word and the six words of a header. */
export const HEADER_SIZE = 28;
/** The most bytes of a message, its length word included. */
export const MESSAGE_MAX = 33_554_432 + 4;
/** The most bytes of a stream's packet that all daemons accept. */
export const PACKET_MAX = 262_120;

/** Cuts what arrives into messages. */
export class Framing {
  readonly #onMessage: (bytes: Buffer, start: number, end: number) => void;
  /** The beginning of a message that is not complete yet. */
  #chunks: Buffer[] = [];
  #length = 0;
  #wanted = 4;

  constructor(onMessage: (bytes: Buffer, start: number, end: number) => void) {
    this.#onMessage = onMessage;
  }

  /** Takes what was received, and passes on each message that it completes. */
  push(chunk: Buffer): void {
    let bytes = chunk;
    if (this.#length > 0) {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      if (this.#length < this.#wanted) return;
      // At most as much as the peer has really sent.
      bytes = Buffer.concat(this.#chunks, this.#length);
      this.#chunks = [];
      this.#length = 0;
    }
    let at = 0;
    this.#wanted = 4;
    while (bytes.length - at >= 4) {
      const length = bytes.readUInt32BE(at);
      if (length < HEADER_SIZE || length > MESSAGE_MAX) {
        throw new ProtocolError(
          `a message has ${length} bytes; ${HEADER_SIZE} to ${MESSAGE_MAX} are allowed`,
        );
      }
      if (bytes.length - at < length) {
        this.#wanted = length;
        break;
      }
      this.#onMessage(bytes, at, at + length);
      at += length;
    }
    if (at === bytes.length) return;
    const left = at === 0 ? bytes : bytes.subarray(at);
    this.#chunks.push(left);
    this.#length = left.length;
  }
}
