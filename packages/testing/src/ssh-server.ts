import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SSHD = '/usr/sbin/sshd';

/** Skips a test where no SSH server can be started, but never where everything is installed. */
export function needSSHServer({ skip }: { readonly skip: (reason: string) => void }): void {
  const isThere = spawnSync(SSHD, ['-?']).error === undefined;
  if (isThere && spawnSync('ssh', ['-V']).error === undefined && process.getuid?.() === 0) return;
  const reason = 'an SSH server is needed: sudo apt-get install openssh-server, and sudo npm test';
  if (process.env['CI'] === 'true' && process.getuid?.() === 0) throw new Error(reason);
  skip(reason);
}

/** A name for each of the server's keys. */
type KeyName = 'first' | 'second';

/** An SSH server of its own on loopback, with two keys to present, and a client that knows the first. */
export class SSHServer implements AsyncDisposable {
  readonly #directory: string;
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(directory: string, port: number) {
    this.#directory = directory;
    this.#port = port;
  }

  /** Starts a server with its first key. */
  static async start(): Promise<SSHServer> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    const server = new SSHServer(mkdtempSync(join(tmpdir(), 'sshd-')), port);
    server.#writeFiles();
    await server.present('first');
    return server;
  }

  /** Ends the server and its connections, and starts it with one of its keys. */
  async present(key: KeyName): Promise<void> {
    await this.stop();
    // sshd wants this folder, which Debian's service creates.
    mkdirSync('/run/sshd', { recursive: true });
    const options = [`Port=${this.#port}`, `HostKey=${this.#path(key)}`].flatMap((each) => [
      '-o',
      each,
    ]);
    const commandLine = ['-D', '-e', '-f', this.#path('sshd_config'), ...options];
    // A group of its own, with the processes of its connections.
    this.#child = spawn(SSHD, commandLine, { detached: true, stdio: 'ignore' });
    while (!(await this.#answers())) {
      if (this.#child.exitCode !== null) throw new Error(`sshd ended: ${this.#child.exitCode}`);
      await sleep(20);
    }
  }

  /** Ends the server and its connections. */
  async stop(): Promise<void> {
    if (this.#child === undefined) return;
    const exited = once(this.#child, 'exit');
    process.kill(-this.#child.pid!, 'SIGKILL');
    await exited;
    this.#child = undefined;
  }

  /** A URI of the test driver that leads to a daemon's socket through the server. */
  uri(transport: 'ssh' | 'libssh' | 'libssh2', socket: string): string {
    const known = { known_hosts: this.#path('known_hosts'), known_hosts_verify: 'normal' };
    const parameters = new URLSearchParams({
      socket,
      keyfile: this.#path('client'),
      netcat: this.#path('netcat'),
      proxy: 'netcat',
      // The program has these in its own form.
      ...(transport === 'ssh' ? { command: this.#path('ssh') } : { sshauth: 'privkey', ...known }),
    });
    return `test+${transport}://root@127.0.0.1:${this.#port}/default?${parameters.toString()}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#directory, { recursive: true });
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }

  #writeFiles(): void {
    for (const name of ['first', 'second', 'client']) {
      const options = ['-q', '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', ''];
      execFileSync('ssh-keygen', [...options, '-f', this.#path(name)]);
    }
    copyFileSync(this.#path('client.pub'), this.#path('authorized_keys'));
    const [type, key] = readFileSync(this.#path('first.pub'), 'utf8').split(' ');
    writeFileSync(this.#path('known_hosts'), `[127.0.0.1]:${this.#port} ${type} ${key}\n`);
    const settings = {
      ListenAddress: '127.0.0.1',
      AuthorizedKeysFile: this.#path('authorized_keys'),
      PidFile: 'none',
      PermitRootLogin: 'yes',
      StrictModes: 'no',
      UsePAM: 'no',
      // libssh2 1.10 knows no other algorithm for the keys of both ends.
      HostKeyAlgorithms: '+ssh-rsa',
      PubkeyAcceptedAlgorithms: '+ssh-rsa',
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
    writeFileSync(this.#path('sshd_config'), lines.join(''));
    this.#writeProgram(
      'ssh',
      `#!/bin/sh
       exec ssh -F none -o UserKnownHostsFile=${this.#path('known_hosts')} -o BatchMode=yes \\
         -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes "$@"`,
    );
    // What libvirt starts at the other end, as "netcat -U <socket>".
    this.#writeProgram(
      'netcat',
      `#!${process.execPath}
       const [, , option, path] = process.argv;
       if (option !== '-U') process.exit(1);
       const socket = require('node:net').connect(path);
       process.stdin.pipe(socket).pipe(process.stdout);
       socket.on('error', () => process.exit(1)).on('close', () => process.exit());`,
    );
  }

  #writeProgram(name: string, text: string): void {
    writeFileSync(this.#path(name), text);
    chmodSync(this.#path(name), 0o755);
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.#port, '127.0.0.1');
      socket.once('data', () => resolve(true)).once('error', () => resolve(false));
      socket.once('data', () => socket.destroy());
    });
  }
}
