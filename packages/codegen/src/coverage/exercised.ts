import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readFaces } from './faces.js';

/** How the calls of a method ended, in one file of tests. */
interface Calls {
  readonly succeeded: boolean;
  readonly failed: readonly string[];
}

/** Methods that no test exercises on a real machine or container, and why. */
export interface Unexercised {
  readonly why: string;
  readonly methods: readonly string[];
}

/** The methods that tests called, and those that did what they are for. */
interface Exercised {
  readonly called: ReadonlySet<string>;
  readonly succeeded: ReadonlySet<string>;
}

/** Reads what the recorder wrote for one suite. */
function readCalls(folder: string): Exercised {
  const called = new Set<string>();
  const succeeded = new Set<string>();
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const { calls } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      calls: Readonly<Record<string, Calls>>;
    };
    for (const [method, call] of Object.entries(calls)) {
      called.add(method);
      if (call.succeeded) succeeded.add(method);
    }
  }
  return { called, succeeded };
}

export interface ExercisedCheck {
  /** Every public method and function. */
  readonly methods: readonly string[];
  /** What the integration suite did. */
  readonly real: Exercised;
  /** What the unit tests called. */
  readonly unit: ReadonlySet<string>;
  readonly declared: readonly Unexercised[];
}

/** What is to be printed, and what is wrong with it. */
export interface ExercisedReport {
  readonly lines: readonly string[];
  readonly problems: readonly string[];
}

/** Compares what ran with what was declared not to: both have to agree in both directions. */
export function checkExercised(check: ExercisedCheck): ExercisedReport {
  const { methods, real, unit, declared } = check;
  const known = new Set(methods);
  const reasons = new Map(
    declared.flatMap(({ why, methods: names }) => names.map((name) => [name, why])),
  );
  const missing = methods.filter((name) => !real.succeeded.has(name));
  const problems = [
    ...missing
      .filter((name) => !reasons.has(name))
      .map(
        (name) =>
          `${name} never succeeds on a real machine or container, and no reason is declared`,
      ),
    ...[...reasons.keys()]
      .filter((name) => !known.has(name))
      .map((name) => `${name} is declared, but no such method exists`),
    ...[...reasons.keys()]
      .filter((name) => real.succeeded.has(name))
      .map((name) => `${name} is declared not to run, but does`),
  ];

  const ran = methods.length - missing.length;
  const lines = [
    `Run on real machines and containers: ${ran} of ${methods.length} public methods.`,
  ];
  for (const { why, methods: names } of declared) {
    const listed = names.filter((name) => known.has(name)).map((name) => `  ${name}`);
    if (listed.length > 0) lines.push(`\nNot run, ${why}`, ...listed);
  }
  const nowhere = missing.filter((name) => !real.called.has(name) && !unit.has(name));
  lines.push(
    unit.size === 0
      ? '\nWhether the unit tests run these is not known here: they have not been run.'
      : `\nCalled by no test at all: ${nowhere.length === 0 ? 'none' : ''}`,
  );
  if (unit.size > 0) lines.push(...nowhere.map((name) => `  ${name}: ${reasons.get(name) ?? '?'}`));
  return { lines, problems };
}

/** Prints which public methods no test exercises. Returns whether the declaration says the same. */
export function reportExercised(root: string): boolean {
  const recorded = (folder: string) => readCalls(join(root, folder, '.reports/methods'));
  const suites = ['packages/core', 'packages/qemu', 'packages/lxc'].map(recorded);
  const declared = readFileSync(join(root, 'packages/integration/unexercised.json'), 'utf8');
  const { lines, problems } = checkExercised({
    methods: readFaces(root).members.map(({ name }) => name),
    real: recorded('packages/integration'),
    unit: new Set(suites.flatMap(({ called }) => [...called])),
    declared: JSON.parse(declared) as Unexercised[],
  });
  console.log(lines.join('\n'));
  for (const problem of problems) console.log(`FAILED  ${problem}`);
  return problems.length === 0;
}
