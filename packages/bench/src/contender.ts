/** What a program of a contender tells of an operation: see `programs`. */
export interface Told {
  readonly seconds: number;
  /** CPU time of all threads. */
  readonly cpuSeconds: number;
  /** CPU time of the thread that runs JavaScript. */
  readonly mainSeconds?: number;
  /** The most memory that the process had resident. */
  readonly peakKiB: number;
  /** So many took the time. */
  readonly operations: number;
  /** How much came of them, which is the same for every contender. */
  readonly seen: number;
  /** By how much the resident memory grew. */
  readonly grownKiB?: number;
  /** Of it, what V8 took to make more room for its young objects. */
  readonly heapGrownKiB?: number;
  /** By how much the number of threads grew. */
  readonly threads?: number;
  /** In microseconds. */
  readonly latencies?: readonly number[];
}

export type Options = Readonly<Record<string, string | number>>;

/** A binding under measurement, or C itself. */
export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether its calls return promises, and so need no threads of the caller's. */
  readonly isAsynchronous: boolean;
  /** What it can do; everything if this is missing. */
  readonly operations?: readonly string[];
}

/** One that cannot take part. */
export interface Missing {
  readonly name: string;
  /** Why, and what brings it. */
  readonly reason: string;
}

/** How a contender is made ready. */
export interface Preparation {
  readonly name: string;
  /**
   * Builds its program.
   * @param folder where to
   * @returns the contender, or why it cannot take part
   */
  prepare(folder: string): Omit<Contender, 'name'> | string;
}
