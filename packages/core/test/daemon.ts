import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestContext } from 'vitest';

/** Why there can be no daemon here, or undefined. */
export const noDaemon: string | undefined =
  spawnSync('libvirtd', ['--version']).status !== 0
    ? 'libvirtd is not installed: sudo apt-get install libvirt-daemon'
    : process.getuid?.() !== 0
      ? 'libvirtd needs root: sudo npm test'
      : undefined;

/** Without a daemon a test is skipped, but never where all is installed. */
export function needDaemon({ skip }: TestContext): void {
  if (noDaemon === undefined) return;
  if (process.env['CI'] === 'true' && process.getuid?.() === 0) throw new Error(noDaemon);
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
  const socket = join(directory, 'libvirt-sock');
  const configuration = join(directory, 'libvirtd.conf');
  writeFileSync(
    configuration,
    [
      `unix_sock_dir = "${directory}"`,
      'auth_unix_ro = "none"',
      'auth_unix_rw = "none"',
      'max_clients = 500',
      `log_outputs = "3:file:${join(directory, 'log')}"`,
    ].join('\n'),
  );
  let { child, exited } = await run(configuration, socket);
  return {
    directory,
    socket,
    get pid() {
      return child.pid!;
    },
    uri: (driver, path, through = socket) => `${driver}+unix://${path}?socket=${through}`,
    async signal(signal) {
      child.kill(signal);
      if (signal === 'SIGKILL') await exited;
      while (signal === 'SIGSTOP' && !standsStill(child.pid!)) await sleep(1);
    },
    mountDisk(path, size) {
      const enter = ['--target', String(child.pid), '--mount'];
      execFileSync('nsenter', [
        ...enter,
        ...['mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path],
      ]);
    },
    async restart() {
      rmSync(socket, { force: true });
      ({ child, exited } = await run(configuration, socket));
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await exited;
      rmSync(directory, { recursive: true });
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

async function run(configuration: string, socket: string) {
  // Its drivers keep their state there, and would not share it with another daemon.
  const own = ['/run', '/etc/libvirt', '/var/lib/libvirt', '/var/cache/libvirt']
    .filter((path) => existsSync(path))
    .map((path) => `mount -t tmpfs tmpfs ${path}`);
  const daemon = `exec libvirtd -f ${configuration} -p ${join(dirname(socket), 'pid')}`;
  const child = spawn('unshare', ['--mount', 'sh', '-ec', [...own, daemon].join('; ')], {
    stdio: 'ignore',
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  while (!(await listens(socket))) {
    if (child.exitCode !== null) throw new Error(`libvirtd ended with ${child.exitCode}`);
    await sleep(20);
  }
  return { child, exited };
}

/** Whether somebody listens: the socket is there a little before that. */
function listens(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.once('error', () => {
      resolve(false);
    });
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
  });
}
