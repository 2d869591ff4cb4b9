import { ConnectionClosedError } from '../closing.js';
import { LibvirtError } from '../errors.js';
import { fromCaller, isCalledByUsers } from '../stack.js';

/** A consumer of {@link Connect.watch} fell so far behind that its queue was full. */
export class EventOverflowError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'EventOverflowError' });
  }

  readonly code = 'ERR_LIBVIRT_EVENT_OVERFLOW';

  /** Made when an event finds the queue full. */
  constructor(name: string, limit: number) {
    super(`${limit} '${name}' events wait to be read, and another one came`);
  }
}

function isOurs(reason: unknown): reason is Error {
  return [LibvirtError, ConnectionClosedError, EventOverflowError].some(
    (each) => reason instanceof each,
  );
}

/** What {@link Connect.watch} returns: iterate over it once. */
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

  async next(): Promise<IteratorResult<E, undefined>> {
    const event = this.#queue.shift();
    if (event !== undefined) return { value: event, done: false };
    try {
      if (this.#done) return await this.#end();
      return await new Promise((resolve) => this.#waiting.push(resolve));
    } catch (reason) {
      // It came up when nobody had asked yet; a signal's reason is the user's own.
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

  /** The failure is told once; after it the iteration is just over. */
  #end(): IteratorResult<E, undefined> | Promise<never> {
    const failure = this.#failure;
    this.#failure = undefined;
    // A signal's reason may be anything.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    return failure ? Promise.reject(failure.reason) : { value: undefined, done: true };
  }
}
