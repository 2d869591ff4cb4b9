// At most so many runs of a host at a time. Those that wait are kept in one queue per group, and the
// groups take turns: a user who queues a thousand runs delays others by one run and not by a
// thousand.
import { onAbort } from './deadline.js';

type Start = () => void;

/** The slots of one host. */
export class Slots {
  readonly #queues = new Map<unknown, Start[]>();
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** The number of runs that wait. */
  get waiting(): number {
    let sum = 0;
    for (const queue of this.#queues.values()) sum += queue.length;
    return sum;
  }

  /**
   * Waits for a slot. Runs of a group get theirs in order.
   * @param group what the run belongs to
   * @param signal ends the wait with its reason
   * @returns gives the slot back; idempotent
   */
  async take(group: unknown, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(group, signal);
    let isTaken = true;
    return () => {
      if (isTaken) this.#giveBack();
      isTaken = false;
    };
  }

  #wait(group: unknown, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(group) ?? [];
      this.#queues.set(group, queue);
      const start = () => {
        stop();
        resolve();
      };
      queue.push(start);
      const stop = onAbort(signal, () => {
        queue.splice(queue.indexOf(start), 1);
        if (queue.length === 0) this.#queues.delete(group);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason may be anything
        reject(signal.reason);
      });
    });
  }

  #giveBack(): void {
    const [next] = this.#queues;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    const [group, queue] = next;
    const start = queue.shift();
    // To the end of the groups, whose order is that of their insertion.
    this.#queues.delete(group);
    if (queue.length > 0) this.#queues.set(group, queue);
    start?.();
  }
}
