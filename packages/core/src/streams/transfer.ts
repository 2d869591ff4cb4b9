import { native } from '@libvirt/native';
import { CLOSING, type ConnectionClosedError, type Dependent } from '../closing.js';
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

/**
 * A stream of libvirt as Node's streams use it: non-blocking, so that one that waits for a guest
 * holds no thread and can be ended at any time.
 */
export class Transfer implements Dependent {
  readonly #connect: Connect;
  readonly #attach: (stream: Stream) => Promise<void>;
  readonly #lost: (error: Error) => void;
  #stream: Stream | undefined;
  #opened: Promise<void> | undefined;
  #waiting: Waiting[] = [];
  #wanted: StreamEventType = 0;
  #listening: Promise<void> | undefined;
  #finished = false;
  #ended: Promise<void> | undefined;
  #error: Error | undefined;

  /**
   * @param connect the connection
   * @param attach the call that gives the stream its purpose
   * @param lost told when the connection ends before the stream
   */
  constructor(
    connect: Connect,
    attach: (stream: Stream) => Promise<void>,
    lost: (error: Error) => void,
  ) {
    this.#connect = connect;
    this.#attach = attach;
    this.#lost = lost;
  }

  /** Opens the stream; what comes next waits for that. */
  open(): Promise<void> {
    const connection = this.#connect[REFERENCE].handle;
    this.#connect[CLOSING].depend(connection, this);
    native.hold();
    this.#opened = this.#open();
    return this.#opened;
  }

  async #open(): Promise<void> {
    this.#stream = await this.#connect.newStream(StreamFlags.NONBLOCK);
    await this.#attach(this.#stream);
  }

  /** The next data or hole, or null at the end. */
  async read(size: number, sparse: boolean): Promise<Uint8Array | Hole | null> {
    await this.#opened;
    for (;;) {
      const stream = this.#check();
      const received = sparse
        ? await stream.recvFlags(size, StreamRecvFlagsValues.STOP_AT_HOLE)
        : await stream.recv(size);
      if (received === 'would-block') await this.#ready(StreamEventType.READABLE);
      else if (received === 'hole') return new Hole(await stream.recvHole());
      else return received === 'end' ? null : received;
    }
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
    this.#connect[CLOSING].release(this);
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
        const told = () => {
          this.#wanted = 0;
          this.#wake((each) => {
            each.resolve();
          });
        };
        this.#listening = settle(() => native.virStreamEventAddCallback(handle, wanted, told));
        this.#listening.catch(fail);
      }
    });
  }

  #wake(how: (waiting: Waiting) => void): void {
    for (const waiting of this.#waiting.splice(0)) how(waiting);
  }
}
