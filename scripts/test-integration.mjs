// Runs the tests on real machines and containers, on a machine of their own within this one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { clearLeftOvers, makeScratch } from './integration-machine.mjs';
import { guard, root, run, StepError } from './steps.mjs';
import { setup } from './setup.mjs';

const folder = join(root, 'packages/integration');

/** Installs what is missing, or says what is. */
function provision() {
  if (process.platform !== 'linux' || process.getuid() !== 0) {
    throw new StepError(
      'The integration suite runs daemons, networks and containers: it needs root on Linux.\n' +
        'The folder vagrant/ has a machine for it.',
    );
  }
  run(join(root, 'vagrant/provision.sh'), []);
}

/** Runs vitest with the given arguments on the machine, and returns its exit code. */
export async function runIntegration(vitestArguments) {
  provision();
  clearLeftOvers();
  const directory = makeScratch();
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const tests = spawn(
      join(folder, 'machine/enter.sh'),
      [process.execPath, vitest, 'run', ...vitestArguments],
      {
        cwd: folder,
        stdio: 'inherit',
        env: { ...process.env, LIBVIRT_INTEGRATION_DIRECTORY: directory },
      },
    );
    const pass = (signal) => tests.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    const [code] = await once(tests, 'exit');
    process.off('SIGINT', pass).off('SIGTERM', pass);
    return code ?? 1;
  } finally {
    clearLeftOvers();
  }
}

await guard(async () => {
  if (!process.env.DEV) await setup();
  process.exitCode = await runIntegration(process.argv.slice(2));
});
