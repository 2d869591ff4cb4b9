import { nodeModule } from '@libvirt/native';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { Connect } from '../connect.js';
import { lazy } from '../lazy.js';
import { Hole } from './hole.js';
import type { Stream } from './stream.js';
import { Transfer, type Reading } from './transfer.js';
import { checkSignal, type OptionKeys } from '../options.js';
import { rangeError } from '../stack.js';

/** Options of every Node.js stream over a libvirt stream. */
export interface StreamOptions {
  /** When aborted, destroys the stream, which aborts libvirt's stream. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Size of the stream's buffer, and of a single receive, in bytes. Default: 1 MiB; 64 KiB for a
   * console or a channel.
   */
  readonly highWaterMark?: number | undefined;
}

/** Their keys. */
export const STREAM_OPTIONS: OptionKeys<StreamOptions> = { signal: true, highWaterMark: true };

/** The libvirt call that attaches a new stream to its source or destination. */
type Attach = (stream: Stream) => Promise<void>;

type Callback = (error?: Error | null) => void;

/** For streams that are only written. */
const NOT_READ: Reading = { size: 0, sparse: false, only: false };

const MIB = 1 << 20;
/** Consoles and channels carry little data, and need little memory. */
const INTERACTIVE = 64 << 10;

/** Checks the options, and returns the high-water mark in bytes. */
function highWaterMarkOf({ signal, highWaterMark }: StreamOptions, fallback: number) {
  checkSignal(signal);
  if (highWaterMark !== undefined && !(Number.isInteger(highWaterMark) && highWaterMark >= 1)) {
    throw rangeError('options.highWaterMark must be a whole number of at least 1');
  }
  return highWaterMark ?? fallback;
}

/** Calls back when a promise settles. */
function settleTo(promise: Promise<unknown>, callback: Callback): void {
  promise.then(() => {
    callback();
  }, callback);
}

/** Ends a transfer in the background, so that a hung host does not delay `destroy()`. */
function destroy(transfer: Transfer, error: Error | null, callback: Callback): void {
  void transfer.end(error);
  callback(error);
}

async function pull(from: Transfer, to: Readable): Promise<void> {
  try {
    const received = await from.read();
    // Only now is it known that all data has arrived.
    if (received === null) await from.finish();
    to.push(received);
  } catch (error) {
    to.destroy(error as Error);
  }
}

/** A screenshot of a domain. */
export interface ScreenshotStream extends Readable {
  /** The format, such as `image/png`. Rejects if there is no screenshot. */
  readonly mimeType: Promise<string>;
}

type StreamClass<T, Begin = Attach> = new (
  connect: Connect,
  begin: Begin,
  options: StreamOptions,
  sparse?: boolean,
) => T;

/** The classes of streams. */
interface NodeStreams {
  readonly LibvirtReadable: StreamClass<Readable>;
  readonly LibvirtWritable: StreamClass<Writable>;
  /** Does not accept holes; writes buffered chunks together. */
  readonly LibvirtByteWritable: StreamClass<Writable>;
  readonly LibvirtDuplex: StreamClass<Duplex>;
  readonly LibvirtScreenshot: StreamClass<ScreenshotStream, (stream: Stream) => Promise<string>>;
}

/** The classes, defined with the first stream: most programs need none, and `node:stream` loads slowly. */
export const nodeStreams = lazy((): NodeStreams => {
  const { addAbortSignal, Duplex, Readable, Writable } = nodeModule('node:stream');

  function opening(
    of: Readable | Writable,
    connect: Connect,
    attach: Attach,
    { signal }: StreamOptions,
    reading: Reading,
  ): Transfer {
    const fail = (error: Error) => of.destroy(error);
    const transfer = new Transfer(connect, attach, fail, reading);
    transfer.open().catch(fail);
    // Not by Node's constructor, nor synchronously: with an aborted signal, both would destroy a
    // stream whose constructor has not returned.
    if (signal) queueMicrotask(() => addAbortSignal(signal, of));
    return transfer;
  }

  /** Data from a host. */
  class LibvirtReadable extends Readable {
    readonly #transfer: Transfer;

    /** Called by the methods that open such a stream. */
    constructor(connect: Connect, attach: Attach, options: StreamOptions, sparse = false) {
      const highWaterMark = highWaterMarkOf(options, MIB);
      // In object mode, Node's high-water mark counts chunks, not bytes.
      super(sparse ? { objectMode: true, highWaterMark: 1 } : { highWaterMark });
      const reading = { size: highWaterMark, sparse, only: true };
      this.#transfer = opening(this, connect, attach, options, reading);
    }

    /** Implements Node's stream interface. */
    override _read(): void {
      void pull(this.#transfer, this);
    }

    /** Implements Node's stream interface. */
    override _destroy(error: Error | null, callback: Callback): void {
      destroy(this.#transfer, error, callback);
    }
  }

  /** Data to a host. It is finished when the host has received all of it. */
  class LibvirtWritable extends Writable {
    protected readonly transfer: Transfer;

    /** Called by the methods that open such a stream. */
    constructor(connect: Connect, attach: Attach, options: StreamOptions, sparse = false) {
      const highWaterMark = highWaterMarkOf(options, MIB);
      super(sparse ? { objectMode: true, highWaterMark: 1 } : { highWaterMark });
      this.transfer = opening(this, connect, attach, options, NOT_READ);
    }

    /** Implements Node's stream interface. */
    override _write(chunk: unknown, _: BufferEncoding, callback: Callback): void {
      if (chunk instanceof Uint8Array || chunk instanceof Hole) {
        settleTo(this.transfer.write(chunk), callback);
      } else {
        callback(new TypeError('chunk of a sparse stream must be a Uint8Array or a Hole'));
      }
    }

    /** Implements Node's stream interface. */
    override _final(callback: Callback): void {
      settleTo(this.transfer.finish(), callback);
    }

    /** Implements Node's stream interface. */
    override _destroy(error: Error | null, callback: Callback): void {
      destroy(this.transfer, error, callback);
    }
  }

  /** Data to a host, without holes. Buffered chunks are sent together. */
  class LibvirtByteWritable extends LibvirtWritable {
    /** Implements Node's stream interface. */
    override _writev(chunks: { chunk: Uint8Array }[], callback: Callback): void {
      settleTo(this.transfer.write(Buffer.concat(chunks.map(({ chunk }) => chunk))), callback);
    }
  }

  /**
   * A console or a channel of a guest. libvirt cannot close one direction alone: after `end()`, data
   * from the guest still arrives until the guest closes its end or the stream is destroyed.
   */
  class LibvirtDuplex extends Duplex {
    readonly #transfer: Transfer;

    /** Called by the methods that open such a stream. */
    constructor(connect: Connect, attach: Attach, options: StreamOptions) {
      const highWaterMark = highWaterMarkOf(options, INTERACTIVE);
      super({ highWaterMark, allowHalfOpen: false });
      const reading = { size: highWaterMark, sparse: false, only: false };
      this.#transfer = opening(this, connect, attach, options, reading);
    }

    /** Implements Node's stream interface. */
    override _read(): void {
      void pull(this.#transfer, this);
    }

    /** Implements Node's stream interface. */
    override _write(chunk: Uint8Array, _: BufferEncoding, callback: Callback): void {
      settleTo(this.#transfer.write(chunk), callback);
    }

    /** Implements Node's stream interface. */
    override _writev(chunks: { chunk: Uint8Array }[], callback: Callback): void {
      settleTo(this.#transfer.write(Buffer.concat(chunks.map(({ chunk }) => chunk))), callback);
    }

    /** Implements Node's stream interface. */
    override _destroy(error: Error | null, callback: Callback): void {
      destroy(this.#transfer, error, callback);
    }
  }

  class LibvirtScreenshot extends LibvirtReadable implements ScreenshotStream {
    readonly mimeType: Promise<string>;

    /** Called by {@link Domain.createScreenshotStream}. */
    constructor(
      connect: Connect,
      take: (stream: Stream) => Promise<string>,
      options: StreamOptions,
    ) {
      let resolve!: (mimeType: Promise<string>) => void;
      let reject!: (error: Error) => void;
      const mimeType = new Promise<string>((...settlers) => ([resolve, reject] = settlers));
      super(
        connect,
        async (stream) => {
          const taken = take(stream);
          resolve(taken);
          await taken;
        },
        options,
      );
      this.mimeType = mimeType;
      // The stream reports the error too.
      mimeType.catch(() => undefined);
      this.once('error', reject);
    }
  }

  return {
    LibvirtReadable,
    LibvirtWritable,
    LibvirtByteWritable,
    LibvirtDuplex,
    LibvirtScreenshot,
  };
});
