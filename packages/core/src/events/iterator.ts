import { ConnectionClosedError } from '../close-notifier.js';
import { LibvirtError } from '../errors.js';
import { fromCaller, isCalledByUsers } from '../stack.js';

/** Error of an event iteration whose queue was full when another event arrived. */
export class EventOverflowError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'EventOverflowError' });
  }

  readonly code = 'ERR_LIBVIRT_EVENT_OVERFLOW';

  /** Created by this package when the queue is full. */
  constructor(name: string, limit: number) {
    super(`event queue overflow: ${limit} '${name}' events are queued, and another one arrived`);
  }
}

function isOurs(reason: unknown): reason is Error {
  return [LibvirtError, ConnectionClosedError, EventOverflowError].some(
    (each) => reason instanceof each,
  );
}

/** The async iterator that {@link Connect.watch} returns. Iterate over it once. */
export class EventIterator<E> implements AsyncIterableIterator<E>, AsyncDisposable {
  static {
    isCalledByUsers(this);
  }

  readonly #queue: E[] = [];
  readonly #waiting: ((result: IteratorResult<E, undefined> | Promise<never>) => void)[] = [];
  readonly #stop: () => Promise<void>;
  readonly #overflow: () => Error;
  readonly #limit: number;
  #failure: { readonly reason: unknown } | undefined;
  #done = false;

  /** Created by {@link Connect.watch}. */
  constructor(limit: number, overflow: () => Error, stop: () => Promise<void>) {
    this.#limit = limit;
    this.#overflow = overflow;
    this.#stop = stop;
  }

  /** Hands an event to the consumer, or queues it. */
  push(event: E): void {
    if (this.#done) return;
    const waiting = this.#waiting.shift();
    if (waiting) waiting({ value: event, done: false });
    else if (this.#queue.length < this.#limit) this.#queue.push(event);
    else this.fail(this.#overflow());
  }

  /** Ends the iteration with an error after the queued events. */
  fail(reason: unknown): void {
    if (this.#done) return;
    this.#failure = { reason };
    this.finish();
  }

  /** Ends the iteration after the queued events. */
  finish(): void {
    if (this.#done) return;
    this.#done = true;
    for (const waiting of this.#waiting.splice(0)) waiting(this.#end());
    // The registration may have ended with its connection.
    this.#stop().catch(() => undefined);
  }

  async next(): Promise<IteratorResult<E, undefined>> {
    const event = this.#queue.shift();
    if (event !== undefined) return { value: event, done: false };
    try {
      if (this.#done) return await this.#end();
      return await new Promise((resolve) => this.#waiting.push(resolve));
    } catch (reason) {
      // Our error was created before this call, so its stack has to be set here. A signal's reason is
      // the user's own.
      throw isOurs(reason) ? fromCaller(reason) : reason;
    }
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

  /** Rejects with the failure once; afterwards the iteration is just done. */
  #end(): IteratorResult<E, undefined> | Promise<never> {
    const failure = this.#failure;
    this.#failure = undefined;
    // A signal's reason may be anything.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    return failure ? Promise.reject(failure.reason) : { value: undefined, done: true };
  }
}
