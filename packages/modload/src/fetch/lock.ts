import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

let isAbsent = process.platform === 'win32';

/**
 * Takes the lock on a file that `go` takes, so that neither writes while the other does. Returns what
 * gives it back, or nothing where the system has no program `flock`: Node itself cannot lock a file.
 */
export async function lockFile(
  file: string,
  signal?: AbortSignal,
): Promise<(() => void) | undefined> {
  if (isAbsent) return undefined;
  // `cat` answers once it has been started, and that is when the lock is held. Should this process die,
  // its input ends, and so does the lock.
  const child = spawn('flock', ['--no-fork', '--exclusive', file, 'cat'], {
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
    isAbsent ||= error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return undefined;
  }
  return () => {
    // At once: whoever holds up this process next may wait for somebody who waits for the lock.
    child.kill('SIGKILL');
    child.unref();
  };
}

// Answers a line that names a file, and with `held` it keeps the lock until the next line or its end.
const shellScript =
  'while IFS= read -r file; do { flock -n 9 && echo held && read -r _; } 9>>"$file" || echo busy; done';

/**
 * Takes the same locks as {@link lockFile} one at a time, all that are free by one process: starting
 * one for each of them takes longer than unpacking a module.
 */
export class FileLocks {
  #shell: ChildProcessByStdio<Writable, Readable, null> | undefined;
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
        this.#shell?.kill('SIGKILL');
        this.#shell?.unref();
        this.#shell = undefined;
        this.#turn = Promise.resolve();
      }
    }
  }

  /**
   * Takes a lock as {@link lockFile} does. It must be given back without waiting for anything, since
   * whoever else wants one waits meanwhile.
   */
  async take(file: string, signal?: AbortSignal): Promise<(() => void) | undefined> {
    if (isAbsent) return undefined;
    const before = this.#turn;
    let endTurn: () => void = () => undefined;
    this.#turn = new Promise((resolve) => (endTurn = resolve));
    await before;
    let isHeld = false;
    try {
      const isPlain = !signal?.aborted && !file.includes('\n');
      isHeld = isPlain && (await this.#askShell(file)) === 'held\n';
    } finally {
      if (!isHeld) endTurn();
    }
    // Somebody else holds it: nobody but who wants this one waits for that.
    if (!isHeld) return await lockFile(file, signal);
    const shell = this.#shell;
    return () => {
      shell?.stdin.write('\n');
      endTurn();
    };
  }

  #askShell(file: string): Promise<string> {
    this.#shell ??= this.#startShell();
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#shell?.stdin.write(`${file}\n`);
    });
  }

  #startShell() {
    const shell = spawn('/bin/sh', ['-c', shellScript], {
      // Its words are not read by anybody, and looking for translations would take a while.
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const end = () => {
      if (this.#shell !== shell) return;
      this.#shell = undefined;
      this.#answer('');
    };
    shell.on('error', end).on('close', end);
    shell.stdin.on('error', () => undefined);
    shell.stdout.on('data', (data) => {
      if (this.#shell === shell) this.#answer(String(data));
    });
    return shell;
  }
}
