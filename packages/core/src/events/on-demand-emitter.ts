import { EventEmitter } from 'node:events';
import { LibvirtError, withMessage } from '../errors.js';
import { bindContext } from '../listener.js';
import { fromCaller } from '../stack.js';

/** One listener's share of a registration with libvirt. */
export interface Subscription {
  /** Resolves once libvirt has accepted the registration; rejects if it refuses. */
  readonly ready: Promise<void>;
  /** Stops calling the listener, and ends the registration if it was the last one. Idempotent. */
  end(): Promise<void>;
}

/**
 * An emitter that registers an event with libvirt when its first listener is added, and ends the
 * registration when the last one is removed. A listener runs in the asynchronous context in which it
 * was added.
 */
export abstract class OnDemandEmitter<
  Emitted extends Record<keyof Emitted, unknown[]>,
> extends EventEmitter<Emitted> {
  readonly #subscriptions = new Map<string, Subscription>();

  /** Starts without any registration. */
  protected constructor() {
    super();
    this.#observeListeners();
  }

  /**
   * Subscribes to an event of libvirt's.
   * @param name the event's name, which may be anything
   * @param emit emits the event under that name
   * @returns the subscription, or `undefined` if libvirt has no such event
   */
  protected abstract subscribe(
    name: unknown,
    emit: (event: unknown) => void,
  ): Subscription | undefined;

  /** Removes listeners, and ends the registrations that have none left. */
  override removeAllListeners(name?: unknown): this {
    super.removeAllListeners(...((name === undefined ? [] : [name]) as []));
    this.#observeListeners();
    return this;
  }

  /** This emitter with Node's own events, which its type leaves out. */
  get #node(): EventEmitter {
    return this;
  }

  #observeListeners(): void {
    if (this.#node.listeners('newListener').includes(this.#onNewListener)) return;
    this.#node.on('newListener', this.#onNewListener);
    this.#node.on('removeListener', this.#onRemoveListener);
  }

  readonly #onNewListener = (name: string) => {
    if (this.#subscriptions.has(name)) return;
    const subscription = this.subscribe(name, (event) => this.#node.emit(name, event));
    if (!subscription) return;
    this.#subscriptions.set(name, subscription);
    // A later failure then points to the line that added the listener.
    const { stack } = fromCaller(new Error());
    subscription.ready.catch((error: unknown) => {
      if (this.#subscriptions.get(name) === subscription) this.#subscriptions.delete(name);
      // On the next tick, so that without an 'error' listener it is an uncaught exception.
      process.nextTick(() => {
        this.#node.emit('error', registrationError(name, error, stack));
      });
    });
  };

  readonly #onRemoveListener = (name: string) => {
    if (this.#node.listenerCount(name) > 0) return;
    const subscription = this.#subscriptions.get(name);
    this.#subscriptions.delete(name);
    // On a lost connection, there is no registration left to end.
    subscription?.end().catch(() => undefined);
  };
}

/** Adds the event's name to the error of a refused registration, and the stack of the listener. */
function registrationError(name: string, error: unknown, stack = ''): unknown {
  if (!(error instanceof LibvirtError)) return error;
  const refused = withMessage(error, `cannot listen for '${name}': ${error.message}`);
  const frames = stack.slice(stack.indexOf('\n'));
  refused.stack = `${refused.name} [${refused.code}]: ${refused.message}${frames}`;
  return refused;
}

type Listener = (this: unknown, ...args: unknown[]) => unknown;

/** Node's own events: the code that adds or removes a listener calls theirs synchronously. */
const NODE_EVENTS: ReadonlySet<unknown> = new Set(['newListener', 'removeListener']);

type AddMethod = 'on' | 'addListener' | 'prependListener' | 'once' | 'prependOnceListener';

const nodeMethods = EventEmitter.prototype as unknown as Record<
  AddMethod,
  (...args: unknown[]) => unknown
>;

/**
 * Overrides a method that adds listeners. Outside of the class, where its type would have to repeat
 * Node's.
 * @param method the method
 * @param base the method of Node's that adds the listener in the same place
 * @param isOnce whether the listener is removed when it is called
 */
function overrideAdd(method: AddMethod, base: 'on' | 'prependListener', isOnce: boolean): void {
  const { [method]: value } = {
    [method](this: EventEmitter, name: string, listener: Listener) {
      // Node reports a listener that is not a function.
      if (typeof (listener as unknown) !== 'function' || NODE_EVENTS.has(name)) {
        return Reflect.apply(nodeMethods[method], this, [name, listener]);
      }
      const run = bindContext(listener);
      const added: Listener = isOnce
        ? (...args) => {
            this.removeListener(name, added);
            return Reflect.apply(run, this, args);
          }
        : run;
      // By this property, Node finds the listener to remove.
      Object.assign(added, { listener });
      return Reflect.apply(nodeMethods[base], this, [name, added]);
    },
  };
  Object.defineProperty(OnDemandEmitter.prototype, method, {
    value,
    writable: true,
    configurable: true,
  });
}

overrideAdd('on', 'on', false);
overrideAdd('addListener', 'on', false);
overrideAdd('prependListener', 'prependListener', false);
overrideAdd('once', 'on', true);
overrideAdd('prependOnceListener', 'prependListener', true);
