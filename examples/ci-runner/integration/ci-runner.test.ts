import { Connect, DomainEventType } from '@libvirt/core';
import { StoragePoolXML } from '@libvirt/xml';
import { makeLinuxImage, whyNoLinux } from '@libvirt/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type TestContext } from 'vitest';
import { Runner, type RunnerOptions } from '../src/runner.js';

const name = `integration-ci-${process.pid}`;
const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const limits = {
  type: 'qemu',
  memory: 128,
  cpus: 1,
  diskRate: 100,
  time: 120,
  output: 100_000,
} as const;

/** Runs a test with a pool that has a golden image. */
async function withPool(
  { skip }: TestContext,
  use: (options: RunnerOptions, conn: Connect, folder: string) => Promise<void>,
): Promise<void> {
  const uri = process.env['LIBVIRT_INTEGRATION_QEMU_URI'];
  if (uri === undefined) skip('LIBVIRT_INTEGRATION_QEMU_URI names no QEMU');
  const reason = whyNoLinux();
  if (reason !== undefined) skip(reason);
  const folder = mkdtempSync(join(process.env['LIBVIRT_INTEGRATION_DIRECTORY']!, 'ci-'));
  makeLinuxImage(join(folder, 'golden.qcow2'));
  await using conn = await Connect.open(uri);
  await using pool = await conn.storagePoolCreateXML(
    StoragePoolXML.format({ type: 'dir', name, target: { path: folder } }),
  );
  try {
    await use({ name, pool: name, image: 'golden.qcow2', warm: 1, limits }, conn, folder);
  } finally {
    await pool.destroy();
  }
}

async function machines(conn: Connect): Promise<string[]> {
  const names = (await conn.listAllDomains()).map((domain) => domain.getName());
  return names.filter((each) => each.startsWith(`${name}-`));
}

async function volumes(conn: Connect): Promise<string[]> {
  const pool = await conn.lookupStoragePoolByName(name);
  await pool.refresh();
  return (await pool.listAllStorageVolumes()).map((volume) => volume.getName()).sort();
}

test(
  'Runner.run: each job has a fresh machine, and limits',
  (context) =>
    withPool(context, async (options, conn, folder) => {
      const golden = readFileSync(join(folder, 'golden.qcow2'));
      await using runner = await Runner.open(conn, options);
      const first = await runner.run(
        'echo hello; echo mine >/mine; echo x | dd of=/dev/vda; exit 3',
      );
      expect(first).toMatchObject({ code: 3 });
      expect(first.output).toContain('hello\n');
      expect((await runner.run('ls /mine; ls /sys/class/net')).output).toMatch(
        /No such file or directory\nlo\n?$/,
      );
      await expect(runner.run('yes')).rejects.toThrow('more than 100000 bytes of output');
      await expect(runner.run('poweroff -f')).rejects.toThrow('ended');
      expect(readFileSync(join(folder, 'golden.qcow2')).equals(golden)).toBe(true);
      await runner[Symbol.asyncDispose]();
      expect(await machines(conn)).toEqual([]);
      expect(await volumes(conn)).toEqual(['golden.qcow2']);
    }),
  300_000,
);

test(
  'Runner.run: ends a job that takes too long',
  (context) =>
    withPool(context, async (options, conn) => {
      await using runner = await Runner.open(conn, { ...options, limits: { ...limits, time: 1 } });
      await expect(runner.run('sleep 1000')).rejects.toMatchObject({ name: 'TimeoutError' });
    }),
  300_000,
);

test(
  'ci-runner: libvirt ends the machines of a process that was killed, and the next removes the rest',
  (context) =>
    withPool(context, async (_, conn, folder) => {
      const ended = conn.watch('domain-lifecycle');
      const job = `${folder}.job`;
      writeFileSync(job, 'echo works');
      const uri = process.env['LIBVIRT_INTEGRATION_QEMU_URI']!;
      const args = ['--import', 'tsx', program, '--uri', uri, '--pool', name, '--name', name];
      const more = ['--parallel', '1', '--memory', '128', '--emulate', job];
      const killed = spawn(process.execPath, [...args, ...more], { stdio: 'ignore' });
      for await (const { domain, event } of ended) {
        if (!domain.getName().startsWith(`${name}-`)) continue;
        if (event === DomainEventType.STARTED) killed.kill('SIGKILL');
        if (event === DomainEventType.STOPPED) break;
      }
      expect(await volumes(conn)).toContain(`${name}-seed`);

      const next = spawn(process.execPath, [...args, ...more], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      next.stdout.on('data', (chunk) => (output += String(chunk)));
      await once(next, 'close');
      expect(output).toContain('exit code 0\nworks');
      expect(await machines(conn)).toEqual([]);
      expect(await volumes(conn)).toEqual(['golden.qcow2']);
    }),
  300_000,
);
