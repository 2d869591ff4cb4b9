// Shared by the commands of this repository: silent steps, and one readable message if one fails.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** An error that the user can act on. Any other error is a bug, and is printed with its stack. */
export class StepError extends Error {}

export function log(message) {
  console.error(message);
}

/** Runs a command silently. If it fails, throws a StepError with its output. */
export function run(command, commandArguments, environment = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, commandArguments, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: Infinity,
    env: { ...process.env, ...environment },
  });
  if (status === 0) return;
  const output = error?.message ?? `${stdout}${stderr}`.trim();
  throw new StepError(`${output}\n\n"${[command, ...commandArguments].join(' ')}" failed.`);
}

/** Runs the steps of a command. A StepError becomes a message and exit code 1. */
export async function main(steps) {
  try {
    await steps();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    log(error.message);
    process.exitCode = 1;
  }
}
