import type { Chart } from './chart.js';
import type { Contender } from './contender.js';

/** Something cannot be measured here; the message says why. */
export class UnavailableError extends Error {}

/** One thing to measure: the default export of each file in `scenarios`, whose name it has. */
export interface Scenario {
  /** One line about what is measured. */
  readonly summary: string;
  measure(options: MeasureOptions): Promise<Outcome>;
}

export interface MeasureOptions {
  /** Whether to run as little as possible, to show that it works; the figures mean nothing. */
  readonly short: boolean;
  /** The number of rounds in which contenders are compared. */
  readonly rounds: number;
  /** Returns the contenders. The first call builds them. */
  readonly contenders: () => readonly Contender[];
  /** Reports each step to the user. */
  readonly progress: (step: string) => void;
}

export interface Outcome {
  /** The data for --json. */
  readonly data: object;
  /** The lines to print without --json. */
  readonly lines: readonly string[];
  readonly chart: Chart;
  /** The rows for the table of figures, if contenders are compared. */
  readonly figures?: readonly Figure[];
}

/** A row of a table with a column for each contender. */
export interface Figure {
  readonly what: string;
  /** By contender: the median and, in parentheses, its ratio to C. */
  readonly cells: Readonly<Record<string, string>>;
}
