import {
  Connect,
  ConnectCloseReason,
  ConnectCredentialType,
  LibvirtError,
  type ConnectAuth,
  type ConnectCloseEvent,
} from '@libvirt/core';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Authority } from '../src/certificates.js';
import { Host } from '../src/host.js';
import { makeDirectory, until } from '../src/machines.js';

/** Debian's, and every other system's, user without rights. */
const NOBODY = 65534;
const program = '/run/checkout/packages/integration/src/try-access.mjs';

/** What an unprivileged user in this group may do. */
function tryAccess(uri: string, options: { gid?: number; readOnly?: boolean } = {}): unknown {
  const args = [program, uri, ...(options.readOnly === true ? ['read-only'] : [])];
  const output = execFileSync(process.execPath, args, {
    uid: NOBODY,
    gid: options.gid ?? NOBODY,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', XDG_CACHE_HOME: makeOpenDirectory() },
  });
  return JSON.parse(output);
}

/** A directory that every user may write to. */
function makeOpenDirectory(): string {
  const directory = makeDirectory();
  chmodSync(directory, 0o777);
  return directory;
}

const ALL = { open: 'allowed', list: 'allowed', define: 'allowed' };
const READ = { open: 'allowed', list: 'allowed', define: 'VIR_ERR_OPERATION_DENIED' };

test('Connect.openReadOnly: refuses changes', async () => {
  await using host = await Host.start('readonly', { number: 31 });
  await using conn = await Connect.openReadOnly(`qemu:///system?socket=${host.readOnlySocket}`);
  expect(await conn.listAllDomains()).toEqual([]);
  await expect(conn.domainDefineXML('<domain/>')).rejects.toMatchObject({
    code: 'VIR_ERR_OPERATION_DENIED',
  });
});

test('Connect.open: socket permissions decide what a user may do', async () => {
  // A group that nothing else here uses.
  const group = 'games';
  const gid = Number(execFileSync('getent', ['group', group], { encoding: 'utf8' }).split(':')[2]);
  await using host = await Host.start('groups', {
    number: 32,
    daemon: {
      unix_sock_group: group,
      unix_sock_rw_perms: '0770',
      unix_sock_ro_perms: '0777',
    },
  });
  const readOnly = `qemu:///system?socket=${host.readOnlySocket}`;
  expect(tryAccess(host.uri('qemu'))).toEqual({ open: 'VIR_ERR_SYSTEM_ERROR' });
  expect(tryAccess(readOnly, { readOnly: true })).toEqual(READ);
  expect(tryAccess(host.uri('qemu'), { gid })).toEqual(ALL);
});

/** libvirt's two polkit actions, as its daemon's package installs them. */
const actions = ['unix.monitor', 'unix.manage'].map(
  (name) => `
    <action id="org.libvirt.${name}">
      <description>Use libvirt</description>
      <message>Access is restricted</message>
      <defaults>
        <allow_any>no</allow_any><allow_inactive>no</allow_inactive><allow_active>no</allow_active>
      </defaults>
    </action>`,
);

test('Connect.open: polkit decides what a user may do', async () => {
  const directory = makeDirectory();
  const rules = join(directory, 'rules');
  const policies = join(directory, 'actions');
  for (const folder of [rules, policies]) mkdirSync(folder);
  const policy = `
    <!DOCTYPE policyconfig PUBLIC "-//freedesktop//DTD polkit Policy Configuration 1.0//EN"
      "http://www.freedesktop.org/software/polkit/policyconfig-1.dtd">
    <policyconfig>${actions.join('')}</policyconfig>`;
  writeFileSync(join(policies, 'org.libvirt.unix.policy'), policy.trim());
  const allow = (user: string) =>
    writeFileSync(
      join(rules, '50-libvirt.rules'),
      `polkit.addRule(function(action, subject) {
         if (action.id == "org.libvirt.unix.manage" && subject.user == "${user}")
           return polkit.Result.YES;
       });`,
    );
  const mounts = {
    '/etc/polkit-1/rules.d': rules,
    '/usr/share/polkit-1/actions': policies,
  };

  for (const [user, expected] of [
    ['somebody-else', { open: 'VIR_ERR_AUTH_FAILED' }],
    ['nobody', ALL],
  ] as const) {
    allow(user);
    await using host = await Host.start(`polkit-${expected.open === 'allowed' ? 'yes' : 'no'}`, {
      number: user === 'nobody' ? 34 : 33,
      mounts,
      daemon: { auth_unix_rw: 'polkit', unix_sock_rw_perms: '0777' },
      prepare: async (unborn) => {
        mkdirSync(join(unborn.directory, 'run/dbus'), { recursive: true });
        unborn.run('dbus-daemon', '--system', '--fork');
        const [command, ...args] = unborn.command('/usr/lib/polkit-1/polkitd', '--no-debug');
        spawn(command, args, { stdio: 'ignore', detached: true }).unref();
        const ask = ['--system', '--print-reply', '--dest=org.freedesktop.DBus', '/'];
        await until('polkit is there', () =>
          unborn
            .run('dbus-send', ...ask, 'org.freedesktop.DBus.ListNames')
            .includes('org.freedesktop.PolicyKit1'),
        );
      },
    });
    expect(tryAccess(host.uri('qemu'))).toEqual(expected);
  }
});

test('Connect.open: TLS verifies both ends', async () => {
  const directory = makeDirectory();
  const authority = new Authority(join(directory, 'authority'), 'An authority');
  const stranger = new Authority(join(directory, 'stranger'), 'Another one');
  const address = '10.77.0.35';
  const { certificate, key } = authority.issueServer('tls', address);
  await using host = await Host.start('tls', {
    number: 35,
    args: ['--listen'],
    daemon: {
      listen_tls: 1,
      listen_tcp: 0,
      auth_tls: 'none',
      ca_file: authority.certificate,
      cert_file: certificate,
      key_file: key,
    },
  });
  const uri = (pki: string, place = address) => `qemu+tls://${place}/system?pkipath=${pki}`;

  await using conn = await Connect.open(uri(authority.issueClient('friend')));
  expect(await conn.isEncrypted()).toBe(true);
  expect(await conn.isSecure()).toBe(true);
  expect(await conn.getHostname()).toBe(host.name);

  // A client whose certificate the server does not trust, and one that does not trust the server's.
  const unknown = stranger.issueClient('unknown', authority.certificate);
  await expect(Connect.open(uri(unknown))).rejects.toBeInstanceOf(LibvirtError);
  const distrustful = authority.issueClient('distrustful', stranger.certificate);
  await expect(Connect.open(uri(distrustful))).rejects.toMatchObject({
    code: 'VIR_ERR_SYSTEM_ERROR',
  });
  // The certificate is for another address than the server's.
  execFileSync('ip', ['-n', host.name, 'address', 'add', '10.77.0.36/24', 'dev', 'eth0']);
  const elsewhere = uri(authority.issueClient('elsewhere'), '10.77.0.36');
  await expect(Connect.open(elsewhere)).rejects.toMatchObject({ code: 'VIR_ERR_AUTH_FAILED' });
});

/** A host with SASL, over plain TCP and inside TLS. */
async function startSASL(name: string, number: number, mechanism: string): Promise<Guarded> {
  const directory = makeDirectory();
  const authority = new Authority(join(directory, 'authority'), 'An authority');
  const { certificate, key } = authority.issueServer(name, `10.77.0.${number}`);
  const users = join(directory, 'users.db');
  writeFileSync(
    join(directory, 'libvirt.conf'),
    `mech_list: ${mechanism}\nsasldb_path: ${users}\n`,
  );
  const register = ['-p', '-c', '-a', 'libvirt', '-f', users, '-u', name, 'alice'];
  execFileSync('saslpasswd2', register, { input: 'wonderland' });
  const host = await Host.start(name, {
    number,
    args: ['--listen'],
    environment: { SASL_CONF_PATH: directory },
    daemon: {
      listen_tls: 1,
      listen_tcp: 1,
      auth_tls: 'sasl',
      auth_tcp: 'sasl',
      ca_file: authority.certificate,
      cert_file: certificate,
      key_file: key,
    },
  });
  return {
    host,
    tcp: `qemu+tcp://${host.address}/system`,
    tls: `qemu+tls://${host.address}/system?pkipath=${authority.issueClient('client')}`,
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}

interface Guarded extends AsyncDisposable {
  readonly host: Host;
  readonly tcp: string;
  readonly tls: string;
}

/** Answers as a user would. */
const answering =
  (user: string, passphrase: string): ConnectAuth =>
  ({ type }) => {
    const { AUTHNAME, USERNAME } = ConnectCredentialType;
    return type === AUTHNAME || type === USERNAME ? user : passphrase;
  };

test('Connect.open auth: SASL accepts the right user and password only', async () => {
  await using guarded = await startSASL('sasl-scram', 37, 'scram-sha-256');
  const { host, tcp, tls } = guarded;
  const user = `alice@${host.name}`;
  await using conn = await Connect.open(tls, { auth: answering(user, 'wonderland') });
  expect(await conn.isEncrypted()).toBe(true);
  expect(await conn.getHostname()).toBe(host.name);

  const refused = { code: 'VIR_ERR_AUTH_FAILED' };
  for (const [name, passphrase] of [
    [user, 'looking-glass'],
    [`bob@${host.name}`, 'wonderland'],
  ] as const) {
    const opening = Connect.open(tls, { auth: answering(name, passphrase) });
    await expect(opening).rejects.toMatchObject(refused);
  }
  await expect(Connect.open(tls)).rejects.toMatchObject(refused);
  // The mechanism does not encrypt, which libvirt refuses over plain TCP.
  const open = Connect.open(tcp, { auth: answering(user, 'wonderland') });
  await expect(open).rejects.toMatchObject(refused);
});

test('Connect.open auth: plain TCP with a mechanism that encrypts', async () => {
  await using guarded = await startSASL('sasl-digest', 38, 'digest-md5');
  const { host, tcp } = guarded;
  await using conn = await Connect.open(tcp, { auth: answering('alice', 'wonderland') });
  expect(await conn.isSecure()).toBe(true);
  expect(await conn.getHostname()).toBe(host.name);
  const open = Connect.open(tcp, { auth: answering('alice', 'looking-glass') });
  await expect(open).rejects.toMatchObject({ code: 'VIR_ERR_AUTH_FAILED' });
});

test("Connect.on('close'): the end of the daemon ends its connections", async () => {
  const host = await Host.start('ending', { number: 39 });
  const conn = await Connect.open(host.uri('qemu'));
  const reasons: number[] = [];
  await conn.registerCloseCallback((_, reason) => reasons.push(reason));
  const closed = once(conn, 'close');
  await host.stopDaemon();
  await closed;
  expect(await conn.isAlive()).toBe(false);
  expect(reasons).toEqual([ConnectCloseReason.EOF]);
  await conn.unregisterCloseCallback();
  await expect(conn.listAllDomains()).rejects.toBeInstanceOf(Error);
  await conn.close().catch(() => undefined);

  await host.startDaemon();
  await using again = await Connect.open(host.uri('qemu'));
  expect(await again.listAllDomains()).toEqual([]);
  await host[Symbol.asyncDispose]();
});

test('Connect.open keepAlive: a hung daemon is given up', async () => {
  await using host = await Host.start('hanging', { number: 40 });
  const conn = await Connect.open(host.uri('qemu'), { keepAlive: { interval: 1, count: 1 } });
  const closed = once(conn, 'close', { signal: AbortSignal.timeout(30_000) });
  host.signalDaemon('SIGSTOP');
  const [event] = (await closed) as [ConnectCloseEvent];
  expect(event.reason).toBe(ConnectCloseReason.KEEPALIVE);
  host.signalDaemon('SIGCONT');
  await conn.close().catch(() => undefined);
});
