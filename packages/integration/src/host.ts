import { endOf, spawnDaemon, untilItAnswers, type DaemonError } from '@libvirt/testing';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../machine/host.sh', import.meta.url));

/** This run's directory. Every user may enter it, since unprivileged users connect to its hosts. */
export const scratch = process.env['LIBVIRT_INTEGRATION_DIRECTORY']!;

/** Settings of one of libvirt's configuration files. */
type Settings = Readonly<Record<string, string | number | readonly string[]>>;

/** Options of a host. */
export interface HostOptions {
  /** The last part of its address on the switch. */
  readonly number: number;
  /** Settings of `libvirtd.conf` in addition to those that let every user use the sockets. */
  readonly daemon?: Settings;
  /** Binds the daemon's socket to the path at which it is visible outside of the host; by default to one in `/run`. */
  readonly ownPaths?: boolean;
  /** Settings of `qemu.conf` in addition to those that every host has. */
  readonly qemu?: Settings;
  /** Further arguments of libvirtd. */
  readonly args?: readonly string[];
  /** Directories to mount on the host, by the paths at which they appear. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Environment variables of libvirtd. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with the daemon's last output when it exits by itself. */
  readonly onEnd?: (error: DaemonError) => void;
  /** Called before the daemon starts. */
  readonly prepare?: (host: Host) => Promise<void>;
}

/** No authentication, and no security driver of the real machine. */
const DAEMON: Settings = {
  auth_unix_ro: 'none',
  auth_unix_rw: 'none',
  // Many tests at once use one daemon.
  max_clients: 200,
  max_workers: 40,
};
const QEMU: Settings = {
  user: 'root',
  group: 'root',
  security_driver: 'none',
  // There is no virtlogd.
  stdio_handler: 'file',
};

function settingsFile(settings: Settings): string {
  const lines = Object.entries(settings).map(
    ([key, value]) => `${key} = ${JSON.stringify(value)}\n`,
  );
  return lines.join('');
}

/** A host of its own, with its address, its files and its libvirtd. */
export class Host implements AsyncDisposable {
  readonly name: string;
  readonly address: string;
  /** Holds `etc`, `lib`, `log`, `cache` and `run`: on the host `/etc/libvirt` and so on. */
  readonly directory: string;
  readonly #options: HostOptions;
  #isStopping = false;

  private constructor(name: string, options: HostOptions) {
    this.name = name;
    this.address = `10.77.0.${options.number}`;
    this.directory = join(scratch, name);
    this.#options = options;
  }

  /** Makes a host and starts its daemon. */
  static async start(name: string, options: HostOptions): Promise<Host> {
    const host = new Host(name, options);
    const etc = join(host.directory, 'etc');
    mkdirSync(etc, { recursive: true });
    const sockets = options.ownPaths && { unix_sock_dir: join(host.directory, 'run/libvirt') };
    const settings = settingsFile({ ...DAEMON, ...sockets, ...options.daemon });
    writeFileSync(join(etc, 'libvirtd.conf'), settings);
    writeFileSync(join(etc, 'qemu.conf'), settingsFile({ ...QEMU, ...options.qemu }));
    await options.prepare?.(host);
    await host.startDaemon();
    return host;
  }

  /** Its UNIX socket, as a URI: `qemu`, `lxc`, `storage` and so on. */
  uri(driver: string): string {
    return `${driver}:///system?socket=${this.socket}`;
  }

  /** The URI by which another daemon reaches it. */
  get peer(): string {
    return `qemu+unix:///system?socket=${this.socket}`;
  }

  get socket(): string {
    return join(this.directory, 'run/libvirt/libvirt-sock');
  }

  /** The URI of the daemon's own administration. */
  get adminURI(): string {
    return `libvirtd:///system?socket=${join(this.directory, 'run/libvirt/libvirt-admin-sock')}`;
  }

  get readOnlySocket(): string {
    return join(this.directory, 'run/libvirt/libvirt-sock-ro');
  }

  /** Starts the daemon and waits until it answers; one that does not is reported with its last output. */
  async startDaemon(): Promise<void> {
    const { args = [], environment, onEnd } = this.#options;
    const command = this.command('libvirtd', ...args, '--pid-file', '/run/libvirtd.pid');
    const [log, output] = ['libvirtd.log', 'output'].map((name) =>
      join(this.directory, 'log', name),
    ) as [string, string];
    mkdirSync(join(this.directory, 'log'), { recursive: true });
    const watched = spawnDaemon({
      name: `libvirtd of ${this.name}`,
      command,
      socket: this.socket,
      output,
      log,
      environment: {
        LIBVIRT_LOG_OUTPUTS: '2:file:/var/log/libvirt/libvirtd.log',
        ...environment,
      },
    });
    const { child } = watched;
    // A host that no test stops ends with the namespaces.
    child.unref();
    await untilItAnswers(watched);
    child.once('exit', () => {
      if (!this.#isStopping) onEnd?.(endOf(watched));
    });
  }

  /** Ends only the daemon: its guests continue. */
  async stopDaemon(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const pid = this.#pid();
    this.#isStopping = true;
    this.signalDaemon(signal);
    const deadline = AbortSignal.timeout(60_000);
    while (isAlive(pid)) {
      if (deadline.aborted) throw new Error(`libvirtd of ${this.name} does not end by ${signal}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.#isStopping = false;
  }

  /** Sends the daemon a signal. */
  signalDaemon(signal: NodeJS.Signals): void {
    process.kill(this.#pid(), signal);
  }

  /** A command line that runs a command on the host, in its network and with its files. */
  command(...command: [string, ...string[]]): [string, ...string[]] {
    const { name, address, directory } = this;
    const mounts = Object.entries(this.#options.mounts ?? {}).flat();
    return [script, name, address, directory, String(mounts.length / 2), ...mounts, ...command];
  }

  /** Runs a command on the host, and returns what it prints. */
  run(...command: [string, ...string[]]): string {
    const [file, ...args] = this.command(...command);
    return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Ends the daemon, even a stopped one. Processes that it has started end with the namespaces at the latest. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.signalDaemon('SIGCONT');
    await this.stopDaemon();
    execFileSync('ip', ['netns', 'delete', this.name]);
  }

  #pid(): number {
    return Number(readFileSync(join(this.directory, 'run/libvirtd.pid'), 'utf8'));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
