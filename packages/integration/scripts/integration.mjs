// Runs the suite on real machines and containers: installs what it needs, runs it on a machine
// within this one, and checks which methods of our packages it has called.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeLeftOvers, makeScratch } from './machine.mjs';
import { root, run, StepError } from '../../../scripts/steps.mjs';

export const integration = {
  name: '@libvirt/integration',
  folder: join(root, 'packages/integration'),
};

/** Installs the missing programs, or prints their names and exits where it cannot install them. */
export function provision() {
  if (process.platform !== 'linux' || process.getuid() !== 0) {
    throw new StepError(
      'The integration suite runs daemons, networks and containers: it needs root on Linux.\n' +
        'The folder vagrant/ has a machine for it.',
    );
  }
  run(join(root, 'vagrant/provision.sh'), []);
}

/** Runs vitest with the given arguments on the machine, and returns its exit code. */
export async function runIntegration(vitestArguments = []) {
  const { folder } = integration;
  rmSync(join(folder, '.reports'), { recursive: true, force: true });
  removeLeftOvers();
  const directory = makeScratch();
  try {
    const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...vitestArguments];
    const tests = spawn(join(folder, 'machine/enter.sh'), [process.execPath, ...vitest], {
      cwd: folder,
      stdio: 'inherit',
      env: {
        ...process.env,
        LIBVIRT_INTEGRATION_DIRECTORY: directory,
        LIBVIRT_RECORD_METHODS: 'yes',
      },
    });
    const forward = (signal) => tests.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    const [code] = await once(tests, 'exit');
    process.off('SIGINT', forward).off('SIGTERM', forward);
    return code ?? 1;
  } finally {
    removeLeftOvers();
  }
}

/** Prints which public methods never succeeded, and returns 0 if exactly these are declared. */
export function checkExercised() {
  const codegen = join(root, 'packages/codegen');
  const command = ['--import', 'tsx', 'src/cli.ts', 'exercised'];
  return spawnSync(process.execPath, command, { cwd: codegen, stdio: 'inherit' }).status ?? 1;
}
