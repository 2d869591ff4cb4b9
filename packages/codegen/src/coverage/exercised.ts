import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PARTS, versionNumber } from '../facts.js';
import { readPublicAPI } from './public-api.js';

/** The outcomes of all calls of a method in one test file. */
interface Calls {
  readonly succeeded: boolean;
  readonly failed: readonly string[];
}

/** Methods that never succeed on a real machine or container in the tests, and why. */
export interface Unexercised {
  readonly why: string;
  /** Whether it depends on the host, so that they may succeed elsewhere. */
  readonly mayRun?: boolean;
  readonly methods: readonly string[];
}

/** A public method, and the libvirt release that added its C function. */
interface Method {
  readonly name: string;
  readonly since?: string;
}

/** The methods that tests called, and those that succeeded. */
interface Exercised {
  readonly called: ReadonlySet<string>;
  readonly succeeded: ReadonlySet<string>;
}

/** Reads the files of the method recorder for one suite. */
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
  /** All public methods and functions. */
  readonly methods: readonly Method[];
  /** The libvirt release of the integration suite. */
  readonly libvirt: string;
  /** The calls of the integration suite. */
  readonly real: Exercised;
  /** The methods that the unit tests called. */
  readonly unit: ReadonlySet<string>;
  readonly declared: readonly Unexercised[];
}

/** The lines to print, and the errors. */
export interface ExercisedReport {
  readonly lines: readonly string[];
  readonly problems: readonly string[];
}

/** Checks that the methods that never succeeded are exactly the declared ones. */
export function checkExercised(check: ExercisedCheck): ExercisedReport {
  const { real, unit, libvirt } = check;
  const isNew = ({ since }: Method) =>
    since !== undefined && versionNumber(since) > versionNumber(libvirt);
  const methods = check.methods.filter((method) => !isNew(method)).map(({ name }) => name);
  const tooNew = check.methods.filter(isNew).map(({ name }) => name);
  const declared = [
    ...check.declared,
    { why: `as libvirt ${libvirt} is too old`, methods: tooNew, mayRun: false },
  ];

  const reasons = new Map(
    declared.flatMap((group) => group.methods.map((name) => [name, group] as const)),
  );
  const all = [...methods, ...tooNew];
  const missing = all.filter((name) => !real.succeeded.has(name));
  const problems = [
    ...missing
      .filter((name) => !reasons.has(name))
      .map((name) => `${name} never succeeds on a real machine or container: give a reason`),
    ...[...reasons.keys()]
      .filter((name) => !all.includes(name))
      .map((name) => `${name} is declared not to succeed, but does not exist`),
    ...[...reasons]
      .filter(([name, { mayRun }]) => real.succeeded.has(name) && mayRun !== true)
      .map(([name]) => `${name} is declared not to succeed, but does`),
  ];

  const ran = all.length - missing.length;
  const lines = [
    `Succeeded on real machines and containers: ${ran} of ${all.length} public methods.`,
  ];
  for (const { why, methods: names } of declared) {
    const listed = names.filter((name) => missing.includes(name) && reasons.get(name)?.why === why);
    if (listed.length > 0)
      lines.push(`Did not succeed, ${why}:`, ...listed.map((name) => `  ${name}`));
  }
  if (unit.size === 0) {
    lines.push('The unit tests have not run here, so it is not known which of these they call.');
  } else {
    const nowhere = missing.filter((name) => !real.called.has(name) && !unit.has(name));
    lines.push(`Not called by any test: ${nowhere.length === 0 ? 'none.' : ''}`);
    lines.push(...nowhere.map((name) => `  ${name}: ${reasons.get(name)?.why ?? 'why?'}`));
  }
  return { lines, problems };
}

/** Prints which public methods no test exercises. Returns whether exactly these are declared. */
export function reportExercised(root: string): boolean {
  const recorded = (folder: string) => readCalls(join(root, folder, '.reports/methods'));
  const suites = ['core', ...PARTS].map((name) => recorded(`packages/${name}`));
  const declared = readFileSync(join(root, 'packages/integration/unexercised.json'), 'utf8');
  const { lines, problems } = checkExercised({
    // Methods that do not call libvirt need no real machine.
    methods: readPublicAPI(root).members.filter(({ documented }) => documented.length > 0),
    libvirt: readFileSync(join(root, 'packages/integration/.reports/libvirt'), 'utf8'),
    real: recorded('packages/integration'),
    unit: new Set(suites.flatMap(({ called }) => [...called])),
    declared: JSON.parse(declared) as Unexercised[],
  });
  console.log(lines.join('\n'));
  for (const problem of problems) console.log(`FAILED  ${problem}`);
  return problems.length === 0;
}
