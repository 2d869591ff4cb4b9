import { DomainBackupXML, DomainCheckpointXML } from '@libvirt/xml';
import { Programs } from '@libvirt/testing';
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { Command } from '../../../packages/integration/src/boot-sector.js';
import { run, withMachine, type Machine } from '../../../packages/integration/src/machines.js';

const programs = new Programs(new URL('../src/', import.meta.url));

/** Runs the program, which must succeed, and returns what it prints. */
async function backup(...args: string[]): Promise<string> {
  const uri = ['--uri', process.env['LIBVIRT_INTEGRATION_QEMU_URI']!];
  const options = { nodeOptions: ['--import', 'tsx'], arguments: [...args, ...uri] };
  const { code, stdout, stderr } = await programs.run('main.ts', options);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** Runs a test with a machine, or skips it where there is no QEMU. */
async function withGuest({ skip }: TestContext, use: (machine: Machine) => Promise<void>) {
  if (process.env['LIBVIRT_INTEGRATION_QEMU_URI'] === undefined) {
    skip('LIBVIRT_INTEGRATION_QEMU_URI names no QEMU');
  }
  await withMachine({ label: 'backup' }, use);
}

/** Has the guest write other blocks of its disk. */
async function write({ guest }: Machine, times: number): Promise<void> {
  using serial = await guest();
  for (let time = 0; time < times; time++) {
    serial.send(Command.WRITE_DISK);
    await serial.receive('w');
  }
}

const isSame = (one: string, other: string) => {
  try {
    return run('qemu-img', 'compare', one, other).includes('identical');
  } catch {
    return false;
  }
};

test('backup: full, incremental, verified and restored', (context) =>
  withGuest(context, async (machine) => {
    const { domain, name, directory, disk } = machine;
    const folder = join(directory, 'backups');
    await write(machine, 2);
    expect(await backup('backup', folder, name)).toMatch(`${name}: backup-`);
    await write(machine, 3);
    expect(await backup('backup', folder, name)).toContain('changes since backup-');
    expect(await backup('list', folder)).toMatch(/backup-(\d+) full\n.* backup-\d+ backup-\1\n/);
    expect(await domain.listAllCheckpoints()).toHaveLength(2);
    await domain.destroy();

    expect(await backup('verify', folder)).toBe(`${name}: 2 backups are intact\n`);
    const restored = (await backup('restore', folder, name, directory)).trim();
    expect(isSame(restored, disk)).toBe(true);
    const [, first] = / (backup-\d+) full/.exec(await backup('list', folder))!;
    const older = await backup('restore', folder, name, join(directory, 'older'), first!);
    expect(isSame(older.trim(), disk)).toBe(false);

    appendFileSync(join(folder, name, `${first!}.vda.qcow2`), 'x');
    await expect(backup('verify', folder)).rejects.toThrow(`${first!}.vda.qcow2 has changed`);
    await expect(backup('restore', folder, name, directory)).rejects.toThrow('has changed');
  }));

test('backup: continues after a backup that was interrupted', (context) =>
  withGuest(context, async (machine) => {
    const { domain, name, directory, disk } = machine;
    const folder = join(directory, 'backups');
    await backup('backup', folder, name);
    await write(machine, 2);
    // What is left of a program that was killed: a job, its checkpoint and a part of an image.
    await domain.backupBegin(
      DomainBackupXML.format({
        mode: 'pull',
        server: { transport: 'unix', socket: join(directory, 'nbd') },
        disks: {
          disk: [{ name: 'vda', type: 'file', scratch: { file: join(directory, 'scratch') } }],
        },
      }),
      DomainCheckpointXML.format({ name: 'backup-1' }),
    );
    writeFileSync(join(folder, name, 'backup-1.vda.qcow2'), 'part');
    await write(machine, 1);

    expect(await backup('backup', folder, name)).toContain('changes since backup-2');
    expect(readdirSync(join(folder, name))).not.toContain('backup-1.vda.qcow2');
    const names = (await domain.listAllCheckpoints()).map((checkpoint) => checkpoint.getName());
    expect(names).toHaveLength(2);
    expect(names).not.toContain('backup-1');
    await domain.destroy();
    const restored = await backup('restore', folder, name, join(directory, 'restored'));
    expect(isSame(restored.trim(), disk)).toBe(true);
  }));
