// One link to a daemon. Calls are matched with replies by their serial, packets of streams too; events
// come as messages. A message that breaks the protocol ends the link, and with it every call.
import { ConnectCloseReason, ErrorNumber } from '@libvirt/core';
import { native, type RawError } from '@libvirt/core/internal';
import type { Duplex } from 'node:stream';
import { getSystemErrorMap } from 'node:util';
import { rpcError } from '../errors.js';
import { KEEPALIVE } from '../generated/protocol.js';
import { ProtocolError } from '../xdr/error.js';
import { XdrWriter } from '../xdr/writer.js';
import { Framing, HEADER_SIZE, MESSAGE_MAX } from './framing.js';
import { KeepAlive } from './keep-alive.js';
import { CallQueue, ORDINARY, type Duration, type Program, type Waiting } from './queue.js';

/** Types of messages. */
const CALL = 0;
const REPLY = 1;
const MESSAGE = 2;
const STREAM = 3;
const STREAM_HOLE = 6;

/** Statuses of messages. */
export const OK = 0;
export const ERROR = 1;
export const CONTINUE = 2;

/** How much may wait in streams, in bytes, before reading stops even if calls wait for replies. */
const HELD_MAX = 64 << 20;

const PING = 1;
const PONG = 2;

/** Where a payload is. */
export interface Payload {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** A stream, as the link sees it. */
export interface StreamSink {
  readonly procedure: number;
  packet(status: number, payload: Payload, isHole: boolean): void;
  /** The link has ended. */
  lost(error: RawError): void;
}

/** What belongs to a link. */
export interface ClientOwner {
  /** Reads an error, of a call to that procedure. */
  readError(payload: Payload, program: number, procedure: number): RawError;
  event(program: number, procedure: number, payload: Payload): void;
  ended(reason: ConnectCloseReason): void;
}

class Pending<T> implements Waiting {
  readonly serial: number;
  readonly program: number;
  readonly procedure: number;
  readonly duration: Duration;
  readonly read: (payload: Payload) => T;
  readonly promise: Promise<T>;
  isSent = false;
  resolve!: (value: T) => void;
  reject!: (reason: unknown) => void;
  readonly #transmit: () => void;

  constructor(
    serial: number,
    program: number,
    procedure: number,
    duration: Duration,
    read: (payload: Payload) => T,
    transmit: () => void,
  ) {
    this.serial = serial;
    this.program = program;
    this.procedure = procedure;
    this.duration = duration;
    this.read = read;
    this.#transmit = transmit;
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  send(): void {
    this.isSent = true;
    this.#transmit();
  }
}

/** The links that are open. */
const open = new Set<RpcClient>();

/** Abandons a call of any link. */
export function abandonCall(promise: Promise<unknown>): void {
  for (const client of open) client.abandon(promise);
}

export class RpcClient {
  readonly #socket: Duplex;
  readonly #owner: ClientOwner;
  readonly #queue = new CallQueue();
  readonly #calls = new Map<number, Pending<unknown>>();
  readonly #streams = new Map<number, StreamSink>();
  readonly #keepAlive: KeepAlive;
  readonly #idle: (() => void)[] = [];
  #outgoing: Buffer[] = [];
  #serial = 0;
  #end: RawError | undefined;
  #pauses = 0;
  #held = 0;
  #isReading = true;

  /** Takes over an open socket. */
  constructor(socket: Duplex, owner: ClientOwner) {
    this.#socket = socket;
    this.#owner = owner;
    open.add(this);
    this.#keepAlive = new KeepAlive({
      ping: () => {
        this.#control(PING);
      },
      isReading: () => this.#isReading,
      onSilence: () => {
        this.#fail(
          rpcError('connection closed due to keepalive timeout', ErrorNumber.INTERNAL_ERROR),
          ConnectCloseReason.KEEPALIVE,
        );
      },
    });
    const framing = new Framing((bytes, start, end) => {
      if (!this.#end) this.#message(bytes, start, end);
    });
    socket.on('data', (chunk: Buffer) => {
      this.#keepAlive.received();
      try {
        framing.push(chunk);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        this.#broken(error);
      }
    });
    socket.on('end', () => {
      this.#fail(
        systemError('End of file while reading data', 'Input/output error', 5),
        ConnectCloseReason.EOF,
      );
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#fail(
        systemError('Cannot recv data', wordsOf(error), Math.abs(error.errno ?? 0)),
        ConnectCloseReason.ERROR,
      );
    });
    socket.on('close', () => {
      this.#fail(
        systemError('End of file while reading data', 'Input/output error', 5),
        ConnectCloseReason.EOF,
      );
    });
  }

  /** Whether the link has not ended. */
  get isOpen(): boolean {
    return this.#end === undefined;
  }

  /** Why the link has ended. */
  get lostError(): RawError | undefined {
    return this.#end;
  }

  /**
   * Makes a call.
   * @param write writes the arguments; `null` if there are none
   * @param read reads the reply
   */
  call<T>(
    program: Program,
    procedure: number,
    duration: Duration,
    write: ((writer: XdrWriter) => void) | null,
    read: (payload: Payload) => T,
  ): Promise<T> {
    return this.#call(program, procedure, duration, write, read, this.#nextSerial());
  }

  /** Makes a call that opens a stream. Packets reach it from then on, until it fails. */
  openStream<T>(
    program: Program,
    procedure: number,
    write: (writer: XdrWriter) => void,
    read: (payload: Payload) => T,
    stream: StreamSink,
  ): { readonly serial: number; readonly opened: Promise<T> } {
    const serial = this.#nextSerial();
    this.#streams.set(serial, stream);
    const opened = this.#call(program, procedure, ORDINARY, write, read, serial);
    opened.catch(() => this.#streams.delete(serial));
    return { serial, opened };
  }

  /** Sends a packet of a stream. Returns whether the socket wants more at once. */
  sendPacket(
    program: Program,
    procedure: number,
    serial: number,
    status: number,
    data: Uint8Array | null,
    isHole = false,
  ): boolean {
    const type = isHole ? STREAM_HOLE : STREAM;
    const writer = new XdrWriter(HEADER_SIZE + (data?.length ?? 0));
    writeHeader(writer, program, procedure, type, serial, status);
    if (data) writer.raw(data);
    writer.setUint(0, writer.length);
    return this.#transmit(writer.take());
  }

  /** Whether the socket has more to send than it should. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }

  /** Calls back once the socket wants more. */
  onceDrained(callback: () => void): void {
    this.#socket.once('drain', callback);
  }

  /** Forgets a stream. */
  endStream(serial: number): void {
    this.#streams.delete(serial);
  }

  /**
   * Stops reading until `resume` was called as often: a stream has more than its user takes. While calls
   * wait for replies, reading goes on, up to a limit.
   */
  pause(): void {
    this.#pauses += 1;
    this.#updateReading();
  }

  resume(): void {
    this.#pauses -= 1;
    this.#updateReading();
  }

  /** Notes how much more waits in streams, in bytes; or less, if negative. */
  hold(bytes: number): void {
    this.#held += bytes;
    this.#updateReading();
  }

  #updateReading(): void {
    const isReading = this.#pauses === 0 || (this.#calls.size > 0 && this.#held < HELD_MAX);
    if (isReading === this.#isReading) return;
    this.#isReading = isReading;
    if (isReading) this.#socket.resume();
    else this.#socket.pause();
  }

  startKeepAlive(interval: number, count: number): void {
    this.#keepAlive.start(interval, count);
  }

  stopKeepAlive(): void {
    this.#keepAlive.stop();
  }

  /** Abandons a call, if it is one of this link: one that was not sent is not made. */
  abandon(promise: Promise<unknown>): void {
    for (const pending of this.#calls.values()) {
      if (pending.promise !== promise) continue;
      if (!this.#queue.remove(pending)) return;
      this.#settle(pending);
      pending.reject(rpcError('the call was abandoned', ErrorNumber.OPERATION_ABORTED));
      return;
    }
  }

  /** Waits until no call is in flight. */
  async idle(): Promise<void> {
    while (this.#calls.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Ends the link. */
  close(reason: ConnectCloseReason = ConnectCloseReason.CLIENT): void {
    this.#fail(rpcError('client socket is closed', ErrorNumber.INTERNAL_ERROR), reason);
  }

  #wakeIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #call<T>(
    program: Program,
    procedure: number,
    duration: Duration,
    write: ((writer: XdrWriter) => void) | null,
    read: (payload: Payload) => T,
    serial: number,
  ): Promise<T> {
    if (this.#end) return rejection(closed(this.#end));
    const writer = new XdrWriter();
    writeHeader(writer, program, procedure, CALL, serial, OK);
    try {
      write?.(writer);
    } catch (error) {
      return rejection(error);
    }
    if (writer.length > MESSAGE_MAX) {
      return rejection(rpcError(`the arguments have more than ${MESSAGE_MAX - HEADER_SIZE} bytes`));
    }
    writer.setUint(0, writer.length);
    const pending = new Pending<T>(serial, program.number, procedure, duration, read, () => {
      this.#transmit(writer.take());
    });
    this.#calls.set(serial, pending as Pending<unknown>);
    native.ref();
    if (this.#pauses > 0) this.#updateReading();
    this.#queue.add(pending);
    return pending.promise;
  }

  #nextSerial(): number {
    this.#serial = (this.#serial + 1) >>> 0;
    return this.#serial;
  }

  #transmit(message: Buffer): boolean {
    // Messages of one turn go out together.
    if (this.#outgoing.length === 0) process.nextTick(this.#flush);
    this.#outgoing.push(message);
    return !this.isFull;
  }

  readonly #flush = (): void => {
    const messages = this.#outgoing;
    this.#outgoing = [];
    if (this.#end) return;
    this.#socket.write(messages.length === 1 ? messages[0] : Buffer.concat(messages));
  };

  #control(procedure: number): void {
    const writer = new XdrWriter(HEADER_SIZE);
    writeHeader(writer, KEEPALIVE, procedure, MESSAGE, 0, OK);
    writer.setUint(0, writer.length);
    this.#transmit(writer.take());
  }

  #message(bytes: Buffer, start: number, end: number): void {
    const program = bytes.readUInt32BE(start + 4);
    const procedure = bytes.readInt32BE(start + 12);
    const type = bytes.readUInt32BE(start + 16);
    const serial = bytes.readUInt32BE(start + 20);
    const status = bytes.readUInt32BE(start + 24);
    const payload = { bytes, start: start + HEADER_SIZE, end };
    switch (type) {
      case REPLY:
        this.#reply(program, procedure, serial, status, payload);
        break;
      case MESSAGE:
        if (program !== KEEPALIVE.number) this.#owner.event(program, procedure, payload);
        else if (procedure === PING) this.#control(PONG);
        break;
      case STREAM:
      case STREAM_HOLE:
        this.#packet(procedure, serial, status, payload, type === STREAM_HOLE);
        break;
      default:
        throw new ProtocolError(`a message has the type ${type}`);
    }
  }

  #reply(
    program: number,
    procedure: number,
    serial: number,
    status: number,
    payload: Payload,
  ): void {
    const pending = this.#calls.get(serial);
    if (!pending?.isSent || pending.program !== program || pending.procedure !== procedure) {
      throw new ProtocolError(`nobody waits for the reply ${serial} to the procedure ${procedure}`);
    }
    if (status === OK) {
      let value;
      try {
        value = pending.read(payload);
      } catch (error) {
        // What breaks the protocol ends the link, and the call with it.
        if (error instanceof ProtocolError) throw error;
        this.#settle(pending);
        pending.reject(error);
        return;
      }
      this.#settle(pending);
      pending.resolve(value);
    } else if (status === ERROR) {
      const error = this.#owner.readError(payload, program, procedure);
      this.#settle(pending);
      pending.reject(error);
    } else {
      throw new ProtocolError(`a reply has the status ${status}`);
    }
  }

  #packet(
    procedure: number,
    serial: number,
    status: number,
    payload: Payload,
    isHole: boolean,
  ): void {
    const stream = this.#streams.get(serial);
    // Packets may still arrive for a stream that this side has ended.
    if (stream?.procedure !== procedure) return;
    stream.packet(status, payload, isHole);
  }

  #settle(pending: Pending<unknown>): void {
    this.#calls.delete(pending.serial);
    if (pending.isSent) this.#queue.ended(pending);
    if (this.#pauses > 0) this.#updateReading();
    if (this.#calls.size === 0) this.#wakeIdle();
    native.unref();
  }

  #broken(error: ProtocolError): void {
    this.#fail(
      rpcError(`the daemon does not follow the protocol: ${error.message}`),
      ConnectCloseReason.ERROR,
    );
  }

  #fail(error: RawError, reason: ConnectCloseReason): void {
    if (this.#end) return;
    open.delete(this);
    this.#end = { ...error, disconnected: true };
    this.#keepAlive.stop();
    this.#queue.clear();
    this.#socket.destroy();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const { reject } of calls) {
      native.unref();
      reject(this.#end);
    }
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    for (const stream of streams) stream.lost(this.#end);
    this.#wakeIdle();
    this.#owner.ended(reason);
  }
}

/** Writes the length word, to be set later, and the header. */
function writeHeader(
  writer: XdrWriter,
  program: Program,
  procedure: number,
  type: number,
  serial: number,
  status: number,
): void {
  writer.uint(0);
  writer.uint(program.number);
  writer.uint(program.version);
  writer.int(procedure);
  writer.uint(type);
  writer.uint(serial);
  writer.uint(status);
}

/** Returns the words of C for a system error. */
function wordsOf({ errno, message }: NodeJS.ErrnoException): string {
  const words = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return words === undefined ? message : words.charAt(0).toUpperCase() + words.slice(1);
}

function systemError(what: string, why: string, errno: number): RawError {
  return { ...rpcError(`${what}: ${why}`, ErrorNumber.SYSTEM_ERROR), int1: errno };
}

/** Returns the error of a call that is made after the link has ended. */
function closed(end: RawError): RawError {
  const { disconnected } = end;
  const error = rpcError('client socket is closed', ErrorNumber.INTERNAL_ERROR);
  return disconnected ? { ...error, disconnected } : error;
}

function rejection(reason: unknown): Promise<never> {
  return Promise.reject(reason);
}
