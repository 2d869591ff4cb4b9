import { Connect, type Domain, type LibvirtError } from '@libvirt/core';
import { lxcOpenNamespace, lxcSpawn } from '@libvirt/lxc';
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, type TestContext } from 'vitest';
import { ended, endedBy, endedWith, type Ended } from '../test/ended.js';
import { uriOf } from './uri.js';

/** The files of a container: an empty root, in which the programs of the host are mounted. */
function makeRoot(owner: number): string {
  const root = mkdtempSync(join(tmpdir(), 'libvirt-node-container-'));
  for (const name of ['usr', 'proc', 'dev', 'sys', 'tmp']) mkdirSync(join(root, name));
  for (const name of ['bin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name));
  for (const name of ['', 'usr', 'proc', 'dev', 'sys', 'tmp']) {
    chownSync(join(root, name), owner, owner);
  }
  return root;
}

/** Lends a container that runs; with a user namespace, its root is 100,000 outside. */
async function withContainer(
  context: TestContext,
  hasUsers: boolean,
  use: (domain: Domain) => Promise<void>,
): Promise<void> {
  const uri = uriOf(context);
  const root = makeRoot(hasUsers ? 100_000 : 0);
  const map = (id: string) => `<${id} start='0' target='100000' count='65536'/>`;
  const conn = await Connect.open(uri);
  const domain = await startContainer(
    conn,
    `<domain type='lxc'>
  <name>libvirt-node-container-${process.pid}</name>
  <memory unit='MiB'>64</memory>
  <os><type>exe</type><init>/bin/sleep</init><initarg>1000</initarg></os>
  ${hasUsers ? `<idmap>${map('uid')}${map('gid')}</idmap>` : ''}
  <features><privnet/></features>
  <devices>
    <filesystem type='mount'><source dir='${root}'/><target dir='/'/></filesystem>
    <filesystem type='mount'><source dir='/usr'/><target dir='/usr'/><readonly/></filesystem>
    <console type='pty'/>
  </devices>
</domain>`,
  );
  try {
    await use(domain);
  } finally {
    await domain.destroy();
    await domain.free();
    await conn.close();
    rmSync(root, { recursive: true });
  }
}

/**
 * A container counts as running before libvirt knows its first process. When libvirt connects to the
 * process that tells it a moment too late, it never does: then another one is started.
 */
async function startContainer(conn: Connect, xml: string): Promise<Domain> {
  for (let attempt = 1; ; attempt += 1) {
    const domain = await conn.domainCreateXML(xml);
    try {
      await expect.poll(() => knowsInit(domain), { timeout: 10_000 }).toBe(true);
      return domain;
    } catch (error) {
      await domain.destroy();
      await domain.free();
      if (attempt === 3) throw error;
      console.warn('libvirt does not learn of a first process: starting another container');
    }
  }
}

async function knowsInit(domain: Domain): Promise<boolean> {
  try {
    const files = await lxcOpenNamespace(domain);
    await files.close();
    return true;
  } catch (error) {
    if ((error as LibvirtError).code === 'VIR_ERR_OPERATION_INVALID') return false;
    throw error;
  }
}

const run = (domain: Domain, command: string): Promise<Ended> =>
  ended(lxcSpawn(domain, 'sh', ['-c', command]));

/** The processes of the container by what they were called with. */
async function commands(domain: Domain): Promise<readonly string[]> {
  const { stdout } = await run(
    domain,
    'for each in /proc/[0-9]*; do cat $each/cmdline; echo; done',
  );
  return stdout.split('\n').map((line) => line.replaceAll('\0', ' ').trim());
}

describe.each([
  ['a container', false],
  ['a container with a user namespace', true],
])('%s', (_, hasUsers) => {
  test('has namespaces that can be opened', (context) =>
    withContainer(context, hasUsers, async (domain) => {
      const files = await lxcOpenNamespace(domain);
      const namespace = (number: number) => readlinkSync(`/proc/self/fd/${number}`);
      const kinds = [...files].map((number) => namespace(number).split(':')[0]);
      expect(kinds).toEqual(expect.arrayContaining(['ipc', 'uts', 'net', 'pid', 'mnt']));
      for (const kind of ['ipc', 'uts', 'net', 'pid', 'mnt']) {
        const number = [...files][kinds.indexOf(kind)]!;
        expect(namespace(number)).not.toBe(readlinkSync(`/proc/self/ns/${kind}`));
      }
      await files.close();
    }));

  test('runs a command in all of them, as its root', (context) =>
    withContainer(context, hasUsers, async (domain) => {
      const { events, stdout, stderr } = await run(domain, 'id -u; id -g; ls /; exit 42');
      expect({ events, stderr }).toEqual({ events: endedWith(42), stderr: '' });
      expect(stdout).toBe('0\n0\nbin\ndev\nlib\nlib64\nproc\nsys\ntmp\nusr\n');
      expect(await commands(domain)).toContain('/bin/sleep 1000');
      expect((await commands(domain)).join()).not.toContain('node');
    }));

  test('runs a command in its cgroup', (context) =>
    withContainer(context, hasUsers, async (domain) => {
      const child = lxcSpawn(domain, 'sleep', ['1000']);
      const going = ended(child);
      await new Promise<void>((resolve) => child.once('spawn', resolve));
      const ours = readFileSync('/proc/self/cgroup', 'utf8');
      const [entering] = childrenOf(child.pid!);
      const theirs = readFileSync(`/proc/${entering}/cgroup`, 'utf8');
      expect(theirs).not.toBe(ours);
      expect(theirs).toContain(domain.getName().slice(0, 8));
      child.kill();
      expect((await going).events).toEqual(endedBy('SIGTERM'));
    }));

  test('ends a command with its helper, and lives on', (context) =>
    withContainer(context, hasUsers, async (domain) => {
      const child = lxcSpawn(domain, 'sleep', ['2000']);
      child.once('spawn', () => child.kill('SIGKILL'));
      expect((await ended(child)).events).toContainEqual(['exit', null, 'SIGKILL']);
      await expect.poll(async () => (await run(domain, 'ps')).stdout).not.toMatch(/sleep 2000$/m);
    }));

  test('emits ENOENT for a file that the container lacks', (context) =>
    withContainer(context, hasUsers, async (domain) => {
      const { events } = await ended(lxcSpawn(domain, '/etc/nothing'));
      expect(events[0]).toEqual(['error', 'spawn /etc/nothing ENOENT']);
    }));
});

/** The processes that a process has started. */
function childrenOf(pid: number): readonly number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const lists = tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'));
  return lists.join(' ').split(' ').filter(Boolean).map(Number);
}
