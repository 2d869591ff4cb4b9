import {
  Connect,
  ConnectCloseReason,
  type ConnectCloseEvent,
  type ConnectOptions,
} from '@libvirt/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Authority } from '../src/certificates.js';
import { Host } from '../src/host.js';
import { HungMachine, makeLongCall } from '../src/hung-machines.js';
import { makeDirectory, run } from '../src/machines.js';
import { setLink, startSlowNetwork } from '../src/network.js';

/** The long form makes 200 calls of 40 to 90 seconds in each place: half an hour each. */
const isLong = process.env['LIBVIRT_LONG'] === 'yes';
const CONNECTIONS = 8;
const QUICK = { interval: 1, count: 2 };
/** Each connection uses one of them, in turn: the default, and the shortest useful one. */
const settings: readonly ConnectOptions[] = [{}, { keepAlive: QUICK }];

const openToAll = { listen_tcp: 1, listen_tls: 0, auth_tcp: 'none' };

/** Calls that take longer than the default's 35 seconds, and far longer than the other's three. */
function durationOf(options: ConnectOptions): number {
  if (isLong) return 40_000 + Math.random() * 50_000;
  return options.keepAlive === undefined ? 40_000 + Math.random() * 5_000 : 12_000;
}

/** Makes calls on eight connections at a time, and returns the errors of those that ended. */
async function callAtLength(host: Host, uri: string, label: string): Promise<string[]> {
  const cuts: string[] = [];
  const end = Date.now() + 42_000;
  let left = 200;
  const mayGoOn = () => (isLong ? left-- > 0 : Date.now() < end);
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, index) => {
      const machine = await HungMachine.start(host, `${label}-${index}`);
      const options = settings[index % settings.length]!;
      while (mayGoOn()) {
        const result = await makeLongCall({ machine, uri, options, duration: durationOf(options) });
        if (result !== undefined) cuts.push(result);
      }
    }),
  );
  return cuts;
}

/**
 * Makes more long calls on one connection than a daemon serves, for longer than a daemon waits for
 * a client that keeps it that busy, and returns what was cut or did not get its turn.
 */
async function callAtOnce(host: Host, label: string): Promise<string[]> {
  const problems: string[] = [];
  await using conn = await Connect.open(host.uri('qemu'));
  conn.on('close', ({ reason }) => problems.push(`closed for ${reason}`));
  const machines = await Promise.all(
    Array.from({ length: 6 }, (_, index) => HungMachine.start(host, `${label}-${index}`)),
  );
  const domains = await Promise.all(machines.map(({ name }) => conn.lookupDomainByName(name)));
  machines.forEach((machine) => machine.signal('SIGSTOP'));
  const calls = Promise.all(domains.map((domain) => domain.suspend()));
  const end = performance.now() + 36_000;
  const over = sleep(36_000).then(() => machines.forEach((machine) => machine.signal('SIGCONT')));
  for (let round = 0; round < 10; round += 1) await conn.listAllDomains();
  if (performance.now() > end) problems.push('short calls waited for long ones');
  await Promise.all([calls.catch((error: unknown) => problems.push(String(error))), over]);
  // The connection is closed after that, and an error of that is returned too.
  return [...problems];
}

describe('Connect.open keepAlive: a healthy daemon', () => {
  let burners: ChildProcess[] = [];

  beforeAll(() => {
    // Both of the machine's processors have other work.
    burners = [1, 2].map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  });
  afterAll(() => burners.forEach((burner) => burner.kill('SIGKILL')));

  const timeout = isLong ? 3_600_000 : 240_000;

  test('is never cut during long calls through its UNIX socket', { timeout }, async () => {
    // One daemon can be reached at the path to which it has bound its socket, the other cannot.
    await using host = await Host.start('long-unix', { number: 61, ownPaths: true });
    await using other = await Host.start('at-once', { number: 64 });
    const cuts = await Promise.all([
      callAtLength(host, host.uri('qemu'), 'unix'),
      callAtOnce(other, 'at-once'),
    ]);
    expect(cuts.flat()).toEqual([]);
  });

  test('is never cut during long calls over a bad network', { timeout }, async () => {
    await using host = await Host.start('long-tcp', {
      number: 62,
      args: ['--listen'],
      daemon: openToAll,
    });
    const network = { number: 63, target: host.address, delay: 200 };
    await using slow = await startSlowNetwork('slow', network);
    const uri = `qemu+tcp://${slow.address}/system`;
    expect(await callAtLength(host, uri, 'tcp')).toEqual([]);
  });
});

/** Waits until a connection ends, and returns the reason and the time that it took, in ms. */
async function watchEnd(conn: Connect, since: number) {
  const [{ reason }] = (await once(conn, 'close')) as [ConnectCloseEvent];
  return { reason, after: performance.now() - since };
}

/**
 * Opens connections, of which one is idle and the others have calls in flight, makes the host stop
 * answering, and expects all of them to end in time.
 */
async function expectEnd(machine: HungMachine, uri: string, silence: () => void): Promise<void> {
  const connections = await Promise.all(
    [0, 1, 4, 8].map(async (calls) => {
      const conn = await Connect.open(uri, { keepAlive: QUICK });
      return { conn, calls, domain: await conn.lookupDomainByName(machine.name) };
    }),
  );
  machine.signal('SIGSTOP');
  const calls = connections.flatMap(({ domain, calls }) =>
    Array.from({ length: calls }, () => domain.suspend()),
  );
  // By then all of them are in flight.
  await sleep(500);
  const since = performance.now();
  silence();
  const ends = connections.map(({ conn }) => watchEnd(conn, since));
  for (const { status } of await Promise.allSettled(calls)) expect(status).toBe('rejected');
  // interval x (count + 1), and a second.
  const limit = QUICK.interval * (QUICK.count + 1) * 1000 + 1000;
  expect(performance.now() - since).toBeLessThan(limit);
  for (const end of await Promise.all(ends)) {
    expect(end.reason).toBe(ConnectCloseReason.KEEPALIVE);
    expect(end.after).toBeLessThan(limit);
  }
  for (const { conn } of connections) await conn.close().catch(() => undefined);
}

describe('Connect.open keepAlive: a silent peer is given up in time', () => {
  const name = 'silent';
  let host: Host;
  let uris: Record<string, string>;

  beforeAll(async () => {
    const authority = new Authority(join(makeDirectory(), 'authority'), 'An authority');
    const number = 64;
    const { certificate, key } = authority.issueServer(name, `10.77.0.${number}`);
    const keys = makeKeys();
    host = await Host.start(name, {
      number,
      args: ['--listen'],
      mounts: { '/root/.ssh': keys.home },
      daemon: {
        listen_tcp: 1,
        auth_tcp: 'none',
        listen_tls: 1,
        auth_tls: 'none',
        ca_file: authority.certificate,
        cert_file: certificate,
        key_file: key,
      },
    });
    host.run('dropbear', '-r', keys.server, '-s');
    uris = {
      UNIX: host.uri('qemu'),
      TCP: `qemu+tcp://${host.address}/system`,
      TLS: `qemu+tls://${host.address}/system?pkipath=${authority.issueClient('client')}`,
      SSH: `qemu+ssh://root@${host.address}/system?keyfile=${keys.user}&no_verify=1&no_tty=1`,
    };
  });
  afterAll(() => host[Symbol.asyncDispose]());

  test.each(['UNIX', 'TCP', 'TLS', 'SSH'])('%s: a stopped daemon', async (transport) => {
    const machine = await HungMachine.start(host, `stopped-${transport}`);
    try {
      await expectEnd(machine, uris[transport]!, () => host.signalDaemon('SIGSTOP'));
    } finally {
      host.signalDaemon('SIGCONT');
      machine.signal('SIGCONT');
    }
  });

  test.each(['TCP', 'TLS', 'SSH'])('%s: a cut network', async (transport) => {
    const machine = await HungMachine.start(host, `cut-${transport}`);
    try {
      await expectEnd(machine, uris[transport]!, () => setLink(name, 'down'));
    } finally {
      setLink(name, 'up');
      machine.signal('SIGCONT');
    }
  });
});

/** Keys for an SSH server and for root, who may log in. */
function makeKeys(): { server: string; user: string; home: string } {
  const directory = makeDirectory();
  const [server, user, home] = ['server', 'user', 'home'].map((name) => join(directory, name));
  run('dropbearkey', '-t', 'ed25519', '-f', server!);
  run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', user!);
  mkdirSync(home!, { mode: 0o700 });
  copyFileSync(`${user!}.pub`, join(home!, 'authorized_keys'));
  return { server: server!, user: user!, home: home! };
}
