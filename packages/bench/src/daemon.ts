import { startLibvirtd, type DaemonError, type Libvirtd } from '@libvirt/testing';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attempt } from './process.js';
import { Unable } from './scenario.js';

/** A daemon of its own, on a socket of its own. */
export interface Daemon extends AsyncDisposable {
  /** Where nobody else puts anything; it goes with the daemon. */
  readonly directory: string;
  /** The URI of one of its drivers. */
  uri(driver: string, path: string): string;
}

/**
 * Starts a libvirtd with the limits that it has by itself, but for the number of clients, and waits
 * until it answers.
 * @param environment what it finds in its environment besides this process's own
 */
export async function startDaemon(environment: NodeJS.ProcessEnv = {}): Promise<Daemon> {
  if (process.getuid?.() !== 0) throw new Unable('only root may start a libvirtd of its own');
  if (attempt('libvirtd', ['--version']) !== undefined) {
    throw new Unable('libvirtd is not installed: sudo apt-get install libvirt-daemon');
  }
  // In memory, so that no disk is measured.
  const directory = mkdtempSync(
    join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bench-libvirtd-'),
  );
  let libvirtd: Libvirtd | undefined;
  const end = () => {
    libvirtd?.child.kill();
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', end);
  // Nothing that is measured without it means anything.
  const onEnd = ({ message }: DaemonError) => {
    console.error(`bench: ${message}`);
    process.exit(1);
  };
  const settings = { max_clients: 5000, max_anonymous_clients: 5000 };
  const { socket, stop } = (libvirtd = await startLibvirtd({
    directory,
    settings,
    environment,
    onEnd,
  }));
  return {
    directory,
    uri: (driver, path) => `${driver}+unix://${path}?socket=${socket}`,
    async [Symbol.asyncDispose]() {
      await stop();
      process.off('exit', end);
      end();
    },
  };
}
