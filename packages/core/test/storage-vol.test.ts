import { StorageVolType, type StoragePool, type StorageVol } from '@libvirt/core';
import { describe, expect, test } from 'vitest';
import {
  testNamedObject,
  testFlags,
  testUnsupported,
  testWrongArguments,
  withConnection,
  wrong,
  type Lend,
} from './support.js';

const XML = `
  <volume>
    <name>lent</name>
    <capacity unit='KiB'>8</capacity>
    <allocation unit='KiB'>4</allocation>
  </volume>`;

/** Lends the test driver's storage pool. */
const withPool: Lend<StoragePool> = (use) =>
  withConnection(async (conn) => {
    await using pool = await conn.lookupStoragePoolByName('default-pool');
    await use(pool);
  });

/** Lends a volume in that pool. */
const withVolume: Lend<StorageVol> = (use) =>
  withPool(async (pool) => {
    await using volume = await pool.storageVolCreateXML(XML);
    await use(volume);
  });

describe('StorageVol', () => {
  testNamedObject('StorageVol', {
    withOwner: withPool,
    make: (pool) => pool.storageVolCreateXML(XML),
    getters: [
      ['getName', (volume) => [volume.getName(), 'lent']],
      ['getKey', (volume) => [volume.getKey(), '/default-pool/lent']],
      ['getConnect', (volume, pool) => [volume.getConnect(), pool.getConnect()]],
    ],
    shown: "name: 'lent', key: '/default-pool/lent'",
    invalid: 'VIR_ERR_INVALID_STORAGE_VOL',
  });

  test('Connect.lookupStorageVolByKey, ByPath find it', () =>
    withVolume(async (volume) => {
      const conn = volume.getConnect();
      await using byKey = await conn.lookupStorageVolByKey('/default-pool/lent');
      await using byPath = await conn.lookupStorageVolByPath('/default-pool/lent');
      expect([byKey.getName(), byPath.getName()]).toEqual(['lent', 'lent']);
      const missing = { code: 'VIR_ERR_NO_STORAGE_VOL' };
      await expect(conn.lookupStorageVolByKey('nothing')).rejects.toMatchObject(missing);
      await expect(conn.lookupStorageVolByPath('/nothing')).rejects.toMatchObject(missing);
    }));

  test('getPath, getInfo, getXMLDesc return the path, the size in bytes and the XML', () =>
    withVolume(async (volume) => {
      expect(await volume.getPath()).toBe('/default-pool/lent');
      expect(await volume.getInfo()).toEqual({
        type: StorageVolType.FILE,
        capacity: 8192n,
        allocation: 4096n,
      });
      expect(await volume.getXMLDesc()).toContain("<capacity unit='bytes'>8192</capacity>");
    }));

  test('lookupPoolByVolume returns its pool', () =>
    withVolume(async (volume) => {
      await using pool = await volume.lookupPoolByVolume();
      expect(pool.getName()).toBe('default-pool');
      expect(pool.getConnect()).toBe(volume.getConnect());
    }));

  test('delete removes it', () =>
    withVolume(async (volume) => {
      await volume.delete();
      await expect(volume.getInfo()).rejects.toMatchObject({ code: 'VIR_ERR_NO_STORAGE_VOL' });
    }));

  testUnsupported(withVolume, [
    ['virStorageVolGetInfoFlags', (volume) => volume.getInfoFlags()],
    ['virStorageVolResize', (volume) => volume.resize(16_384n)],
    ['virStorageVolWipe', (volume) => volume.wipe()],
    ['virStorageVolWipePattern', (volume) => volume.wipePattern(0)],
  ]);

  testFlags(withVolume, [
    ['getXMLDesc', (volume, flags) => volume.getXMLDesc(flags)],
    ['delete', (volume, flags) => volume.delete(flags)],
  ]);

  testWrongArguments(withVolume, [
    ['getInfoFlags', 'flags', TypeError, (volume) => volume.getInfoFlags(wrong('1'))],
    ['getXMLDesc', 'flags', RangeError, (volume) => volume.getXMLDesc(2 ** 32)],
    ['delete', 'flags', TypeError, (volume) => volume.delete(wrong(null))],
    ['wipe', 'flags', TypeError, (volume) => volume.wipe(wrong('1'))],
    ['wipePattern', 'algorithm', RangeError, (volume) => volume.wipePattern(-1)],
    ['wipePattern', 'flags', TypeError, (volume) => volume.wipePattern(0, wrong('1'))],
    ['resize', 'capacity', TypeError, (volume) => volume.resize(wrong('1'))],
    ['resize', 'capacity', RangeError, (volume) => volume.resize(-1n)],
    ['resize', 'flags', RangeError, (volume) => volume.resize(1, 0.5)],
  ]);

  testWrongArguments(withConnection, [
    ['lookupStorageVolByKey', 'key', TypeError, (conn) => conn.lookupStorageVolByKey(wrong(1))],
    [
      'lookupStorageVolByPath',
      'path',
      TypeError,
      (conn) => conn.lookupStorageVolByPath(wrong(null)),
    ],
  ]);
});
