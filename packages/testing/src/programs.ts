import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Changes to this process's environment; `undefined` removes a variable. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of a program, the options of its Node.js, and its arguments. */
export interface ProgramOptions {
  readonly env?: Environment;
  readonly nodeOptions?: readonly string[];
  readonly arguments?: readonly string[];
}

/** The programs of a test folder, each run in a process of its own to see how that process ends. */
export class Programs {
  readonly #folder: URL;
  readonly #environment: Environment;

  /** @param environment for every program */
  constructor(folder: URL, environment: Environment = {}) {
    this.#folder = folder;
    this.#environment = environment;
  }

  /** Runs a program, named relative to the folder. */
  run(name: string, options: ProgramOptions = {}): Promise<Ended> {
    const child = spawn(process.execPath, this.#commandLine(name, options), {
      env: this.#environmentFor(options),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
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

  /** Like {@link run}, but blocks until the program has ended. */
  runSync(name: string, options: ProgramOptions = {}): Ended {
    const { error, status, signal, stdout, stderr } = spawnSync(
      process.execPath,
      this.#commandLine(name, options),
      { env: this.#environmentFor(options), encoding: 'utf8' },
    );
    if (error) throw error;
    return { code: status, signal, stdout, stderr };
  }

  #commandLine(name: string, options: ProgramOptions): string[] {
    const path = fileURLToPath(new URL(name, this.#folder));
    return [...(options.nodeOptions ?? []), path, ...(options.arguments ?? [])];
  }

  #environmentFor(options: ProgramOptions): NodeJS.ProcessEnv {
    return { ...process.env, ...this.#environment, ...options.env };
  }
}

/** A successful end: exit code 0 and no output but the given one. */
export function endsWell(stdout = ''): Ended {
  return { code: 0, signal: null, stdout, stderr: '' };
}
