import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The exit code or signal of a program, and its output. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Environment variables to add to those of this process; `undefined` removes one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Options of {@link Programs.run}. */
export interface ProgramOptions {
  /** Environment variables of this run. Default: none. */
  readonly env?: Environment;
  /** Options of Node.js, such as `--expose-gc`. Default: none. */
  readonly nodeOptions?: readonly string[];
  /** Arguments of the program. Default: none. */
  readonly arguments?: readonly string[];
}

/** Runs the programs of a test folder, each in a new process, and returns how the process ended. */
export class Programs {
  readonly #folder: URL;
  readonly #environment: Environment;

  /**
   * Uses the programs of a folder.
   * @param folder URL of the folder, with a slash at the end
   * @param environment environment variables for every program
   */
  constructor(folder: URL, environment: Environment = {}) {
    this.#folder = folder;
    this.#environment = environment;
  }

  /**
   * Runs a program with this Node.js. Resolves when it has ended, whatever its exit code.
   * @param name the program's path, relative to the folder
   * @param options environment and arguments
   * @throws {Error} if the process cannot be started
   */
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

/** Returns a successful {@link Ended}: exit code 0, the given output, and no error output. */
export function endsWell(stdout = ''): Ended {
  return { code: 0, signal: null, stdout, stderr: '' };
}
