// Keep-alive: after an interval of silence a ping is sent, and after so many without any answer the
// connection is dead. Every message counts as an answer. Time in which this process did not run, or did
// not read on purpose, is not silence.

export interface KeepAliveOwner {
  ping(): void;
  /** Whether it reads what arrives. */
  isReading(): boolean;
  /** The other side is silent. */
  onSilence(): void;
}

export class KeepAlive {
  readonly #owner: KeepAliveOwner;
  #timer: NodeJS.Timeout | undefined;
  #interval = 0;
  #count = 0;
  #unanswered = 0;
  #hasReceived = false;
  #expected = 0;

  constructor(owner: KeepAliveOwner) {
    this.#owner = owner;
  }

  /** Starts with an interval in seconds, and the number of pings that may stay unanswered. */
  start(interval: number, count: number): void {
    this.stop();
    this.#interval = Math.min(interval * 1000, 0x7fff_ffff);
    this.#count = count;
    this.#unanswered = 0;
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Called for everything that arrives. */
  received(): void {
    this.#hasReceived = true;
  }

  #arm(): void {
    this.#expected = performance.now() + this.#interval;
    this.#timer = setTimeout(() => {
      this.#tick();
    }, this.#interval);
    this.#timer.unref();
  }

  #tick(): void {
    const isLate = performance.now() - this.#expected > this.#interval;
    if (this.#hasReceived) this.#unanswered = 0;
    // What has arrived meanwhile is read before the next tick.
    else if (!isLate && this.#owner.isReading()) this.#unanswered += 1;
    this.#hasReceived = false;
    if (this.#unanswered > this.#count) {
      this.stop();
      this.#owner.onSilence();
      return;
    }
    this.#owner.ping();
    this.#arm();
  }
}
