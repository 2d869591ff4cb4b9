import { nodeModule } from '@libvirt/native';
import { EventEmitter } from 'node:events';
import { LibvirtError, reworded } from '../errors.js';
import { fromCaller } from '../stack.js';

/** One listener's share of a registration. */
export interface Subscription {
  /** Resolves when libvirt has accepted the registration, rejects if it refuses. */
  readonly ready: Promise<void>;
  /** The listener is not called any more. Harmless if done before. */
  end(): Promise<void>;
}

/** The same function, run in the asynchronous context (`AsyncLocalStorage`) of this call. */
export function inContext<F extends (...args: never[]) => unknown>(listener: F): F {
  const { AsyncResource } = nodeModule('node:async_hooks');
  const bound: unknown = AsyncResource.bind(listener as never, 'libvirt');
  return bound as F;
}

/**
 * An emitter whose first listener for an event registers it with libvirt, and whose last one ends
 * that. A listener runs in the asynchronous context in which it was added.
 */
export abstract class OnDemandEmitter<
  Emitted extends Record<keyof Emitted, unknown[]>,
> extends EventEmitter<Emitted> {
  readonly #emitted = new Map<string, Subscription>();

  /** Listens to its own listeners. */
  protected constructor() {
    super();
    this.#watchListeners();
  }

  /** Registers an event; undefined if it is none of libvirt's. */
  protected abstract begin(name: unknown): Subscription | undefined;

  /** Removes listeners, and ends the registrations that are left without any. */
  override removeAllListeners(name?: unknown): this {
    super.removeAllListeners(...((name === undefined ? [] : [name]) as []));
    this.#watchListeners();
    return this;
  }

  #watchListeners(): void {
    // Node's own events of an emitter, which its type does not know.
    const self = this as unknown as EventEmitter;
    if (self.listeners('newListener').includes(this.#onNewListener)) return;
    self.on('newListener', this.#onNewListener);
    self.on('removeListener', this.#onRemoveListener);
  }

  readonly #onNewListener = (name: string) => {
    if (this.#emitted.has(name)) return;
    const subscription = this.begin(name);
    if (!subscription) return;
    this.#emitted.set(name, subscription);
    // What goes wrong later leads to the line that wanted the event.
    const { stack } = fromCaller(new Error());
    subscription.ready.catch((error: unknown) => {
      if (this.#emitted.get(name) === subscription) this.#emitted.delete(name);
      // Where nobody listens, it is an ordinary uncaught exception.
      process.nextTick(() => {
        (this as unknown as EventEmitter).emit('error', refusal(name, error, stack));
      });
    });
  };

  readonly #onRemoveListener = (name: string) => {
    if ((this as unknown as EventEmitter).listenerCount(name) > 0) return;
    const subscription = this.#emitted.get(name);
    this.#emitted.delete(name);
    // On a connection that has died there is nothing left to end.
    subscription?.end().catch(() => undefined);
  };
}

/** The error of an event that cannot be had: it names the event, from the line that wanted it. */
function refusal(name: string, error: unknown, stack = ''): unknown {
  if (!(error instanceof LibvirtError)) return error;
  const refused = reworded(error, `cannot listen for '${name}': ${error.message}`);
  const frames = stack.slice(stack.indexOf('\n'));
  refused.stack = `${refused.name} [${refused.code}]: ${refused.message}${frames}`;
  return refused;
}

type Listener = (this: unknown, ...args: unknown[]) => unknown;

/** Node's own events of an emitter: a listener for them is called by who adds or removes another. */
const OWN: ReadonlySet<unknown> = new Set(['newListener', 'removeListener']);

/** Node's methods, which are called on the emitter at hand. */
const nodes = EventEmitter.prototype as unknown as Record<Adding, (...args: unknown[]) => unknown>;

type Adding = 'on' | 'addListener' | 'prependListener' | 'once' | 'prependOnceListener';

/**
 * Defines a method that adds listeners, by the one of Node's that it is like. Not in the class,
 * where its type would have to repeat Node's.
 */
function define(method: Adding, like: 'on' | 'prependListener', isOnce: boolean): void {
  const { [method]: value } = {
    [method](this: EventEmitter, name: string, listener: Listener) {
      // What is no function, Node refuses.
      if (typeof (listener as unknown) !== 'function' || OWN.has(name)) {
        return Reflect.apply(nodes[method], this, [name, listener]);
      }
      const run = inContext(listener);
      const added: Listener = isOnce
        ? (...args) => {
            this.removeListener(name, added);
            return Reflect.apply(run, this, args);
          }
        : run;
      // Node finds by it what is to be removed.
      Object.assign(added, { listener });
      return Reflect.apply(nodes[like], this, [name, added]);
    },
  };
  Object.defineProperty(OnDemandEmitter.prototype, method, {
    value,
    writable: true,
    configurable: true,
  });
}

define('on', 'on', false);
define('addListener', 'on', false);
define('prependListener', 'prependListener', false);
define('once', 'on', true);
define('prependOnceListener', 'prependListener', true);
