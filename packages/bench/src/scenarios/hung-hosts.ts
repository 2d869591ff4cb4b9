import type { Chart } from '../chart.js';
import { runProgram } from '../program.js';
import type { MeasureOptions, Outcome, Scenario } from '../scenario.js';
import { percentile, spread, type Spread } from '../statistics.js';
import { formatTable } from '../table.js';

/** The input of one process. */
export interface HungHostsOptions {
  /** The number of hung calls of Connect.open(). */
  readonly opens: number;
  /** The number of different URIs. */
  readonly uris: number;
  readonly rounds: number;
}

/** The output of one process. */
export interface HungHostsResult {
  /** By operation: the duration of each call. */
  readonly microseconds: Readonly<Record<string, readonly number[]>>;
  readonly threads: number | null;
  /** The number of connections that the hung host has accepted. */
  readonly connections: number;
  readonly pendingBefore: number;
  readonly pendingAfter: number;
}

/** The latency of an operation in microseconds, over all repeats. */
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
  const results = CONDITIONS.map((): HungHostsResult[] => []);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    // Each round starts with another one, because a machine's speed changes over time.
    for (let turn = 0; turn < CONDITIONS.length; turn += 1) {
      const index = (repeat + turn) % CONDITIONS.length;
      const { name, opens, uris } = CONDITIONS[index]!;
      progress(`${repeat + 1} of ${repeats}: ${name}`);
      const one = await runProgram<HungHostsResult>('hung-hosts', { opens, uris, rounds });
      if (one.pendingBefore !== opens || one.pendingAfter !== opens) {
        throw new Error(`${opens - one.pendingAfter} of ${opens} hung calls ended`);
      }
      results[index]!.push(one);
    }
  }
  const conditions = CONDITIONS.map((each, index) => summarize(each, results[index]!));
  return {
    data: { repeats, rounds, conditions },
    lines: format(conditions, repeats, rounds),
    chart: draw(conditions),
  };
}

function summarize(condition: Condition, results: readonly HungHostsResult[]): Measured {
  const threads = results.map((each) => each.threads).filter((each) => each !== null);
  const operations = Object.keys(results[0]?.microseconds ?? {});
  return {
    ...condition,
    threads: threads.length > 0 ? spread(threads) : null,
    connections: spread(results.map((each) => each.connections)),
    latencies: operations.map((operation) => {
      const of = (share: number) =>
        spread(results.map((each) => percentile(each.microseconds[operation] ?? [], share)));
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
    `Latency in microseconds while Connect.open() hangs: median [min, max] of ${repeats} processes with`,
    `${rounds} calls of each operation. The ratios are to the medians when none hang.`,
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
  summary: `fs, dns and a healthy connection while ${OPENS} calls of Connect.open() hang`,
  measure,
};
export default scenario;
