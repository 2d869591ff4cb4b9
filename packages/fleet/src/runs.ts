// Runs of a host: each waits for a connection, if it may, and for a slot, then calls the user's
// function. A slot is taken after there is a connection, so that runs that wait for one do not keep
// others from failing at once; the connection may be lost until the slot is free, so it is checked
// again. A run within a run would wait for slots that only its outer runs could free; it takes none.
import { isConnectionLost, type CallOptions, type Connect } from '@libvirt/core';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { OptionKeys } from './check.js';
import { Deadline, type WaitOptions } from './deadline.js';
import { NotConnectedError } from './errors.js';
import type { Host } from './host.js';
import { Slots } from './slots.js';

/** A user's function: gets the connection or object, and the options for its calls, `{ signal }`. */
export type RunFunction<Subject, T> = (subject: Subject, options: CallOptions) => T | Promise<T>;

/**
 * Options of {@link Host.run}. The timeout is for all of it: waiting for a connection and a slot, and the
 * function.
 */
export interface RunOptions extends WaitOptions {
  /** Waits for a connection, instead of rejecting while there is none. Default: `false`. */
  readonly wait?: boolean | undefined;
  /**
   * Calls the function again on the next connection if this one is lost meanwhile. Only for functions
   * that may be repeated, such as those that only read. Default: `false`.
   */
  readonly idempotent?: boolean | undefined;
  /**
   * What the run belongs to: any value. Waiting runs of one group start in order, and groups take turns.
   * Default: one group for all runs without any.
   */
  readonly group?: unknown;
}

/** Their keys. */
export const RUN_OPTIONS: OptionKeys<RunOptions> = {
  signal: true,
  timeout: true,
  wait: true,
  idempotent: true,
  group: true,
};

/** A run in progress, for the runs within it. */
interface Frame {
  readonly runs: Runs;
  readonly outer: Frame | undefined;
  isRunning: boolean;
}

const frames = new AsyncLocalStorage<Frame>();

/** The runs of one host. */
export class Runs {
  readonly #host: Host;
  readonly #slots: Slots;
  readonly #ended: AbortSignal;
  readonly #running = new Set<Promise<unknown>>();

  /** Its runs end when `ended` is aborted. */
  constructor(host: Host, maxRuns: number, ended: AbortSignal) {
    this.#host = host;
    this.#slots = new Slots(maxRuns);
    this.#ended = ended;
  }

  /** The number of runs that wait for a slot. */
  get waiting(): number {
    return this.#slots.waiting;
  }

  /** Waits for the functions that are running now. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  /** See {@link Host.run}. */
  async run<T>(fn: RunFunction<Connect, T>, options: RunOptions): Promise<T> {
    const { group, wait = false, idempotent = false } = options;
    const deadline = new Deadline(options, this.#host.name, 'a run', this.#ended);
    try {
      for (let mayWait = wait; ; mayWait = true) {
        const { connection, free } = await this.#start(mayWait, group, deadline.signal);
        const running = this.#call(fn, connection, deadline.options).finally(() => {
          this.#running.delete(running);
          free();
        });
        this.#running.add(running);
        try {
          return await deadline.race(running);
        } catch (error) {
          if (!idempotent || deadline.signal.aborted || !isConnectionLost(error)) throw error;
          // The error may come from a connection to another host.
          if (await isAlive(connection)) throw error;
          await this.#untilLeft(connection, deadline);
        }
      }
    } finally {
      deadline.end();
    }
  }

  /** Returns a connection, and how to free the slot that was taken for it. */
  async #start(
    mayWait: boolean,
    group: unknown,
    signal: AbortSignal,
  ): Promise<{ connection: Connect; free: () => void }> {
    for (;;) {
      signal.throwIfAborted();
      let { state } = this.#host;
      if (state.name !== 'connected') {
        if (!mayWait) throw this.#notConnected();
        state = await this.#host.until('connected', { signal });
      }
      if (this.#isWithinRun()) return { connection: state.connection, free: () => undefined };
      const free = await this.#slots.take(group, signal);
      const now = this.#host.state;
      if (now.name === 'connected') return { connection: now.connection, free };
      free();
    }
  }

  #notConnected(): Error {
    const { state } = this.#host;
    if (state.name === 'closed') return this.#host.closedError();
    return new NotConnectedError(
      this.#host.name,
      state.name === 'waiting' ? state.reason : undefined,
    );
  }

  #isWithinRun(): boolean {
    for (let frame = frames.getStore(); frame; frame = frame.outer) {
      if (frame.runs === this && frame.isRunning) return true;
    }
    return false;
  }

  async #call<T>(
    fn: RunFunction<Connect, T>,
    connection: Connect,
    options: CallOptions,
  ): Promise<T> {
    const frame: Frame = { runs: this, outer: frames.getStore(), isRunning: true };
    try {
      return await frames.run(frame, async () => await fn(connection, options));
    } finally {
      frame.isRunning = false;
    }
  }

  /** Waits until the host has noticed that a connection is lost. */
  async #untilLeft(connection: Connect, deadline: Deadline): Promise<void> {
    const host = this.#host;
    const isLeft = ({ state } = host) =>
      state.name !== 'connected' || state.connection !== connection || undefined;
    await deadline.until(() => isLeft(), [host, 'state']);
  }
}

async function isAlive(connection: Connect): Promise<boolean> {
  try {
    return !connection.closed && (await connection.isAlive());
  } catch {
    return false;
  }
}
