import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  /** The signal that ended it, if any. */
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** The built program while it runs. */
export interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once it has printed the text. */
  printed(wanted: string): Promise<void>;
}

/** Starts the built program as a user does, its output on pipes. It does not outlive its test. */
export function start(
  commandLine: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Program {
  const child = spawn(process.execPath, [MAIN, ...commandLine], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const ended = end(child, text(child.stderr), () => output);
  const printed = async (wanted: string) => {
    while (!output.includes(wanted)) {
      if (child.exitCode !== null) throw new Error(`it ended without '${wanted}': ${output}`);
      await Promise.race([once(child.stdout, 'data'), ended]);
    }
  };
  return { child, ended, printed };
}

/** Runs the built program to its end. */
export function run(
  commandLine: readonly string[],
  environment?: NodeJS.ProcessEnv,
): Promise<Ended> {
  return start(commandLine, environment).ended;
}

async function end(
  child: ChildProcess,
  errors: Promise<string>,
  output: () => string,
): Promise<Ended> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, output: output(), errors: await errors };
}
