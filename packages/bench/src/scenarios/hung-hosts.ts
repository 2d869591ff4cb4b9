import type { Chart } from '../chart.js';
import { runProgram } from '../program.js';
import type { MeasureOptions, Outcome, Scenario } from '../scenario.js';
import { percentile, spread, type Spread } from '../statistics.js';
import { formatTable } from '../table.js';

/** Input of one process. */
export interface HungHostsOptions {
  /** How many opens hang. */
  readonly opens: number;
  /** How many URIs they name. */
  readonly uris: number;
  readonly rounds: number;
}

/** What one process measured. */
export interface HungHostsTold {
  /** How long each call of each operation took. */
  readonly microseconds: Readonly<Record<string, readonly number[]>>;
  readonly threads: number | null;
  /** How many opens had reached the listener. */
  readonly connections: number;
  readonly pendingBefore: number;
  readonly pendingAfter: number;
}

/** What an operation took in microseconds, over all repeats. */
interface Latency {
  readonly operation: string;
  readonly p50: Spread;
  readonly p99: Spread;
}

interface Condition {
  readonly name: string;
  readonly opens: number;
  readonly uris: number;
}

interface Measured extends Condition {
  readonly threads: Spread | null;
  readonly connections: Spread;
  readonly latencies: readonly Latency[];
}

const OPENS = 100;

const CONDITIONS: readonly [Condition, ...Condition[]] = [
  { name: 'none hang', opens: 0, uris: 0 },
  { name: `${OPENS} hang, one URI`, opens: OPENS, uris: 1 },
  { name: `${OPENS} hang, ${OPENS} URIs`, opens: OPENS, uris: OPENS },
];

async function measure({ short, progress }: MeasureOptions): Promise<Outcome> {
  const repeats = short ? 1 : 7;
  const rounds = short ? 20 : 3000;
  const told = CONDITIONS.map((): HungHostsTold[] => []);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    // Each takes its turn to be the first, since the machine changes while it measures.
    for (let turn = 0; turn < CONDITIONS.length; turn += 1) {
      const index = (repeat + turn) % CONDITIONS.length;
      const { name, opens, uris } = CONDITIONS[index]!;
      progress(`${repeat + 1} of ${repeats}: ${name}`);
      const one = await runProgram<HungHostsTold>('hung-hosts', { opens, uris, rounds });
      if (one.pendingBefore !== opens || one.pendingAfter !== opens) {
        throw new Error(`${opens - one.pendingAfter} opens ended that were to hang`);
      }
      told[index]!.push(one);
    }
  }
  const conditions = CONDITIONS.map((each, index) => summarize(each, told[index]!));
  return {
    data: { repeats, rounds, conditions },
    lines: format(conditions, repeats, rounds),
    chart: draw(conditions),
  };
}

function summarize(condition: Condition, told: readonly HungHostsTold[]): Measured {
  const threads = told.map((each) => each.threads).filter((each) => each !== null);
  const operations = Object.keys(told[0]?.microseconds ?? {});
  return {
    ...condition,
    threads: threads.length > 0 ? spread(threads) : null,
    connections: spread(told.map((each) => each.connections)),
    latencies: operations.map((operation) => {
      const of = (share: number) =>
        spread(told.map((each) => percentile(each.microseconds[operation] ?? [], share)));
      return { operation, p50: of(0.5), p99: of(0.99) };
    }),
  };
}

function format(conditions: readonly Measured[], repeats: number, rounds: number): string[] {
  const [without] = conditions;
  const operations = without?.latencies.map(({ operation }) => operation) ?? [];
  const rows = operations.flatMap((operation) => {
    const of = (each: Measured | undefined) =>
      each?.latencies.find((latency) => latency.operation === operation);
    const base = of(without);
    return conditions.map((each) => {
      const latency = of(each)!;
      return [
        operation,
        each.name,
        formatSpread(latency.p50),
        formatRatio(latency.p50, base?.p50),
        formatSpread(latency.p99),
        formatRatio(latency.p99, base?.p99),
        each.threads === null ? '' : String(each.threads.median),
      ];
    });
  });
  return [
    `Latency in microseconds while opens hang: median [min, max] of ${repeats} processes,`,
    `${rounds} calls of each operation in each; the ratios are to the medians when none hang.`,
    '',
    ...formatTable(['operation', 'opens', 'p50', 'ratio', 'p99', 'ratio', 'threads'], rows),
  ];
}

function draw(conditions: readonly Measured[]): Chart {
  const operations = conditions[0]?.latencies.map(({ operation }) => operation) ?? [];
  return {
    groups: operations.flatMap((operation, index) =>
      (['p50', 'p99'] as const).map((share) => ({
        name: `${operation}, ${share} (µs)`,
        bars: conditions.map(({ name, latencies }) => ({ name, ...latencies[index]![share] })),
      })),
    ),
  };
}

function formatSpread({ median, min, max }: Spread): string {
  const [middle, ...ends] = [median, min, max].map((value) => value.toFixed(0));
  return `${middle} [${ends.join(', ')}]`;
}

function formatRatio(one: Spread, other: Spread | undefined): string {
  return other === undefined ? '' : (one.median / other.median).toFixed(2);
}

const scenario: Scenario = {
  summary: `fs, dns and a healthy connection beside ${OPENS} opens that hang`,
  measure,
};
export default scenario;
