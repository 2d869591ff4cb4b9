import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { attempt } from './process.js';
import { Unable } from './scenario.js';

/** A daemon of its own, on a socket of its own. */
export interface Daemon extends AsyncDisposable {
  /** Where nobody else puts anything; it goes with the daemon. */
  readonly directory: string;
  /** The URI of one of its drivers. */
  uri(driver: string, path: string): string;
}

// Its drivers keep their state there, and would not share it with another daemon.
const OWN = ['/run', '/etc/libvirt', '/var/lib/libvirt', '/var/cache/libvirt'];

/**
 * Starts a libvirtd with the limits that it has by itself, but for the number of clients, and waits
 * until it listens.
 * @param environment what it finds in its environment besides this process's own
 */
export async function startDaemon(environment: NodeJS.ProcessEnv = {}): Promise<Daemon> {
  if (process.getuid?.() !== 0) throw new Unable('only root may start a libvirtd of its own');
  if (attempt('libvirtd', ['--version']) !== undefined) {
    throw new Unable('libvirtd is not installed: apt-get install libvirt-daemon');
  }
  // In memory, so that no disk is measured.
  const directory = mkdtempSync(
    join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bench-libvirtd-'),
  );
  const socket = join(directory, 'libvirt-sock');
  const configuration = join(directory, 'libvirtd.conf');
  writeFileSync(
    configuration,
    [
      `unix_sock_dir = "${directory}"`,
      'auth_unix_ro = "none"',
      'auth_unix_rw = "none"',
      'max_clients = 5000',
      'max_anonymous_clients = 5000',
      `log_outputs = "3:file:${join(directory, 'log')}"`,
    ].join('\n'),
  );
  const mounts = OWN.filter((path) => existsSync(path)).map(
    (path) => `mount -t tmpfs tmpfs ${path}`,
  );
  const run = `exec libvirtd -f ${configuration} -p ${join(directory, 'pid')}`;
  const child = spawn('unshare', ['--mount', 'sh', '-ec', [...mounts, run].join('; ')], {
    stdio: 'ignore',
    env: { ...process.env, ...environment },
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const end = () => {
    child.kill();
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', end);
  while (!(await listens(socket))) {
    if (child.exitCode !== null) throw new Error(`libvirtd ended with ${child.exitCode}`);
    await delay(20);
  }
  return {
    directory,
    uri: (driver, path) => `${driver}+unix://${path}?socket=${socket}`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
      process.off('exit', end);
      end();
    },
  };
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
