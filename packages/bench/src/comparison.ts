import type { Chart } from './chart.js';
import type { Contender, Options, Told } from './contender.js';
import { runForJson } from './process.js';
import type { Figure, MeasureOptions, Outcome } from './scenario.js';
import { spread, type Spread } from './statistics.js';
import { formatTable } from './table.js';

/** A figure that comes of an operation. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly of: (told: Timed) => number;
}

/** What all contenders do, side by side. */
export interface Case {
  readonly name: string;
  /** One that their programs know: see `programs`. */
  readonly operation: string;
  readonly options: Options;
  /** Options in their place for those whose calls return promises. */
  readonly asynchronousOptions?: Options;
  readonly environment?: NodeJS.ProcessEnv;
  /** How much shall come of it. */
  readonly seen: number;
  /** The first of them is compared. */
  readonly measures: readonly [Measure, ...Measure[]];
}

/** What a program told, and what its process took from its start to its end. */
type Timed = Told & { readonly processSeconds: number };

/** What a contender took for a case. All is of one operation, and over all rounds. */
interface Row {
  readonly contender: string;
  readonly measures: Readonly<Record<string, Spread & { readonly unit: string }>>;
  readonly cpuMicroseconds: Spread;
  readonly mainMicroseconds: Spread | null;
  /** The main thread's CPU time as a share of all time. */
  readonly mainShare: Spread | null;
  readonly peakMiB: Spread;
  /** To each contender's first measure, taken in the same round. */
  readonly ratios: Readonly<Record<string, Spread>>;
}

interface Compared {
  readonly name: string;
  readonly options: Options;
  readonly rows: readonly Row[];
}

const UNITS = { µs: 1e6, ms: 1e3, s: 1 };

/** The time that one operation takes. */
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
  const told = cases.map(({ operation }) =>
    contenders()
      .filter(({ operations }) => operations?.includes(operation) ?? true)
      .map((contender): [Contender, Timed[]] => [contender, []]),
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, each] of cases.entries()) {
      progress(`${round + 1} of ${rounds}: ${each.name}`);
      const field = told[index]!;
      // Each takes its turn to be the first, since the machine changes while it measures.
      for (let turn = 0; turn < field.length; turn += 1) {
        const [contender, results] = field[(round + turn) % field.length]!;
        results.push(await run(contender, each));
      }
    }
  }
  const compared = cases.map((each, index): Compared => {
    const rows = told[index]!.map(([{ name }, results]) =>
      summarize(each, name, results, told[index]!),
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
    ...(contender.isAsynchronous && each.asynchronousOptions),
  };
  const pairs = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  const start = performance.now();
  const told = await runForJson<Told>([...contender.command, each.operation, ...pairs], {
    env: { ...process.env, ...contender.environment, ...each.environment },
  });
  const processSeconds = (performance.now() - start) / 1000;
  if (told.seen !== each.seen) {
    throw new Error(`${contender.name}, ${each.name}: saw ${told.seen}, and not ${each.seen}`);
  }
  return { ...told, processSeconds };
}

function summarize(
  { measures }: Case,
  contender: string,
  results: readonly Timed[],
  field: readonly (readonly [Contender, readonly Timed[]])[],
): Row {
  const of = (figure: (told: Timed) => number) => spread(results.map(figure));
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
      field
        .filter(([{ name }]) => name !== contender)
        .map(([{ name }, others]) => [
          name,
          spread(results.map((told, round) => first(told) / first(others[round]!))),
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

/** What grows by nothing is not compared. */
function formatRatio(ratio: Spread | undefined): string {
  return ratio !== undefined && Number.isFinite(ratio.median) ? ratio.median.toFixed(2) : '';
}

function formatSpread({ median, min, max }: Spread): string {
  return `${formatNumber(median)} (${formatNumber(min)}..${formatNumber(max)})`;
}

/** Three digits, or all before the point. */
function formatNumber(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toFixed(digits);
}
