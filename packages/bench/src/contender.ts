/** What a program prints about an operation: see `programs`. */
export interface Result {
  readonly seconds: number;
  /** CPU time of all threads. */
  readonly cpuSeconds: number;
  /** CPU time of the main thread, which runs JavaScript. */
  readonly mainSeconds?: number;
  /** The maximum resident memory of the process. */
  readonly peakKiB: number;
  /** The number of operations that were timed. */
  readonly operations: number;
  /** The number of results, such as domains or bytes: the same for every contender. */
  readonly seen: number;
  /** By how much the resident memory grew. */
  readonly grownKiB?: number;
  /** The part of that growth by which V8's heap grew. */
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
  /** Options of its own, beside those of the operation. */
  readonly options?: Options;
  /** Whether its calls return promises, so that the caller needs no threads. */
  readonly isAsynchronous: boolean;
  /** Whether it only reaches drivers in a daemon. */
  readonly needsDaemon?: true;
  /** The operations that it supports; all if this is missing. */
  readonly operations?: readonly string[];
}

/** A contender that cannot take part. */
export interface Missing {
  readonly name: string;
  /** Why, and the command that installs what it lacks. */
  readonly reason: string;
}

/** How to build the program of a contender. */
export interface Preparation {
  readonly name: string;
  /**
   * Builds the program.
   * @param folder the folder for it
   * @returns the contender, or why it cannot take part
   */
  prepare(folder: string): Omit<Contender, 'name'> | string;
}
