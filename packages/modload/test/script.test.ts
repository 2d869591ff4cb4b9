import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../src/cli/run.js';
import { go119 } from './script/go-1.19.js';
import { skippedForRoot, type Expectations } from './script/expectations.js';
import { scriptNames, Suite } from './script/suite.js';
import type { ScriptResult } from './script/script.js';
import { findToolchain, withoutGo119 } from './script/toolchain.js';

const gomodload = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const installed = findToolchain();
const toolchain = installed?.version === '1.19' ? installed : undefined;

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

const expectations = list(go119);
if (toolchain === undefined) {
  console.warn(`${expectations.length} scripts are not run: ${withoutGo119}`);
}

describe("Go 1.19's scripts", { timeout: 300_000 }, () => {
  let suite: Suite;
  let suiteOfProcesses: Suite;
  beforeAll(async () => {
    if (toolchain === undefined) return;
    if (!existsSync(gomodload)) throw new Error(`${gomodload} has not been built`);
    suite = await Suite.start(toolchain, [process.execPath, gomodload], run);
    suiteOfProcesses = await Suite.start(toolchain, [process.execPath, gomodload]);
  });
  afterAll(() => {
    if (toolchain === undefined) return;
    suite.close();
    suiteOfProcesses.close();
  });

  test('has every script in the list once', ({ skip }) => {
    if (toolchain === undefined) skip(withoutGo119);
    expect(expectations.map(({ script }) => script).sort()).toEqual(scriptNames(toolchain!));
  });

  describe.each(['pass', 'skip', 'fail'] as const)('expected to %s', (outcome) => {
    const chosen = expectations.filter((each) => each.outcome === outcome);
    test.concurrent.for(chosen)('$script $reason', async ({ script }, { skip }) => {
      if (toolchain === undefined) skip(withoutGo119);
      demand(outcome, await suite.run(script));
    });
  });

  // The others spare themselves thousands of starts of Node.js.
  test.concurrent.for([
    'mod_concurrent',
    'mod_edit',
    'mod_get_indirect',
    'mod_list_std',
    'work_sync',
  ])('pass with the command in processes of its own: %s', async (script, { skip }) => {
    if (toolchain === undefined) skip(withoutGo119);
    demand('pass', await suiteOfProcesses.run(script));
  });
});
