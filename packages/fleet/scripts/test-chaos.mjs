// Sets up, and runs the chaos test in a longer form.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { printReports, printSum, readReport } from '../../../scripts/reports.mjs';
import { setup } from '../../../scripts/setup.mjs';
import { log, main, root, StepError } from '../../../scripts/steps.mjs';
import { provideExtras } from '../../../scripts/system-packages.mjs';
import { addonPackages } from '../../../scripts/test-packages.mjs';

const USAGE = `Usage: npm run test:chaos -- [--hosts N] [--seconds N] [--engine NAME]

  --hosts N    supervised connections (default: 200)
  --seconds N  how long daemons are killed and networks cut (default: 120)
  --engine NAME  addon or remote (default: one after the other)`;

await main(async () => {
  const { values } = parseArgs({
    options: {
      hosts: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '120' },
      engine: { type: 'string', default: 'addon,remote' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return log(USAGE);
  for (const name of ['hosts', 'seconds']) {
    if (!/^[1-9]\d*$/.test(values[name])) {
      throw new StepError(`--${name} must be a whole number of at least 1: got ${values[name]}`);
    }
  }
  provideExtras(addonPackages);
  await setup('--filter=@libvirt/fleet');
  const fleet = { name: '@libvirt/fleet, chaos', folder: join(root, 'packages/fleet') };
  rmSync(join(fleet.folder, '.reports'), { recursive: true, force: true });
  // Looked up here: on a new machine, setup() has to install it first.
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json');
  const command = [join(dirname(vitest), 'vitest.mjs'), 'run', 'test/chaos.test.ts'];
  const { status } = spawnSync(process.execPath, command, {
    cwd: fleet.folder,
    stdio: 'inherit',
    env: {
      ...process.env,
      LIBVIRT_CHAOS_HOSTS: values.hosts,
      LIBVIRT_CHAOS_SECONDS: values.seconds,
      LIBVIRT_CHAOS_ENGINES: values.engine,
    },
  });
  const report = readReport(fleet);
  printReports([report]);
  if (!printSum([report]) || status !== 0) process.exitCode = 1;
});
