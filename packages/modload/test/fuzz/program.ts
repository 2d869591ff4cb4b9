import { spawn } from 'node:child_process';

/** A command that is to behave like `go`. */
export interface Program {
  readonly name: string;
  run(args: readonly string[], folder: string, environment: Variables): Promise<ProgramResult>;
}

export type Variables = Readonly<Record<string, string>>;

export interface ProgramResult {
  /** {@link endless} for a program that had to be ended. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The exit code of a program that does not end by itself. */
export const endless = -1;

/** A program in a process of its own. */
export function spawned(name: string, file: string, first: readonly string[] = []): Program {
  return {
    name,
    run: (args, cwd, env) =>
      new Promise((resolve, reject) => {
        const child = spawn(file, [...first, ...args], {
          cwd,
          env,
          stdio: ['ignore', 'pipe', 'pipe'],
          timeout: 60_000,
          killSignal: 'SIGKILL',
        });
        let stdout = '';
        let stderr = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
        child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
        child.once('error', reject);
        child.once('close', (code, signal) => {
          // Only what was ended here counts as endless.
          if (signal === null || child.killed) {
            resolve({ exitCode: code ?? endless, stdout, stderr });
          } else {
            reject(new Error(`${name} ${args.join(' ')} was killed by ${signal}`));
          }
        });
      }),
  };
}

/** gomodload, in this process. */
export async function gomodload(goRoot: string): Promise<Program> {
  const { run } = await import('../../src/cli/run.js');
  return {
    name: 'gomodload',
    run: async (args, cwd, env) => {
      const output = { stdout: '', stderr: '' };
      const exitCode = await run(args, {
        cwd,
        env: { ...env, GOROOT: goRoot, PWD: cwd },
        stdout: (text) => {
          output.stdout += text;
        },
        stderr: (text) => {
          output.stderr += text;
        },
      });
      return { exitCode, ...output };
    },
  };
}
