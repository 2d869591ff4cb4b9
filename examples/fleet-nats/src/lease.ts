// A lease: an entry of a key-value bucket that the server removes when it is not renewed for `ttl`.
//
// The holder trusts it for a shorter time, counted from before each request was sent: the server counts
// from when it received the request, so its time cannot end first. A process may be stopped and continued
// at any moment, so nothing relies on a timer alone: `check` compares clocks, and is called right before
// every act. Of two clocks the one that shows more time decides: the monotonic one may stand still while a
// machine sleeps, the other may be set back. A quarter of `ttl` is left for clocks of different speed.
import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import type { KV } from '@nats-io/kv';

/** What a lease needs of a bucket. */
export type LeaseStore = Pick<KV, 'create' | 'update' | 'delete'>;

export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** Whether the server refused a write, because another one came first. */
export const isConflict = (error: unknown): boolean =>
  error instanceof JetStreamApiError &&
  (error.code === JetStreamApiCodes.StreamWrongLastSequence ||
    error.code === JetStreamApiCodes.StreamWrongLastSequenceUnknown);

const now = () => ({ monotonic: performance.now(), wall: Date.now() });

export class Lease {
  /** The revision with which the lease began: every later holder of the key has a higher one. */
  readonly epoch: number;
  readonly #store: LeaseStore;
  readonly #key: string;
  readonly #holder: string;
  readonly #trusted: number;
  readonly #lost = new AbortController();
  #revision: number;
  #sentAt = now();
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    store: LeaseStore,
    { key, holder, ttl }: { key: string; holder: string; ttl: number },
    { sentAt, revision }: { sentAt: ReturnType<typeof now>; revision: number },
  ) {
    [this.#store, this.#key, this.#holder] = [store, key, holder];
    this.#trusted = (ttl * 3) / 4;
    this.epoch = this.#revision = revision;
    this.#extend(sentAt);
  }

  /** Takes the lease; `undefined` if it is taken. `ttl` is the bucket's, in milliseconds. */
  static async acquire(
    store: LeaseStore,
    options: { key: string; holder: string; ttl: number },
  ): Promise<Lease | undefined> {
    const sentAt = now();
    try {
      const revision = await store.create(options.key, options.holder);
      return new Lease(store, options, { sentAt, revision });
    } catch (error) {
      if (isConflict(error)) return undefined;
      throw error;
    }
  }

  /** Aborted with a {@link LeaseLostError} once the lease is lost or released. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Throws if the lease is not held for certain. */
  check(): void {
    const { monotonic, wall } = now();
    const age = Math.max(monotonic - this.#sentAt.monotonic, wall - this.#sentAt.wall);
    if (age >= this.#trusted) this.#lose('not renewed in time');
    this.signal.throwIfAborted();
  }

  /** Extends the lease. One that cannot reach the server is lost when its time is over. */
  async renew(): Promise<void> {
    this.check();
    const sentAt = now();
    try {
      this.#revision = await this.#store.update(this.#key, this.#holder, this.#revision);
      this.check(); // An answer that comes too late extends nothing.
      this.#extend(sentAt);
    } catch (error) {
      if (isConflict(error)) this.#lose('held by another');
      throw error;
    }
  }

  /** Frees the lease for the next holder. Call it when nothing acts under it any more. */
  async release(): Promise<void> {
    if (this.signal.aborted) return;
    this.#lose('released');
    await this.#store.delete(this.#key, { previousSeq: this.#revision });
  }

  #extend(sentAt: ReturnType<typeof now>): void {
    this.#sentAt = sentAt;
    clearTimeout(this.#timer);
    const left = this.#trusted - (now().monotonic - sentAt.monotonic);
    this.#timer = setTimeout(() => this.#lose('not renewed in time'), left);
  }

  #lose(reason: string): void {
    clearTimeout(this.#timer);
    this.#lost.abort(new LeaseLostError(`lease of ${this.#key}: ${reason}`));
  }
}
