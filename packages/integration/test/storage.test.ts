import {
  StoragePoolBuildFlags,
  StoragePoolCreateFlags,
  StoragePoolDeleteFlags,
  StoragePoolState,
  StorageVolCreateFlags,
  StorageVolDeleteFlags,
  StorageVolInfoFlags,
  StorageVolResizeFlags,
  StorageVolType,
  StorageVolWipeAlgorithm,
  type Connect,
  type StoragePool,
} from '@libvirt/core';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDirectory, openQEMU, run, uniqueName } from '../src/machines.js';

const MiB = 2n ** 20n;

const directoryPoolXML = (name: string, path: string) =>
  `<pool type='dir'><name>${name}</name><target><path>${path}</path></target></pool>`;

const volumeXML = (name: string, format = 'raw') => `
  <volume>
    <name>${name}</name>
    <capacity unit='MiB'>2</capacity><allocation>0</allocation>
    <target><format type='${format}'/></target>
  </volume>`;

/** Runs a test with a pool that is a directory. */
async function withPool(
  use: (pool: StoragePool, conn: Connect, path: string) => Promise<void>,
): Promise<void> {
  await using conn = await openQEMU();
  const path = makeDirectory();
  const xml = directoryPoolXML(uniqueName('pool'), path);
  await using pool = await conn.storagePoolCreateXML(xml);
  try {
    await use(pool, conn, path);
  } finally {
    if (await pool.isActive()) await pool.destroy();
  }
}

test('StoragePool: define, build, start, stop, delete and undefine', async () => {
  await using conn = await openQEMU();
  const name = uniqueName('pool');
  const path = join(makeDirectory(), 'pool');
  await using pool = await conn.storagePoolDefineXML(directoryPoolXML(name, path));
  expect(await pool.isPersistent()).toBe(true);
  expect(await pool.isActive()).toBe(false);
  expect(await conn.listDefinedStoragePools()).toContain(name);
  expect(await conn.numOfDefinedStoragePools()).toBeGreaterThan(0);
  await pool.build(StoragePoolBuildFlags.NEW);
  expect(existsSync(path)).toBe(true);
  await pool.create(StoragePoolCreateFlags.NORMAL);
  expect(await pool.getInfo()).toMatchObject({ state: StoragePoolState.RUNNING });
  expect(await conn.listStoragePools()).toContain(name);
  expect(await conn.numOfStoragePools()).toBeGreaterThan(0);
  await pool.setAutostart(true);
  expect(await pool.getAutostart()).toBe(true);

  await using byName = await conn.lookupStoragePoolByName(name);
  await using byUUID = await conn.lookupStoragePoolByUUID(pool.getUUID());
  await using byUUIDString = await conn.lookupStoragePoolByUUIDString(pool.getUUIDString());
  await using byPath = await conn.lookupStoragePoolByTargetPath(path);
  for (const found of [byName, byUUID, byUUIDString, byPath]) expect(found.getName()).toBe(name);
  const all = await conn.listAllStoragePools();
  expect(all.map((other) => other.getName())).toContain(name);
  expect(pool.getConnect()).toBe(conn);
  expect(await pool.getXMLDesc()).toContain(`<path>${path}</path>`);

  await pool.destroy();
  await pool.delete(StoragePoolDeleteFlags.NORMAL);
  expect(existsSync(path)).toBe(false);
  await pool.undefine();
  await expect(conn.lookupStoragePoolByName(name)).rejects.toMatchObject({
    code: 'VIR_ERR_NO_STORAGE_POOL',
  });
});

test('StorageVol: create, look up, resize, wipe and delete', () =>
  withPool(async (pool, conn, path) => {
    await using volume = await pool.storageVolCreateXML(volumeXML('one'));
    const file = join(path, 'one');
    expect(volume.getName()).toBe('one');
    expect(volume.getKey()).toBe(file);
    expect(await volume.getPath()).toBe(file);
    expect(volume.getConnect()).toBe(conn);
    expect(await volume.getInfo()).toMatchObject({ type: StorageVolType.FILE, capacity: 2n * MiB });
    const physical = await volume.getInfoFlags(StorageVolInfoFlags.GET_PHYSICAL);
    expect(physical.allocation).toBe(2n * MiB);
    expect(await volume.getXMLDesc()).toContain("<format type='raw'/>");
    await using parent = await volume.lookupPoolByVolume();
    expect(parent.getName()).toBe(pool.getName());

    await using byKey = await conn.lookupStorageVolByKey(file);
    await using byPath = await conn.lookupStorageVolByPath(file);
    await using byName = await pool.lookupStorageVolByName('one');
    for (const found of [byKey, byPath, byName]) expect(found.getName()).toBe('one');
    expect(await pool.listStorageVolumes()).toEqual(['one']);
    expect(await pool.numOfStorageVolumes()).toBe(1);
    const all = await pool.listAllStorageVolumes();
    expect(all.map((other) => other.getName())).toEqual(['one']);

    await volume.resize(MiB, StorageVolResizeFlags.DELTA);
    expect((await volume.getInfo()).capacity).toBe(3n * MiB);
    await volume.resize(MiB, StorageVolResizeFlags.SHRINK);
    expect(readFileSync(file)).toHaveLength(Number(MiB));

    // libvirt wipes as many bytes as the capacity that it has recorded.
    writeFileSync(file, Buffer.alloc(4096, 'secret'));
    await pool.refresh();
    await volume.wipe();
    expect(readFileSync(file)).toEqual(Buffer.alloc(4096));
    writeFileSync(file, Buffer.alloc(4096, 'secret'));
    await pool.refresh();
    await volume.wipePattern(StorageVolWipeAlgorithm.ZERO);
    expect(readFileSync(file)).toEqual(Buffer.alloc(4096));

    await volume.delete(StorageVolDeleteFlags.NORMAL);
    expect(existsSync(file)).toBe(false);
  }));

test('StoragePool.storageVolCreateXMLFrom: clones a volume into another format', () =>
  withPool(async (pool, _, path) => {
    await using original = await pool.storageVolCreateXML(volumeXML('original'));
    writeFileSync(join(path, 'original'), Buffer.alloc(Number(2n * MiB), 'content '));
    const xml = volumeXML('clone', 'qcow2');
    await using clone = await pool.storageVolCreateXMLFrom(xml, original);
    const back = join(path, 'back');
    run('qemu-img', 'convert', '-O', 'raw', await clone.getPath(), back);
    expect(readFileSync(back)).toEqual(readFileSync(join(path, 'original')));
  }));

test('StoragePool.storageVolCreateXML: PREALLOC_METADATA allocates more at first', () =>
  withPool(async (pool) => {
    const { PREALLOC_METADATA } = StorageVolCreateFlags;
    const xml = volumeXML('early', 'qcow2');
    await using early = await pool.storageVolCreateXML(xml, PREALLOC_METADATA);
    await using late = await pool.storageVolCreateXML(volumeXML('late', 'qcow2'));
    const { allocation } = await late.getInfo();
    expect((await early.getInfo()).allocation).toBeGreaterThan(allocation);
  }));

test('StoragePool.refresh: finds files that others made', () =>
  withPool(async (pool, _, path) => {
    writeFileSync(join(path, 'foreign'), 'x');
    expect(await pool.listStorageVolumes()).toEqual([]);
    await pool.refresh();
    expect(await pool.listStorageVolumes()).toEqual(['foreign']);
  }));

/** Attaches a file to a loop device; the same run detaches it. */
function makeBlockDevice(): string {
  const file = join(makeDirectory(), 'device');
  writeFileSync(file, Buffer.alloc(32 * 2 ** 20));
  return run('losetup', '--find', '--show', file).trim();
}

test('StoragePool: a file system on a device', async () => {
  await using conn = await openQEMU();
  const device = makeBlockDevice();
  const target = makeDirectory();
  await using pool = await conn.storagePoolDefineXML(`
    <pool type='fs'>
      <name>${uniqueName('fs')}</name>
      <source><device path='${device}'/><format type='ext4'/></source>
      <target><path>${target}</path></target>
    </pool>`);
  try {
    await pool.build(StoragePoolBuildFlags.OVERWRITE);
    await pool.create();
    await using volume = await pool.storageVolCreateXML(volumeXML('on-ext4'));
    expect((await volume.getInfo()).capacity).toBe(2n * MiB);
    const { capacity } = await pool.getInfo();
    expect(capacity).toBeGreaterThan(20n * MiB);
    expect(capacity).toBeLessThan(32n * MiB);
    await pool.destroy();
  } finally {
    await pool.undefine();
    run('losetup', '--detach', device);
  }
});

test('StoragePool: a disk whose volumes are partitions', async () => {
  await using conn = await openQEMU();
  const device = makeBlockDevice();
  await using pool = await conn.storagePoolDefineXML(`
    <pool type='disk'>
      <name>${uniqueName('disk')}</name>
      <source><device path='${device}'/><format type='gpt'/></source>
      <target><path>/dev</path></target>
    </pool>`);
  try {
    await pool.build(StoragePoolBuildFlags.OVERWRITE);
    await pool.create();
    expect(await pool.numOfStorageVolumes()).toBe(0);
    expect(await pool.getXMLDesc()).toContain("<format type='gpt'/>");
    await pool.destroy();
  } finally {
    await pool.undefine();
    run('losetup', '--detach', device);
  }
});

test('Connect.getStoragePoolCapabilities, findStoragePoolSources: describe pools', async () => {
  await using conn = await openQEMU();
  expect(await conn.getStoragePoolCapabilities()).toContain("<pool type='dir' supported='yes'>");
  expect(await conn.findStoragePoolSources('logical')).toContain('<sources');
});
