import { native } from '@libvirt/native';
import { CLOSE_NOTIFIER, type ConnectionClosedError, type Dependent } from '../close-notifier.js';
import type { Connect } from '../connect.js';
import { settle } from '../call.js';
import { StreamEventType, StreamFlags, StreamRecvFlagsValues } from '../generated/constants.js';
import { handleOf, REFERENCE } from '../object.js';
import { Hole } from './hole.js';
import type { Stream } from './stream.js';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** How a stream is read. */
export interface Reading {
  /** How many bytes are received at once. */
  readonly size: number;
  /** Whether holes are told. */
  readonly sparse: boolean;
  /** Whether the stream is read only: then the news that there is data may bring it. */
  readonly only: boolean;
}

/**
 * A stream of libvirt as Node's streams use it: non-blocking, so that one that waits for a guest
 * holds no thread and can be ended at any time.
 */
export class Transfer implements Dependent {
  readonly #connect: Connect;
  readonly #attach: (stream: Stream) => Promise<void>;
  readonly #lost: (error: Error) => void;
  readonly #reading: Reading;
  #stream: Stream | undefined;
  #opened: Promise<void> | undefined;
  #waiting: Waiting[] = [];
  #wanted: StreamEventType = 0;
  #listening: Promise<void> | undefined;
  /** What the last news brought, and whether the last data came so. */
  #brought: Uint8Array | undefined;
  #brings = false;
  #finished = false;
  #ended: Promise<void> | undefined;
  #error: Error | undefined;

  /**
   * @param connect the connection
   * @param attach the call that gives the stream its purpose
   * @param lost told when the connection ends before the stream
   * @param reading how it is read
   */
  constructor(
    connect: Connect,
    attach: (stream: Stream) => Promise<void>,
    lost: (error: Error) => void,
    reading: Reading,
  ) {
    this.#connect = connect;
    this.#attach = attach;
    this.#lost = lost;
    this.#reading = reading;
  }

  /** Opens the stream; what comes next waits for that. */
  open(): Promise<void> {
    const connection = this.#connect[REFERENCE].handle;
    this.#connect[CLOSE_NOTIFIER].addDependent(connection, this);
    native.hold();
    this.#opened = this.#open();
    return this.#opened;
  }

  async #open(): Promise<void> {
    this.#stream = await this.#connect.newStream(StreamFlags.NONBLOCK);
    await this.#attach(this.#stream);
  }

  /** The next data or hole, or null at the end. */
  async read(): Promise<Uint8Array | Hole | null> {
    await this.#opened;
    if (!this.#brings) {
      const received = await this.#receive();
      if (received !== 'would-block') return received;
    }
    for (;;) {
      await this.#ready(StreamEventType.READABLE);
      const brought = this.#brought;
      this.#brought = undefined;
      this.#brings = brought !== undefined;
      // Without data there is a hole, the end or an error.
      const received = brought ?? (await this.#receive());
      if (received !== 'would-block') return received;
    }
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

  /** Sends data or a hole, all of it. */
  async write(piece: Uint8Array | Hole): Promise<void> {
    await this.#opened;
    if (piece instanceof Hole) {
      await this.#check().sendHole(piece.length);
      return;
    }
    let rest = piece;
    while (rest.length > 0) {
      const sent = await this.#check().send(rest);
      if (sent === 'would-block') await this.#ready(StreamEventType.WRITABLE);
      else rest = rest.subarray(sent);
    }
  }

  /** The other side has taken or given everything, or says what went wrong. */
  async finish(): Promise<void> {
    await this.#opened;
    if (this.#finished) return;
    const stream = this.#check();
    this.#finished = true;
    await stream.finish();
  }

  /** Aborts the stream unless it is finished, and releases it. Never rejects. */
  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  /** The connection ends: nothing more comes. */
  connectionClosed(error: ConnectionClosedError): Promise<void> {
    this.#fail(error);
    this.#lost(error);
    return this.end();
  }

  async #end(): Promise<void> {
    this.#fail(new Error('the stream has been destroyed'));
    try {
      await this.#opened;
      if (!this.#finished) await this.#stream?.abort();
    } catch {
      // What cannot be opened or aborted is released all the same.
    }
    await this.#stream?.free().catch(() => undefined);
    this.#connect[CLOSE_NOTIFIER].removeDependent(this);
    native.unhold();
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
        const told = (_: number, brought?: Uint8Array) => {
          this.#wanted = 0;
          this.#brought = brought;
          this.#wake((each) => {
            each.resolve();
          });
        };
        const { size, sparse, only } = this.#reading;
        const flags = sparse ? StreamRecvFlagsValues.STOP_AT_HOLE : 0;
        this.#listening = settle(() =>
          native.virStreamEventAddCallback(handle, wanted, told, only ? size : 0, flags),
        );
        this.#listening.catch(fail);
      }
    });
  }

  #wake(how: (waiting: Waiting) => void): void {
    for (const waiting of this.#waiting.splice(0)) how(waiting);
  }
}
