import { startLibvirtd, type DaemonError, type Libvirtd } from '@libvirt/testing';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestContext } from 'vitest';

/** Why there can be no daemon here, or undefined. */
export let noDaemon: string | undefined =
  spawnSync('libvirtd', ['--version']).status !== 0
    ? 'libvirtd is not installed: sudo apt-get install libvirt-daemon'
    : process.getuid?.() !== 0
      ? 'libvirtd needs root: sudo npm test'
      : undefined;

const brokenDaemon = 'libvirtd does not start: see the first test of this file that failed';

/** Without a daemon a test is skipped, but never where all is installed. */
export function needDaemon({ skip }: TestContext): void {
  if (noDaemon === undefined) return;
  const isMissing = noDaemon !== brokenDaemon;
  if (isMissing && process.env['CI'] === 'true' && process.getuid?.() === 0)
    throw new Error(noDaemon);
  skip(noDaemon);
}

/** A daemon of its own, on a socket of its own. */
export interface Daemon extends AsyncDisposable {
  /** Where nobody else puts anything; it goes with the daemon. */
  readonly directory: string;
  /** The socket on which it listens. */
  readonly socket: string;
  readonly pid: number;
  /** The URI of one of its drivers, through another socket if need be. */
  uri(driver: string, path: string, socket?: string): string;
  /** Sends it a signal, and waits until it is gone (SIGKILL) or stands still (SIGSTOP). */
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  /** Makes a folder a disk of so many bytes, for the daemon alone. */
  mountDisk(directory: string, size: number): void;
  /** Starts it again on the same socket. */
  restart(): Promise<void>;
}

/** Starts one, and waits until it listens. */
export async function startDaemon(): Promise<Daemon> {
  const directory = mkdtempSync(join(tmpdir(), 'libvirtd-'));
  // One that ends by itself is reported when the test is over, with its last words.
  let ended: DaemonError | undefined;
  const start = () =>
    startLibvirtd({
      directory,
      settings: { max_clients: 500 },
      onEnd: (error) => (ended = error),
    });
  let libvirtd: Libvirtd;
  try {
    libvirtd = await start();
  } catch (error) {
    noDaemon = brokenDaemon;
    throw error;
  }
  const { socket } = libvirtd;
  return {
    directory,
    socket,
    get pid() {
      return libvirtd.child.pid!;
    },
    uri: (driver, path, through = socket) => `${driver}+unix://${path}?socket=${through}`,
    async signal(signal) {
      if (signal === 'SIGKILL') return libvirtd.stop(signal);
      const { child } = libvirtd;
      child.kill(signal);
      while (signal === 'SIGSTOP' && !standsStill(child.pid!)) await sleep(1);
    },
    mountDisk(path, size) {
      const enter = ['--target', String(libvirtd.child.pid), '--mount'];
      execFileSync('nsenter', [
        ...enter,
        ...['mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path],
      ]);
    },
    async restart() {
      rmSync(socket, { force: true });
      libvirtd = await start();
    },
    async [Symbol.asyncDispose]() {
      libvirtd.child.kill('SIGCONT');
      await libvirtd.stop();
      rmSync(directory, { recursive: true });
      if (ended !== undefined) throw ended;
    },
  };
}

/** Each thread stops when the signal reaches it, not when it is sent. */
function standsStill(pid: number): boolean {
  const threads = `/proc/${pid}/task`;
  try {
    return readdirSync(threads).every((thread) =>
      readFileSync(join(threads, thread, 'status'), 'utf8').includes('State:\tT'),
    );
  } catch {
    return false; // One ended in between.
  }
}
