// Tests the packages as users get them: packed, published to a registry on loopback, and installed
// into empty projects. With --full also on every runtime, with every package manager, on other systems.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { listPackages } from '../../../scripts/packages.mjs';
import { provideBinaries } from '../../../native/scripts/published-binaries.mjs';
import { printReports, printSum, readReport } from '../../../scripts/reports.mjs';
import { setup } from '../../../scripts/setup.mjs';
import { main, root } from '../../../scripts/steps.mjs';

await main(async () => {
  const isFull = process.argv.includes('--full');
  const options = process.argv.slice(2).filter((option) => option !== '--full');
  if (isFull) provideBinaries();
  await setup(
    ...listPackages()
      .filter(({ manifest }) => !manifest.private)
      .map(({ manifest }) => `--filter=${manifest.name}`),
  );
  const folder = join(root, 'packages/pack-tests');
  rmSync(join(folder, '.reports'), { recursive: true, force: true });
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json');
  const { status } = spawnSync(
    process.execPath,
    [join(dirname(vitest), 'vitest.mjs'), 'run', ...options],
    { cwd: folder, stdio: 'inherit', env: { ...process.env, TEST_PACK_FULL: isFull ? '1' : '' } },
  );
  const reports = [readReport({ name: 'packages', folder })];
  printReports(reports);
  if (!printSum(reports) || status !== 0) process.exitCode = 1;
});
