import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the environment of a program differs in, and the options of its Node.js. */
export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  readonly arguments?: readonly string[];
}

/** Runs a program of `test/programs`, or of another path, in a process of its own, to see how that process ends. */
export function runProgram(name: string, options: ProgramOptions = {}): Promise<Ended> {
  const path = fileURLToPath(new URL(name, new URL('programs/', import.meta.url)));
  const child = spawn(
    process.execPath,
    [...(options.nodeOptions ?? []), path, ...(options.arguments ?? [])],
    {
      // libvirt warns on stderr where a connection breaks just as it is kept alive: its errors count.
      env: { ...process.env, LIBVIRT_DEBUG: '4', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
}

/** What a program that ends as it should is compared with: nothing printed but this. */
export function endsWell(stdout = ''): Ended {
  return { code: 0, signal: null, stdout, stderr: '' };
}
