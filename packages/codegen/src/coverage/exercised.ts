import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { versionNumber } from '../facts.js';
import { readFaces } from './faces.js';

/** How the calls of a method ended, in one file of tests. */
interface Calls {
  readonly succeeded: boolean;
  readonly failed: readonly string[];
}

/** Methods that no test exercises on a real machine or container, and why. */
export interface Unexercised {
  readonly why: string;
  /** Whether it is the host that decides, so that they may run elsewhere. */
  readonly mayRun?: boolean;
  readonly methods: readonly string[];
}

/** A public method, and the release that brought what it calls. */
interface Method {
  readonly name: string;
  readonly since?: string;
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
  readonly methods: readonly Method[];
  /** The release of libvirt that the integration suite found. */
  readonly libvirt: string;
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
  const { real, unit, libvirt } = check;
  const isNew = ({ since }: Method) =>
    since !== undefined && versionNumber(since) > versionNumber(libvirt);
  const methods = check.methods.filter((method) => !isNew(method)).map(({ name }) => name);
  const tooNew = check.methods.filter(isNew).map(({ name }) => name);
  const declared = [
    ...check.declared,
    { why: `as it came after libvirt ${libvirt}`, methods: tooNew, mayRun: false },
  ];

  const reasons = new Map(
    declared.flatMap((group) => group.methods.map((name) => [name, group] as const)),
  );
  const all = [...methods, ...tooNew];
  const missing = all.filter((name) => !real.succeeded.has(name));
  const problems = [
    ...missing
      .filter((name) => !reasons.has(name))
      .map((name) => `${name} never succeeds on a real machine or container: say why`),
    ...[...reasons.keys()]
      .filter((name) => !all.includes(name))
      .map((name) => `${name} is declared not to run, but does not exist`),
    ...[...reasons]
      .filter(([name, { mayRun }]) => real.succeeded.has(name) && mayRun !== true)
      .map(([name]) => `${name} is declared not to run, but does`),
  ];

  const ran = all.length - missing.length;
  const lines = [`Run on real machines and containers: ${ran} of ${all.length} public methods.`];
  for (const { why, methods: names } of declared) {
    const listed = names.filter((name) => missing.includes(name) && reasons.get(name)?.why === why);
    if (listed.length > 0) lines.push(`Not run, ${why}:`, ...listed.map((name) => `  ${name}`));
  }
  if (unit.size === 0) {
    lines.push('Which of these the unit tests call is not known: they have not run here.');
  } else {
    const nowhere = missing.filter((name) => !real.called.has(name) && !unit.has(name));
    lines.push(`Called by no test at all: ${nowhere.length === 0 ? 'none.' : ''}`);
    lines.push(...nowhere.map((name) => `  ${name}: ${reasons.get(name)?.why ?? 'why?'}`));
  }
  return { lines, problems };
}

/** Prints which public methods no test exercises. Returns whether the declaration says the same. */
export function reportExercised(root: string): boolean {
  const recorded = (folder: string) => readCalls(join(root, folder, '.reports/methods'));
  const suites = ['packages/core', 'packages/qemu', 'packages/lxc'].map(recorded);
  const declared = readFileSync(join(root, 'packages/integration/unexercised.json'), 'utf8');
  const { lines, problems } = checkExercised({
    // What calls nothing of libvirt needs no real machine.
    methods: readFaces(root).members.filter(({ documented }) => documented.length > 0),
    libvirt: readFileSync(join(root, 'packages/integration/.reports/libvirt'), 'utf8'),
    real: recorded('packages/integration'),
    unit: new Set(suites.flatMap(({ called }) => [...called])),
    declared: JSON.parse(declared) as Unexercised[],
  });
  console.log(lines.join('\n'));
  for (const problem of problems) console.log(`FAILED  ${problem}`);
  return problems.length === 0;
}
