// Runs turbo tasks with the environment variables that turbo.json names.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { describeHost } from './libvirt.mjs';
import { main, root } from './steps.mjs';

/** Starts `turbo run` with the given arguments. */
export function spawnTurbo(turboArguments, options = {}) {
  const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
  return spawn(process.execPath, [turbo, 'run', ...turboArguments], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      LIBVIRT_HOST: describeHost(),
      LIBVIRT_RECORD_METHODS: 'yes',
      TURBO_TELEMETRY_DISABLED: '1',
    },
    ...options,
  });
}

/** Runs tasks with their output on the terminal, and returns the exit code. */
export async function runTurbo(turboArguments) {
  const [code] = await once(spawnTurbo(turboArguments), 'exit');
  return code ?? 1;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    // Imported here, because it imports this file.
    const { prepare } = await import('./setup.mjs');
    prepare();
    process.exitCode = await runTurbo(process.argv.slice(2));
  });
}
