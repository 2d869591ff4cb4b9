import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test, type TestContext } from 'vitest';
import { changing } from './differential/changing.js';
import { constants } from './differential/constants.js';
import { NOT_COMPARED, RECEIVERS } from './differential/coverage.js';
import { runNode } from './differential/node-side.js';
import { parameters } from './differential/parameters.js';
import { hasPythonBinding, runPython, type PythonSide } from './differential/python-side.js';
import { reading } from './differential/reading.js';
import type { Script, Step } from './differential/script.js';
import { files } from './differential/texts.js';
import { plain, settleClock, sorted, type Outcome } from './differential/value.js';

// Makes the same calls through this package and through Debian's Python binding, an independent
// implementation over the same library. Each difference is a bug in one of them, or listed in the tables
// with its reason.

const scripts: readonly Script[] = [...reading, ...parameters, ...changing];

/** Constants that change with every release, and are not compared. */
const SENTINELS = new Set(['VIR_DOMAIN_MEMORY_STAT_LAST', 'VIR_DOMAIN_MEMORY_STAT_NR']);

/** Constants of other libraries, which have their own packages. */
const OF_QEMU = /^VIR_(CONNECT_)?DOMAIN_QEMU_/;

let started: Promise<PythonSide> | undefined;

/** Results of the Python side. Without its binding the test is skipped, except in CI. */
async function python({ skip }: TestContext): Promise<PythonSide> {
  if (!hasPythonBinding) {
    const reason = 'python3-libvirt is not installed: sudo apt-get install python3-libvirt';
    if (process.env['CI'] === 'true' && process.getuid?.() === 0) throw new Error(reason);
    skip(reason);
  }
  started ??= runPython(scripts);
  return started;
}

afterAll(() => {
  rmSync(files, { recursive: true });
});

/** Returns whether both sides report that this libvirt lacks the call. */
function bothLack(ours: Outcome, theirs: Outcome): boolean {
  return (
    'exception' in theirs &&
    /^AttributeError: .* has no attribute/.test(theirs.exception) &&
    'error' in ours &&
    / needs libvirt .* or newer; this is /.test(String(ours.error))
  );
}

/** Fails with the call's name, but continues, so that all differences of a script are reported. */
function compare(step: Step, said: string, ours: Outcome, theirs: Outcome): void {
  if (bothLack(ours, theirs)) return;
  if (step.anyError !== undefined && !('value' in ours) && !('value' in theirs)) return;
  const order = step.anyOrder ? sorted : (outcome: Outcome) => outcome;
  const expected = order(theirs);
  const actual = step.clock === undefined ? order(ours) : settleClock(order(ours), expected);
  // If a previous step failed, as on a read-only connection, neither call reaches libvirt.
  const bothFail = 'exception' in ours && 'exception' in theirs;
  if (step.differs === undefined || bothFail) expect.soft(actual, said).toEqual(expected);
  else expect.soft(actual, `${said} no longer differs`).not.toEqual(expected);
}

describe('core: the same results as the Python binding', () => {
  for (const script of scripts) {
    test(script.name, async (context) => {
      const theirs = (await python(context)).results.get(script.name)!;
      const ours = await runNode(script);
      script.steps.forEach((step, index) => {
        const [actual, expected] = [ours.results[index]!, theirs.results[index]!];
        // An exception on both sides would be a mistake in the script.
        if (!script.readOnly && !bothLack(actual.outcome, expected.outcome)) {
          expect(expected.outcome).not.toHaveProperty('exception');
        }
        compare(step, step.python, actual.outcome, expected.outcome);
        script.observe?.forEach((each, at) =>
          compare(each, `${step.python}; ${each.python}`, actual.then[at]!, expected.then[at]!),
        );
      });
      expect(ours.events).toEqual(theirs.events);
      expect(ours.closed).toEqual(theirs.closed);
    });
  }
});

describe('core: constants', () => {
  test('every constant of the Python binding exists with the same value', async (context) => {
    const { facts } = await python(context);
    const ours = constants();
    const theirs = Object.entries(facts.constants).filter(
      ([name]) => !SENTINELS.has(name) && !OF_QEMU.test(name),
    );
    expect(theirs.length).toBeGreaterThan(1000);
    const values = theirs.map(([name]) => [name, plain(ours.get(name)?.value ?? 'missing')]);
    expect(Object.fromEntries(values)).toEqual(Object.fromEntries(theirs));
  });

  test('the Python binding has every constant of its release', async (context) => {
    const { facts } = await python(context);
    const missing = [...constants()]
      .filter(([, { since, isNumberMacro }]) => since <= facts.version && !isNumberMacro)
      .map(([name]) => name)
      .filter((name) => !(name in facts.constants));
    expect(missing).toEqual([]);
  });
});

describe('differential tests', () => {
  test('every method of the Python binding is compared or listed as an exception', async (context) => {
    const { facts } = await python(context);
    context.skip(
      facts.version >= 9_001_000,
      'coverage.ts names the methods that Python has in 9.0',
    );
    const calls = scripts
      .flatMap(({ steps, observe = [] }) => [...steps, ...observe])
      .map((step) => step.python)
      .join('\n');
    const missing = Object.entries(RECEIVERS).flatMap(([name, receiver]) =>
      facts.methods[name]!.filter(
        (method) =>
          !(`${name}.${method}` in NOT_COMPARED) && !calls.includes(`${receiver}.${method}(`),
      ).map((method) => `${name}.${method}`),
    );
    expect(missing).toEqual([]);
  });

  test('every kind of event of the test driver is compared', async (context) => {
    const { results } = await python(context);
    const names = [...results.values()].flatMap(({ events }) => events.map(([name]) => name));
    expect([...new Set(names)].sort()).toEqual(
      expect.arrayContaining([
        'domain-lifecycle',
        'domain-metadata-change',
        'network-lifecycle',
        'node-device-lifecycle',
        'storage-pool-lifecycle',
        'storage-pool-refresh',
      ]),
    );
  });
});
