import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAll } from '../script/script.js';
import { writeMain, writeProxy } from './files.js';
import { endless, type Program, type Variables } from './program.js';
import type { Command, Universe } from './universe.js';

/** Where two programs did not do the same. */
export interface Difference {
  readonly session: readonly Command[];
  readonly command: Command;
  /** Such as `stdout` or `go.sum`. */
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

/** How often go is asked before an answer that it gives now and then is held to be wrong. */
const mostAnswers = 40;

const isConflict = / requires .*, not /;

/** What a command left behind, by names that tell what it is. */
type Observation = ReadonlyMap<string, string>;

/**
 * Runs every session of a universe with both programs and returns the first difference of each.
 * @param folder an absent one; it is removed afterwards
 */
export async function compare(
  universe: Universe,
  expected: Program,
  actual: Program,
  folder: string,
): Promise<Difference[]> {
  mkdirSync(folder, { recursive: true });
  try {
    await writeProxy(join(folder, 'proxy'), universe);
    const differences: Difference[] = [];
    for (const session of universe.sessions) {
      const ask = (program: Program) => observe(universe, session, program, folder);
      const [wanted, got] = await Promise.all([ask(expected), ask(actual)]);
      let difference = firstDifference(session, wanted, got);
      for (let asked = 1; isOneOfMany(difference) && asked < mostAnswers; asked += 1) {
        const repeated = firstDifference(session, await ask(expected), got);
        if (repeated === undefined) difference = undefined;
      }
      if (difference !== undefined) differences.push(difference);
    }
    return differences;
  } finally {
    removeAll(folder);
  }
}

/** A folder for what is compared; in memory where there is such a place, since go waits for disks. */
export function temporaryFolder(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'go-fuzz-'));
}

/** A difference as it is shown. */
export function describeDifference({ session, command, what, ...texts }: Difference): string {
  const commands = session.map((each) => `${each === command ? '>' : ' '} go ${each.join(' ')}`);
  return [
    ...commands,
    `${what} expected:`,
    texts.expected.replace(/^/gm, '    '),
    `${what} found:`,
    texts.actual.replace(/^/gm, '    '),
  ].join('\n');
}

async function observe(
  universe: Universe,
  session: readonly Command[],
  program: Program,
  folder: string,
): Promise<Observation[]> {
  const home = join(folder, program.name);
  const main = join(home, 'main');
  removeAll(main);
  writeMain(main, universe);
  const observations: Observation[] = [];
  for (const command of session) {
    const result = await program.run(command, main, environment(folder, home));
    observations.push(
      new Map([
        ['exit code', String(result.exitCode)],
        ['stdout', result.stdout.replaceAll(home, '$HOME')],
        ['stderr', withoutProgress(result.stderr.replaceAll(home, '$HOME'))],
        ...readFiles(main),
      ]),
    );
  }
  return observations;
}

function environment(folder: string, home: string): Variables {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    GOPATH: join(home, 'gopath'),
    GOCACHE: join(home, 'cache'),
    GOPROXY: `file://${join(folder, 'proxy')}`,
    GOSUMDB: 'off',
    GOFLAGS: '-mod=mod',
    GOENV: 'off',
    GOWORK: 'off',
    GOTOOLCHAIN: 'local',
    GOVCS: '*:off',
  };
}

/** Leaves out, or sorts, what go prints in the order in which its threads come to it. */
function withoutProgress(text: string): string {
  const lines = text.split('\n').filter((line) => !line.startsWith('go: downloading '));
  const isUnordered = (line: string) =>
    line.startsWith('go: finding module for package ') || isConflict.test(line);
  const unordered = lines.filter(isUnordered).sort();
  return [...unordered, ...lines.filter((line) => !isUnordered(line))].join('\n');
}

function readFiles(main: string): [name: string, text: string][] {
  const vendor = join(main, 'vendor');
  const vendored = existsSync(vendor)
    ? readdirSync(vendor, { recursive: true, encoding: 'utf8' }).sort().join('\n')
    : '';
  const files = ['go.mod', 'go.sum', 'vendor/modules.txt'].map((name): [string, string] => {
    const file = join(main, name);
    return [name, existsSync(file) ? readFileSync(file, 'utf8') : ''];
  });
  return [...files, ['vendor', vendored]];
}

function firstDifference(
  session: readonly Command[],
  expected: readonly Observation[],
  actual: readonly Observation[],
): Difference | undefined {
  for (const [index, command] of session.entries()) {
    // Go has its own faults.
    if (isFault(expected[index]!)) return undefined;
    for (const [what, text] of expected[index]!) {
      const other = actual[index]!.get(what)!;
      if (text !== other) return { session, command, what, expected: text, actual: other };
    }
  }
  return undefined;
}

/** Whether go broke down, or would never have ended. */
function isFault(observed: Observation): boolean {
  return (
    observed.get('exit code') === String(endless) ||
    observed.get('stderr')!.includes('\ngoroutine ')
  );
}

/**
 * Whether go may answer otherwise when it is asked again: it looks at the versions that are asked
 * for in the order of a map, and where they require each other in a circle, that order decides
 * which of the conflicts it finds.
 */
function isOneOfMany(difference: Difference | undefined): boolean {
  return difference?.what === 'stderr' && isConflict.test(difference.expected);
}
