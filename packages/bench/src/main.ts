import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeMachine, formatMachine } from './machine.js';
import type { Scenario } from './scenario.js';

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

  --json      print JSON only
  --short     as little as shows that it works; the figures mean nothing
  -h, --help  print this

Scenarios; all of them by default:

${[...scenarios].map(([name, { summary }]) => `  ${name}  ${summary}`).join('\n')}`;
}

class UsageError extends Error {}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
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
      `there is no scenario ${unknown}; there are: ${[...scenarios.keys()].join(', ')}`,
    );
  }

  const machine = await describeMachine();
  if (!values.json) console.log(formatMachine(machine).join('\n'));
  const results: { readonly name: string; readonly data: object }[] = [];
  for (const name of chosen) {
    const progress = (step: string) => {
      if (process.stderr.isTTY) process.stderr.write(`${name}, ${step}\n`);
    };
    const { data, lines } = await scenarios.get(name)!.measure({ short: values.short, progress });
    results.push({ name, data });
    if (!values.json) console.log(`\n${name}\n\n${lines.join('\n')}`);
  }
  if (values.json) console.log(JSON.stringify({ machine, scenarios: results }, undefined, 2));
}

try {
  await run();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = 2;
}
