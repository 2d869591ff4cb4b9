import { toError } from '@libvirt/core/internal';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Duplex, Readable, Writable } from 'node:stream';
import { getSystemErrorName } from 'node:util';
import type { Answer, Request, SystemFailure } from './message.js';

/** Events of {@link LxcProcess}, the same as those of a `ChildProcess`. */
export interface LxcProcessEvents {
  /** The file has been executed in the container. */
  spawn: [];
  /**
   * The file could not be executed, the process could not be signalled, or it was aborted by the
   * `signal` option.
   */
  error: [error: Error];
  /** The process has ended, with an exit code or by a signal; the other is `null`. */
  exit: [code: number | null, signal: NodeJS.Signals | null];
  /** The process has ended, and its output has been read completely. */
  close: [code: number | null, signal: NodeJS.Signals | null];
}

/**
 * A process in a container, started by {@link lxcSpawn}. It has the API of the `ChildProcess` of
 * `node:child_process`.
 */
export class LxcProcess<
  Stdin extends Writable | null = Writable | null,
  Stdout extends Readable | null = Readable | null,
  Stderr extends Readable | null = Readable | null,
> extends EventEmitter<LxcProcessEvents> {
  /** The process's standard input; `null` if it is not a pipe. */
  readonly stdin: Stdin;
  /** The process's standard output; `null` if it is not a pipe. */
  readonly stdout: Stdout;
  /** The process's standard error; `null` if it is not a pipe. */
  readonly stderr: Stderr;
  /** All pipes, indexed by file descriptor; `null` for those that are not pipes. */
  readonly stdio: readonly (Readable | Writable | null)[];
  /** The executed file. */
  readonly spawnfile: string;
  /** Its arguments, starting with the file's name. */
  readonly spawnargs: readonly string[];
  readonly #helper: ChildProcess;
  #isSpawned = false;
  #hasFailed = false;

  /** Called by {@link lxcSpawn}. */
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
    // Without a process there is no channel, and `error` is emitted above.
    const answered =
      helper.pid === undefined
        ? Promise.resolve()
        : this.#sendRequest(helper.stdio[channel] as Duplex, request);
    // The answer can be read after the helper's exit is reported.
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
   * Process ID on the host of the helper process, which forwards signals to the process in the
   * container; `undefined` if it could not be started.
   */
  get pid(): number | undefined {
    return this.#helper.pid;
  }

  /** Exit code of the process; `null` while it runs, if a signal ended it, or if it was not executed. */
  get exitCode(): number | null {
    return this.#hasFailed ? null : this.#helper.exitCode;
  }

  /** Signal that ended the process; `null` while it runs or if it exited. */
  get signalCode(): NodeJS.Signals | null {
    return this.#helper.signalCode;
  }

  /** Whether {@link LxcProcess.kill} has sent a signal; the process may still run. */
  get killed(): boolean {
    return this.#helper.killed;
  }

  /**
   * Sends a signal to the process in the container, even `SIGKILL`. `SIGSTOP` only stops the helper.
   * @param signal The signal. Default: `SIGTERM`.
   * @returns Whether the signal was sent; `false` if the process has ended.
   */
  kill(signal?: NodeJS.Signals | number): boolean {
    return this.#helper.kill(signal);
  }

  /** Makes the process keep this one alive. This is the default. */
  ref(): void {
    this.#helper.ref();
  }

  /** Lets this process exit while the other one runs. */
  unref(): void {
    this.#helper.unref();
  }

  /** Sends `SIGTERM` unless the process has ended. */
  [Symbol.dispose](): void {
    if (this.exitCode === null && this.signalCode === null) this.kill();
  }

  /** Sends the request to the helper; resolves once it has answered or has closed the channel. */
  #sendRequest(channel: Duplex, request: Promise<Request>): Promise<void> {
    let text = '';
    channel.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    channel.on('end', () => {
      if (text !== '') this.#receive(text);
    });
    request.then(
      (message) => channel.write(`${JSON.stringify(message)}\n`),
      (error: unknown) => {
        channel.destroy();
        this.#fail(error as Error);
      },
    );
    return new Promise((resolve) => {
      // Writing fails if a signal has ended the helper before it read the request.
      channel.on('error', () => undefined).on('close', resolve);
    });
  }

  #receive(text: string): void {
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
      this.#fail(new Error(`the helper process exited with code ${code ?? ''} before it answered`));
    }
  }

  #fail(error: Error): void {
    this.#hasFailed = true;
    this.emit('error', error);
  }

  /** Makes an error like those of `node:child_process`. */
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
