import { spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endOf, spawnDaemon, untilItAnswers, type DaemonError } from './daemon.js';

/** Returns why no libvirtd can be started, and what would help; `undefined` if one can. */
export function whyNoLibvirtd(): string | undefined {
  if (spawnSync('libvirtd', ['--version']).status !== 0) {
    return 'libvirtd is not installed: sudo apt-get install libvirt-daemon';
  }
  return process.getuid?.() === 0 ? undefined : 'libvirtd needs root: sudo npm test';
}

/** How a libvirtd of its own is to be. */
export interface LibvirtdOptions {
  /** Where its socket, its configuration and its log are; its own, but for restarts. */
  readonly directory: string;
  /** What `libvirtd.conf` says besides who may use its socket: everybody. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** What it finds in its environment besides this process's own. */
  readonly environment?: NodeJS.ProcessEnv;
  /** How long it may take until it answers, in milliseconds. */
  readonly patience?: number;
  /** Called when it ends after it answered, unless it was stopped, with its last words. */
  readonly onEnd?: (error: DaemonError) => void;
}

/** A libvirtd that answers. */
export interface Libvirtd {
  readonly child: ChildProcess;
  readonly socket: string;
  /** Settles when it has ended. */
  readonly exited: Promise<unknown>;
  /** Sends it a signal that ends it, and waits for that. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

// Its drivers keep their state there, and would not share it with another daemon.
const OWN = ['/run', '/etc/libvirt', '/var/lib/libvirt', '/var/cache/libvirt'];

// Drivers of real guests. They do not start where the users that they run guests as do not exist.
const GUESTS = /^libvirt_driver_(ch|libxl|lxc|qemu|vbox|vz)\.so$/;

/** Makes a directory with libvirtd's drivers but those of real guests; undefined if it has none. */
function chooseDrivers(directory: string): string | undefined {
  const libraries = [
    '/usr/lib64',
    '/usr/lib',
    ...readdirSync('/usr/lib').map((name) => `/usr/lib/${name}`),
  ];
  const installed = libraries
    .map((library) => join(library, 'libvirt/connection-driver'))
    .find((path) => existsSync(path));
  if (installed === undefined) return undefined;
  const chosen = join(directory, 'drivers');
  mkdirSync(chosen, { recursive: true });
  for (const name of readdirSync(installed).filter((each) => !GUESTS.test(each))) {
    if (!existsSync(join(chosen, name))) symlinkSync(join(installed, name), join(chosen, name));
  }
  return chosen;
}

/**
 * Starts a libvirtd without drivers of real guests on a socket of its own, as root, and waits until it answers.
 * @throws {DaemonError} when it ends or does not answer, with its last words
 */
export async function startLibvirtd(options: LibvirtdOptions): Promise<Libvirtd> {
  const { directory, environment, patience } = options;
  const [socket, configuration, log, output] = [
    'libvirt-sock',
    'libvirtd.conf',
    'log',
    'output',
  ].map((name) => join(directory, name)) as [string, string, string, string];
  const settings = {
    unix_sock_dir: directory,
    auth_unix_ro: 'none',
    auth_unix_rw: 'none',
    log_outputs: `3:file:${log}`,
    ...options.settings,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  writeFileSync(configuration, lines.join('\n'));
  const mounts = OWN.filter((path) => existsSync(path)).map(
    (path) => `mount -t tmpfs tmpfs ${path}`,
  );
  const run = `exec libvirtd -f ${configuration} -p ${join(directory, 'pid')}`;
  const watched = spawnDaemon({
    name: 'libvirtd',
    command: ['unshare', '--mount', 'sh', '-ec', [...mounts, run].join('; ')],
    socket,
    output,
    log,
    environment: { LIBVIRT_DRIVER_DIR: chooseDrivers(directory), ...environment },
  });
  const { child } = watched;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await untilItAnswers(watched, patience);
  const report = () => options.onEnd?.(endOf(watched));
  child.once('exit', report);
  return {
    child,
    socket,
    exited,
    stop: async (signal = 'SIGTERM') => {
      child.off('exit', report);
      child.kill(signal);
      await exited;
    },
  };
}
