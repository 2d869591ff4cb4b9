import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DaemonError } from './daemon.js';
import { startLibvirtd, type Libvirtd, type LibvirtdOptions } from './libvirtd.js';

/** Options of {@link Daemon.start}: those of {@link startLibvirtd}, without the directory. */
export interface OwnDaemonOptions extends Omit<LibvirtdOptions, 'directory'> {
  /** The folder in which the daemon's directory is created. Default: the system's temporary folder. */
  readonly parent?: string;
}

/** A libvirtd with its own directory, which is removed when the daemon is disposed of. */
export class Daemon implements AsyncDisposable {
  readonly directory: string;
  readonly #options: OwnDaemonOptions;
  #libvirtd: Libvirtd | undefined;
  #ended: DaemonError | undefined;

  /** Ends the daemon when this process exits. */
  readonly #kill = () => {
    this.#libvirtd?.child.kill();
    rmSync(this.directory, { recursive: true, force: true });
  };

  private constructor({ parent = tmpdir(), ...options }: OwnDaemonOptions) {
    this.directory = mkdtempSync(join(parent, 'libvirtd-'));
    this.#options = options;
  }

  /**
   * Starts a daemon as root. Resolves once it answers.
   * @throws {DaemonError} if it exits or does not answer in time
   */
  static async start(options: OwnDaemonOptions = {}): Promise<Daemon> {
    const daemon = new Daemon(options);
    process.once('exit', daemon.#kill);
    await daemon.#start();
    return daemon;
  }

  async #start(): Promise<void> {
    const { directory } = this;
    // If it exits by itself, disposing of it throws the error.
    const onEnd = (error: DaemonError) => (this.#ended = error);
    this.#libvirtd = await startLibvirtd({ onEnd, ...this.#options, directory });
  }

  /** The path of its UNIX socket. */
  get socket(): string {
    return this.#running.socket;
  }

  /** The URI of its own administration. */
  get adminURI(): string {
    return `libvirtd:///system?socket=${join(this.directory, 'libvirt-admin-sock')}`;
  }

  /** The PID; another one after {@link restart}. */
  get pid(): number {
    return this.#running.child.pid!;
  }

  /** Set once `start` has resolved. */
  get #running(): Libvirtd {
    return this.#libvirtd!;
  }

  /**
   * Returns a connection URI: `uri('test', '/default')` is `test+unix:///default?socket=...`.
   * @param driver the driver, such as `test` or `storage`
   * @param path the path of the URI
   * @param socket the path of a socket; default: the daemon's own
   */
  uri(driver: string, path: string, socket = this.socket): string {
    return `${driver}+unix://${path}?socket=${socket}`;
  }

  /** Sends a signal. Resolves once the daemon has exited (SIGKILL), or all its threads have stopped (SIGSTOP). */
  async signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    if (signal === 'SIGKILL') return this.#running.stop(signal);
    this.#running.child.kill(signal);
    while (signal === 'SIGSTOP' && !isStopped(this.pid)) await sleep(1);
  }

  /** Resolves once the daemon has exited by itself, because a client asked it to. */
  async exit(): Promise<void> {
    await this.#running.exited;
    this.#ended = undefined;
  }

  /** Mounts a tmpfs of `size` bytes on a folder, visible to the daemon only. */
  mountDisk(path: string, size: number): void {
    const enter = ['--target', String(this.pid), '--mount'];
    const mount = ['mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path];
    execFileSync('nsenter', [...enter, ...mount]);
  }

  /** Starts the daemon again on the same socket, after it was killed. Resolves once it answers. */
  async restart(): Promise<void> {
    rmSync(this.socket, { force: true });
    await this.#start();
  }

  /**
   * Stops the daemon and removes its directory.
   * @throws {DaemonError} if the daemon has exited by itself before
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#running.child.kill('SIGCONT');
    await this.#running.stop();
    process.off('exit', this.#kill);
    rmSync(this.directory, { recursive: true });
    if (this.#ended !== undefined) throw this.#ended;
  }
}

/** Returns whether all threads have stopped: each stops when the signal reaches it, not when it is sent. */
function isStopped(pid: number): boolean {
  const threads = `/proc/${pid}/task`;
  try {
    return readdirSync(threads).every((thread) =>
      readFileSync(join(threads, thread, 'status'), 'utf8').includes('State:\tT'),
    );
  } catch {
    return false; // A thread ended meanwhile.
  }
}
