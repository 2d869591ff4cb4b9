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

/**
 * Result of {@link Stream.recv} if there is no data: the end, or none yet on a non-blocking stream.
 */
export type StreamEnd = 'end' | 'would-block';

/** Payload of one message of libvirt's protocol, in bytes: an efficient chunk size. */
const STREAM_CHUNK = 262_120;

/** A section of a sparse file: data or a hole. */
export interface StreamSection {
  /** Whether the section is data. */
  readonly inData: boolean;
  /** Length in bytes. A hole of 0 bytes is the end of the file. */
  readonly length: bigint | number;
}

type Awaitable<T> = T | PromiseLike<T>;

/** Returns a chunk of at most `nbytes` bytes; at the end, an empty one, null or `undefined`. */
export type StreamSource = (
  stream: Stream,
  nbytes: number,
) => Awaitable<Uint8Array | null | undefined>;
/** Receives a chunk of data. */
export type StreamSink = (stream: Stream, data: Uint8Array) => Awaitable<unknown>;
/** Returns the next section of the file. */
export type StreamSourceHole = (stream: Stream) => Awaitable<StreamSection>;
/**
 * Skips a hole of `length` bytes in the file that is read, or creates one in the file that is
 * written.
 */
export type StreamHole = (stream: Stream, length: bigint) => Awaitable<unknown>;
/** Receives the events for which a stream is ready: bitwise OR of {@link StreamEventType}. */
export type StreamEventCallback = (stream: Stream, events: StreamEventType) => unknown;

/**
 * A libvirt stream: data from or to a host. Usually, Node's streams are easier to use:
 * {@link StorageVol.createReadStream}, {@link Domain.createConsoleStream} and similar methods.
 *
 * Calls on a stream do not block other calls on its connection. Ending a stream waits for its calls
 * in flight. A stream that is freed or garbage-collected before its end is aborted.
 *
 * Arguments of the wrong type or range reject with a `TypeError` or `RangeError`. Besides the
 * errors named at the method, methods reject with `VIR_ERR_NO_SUPPORT` before a method such as
 * {@link Domain.screenshot} has connected the stream, with `VIR_ERR_INTERNAL_ERROR` once it is
 * finished or aborted, with `VIR_ERR_INVALID_STREAM` once it is freed, and with the host's error
 * when the transfer fails there.
 */
export class Stream extends LibvirtObject<StreamHandle> {
  readonly #connect: Connect;
  readonly #nonBlocking: boolean;
  #events: StreamEventType = 0;
  #isRef = false;

  /** Created by {@link Connect.newStream}. */
  constructor(connect: Connect, handle: StreamHandle, flags: StreamFlags) {
    super(connect, ErrorNumber.INVALID_STREAM, native.virStreamFree, handle);
    this.#connect = connect;
    this.#nonBlocking = (flags & StreamFlags.NONBLOCK) !== 0;
  }

  /** Returns the connection to which the stream belongs. Synchronous. */
  getConnect(): Connect {
    return this.#connect;
  }

  protected override describe(): string {
    return this.#nonBlocking ? 'non-blocking' : 'blocking';
  }

  /**
   * Sends data. Resolves once libvirt has accepted all of it; on a non-blocking stream, as much as
   * it can accept now.
   *
   * Since libvirt 0.7.2. C: `virStreamSend`.
   * @param data copied before the call returns
   * @returns the number of bytes accepted; `'would-block'` if a non-blocking stream accepts none
   *   now
   * @category Data
   */
  async send(data: Uint8Array, options?: CallOptions): Promise<number | 'would-block'> {
    const sent = await settle(() => native.virStreamSend(this.handle, data), options);
    return sent === WOULD_BLOCK ? 'would-block' : sent;
  }

  /**
   * Receives data. A blocking stream waits for it. A hole is received as zeros.
   *
   * Since libvirt 0.7.2. C: `virStreamRecv`.
   * @param nbytes maximum number of bytes, at least 1
   * @returns at least 1 byte; `'end'` at the end, `'would-block'` if a non-blocking stream has none
   *   now
   * @category Data
   */
  async recv(nbytes: number, options?: CallOptions): Promise<Uint8Array | StreamEnd> {
    const received = await settle(() => native.virStreamRecv(this.handle, nbytes), options);
    return typeof received === 'number' ? endOf(received) : received;
  }

  /**
   * Receives data, like {@link Stream.recv}. With the flag `STOP_AT_HOLE`, it does not receive a
   * hole as zeros but returns `'hole'`; {@link Stream.recvHole} then receives the hole.
   *
   * Since libvirt 3.4.0. C: `virStreamRecvFlags`.
   * @param nbytes maximum number of bytes, at least 1
   * @param flags bitwise OR of {@link StreamRecvFlagsValues}
   * @returns at least 1 byte, or the reason for which there is none
   * @category Data
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
   * Sends a hole. The stream must have been opened for sparse data.
   *
   * Since libvirt 3.4.0. C: `virStreamSendHole`.
   * @param length length in bytes
   * @param flags Unused; pass 0.
   * @category Data
   */
  async sendHole(length: bigint | number, flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStreamSendHole(this.handle, length, flags), options);
  }

  /**
   * Receives the hole that {@link Stream.recvFlags} reported.
   *
   * Since libvirt 3.4.0. C: `virStreamRecvHole`.
   * @param flags Unused; pass 0.
   * @returns length in bytes
   * @category Data
   */
  async recvHole(flags = 0, options?: CallOptions): Promise<bigint> {
    return await settle(() => native.virStreamRecvHole(this.handle, flags), options);
  }

  /**
   * Ends the stream after all data was sent or received. Rejects if the other side had an error:
   * data has arrived only if this succeeds.
   *
   * Since libvirt 0.7.2. C: `virStreamFinish`.
   * @category Lifecycle
   */
  async finish(options?: CallOptions): Promise<void> {
    this.#setRef(false);
    await settle(() => native.virStreamFinish(this.handle), options);
  }

  /**
   * Ends the stream early, and notifies the other side.
   *
   * Since libvirt 0.7.2. C: `virStreamAbort`.
   * @category Lifecycle
   */
  async abort(options?: CallOptions): Promise<void> {
    this.#setRef(false);
    await settle(() => native.virStreamAbort(this.handle), options);
  }

  protected override beforeFree(): void {
    this.#setRef(false);
  }

  /**
   * Sends the chunks that a function returns, until it returns none. If it throws, the stream is
   * aborted. Call {@link Stream.finish} afterwards.
   *
   * Since libvirt 0.7.2. C: `virStreamSendAll`.
   * @param handler called for each chunk; its result is awaited
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` if the stream is non-blocking
   * @category Data
   */
  async sendAll(handler: StreamSource, options?: CallOptions): Promise<void> {
    checkFunction('handler', handler);
    await this.#all('sources', options, async () => {
      while (await this.#sendNext(handler, STREAM_CHUNK, options)) continue;
    });
  }

  /**
   * Receives all data, and passes it to a function in chunks. If the function throws, the stream is
   * aborted. Call {@link Stream.finish} afterwards.
   *
   * Since libvirt 0.7.2. C: `virStreamRecvAll`.
   * @param handler called for each chunk; its result is awaited
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` if the stream is non-blocking
   * @category Data
   */
  async recvAll(handler: StreamSink, options?: CallOptions): Promise<void> {
    checkFunction('handler', handler);
    await this.#all('sinks', options, async () => {
      for (;;) {
        const received = await this.recv(STREAM_CHUNK, options);
        if (typeof received === 'string') return;
        await handler(this, received);
      }
    });
  }

  /**
   * Sends a sparse file with its holes. The stream must have been opened for sparse data. If a
   * function throws, the stream is aborted. Call {@link Stream.finish} afterwards.
   *
   * Since libvirt 3.4.0. C: `virStreamSparseSendAll`.
   * @param handler called for each chunk of data
   * @param holeHandler returns the next section of the file: data or a hole
   * @param skipHandler called for each hole, to skip it in the file
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` if the stream is non-blocking
   * @category Data
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
          const nbytes = left < BigInt(STREAM_CHUNK) ? Number(left) : STREAM_CHUNK;
          const sent = await this.#sendNext(handler, nbytes, options);
          if (sent === 0) return;
          left -= BigInt(sent);
        }
      }
    });
  }

  /**
   * Receives a sparse file, and passes its data to one function and its holes to another one. The
   * stream must have been opened for sparse data. If a function throws, the stream is aborted. Call
   * {@link Stream.finish} afterwards.
   *
   * Since libvirt 3.4.0. C: `virStreamSparseRecvAll`.
   * @param handler called for each chunk of data
   * @param holeHandler called for each hole
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` if the stream is non-blocking
   * @category Data
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
          STREAM_CHUNK,
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
      // An error of the abort must not hide this one.
      await this.abort().catch(() => undefined);
      throw error;
    }
  }

  /**
   * Calls back while a non-blocking stream can be read or written. The next call is not made before
   * the callback has returned, and the promise that it may return has settled. The callback keeps
   * the process alive until it is removed or the stream ends.
   *
   * Since libvirt 0.7.2. C: `virStreamEventAddCallback`.
   * @param events bitwise OR of {@link StreamEventType}
   * @param callback called with the stream and the events for which it is ready
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` if the stream is blocking, or already has a
   *   callback
   * @category Events
   */
  async eventAddCallback(
    events: StreamEventType,
    callback: StreamEventCallback,
    options?: CallOptions,
  ): Promise<void> {
    checkFunction('callback', callback);
    const run = bindContext(callback);
    const onEvent = async (ready: StreamEventType) => {
      if (this.#events === 0) return;
      try {
        await run(this, ready);
      } catch (error) {
        // An uncaught exception, as with any listener that throws.
        process.nextTick(() => {
          throw error;
        });
      }
      this.#rearm();
    };
    const added = settle(
      () =>
        native.virStreamEventAddCallback(this.handle, events, (ready) => void onEvent(ready), 0, 0),
      options,
    );
    this.#events = events;
    this.#setRef(true);
    try {
      await added;
    } catch (error) {
      this.#events = 0;
      this.#setRef(false);
      throw error;
    }
  }

  /**
   * Changes the events for which the callback is called.
   *
   * Since libvirt 0.7.2. C: `virStreamEventUpdateCallback`.
   * @param events bitwise OR of {@link StreamEventType}; 0 for none
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` if the stream has no callback
   * @category Events
   */
  async eventUpdateCallback(events: StreamEventType, options?: CallOptions): Promise<void> {
    const updated = settle(() => native.virStreamEventUpdateCallback(this.handle, events), options);
    // The first event may arrive before the promise is fulfilled.
    this.#events = events;
    await updated;
  }

  /**
   * Removes the callback.
   *
   * Since libvirt 0.7.2. C: `virStreamEventRemoveCallback`.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` if the stream has no callback
   * @category Events
   */
  async eventRemoveCallback(options?: CallOptions): Promise<void> {
    this.#events = 0;
    this.#setRef(false);
    await settle(() => native.virStreamEventRemoveCallback(this.handle), options);
  }

  #rearm(): void {
    if (this.#events === 0 || this[REFERENCE].released) return;
    const events = this.#events;
    // A stream that has ended in the meantime has no more events.
    attempt(() => native.virStreamEventUpdateCallback(this.handle, events)).catch(() => undefined);
  }

  #setRef(isRef: boolean): void {
    if (!isRef) this.#events = 0;
    if (isRef === this.#isRef) return;
    this.#isRef = isRef;
    if (isRef) native.ref();
    else native.unref();
  }
}

/** Special results of `virStreamSend` and `virStreamRecv`. */
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
