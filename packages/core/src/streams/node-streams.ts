import { nodeModule } from '@libvirt/native';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { Connect } from '../connect.js';
import { lazy } from '../lazy.js';
import { Hole } from './hole.js';
import type { Stream } from './stream.js';
import { Transfer, type Reading } from './transfer.js';
import { checkSignal, type OptionKeys } from '../options.js';
import { rangeError } from '../stack.js';

/** What Node's streams over those of libvirt have in common. */
export interface StreamOptions {
  /** Aborting it destroys the stream, which aborts libvirt's. */
  readonly signal?: AbortSignal | undefined;
  /** How many bytes may wait in the stream, and are received at once. Default: 1 MiB. */
  readonly highWaterMark?: number | undefined;
}

/** Their keys. */
export const STREAM_OPTIONS: OptionKeys<StreamOptions> = { signal: true, highWaterMark: true };

/** What begins at libvirt when a stream is opened. */
type Attach = (stream: Stream) => Promise<void>;

type Callback = (error?: Error | null) => void;

/** What is written is not read. */
const NOTHING: Reading = { size: 0, sparse: false, only: false };

const MIB = 1 << 20;
/** What a guest says on its console is little, and should not hold memory for much. */
const INTERACTIVE = 64 << 10;

/** Checks the options, and returns the high-water mark. */
function highWaterMarkOf({ signal, highWaterMark }: StreamOptions, usual: number) {
  checkSignal(signal);
  if (highWaterMark !== undefined && !(Number.isInteger(highWaterMark) && highWaterMark >= 1)) {
    throw rangeError('options.highWaterMark must be a whole number of at least 1');
  }
  return highWaterMark ?? usual;
}

/** Calls back when a promise settles. */
function settleTo(promise: Promise<unknown>, callback: Callback): void {
  promise.then(() => {
    callback();
  }, callback);
}

/** The abort goes on in the background: a host that hangs must not hold up who gives up. */
function closing(transfer: Transfer, error: Error | null, callback: Callback): void {
  void transfer.end();
  callback(error);
}

async function pull(from: Transfer, to: Readable): Promise<void> {
  try {
    const received = await from.read();
    // Only then is it known that all has arrived.
    if (received === null) await from.finish();
    to.push(received);
  } catch (error) {
    to.destroy(error as Error);
  }
}

/** A picture of a domain's screen. */
export interface ScreenshotStream extends Readable {
  /** Its format, such as `image/png`; rejects if there is no picture. */
  readonly mimeType: Promise<string>;
}

type StreamClass<T, Begin = Attach> = new (
  connect: Connect,
  begin: Begin,
  options: StreamOptions,
  sparse?: boolean,
) => T;

/** The classes of streams, by what they do for whoever has one. */
interface NodeStreams {
  readonly LibvirtReadable: StreamClass<Readable>;
  readonly LibvirtWritable: StreamClass<Writable>;
  /** For bytes alone. */
  readonly LibvirtByteWritable: StreamClass<Writable>;
  readonly LibvirtDuplex: StreamClass<Duplex>;
  readonly LibvirtScreenshot: StreamClass<ScreenshotStream, (stream: Stream) => Promise<string>>;
}

/** Made with the first stream: most programs need none, and Node.js takes a while to load its own. */
export const nodeStreams = lazy((): NodeStreams => {
  const { addAbortSignal, Duplex, Readable, Writable } = nodeModule('node:stream');

  function opening(
    of: Readable | Writable,
    connect: Connect,
    attach: Attach,
    { signal }: StreamOptions,
    reading: Reading,
  ): Transfer {
    const destroy = (error: Error) => of.destroy(error);
    const transfer = new Transfer(connect, attach, destroy, reading);
    transfer.open().catch(destroy);
    // Not by Node's constructor, which would destroy what is not made yet. One that is aborted
    // already would do so here.
    if (signal) queueMicrotask(() => addAbortSignal(signal, of));
    return transfer;
  }

  /** What a host sends. */
  class LibvirtReadable extends Readable {
    readonly #transfer: Transfer;

    /** Made by the methods that open such a stream. */
    constructor(connect: Connect, attach: Attach, options: StreamOptions, sparse = false) {
      const highWaterMark = highWaterMarkOf(options, MIB);
      // Of objects Node counts how many wait, and not their bytes.
      super(sparse ? { objectMode: true, highWaterMark: 1 } : { highWaterMark });
      const reading = { size: highWaterMark, sparse, only: true };
      this.#transfer = opening(this, connect, attach, options, reading);
    }

    /** Part of Node's own interface of a stream. */
    override _read(): void {
      void pull(this.#transfer, this);
    }

    /** Part of Node's own interface of a stream. */
    override _destroy(error: Error | null, callback: Callback): void {
      closing(this.#transfer, error, callback);
    }
  }

  /** What a host is sent. It is finished when the host has all of it. */
  class LibvirtWritable extends Writable {
    protected readonly transfer: Transfer;

    /** Made by the methods that open such a stream. */
    constructor(connect: Connect, attach: Attach, options: StreamOptions, sparse = false) {
      const highWaterMark = highWaterMarkOf(options, MIB);
      super(sparse ? { objectMode: true, highWaterMark: 1 } : { highWaterMark });
      this.transfer = opening(this, connect, attach, options, NOTHING);
    }

    /** Part of Node's own interface of a stream. */
    override _write(piece: unknown, _: BufferEncoding, callback: Callback): void {
      if (piece instanceof Uint8Array || piece instanceof Hole) {
        settleTo(this.transfer.write(piece), callback);
      } else {
        callback(new TypeError('a sparse stream takes Uint8Arrays and Holes'));
      }
    }

    /** Part of Node's own interface of a stream. */
    override _final(callback: Callback): void {
      settleTo(this.transfer.finish(), callback);
    }

    /** Part of Node's own interface of a stream. */
    override _destroy(error: Error | null, callback: Callback): void {
      closing(this.transfer, error, callback);
    }
  }

  /** The same for bytes alone: those that wait go together. */
  class LibvirtByteWritable extends LibvirtWritable {
    /** Part of Node's own interface of a stream. */
    override _writev(pieces: { chunk: Uint8Array }[], callback: Callback): void {
      settleTo(this.transfer.write(Buffer.concat(pieces.map(({ chunk }) => chunk))), callback);
    }
  }

  /**
   * A conversation with a guest. libvirt cannot end one direction alone: after `end()` what the guest
   * says still comes, until the guest hangs up or the stream is destroyed.
   */
  class LibvirtDuplex extends Duplex {
    readonly #transfer: Transfer;

    /** Made by the methods that open such a stream. */
    constructor(connect: Connect, attach: Attach, options: StreamOptions) {
      const highWaterMark = highWaterMarkOf(options, INTERACTIVE);
      super({ highWaterMark, allowHalfOpen: false });
      const reading = { size: highWaterMark, sparse: false, only: false };
      this.#transfer = opening(this, connect, attach, options, reading);
    }

    /** Part of Node's own interface of a stream. */
    override _read(): void {
      void pull(this.#transfer, this);
    }

    /** Part of Node's own interface of a stream. */
    override _write(piece: Uint8Array, _: BufferEncoding, callback: Callback): void {
      settleTo(this.#transfer.write(piece), callback);
    }

    /** Part of Node's own interface of a stream. */
    override _writev(pieces: { chunk: Uint8Array }[], callback: Callback): void {
      settleTo(this.#transfer.write(Buffer.concat(pieces.map(({ chunk }) => chunk))), callback);
    }

    /** Part of Node's own interface of a stream. */
    override _destroy(error: Error | null, callback: Callback): void {
      closing(this.#transfer, error, callback);
    }
  }

  class LibvirtScreenshot extends LibvirtReadable implements ScreenshotStream {
    readonly mimeType: Promise<string>;

    /** Made by {@link Domain.createScreenshotStream}. */
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
      // The stream tells it too.
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
