import { spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endOf, spawnDaemon, untilItAnswers, type DaemonError } from './daemon.js';

/** Returns why no libvirtd can be started here, with the command that helps; `undefined` if one can. */
export function whyNoLibvirtd(): string | undefined {
  if (spawnSync('libvirtd', ['--version']).status !== 0) {
    return 'libvirtd is not installed: sudo apt-get install libvirt-daemon';
  }
  return process.getuid?.() === 0 ? undefined : 'libvirtd needs root: sudo npm test';
}

let known: { readonly reason: string | undefined } | undefined;

/** Skips a test where no libvirtd can be started, but never where everything is installed. */
export function needLibvirtd({ skip }: { readonly skip: (reason: string) => void }): void {
  const { reason } = (known ??= { reason: whyNoLibvirtd() });
  if (reason === undefined) return;
  if (process.env['CI'] === 'true' && process.getuid?.() === 0) throw new Error(reason);
  skip(reason);
}

/** Options of {@link startLibvirtd}. */
export interface LibvirtdOptions {
  /** The directory for its socket, configuration and log; only for this daemon and its restarts. */
  readonly directory: string;
  /** Settings of `libvirtd.conf`, besides those that let every user connect. Default: none. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Environment variables in addition to those of this process. Default: none. */
  readonly environment?: NodeJS.ProcessEnv;
  /** How long to wait until it answers, in milliseconds. Default: 60,000. */
  readonly patience?: number;
  /** Called if it exits by itself after it has answered, with the last lines of its output and log. */
  readonly onEnd?: (error: DaemonError) => void;
}

/** A running libvirtd. */
export interface Libvirtd {
  readonly child: ChildProcess;
  /** The path of its UNIX socket. */
  readonly socket: string;
  /** Resolves when the process has exited. */
  readonly exited: Promise<unknown>;
  /** Sends a signal that ends it, by default SIGTERM, and resolves when it has exited. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

// The drivers keep their state there, and cannot share it with another daemon.
const PRIVATE = ['/run', '/etc/libvirt', '/var/lib/libvirt', '/var/cache/libvirt'];

// Drivers of real guests. They do not start if the users that run the guests do not exist.
const GUESTS = /^libvirt_driver_(ch|libxl|lxc|qemu|vbox|vz)\.so$/;

/** Makes a directory with libvirtd's drivers except those of real guests; `undefined` if there are none. */
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
 * Starts a libvirtd as root, without drivers of real guests and with its own socket and mounts. Resolves
 * once it answers.
 * @throws {DaemonError} if it exits or does not answer in time
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
  const mounts = PRIVATE.filter((path) => existsSync(path)).map(
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
