import { toError } from '@libvirt/core/internal';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Duplex, Readable, Writable } from 'node:stream';
import { getSystemErrorName } from 'node:util';
import type { Answer, Request, SystemFailure } from './message.js';

/** What an {@link LxcProcess} emits, as a `ChildProcess` does. */
export interface LxcProcessEvents {
  /** The file is executed inside the container. */
  spawn: [];
  /** It could not be executed, could not be signalled, or was aborted by the signal. */
  error: [error: Error];
  /** It has ended: with a code, or by a signal. */
  exit: [code: number | null, signal: NodeJS.Signals | null];
  /** It has ended, and what it wrote has been read. */
  close: [code: number | null, signal: NodeJS.Signals | null];
}

/**
 * A process inside a container, made by {@link lxcSpawn}. It behaves like the `ChildProcess` of
 * `node:child_process`.
 */
export class LxcProcess<
  Stdin extends Writable | null = Writable | null,
  Stdout extends Readable | null = Readable | null,
  Stderr extends Readable | null = Readable | null,
> extends EventEmitter<LxcProcessEvents> {
  /** Takes what the process reads; null unless it is a pipe. */
  readonly stdin: Stdin;
  /** Gives what the process writes; null unless it is a pipe. */
  readonly stdout: Stdout;
  /** Gives what the process writes as errors; null unless it is a pipe. */
  readonly stderr: Stderr;
  /** All of its files that are pipes, by their numbers; null for the others. */
  readonly stdio: readonly (Readable | Writable | null)[];
  /** The file that is executed. */
  readonly spawnfile: string;
  /** Its arguments, the file's name first. */
  readonly spawnargs: readonly string[];
  readonly #helper: ChildProcess;
  #isSpawned = false;
  #hasFailed = false;

  /** Made by {@link lxcSpawn}. */
  constructor(helper: ChildProcess, channel: number, request: Promise<Request>, args: string[]) {
    super();
    this.#helper = helper;
    this.stdin = helper.stdin as Stdin;
    this.stdout = helper.stdout as Stdout;
    this.stderr = helper.stderr as Stderr;
    this.stdio = helper.stdio.slice(0, channel).map((stream) => stream ?? null);
    this.spawnfile = args[0] ?? '';
    this.spawnargs = args;

    helper.on('error', (error) => this.emit('error', error));
    // Without a process there is no channel, and the error is told above.
    const answered =
      helper.pid === undefined
        ? Promise.resolve()
        : this.#talk(helper.stdio[channel] as Duplex, request);
    // The answer may be read after the end is known.
    helper.on('exit', (code, signal) => {
      void answered.then(() => {
        this.#end(code, signal);
      });
    });
    helper.on('close', (_, signal) => {
      void answered.then(() => this.emit('close', this.exitCode, signal));
    });
  }

  /**
   * The number of the process on this host, or undefined where none could be started. It is that of
   * the helper process, which hands signals on to the one inside the container.
   */
  get pid(): number | undefined {
    return this.#helper.pid;
  }

  /** The code with which the process ended, or null if it runs or was ended by a signal. */
  get exitCode(): number | null {
    return this.#hasFailed ? null : this.#helper.exitCode;
  }

  /** The signal that ended the process, or null. */
  get signalCode(): NodeJS.Signals | null {
    return this.#helper.signalCode;
  }

  /** Whether {@link LxcProcess.kill} has sent a signal. */
  get killed(): boolean {
    return this.#helper.killed;
  }

  /**
   * Sends a signal to the process; `SIGKILL` reaches it, too. `SIGSTOP` does not.
   * @param signal which one; by default `SIGTERM`
   * @returns whether it was sent
   */
  kill(signal?: NodeJS.Signals | number): boolean {
    return this.#helper.kill(signal);
  }

  /** Lets the process keep this one alive, as it does at first. */
  ref(): void {
    this.#helper.ref();
  }

  /** Lets this process exit although the other one runs. */
  unref(): void {
    this.#helper.unref();
  }

  /** Sends `SIGTERM`, unless the process has ended. */
  [Symbol.dispose](): void {
    if (this.exitCode === null && this.signalCode === null) this.kill();
  }

  /** Asks the helper, and resolves when it has answered or never will. */
  #talk(channel: Duplex, request: Promise<Request>): Promise<void> {
    let text = '';
    channel.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    channel.on('end', () => {
      if (text !== '') this.#hear(text);
    });
    request.then(
      (message) => channel.write(`${JSON.stringify(message)}\n`),
      (error: unknown) => {
        channel.destroy();
        this.#fail(error as Error);
      },
    );
    return new Promise((resolve) => {
      // A helper that has been ended by a signal reads no request.
      channel.on('error', () => undefined).on('close', resolve);
    });
  }

  #hear(text: string): void {
    const { failure } = JSON.parse(text) as Answer;
    if (failure === undefined) {
      this.#isSpawned = true;
      this.emit('spawn');
    } else {
      this.#fail('syscall' in failure ? this.#systemError(failure) : toError(failure));
    }
  }

  #end(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#isSpawned || signal !== null) this.emit('exit', code, signal);
    else if (!this.#hasFailed) {
      this.#fail(new Error(`the helper process ended with code ${code ?? ''} before its time`));
    }
  }

  #fail(error: Error): void {
    this.#hasFailed = true;
    this.emit('error', error);
  }

  /** Like that of `node:child_process`. */
  #systemError({ syscall, errno }: SystemFailure): Error {
    const code = getSystemErrorName(-errno);
    const call = syscall === 'execvp' ? `spawn ${this.spawnfile}` : syscall;
    return Object.assign(new Error(`${call} ${code}`), {
      errno: -errno,
      code,
      syscall: call,
      path: this.spawnfile,
      spawnargs: this.spawnargs.slice(1),
    });
  }
}
