import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A program that can lock files, which Node itself cannot. */
interface Locker {
  /** Takes the lock on a file and answers with a line; keeps it until its own input ends. */
  readonly wait: (file: string) => readonly [command: string, ...arguments: string[]];
  /**
   * Answers each line that names a file with `held` or `busy`. What is held is kept until the next
   * line, or the end.
   */
  readonly serve: readonly [command: string, ...arguments: string[]];
}

// 2 is the exclusive lock, 6 the same without waiting. Where the program ends, so does the lock.
const perl: Locker = {
  wait: (file) => [
    'perl',
    '-e',
    'open(F, ">>", $ARGV[0]) && flock(F, 2) || exit 1; $| = 1; print "held\n"; 1 while <STDIN>',
    file,
  ],
  serve: [
    'perl',
    '-e',
    '$| = 1; while (my $name = <STDIN>) { chomp $name; ' +
      'if (open(F, ">>", $name) && flock(F, 6)) { print "held\n"; <STDIN> } ' +
      'else { print "busy\n" } close F }',
  ],
};

// `cat` answers once it has been started, and that is when the lock is held.
const flock: Locker = {
  wait: (file) => ['flock', '--no-fork', '--exclusive', file, 'cat'],
  serve: [
    '/bin/sh',
    '-c',
    'while IFS= read -r file; do { flock -n 9 && echo held && read -r _; } 9>>"$file" || echo busy; done',
  ],
};

/** The programs, the quickest first: a shell needs a process for each lock. */
const lockers = process.platform === 'win32' ? [] : [perl, flock];

/** Leaves out a program that the system does not have. */
function dismiss(locker: Locker, error: unknown): void {
  const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  if (isAbsent && lockers[0] === locker) lockers.shift();
}

/** The locale of the helper program: its messages are not read, and loading translations takes time. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C' };
}

/**
 * Takes the lock on a file that `go` takes, so that neither writes while the other does. Returns what
 * unlocks, or `undefined` if the system has no program that locks files.
 */
export async function lockFile(
  file: string,
  signal?: AbortSignal,
): Promise<(() => void) | undefined> {
  const locker = lockers[0];
  if (locker === undefined) return undefined;
  const [command, ...rest] = locker.wait(file);
  const child = spawn(command, rest, {
    env: environment(),
    stdio: ['pipe', 'pipe', 'ignore'],
    ...(signal && { signal }),
  });
  const { stdin, stdout } = child;
  stdin.on('error', () => undefined);
  try {
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', () => reject(new Error(`cannot lock ${file}`)));
      stdout.once('data', () => resolve());
      stdin.write('\n');
    });
  } catch (error) {
    signal?.throwIfAborted();
    dismiss(locker, error);
    return lockers[0] === locker ? undefined : await lockFile(file, signal);
  }
  return () => {
    // At once: what blocks this process next may itself wait for the lock.
    child.kill('SIGKILL');
    child.unref();
  };
}

/**
 * Takes the same locks as {@link lockFile} one at a time, all that are free by one process: starting
 * one for each of them takes longer than unpacking a module.
 */
export class FileLocks {
  #server: ChildProcessByStdio<Writable, Readable, null> | undefined;
  #answer: (text: string) => void = () => undefined;
  #users = 0;
  #turn: Promise<void> = Promise.resolve();

  /** Does something in which locks may be taken; the process ends with the last of what overlaps. */
  async whileTaking<T>(action: () => Promise<T>): Promise<T> {
    this.#users++;
    try {
      return await action();
    } finally {
      if (--this.#users === 0) {
        this.#server?.kill('SIGKILL');
        this.#server?.unref();
        this.#server = undefined;
        this.#turn = Promise.resolve();
      }
    }
  }

  /**
   * Takes a lock as {@link lockFile} does. It must be given back without waiting for anything, since
   * other callers wait meanwhile.
   */
  async take(file: string, signal?: AbortSignal): Promise<(() => void) | undefined> {
    if (lockers.length === 0) return undefined;
    const before = this.#turn;
    let endTurn: () => void = () => undefined;
    this.#turn = new Promise((resolve) => (endTurn = resolve));
    await before;
    let isHeld = false;
    try {
      const isPlain = !signal?.aborted && !file.includes('\n');
      isHeld = isPlain && (await this.#ask(file)) === 'held\n';
    } finally {
      if (!isHeld) endTurn();
    }
    // Another process holds it: only callers that need this lock wait.
    if (!isHeld) return await lockFile(file, signal);
    const server = this.#server;
    return () => {
      server?.stdin.write('\n');
      endTurn();
    };
  }

  async #ask(file: string): Promise<string> {
    const [locker] = lockers;
    if (locker === undefined) return '';
    this.#server ??= this.#start(locker);
    const answer = await new Promise<string>((resolve) => {
      this.#answer = resolve;
      this.#server?.stdin.write(`${file}\n`);
    });
    return lockers[0] === locker ? answer : await this.#ask(file);
  }

  #start(locker: Locker) {
    const [command, ...rest] = locker.serve;
    const server = spawn(command, rest, { env: environment(), stdio: ['pipe', 'pipe', 'ignore'] });
    const end = (error?: unknown) => {
      dismiss(locker, error);
      if (this.#server !== server) return;
      this.#server = undefined;
      this.#answer('');
    };
    server.on('error', end).on('close', () => end());
    server.stdin.on('error', () => undefined);
    server.stdout.on('data', (data) => {
      if (this.#server === server) this.#answer(String(data));
    });
    return server;
  }
}
