import { native, type EventCallback } from '@libvirt/native';
import type { Connect } from '../connect.js';
import { CLOSING, type Dependent } from '../closing.js';
import { ConnectCloseReason } from '../generated/constants.js';
import { settle, type CallOptions } from '../call.js';
import { callListener } from '../listener.js';
import { handleOf, REFERENCE, type Referenced } from '../object.js';
import { inContext, type Subscription } from './emitter.js';
import { EventIterator, EventOverflowError } from './iterator.js';
import type { EventFamily, EventKind, HandleOf } from './kinds.js';
import { checkSignal, type OptionKeys } from '../options.js';
import { rangeError, typeError } from '../stack.js';

/** How long an iteration goes on, and how many events may wait for it. */
export interface IterationOptions {
  /** Ends the iteration with the signal's reason. */
  readonly signal?: AbortSignal;
  /** How many events may wait to be read before the iteration fails. Default: 1,000. */
  readonly limit?: number;
}

/** Beside them, an iteration has the options that its events have. */
export const ITERATION_OPTIONS: OptionKeys<IterationOptions> = { signal: true, limit: true };

/** Found by every copy of this package, and by the packages of single hypervisors. */
export const EVENTS: unique symbol = Symbol.for('@libvirt/core.events');

/** Not enumerable: nobody who looks at a connection wants to see it. */
export function setEvents(connection: Connect, events: EventHub): void {
  Object.defineProperty(connection, EVENTS, { value: events });
}

/**
 * The registrations of one connection. libvirt accepts one for the same events of the same object,
 * so all listeners of these share it.
 */
export class EventHub {
  readonly #owner: Connect;
  readonly #registrations = new Map<string, Ending>();
  readonly #callbacks = new Map<number, Callback>();
  #nextCallbackID = 0;
  #holding = true;

  /** Made by {@link Connect}. */
  constructor(owner: Connect) {
    this.#owner = owner;
  }

  /**
   * Calls made on the connection from here on run after the registration.
   * @param name tells the kind's registrations from those of other kinds
   * @param kind the events
   * @param subject the object of which they tell, or null for all
   * @param listener told each event
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
          register: (deliver, freed) =>
            kind.register(connection, handle, this.#reader(kind, deliver), freed),
          deregister: (callbackID) => kind.family.deregister(connection, callbackID),
        },
        () => this.#registrations.delete(key),
      );
      this.#registrations.set(key, registration);
    }
    registration.hold(this.#holding);
    return registration.add(listener);
  }

  /** Makes an event of what the raw callback is told. */
  #reader<E, Key extends string, Subject>(
    { family, tell }: EventKind<E, Key, Subject>,
    deliver: (event: E) => void,
  ): EventCallback {
    return (handle: unknown, ...payload: unknown[]) => {
      const subject = new family.Class(this.#owner, handle as never);
      deliver({ [family.key]: subject, ...tell(...(payload as never[])) } as E);
    };
  }

  /**
   * The same for a callback that is ended by a number, as in C.
   * @param name as for `subscribe`
   * @param kind as for `subscribe`
   * @param subject as for `subscribe`
   * @param callback what the user passed, which may be anything
   * @param listener told each event: it calls the callback
   * @param options how long to wait; the registration is ended once nobody waits for it
   * @returns the number, from 0
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
      subscription = this.subscribe(name, kind, subject, inContext(listener));
      return subscription.ready;
    };
    try {
      await settle(call, options);
    } catch (error) {
      // Where it failed, as on a connection that has died, there is nothing left to end.
      subscription?.end().catch(() => undefined);
      throw error;
    }
    const callbackID = this.#nextCallbackID++;
    this.#callbacks.set(callbackID, { subscription: subscription!, family: kind.family });
    return callbackID;
  }

  /**
   * Ends what `register` began. Harmless if done before.
   * @param family that of the kind
   * @param callbackID what `register` returned
   * @param options how long to wait
   */
  async deregister(family: AnyFamily, callbackID: number, options?: CallOptions): Promise<void> {
    if (!Number.isInteger(callbackID)) throw typeError('callbackID must be a whole number');
    if (callbackID > 0x7fffffff) throw rangeError('callbackID must be below 2147483648');
    const callback = this.#callbacks.get(callbackID);
    if (callback && callback.family !== family) {
      throw rangeError(
        `callbackID belongs to events of another kind: end them with the method that goes with theirs`,
      );
    }
    const end = async () => {
      this.#callbacks.delete(callbackID);
      await callback?.subscription.end();
    };
    await settle(end, options);
  }

  /**
   * The same for an iteration, which ends with the connection at the latest.
   * @param name as for `subscribe`
   * @param kind as for `subscribe`
   * @param subject as for `subscribe`
   * @param options how long, and how many events may wait
   * @param isWanted leaves some of the events out
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
    const closing = this.#owner[CLOSING];
    const iterator = new EventIterator<E>(
      limit,
      () => new EventOverflowError(name, limit),
      () => {
        signal?.removeEventListener('abort', abort);
        closing.release(dependent);
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
    closing.depend(this.#owner[REFERENCE].handle, dependent);
    subscription.ready.catch((error: unknown) => {
      iterator.fail(error);
    });
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    return iterator;
  }

  /** Sets whether registrations keep the process alive. */
  hold(hold: boolean): void {
    this.#holding = hold;
    for (const registration of this.#registrations.values()) registration.hold(hold);
  }

  /**
   * Ends all registrations. What cannot be ended, on a connection that is dead, ends with the
   * connection.
   */
  async close(): Promise<void> {
    this.#callbacks.clear();
    await Promise.allSettled([...this.#registrations.values()].map((each) => each.close()));
  }
}

/** What tells the callbacks of one family from those of another. */
type AnyFamily = Pick<EventFamily<string, unknown>, 'deregister'>;

interface Callback {
  readonly subscription: Subscription;
  readonly family: AnyFamily;
}

/** What the hub does with a registration, whatever its events are. */
interface Ending {
  hold(hold: boolean): void;
  close(): Promise<void>;
}

/** The calls that begin and end a registration. */
interface Calls<E> {
  readonly register: (deliver: (event: E) => void, freed: () => void) => Promise<number>;
  readonly deregister: (callbackID: number) => Promise<void>;
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

  constructor(calls: Calls<E>, forget: () => void) {
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
      native.hold();
      try {
        // While its thread calls back, libvirt puts off the end, and holds the connection.
        await this.#freed;
      } finally {
        native.unhold();
      }
    };
    this.#forget = forget;
  }

  async #register(calls: Calls<E>, freed: () => void): Promise<number> {
    const deliver = (event: E) => {
      for (const listener of [...this.#listeners]) {
        if (this.#listeners.has(listener)) callListener(listener, event);
      }
    };
    return await settle(() => calls.register(deliver, freed));
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
        // Nobody waits for events any more, even where libvirt does not answer.
        if (this.#listeners.size === 0) this.hold(false);
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
