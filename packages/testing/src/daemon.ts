// Waits until a daemon answers. If it exits or stays silent instead, the error has the last lines of its
// output and log, and its exit code or signal.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A daemon exited or did not answer. The message has the last lines of its output and log. */
export class DaemonError extends Error {
  override readonly name = 'DaemonError';
}

/** A running daemon, its socket and its files. */
export interface Watched {
  /** Its name in error messages. */
  readonly name: string;
  readonly child: ChildProcess;
  /** The path of the UNIX socket on which it answers. */
  readonly socket: string;
  /** The paths of its output and its log. */
  readonly files: readonly string[];
}

/** How to start a daemon. */
export interface DaemonOptions {
  /** Its name in error messages. */
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** The path of the UNIX socket on which it will answer. */
  readonly socket: string;
  /** The path of the file for its standard output and error. */
  readonly output: string;
  /** The path of its log. */
  readonly log: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Starts a daemon, without waiting for it. Its output goes to a file: its children would keep a pipe open. */
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

/** How long to wait for a daemon, in milliseconds: much longer than it takes on a busy machine. */
const PATIENCE = 60_000;

/**
 * Resolves once a libvirtd answers requests on its socket.
 * @param watched the daemon, as {@link spawnDaemon} returns it
 * @param patience how long to wait, in milliseconds; default: 60,000. Then the daemon is killed.
 * @throws {DaemonError} if it exits, cannot be started, or does not answer in time
 */
export async function untilItAnswers(watched: Watched, patience = PATIENCE): Promise<void> {
  const { name, child, socket } = watched;
  // Only this event reports a program that does not exist.
  let failure: Error | undefined;
  const fail = (error: Error) => (failure = error);
  child.once('error', fail);
  const deadline = Date.now() + patience;
  while (!(await answers(socket, deadline))) {
    const reason = failure?.message ?? howItEnded(child);
    if (reason !== undefined) {
      throw new DaemonError(`${name} ${reason} before it answered${lastLines(watched)}`);
    }
    if (Date.now() >= deadline) {
      child.kill('SIGKILL');
      throw new DaemonError(
        `${name} has not answered for ${patience / 1000} s, and was killed${lastLines(watched)}`,
      );
    }
    await delay(20);
  }
  child.off('error', fail);
}

/** Returns the error for a daemon that has exited by itself, with the last lines of its output and log. */
export function endOf(watched: Watched): DaemonError {
  const how = howItEnded(watched.child) ?? 'runs';
  return new DaemonError(`${watched.name} ${how} by itself${lastLines(watched)}`);
}

/** Returns how a process ended, or `undefined` while it runs. */
function howItEnded({ exitCode, signalCode }: ChildProcess): string | undefined {
  if (signalCode !== null) return `was ended by ${signalCode}`;
  return exitCode === null ? undefined : `ended with exit code ${exitCode}`;
}

/** Returns the last lines of a daemon's files, for a message. */
function lastLines({ files }: Pick<Watched, 'files'>): string {
  const parts = files.map((file) => `\n${file}:\n${tail(file) || '    (empty)'}`);
  return `. Its last output:${parts.join('')}`;
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
    return ''; // The daemon has not created the file.
  }
}

/**
 * The first request of every client in libvirt's protocol: which authentication is required. A daemon
 * answers it once its drivers are ready; the kernel accepts connections even if it is not, or hangs.
 */
const REQUEST = Buffer.alloc(28);
[28, 0x2000_8086, 1, 66, 0, 0, 0].forEach((word, index) => REQUEST.writeUInt32BE(word, index * 4));

/** Resolves with whether a daemon answers before a deadline. */
function answers(socket: string, deadline: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const settle = (answer: boolean) => () => {
      connection.destroy();
      resolve(answer);
    };
    connection.setTimeout(Math.max(1, deadline - Date.now()), settle(false));
    connection.once('connect', () => connection.write(REQUEST));
    connection.once('data', settle(true));
    connection.once('end', settle(false));
    connection.once('error', settle(false));
  });
}
