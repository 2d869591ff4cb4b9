// Which calls may be in flight. A daemon serves a few calls of one connection at a time, 5 by default
// (max_client_requests), and while it does, it reads nothing more of the connection: not even the
// keep-alive messages without which it drops the connection. So calls that may wait for a guest never
// take all of its places. Calls that are answered at once have no limit here.

/** A program of the protocol. */
export interface Program {
  readonly number: number;
  readonly version: number;
}

/**
 * How long a call may take: answered at once, as long as a guest takes, or minutes by its nature. Or it is
 * answered at once, and calls that follow have to wait for it, since a daemon serves them in parallel.
 */
export type Duration = 0 | 1 | 2 | 3;
export const SHORT = 0;
export const ORDINARY = 1;
export const LONG = 2;
export const EXCLUSIVE = 3;

/** The most calls in flight that are not short, and how many of them may be long. */
const MOST = 4;
const MOST_LONG = 3;

/** A call that waits to be sent. */
export interface Waiting {
  readonly duration: Duration;
  send(): void;
}

/** Calls of one duration that wait, in order. Each has the number of its arrival. */
class Line {
  #calls: { readonly call: Waiting; readonly arrival: number }[] = [];
  #start = 0;

  add(call: Waiting, arrival: number): void {
    this.#calls.push({ call, arrival });
  }

  /** Returns the first call that is still in a set; calls before it are forgotten. */
  first(present: ReadonlySet<Waiting>): { call: Waiting; arrival: number } | undefined {
    const calls = this.#calls;
    while (this.#start < calls.length && !present.has(calls[this.#start]!.call)) this.#start += 1;
    if (this.#start > 32 && 2 * this.#start > calls.length) {
      this.#calls = calls.slice(this.#start);
      this.#start = 0;
    }
    return this.#calls[this.#start];
  }
}

/** Sends calls in order, as soon as they may be in flight. */
export class CallQueue {
  readonly #waiting = new Set<Waiting>();
  /** The calls that wait, by duration, so that the next one is found without looking at all of them. */
  readonly #lines = [new Line(), new Line(), new Line(), new Line()] as const;
  readonly #inFlight = { 0: 0, 1: 0, 2: 0, 3: 0 };
  #arrivals = 0;

  /** Sends a call now or later. */
  add(call: Waiting): void {
    if (this.#isAllowed(call.duration)) {
      this.#start(call);
      return;
    }
    this.#waiting.add(call);
    this.#lines[call.duration].add(call, (this.#arrivals += 1));
  }

  /** Removes a call that has not been sent. Returns whether there was one. */
  remove(call: Waiting): boolean {
    return this.#waiting.delete(call);
  }

  /** Makes room after a call that was sent has ended. */
  ended({ duration }: Waiting): void {
    this.#inFlight[duration] -= 1;
    if (duration === SHORT) return;
    for (let next = this.#next(); next; next = this.#next()) {
      this.#waiting.delete(next);
      this.#start(next);
    }
  }

  /** Removes all calls. */
  clear(): void {
    this.#waiting.clear();
  }

  /** Returns the call that has waited longest of those that may be in flight. */
  #next(): Waiting | undefined {
    if (this.#waiting.size === 0) return undefined;
    let oldest: { call: Waiting; arrival: number } | undefined;
    for (const duration of [SHORT, ORDINARY, LONG, EXCLUSIVE] as const) {
      if (!this.#isAllowed(duration)) continue;
      const first = this.#lines[duration].first(this.#waiting);
      if (first && (!oldest || first.arrival < oldest.arrival)) oldest = first;
    }
    return oldest?.call;
  }

  #isAllowed(duration: Duration): boolean {
    if (this.#inFlight[EXCLUSIVE] > 0) return false;
    if (duration === SHORT || duration === EXCLUSIVE) return true;
    if (this.#inFlight[ORDINARY] + this.#inFlight[LONG] >= MOST) return false;
    return duration !== LONG || this.#inFlight[LONG] < MOST_LONG;
  }

  #start(call: Waiting): void {
    this.#inFlight[call.duration] += 1;
    call.send();
  }
}
