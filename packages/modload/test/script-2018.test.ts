/**
 * Runs Go's own module scripts of July 2018 by the rules of 2018. They are read from a tree of golang/vgo at
 * commit 2093985, which is nowhere packaged: `VGO_TREE` names its directory. One of them needs a clone of
 * github.com/rsc/legacytest, which `VGO_LEGACYTEST` names.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../src/cli/run.js';
import { go2018, needsLegacyTest } from './script/go-2018.js';
import { scriptNames, Suite } from './script/suite.js';
import { findToolchain, type Toolchain } from './script/toolchain.js';

const tree = process.env['VGO_TREE'];
const legacyTest = process.env['VGO_LEGACYTEST'];
const testData = join(tree ?? '', 'vendor/cmd/go/testdata');
const installed = findToolchain();
const toolchain: Toolchain | undefined =
  tree !== undefined && existsSync(join(testData, 'script')) && installed !== undefined
    ? { ...installed, testData }
    : undefined;

const withoutTree =
  'the module scripts of July 2018 are not here: VGO_TREE=<golang/vgo at 2093985>, and Go of any release';
const withoutLegacyTest = 'VGO_LEGACYTEST does not name a clone of github.com/rsc/legacytest';

const failing = Object.entries(go2018.fail).flatMap(([reason, names]) =>
  names.map((script) => ({ script, reason })),
);

describe('The scripts of July 2018', { timeout: 300_000 }, () => {
  let suite: Suite;
  let directory: string;
  beforeAll(async () => {
    if (toolchain === undefined) return;
    directory = mkdtempSync(join(tmpdir(), 'modload-vgo-'));
    const gitConfiguration = join(directory, 'gitconfig');
    writeFileSync(
      gitConfiguration,
      `[url "file://${legacyTest ?? directory}"]\n\tinsteadOf = https://github.com/rsc/legacytest\n` +
        '[safe]\n\tdirectory = *\n',
    );
    suite = await Suite.start(toolchain, ['false'], run, {
      variables: {
        GIT_CONFIG_GLOBAL: gitConfiguration,
        GOMODLOAD_COMPAT: '2018',
        // It stands for the compiler's own output.
        GOMODLOAD_QUIET: undefined,
        GOSUMDB: undefined,
      },
      // A proxy and a clone stand for the network.
      conditions: new Set(['net']),
    });
  });
  afterAll(() => {
    if (toolchain === undefined) return;
    suite.close();
    rmSync(directory, { recursive: true });
  });

  test('are all in the list', ({ skip }) => {
    if (toolchain === undefined) skip(withoutTree);
    const listed = [...go2018.pass, ...failing.map(({ script }) => script)].sort();
    expect(listed).toEqual(scriptNames(toolchain!));
  });

  test.concurrent.for(go2018.pass)('pass: %s', async (script, { skip }) => {
    if (toolchain === undefined) skip(withoutTree);
    if (script === needsLegacyTest && !legacyTest) skip(withoutLegacyTest);
    const { outcome, reason, log } = await suite.run(script);
    if (outcome !== 'pass') throw new Error(`${outcome}: ${reason}\n${log}`);
  });

  test.concurrent.for(failing)('fail: $script ($reason)', async ({ script }, { skip }) => {
    if (toolchain === undefined) skip(withoutTree);
    expect((await suite.run(script)).outcome).toBe('fail');
  });
});
