import { native } from '@libvirt/native';
import { CLOSE_NOTIFIER, type ConnectionClosedError, type Dependent } from '../close-notifier.js';
import type { Connect } from '../connect.js';
import { endStream, startStream, type StreamDiagnostics } from '../diagnostics.js';
import { settle } from '../call.js';
import { StreamEventType, StreamFlags, StreamRecvFlagsValues } from '../generated/constants.js';
import { handleOf, REFERENCE } from '../object.js';
import { Hole } from './hole.js';
import type { Stream } from './stream.js';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** How to read a stream. */
export interface Reading {
  /** Maximum number of bytes per receive. */
  readonly size: number;
  /** Whether holes are reported. */
  readonly sparse: boolean;
  /** Whether the stream is never written: readiness events may then carry the data (prefetch). */
  readonly only: boolean;
}

/**
 * A libvirt stream as Node's streams use it. It is non-blocking, so that waiting for a guest occupies
 * no thread and can be ended at any time.
 *
 * A read or a write that would block waits for a readiness event. All waiting operations share one
 * callback with libvirt, which stops by itself after each event and is updated to wait again. If the
 * stream is only read, the event carries the next data; as long as events do, reads wait for the next
 * event without trying to receive first.
 */
export class Transfer implements Dependent {
  readonly #connect: Connect;
  readonly #attach: (stream: Stream) => Promise<void>;
  readonly #onLost: (error: Error) => void;
  readonly #reading: Reading;
  #stream: Stream | undefined;
  #opened: Promise<void> | undefined;
  #waiting: Waiting[] = [];
  #wanted: StreamEventType = 0;
  #listening: Promise<void> | undefined;
  /** The data of the last readiness event. */
  #prefetched: Uint8Array | undefined;
  /** Whether the last data came with a readiness event. */
  #isPrefetching = false;
  #finished = false;
  #ended: Promise<void> | undefined;
  #error: Error | undefined;
  #diagnostics: StreamDiagnostics | undefined;

  /**
   * @param connect the connection
   * @param attach the libvirt call that attaches the stream to its source or destination
   * @param onLost called when the connection ends before the stream
   * @param reading how to read the stream
   */
  constructor(
    connect: Connect,
    attach: (stream: Stream) => Promise<void>,
    onLost: (error: Error) => void,
    reading: Reading,
  ) {
    this.#connect = connect;
    this.#attach = attach;
    this.#onLost = onLost;
    this.#reading = reading;
  }

  /** Opens the stream. The other methods wait for that. */
  open(): Promise<void> {
    const connection = this.#connect[REFERENCE].handle;
    this.#connect[CLOSE_NOTIFIER].addDependent(connection, this);
    native.ref();
    this.#diagnostics = startStream(this.#connect[REFERENCE].uri);
    this.#opened = this.#open();
    return this.#opened;
  }

  async #open(): Promise<void> {
    this.#stream = await this.#connect.newStream(StreamFlags.NONBLOCK);
    await this.#attach(this.#stream);
  }

  /** Returns the next data or hole; null at the end. */
  async read(): Promise<Uint8Array | Hole | null> {
    await this.#opened;
    if (!this.#isPrefetching) {
      const received = await this.#receive();
      if (received !== 'would-block') return this.#count(received);
    }
    for (;;) {
      await this.#ready(StreamEventType.READABLE);
      const prefetched = this.#prefetched;
      this.#prefetched = undefined;
      this.#isPrefetching = prefetched !== undefined;
      // Without data, there is a hole, the end or an error.
      const received = prefetched ?? (await this.#receive());
      if (received !== 'would-block') return this.#count(received);
    }
  }

  #count<Received extends Uint8Array | Hole | null>(received: Received): Received {
    if (this.#diagnostics && received instanceof Uint8Array) {
      this.#diagnostics.received += BigInt(received.length);
    }
    return received;
  }

  async #receive(): Promise<Uint8Array | Hole | null | 'would-block'> {
    const stream = this.#check();
    const { size, sparse } = this.#reading;
    const received = sparse
      ? await stream.recvFlags(size, StreamRecvFlagsValues.STOP_AT_HOLE)
      : await stream.recv(size);
    if (received === 'hole') return new Hole(await stream.recvHole());
    return received === 'end' ? null : received;
  }

  /** Sends all of a chunk of data, or a hole. */
  async write(chunk: Uint8Array | Hole): Promise<void> {
    await this.#opened;
    if (chunk instanceof Hole) {
      await this.#check().sendHole(chunk.length);
      return;
    }
    let rest = chunk;
    while (rest.length > 0) {
      const sent = await this.#check().send(rest);
      if (sent === 'would-block') await this.#ready(StreamEventType.WRITABLE);
      else {
        rest = rest.subarray(sent);
        if (this.#diagnostics) this.#diagnostics.sent += BigInt(sent);
      }
    }
  }

  /** Finishes the stream. Rejects if the other side reports an error. */
  async finish(): Promise<void> {
    await this.#opened;
    if (this.#finished) return;
    const stream = this.#check();
    this.#finished = true;
    await stream.finish();
  }

  /** Aborts the stream unless it is finished, and frees it. Never rejects. The error is why. */
  end(error?: Error | null): Promise<void> {
    this.#ended ??= this.#end(error);
    return this.#ended;
  }

  /** Ends the transfer with an error when the connection ends. */
  connectionClosed(error: ConnectionClosedError): Promise<void> {
    this.#fail(error);
    this.#onLost(error);
    return this.end(error);
  }

  async #end(error?: Error | null): Promise<void> {
    this.#fail(new Error('the stream has been destroyed'));
    try {
      await this.#opened;
      if (!this.#finished) await this.#stream?.abort();
    } catch {
      // A stream that could not be opened or aborted is freed all the same.
    }
    await this.#stream?.free().catch(() => undefined);
    this.#connect[CLOSE_NOTIFIER].removeDependent(this);
    native.unref();
    endStream(this.#diagnostics, error ?? undefined);
  }

  #fail(error: Error): void {
    this.#error ??= error;
    const reason = this.#error;
    this.#wake((waiting) => {
      waiting.reject(reason);
    });
  }

  #check(): Stream {
    if (this.#error) throw this.#error;
    return this.#stream!;
  }

  #ready(event: StreamEventType): Promise<void> {
    const handle = handleOf(this.#check());
    this.#wanted |= event;
    const wanted = this.#wanted;
    return new Promise((resolve, reject) => {
      const waiting = { resolve, reject };
      this.#waiting.push(waiting);
      const fail = (error: Error) => {
        this.#waiting = this.#waiting.filter((each) => each !== waiting);
        reject(error);
      };
      if (this.#listening) {
        this.#listening
          .then(() => settle(() => native.virStreamEventUpdateCallback(handle, wanted)))
          .catch(fail);
      } else {
        const onReady = (_: number, prefetched?: Uint8Array) => {
          this.#wanted = 0;
          this.#prefetched = prefetched;
          this.#wake((each) => {
            each.resolve();
          });
        };
        const { size, sparse, only } = this.#reading;
        const flags = sparse ? StreamRecvFlagsValues.STOP_AT_HOLE : 0;
        this.#listening = settle(() =>
          native.virStreamEventAddCallback(handle, wanted, onReady, only ? size : 0, flags),
        );
        this.#listening.catch(fail);
      }
    });
  }

  #wake(settle: (waiting: Waiting) => void): void {
    for (const waiting of this.#waiting.splice(0)) settle(waiting);
  }
}
