import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Chart } from '../chart.js';
import { serveWithLatency } from '../distant-proxy.js';
import { runProgram } from '../program.js';
import type { MeasureOptions, Outcome, Scenario } from '../scenario.js';
import { spread, type Spread } from '../statistics.js';
import {
  syntheticModules,
  writeLargeZip,
  writeMainModule,
  writeSyntheticProxy,
} from '../synthetic-proxy.js';
import { formatTable } from '../table.js';

/** Input of the program that selects versions. */
export interface SelectionOptions {
  readonly modules: number;
  readonly repeats: number;
}

/** Input of the program that hashes a zip. */
export interface ZipHashOptions {
  readonly file: string;
  readonly repeats: number;
}

/** The output of either program. */
export interface ProgramResult {
  readonly milliseconds: readonly number[];
  /** The computed result as one line, which must be the same for all. */
  readonly result: string;
}

/** A command under test, and its home folder. */
interface Program {
  readonly name: string;
  readonly command: readonly string[];
  readonly home: string;
}

interface Run {
  readonly milliseconds: number;
  readonly peakMiB: number;
  readonly stdout: string;
}

interface Row {
  readonly what: string;
  readonly unit: string;
  readonly go: Spread | null;
  readonly gomodload: Spread;
}

/** The round trip to a proxy on the same continent, in milliseconds. */
const LATENCY = 20;

const sizes = {
  full: { modules: 2000, larger: 10_000, downloaded: 200, zipFiles: 2500, zipBytes: 34e6 },
  short: { modules: 50, larger: 100, downloaded: 20, zipFiles: 20, zipBytes: 100_000 },
};

async function measure({ short, progress }: MeasureOptions): Promise<Outcome> {
  const size = sizes[short ? 'short' : 'full'];
  const repeats = short ? 1 : 9;
  const folder = mkdtempSync(join(tmpdir(), 'bench-go-modules-'));
  try {
    const bench = new Bench(folder, repeats, progress);
    const rows = [
      ...(await bench.lists(size.modules)),
      ...(await bench.downloads(size.downloaded)),
      await bench.selection(size.modules),
      await bench.selection(size.larger),
      await bench.zipHash(size.zipFiles, size.zipBytes),
    ];
    return { data: { repeats, rows }, lines: format(rows, repeats), chart: draw(rows) };
  } finally {
    await remove(folder);
  }
}

class Bench {
  readonly #folder: string;
  readonly #repeats: number;
  readonly #progress: (step: string) => void;
  readonly #programs: readonly [go: Program, gomodload: Program];

  constructor(folder: string, repeats: number, progress: (step: string) => void) {
    this.#folder = folder;
    this.#repeats = repeats;
    this.#progress = progress;
    const entry = createRequire(import.meta.url).resolve('@libvirt/modload');
    const command = join(dirname(entry), 'cli/main.js');
    this.#programs = [
      { name: 'go', command: ['go'], home: join(folder, 'go') },
      { name: 'gomodload', command: [process.execPath, command], home: join(folder, 'gomodload') },
    ];
  }

  /** Measures the build list of a large graph, first with an empty cache, then with a full one. */
  async lists(modules: number): Promise<Row[]> {
    this.#progress(`writing ${modules} modules`);
    const proxy = join(this.#folder, `proxy-${modules}`);
    await writeSyntheticProxy(proxy, syntheticModules(modules));
    const args = ['list', '-m', 'all'];
    const { href } = pathToFileURL(proxy);
    const cold = await this.#pairs('cold list', modules, href, args, Math.min(3, this.#repeats));
    const warm = await this.#pairs('warm list', modules, href, args, this.#repeats);
    const time = (run: Run) => run.milliseconds;
    return [
      row(`list -m all of ${modules}, cold`, 'ms', cold, time),
      row(`list -m all of ${modules}, warm`, 'ms', warm, time),
      row(`list -m all of ${modules}, warm, peak`, 'MiB', warm, (run) => run.peakMiB),
    ];
  }

  /** Measures downloads to an empty cache, from a folder and from a proxy with latency. */
  async downloads(modules: number): Promise<Row[]> {
    const folder = join(this.#folder, `proxy-${modules}`);
    await writeSyntheticProxy(folder, syntheticModules(modules));
    using distant = await serveWithLatency(folder, LATENCY);
    const measure = async (source: string, proxy: string) => {
      const what = `cold download, ${source}`;
      const repeats = Math.min(3, this.#repeats);
      const runs = await this.#pairs(what, modules, proxy, ['mod', 'download'], repeats);
      return row(
        `mod download of ${modules}, cold, ${source}`,
        'ms',
        runs,
        (run) => run.milliseconds,
      );
    };
    return [
      await measure(`over HTTP with ${LATENCY} ms latency`, distant.url),
      await measure('from a folder', pathToFileURL(folder).href),
    ];
  }

  /** Measures minimal version selection alone, which Go's command does not report. */
  async selection(modules: number): Promise<Row> {
    this.#progress(`selecting versions of ${modules} modules`);
    const options: SelectionOptions = { modules, repeats: this.#repeats };
    const { milliseconds } = await runProgram<ProgramResult>('select-versions', options);
    const what = `selection alone, of ${modules}`;
    return { what, unit: 'ms', go: null, gomodload: spread(milliseconds) };
  }

  async zipHash(files: number, bytes: number): Promise<Row> {
    const file = join(this.#folder, 'large.zip');
    await writeLargeZip(file, files, bytes);
    const program = await this.#buildGoHash();
    const all: { readonly go: number[]; readonly gomodload: number[] } = { go: [], gomodload: [] };
    const options: ZipHashOptions = { file, repeats: 3 };
    for (let repeat = 0; repeat < this.#repeats; repeat += 1) {
      this.#progress(`${repeat + 1} of ${this.#repeats}: hashing a zip`);
      const ours = await runProgram<ProgramResult>('hash-zip', options);
      const { stdout } = await run([program, file, String(options.repeats)], this.#folder, {});
      const theirs = JSON.parse(stdout) as ProgramResult;
      if (ours.result !== theirs.result) throw new Error(`${ours.result} is not ${theirs.result}`);
      all.go.push(...theirs.milliseconds);
      all.gomodload.push(...ours.milliseconds);
    }
    const what = `h1 of a zip of ${files} files`;
    return { what, unit: 'ms', go: spread(all.go), gomodload: spread(all.gomodload) };
  }

  /** Runs both one after the other; which is first alternates. */
  async #pairs(
    what: string,
    modules: number,
    proxy: string,
    args: readonly string[],
    repeats: number,
  ): Promise<Record<'go' | 'gomodload', Run[]>> {
    const runs: Record<string, Run[]> = { go: [], gomodload: [] };
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const order = repeat % 2 === 0 ? this.#programs : [...this.#programs].reverse();
      for (const { name, command, home } of order) {
        this.#progress(`${repeat + 1} of ${repeats}: ${what}, ${name}`);
        const main = join(home, `main-${modules}`);
        if (what.startsWith('cold')) {
          await remove(join(home, 'gopath'));
          await remove(main);
          writeMainModule(main, modules);
        }
        const environment = {
          HOME: home,
          GOPATH: join(home, 'gopath'),
          GOCACHE: join(home, 'cache'),
          GOPROXY: proxy,
          GOFLAGS: '-mod=mod',
          GOSUMDB: 'off',
          GOENV: 'off',
          GOTOOLCHAIN: 'local',
        };
        runs[name]!.push(await run([...command, ...args], main, environment));
      }
      const [one, other] = [runs['go']!.at(-1)!, runs['gomodload']!.at(-1)!];
      if (one.stdout !== other.stdout)
        throw new Error(`go and gomodload print different things for ${args.join(' ')}`);
    }
    return runs;
  }

  /** Builds the Go program that hashes a zip like the go command, without that command's start-up. */
  async #buildGoHash(): Promise<string> {
    const source = new URL('../programs/hash-zip.go', import.meta.url).pathname;
    const program = join(this.#folder, 'hash-zip');
    const cache = { GOCACHE: join(this.#folder, 'cache'), GO111MODULE: 'off', GOENV: 'off' };
    await run(['go', 'build', '-o', program, source], this.#folder, cache);
    return program;
  }
}

/** Runs a command, and measures its time and its peak memory. */
async function run(
  [command, ...args]: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<Run> {
  const start = performance.now();
  const child = spawn(command!, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let peakKiB = 0;
  const watch = setInterval(() => {
    const status = `/proc/${child.pid}/status`;
    const text = existsSync(status) ? readFileSync(status, 'utf8') : '';
    peakKiB = Math.max(peakKiB, Number(/^VmHWM:\s+(\d+)/m.exec(text)?.[1] ?? 0));
  }, 2);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const milliseconds = performance.now() - start;
    if (code !== 0) throw new Error(`${command!} ${args.join(' ')} failed: ${stderr}`);
    return { milliseconds, peakMiB: peakKiB / 1024, stdout };
  } finally {
    clearInterval(watch);
  }
}

/** Removes a folder with a module cache, which is read-only. */
async function remove(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  await run(['chmod', '-R', 'u+w', folder], '/', {});
  rmSync(folder, { recursive: true });
}

function row(
  what: string,
  unit: string,
  runs: Record<'go' | 'gomodload', Run[]>,
  value: (run: Run) => number,
): Row {
  return {
    what,
    unit,
    go: spread(runs.go.map(value)),
    gomodload: spread(runs.gomodload.map(value)),
  };
}

function format(rows: readonly Row[], repeats: number): string[] {
  const cell = (value: Spread | null) => {
    if (value === null) return '';
    const [middle, ...ends] = [value.median, value.min, value.max].map((one) => one.toFixed(0));
    return `${middle} [${ends.join(', ')}]`;
  };
  const cells = rows.map(({ what, unit, go, gomodload }) => [
    what,
    unit,
    cell(go),
    cell(gomodload),
    go === null ? '' : (gomodload.median / go.median).toFixed(2),
  ]);
  return [
    `Median [min, max] of up to ${repeats} alternating runs. Whole processes, except for selection and`,
    'hash. The ratio is that of the medians.',
    '',
    ...formatTable(['what', 'unit', 'go', 'gomodload', 'ratio'], cells),
  ];
}

function draw(rows: readonly Row[]): Chart {
  return {
    groups: rows.map(({ what, unit, go, gomodload }) => ({
      name: `${what} (${unit})`,
      bars: [...(go === null ? [] : [{ name: 'go', ...go }]), { name: 'gomodload', ...gomodload }],
    })),
  };
}

const scenario: Scenario = {
  summary: 'gomodload beside go: build lists, downloads, selection, hashes of modules',
  measure,
};
export default scenario;
