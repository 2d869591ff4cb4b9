// Waits for a daemon until it answers. One that ends instead, or stays silent, is one error that has
// the daemon's own last words: what it printed and logged, and its exit code or signal.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A daemon that ended or did not answer, with its last words. */
export class DaemonError extends Error {
  override readonly name = 'DaemonError';
}

/** A daemon and where it speaks. */
export interface Watched {
  /** How messages name it. */
  readonly name: string;
  readonly child: ChildProcess;
  /** The UNIX socket on which it answers. */
  readonly socket: string;
  /** The files that it writes to, its output and its log. */
  readonly files: readonly string[];
}

/** What starts a daemon, and where it writes. */
export interface DaemonOptions {
  /** How messages name it. */
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** The UNIX socket on which it will answer. */
  readonly socket: string;
  /** The file that receives its standard output and error. */
  readonly output: string;
  /** The file of its log. */
  readonly log: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Starts a daemon. Its output goes to a file, since its own children would keep a pipe open. */
export function spawnDaemon(options: DaemonOptions): Watched {
  const { name, command, socket, output, log, environment } = options;
  const [program, ...programArguments] = command;
  const descriptor = openSync(output, 'a');
  const child = spawn(program, programArguments, {
    stdio: ['ignore', descriptor, descriptor],
    env: { ...process.env, ...environment },
  });
  closeSync(descriptor);
  return { name, child, socket, files: [output, log] };
}

/** How long a daemon may take until it answers: much longer than it does on a busy machine. */
const PATIENCE = 60_000;

/**
 * Returns once a libvirtd answers.
 * @param patience after so many milliseconds it is killed and reported
 * @throws {DaemonError} when it ends or its time is up
 */
export async function untilItAnswers(watched: Watched, patience = PATIENCE): Promise<void> {
  const { name, child, socket } = watched;
  // A program that does not exist is reported by an event alone.
  let failure: Error | undefined;
  const fail = (error: Error) => (failure = error);
  child.once('error', fail);
  const deadline = Date.now() + patience;
  while (!(await answers(socket, deadline))) {
    const reason = failure?.message ?? howItEnded(child);
    if (reason !== undefined) {
      throw new DaemonError(`${name} ${reason} before it answered${lastWords(watched)}`);
    }
    if (Date.now() >= deadline) {
      child.kill('SIGKILL');
      throw new DaemonError(
        `${name} has not answered for ${patience / 1000} s, and was killed${lastWords(watched)}`,
      );
    }
    await delay(20);
  }
  child.off('error', fail);
}

/** The error that a daemon has ended although nobody asked it to. */
export function endOf(watched: Watched): DaemonError {
  const how = howItEnded(watched.child) ?? 'runs';
  return new DaemonError(`${watched.name} ${how} by itself${lastWords(watched)}`);
}

/** How a process ended, or undefined while it runs. */
function howItEnded({ exitCode, signalCode }: ChildProcess): string | undefined {
  if (signalCode !== null) return `was ended by ${signalCode}`;
  return exitCode === null ? undefined : `ended with exit code ${exitCode}`;
}

/** The ends of the files that a daemon writes to, for a message. */
function lastWords({ files }: Pick<Watched, 'files'>): string {
  const words = files.map((file) => `\n${file}:\n${tail(file) || '    (nothing)'}`);
  return `. Its last words:${words.join('')}`;
}

function tail(file: string): string {
  try {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    return lines
      .filter((line) => line !== '')
      .slice(-20)
      .map((line) => `    ${line}`)
      .join('\n');
  } catch {
    return ''; // It has not come so far as to make the file.
  }
}

/**
 * What every client asks first, in libvirt's protocol: which authentication is wanted. Only a daemon
 * whose drivers are ready answers; the kernel accepts connections for one that is not, or hangs.
 */
const QUESTION = Buffer.alloc(28);
[28, 0x2000_8086, 1, 66, 0, 0, 0].forEach((word, index) => QUESTION.writeUInt32BE(word, index * 4));

/** Whether a daemon answers, before a time. */
function answers(socket: string, deadline: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const settle = (answer: boolean) => () => {
      connection.destroy();
      resolve(answer);
    };
    connection.setTimeout(Math.max(1, deadline - Date.now()), settle(false));
    connection.once('connect', () => connection.write(QUESTION));
    connection.once('data', settle(true));
    connection.once('end', settle(false));
    connection.once('error', settle(false));
  });
}
