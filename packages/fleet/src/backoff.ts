// When to try again: exponential back-off with full jitter. The n-th delay in a row is a random time
// between 0 and initial × 2^n, but at most `max`. So clients that a restart disconnected at the same
// moment come back spread over that time, and not together. A connection that lasted for `resetAfter`
// proves that the host works, and the next delay starts from `initial` again; one that broke earlier
// does not, since a daemon that accepts connections and then crashes would be hit at full speed.
import { checkMilliseconds, checkOptions, type OptionKeys } from './check.js';

/** How long a host waits before it connects again, in milliseconds. */
export interface BackoffOptions {
  /** Upper bound of the first delay, at least 1. Default: 1,000. */
  readonly initial?: number;
  /** Upper bound of every delay, at least `initial`. Default: 60,000. */
  readonly max?: number;
  /** How long a connection has to last to reset the back-off. Default: 60,000. */
  readonly resetAfter?: number;
}

const BACKOFF_OPTIONS: OptionKeys<BackoffOptions> = {
  initial: true,
  max: true,
  resetAfter: true,
};

/** The delays of one host. */
export class Backoff {
  readonly #initial: number;
  readonly #max: number;
  readonly #resetAfter: number;
  #failures = 0;

  /**
   * Checks the options.
   * @throws {TypeError} if they are wrong
   * @throws {RangeError} if a time is out of range
   */
  constructor(options: BackoffOptions = {}) {
    checkOptions(options, BACKOFF_OPTIONS, 'options.backoff');
    const { initial = 1000, max = Math.max(initial, 60_000), resetAfter = 60_000 } = options;
    checkMilliseconds(initial, 'options.backoff.initial', 1);
    checkMilliseconds(max, 'options.backoff.max', initial);
    checkMilliseconds(resetAfter, 'options.backoff.resetAfter');
    [this.#initial, this.#max, this.#resetAfter] = [initial, max, resetAfter];
  }

  /** Returns the next delay in milliseconds. */
  next(): number {
    const bound = Math.min(this.#max, this.#initial * 2 ** this.#failures);
    this.#failures += 1;
    return Math.random() * bound;
  }

  /** Resets the back-off if a connection has lasted long enough. */
  connectionLasted(milliseconds: number): void {
    if (milliseconds >= this.#resetAfter) this.#failures = 0;
  }
}
