import type { Chart } from './chart.js';
import type { Contender, Options, Result } from './contender.js';
import { runForJson } from './process.js';
import type { Figure, MeasureOptions, Outcome } from './scenario.js';
import { spread, type Spread } from './statistics.js';
import { formatTable } from './table.js';

/** A figure that is calculated from the result of an operation. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly of: (result: Timed) => number;
}

/** An operation that all contenders run, with its options. */
export interface Case {
  readonly name: string;
  /** The name of the operation in their programs: see `programs`. */
  readonly operation: string;
  readonly options: Options;
  /** Options that differ for contenders whose calls return promises. */
  readonly asynchronousOptions?: Options;
  readonly environment?: NodeJS.ProcessEnv;
  /** The expected count: see {@link Result.seen}. */
  readonly seen: number;
  /** Ratios are calculated for the first one. */
  readonly measures: readonly [Measure, ...Measure[]];
}

/** The result of a program, and how long its process took from start to exit. */
type Timed = Result & { readonly processSeconds: number };

/** The figures of one contender for a case: per operation, over all rounds. */
interface Row {
  readonly contender: string;
  readonly measures: Readonly<Record<string, Spread & { readonly unit: string }>>;
  readonly cpuMicroseconds: Spread;
  readonly mainMicroseconds: Spread | null;
  /** The main thread's CPU time as a share of the elapsed time. */
  readonly mainShare: Spread | null;
  readonly peakMiB: Spread;
  /** By contender: the ratio to its first measure of the same round. */
  readonly ratios: Readonly<Record<string, Spread>>;
}

interface Compared {
  readonly name: string;
  readonly options: Options;
  readonly rows: readonly Row[];
}

const UNITS = { µs: 1e6, ms: 1e3, s: 1 };

/** Measures the time per operation. */
export function timeIn(unit: keyof typeof UNITS): Measure {
  return {
    name: 'time',
    unit,
    of: ({ seconds, operations }) => (seconds / operations) * UNITS[unit],
  };
}

/** Runs all cases with all contenders, one after the other in each round. */
export async function compare(
  cases: readonly Case[],
  { contenders, rounds, progress }: MeasureOptions,
): Promise<Outcome> {
  const results = cases.map(({ operation, options }) =>
    contenders()
      .filter(({ needsDaemon }) => !needsDaemon || /^\w+\+/.test(String(options['uri'])))
      .filter(({ operations }) => operations?.includes(operation) ?? true)
      .map((contender): [Contender, Timed[]] => [contender, []]),
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, each] of cases.entries()) {
      progress(`${round + 1} of ${rounds}: ${each.name}`);
      const participants = results[index]!;
      // Each round starts with another one, because a machine's speed changes over time.
      for (let turn = 0; turn < participants.length; turn += 1) {
        const [contender, own] = participants[(round + turn) % participants.length]!;
        own.push(await run(contender, each));
      }
    }
  }
  const compared = cases.map((each, index): Compared => {
    const rows = results[index]!.map(([{ name }, own]) =>
      summarize(each, name, own, results[index]!),
    );
    return { name: each.name, options: each.options, rows };
  });
  return {
    data: { rounds, cases: compared },
    lines: compared.flatMap((each, index) => [
      ...(index > 0 ? [''] : []),
      `${each.name}: one operation, median (min..max) of ${rounds}`,
      ...format(each),
    ]),
    chart: draw(compared),
    figures: compared.flatMap(listFigures),
  };
}

async function run(contender: Contender, each: Case): Promise<Timed> {
  const options = {
    ...each.options,
    ...contender.options,
    ...(contender.isAsynchronous && each.asynchronousOptions),
  };
  const pairs = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  const start = performance.now();
  const result = await runForJson<Result>([...contender.command, each.operation, ...pairs], {
    env: { ...process.env, ...contender.environment, ...each.environment },
  });
  const processSeconds = (performance.now() - start) / 1000;
  if (result.seen !== each.seen) {
    throw new Error(`${contender.name}, ${each.name}: saw ${result.seen}, not ${each.seen}`);
  }
  return { ...result, processSeconds };
}

function summarize(
  { measures }: Case,
  contender: string,
  results: readonly Timed[],
  participants: readonly (readonly [Contender, readonly Timed[]])[],
): Row {
  const of = (figure: (result: Timed) => number) => spread(results.map(figure));
  const [{ of: first }] = measures;
  const main = results.every(({ mainSeconds }) => mainSeconds !== undefined);
  return {
    contender,
    measures: Object.fromEntries(
      measures.map(({ name, unit, of: figure }) => [name, { unit, ...of(figure) }]),
    ),
    cpuMicroseconds: of(({ cpuSeconds, operations }) => (cpuSeconds / operations) * 1e6),
    mainMicroseconds: main
      ? of(({ mainSeconds, operations }) => (mainSeconds! / operations) * 1e6)
      : null,
    mainShare: main ? of(({ mainSeconds, seconds }) => mainSeconds! / seconds) : null,
    peakMiB: of(({ peakKiB }) => peakKiB / 1024),
    ratios: Object.fromEntries(
      participants
        .filter(([{ name }]) => name !== contender)
        .map(([{ name }, others]) => [
          name,
          spread(results.map((result, round) => first(result) / first(others[round]!))),
        ]),
    ),
  };
}

function format({ rows }: Compared): string[] {
  const names = rows.map(({ contender }) => contender);
  const measures = Object.entries(rows[0]?.measures ?? {});
  const titles = [
    'contender',
    ...measures.map(([name, { unit }]) => (unit === '' ? name : `${name}, ${unit}`)),
    'CPU, µs',
    'main thread, µs',
    'peak, MiB',
    ...names.map((name) => `/ ${name}`),
  ];
  const body = rows.map((row) => [
    row.contender,
    ...measures.map(([name]) => formatSpread(row.measures[name]!)),
    formatNumber(row.cpuMicroseconds.median),
    row.mainMicroseconds === null || row.mainShare === null
      ? ''
      : `${formatNumber(row.mainMicroseconds.median)} (${(row.mainShare.median * 100).toFixed(0)} %)`,
    row.peakMiB.median.toFixed(0),
    ...names.map((name) => formatRatio(row.ratios[name])),
  ]);
  return formatTable(titles, body);
}

function draw(compared: readonly Compared[]): Chart {
  return {
    groups: compared.flatMap(({ name, rows }) =>
      Object.entries(rows[0]?.measures ?? {}).map(([measure, { unit }]) => ({
        name: `${name}: ${measure}${unit && `, ${unit}`}`,
        bars: rows.map(({ contender, measures }) => ({ name: contender, ...measures[measure]! })),
      })),
    ),
  };
}

function listFigures({ name, rows }: Compared): Figure[] {
  return Object.entries(rows[0]?.measures ?? {}).map(([measure, { unit }], index) => ({
    what: `${name}: ${measure}${unit && `, ${unit}`}`,
    cells: Object.fromEntries(
      rows.map(({ contender, measures, ratios }) => {
        const ratio = index === 0 ? formatRatio(ratios['C']) : '';
        const value = formatNumber(measures[measure]!.median);
        return [contender, ratio === '' ? value : `${value} (${ratio})`];
      }),
    ),
  }));
}

/** Formats a ratio; empty if C's value is 0. */
function formatRatio(ratio: Spread | undefined): string {
  return ratio !== undefined && Number.isFinite(ratio.median) ? ratio.median.toFixed(2) : '';
}

function formatSpread({ median, min, max }: Spread): string {
  return `${formatNumber(median)} (${formatNumber(min)}..${formatNumber(max)})`;
}

/** Formats a number with three significant digits, or with all digits before the point. */
function formatNumber(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toFixed(digits);
}
