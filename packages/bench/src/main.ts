import { DaemonError } from '@libvirt/testing';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawChart } from './chart.js';
import { Contenders } from './contenders.js';
import { describeMachine, formatMachine } from './machine.js';
import { UnavailableError, type Figure, type Scenario } from './scenario.js';
import { formatMarkdown } from './table.js';

const folder = new URL('scenarios/', import.meta.url);

async function readScenarios(): Promise<ReadonlyMap<string, Scenario>> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort();
  const scenarios = files.map(async (file) => {
    const module = (await import(new URL(file, folder).href)) as { readonly default: Scenario };
    return [file.slice(0, -'.ts'.length), module.default] as const;
  });
  return new Map(await Promise.all(scenarios));
}

function help(scenarios: ReadonlyMap<string, Scenario>): string {
  return `Measures @libvirt/core on this machine.

Usage: npm run bench -- [options] [scenario...]

  --json           print JSON only
  --out DIRECTORY  write JSON, a table, and a chart of each scenario there
  --rounds N       how many times contenders are compared; 7 by default
  --short          run as little as possible, to show that it works; the figures mean nothing
  -h, --help       print this

Scenarios; all of them by default:

${[...scenarios].map(([name, { summary }]) => `  ${name}  ${summary}`).join('\n')}`;
}

function formatFigures(figures: readonly Figure[]): string {
  const names = [...new Set(figures.flatMap(({ cells }) => Object.keys(cells)))];
  const rows = figures.map(({ what, cells }) => [what, ...names.map((name) => cells[name] ?? '')]);
  return formatMarkdown(['median (ratio to C)', ...names], rows);
}

class UsageError extends Error {}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        out: { type: 'string' },
        rounds: { type: 'string', default: '7' },
        short: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function run(): Promise<void> {
  const { values, positionals } = parse();
  const scenarios = await readScenarios();
  if (values.help) {
    console.log(help(scenarios));
    return;
  }
  const chosen = positionals.length > 0 ? positionals : [...scenarios.keys()];
  const unknown = chosen.find((name) => !scenarios.has(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `unknown scenario '${unknown}'; the scenarios are: ${[...scenarios.keys()].join(', ')}`,
    );
  }

  const rounds = values.short ? 1 : Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds >= 1)) {
    throw new UsageError(`--rounds must be a whole number of at least 1, not ${values.rounds}`);
  }

  const machine = await describeMachine();
  const print = (...lines: readonly string[]) => {
    if (!values.json) console.log(lines.join('\n'));
  };
  print(...formatMachine(machine));
  using prepared = new Contenders();
  const results: { readonly name: string; readonly data: object }[] = [];
  const figures: Figure[] = [];
  const leftOut: { readonly name: string; readonly reason: string }[] = [];
  for (const name of chosen) {
    const progress = (step: string) => {
      if (process.stderr.isTTY) process.stderr.write(`${name}, ${step}\n`);
    };
    const scenario = scenarios.get(name)!;
    try {
      const contenders = () => prepared.all;
      const options = { short: values.short, rounds, contenders, progress };
      const { data, lines, chart, figures: own = [] } = await scenario.measure(options);
      results.push({ name, data });
      figures.push(...own);
      print('', name, '', ...lines);
      if (values.out !== undefined) {
        mkdirSync(values.out, { recursive: true });
        writeFileSync(join(values.out, `${name}.svg`), drawChart(scenario.summary, chart));
      }
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      leftOut.push({ name, reason: error.message });
      console.error(`skipped ${name}: ${error.message}`);
    }
  }
  const { missing } = prepared;
  const output = { machine, missing, leftOut, scenarios: results };
  const json = JSON.stringify(output, undefined, 2);
  if (values.json) console.log(json);
  if (values.out !== undefined) {
    mkdirSync(values.out, { recursive: true });
    writeFileSync(join(values.out, 'results.json'), `${json}\n`);
    writeFileSync(join(values.out, 'figures.md'), formatFigures(figures));
  }
}

// Node.js 20 reads these certificates at start-up, which takes longer than the rest of its start-up.
delete process.env['NODE_EXTRA_CA_CERTS'];
// Daemons and folders are removed when this process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  await run();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof DaemonError)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
