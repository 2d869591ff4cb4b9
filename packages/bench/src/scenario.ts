import type { Chart } from './chart.js';
import type { Contender } from './contender.js';

/** Why something cannot be measured here. */
export class Unable extends Error {}

/** One thing to measure. Each file in `scenarios` exports one by default, and is named like it. */
export interface Scenario {
  /** What is measured, in a line. */
  readonly summary: string;
  measure(options: MeasureOptions): Promise<Outcome>;
}

export interface MeasureOptions {
  /** As little as shows that it works; the figures mean nothing. */
  readonly short: boolean;
  /** How often everything is repeated where contenders are compared. */
  readonly rounds: number;
  /** Those that are compared. The first who asks has them built. */
  readonly contenders: () => readonly Contender[];
  /** Told of each step, for those who wait. */
  readonly progress: (step: string) => void;
}

export interface Outcome {
  /** What --json prints. */
  readonly data: object;
  /** What is printed otherwise. */
  readonly lines: readonly string[];
  readonly chart: Chart;
  /** What a page about it lists, where contenders are compared. */
  readonly figures?: readonly Figure[];
}

/** A row of a table with a column for each contender. */
export interface Figure {
  readonly what: string;
  /** By contender: the median and, in parentheses, its ratio to C. */
  readonly cells: Readonly<Record<string, string>>;
}
