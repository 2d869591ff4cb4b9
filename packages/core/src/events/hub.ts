import { native, type EventCallback } from '@libvirt/native';
import type { Connect } from '../connect.js';
import { CLOSE_NOTIFIER, type Dependent } from '../close-notifier.js';
import { ConnectCloseReason } from '../generated/constants.js';
import { settle, type CallOptions } from '../call.js';
import { bindContext, callListener } from '../listener.js';
import { handleOf, REFERENCE, type Referenced } from '../object.js';
import { EventIterator, EventOverflowError } from './iterator.js';
import type { EventFamily, EventKind, HandleOf } from './kinds.js';
import type { Subscription } from './on-demand-emitter.js';
import { checkSignal, type OptionKeys } from '../options.js';
import { rangeError, typeError } from '../stack.js';

/** Options of every event iteration. */
export interface IterationOptions {
  /** When aborted, ends the iteration with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Maximum number of queued events; one more ends the iteration with an error. Default: 1,000. */
  readonly limit?: number;
}

/** Their keys. `watch` adds those that select the object. */
export const ITERATION_OPTIONS: OptionKeys<IterationOptions> = { signal: true, limit: true };

/** A registered symbol: every copy of this package finds it, and the packages for one hypervisor. */
export const EVENTS: unique symbol = Symbol.for('@libvirt/core.events');

/** Sets the hub of a connection. Not enumerable, so that `console.log` does not show it. */
export function setEvents(connection: Connect, events: EventHub): void {
  Object.defineProperty(connection, EVENTS, { value: events });
}

/**
 * The event registrations of one connection. libvirt accepts a single registration for the same
 * event of the same object, so all its listeners share one.
 */
export class EventHub {
  readonly #owner: Connect;
  readonly #registrations = new Map<string, AnyRegistration>();
  readonly #callbacks = new Map<number, Callback>();
  #nextCallbackID = 0;
  #isRef = true;

  /** Created by {@link Connect}. */
  constructor(owner: Connect) {
    this.#owner = owner;
  }

  /**
   * Adds a listener, and registers the event if it is the first one. Calls made on the connection
   * afterwards reach libvirt after the registration.
   * @param name the event's name, unique among the kinds
   * @param kind the kind of event
   * @param subject the object to watch; null for every object
   * @param listener called with each event
   */
  subscribe<E, Key extends string, Subject>(
    name: string,
    kind: EventKind<E, Key, Subject>,
    subject: Subject | null,
    listener: (event: E) => void,
  ): Subscription {
    const connection = this.#owner[REFERENCE].handle;
    const handle = handleOf(subject as Referenced<HandleOf<Subject>> | null);
    const key = `${name} ${handle === null ? '' : kind.family.identify(handle)}`;
    let registration = this.#registrations.get(key) as Registration<E> | undefined;
    if (!registration) {
      registration = new Registration(
        {
          register: (emit, freed) =>
            kind.register(connection, handle, this.#decoder(kind, emit), freed),
          deregister: (callbackID) => kind.family.deregister(connection, callbackID),
        },
        () => this.#registrations.delete(key),
      );
      this.#registrations.set(key, registration);
    }
    registration.setRef(this.#isRef);
    return registration.add(listener);
  }

  /** Returns a raw callback that decodes events and emits them. */
  #decoder<E, Key extends string, Subject>(
    { family, decode }: EventKind<E, Key, Subject>,
    emit: (event: E) => void,
  ): EventCallback {
    return (handle: unknown, ...payload: unknown[]) => {
      const subject = new family.Class(this.#owner, handle as never);
      emit({ [family.key]: subject, ...decode(...(payload as never[])) } as E);
    };
  }

  /**
   * Adds a callback that is ended by a number, as in C.
   * @param name as for `subscribe`
   * @param kind as for `subscribe`
   * @param subject as for `subscribe`
   * @param callback the user's callback, to check that it is a function
   * @param listener called with each event; calls the callback
   * @param options an abort signal; aborting ends the registration
   * @returns the number, from 0
   * @throws {TypeError} if the callback is not a function
   */
  async register<E, Key extends string, Subject>(
    name: string,
    kind: EventKind<E, Key, Subject>,
    subject: Subject | null,
    callback: unknown,
    listener: (event: E) => void,
    options?: CallOptions,
  ): Promise<number> {
    if (typeof callback !== 'function') throw typeError('callback must be a function');
    let subscription: Subscription | undefined;
    const call = () => {
      subscription = this.subscribe(name, kind, subject, bindContext(listener));
      return subscription.ready;
    };
    try {
      await settle(call, options);
    } catch (error) {
      // If the registration failed, as on a lost connection, there is none left to end.
      subscription?.end().catch(() => undefined);
      throw error;
    }
    const callbackID = this.#nextCallbackID++;
    this.#callbacks.set(callbackID, { subscription: subscription!, family: kind.family });
    return callbackID;
  }

  /**
   * Removes a callback. Idempotent.
   * @param family the family of its kind
   * @param callbackID the number that `register` returned
   * @param options an abort signal
   * @throws {TypeError} if `callbackID` is not a whole number
   * @throws {RangeError} if `callbackID` is too large, or belongs to another family
   */
  async deregister(family: AnyFamily, callbackID: number, options?: CallOptions): Promise<void> {
    if (!Number.isInteger(callbackID)) throw typeError('callbackID must be a whole number');
    if (callbackID > 0x7fffffff) throw rangeError('callbackID must be below 2147483648');
    const callback = this.#callbacks.get(callbackID);
    if (callback && callback.family !== family) {
      throw rangeError(
        `callbackID ${callbackID} belongs to events of another kind; use their deregister method`,
      );
    }
    const end = async () => {
      this.#callbacks.delete(callbackID);
      await callback?.subscription.end();
    };
    await settle(end, options);
  }

  /**
   * Returns an iterator over events. It ends with the connection at the latest.
   * @param name as for `subscribe`
   * @param kind as for `subscribe`
   * @param subject as for `subscribe`
   * @param options an abort signal, the length of the queue
   * @param isWanted filters the events
   * @throws {TypeError} if the signal is not an `AbortSignal`
   * @throws {RangeError} if `limit` is not a whole number of at least 1
   */
  watch<E, Key extends string, Subject>(
    name: string,
    kind: EventKind<E, Key, Subject>,
    subject: Subject | null,
    options: IterationOptions,
    isWanted: (event: E) => boolean = () => true,
  ): EventIterator<E> {
    const { signal, limit = 1000 } = options;
    checkSignal(signal);
    if (!Number.isInteger(limit) || limit < 1)
      throw rangeError('options.limit must be a whole number of at least 1');
    const closeNotifier = this.#owner[CLOSE_NOTIFIER];
    const iterator = new EventIterator<E>(
      limit,
      () => new EventOverflowError(name, limit),
      () => {
        signal?.removeEventListener('abort', abort);
        closeNotifier.removeDependent(dependent);
        return subscription.end();
      },
    );
    const abort = () => {
      iterator.fail(signal?.reason);
    };
    const subscription = this.subscribe(name, kind, subject, (event) => {
      if (isWanted(event)) iterator.push(event);
    });
    const dependent: Dependent = {
      connectionClosed: (error) => {
        if (error.reason === ConnectCloseReason.CLIENT) iterator.finish();
        else iterator.fail(error);
      },
    };
    closeNotifier.addDependent(this.#owner[REFERENCE].handle, dependent);
    subscription.ready.catch((error: unknown) => {
      iterator.fail(error);
    });
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    return iterator;
  }

  /** Lets registrations keep the process alive. */
  ref(): void {
    this.#setRef(true);
  }

  /** Lets the process exit although there are registrations. */
  unref(): void {
    this.#setRef(false);
  }

  #setRef(isRef: boolean): void {
    this.#isRef = isRef;
    for (const registration of this.#registrations.values()) registration.setRef(isRef);
  }

  /** Ends all registrations. On a lost connection, where that fails, they end with the connection. */
  async close(): Promise<void> {
    this.#callbacks.clear();
    await Promise.allSettled([...this.#registrations.values()].map((each) => each.close()));
  }
}

/** Identifies the family of a callback. */
type AnyFamily = Pick<EventFamily<string, unknown>, 'deregister'>;

interface Callback {
  readonly subscription: Subscription;
  readonly family: AnyFamily;
}

/** A registration of any event. */
interface AnyRegistration {
  setRef(isRef: boolean): void;
  close(): Promise<void>;
}

/** The calls that start and end a registration. */
interface Calls<E> {
  readonly register: (emit: (event: E) => void, freed: () => void) => Promise<number>;
  readonly deregister: (callbackID: number) => Promise<void>;
}

class Registration<E> implements AnyRegistration {
  readonly #listeners = new Set<(event: E) => void>();
  readonly #callbackID: Promise<number>;
  readonly #deregister: (callbackID: number) => Promise<void>;
  readonly #onFinish: () => void;
  readonly #freed: Promise<void>;
  #registered: number | undefined;
  #isRef = false;
  #ended: Promise<void> | undefined;

  constructor(calls: Calls<E>, onFinish: () => void) {
    let freed!: () => void;
    this.#freed = new Promise((resolve) => {
      freed = resolve;
    });
    this.#callbackID = this.#register(calls, freed);
    this.#callbackID.then(
      (callbackID) => {
        this.#registered = callbackID;
      },
      () => {
        this.#finish();
      },
    );
    this.#deregister = async (callbackID) => {
      await settle(() => calls.deregister(callbackID));
      native.ref();
      try {
        // While a callback runs on its thread, libvirt delays the end, and still references the
        // connection.
        await this.#freed;
      } finally {
        native.unref();
      }
    };
    this.#onFinish = onFinish;
  }

  async #register(calls: Calls<E>, freed: () => void): Promise<number> {
    const emit = (event: E) => {
      for (const listener of [...this.#listeners]) {
        if (this.#listeners.has(listener)) callListener(listener, event);
      }
    };
    return await settle(() => calls.register(emit, freed));
  }

  add(listener: (event: E) => void): Subscription {
    // So that the same function can be added twice.
    const own = (event: E) => {
      listener(event);
    };
    this.#listeners.add(own);
    return {
      ready: this.#callbackID.then(() => undefined),
      end: async () => {
        if (!this.#listeners.delete(own)) return;
        // At once, because libvirt may not respond.
        if (this.#listeners.size === 0) this.setRef(false);
        await this.#callbackID;
        if (this.#listeners.size === 0) await this.close();
      },
    };
  }

  setRef(isRef: boolean): void {
    if (isRef === this.#isRef || this.#ended) return;
    this.#isRef = isRef;
    if (isRef) native.ref();
    else native.unref();
  }

  close(): Promise<void> {
    this.#finish();
    // Synchronously, so that a registration that follows reaches libvirt after this.
    this.#ended ??=
      this.#registered === undefined
        ? this.#callbackID.then(this.#deregister)
        : this.#deregister(this.#registered);
    return this.#ended;
  }

  #finish(): void {
    this.setRef(false);
    this.#listeners.clear();
    this.#onFinish();
  }
}
