import { native, type StreamHandle } from '@libvirt/native';
import { attempt, settle, signalOf, type CallOptions } from '../call.js';
import type { Connect } from '../connect.js';
import { LibvirtError } from '../errors.js';
import {
  ErrorDomain,
  ErrorLevel,
  ErrorNumber,
  StreamEventType,
  StreamFlags,
  StreamRecvFlagsValues,
} from '../generated/constants.js';
import { LibvirtObject, REFERENCE } from '../object.js';
import { bindContext } from '../listener.js';
import { typeError } from '../stack.js';

/** What {@link Stream.recv} says instead of data. */
export type StreamEnd = 'end' | 'would-block';

/** As much as libvirt sends in one message: a good measure for pieces. */
export const STREAM_PIECE = 262_120;

/** A part of a sparse file: data, or a hole before what comes next. */
export interface StreamSection {
  /** Whether it is data. */
  readonly inData: boolean;
  /** How long it is, in bytes; a hole of 0 bytes is the end of the file. */
  readonly length: bigint | number;
}

type Awaitable<T> = T | PromiseLike<T>;

/** Returns some data, of at most `nbytes` bytes, and none at the end. */
export type StreamSource = (
  stream: Stream,
  nbytes: number,
) => Awaitable<Uint8Array | null | undefined>;
/** Takes data. */
export type StreamSink = (stream: Stream, data: Uint8Array) => Awaitable<unknown>;
/** Tells what comes next in the file. */
export type StreamSourceHole = (stream: Stream) => Awaitable<StreamSection>;
/** Passes over a hole in the file, or makes one, of `length` bytes. */
export type StreamHole = (stream: Stream, length: bigint) => Awaitable<unknown>;
/** Told what the stream is ready for, a sum of {@link StreamEventType}. */
export type StreamEventCallback = (stream: Stream, events: StreamEventType) => unknown;

/**
 * Data on its way from or to a host, as libvirt has it. For most purposes Node's own streams are
 * easier: {@link StorageVol.createReadStream}, {@link Domain.createConsoleStream} and their like.
 *
 * Calls on a stream do not hold up other calls on its connection. Ending it waits for those that
 * are in flight. A stream that is freed or forgotten before its end is aborted.
 */
export class Stream extends LibvirtObject<StreamHandle> {
  readonly #connect: Connect;
  readonly #nonBlocking: boolean;
  #events: StreamEventType = 0;
  #holding = false;

  /** Made by {@link Connect.newStream}. */
  constructor(connect: Connect, handle: StreamHandle, flags: StreamFlags) {
    super(ErrorNumber.INVALID_STREAM, native.virStreamFree, handle);
    this.#connect = connect;
    this.#nonBlocking = (flags & StreamFlags.NONBLOCK) !== 0;
  }

  /** The connection to which the stream belongs. */
  getConnect(): Connect {
    return this.#connect;
  }

  protected override describe(): string {
    return this.#nonBlocking ? 'non-blocking' : 'blocking';
  }

  // ---- Pieces -------------------------------------------------------------------------------------

  /**
   * Sends data. Returns when libvirt has taken all of it, or, on a non-blocking stream, as much as
   * it takes now.
   *
   * Since libvirt 0.7.2. C: `virStreamSend`.
   * @param data copied before the call returns
   * @returns how many bytes were taken
   */
  async send(data: Uint8Array, options?: CallOptions): Promise<number | 'would-block'> {
    const sent = await settle(() => native.virStreamSend(this.handle, data), options);
    return sent === WOULD_BLOCK ? 'would-block' : sent;
  }

  /**
   * Receives data. A blocking stream waits for some. In a hole it receives zeros.
   *
   * Since libvirt 0.7.2. C: `virStreamRecv`.
   * @param nbytes how much at the most, at least 1
   * @returns the data, at least 1 byte, or why there is none
   */
  async recv(nbytes: number, options?: CallOptions): Promise<Uint8Array | StreamEnd> {
    const received = await settle(() => native.virStreamRecv(this.handle, nbytes), options);
    return typeof received === 'number' ? endOf(received) : received;
  }

  /**
   * The same with flags: with `STOP_AT_HOLE` it tells that a hole comes next, for
   * {@link Stream.recvHole} to take.
   *
   * Since libvirt 3.4.0. C: `virStreamRecvFlags`.
   * @param nbytes how much at the most, at least 1
   * @param flags what to do at a hole
   * @returns the data, at least 1 byte, or why there is none
   */
  async recvFlags(
    nbytes: number,
    flags: StreamRecvFlagsValues = 0,
    options?: CallOptions,
  ): Promise<Uint8Array | StreamEnd | 'hole'> {
    const received = await settle(
      () => native.virStreamRecvFlags(this.handle, nbytes, flags),
      options,
    );
    if (received === HOLE) return 'hole';
    return typeof received === 'number' ? endOf(received) : received;
  }

  /**
   * Sends a hole, to a stream that was opened for sparse data.
   *
   * Since libvirt 3.4.0. C: `virStreamSendHole`.
   * @param length its length in bytes
   * @param flags none exist: 0
   */
  async sendHole(length: bigint | number, flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStreamSendHole(this.handle, length, flags), options);
  }

  /**
   * Takes the hole that {@link Stream.recvFlags} told of.
   *
   * Since libvirt 3.4.0. C: `virStreamRecvHole`.
   * @param flags none exist: 0
   * @returns its length in bytes
   */
  async recvHole(flags = 0, options?: CallOptions): Promise<bigint> {
    return await settle(() => native.virStreamRecvHole(this.handle, flags), options);
  }

  /**
   * Ends the stream when all was sent or received. It tells what went wrong at the other side
   * meanwhile: data has arrived only if this succeeds.
   *
   * Since libvirt 0.7.2. C: `virStreamFinish`.
   */
  async finish(options?: CallOptions): Promise<void> {
    this.#hold(false);
    await settle(() => native.virStreamFinish(this.handle), options);
  }

  /**
   * Ends the stream in the middle, and tells the other side so.
   *
   * Since libvirt 0.7.2. C: `virStreamAbort`.
   */
  async abort(options?: CallOptions): Promise<void> {
    this.#hold(false);
    await settle(() => native.virStreamAbort(this.handle), options);
  }

  protected override beforeFree(): void {
    this.#hold(false);
  }

  // ---- All of it ----------------------------------------------------------------------------------

  /**
   * Sends what a function returns, piece by piece, until it returns none. If it throws, the stream
   * is aborted. {@link Stream.finish} comes after it.
   *
   * Since libvirt 0.7.2. C: `virStreamSendAll`.
   * @param handler called for each piece
   */
  async sendAll(handler: StreamSource, options?: CallOptions): Promise<void> {
    checkFunction('handler', handler);
    await this.#all('sources', options, async () => {
      while (await this.#sendNext(handler, STREAM_PIECE, options)) continue;
    });
  }

  /**
   * Gives all that comes to a function, piece by piece; what it returns is waited for. If it
   * throws, the stream is aborted. {@link Stream.finish} comes after it.
   *
   * Since libvirt 0.7.2. C: `virStreamRecvAll`.
   * @param handler called for each piece
   */
  async recvAll(handler: StreamSink, options?: CallOptions): Promise<void> {
    checkFunction('handler', handler);
    await this.#all('sinks', options, async () => {
      for (;;) {
        const received = await this.recv(STREAM_PIECE, options);
        if (typeof received === 'string') return;
        await handler(this, received);
      }
    });
  }

  /**
   * Sends a sparse file, with its holes, to a stream that was opened for sparse data. If a function
   * throws, the stream is aborted. {@link Stream.finish} comes after it.
   *
   * Since libvirt 3.4.0. C: `virStreamSparseSendAll`.
   * @param handler called for each piece of data
   * @param holeHandler tells what comes next in the file
   * @param skipHandler called for each hole, which the file's reader has to pass over
   */
  async sparseSendAll(
    handler: StreamSource,
    holeHandler: StreamSourceHole,
    skipHandler: StreamHole,
    options?: CallOptions,
  ): Promise<void> {
    checkFunction('handler', handler);
    checkFunction('holeHandler', holeHandler);
    checkFunction('skipHandler', skipHandler);
    await this.#all('sources', options, async () => {
      for (;;) {
        const { inData, length } = checkSection(await holeHandler(this));
        let left = BigInt(length);
        if (!inData) {
          if (left === 0n) return;
          await this.sendHole(left, 0, options);
          await skipHandler(this, left);
          continue;
        }
        while (left > 0n) {
          const nbytes = left < BigInt(STREAM_PIECE) ? Number(left) : STREAM_PIECE;
          const sent = await this.#sendNext(handler, nbytes, options);
          if (sent === 0) return;
          left -= BigInt(sent);
        }
      }
    });
  }

  /**
   * Gives all that comes to functions, data to one, holes to the other, from a stream that was
   * opened for sparse data. If a function throws, the stream is aborted. {@link Stream.finish}
   * comes after it.
   *
   * Since libvirt 3.4.0. C: `virStreamSparseRecvAll`.
   * @param handler called for each piece of data
   * @param holeHandler called for each hole
   */
  async sparseRecvAll(
    handler: StreamSink,
    holeHandler: StreamHole,
    options?: CallOptions,
  ): Promise<void> {
    checkFunction('handler', handler);
    checkFunction('holeHandler', holeHandler);
    await this.#all('sinks', options, async () => {
      for (;;) {
        const received = await this.recvFlags(
          STREAM_PIECE,
          StreamRecvFlagsValues.STOP_AT_HOLE,
          options,
        );
        if (received === 'hole') await holeHandler(this, await this.recvHole(0, options));
        else if (typeof received === 'string') return;
        else await handler(this, received);
      }
    });
  }

  async #sendNext(handler: StreamSource, nbytes: number, options?: CallOptions): Promise<number> {
    const data: unknown = await handler(this, nbytes);
    if (data === null || data === undefined) return 0;
    if (!(data instanceof Uint8Array) || data.length > nbytes) {
      throw typeError(`handler must return a Uint8Array of at most ${nbytes} bytes, or null`);
    }
    if (data.length > 0) await this.send(data, options);
    return data.length;
  }

  async #all(
    what: string,
    options: CallOptions | undefined,
    run: () => Promise<void>,
  ): Promise<void> {
    signalOf(options);
    if (this.#nonBlocking) {
      throw new LibvirtError({
        code: ErrorNumber.OPERATION_INVALID,
        domain: ErrorDomain.STREAMS,
        level: ErrorLevel.ERROR,
        message: `data ${what} cannot be used with a non-blocking stream`,
        int1: 0,
        int2: 0,
      });
    }
    try {
      await run();
    } catch (error) {
      // What went wrong first is what is told.
      await this.abort().catch(() => undefined);
      throw error;
    }
  }

  // ---- Readiness ----------------------------------------------------------------------------------

  /**
   * Calls back when a non-blocking stream can be read or written, as long as it can, and never
   * again before the callback has returned, and what it returned has settled. It keeps the process alive until it is removed or the
   * stream ends.
   *
   * Since libvirt 0.7.2. C: `virStreamEventAddCallback`.
   * @param events what to tell of, a sum of {@link StreamEventType}
   * @param callback called with the stream and what it is ready for
   */
  async eventAddCallback(
    events: StreamEventType,
    callback: StreamEventCallback,
    options?: CallOptions,
  ): Promise<void> {
    checkFunction('callback', callback);
    const run = bindContext(callback);
    const told = async (happened: StreamEventType) => {
      if (this.#events === 0) return;
      try {
        await run(this, happened);
      } catch (error) {
        // An ordinary uncaught exception, as that of any listener.
        process.nextTick(() => {
          throw error;
        });
      }
      this.#rearm();
    };
    const added = settle(
      () =>
        native.virStreamEventAddCallback(
          this.handle,
          events,
          (happened) => void told(happened),
          0,
          0,
        ),
      options,
    );
    this.#events = events;
    this.#hold(true);
    try {
      await added;
    } catch (error) {
      this.#events = 0;
      this.#hold(false);
      throw error;
    }
  }

  /**
   * Changes of what a callback is told.
   *
   * Since libvirt 0.7.2. C: `virStreamEventUpdateCallback`.
   * @param events what to tell of, a sum of {@link StreamEventType}
   */
  async eventUpdateCallback(events: StreamEventType, options?: CallOptions): Promise<void> {
    const updated = settle(() => native.virStreamEventUpdateCallback(this.handle, events), options);
    // The first event may come before the promise is fulfilled.
    this.#events = events;
    await updated;
  }

  /**
   * Calls back no more.
   *
   * Since libvirt 0.7.2. C: `virStreamEventRemoveCallback`.
   */
  async eventRemoveCallback(options?: CallOptions): Promise<void> {
    this.#events = 0;
    this.#hold(false);
    await settle(() => native.virStreamEventRemoveCallback(this.handle), options);
  }

  #rearm(): void {
    if (this.#events === 0 || this[REFERENCE].released) return;
    const events = this.#events;
    // A stream that has ended meanwhile is ready for nothing.
    attempt(() => native.virStreamEventUpdateCallback(this.handle, events)).catch(() => undefined);
  }

  #hold(hold: boolean): void {
    if (!hold) this.#events = 0;
    if (hold === this.#holding) return;
    this.#holding = hold;
    if (hold) native.hold();
    else native.unhold();
  }
}

/** What `virStreamRecv` and `virStreamSend` return instead of a number of bytes. */
const WOULD_BLOCK = -2;
const HOLE = -3;

function endOf(received: number): StreamEnd {
  return received === WOULD_BLOCK ? 'would-block' : 'end';
}

function checkSection(given: unknown): StreamSection {
  if (typeof given === 'object' && given !== null) {
    const { inData, length } = given as Partial<StreamSection>;
    const isLength = typeof length === 'bigint' || Number.isSafeInteger(length);
    if (typeof inData === 'boolean' && isLength && length! >= 0) return { inData, length: length! };
  }
  throw typeError('holeHandler must return { inData, length }, a boolean and a number of bytes');
}

function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw typeError(`${name} must be a function`);
}
