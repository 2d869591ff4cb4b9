// Runs every check of this repository as on a new machine: a bare Debian with only Node.js, npm and
// git. A command that relies on anything else fails there.
//
// Each command that a user may type first runs on a machine of its own. The other checks share one
// machine, in a random order, so that none can rely on another. The last line adds up the tests of
// all suites.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Machines } from './new-machine.mjs';
import { main, log, StepError } from '../scripts/steps.mjs';

const USAGE = `Usage: bash .ci/run [--seed N] [--list] [text...]

  --seed N   the order of the checks that share a machine (default: random; it is printed)
  --list     print the steps, and run none
  text       run only the steps whose command contains it

Environment: LIBVIRT_CI_SEED is the default of --seed. LIBVIRT_CI_SUITE is the release of Debian
(default: bookworm). LIBVIRT_CACHE_DIR is where the bare tree and downloads are kept.`;

/** Each of these is the first command on a machine of its own. */
const alone = [
  { command: 'npm run demo' },
  { command: 'npm test' },
  { command: 'npm test', user: 'ordinary' },
  { command: 'npm run test:integration' },
  { command: 'npm run bench -- --short' },
];

/** These share a machine. */
const shared = [
  'npm run lint',
  'npm run typecheck',
  'npm run lint:packages',
  'npm run release:check',
  'npm run prebuilds:check',
  'npm run codegen:check',
  'npm run docs',
  'npm run api:check',
  'npm run vagrant:check',
  'npm run test:api',
  'npm run test:pack',
  'npm run test:build-tags',
  'npm run test:chaos',
].map((command) => ({ command }));

/** Fails if a check has changed a committed file. */
const unchanged = { command: 'git diff --exit-code' };

const describe = ({ command, user }) => (user === undefined ? command : `${command} (not root)`);

/** Shuffles by Fisher and Yates with a linear congruential generator: the same seed, the same order. */
function shuffle(items, seed) {
  let state = seed >>> 0;
  const draw = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const shuffled = [...items];
  for (let index = shuffled.length - 1; index > 0; index--) {
    const other = draw(index + 1);
    [shuffled[index], shuffled[other]] = [shuffled[other], shuffled[index]];
  }
  return shuffled;
}

/** The last line of a suite's output. */
const SUM = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/;

/** Reads the counts from the last such line of a step's output. */
function readSum(lines) {
  const found = lines.map((line) => SUM.exec(line)).findLast((match) => match !== null);
  const [passed = 0, failed = 0, skipped = 0] =
    found?.slice(1).map((count) => Number(count ?? 0)) ?? [];
  return { passed, failed, skipped };
}

/** The running step, and the signal that ended this run, if any. */
let running;
let ending;

/** Runs a step, and prints its output with its name before each line. */
async function runStep(machine, step) {
  const name = describe(step);
  const started = Date.now();
  log(`\n==> ${name}`);
  running = machine.start(step.command);
  const lines = [];
  const forward = (stream) => {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      console.log(`${name} | ${line}`);
    });
  };
  forward(running.stdout);
  forward(running.stderr);
  const [code, signal] = await once(running, 'close');
  running = undefined;
  if (ending !== undefined) throw new StepError(`Ended by ${ending} during: ${name}`);
  const seconds = Math.round((Date.now() - started) / 1000);
  const sum = readSum(lines);
  const hasFailed = code !== 0;
  // A step that fails without a failed test counts as one.
  if (hasFailed && sum.failed === 0) sum.failed = 1;
  return { name, lines, code, signal, seconds, hasFailed, sum };
}

/** Runs steps one after the other on a machine of their own. */
async function runOnMachine(machines, steps, user) {
  const machine = machines.make(user);
  try {
    const results = [];
    for (const step of steps) results.push(await runStep(machine, step));
    return results;
  } finally {
    machine.remove();
  }
}

/** Prints the result of each step, then the output of those that failed, then the sum. */
function report(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  console.log();
  for (const { name, hasFailed, seconds, sum } of results) {
    const { passed, failed, skipped } = sum;
    const counts = passed > 0 ? `  ${passed} passed, ${failed} failed, ${skipped} skipped` : '';
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    console.log(
      `${hasFailed ? 'failed' : 'ok    '}  ${name.padEnd(width)}  ${time.padStart(5)}${counts}`,
    );
  }
  for (const { name, lines, code, signal } of results.filter(({ hasFailed }) => hasFailed)) {
    console.log(`\nfailed: ${name} (${signal ?? `exit code ${code}`}). Its last lines:`);
    for (const line of lines.slice(-80)) console.log(`${name} | ${line}`);
  }
  const total = (key) => results.reduce((sum, result) => sum + result.sum[key], 0);
  console.log(
    `\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`,
  );
  return results.every(({ hasFailed }) => !hasFailed);
}

async function runAll(machines, steps, seed) {
  const isChosen = (step) => steps.includes(step);
  const results = [];
  for (const step of alone.filter(isChosen)) {
    results.push(...(await runOnMachine(machines, [step], step.user)));
  }
  const rest = shuffle(shared, seed).filter(isChosen);
  if (rest.length > 0) {
    log(`\nThe order of the checks that share a machine: LIBVIRT_CI_SEED=${seed}`);
    results.push(...(await runOnMachine(machines, [...rest, unchanged])));
  }
  return results;
}

await main(async () => {
  const { values, positionals } = parseArgs({
    options: {
      seed: { type: 'string', default: process.env.LIBVIRT_CI_SEED },
      list: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
  if (values.help) return log(USAGE);
  const steps = [...alone, ...shared].filter(
    (step) => positionals.length === 0 || positionals.some((text) => describe(step).includes(text)),
  );
  if (steps.length === 0) throw new StepError(`No step contains ${positionals.join(' or ')}.`);
  if (values.list) return console.log(steps.map(describe).join('\n'));
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  if (!Number.isSafeInteger(seed))
    throw new StepError(`--seed must be a whole number, not ${values.seed}`);

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      ending = signal;
      running?.kill('SIGKILL');
    });
  }
  const machines = new Machines();
  try {
    if (!report(await runAll(machines, steps, seed))) process.exitCode = 1;
  } finally {
    machines.remove();
  }
});
