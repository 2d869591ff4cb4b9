import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DaemonError } from './daemon.js';
import { startLibvirtd, type Libvirtd, type LibvirtdOptions } from './libvirtd.js';

/** How a daemon differs from others, and the folder in which its directory is made. */
export interface OwnDaemonOptions extends Omit<LibvirtdOptions, 'directory'> {
  readonly parent?: string;
}

/** A libvirtd with a directory of its own, which is removed with it. */
export class Daemon implements AsyncDisposable {
  readonly directory: string;
  readonly #options: OwnDaemonOptions;
  #libvirtd: Libvirtd | undefined;
  #ended: DaemonError | undefined;

  /** It does not outlive this process. */
  readonly #kill = () => {
    this.#libvirtd?.child.kill();
    rmSync(this.directory, { recursive: true, force: true });
  };

  private constructor({ parent = tmpdir(), ...options }: OwnDaemonOptions) {
    this.directory = mkdtempSync(join(parent, 'libvirtd-'));
    this.#options = options;
  }

  /** Starts a daemon, and returns once it answers. */
  static async start(options: OwnDaemonOptions = {}): Promise<Daemon> {
    const daemon = new Daemon(options);
    process.once('exit', daemon.#kill);
    await daemon.#start();
    return daemon;
  }

  async #start(): Promise<void> {
    const { directory } = this;
    // If it ends by itself, its last words are thrown when the test is over.
    const onEnd = (error: DaemonError) => (this.#ended = error);
    this.#libvirtd = await startLibvirtd({ onEnd, ...this.#options, directory });
  }

  /** The socket on which it listens. */
  get socket(): string {
    return this.#running.socket;
  }

  /** The URI of its own administration. */
  get adminURI(): string {
    return `libvirtd:///system?socket=${join(this.directory, 'libvirt-admin-sock')}`;
  }

  get pid(): number {
    return this.#running.child.pid!;
  }

  /** Set from the end of `start` on. */
  get #running(): Libvirtd {
    return this.#libvirtd!;
  }

  /** The URI of one of its drivers, optionally through another socket. */
  uri(driver: string, path: string, socket = this.socket): string {
    return `${driver}+unix://${path}?socket=${socket}`;
  }

  /** Sends it a signal, and returns once it has ended (SIGKILL) or stopped (SIGSTOP). */
  async signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    if (signal === 'SIGKILL') return this.#running.stop(signal);
    this.#running.child.kill(signal);
    while (signal === 'SIGSTOP' && !isStopped(this.pid)) await sleep(1);
  }

  /** Mounts a disk of so many bytes on a folder, visible to the daemon only. */
  mountDisk(path: string, size: number): void {
    const enter = ['--target', String(this.pid), '--mount'];
    const mount = ['mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path];
    execFileSync('nsenter', [...enter, ...mount]);
  }

  /** Starts it again on the same socket. */
  async restart(): Promise<void> {
    rmSync(this.socket, { force: true });
    await this.#start();
  }

  /** @throws {DaemonError} if it had ended by itself */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#running.child.kill('SIGCONT');
    await this.#running.stop();
    process.off('exit', this.#kill);
    rmSync(this.directory, { recursive: true });
    if (this.#ended !== undefined) throw this.#ended;
  }
}

/** Each thread stops when the signal reaches it, not when it is sent. */
function isStopped(pid: number): boolean {
  const threads = `/proc/${pid}/task`;
  try {
    return readdirSync(threads).every((thread) =>
      readFileSync(join(threads, thread, 'status'), 'utf8').includes('State:\tT'),
    );
  } catch {
    return false; // A thread ended in between.
  }
}
