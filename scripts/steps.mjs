// What the commands of this repository share: quiet steps, and one readable message when one fails.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** A reason to stop that the user can act on. Any other error is a bug and shows its stack. */
export class StepError extends Error {}

export function log(message) {
  console.error(message);
}

/** Runs a command silently. Its output is shown only when it fails. */
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

/** Runs a command's steps so that an expected failure is one message and exit code 1. */
export async function main(steps) {
  try {
    await steps();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    log(error.message);
    process.exitCode = 1;
  }
}
