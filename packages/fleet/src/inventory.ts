// A cache of a host's objects of one kind, equal to the host whenever that is quiet.
//
// Per connection there is a session. It first registers the events, then lists the objects. Whatever
// was cached and is not listed is removed; whatever is listed is marked for reading. An event applies
// the state that it tells, so that listeners see each change as it happened, and marks its object for
// reading too. Reading an object replaces its entry by the truth, unless another event of the object
// arrived meanwhile: then it is read again, because the two may have overtaken each other. So entries
// converge: after the last event, one reading follows that saw its effect. When nothing is marked, the
// inventory is synced.
//
// Differences are all that listeners see. A reading that equals the entry emits nothing, so a resync
// after a disconnect reports exactly what changed while nobody was listening.
import {
  ConnectGetAllDomainStatsFlags,
  isConnectionLost,
  type CallOptions,
  type Connect,
  type ConnectEvents,
  type DomainStats,
  type DomainStatsTypes,
  type EventName,
  type LibvirtError,
} from '@libvirt/core';
import { createHash } from 'node:crypto';
import { EventEmitter, setMaxListeners } from 'node:events';
import { Backoff } from './backoff.js';
import { checkMilliseconds, checkOptions } from './check.js';
import { Deadline, pause, type WaitOptions } from './deadline.js';
import { emit } from './emit.js';
import { NotConnectedError } from './errors.js';
import { keyOf } from './event-source.js';
import type { Host, HostState } from './host.js';
import {
  KINDS,
  type InventoryKind,
  type InventoryObjects,
  type InventoryStates,
} from './inventory-kinds.js';

import { nextTurn } from './turns.js';

export type { InventoryKind, InventoryStates } from './inventory-kinds.js';

/** Options of {@link Host.inventory}. */
export interface InventoryOptions {
  /** Lists and reads everything again this often, in milliseconds, for changes that have no event. Default: never. */
  readonly relist?: number | undefined;
  /** For domains: which statistics the entries have, and how often they are read. Default: none. */
  readonly statistics?:
    | {
        /** Bitwise OR of `DomainStatsTypes`. */
        readonly types: DomainStatsTypes;
        /** In milliseconds. Default: 10,000. */
        readonly interval?: number;
      }
    | undefined;
}

/** What an inventory knows of one object. A change makes a new entry. */
export interface InventoryEntry<Kind extends InventoryKind> {
  readonly host: Host;
  /** The UUID; the name of a host device. */
  readonly key: string;
  /** The name; the usage ID of a secret. */
  readonly name: string;
  readonly state: InventoryStates[Kind];
  /** The SHA-256 hash, in hexadecimal digits, of the persistent definition; of the live one without that. */
  readonly hash: string;
  /** The chosen statistics of a domain; `undefined` until they have been read. */
  readonly statistics: DomainStats | undefined;
}

/** The events of an inventory. */
export interface InventoryEvents<Kind extends InventoryKind> {
  added: [entry: InventoryEntry<Kind>];
  changed: [entry: InventoryEntry<Kind>, previous: InventoryEntry<Kind>];
  removed: [entry: InventoryEntry<Kind>];
  /** The inventory is synced again: after a connection was opened, and after events. */
  synced: [];
  /** The statistics of all entries have been read. */
  statistics: [];
  /**
   * A call failed; it is tried again. An event that the driver lacks is not: then only `relist` sees
   * changes.
   */
  failed: [error: unknown];
}

/** How many objects are read at the same time, each in a run of its own. */
const READERS = 4;
/** How long one call of an inventory may take. A domain that is locked by a job must not stop it. */
const TIMEOUT = 30_000;

/** What happens on one connection. */
interface Session<Kind extends InventoryKind> {
  readonly connection: Connect;
  readonly ended: AbortController;
  /** What is to be read. */
  readonly marked: Map<string, InventoryObjects[Kind]>;
  /** What is being read. */
  readonly reading: Set<string>;
  /** For each listing in progress, what had an event since it began. */
  readonly listings: Set<Set<string>>;
  /** Objects of listings, which nobody else frees. */
  readonly owned: Set<InventoryObjects[Kind]>;
  readonly timers: Set<NodeJS.Timeout>;
  readonly backoff: Backoff;
  isListed: boolean;
}

/** A cache of a host's objects of one kind. Created by {@link Host.inventory}. */
export class Inventory<Kind extends InventoryKind>
  extends EventEmitter<InventoryEvents<Kind>>
  implements AsyncDisposable
{
  readonly host: Host;
  readonly kind: Kind;
  readonly #options: InventoryOptions;
  readonly #entries = new Map<string, InventoryEntry<Kind>>();
  #session: Session<Kind> | undefined;
  readonly #closed = new AbortController();
  #isSynced = false;

  /**
   * Starts to fill it.
   * @throws {TypeError} if the kind or an option is unknown
   * @throws {RangeError} if a number is out of range
   */
  constructor(host: Host, kind: Kind, options: InventoryOptions = {}) {
    super();
    if (!Object.hasOwn(KINDS, kind)) {
      throw new TypeError(`kind must be one of ${Object.keys(KINDS).join(', ')}: got ${kind}`);
    }
    checkOptions(options, { relist: true, statistics: true });
    const { relist, statistics } = options;
    if (relist !== undefined) checkMilliseconds(relist, 'options.relist', 1);
    if (statistics) {
      checkOptions(statistics, { types: true, interval: true }, 'options.statistics');
      checkMilliseconds(statistics.interval ?? 10_000, 'options.statistics.interval', 1);
      if (kind !== 'domain') throw new TypeError('options.statistics applies to domains');
    }
    this.host = host;
    this.kind = kind;
    this.#options = options;
    this.setMaxListeners(0);
    host.on('state', this.#onState);
    this.#onState(host.state);
  }

  /** The number of entries. */
  get size(): number {
    return this.#entries.size;
  }

  /** Whether the entries are those of the host now: it is connected, and nothing is left to read. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** Returns the entry of an object, or `undefined`. While the host is not connected, the last one known. */
  get(key: string): InventoryEntry<Kind> | undefined {
    return this.#entries.get(key);
  }

  /** Returns an iterator over the entries. */
  [Symbol.iterator](): IterableIterator<InventoryEntry<Kind>> {
    return this.#entries.values();
  }

  /**
   * Waits until the inventory is synced.
   * @throws {HostClosedError} if the host or the inventory is closed first
   */
  async ready(options: WaitOptions = {}): Promise<this> {
    checkOptions(options, { signal: true, timeout: true });
    const { host } = this;
    const deadline = new Deadline(options, host.name, 'filling an inventory', this.#closed.signal);
    const check = () => {
      if (host.state.name === 'closed') throw host.closedError();
      return this.#isSynced || undefined;
    };
    try {
      await deadline.until(check, [this.#node, 'synced'], [host, 'state']);
      return this;
    } finally {
      deadline.end();
    }
  }

  /** Stops following the host. The entries stay as they are. */
  close(): void {
    this.#closed.abort(new DOMException('the inventory was closed', 'AbortError'));
    this.host.off('state', this.#onState);
    this.#leave();
  }

  /** Closes the inventory. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** This emitter without the types of its events, which depend on the kind. */
  get #node(): EventEmitter {
    return this;
  }

  readonly #onState = (state: HostState) => {
    this.#leave();
    if (state.name === 'connected') this.#follow(state.connection);
  };

  #leave(): void {
    const { ended, timers, owned } = this.#session ?? {};
    ended?.abort();
    timers?.forEach(clearTimeout);
    owned?.forEach(release);
    this.#session = undefined;
    this.#isSynced = false;
  }

  #follow(connection: Connect): void {
    const session: Session<Kind> = {
      connection,
      ended: new AbortController(),
      marked: new Map(),
      reading: new Set(),
      listings: new Set(),
      owned: new Set(),
      timers: new Set(),
      backoff: new Backoff(),
      isListed: false,
    };
    setMaxListeners(0, session.ended.signal);
    this.#session = session;
    for (const name of KINDS[this.kind].events) void this.#listen(session, name);
    const { relist, statistics } = this.#options;
    this.#repeat(session, relist, () => this.#list(session));
    if (statistics) {
      const read = () => this.#readStatistics(session, statistics.types);
      this.#repeat(session, statistics.interval ?? 10_000, read);
    }
  }

  /** Does something now and then regularly, until the session ends. A failure is tried again sooner. */
  #repeat(session: Session<Kind>, interval: number | undefined, act: () => Promise<void>): void {
    const { signal } = session.ended;
    const backoff = new Backoff();
    const turn = async () => {
      let delay = interval;
      try {
        await act();
        backoff.connectionLasted(Infinity);
      } catch (error) {
        delay = backoff.next();
        this.#failed(session, error);
      }
      if (delay === undefined || signal.aborted) return;
      // The host keeps the process alive, if anything does.
      const timer = setTimeout(() => {
        session.timers.delete(timer);
        void turn();
      }, delay).unref();
      session.timers.add(timer);
    };
    void turn();
  }

  #failed(session: Session<Kind>, error: unknown): void {
    if (session.ended.signal.aborted || isConnectionLost(error)) return;
    emit(this.#node, 'failed', error);
  }

  /** Makes calls in a run. */
  #call<T>(
    { connection, ended }: Session<Kind>,
    call: (connection: Connect, options: CallOptions) => Promise<T>,
  ): Promise<T> {
    const options = { signal: ended.signal, timeout: TIMEOUT, group: this };
    return this.host.run((current, callOptions) => {
      // Objects of one connection are of no use on the next.
      if (current !== connection) throw new NotConnectedError(this.host.name);
      return call(connection, callOptions);
    }, options);
  }

  async #listen(session: Session<Kind>, name: EventName): Promise<void> {
    const { connection, ended } = session;
    const [required] = KINDS[this.kind].events;
    const isOver = () => ended.signal.aborted || connection.closed;
    while (!isOver()) {
      try {
        for await (const event of connection.watch(name, { signal: ended.signal })) {
          this.#apply(session, name, event);
        }
      } catch (error) {
        if (isOver() || isConnectionLost(error)) return;
        const isOverflow = (error as { code?: unknown }).code === 'ERR_LIBVIRT_EVENT_OVERFLOW';
        if (isOverflow) this.#repeat(session, undefined, () => this.#list(session));
        else if (name === required) this.#failed(session, error);
        if (!isOverflow) return;
      }
    }
  }

  /** Applies what an event tells, and marks its object. */
  #apply(session: Session<Kind>, name: EventName, event: ConnectEvents[EventName]): void {
    let key: string;
    try {
      key = keyOf(event);
    } catch {
      // Another listener of the event has freed its object.
      this.#repeat(session, undefined, () => this.#list(session));
      return;
    }
    for (const touched of session.listings) touched.add(key);
    const entry = this.#entries.get(key);
    const state = entry && KINDS[this.kind].stateAfter(name, event, entry.state);
    if (state === 'removed') this.#remove(key);
    else if (entry && state !== undefined) this.#set({ ...entry, state });
    const subject = Object.values(event).find(
      (each) => typeof each === 'object' && 'free' in each,
    ) as InventoryObjects[Kind];
    session.marked.set(key, subject);
    this.#read(session);
  }

  async #list(session: Session<Kind>): Promise<void> {
    const kind = KINDS[this.kind];
    const touched = new Set<string>();
    session.listings.add(touched);
    const listing = this.#call(session, kind.list);
    const objects = await listing.finally(() => session.listings.delete(touched));
    const keys = new Set<string>();
    for (const object of objects) {
      const key = kind.key(object);
      keys.add(key);
      session.owned.add(object);
      if (session.marked.has(key)) this.#free(session, object);
      else session.marked.set(key, object);
    }
    for (const key of [...this.#entries.keys()]) {
      // What had an event meanwhile may be newer than the list.
      if (!keys.has(key) && !touched.has(key)) this.#remove(key);
    }
    session.isListed = true;
    this.#read(session);
  }

  /** Starts readings of what is marked, and notices when nothing is left. */
  #read(session: Session<Kind>): void {
    if (session !== this.#session) return;
    for (const [key, object] of session.marked) {
      if (session.reading.size >= READERS) break;
      if (session.reading.has(key)) continue;
      session.marked.delete(key);
      session.reading.add(key);
      void this.#readOne(session, key, object);
    }
    const isSynced = session.isListed && session.marked.size + session.reading.size === 0;
    const isNew = isSynced && !this.#isSynced;
    this.#isSynced = isSynced;
    if (isNew) emit(this.#node, 'synced');
  }

  async #readOne(
    session: Session<Kind>,
    key: string,
    object: InventoryObjects[Kind],
  ): Promise<void> {
    const kind = KINDS[this.kind];
    let retry = false;
    try {
      await nextTurn();
      const reading = await this.#call(session, (_, options) => kind.read(object, options));
      if (session === this.#session && !session.marked.has(key)) {
        const hash = createHash('sha256').update(reading.xml).digest('hex');
        const { state } = reading;
        const { statistics } = this.#entries.get(key) ?? {};
        this.#set({ host: this.host, key, name: kind.name(object), state, hash, statistics });
      }
    } catch (error) {
      if (session !== this.#session) return;
      const isGone = (error as Partial<LibvirtError>).errno === kind.missing;
      if (isGone && !session.marked.has(key)) this.#remove(key);
      if (!isGone) this.#failed(session, error);
      retry = !isGone && !session.ended.signal.aborted;
    }
    if (retry) await pause(session.backoff.next(), session.ended.signal);
    else session.backoff.connectionLasted(Infinity);
    session.reading.delete(key);
    if (retry && !session.marked.has(key)) session.marked.set(key, object);
    else this.#free(session, object);
    this.#read(session);
  }

  async #readStatistics(session: Session<Kind>, types: DomainStatsTypes): Promise<void> {
    const flags = ConnectGetAllDomainStatsFlags.NOWAIT;
    const all = await this.#call(session, (connection, options) =>
      connection.getAllDomainStats([], types, flags, options),
    );
    if (session !== this.#session) return;
    for (const statistics of all) {
      const key = statistics.domain.getUUIDString();
      const entry = this.#entries.get(key);
      if (entry) this.#entries.set(key, { ...entry, statistics });
      release(statistics.domain);
    }
    emit(this.#node, 'statistics');
  }

  /** Frees an object of a listing. Those of events are shared with other listeners. */
  #free(session: Session<Kind>, object: InventoryObjects[Kind]): void {
    if (session.owned.delete(object)) release(object);
  }

  #set(entry: InventoryEntry<Kind>): void {
    const { key, name, state, hash } = entry;
    const previous = this.#entries.get(key);
    if (previous?.state === state && previous.hash === hash && previous.name === name) return;
    this.#entries.set(key, entry);
    if (previous) emit(this.#node, 'changed', entry, previous);
    else emit(this.#node, 'added', entry);
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    emit(this.#node, 'removed', entry);
  }
}

/** Frees an object. On a lost connection, libvirt may refuse that. */
function release(object: AsyncDisposable): void {
  object[Symbol.asyncDispose]().then(undefined, () => undefined);
}
