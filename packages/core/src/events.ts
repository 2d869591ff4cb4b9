import { native, type ConnectHandle, type DomainHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { Domain } from './domain.js';
import { settle } from './call.js';
import { DomainEventID, type DomainEventType } from './generated/constants.js';
import { handleOf } from './object.js';

/** A domain changed its state, or was defined or undefined. */
export interface DomainLifecycleEvent {
  readonly domain: Domain;
  /** What happened. */
  readonly event: DomainEventType;
  /** Why: one of `DomainEventStartedDetailType`, `DomainEventStoppedDetailType` and so on. */
  readonly detail: number;
}

/** Every event of a connection by the name that `on` and `watch` take. */
export interface ConnectEvents {
  'domain-lifecycle': DomainLifecycleEvent;
}

/** The name of an event. */
export type EventName = keyof ConnectEvents;

/** How an event is registered with libvirt, and what its listeners are told. */
interface EventKind<E> {
  register(
    connection: ConnectHandle,
    domain: Domain | null,
    owner: Connect,
    deliver: (event: E) => void,
    freed: () => void,
  ): Promise<number>;
  deregister(connection: ConnectHandle, callbackID: number): Promise<void>;
}

const KINDS: { readonly [Name in EventName]: EventKind<ConnectEvents[Name]> } = {
  'domain-lifecycle': {
    register: (connection, domain, owner, deliver, freed) =>
      native.virConnectDomainEventRegisterAny(
        connection,
        handleOf(domain),
        DomainEventID.LIFECYCLE,
        (handle: DomainHandle, event: number, detail: number) => {
          deliver({ domain: new Domain(owner, handle), event, detail });
        },
        freed,
      ),
    deregister: (connection, callbackID) =>
      native.virConnectDomainEventDeregisterAny(connection, callbackID),
  },
};

/** Whether a name is that of an event. */
export function isEventName(name: unknown): name is EventName {
  return typeof name === 'string' && Object.hasOwn(KINDS, name);
}

/** One listener's share of a registration. */
export interface Subscription {
  /** Resolves when libvirt has accepted the registration, rejects if it refuses. */
  readonly ready: Promise<void>;
  /** The listener is not called any more. Harmless if done before. */
  end(): Promise<void>;
}

/**
 * The registrations of one connection. libvirt accepts one for the same events of the same object,
 * so all listeners of these share it.
 */
export class EventHub {
  readonly #owner: Connect;
  readonly #registrations = new Map<string, Ending>();
  #holding = true;

  constructor(owner: Connect) {
    this.#owner = owner;
  }

  /** Calls made on the connection from here on run after the registration. */
  subscribe<Name extends EventName>(
    connection: ConnectHandle,
    name: Name,
    domain: Domain | null,
    listener: (event: ConnectEvents[Name]) => void,
  ): Subscription {
    const key = `${name} ${domain === null ? '' : native.virDomainGetUUIDString(handleOf(domain))}`;
    let registration = this.#registrations.get(key) as
      Registration<ConnectEvents[Name]> | undefined;
    if (!registration) {
      registration = new Registration(KINDS[name], connection, domain, this.#owner, () =>
        this.#registrations.delete(key),
      );
      this.#registrations.set(key, registration);
      registration.hold(this.#holding);
    }
    return registration.add(listener);
  }

  /** Sets whether registrations keep the process alive. */
  hold(hold: boolean): void {
    this.#holding = hold;
    for (const registration of this.#registrations.values()) registration.hold(hold);
  }

  /** Ends them all. What cannot be ended, on a connection that is dead, ends with the connection. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#registrations.values()].map((each) => each.close()));
  }
}

/** What the hub does with a registration, whatever its events are. */
interface Ending {
  hold(hold: boolean): void;
  close(): Promise<void>;
}

class Registration<E> implements Ending {
  readonly #listeners = new Set<(event: E) => void>();
  readonly #callbackID: Promise<number>;
  readonly #deregister: (callbackID: number) => Promise<void>;
  readonly #forget: () => void;
  readonly #freed: Promise<void>;
  #registered: number | undefined;
  #holding = false;
  #ended: Promise<void> | undefined;

  constructor(
    kind: EventKind<E>,
    connection: ConnectHandle,
    domain: Domain | null,
    owner: Connect,
    forget: () => void,
  ) {
    let freed!: () => void;
    this.#freed = new Promise((resolve) => {
      freed = resolve;
    });
    this.#callbackID = this.#register(kind, connection, domain, owner, freed);
    this.#callbackID.then(
      (callbackID) => {
        this.#registered = callbackID;
      },
      () => {
        this.#finish();
      },
    );
    this.#deregister = async (callbackID) => {
      native.hold();
      try {
        await settle(() => kind.deregister(connection, callbackID));
        // While its thread calls back, libvirt puts off the end, and holds the connection.
        await this.#freed;
      } finally {
        native.unhold();
      }
    };
    this.#forget = forget;
  }

  async #register(
    kind: EventKind<E>,
    connection: ConnectHandle,
    domain: Domain | null,
    owner: Connect,
    freed: () => void,
  ): Promise<number> {
    const deliver = (event: E) => {
      for (const listener of [...this.#listeners]) {
        if (this.#listeners.has(listener)) callListener(listener, event);
      }
    };
    return settle(() => kind.register(connection, domain, owner, deliver, freed));
  }

  add(listener: (event: E) => void): Subscription {
    // The same function may listen twice.
    const own = (event: E) => {
      listener(event);
    };
    this.#listeners.add(own);
    return {
      ready: this.#callbackID.then(() => undefined),
      end: async () => {
        if (!this.#listeners.delete(own)) return;
        await this.#callbackID;
        if (this.#listeners.size === 0) await this.close();
      },
    };
  }

  hold(hold: boolean): void {
    if (hold === this.#holding || this.#ended) return;
    this.#holding = hold;
    if (hold) native.hold();
    else native.unhold();
  }

  close(): Promise<void> {
    this.#finish();
    // Without a turn in between: a registration that is made next must come after this.
    this.#ended ??=
      this.#registered === undefined
        ? this.#callbackID.then(this.#deregister)
        : this.#deregister(this.#registered);
    return this.#ended;
  }

  #finish(): void {
    this.hold(false);
    this.#listeners.clear();
    this.#forget();
  }
}

/** A listener that throws is an ordinary uncaught exception, and no other event is lost by it. */
function callListener<E>(listener: (event: E) => void, event: E): void {
  try {
    listener(event);
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}

/** A consumer of {@link Connect.watch} fell so far behind that its queue was full. */
export class EventOverflowError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'EventOverflowError' });
  }

  readonly code = 'ERR_LIBVIRT_EVENT_OVERFLOW';

  /** Made when an event finds the queue full. */
  constructor(name: EventName, limit: number) {
    super(`${limit} '${name}' events wait to be read, and another one came`);
  }
}

/** What {@link Connect.watch} returns: iterate over it once. */
export class EventIterator<E> implements AsyncIterableIterator<E, undefined>, AsyncDisposable {
  readonly #queue: E[] = [];
  readonly #waiting: ((result: IteratorResult<E, undefined> | Promise<never>) => void)[] = [];
  readonly #stop: () => Promise<void>;
  readonly #overflow: () => Error;
  readonly #limit: number;
  #failure: { readonly reason: unknown } | undefined;
  #done = false;

  /** Made by {@link Connect.watch}. */
  constructor(limit: number, overflow: () => Error, stop: () => Promise<void>) {
    this.#limit = limit;
    this.#overflow = overflow;
    this.#stop = stop;
  }

  /** Takes an event in. */
  push(event: E): void {
    if (this.#done) return;
    const waiting = this.#waiting.shift();
    if (waiting) waiting({ value: event, done: false });
    else if (this.#queue.length < this.#limit) this.#queue.push(event);
    else this.fail(this.#overflow());
  }

  /** Ends the iteration with an error, after the events that are already here. */
  fail(reason: unknown): void {
    if (this.#done) return;
    this.#failure = { reason };
    this.finish();
  }

  /** Ends the iteration, after the events that are already here. */
  finish(): void {
    if (this.#done) return;
    this.#done = true;
    for (const waiting of this.#waiting.splice(0)) waiting(this.#end());
    // The registration may be gone with its connection.
    this.#stop().catch(() => undefined);
  }

  next(): Promise<IteratorResult<E, undefined>> {
    const event = this.#queue.shift();
    if (event !== undefined) return Promise.resolve({ value: event, done: false });
    if (this.#done) return Promise.resolve(this.#end());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<IteratorResult<E, undefined>> {
    this.#queue.length = 0;
    this.finish();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** The failure is told once; after it the iteration is just over. */
  #end(): IteratorResult<E, undefined> | Promise<never> {
    const failure = this.#failure;
    this.#failure = undefined;
    // A signal's reason may be anything.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    return failure ? Promise.reject(failure.reason) : { value: undefined, done: true };
  }
}
