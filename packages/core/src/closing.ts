import { native, type ConnectHandle } from '@libvirt/native';
import { settle } from './call.js';
import { markAsLost } from './errors.js';
import { callListener } from './listener.js';
import { ConnectCloseReason } from './generated/constants.js';

/** Why a connection ended. */
export interface ConnectCloseEvent {
  /** What ended it: an error, the other side, its silence, or {@link Connect.close}. */
  readonly reason: ConnectCloseReason;
}

/** The connection ended while an iteration or a stream of it was in progress. */
export class ConnectionClosedError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ConnectionClosedError' });
  }

  readonly code = 'ERR_LIBVIRT_CONNECTION_CLOSED';
  /** What ended it. */
  readonly reason: ConnectCloseReason;

  /** Made when the connection ends. */
  constructor(reason: ConnectCloseReason) {
    super(`the connection was closed: ${REASONS[reason] ?? `reason ${reason}`}`);
    this.reason = reason;
    if (reason !== ConnectCloseReason.CLIENT) markAsLost(this);
  }
}

const REASONS: Readonly<Record<number, string>> = {
  [ConnectCloseReason.ERROR]: 'an error of its transport',
  [ConnectCloseReason.EOF]: 'the other side ended it',
  [ConnectCloseReason.KEEPALIVE]: 'the other side did not answer in time',
  [ConnectCloseReason.CLIENT]: 'by this program',
};

/** What cannot go on without its connection. */
export interface Dependent {
  /** The connection ends, or has been lost. */
  connectionClosed(error: ConnectionClosedError): unknown;
}

/** Found by every copy of this package. */
export const CLOSING: unique symbol = Symbol.for('@libvirt/core.closing');

/**
 * The end of one connection, told once to those who listen, and to all that depends on the
 * connection. libvirt is asked to tell it when the first of them comes.
 */
export class Closing {
  readonly #listeners = new Set<(event: ConnectCloseEvent) => void>();
  readonly #dependents = new Set<Dependent>();
  #asked: Promise<void> | undefined;
  #closed: ConnectionClosedError | undefined;

  /** Why the connection has ended, if it has. */
  get error(): ConnectionClosedError | undefined {
    return this.#closed;
  }

  /** Rejects where libvirt refuses to tell. */
  listen(connection: ConnectHandle, listener: (event: ConnectCloseEvent) => void): Promise<void> {
    this.#listeners.add(listener);
    return this.#ask(connection);
  }

  /** Is told no more. */
  unlisten(listener: (event: ConnectCloseEvent) => void): void {
    this.#listeners.delete(listener);
  }

  /** Ends with the connection, unless it is released before. */
  depend(connection: ConnectHandle, dependent: Dependent): void {
    this.#dependents.add(dependent);
    // Where libvirt cannot tell, the dependent still ends with close().
    this.#ask(connection).catch(() => undefined);
    if (this.#closed) dependent.connectionClosed(this.#closed);
  }

  /** Depends no more. */
  release(dependent: Dependent): void {
    this.#dependents.delete(dependent);
  }

  /** The connection is about to be closed by this program. */
  async endDependents(): Promise<void> {
    const error = () => new ConnectionClosedError(ConnectCloseReason.CLIENT);
    await Promise.allSettled([...this.#dependents].map((each) => each.connectionClosed(error())));
  }

  /** Told by libvirt, or when this program has closed the connection; the first one counts. */
  happen(reason: ConnectCloseReason): void {
    if (this.#closed) return;
    this.#closed = new ConnectionClosedError(reason);
    // Each has an error of its own: its stack becomes that of who hears of it.
    for (const dependent of [...this.#dependents]) {
      dependent.connectionClosed(new ConnectionClosedError(reason));
    }
    for (const listener of [...this.#listeners]) callListener(listener, { reason });
  }

  #ask(connection: ConnectHandle): Promise<void> {
    if (!this.#asked) {
      // The registration lasts as long as the connection, and must not be what makes it last.
      const self = new WeakRef(this);
      const told = (reason: number) => self.deref()?.happen(reason);
      this.#asked = settle(() => native.virConnectRegisterCloseCallback(connection, told));
    }
    return this.#asked;
  }
}
