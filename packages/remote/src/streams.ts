// Streams. Packets that arrive wait here until they are received, holes among them in their place. A stream
// with more than a limit stops its link from reading, so that the daemon stops sending.
import { ErrorDomain, ErrorNumber, StreamEventType, StreamFlags } from '@libvirt/core';
import type { RawError } from '@libvirt/core/internal';
import type { Connection } from './connection.js';
import { rawError } from './errors.js';
import { RemoteHandle } from './handles.js';
import { CONTINUE, ERROR, OK, type Payload, type StreamSink } from './rpc/client.js';
import { PACKET_MAX } from './rpc/framing.js';
import type { Program } from './rpc/queue.js';
import { Reply } from './rpc/reply.js';
import { XdrWriter } from './xdr/writer.js';

/** Why nothing is received, as numbers of the raw functions. */
const END = 0;
const WOULD_BLOCK = -2;
const HOLE = -3;
const STOP_AT_HOLE = 1;

/** What a hole counts for. */
const HOLE_SIZE = 64;

/** How much may wait, in bytes. */
const QUEUE_MAX = 1 << 20;

type OnReady = (events: number, received?: Uint8Array) => void;

/** Who waits for the next event. */
interface Listener {
  readonly onReady: OnReady;
  /** How much data to pass along, or 0. */
  readonly nbytes: number;
  readonly flags: number;
  /** The events that are wanted; 0 once one was reported. */
  armed: number;
}

/** An open stream: its call, and what says that it has ended. */
interface Open {
  readonly program: Program;
  readonly procedure: number;
  readonly serial: number;
}

export class StreamHandle extends RemoteHandle implements StreamSink {
  static readonly typeName = 'Stream';
  readonly #isBlocking: boolean;
  #open: Open | undefined;
  #allowsHoles = false;
  #queue: (Buffer | bigint)[] = [];
  #queued = 0;
  #isPausing = false;
  #isAtEnd = false;
  #error: RawError | undefined;
  #hasEnded = false;
  #confirm: { resolve(): void; reject(reason: unknown): void } | undefined;
  #listener: Listener | undefined;
  #isReporting = false;
  /** Wakes blocking receivers. */
  #waiting: (() => void)[] = [];

  constructor(connection: Connection, flags: number) {
    super(connection);
    this.#isBlocking = (flags & StreamFlags.NONBLOCK) === 0;
  }

  get procedure(): number {
    return this.#open?.procedure ?? 0;
  }

  /** Opens the stream by a call. */
  async attach<T>(
    program: Program,
    procedure: number,
    write: (writer: XdrWriter) => void,
    read: (reply: Reply) => T,
    allowsHoles = false,
  ): Promise<T> {
    const { client } = this.connection;
    if (this.#open) {
      throw streamError(ErrorNumber.INTERNAL_ERROR, 'internal error: stream is already in use');
    }
    this.#allowsHoles = allowsHoles;
    // Packets may follow the reply at once.
    this.#open = { program, procedure, serial: 0 };
    const { serial, opened } = client.openStream(
      program,
      procedure,
      write,
      ({ bytes, start, end }) => read(new Reply(this.connection, bytes, start, end)),
      this,
    );
    this.#open = { program, procedure, serial };
    try {
      return await opened;
    } catch (error) {
      this.#open = undefined;
      throw error;
    }
  }

  /** Sends data. Returns how much was sent, or `WOULD_BLOCK`. */
  async send(data: Uint8Array): Promise<number> {
    const open = this.#check('virStreamSend');
    const { client } = this.connection;
    let sent = 0;
    while (sent < data.length || data.length === 0) {
      if (client.isFull) {
        if (!this.#isBlocking) break;
        await this.#change();
        this.#check('virStreamSend');
        continue;
      }
      if (data.length === 0) return 0;
      const part = data.subarray(sent, sent + PACKET_MAX);
      client.sendPacket(open.program, open.procedure, open.serial, CONTINUE, part);
      sent += part.length;
      // The socket takes what was sent in this turn only after it.
      if (sent < data.length) await new Promise((resolve) => setImmediate(resolve));
    }
    return sent > 0 ? sent : WOULD_BLOCK;
  }

  sendHole(length: bigint, flags: number): void {
    const { program, procedure, serial } = this.#check('virStreamSendHole');
    const writer = new XdrWriter(12);
    writer.hyper(length);
    writer.uint(flags);
    this.connection.client.sendPacket(program, procedure, serial, CONTINUE, writer.take(), true);
  }

  /** Receives data, or a number that says why there is none. */
  async receive(nbytes: number, flags: number): Promise<Uint8Array | number> {
    for (;;) {
      this.#check('virStreamRecv');
      const received = this.#take(nbytes, flags);
      if (received !== WOULD_BLOCK || !this.#isBlocking) return received;
      await this.#change();
    }
  }

  /** Returns the length of the hole that is next, and removes it; 0 if there is none. */
  receiveHole(): bigint {
    this.#check('virStreamRecvHole');
    const [next] = this.#queue;
    if (typeof next !== 'bigint') return 0n;
    this.#queue.shift();
    this.#removed(HOLE_SIZE);
    return next;
  }

  /** Ends the stream, and waits until the daemon confirms that all has arrived. */
  finish(): Promise<void> {
    return this.#endWith(OK, 'virStreamFinish');
  }

  /** Ends the stream early. */
  abort(): Promise<void> {
    return this.#endWith(ERROR, 'virStreamAbort');
  }

  listen(events: number, onReady: OnReady, nbytes: number, flags: number): void {
    this.#check('virStreamEventAddCallback');
    if (this.#listener) {
      throw streamError(
        ErrorNumber.INTERNAL_ERROR,
        'internal error: multiple stream callbacks not supported',
      );
    }
    this.#listener = { onReady, nbytes, flags, armed: events };
    this.#report();
  }

  arm(events: number): void {
    this.#listening().armed = events;
    this.#report();
  }

  unlisten(): void {
    this.#listening();
    this.#listener = undefined;
  }

  override free(): number {
    if (this.#open && !this.#hasEnded) this.abort().catch(() => undefined);
    this.#listener = undefined;
    return super.free();
  }

  packet(status: number, { bytes, start, end }: Payload, isHole: boolean): void {
    if (status === ERROR) {
      const error = this.connection.readError({ bytes, start, end }, 0, 0);
      if (this.#confirm) this.#confirmed(error);
      else this.#fail(error);
      return;
    }
    if (status === OK) {
      this.#confirmed();
      return;
    }
    if (this.#hasEnded) return;
    if (isHole) this.#hole(new Reply(this.connection, bytes, start, end));
    else if (start === end) this.#isAtEnd = true;
    else this.#data(bytes.subarray(start, end));
    this.#changed();
  }

  lost(error: RawError): void {
    this.#confirm?.reject(error);
    this.#confirm = undefined;
    this.#fail(error);
  }

  #data(data: Buffer): void {
    this.#push(data, data.length);
    if (this.#queued < QUEUE_MAX || this.#isPausing) return;
    this.#isPausing = true;
    this.connection.client.pause();
  }

  #hole(reply: Reply): void {
    const length = reply.hyper();
    if (!this.#allowsHoles || length <= 0n) {
      this.#fail(streamError(ErrorNumber.RPC, 'Unexpected stream hole'));
    } else {
      this.#push(length, HOLE_SIZE);
    }
  }

  #push(item: Buffer | bigint, size: number): void {
    this.#queue.push(item);
    this.#queued += size;
    this.connection.client.hold(size);
  }

  /** Removes what is next, or a part of it. */
  #removed(size: number): void {
    this.#queued -= size;
    this.connection.client.hold(-size);
    if (this.#isPausing && this.#queued < QUEUE_MAX / 2) this.#resume();
  }

  /** Forgets all that waits. */
  #clear(): void {
    this.#queue = [];
    this.#removed(this.#queued);
    this.#resume();
  }

  #take(nbytes: number, flags: number): Uint8Array | number {
    const [next] = this.#queue;
    if (next === undefined) return this.#isAtEnd ? END : WOULD_BLOCK;
    if (typeof next === 'bigint') {
      if ((flags & STOP_AT_HOLE) !== 0) return HOLE;
      // A caller that does not ask for holes reads zeros.
      const length = next < BigInt(nbytes) ? Number(next) : nbytes;
      if (BigInt(length) === next) {
        this.#queue.shift();
        this.#removed(HOLE_SIZE);
      } else this.#queue[0] = next - BigInt(length);
      return Buffer.alloc(length);
    }
    const data = next.length <= nbytes ? next : next.subarray(0, nbytes);
    if (data === next) this.#queue.shift();
    else this.#queue[0] = next.subarray(nbytes);
    this.#removed(data.length);
    return data;
  }

  #resume(): void {
    if (!this.#isPausing) return;
    this.#isPausing = false;
    this.connection.client.resume();
  }

  #endWith(status: number, name: string): Promise<void> {
    const open = this.#open;
    if (!open) return Promise.reject(notOpen(name));
    if (this.#error) return Promise.reject(this.#error);
    if (this.#hasEnded) {
      return Promise.reject(
        streamError(ErrorNumber.OPERATION_FAILED, 'operation failed: stream is closed'),
      );
    }
    this.#hasEnded = true;
    this.#listener = undefined;
    this.#clear();
    const confirmed = new Promise<void>((resolve, reject) => {
      // What answers an abort is an error, too.
      const settle =
        status === ERROR
          ? () => {
              resolve();
            }
          : reject;
      this.#confirm = { resolve, reject: settle };
    });
    this.#changed();
    this.connection.client.sendPacket(open.program, open.procedure, open.serial, status, null);
    return confirmed;
  }

  #confirmed(error?: RawError): void {
    if (error) this.#confirm?.reject(error);
    else this.#confirm?.resolve();
    this.#confirm = undefined;
    if (this.#open) this.connection.client.endStream(this.#open.serial);
  }

  #fail(error: RawError): void {
    this.#error ??= error;
    this.#clear();
    if (this.#open) this.connection.client.endStream(this.#open.serial);
    this.#changed();
  }

  #check(name: string): Open {
    if (!this.#open) throw notOpen(name);
    if (this.#error) throw this.#error;
    if (this.#hasEnded) {
      throw streamError(ErrorNumber.OPERATION_FAILED, 'operation failed: stream is closed');
    }
    return this.#open;
  }

  #listening(): Listener {
    if (!this.#listener) {
      throw streamError(
        ErrorNumber.INTERNAL_ERROR,
        'internal error: no stream callback registered',
      );
    }
    return this.#listener;
  }

  /** Waits until something about the stream has changed. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      const { client } = this.connection;
      if (client.isFull)
        client.onceDrained(() => {
          this.#changed();
        });
    });
  }

  #changed(): void {
    for (const wake of this.#waiting.splice(0)) wake();
    this.#report();
  }

  /** Tells the listener for which events the stream is ready, on a later turn. */
  #report(): void {
    const listener = this.#listener;
    if (!listener || listener.armed === 0 || this.#isReporting) return;
    const { client } = this.connection;
    if (this.#readyEvents(listener) === 0) {
      const waits = (listener.armed & StreamEventType.WRITABLE) !== 0 && client.isFull;
      if (waits)
        client.onceDrained(() => {
          this.#report();
        });
      return;
    }
    this.#isReporting = true;
    setImmediate(() => {
      this.#isReporting = false;
      if (this.#listener !== listener) return;
      const events = this.#readyEvents(listener);
      if (events === 0) return;
      listener.armed = 0;
      listener.onReady(events, this.#prefetch(listener, events));
    });
  }

  #readyEvents({ armed }: Listener): number {
    const hasEnded = this.#error !== undefined || this.#hasEnded;
    const isReadable = this.#queue.length > 0 || this.#isAtEnd || hasEnded;
    const isWritable = !this.connection.client.isFull || hasEnded;
    return (
      armed &
      ((isReadable ? StreamEventType.READABLE : 0) | (isWritable ? StreamEventType.WRITABLE : 0))
    );
  }

  #prefetch({ nbytes, flags }: Listener, events: number): Uint8Array | undefined {
    if (nbytes === 0 || (events & StreamEventType.READABLE) === 0 || this.#error) return undefined;
    const isData = typeof this.#queue[0] !== 'bigint' || (flags & STOP_AT_HOLE) === 0;
    if (!isData || this.#queue.length === 0) return undefined;
    const received = this.#take(nbytes, flags);
    return typeof received === 'number' ? undefined : received;
  }
}

function streamError(code: number, message: string): RawError {
  return rawError(code, ErrorDomain.RPC, message);
}

function notOpen(name: string): RawError {
  return rawError(
    ErrorNumber.NO_SUPPORT,
    ErrorDomain.STREAMS,
    `this function is not supported by the connection driver: ${name}`,
  );
}
