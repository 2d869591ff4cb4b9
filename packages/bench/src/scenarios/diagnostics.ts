import { runProgram } from '../program.js';
import type { MeasureOptions, Outcome, Scenario } from '../scenario.js';
import { spread, type Spread } from '../statistics.js';
import { formatTable } from '../table.js';

const SUBSCRIBERS = ['never', 'left', 'subscribed'] as const;

/** The input of one process. */
export interface DiagnosticsOptions {
  /** Whether somebody subscribes to the tracing channel of calls; `left`: no more. */
  readonly subscriber: (typeof SUBSCRIBERS)[number];
  readonly count: number;
}

/** The output of one process. */
export interface DiagnosticsResult {
  /** Per call. */
  readonly microseconds: number;
  /** Per call, what it takes to see that nobody subscribes; part of `microseconds`. */
  readonly question: number;
  /** The number of calls that the subscriber has seen. */
  readonly traced: number;
}

async function measure({ short, progress }: MeasureOptions): Promise<Outcome> {
  const repeats = short ? 1 : 9;
  const count = short ? 200 : 40_000;
  const results = SUBSCRIBERS.map((): DiagnosticsResult[] => []);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    // Each round starts with another one, because a machine's speed changes over time.
    for (let turn = 0; turn < SUBSCRIBERS.length; turn += 1) {
      const index = (repeat + turn) % SUBSCRIBERS.length;
      const subscriber = SUBSCRIBERS[index]!;
      progress(`${repeat + 1} of ${repeats}: ${subscriber}`);
      const one = await runProgram<DiagnosticsResult>('diagnostics', { subscriber, count });
      const expected = subscriber === 'subscribed' ? count : 0;
      if (one.traced !== expected)
        throw new Error(`${one.traced} of ${expected} calls were traced`);
      results[index]!.push(one);
    }
  }
  const [base] = results;
  const rows = SUBSCRIBERS.map((subscriber, index) => ({
    subscriber,
    microseconds: spread(results[index]!.map((each) => each.microseconds)),
    // Of the same round: the machine's speed then was nearly the same.
    ratio: spread(results[index]!.map((each, at) => each.microseconds / base![at]!.microseconds)),
  }));
  const share = spread(base!.map((each) => each.question / each.microseconds));
  return {
    data: { repeats, count, rows, share },
    lines: [
      `Microseconds per getInfo in sequence: median [min, max] of ${repeats} processes with ${count} calls,`,
      'and the ratio to the process of the same round in which nobody ever subscribes.',
      '',
      ...formatTable(
        ['subscriber', 'µs', 'ratio'],
        rows.map((row) => [row.subscriber, format(row.microseconds, 2), format(row.ratio, 3)]),
      ),
      '',
      `The question whether somebody subscribes is ${format(share, 5)} of a call.`,
    ],
    chart: {
      groups: [
        {
          name: 'getInfo in sequence (µs)',
          bars: rows.map(({ subscriber, microseconds }) => ({ name: subscriber, ...microseconds })),
        },
      ],
    },
  };
}

function format({ median, min, max }: Spread, digits: number): string {
  const [middle, ...ends] = [median, min, max].map((value) => value.toFixed(digits));
  return `${middle} [${ends.join(', ')}]`;
}

const scenario: Scenario = {
  summary: 'what diagnostics_channel costs each call: without, after and with a subscriber',
  measure,
};
export default scenario;
