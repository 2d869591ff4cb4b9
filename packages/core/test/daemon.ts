import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Why there can be no daemon here, or undefined. */
export const noDaemon: string | undefined =
  spawnSync('libvirtd', ['--version']).status !== 0
    ? 'libvirtd is not installed: apt-get install libvirt-daemon'
    : process.getuid?.() !== 0
      ? 'libvirtd needs root'
      : undefined;

/** A daemon of its own, on a socket of its own. */
export interface Daemon extends AsyncDisposable {
  /** The URI of one of its drivers. */
  uri(driver: string, path: string): string;
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
      `log_outputs = "3:file:${join(directory, 'log')}"`,
    ].join('\n'),
  );
  // Its drivers keep their state there, and would not share it with another daemon.
  const own = ['/run', '/etc/libvirt', '/var/lib/libvirt', '/var/cache/libvirt']
    .filter((path) => existsSync(path))
    .map((path) => `mount -t tmpfs tmpfs ${path}`);
  const run = `exec libvirtd -f ${configuration} -p ${join(directory, 'pid')}`;
  const child = spawn('unshare', ['--mount', 'sh', '-ec', [...own, run].join('; ')], {
    stdio: 'ignore',
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  while (!existsSync(socket)) {
    if (child.exitCode !== null) throw new Error(`libvirtd ended with ${child.exitCode}`);
    await sleep(20);
  }
  return {
    uri: (driver, path) => `${driver}+unix://${path}?socket=${socket}`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
      rmSync(directory, { recursive: true });
    },
  };
}
