import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.js';
import { skippedForRoot, type Expectations } from './expectations.js';
import { scriptNames, Suite } from './suite.js';
import type { ScriptResult } from './script.js';
import type { Toolchain } from './toolchain.js';

const gomodload = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

interface Expectation {
  readonly script: string;
  readonly outcome: ScriptResult['outcome'];
  readonly reason: string;
}

function list({ pass, skip, fail }: Expectations): Expectation[] {
  const reasoned = (outcome: ScriptResult['outcome'], scripts: Expectations['skip']) =>
    Object.entries(scripts).flatMap(([reason, names]) =>
      names.map((script) => ({ script, outcome, reason })),
    );
  const passing = pass.map((script): Expectation => {
    const forRoot = skippedForRoot.has(script) && process.getuid!() === 0;
    return { script, outcome: forRoot ? 'skip' : 'pass', reason: forRoot ? 'runs as root' : '' };
  });
  return [...passing, ...reasoned('skip', skip), ...reasoned('fail', fail)];
}

function demand(outcome: ScriptResult['outcome'], result: ScriptResult): void {
  if (result.outcome === outcome) return;
  throw new Error(`${result.outcome}: ${result.reason}\n${result.log}`);
}

/**
 * Declares a test for each script of a release of Go: the outcome has to be the expected one.
 * @param toolchain the Go whose scripts these are, or why there is none: the tests are skipped then
 * @param ownProcesses passing scripts that also run with the built command, in processes of its own
 */
export function describeScripts(
  release: string,
  expected: Expectations,
  toolchain: Toolchain | string,
  ownProcesses: readonly string[],
): void {
  const expectations = list(expected);
  if (typeof toolchain === 'string') {
    console.warn(`${expectations.length} scripts of Go ${release} are not run: ${toolchain}`);
  }

  describe(`Go ${release}'s scripts`, { timeout: 300_000 }, () => {
    let suite: Suite;
    let suiteOfProcesses: Suite;
    beforeAll(async () => {
      if (typeof toolchain === 'string') return;
      if (!existsSync(gomodload)) throw new Error(`${gomodload} has not been built`);
      suite = await Suite.start(toolchain, [process.execPath, gomodload], run);
      suiteOfProcesses = await Suite.start(toolchain, [process.execPath, gomodload]);
    });
    afterAll(() => {
      if (typeof toolchain === 'string') return;
      suite.close();
      suiteOfProcesses.close();
    });

    test('has every script in the list once', ({ skip }) => {
      if (typeof toolchain === 'string') return skip(toolchain);
      expect(expectations.map(({ script }) => script).sort()).toEqual(scriptNames(toolchain));
    });

    describe.each(['pass', 'skip', 'fail'] as const)('expected to %s', (outcome) => {
      const chosen = expectations.filter((each) => each.outcome === outcome);
      test.concurrent.for(chosen)('$script $reason', async ({ script }, { skip }) => {
        if (typeof toolchain === 'string') skip(toolchain);
        demand(outcome, await suite.run(script));
      });
    });

    // The others spare themselves thousands of starts of Node.js.
    test.concurrent.for(ownProcesses)(
      'pass with the command in processes of its own: %s',
      async (script, { skip }) => {
        if (typeof toolchain === 'string') skip(toolchain);
        demand('pass', await suiteOfProcesses.run(script));
      },
    );
  });
}
