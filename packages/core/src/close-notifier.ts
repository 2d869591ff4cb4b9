import { native, type ConnectHandle, type Handle } from '@libvirt/native';
import { settle, type CallOptions } from './call.js';
import { connectionClose } from './diagnostics.js';
import { markAsLost } from './errors.js';
import { bindContext, callListener } from './listener.js';
import type { Subscription } from './events/on-demand-emitter.js';
import { ConnectCloseReason } from './generated/constants.js';

/** Why a connection ended. */
export interface ConnectCloseEvent {
  /**
   * The cause: a transport error, end of file from the other side, a keep-alive timeout, or
   * {@link Connect.close}.
   */
  readonly reason: ConnectCloseReason;
}

/** Error of an iteration or a stream that was in progress when its connection ended. */
export class ConnectionClosedError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ConnectionClosedError' });
  }

  readonly code = 'ERR_LIBVIRT_CONNECTION_CLOSED';
  /** Why the connection ended. */
  readonly reason: ConnectCloseReason;

  /** Created by this package when the connection ends. */
  constructor(reason: ConnectCloseReason) {
    super(`connection closed: ${REASONS[reason] ?? `reason ${reason}`}`);
    this.reason = reason;
    if (reason !== ConnectCloseReason.CLIENT) markAsLost(this);
  }
}

const REASONS: Readonly<Record<number, string>> = {
  [ConnectCloseReason.ERROR]: 'transport error',
  [ConnectCloseReason.EOF]: 'the other side closed it',
  [ConnectCloseReason.KEEPALIVE]: 'keep-alive timeout',
  [ConnectCloseReason.CLIENT]: 'by this program',
};

/** Something that cannot continue without its connection: an iteration, a stream. */
export interface Dependent {
  /** Called when the connection is about to be closed, or has been lost. */
  connectionClosed(error: ConnectionClosedError): unknown;
}

/** A registered symbol, so that every copy of this package finds the property. */
export const CLOSE_NOTIFIER: unique symbol = Symbol.for('@libvirt/core.closeNotifier');

/**
 * Notifies the listeners and the dependents of one connection, once, that the connection has ended.
 * The first of them registers the close callback with libvirt.
 */
export abstract class CloseNotifier<H extends Handle<string>> {
  readonly #listeners = new Set<(event: ConnectCloseEvent) => void>();
  readonly #dependents = new Set<Dependent>();
  #callback: ((event: ConnectCloseEvent) => void) | undefined;
  #registered: Promise<void> | undefined;
  readonly #uri: string | null;
  #closed: ConnectionClosedError | undefined;

  /** Starts without listeners. The URI is for diagnostics. */
  constructor(uri: string | null) {
    this.#uri = uri;
  }

  /** Why the connection has ended; `undefined` while it has not. */
  get error(): ConnectionClosedError | undefined {
    return this.#closed;
  }

  /** Adds a listener. Rejects if libvirt refuses the close callback. */
  addListener(connection: H, listener: (event: ConnectCloseEvent) => void): Promise<void> {
    this.#listeners.add(listener);
    return this.#register(connection);
  }

  /** Adds a listener of an emitter. libvirt's callback stays registered as long as the connection. */
  subscribe(connection: H, emit: (event: ConnectCloseEvent) => void): Subscription {
    return {
      ready: this.addListener(connection, emit),
      end: () => {
        this.removeListener(emit);
        return Promise.resolve();
      },
    };
  }

  /** Removes a listener. */
  removeListener(listener: (event: ConnectCloseEvent) => void): void {
    this.#listeners.delete(listener);
  }

  /**
   * Sets the callback, of which there is one. As in C and Go, it does not run when this program
   * closes the connection. Rejects if libvirt refuses the close callback.
   */
  async setCallback(
    connection: () => H,
    callback: (reason: ConnectCloseReason) => void,
    options?: CallOptions,
  ): Promise<void> {
    const listener = bindContext(({ reason }: ConnectCloseEvent) => {
      if (reason !== ConnectCloseReason.CLIENT) callback(reason);
    });
    const call = async () => {
      this.removeCallback();
      this.#callback = listener;
      await this.addListener(connection(), listener);
    };
    try {
      await settle(call, options);
    } catch (error) {
      this.removeListener(listener);
      throw error;
    }
  }

  /** Removes the callback, if there is one. */
  removeCallback(): void {
    if (this.#callback) this.removeListener(this.#callback);
    this.#callback = undefined;
  }

  /** Adds a dependent, which ends with the connection unless it is removed before. */
  addDependent(connection: H, dependent: Dependent): void {
    this.#dependents.add(dependent);
    // If libvirt refuses the callback, the dependent still ends with close().
    this.#register(connection).catch(() => undefined);
    if (this.#closed) dependent.connectionClosed(this.#closed);
  }

  /** Removes a dependent. */
  removeDependent(dependent: Dependent): void {
    this.#dependents.delete(dependent);
  }

  /** Ends the dependents before this program closes the connection. */
  async closeDependents(): Promise<void> {
    const error = () => new ConnectionClosedError(ConnectCloseReason.CLIENT);
    await Promise.allSettled([...this.#dependents].map((each) => each.connectionClosed(error())));
  }

  /**
   * Notifies everybody. Called by libvirt's callback, and after this program has closed the
   * connection; only the first call counts.
   */
  notify(reason: ConnectCloseReason): void {
    if (this.#closed) return;
    this.#closed = new ConnectionClosedError(reason);
    if (connectionClose.hasSubscribers) connectionClose.publish({ uri: this.#uri, reason });
    // Each gets an error of its own, whose stack then starts where that user waits.
    for (const dependent of [...this.#dependents]) {
      dependent.connectionClosed(new ConnectionClosedError(reason));
    }
    for (const listener of [...this.#listeners]) callListener(listener, { reason });
  }

  /** Registers libvirt's close callback for the kind of connection. */
  protected abstract registerCallback(
    connection: H,
    onClose: (reason: number) => void,
  ): Promise<void>;

  #register(connection: H): Promise<void> {
    if (!this.#registered) {
      const onClose = notifyUnlessCollected(new WeakRef(this));
      this.#registered = settle(() => this.registerCallback(connection, onClose));
    }
    return this.#registered;
  }
}

/**
 * Returns the callback for libvirt, which keeps it as long as the connection: a strong reference to the
 * notifier would keep the connection from being garbage-collected. A function of its own, because all
 * closures of one function share what any of them refers to.
 */
function notifyUnlessCollected<H extends Handle<string>>(
  notifier: WeakRef<CloseNotifier<H>>,
): (reason: number) => void {
  return (reason) => notifier.deref()?.notify(reason);
}

/** The notifier of a {@link Connect}. */
export class ConnectCloseNotifier extends CloseNotifier<ConnectHandle> {
  protected override registerCallback(
    connection: ConnectHandle,
    onClose: (reason: number) => void,
  ): Promise<void> {
    return native.virConnectRegisterCloseCallback(connection, onClose);
  }
}
