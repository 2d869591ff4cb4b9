import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Chart } from '../chart.js';
import type { MeasureOptions, Outcome, Scenario } from '../scenario.js';
import { spread, type Spread } from '../statistics.js';
import { formatTable } from '../table.js';

/** The steps after the start of a process, and the program for each. */
const STEPS = [
  { step: 'start node', program: 'bare' },
  { step: 'import @libvirt/core', program: 'import' },
  { step: 'import, and open test:///default', program: 'open' },
  { step: 'import, open and list the first domain', program: 'list' },
] as const;

const FORMATS = [
  { format: 'ESM', ending: 'mjs' },
  { format: 'CommonJS', ending: 'cjs' },
] as const;

interface Measured {
  readonly format: string;
  readonly step: string;
  readonly milliseconds: Spread;
  /** The difference to Node.js alone in the same round. */
  readonly beyond: Spread;
}

async function time(program: string): Promise<number> {
  const path = fileURLToPath(new URL(`../programs/startup/${program}`, import.meta.url));
  const start = performance.now();
  const child = spawn(process.execPath, [path], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  const taken = performance.now() - start;
  if (code !== 0) throw new Error(`the program ${program} ended with ${signal ?? code ?? ''}`);
  return taken;
}

async function measure({ short, progress }: MeasureOptions): Promise<Outcome> {
  const repeats = short ? 1 : 101;
  const times = FORMATS.map(() => STEPS.map((): number[] => []));
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    if (repeat % 10 === 0) progress(`${repeat + 1} of ${repeats}`);
    for (const [index, { ending }] of FORMATS.entries()) {
      // Each round starts with another one, because a machine's speed changes over time.
      for (let turn = 0; turn < STEPS.length; turn += 1) {
        const step = (repeat + turn) % STEPS.length;
        times[index]![step]!.push(await time(`${STEPS[step]!.program}.${ending}`));
      }
    }
  }
  const measured = FORMATS.flatMap(({ format }, index) =>
    STEPS.map(({ step }, position): Measured => {
      const own = times[index]![position]!;
      const bare = times[index]![0]!;
      const beyond = own.map((taken, repeat) => taken - bare[repeat]!);
      return { format, step, milliseconds: spread(own), beyond: spread(beyond) };
    }),
  );
  return { data: { repeats, measured }, lines: format(measured, repeats), chart: draw(measured) };
}

function format(measured: readonly Measured[], repeats: number): string[] {
  const rows = measured.map(({ format, step, milliseconds, beyond }, index) => [
    format,
    step,
    milliseconds.median.toFixed(1),
    index % STEPS.length === 0 ? '' : beyond.median.toFixed(1),
  ]);
  return [
    'Milliseconds from the start of a process to its exit, and the difference to Node.js alone:',
    `medians of ${repeats}.`,
    '',
    ...formatTable(['format', 'program', 'total', 'difference'], rows),
  ];
}

function draw(measured: readonly Measured[]): Chart {
  return {
    groups: FORMATS.map(({ format }) => ({
      name: `${format} (ms)`,
      bars: measured
        .filter((each) => each.format === format)
        .map(({ step, milliseconds }) => ({ name: step, ...milliseconds })),
    })),
  };
}

const scenario: Scenario = {
  summary: 'how much importing core and opening a connection adds to the start of a program',
  measure,
};
export default scenario;
