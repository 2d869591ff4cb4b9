// One supervised connection. `#supervise` is a loop: open, wait for the loss, wait for the back-off,
// open again. It ends when the host is closed, or with an error that no retry mends. Everything else
// follows the host's states, whose changes are events: watches register again, inventories list again.
// A listener for `state` runs before anything else uses a new connection, so what it registers reaches
// libvirt before the calls of runs.
import {
  Connect,
  ConnectionClosedError,
  type CallOptions,
  type ConnectOptions,
  type Domain,
  type EventName,
  type Network,
  type NodeDevice,
  type Secret,
  type StoragePool,
} from '@libvirt/core';
import { EventEmitter, setMaxListeners } from 'node:events';
import { Backoff, type BackoffOptions } from './backoff.js';
import {
  checkCount,
  checkFunction,
  checkMilliseconds,
  checkOptions,
  checkSignal,
  checkText,
  type OptionKeys,
} from './check.js';
import { Deadline, onAbort, pause, type WaitOptions } from './deadline.js';
import { emit } from './emit.js';
import { HostClosedError, isPermanent } from './errors.js';
import { Inventory, type InventoryKind, type InventoryOptions } from './inventory.js';
import { ObjectRef } from './object-ref.js';
import { nextTurn } from './turns.js';
import { Runs, RUN_OPTIONS, type RunFunction, type RunOptions } from './runs.js';
import { Watch, WATCH_OPTIONS, type HostWatchOptions } from './watch.js';

/** Options of {@link Host}: those of `Connect.open`, with which every connection is opened, and its own. */
export interface HostOptions extends ConnectOptions {
  /** The name in messages and results. Default: the URI. */
  readonly name?: string;
  /** Closes the host when it is aborted, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** How long an attempt to connect may take, in milliseconds. Default: 30,000. */
  readonly openTimeout?: number;
  /** How long the host waits between attempts. */
  readonly backoff?: BackoffOptions;
  /**
   * How many runs may be in progress at a time; others wait. Default: 4, since libvirtd serves 5 calls
   * of a client at a time (`max_client_requests`) and answers keep-alive in the same place.
   */
  readonly maxRuns?: number;
}

const HOST_OPTIONS: OptionKeys<HostOptions> = {
  name: true,
  signal: true,
  openTimeout: true,
  backoff: true,
  maxRuns: true,
  readOnly: true,
  flags: true,
  auth: true,
  keepAlive: true,
  engine: true,
};

/** The state of a host. */
export type HostState =
  | {
      readonly name: 'connecting';
    }
  | {
      readonly name: 'connected';
      /** The live connection. The host closes it. */
      readonly connection: Connect;
      readonly since: Date;
    }
  | {
      readonly name: 'waiting';
      /** Why the connection was lost, or could not be opened. */
      readonly reason: unknown;
      /** When the host tries again. */
      readonly retryAt: Date;
    }
  | {
      readonly name: 'closed';
      /** The error that no retry mends, or the reason of the signal; `undefined` after `close()`. */
      readonly reason: unknown;
    };

/**
 * A connection that is opened again whenever it is lost. It starts to connect at once.
 *
 * It emits `state` with each new {@link HostState}. While it connects or waits it keeps the process
 * alive; a connected host does so only through its runs and watches.
 */
export class Host extends EventEmitter<{ state: [state: HostState] }> implements AsyncDisposable {
  readonly uri: string;
  readonly name: string;
  readonly #options: HostOptions;
  readonly #backoff: Backoff;
  readonly #ended = new AbortController();
  readonly #runs: Runs;
  readonly #finished: Promise<void>;
  #state: HostState = { name: 'connecting' };
  #reason: unknown;
  /** The end of the last connection. */
  #closing: Promise<unknown> = Promise.resolve();

  /**
   * Starts to connect.
   * @param uri as for `Connect.open`
   * @param options how to connect, and how often
   * @throws {TypeError} if an option is unknown or wrong. Those of `Connect.open` are checked there,
   *   and close the host.
   * @throws {RangeError} if a number is out of range
   */
  constructor(uri: string, options: HostOptions = {}) {
    super();
    checkText(uri, 'uri');
    checkOptions(options, HOST_OPTIONS);
    const { name = uri, signal, openTimeout = 30_000, backoff, maxRuns = 4 } = options;
    checkText(name, 'options.name');
    checkSignal(signal);
    checkMilliseconds(openTimeout, 'options.openTimeout', 1);
    checkCount(maxRuns, 'options.maxRuns');
    this.uri = uri;
    this.name = name;
    this.#options = options;
    this.#backoff = new Backoff(backoff);
    this.#runs = new Runs(this, maxRuns, this.#ended.signal);
    this.setMaxListeners(0);
    const stop = onAbort(signal, () => {
      this.#end(signal?.reason);
    });
    this.#finished = this.#supervise(openTimeout).finally(stop);
  }

  /** The current state. */
  get state(): HostState {
    return this.#state;
  }

  /** The number of runs that wait for one of the host's slots. */
  get waitingRuns(): number {
    return this.#runs.waiting;
  }

  /**
   * Waits for a state, and resolves to it; at once if the host is in it.
   * @throws {HostClosedError} if the host is closed first. Its `cause` is the error that ended it.
   * @throws {HostTimeoutError} after `timeout`
   */
  async until<Name extends HostState['name']>(
    name: Name,
    options: WaitOptions = {},
  ): Promise<Extract<HostState, { name: Name }>> {
    checkOptions(options, { signal: true, timeout: true });
    const deadline = new Deadline(options, this.name, `until('${name}')`);
    const check = () => {
      const { state } = this;
      if (state.name === name) return state as Extract<HostState, { name: Name }>;
      if (state.name === 'closed') throw this.closedError();
      return undefined;
    };
    try {
      return await deadline.until(check, [this, 'state']);
    } finally {
      deadline.end();
    }
  }

  /**
   * Calls a function with the live connection and resolves to its result.
   *
   * A run takes one of the host's `maxRuns` slots until the function's promise settles, however many
   * calls the function makes. So make them one after the other; for calls at the same time, start
   * several runs. A run within a run of the same host uses the slot of the outer one.
   *
   * A function that has started is never called again, because its calls may have had an effect,
   * unless `idempotent` says that they may be repeated.
   * @param fn called with the connection, which is valid until it returns, and with the options to pass
   *   to its calls, `{ signal }`: the signal is aborted when the run ends by its signal or timeout, or
   *   with the host
   * @param options whether to wait for a connection, whether to repeat, and when to give up
   * @throws {NotConnectedError} if the host is not connected, unless `wait` is set
   * @throws {HostClosedError} if the host is closed, before or meanwhile
   * @throws {HostTimeoutError} after `timeout`; the function may still be running, and keeps its slot
   */
  async run<T>(fn: RunFunction<Connect, T>, options: RunOptions = {}): Promise<T> {
    checkFunction(fn, 'fn');
    checkOptions(options, RUN_OPTIONS);
    return await this.#runs.run(fn, options);
  }

  /**
   * Returns an async iterator over the events of one name, which outlives disconnects. After each, it
   * yields one `resync` item with the reason and the gap in time, before new events: list again what you
   * keep of the host. It registers the event at once, or as soon as the host is connected; in that case
   * the first item is a `resync` too.
   *
   * When the consumer is slower than the events, up to `limit` of them are queued. If there are more,
   * they are replaced by a `resync` whose reason is an `EventOverflowError`, so that memory stays bounded
   * and no gap is silent.
   *
   * The iteration ends when you leave the loop, when the signal is aborted, with the host, or with the
   * error of a driver that lacks the event.
   * @param name the event's name, as for `Connect.watch`
   * @param options one object's UUID, an abort signal, the length of the queue
   */
  watch<Name extends EventName>(name: Name, options: HostWatchOptions = {}): Watch<Name> {
    checkOptions(options, WATCH_OPTIONS);
    return new Watch(name, options, this);
  }

  /** Returns a cache of the host's domains, networks, pools, devices or secrets. Close it after use. */
  inventory<Kind extends InventoryKind>(
    kind: Kind,
    options: InventoryOptions = {},
  ): Inventory<Kind> {
    return new Inventory(this, kind, options);
  }

  /** Returns the identity of a domain. Calls nothing; the domain need not exist. */
  domain(uuid: string): ObjectRef<Domain> {
    return new ObjectRef(this, uuid, (connection, key, options) =>
      connection.lookupDomainByUUIDString(key, options),
    );
  }

  /** Returns the identity of a network. */
  network(uuid: string): ObjectRef<Network> {
    return new ObjectRef(this, uuid, (connection, key, options) =>
      connection.lookupNetworkByUUIDString(key, options),
    );
  }

  /** Returns the identity of a storage pool. */
  storagePool(uuid: string): ObjectRef<StoragePool> {
    return new ObjectRef(this, uuid, (connection, key, options) =>
      connection.lookupStoragePoolByUUIDString(key, options),
    );
  }

  /** Returns the identity of a secret. */
  secret(uuid: string): ObjectRef<Secret> {
    return new ObjectRef(this, uuid, (connection, key, options) =>
      connection.lookupSecretByUUIDString(key, options),
    );
  }

  /** Returns the identity of a host device, by its name. */
  nodeDevice(name: string): ObjectRef<NodeDevice> {
    return new ObjectRef(this, name, (connection, key, options) =>
      connection.lookupDeviceByName(key, options),
    );
  }

  /**
   * Closes the host for good: ends its attempts, its watches and its runs, and closes its connection.
   * Idempotent.
   * @param options aborting ends the wait only
   */
  async close(options: CallOptions = {}): Promise<void> {
    checkOptions(options, { signal: true });
    const deadline = new Deadline(options, this.name, 'closing');
    this.#end(undefined);
    try {
      await deadline.race(this.#finished);
    } finally {
      deadline.end();
    }
  }

  /** Closes the host. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Returns the error of what cannot go on because the host is closed. */
  closedError(): HostClosedError {
    return new HostClosedError(this.name, this.#reason);
  }

  #end(reason: unknown): void {
    if (this.#ended.signal.aborted) return;
    this.#reason = reason;
    this.#ended.abort(this.closedError());
  }

  #enter(state: HostState): void {
    this.#state = state;
    emit(this, 'state', state);
  }

  async #supervise(openTimeout: number): Promise<void> {
    const { signal } = this.#ended;
    setMaxListeners(0, signal);
    while (!signal.aborted) {
      // The first time, nobody can listen yet.
      if (this.#state.name !== 'connecting') this.#enter({ name: 'connecting' });
      const reason = await this.#connectOnce(openTimeout);
      // The signal may be aborted by then.
      if (this.#ended.signal.aborted) break;
      if (isPermanent(reason)) {
        this.#end(reason);
        break;
      }
      const delay = this.#backoff.next();
      this.#enter({ name: 'waiting', reason, retryAt: new Date(Date.now() + delay) });
      await pause(delay, signal);
    }
    this.#enter({ name: 'closed', reason: this.#reason });
    await this.#closing;
  }

  /** Opens a connection and waits until it is lost. Resolves to why it was, or could not be opened. */
  async #connectOnce(openTimeout: number): Promise<unknown> {
    let connection: Connect;
    try {
      connection = await this.#open(openTimeout);
    } catch (error) {
      return error;
    }
    const openedAt = performance.now();
    try {
      await nextTurn();
      if (this.#ended.signal.aborted) return undefined;
      return await this.#untilLost(connection);
    } finally {
      this.#backoff.connectionLasted(performance.now() - openedAt);
      // Functions that still use a lost connection get its error, and not that of a closed one.
      const settled = this.#ended.signal.aborted ? Promise.resolve() : this.#runs.settled();
      this.#closing = settled.then(() => connection.close()).catch(() => undefined);
    }
  }

  async #open(openTimeout: number): Promise<Connect> {
    const { readOnly, flags, auth, keepAlive } = this.#options;
    const given = Object.entries({ readOnly, flags, auth, keepAlive }).filter(
      ([, value]) => value !== undefined,
    );
    const { signal } = this.#ended;
    const deadline = new Deadline({ timeout: openTimeout }, this.name, CONNECTING, signal);
    try {
      const options = { ...(Object.fromEntries(given) as ConnectOptions), ...deadline.options };
      return await Connect.open(this.uri, options);
    } finally {
      deadline.end();
    }
  }

  #untilLost(connection: Connect): Promise<unknown> {
    return new Promise((resolve) => {
      const stop = onAbort(this.#ended.signal, () => {
        resolve(this.#ended.signal.reason);
      });
      connection.once('close', ({ reason }) => {
        stop();
        resolve(new ConnectionClosedError(reason));
      });
      this.#enter({ name: 'connected', connection, since: new Date() });
    });
  }
}

/** What takes too long if a daemon is silent, and what that may mean. */
const CONNECTING =
  'connecting (if something listens there, it is hung or has the clients that max_clients permits)';
