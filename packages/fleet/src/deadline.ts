import { EventEmitter, setMaxListeners } from 'node:events';
import type { CallOptions } from '@libvirt/core';
import { checkMilliseconds, checkSignal } from './check.js';
import { HostTimeoutError } from './errors.js';

/** Options of everything that waits. */
export interface WaitOptions {
  /** Ends the wait with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** In milliseconds. Default: none. */
  readonly timeout?: number | undefined;
}

/** Calls a function once when a signal is aborted, at once if it is already. Returns how to stop that. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => undefined;
  // Many waits may share a signal; none leaves its listener behind.
  setMaxListeners(0, signal);
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
  return () => {
    signal.removeEventListener('abort', listener);
  };
}

/** Waits for a time, or until a signal is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The end of one piece of work: the first of its signals and its timeout. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #cleanups: (() => void)[] = [];

  /**
   * Checks the user's options. The host's name and what takes too long are for the timeout's error;
   * other signals may end the work too.
   * @throws {TypeError} if the signal is not an `AbortSignal`
   * @throws {RangeError} if the timeout is out of range
   */
  constructor(
    { signal, timeout }: WaitOptions,
    host: string,
    what: string,
    ...ended: readonly AbortSignal[]
  ) {
    checkSignal(signal);
    if (timeout !== undefined) checkMilliseconds(timeout, 'options.timeout');
    setMaxListeners(0, this.signal);
    for (const each of [...ended, signal]) {
      const abort = () => {
        this.#controller.abort(each?.reason);
      };
      this.#cleanups.push(onAbort(each, abort));
    }
    if (timeout === undefined) return;
    const expire = () => {
      this.#controller.abort(new HostTimeoutError(host, what, timeout));
    };
    const timer = setTimeout(expire, timeout);
    this.#cleanups.push(() => {
      clearTimeout(timer);
    });
  }

  /** Is aborted at the end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The last argument of methods that shall end then. */
  get options(): CallOptions {
    return { signal: this.signal };
  }

  /** Settles as a promise does, or rejects with the reason at the end. */
  race<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = onAbort(this.signal, () => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason may be anything
        reject(this.signal.reason);
      });
      promise.finally(stop).then(resolve, reject);
    });
  }

  /**
   * Waits until a check returns a value, and resolves to it. Rejects if the check throws.
   * @param check called at once and after each event
   * @param events the emitters and names of those events
   */
  async until<T>(
    check: () => T | undefined,
    ...events: readonly (readonly [emitter: EventEmitter, name: string])[]
  ): Promise<T> {
    let listener = (): void => undefined;
    const passed = new Promise<T>((resolve, reject) => {
      listener = () => {
        try {
          const value = check();
          if (value !== undefined) resolve(value);
        } catch (error) {
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on
          reject(error);
        }
      };
    });
    for (const [emitter, name] of events) emitter.on(name, listener);
    listener();
    try {
      return await this.race(passed);
    } finally {
      for (const [emitter, name] of events) emitter.off(name, listener);
    }
  }

  /** Stops the timer and lets go of the signals. */
  end(): void {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
  }
}
