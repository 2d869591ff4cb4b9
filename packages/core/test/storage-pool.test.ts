import { ConnectListAllStoragePoolsFlags, StoragePoolState, type StoragePool } from '@libvirt/core';
import { describe, expect, test } from 'vitest';
import {
  namesOf,
  needLibvirt,
  testNamedObject,
  testFlags,
  testUnsupported,
  testWrongArguments,
  type Lend,
  withConnection,
  wrong,
} from './support.js';

const UUID = '8f2e1d60-6a0f-4e34-a2d2-2e6c2d9d3b10';
const XML = `
  <pool type='dir'>
    <name>lent</name>
    <uuid>${UUID}</uuid>
    <target><path>/lent</path></target>
  </pool>`;
const VOLUME = "<volume><name>first</name><capacity unit='KiB'>4</capacity></volume>";
const CLONE = "<volume><name>second</name><capacity unit='KiB'>4</capacity></volume>";

/** Lends the test driver's storage pool. */
const withPool: Lend<StoragePool> = (use) =>
  withConnection(async (conn) => {
    await using pool = await conn.lookupStoragePoolByName('default-pool');
    await use(pool);
  });

describe('StoragePool', () => {
  testNamedObject('StoragePool', {
    withOwner: withConnection,
    make: (conn) => conn.storagePoolDefineXML(XML),
    getters: [
      ['getName', (pool) => [pool.getName(), 'lent']],
      ['getUUIDString', (pool) => [pool.getUUIDString(), UUID]],
      [
        'getUUID',
        (pool) => [Buffer.from(pool.getUUID()).toString('hex'), UUID.replaceAll('-', '')],
      ],
      ['getConnect', (pool, conn) => [pool.getConnect(), conn]],
    ],
    shown: `name: 'lent', uuid: '${UUID}'`,
    invalid: 'VIR_ERR_INVALID_STORAGE_POOL',
  });

  test('Connect.lookupStoragePoolByName, ByUUID, ByUUIDString find it', () =>
    withConnection(async (conn) => {
      await using pool = await conn.storagePoolDefineXML(XML);
      await using byName = await conn.lookupStoragePoolByName('lent');
      await using byUUID = await conn.lookupStoragePoolByUUID(pool.getUUID());
      await using byText = await conn.lookupStoragePoolByUUIDString(UUID);
      expect(byName.getUUIDString()).toBe(UUID);
      expect(byUUID.getName()).toBe('lent');
      expect(byText.getName()).toBe('lent');
    }));

  test('lookups of an unknown pool reject with VIR_ERR_NO_STORAGE_POOL', () =>
    withConnection(async (conn) => {
      const missing = { code: 'VIR_ERR_NO_STORAGE_POOL' };
      await expect(conn.lookupStoragePoolByName('nobody')).rejects.toMatchObject(missing);
      await expect(conn.lookupStoragePoolByUUIDString(UUID)).rejects.toMatchObject(missing);
      await expect(conn.lookupStoragePoolByUUID(new Uint8Array(16))).rejects.toMatchObject(missing);
    }));

  test('runs through its lifecycle: define, build, create, destroy, delete, undefine', () =>
    withConnection(async (conn) => {
      await using pool = await conn.storagePoolDefineXML(XML);
      expect([await pool.isActive(), await pool.isPersistent()]).toEqual([false, true]);
      expect(await conn.listDefinedStoragePools()).toEqual(['lent']);
      expect(await conn.numOfDefinedStoragePools()).toBe(1);

      await pool.build();
      await pool.create();
      expect(await pool.isActive()).toBe(true);
      expect((await conn.listStoragePools()).sort()).toEqual(['default-pool', 'lent']);
      expect(await conn.numOfStoragePools()).toBe(2);
      await expect(pool.delete()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' });

      await pool.destroy();
      expect(await pool.isActive()).toBe(false);
      await pool.delete();
      await pool.undefine();
      expect(await conn.numOfDefinedStoragePools()).toBe(0);
      await expect(pool.isActive()).rejects.toMatchObject({ code: 'VIR_ERR_NO_STORAGE_POOL' });
    }));

  test('a transient pool disappears when it stops', () =>
    withConnection(async (conn) => {
      await using pool = await conn.storagePoolCreateXML(XML);
      expect([await pool.isActive(), await pool.isPersistent()]).toEqual([true, false]);
      await pool.destroy();
      expect(await conn.listStoragePools()).toEqual(['default-pool']);
      expect(await conn.listDefinedStoragePools()).toEqual([]);
    }));

  test('Connect.listAllStoragePools filters by flags', () =>
    withConnection(async (conn) => {
      await using pool = await conn.storagePoolDefineXML(XML);
      expect(pool.getName()).toBe('lent');
      const { ACTIVE, INACTIVE, LOGICAL } = ConnectListAllStoragePoolsFlags;
      expect(await namesOf(await conn.listAllStoragePools())).toEqual(['default-pool', 'lent']);
      expect(await namesOf(await conn.listAllStoragePools(ACTIVE))).toEqual(['default-pool']);
      expect(await namesOf(await conn.listAllStoragePools(INACTIVE))).toEqual(['lent']);
      expect(await conn.listAllStoragePools(LOGICAL)).toEqual([]);
    }));

  test('Connect.storagePoolDefineXML validates the XML with the flag VALIDATE', async (context) => {
    await needLibvirt(context, '7.7.0');
    await withConnection(async (conn) => {
      const invalid = "<pool type='dir'><name>lent</name><nonsense/></pool>";
      await expect(conn.storagePoolDefineXML(invalid, 1)).rejects.toMatchObject({
        code: 'VIR_ERR_XML_INVALID_SCHEMA',
      });
    });
  });

  test('setAutostart sets what getAutostart returns', () =>
    withPool(async (pool) => {
      expect(await pool.getAutostart()).toBe(false);
      await pool.setAutostart(true);
      expect(await pool.getAutostart()).toBe(true);
    }));

  test('getInfo returns the state, and the capacity in bytes', () =>
    withPool(async (pool) => {
      const empty = {
        state: StoragePoolState.RUNNING,
        capacity: 107_374_182_400n,
        allocation: 0n,
        available: 107_374_182_400n,
      };
      expect(await pool.getInfo()).toEqual(empty);
      await using volume = await pool.storageVolCreateXML(VOLUME);
      expect(await pool.getInfo()).toEqual({
        ...empty,
        allocation: 4096n,
        available: 107_374_178_304n,
      });
      await volume.delete();
      await pool.destroy();
      expect(await pool.getInfo()).toEqual({ ...empty, state: StoragePoolState.INACTIVE });
    }));

  test('getXMLDesc returns the XML', () =>
    withPool(async (pool) => {
      expect(await pool.getXMLDesc()).toContain('<path>/default-pool</path>');
    }));

  test('storageVolCreateXML, lookupStorageVolByName, listAllStorageVolumes create, find and list volumes', () =>
    withPool(async (pool) => {
      expect(await pool.listAllStorageVolumes()).toEqual([]);
      expect(await pool.numOfStorageVolumes()).toBe(0);
      await using volume = await pool.storageVolCreateXML(VOLUME);
      await using clone = await pool.storageVolCreateXMLFrom(CLONE, volume);
      expect(clone.getName()).toBe('second');
      expect((await clone.getInfo()).capacity).toBe(4096n);

      await pool.refresh();
      expect((await pool.listStorageVolumes()).sort()).toEqual(['first', 'second']);
      expect(await pool.numOfStorageVolumes()).toBe(2);
      expect(await namesOf(await pool.listAllStorageVolumes())).toEqual(['first', 'second']);

      await using found = await pool.lookupStorageVolByName('first');
      expect(found.getKey()).toBe(volume.getKey());
      expect(found.getConnect()).toBe(pool.getConnect());
      await expect(pool.lookupStorageVolByName('third')).rejects.toMatchObject({
        code: 'VIR_ERR_NO_STORAGE_VOL',
      });
    }));

  test('Connect.findStoragePoolSources finds sources on the host', () =>
    withConnection(async (conn) => {
      expect(await conn.findStoragePoolSources('logical')).toContain('<name>testvg1</name>');
      const source = "<source><host name='localhost'/></source>";
      expect(await conn.findStoragePoolSources('netfs', source)).toContain(
        "<dir path='/testshare'/>",
      );
    }));

  testUnsupported(withConnection, [
    ['virStoragePoolLookupByTargetPath', (conn) => conn.lookupStoragePoolByTargetPath('/lent')],
  ]);

  testFlags(withPool, [
    ['build', (pool, flags) => pool.build(flags)],
    ['create', (pool, flags) => pool.create(flags)],
    ['refresh', (pool, flags) => pool.refresh(flags)],
    ['delete', (pool, flags) => pool.delete(flags)],
    ['getXMLDesc', (pool, flags) => pool.getXMLDesc(flags)],
    ['listAllStorageVolumes', (pool, flags) => pool.listAllStorageVolumes(flags)],
    ['storageVolCreateXML', (pool, flags) => pool.storageVolCreateXML(VOLUME, flags)],
    [
      'storageVolCreateXMLFrom',
      async (pool, flags) => {
        await using volume = await pool.storageVolCreateXML(VOLUME);
        try {
          await pool.storageVolCreateXMLFrom(CLONE, volume, flags);
        } finally {
          await volume.delete();
        }
      },
    ],
  ]);

  testFlags(withConnection, [
    ['listAllStoragePools', (conn, flags) => conn.listAllStoragePools(flags)],
    ['storagePoolCreateXML', (conn, flags) => conn.storagePoolCreateXML(XML, flags)],
    ['storagePoolDefineXML', (conn, flags) => conn.storagePoolDefineXML(XML, flags)],
    ['findStoragePoolSources', (conn, flags) => conn.findStoragePoolSources('x', null, flags)],
  ]);

  testWrongArguments(withPool, [
    ['build', 'flags', TypeError, (pool) => pool.build(wrong('1'))],
    ['create', 'flags', RangeError, (pool) => pool.create(2 ** 32)],
    ['delete', 'flags', TypeError, (pool) => pool.delete(wrong(null))],
    ['refresh', 'flags', RangeError, (pool) => pool.refresh(0.5)],
    ['getXMLDesc', 'flags', TypeError, (pool) => pool.getXMLDesc(wrong(true))],
    ['setAutostart', 'autostart', TypeError, (pool) => pool.setAutostart(wrong('yes'))],
    ['listAllStorageVolumes', 'flags', TypeError, (pool) => pool.listAllStorageVolumes(wrong('1'))],
    ['lookupStorageVolByName', 'name', TypeError, (pool) => pool.lookupStorageVolByName(wrong(1))],
    ['storageVolCreateXML', 'xmlDesc', TypeError, (pool) => pool.storageVolCreateXML(wrong(null))],
    ['storageVolCreateXML', 'flags', RangeError, (pool) => pool.storageVolCreateXML('', NaN)],
    [
      'storageVolCreateXMLFrom',
      'xmlDesc',
      TypeError,
      (pool) => pool.storageVolCreateXMLFrom(wrong(1), wrong(pool)),
    ],
    [
      'storageVolCreateXMLFrom',
      'clonevol',
      TypeError,
      (pool) => pool.storageVolCreateXMLFrom('', wrong(pool)),
    ],
    [
      'storageVolCreateXMLFrom',
      'clonevol',
      TypeError,
      (pool) => pool.storageVolCreateXMLFrom('', wrong(null)),
    ],
  ]);

  testWrongArguments(withConnection, [
    ['listAllStoragePools', 'flags', TypeError, (conn) => conn.listAllStoragePools(wrong('1'))],
    [
      'lookupStoragePoolByName',
      'name',
      TypeError,
      (conn) => conn.lookupStoragePoolByName(wrong(1)),
    ],
    [
      'lookupStoragePoolByUUID',
      'uuid',
      RangeError,
      (conn) => conn.lookupStoragePoolByUUID(new Uint8Array(17)),
    ],
    [
      'lookupStoragePoolByUUIDString',
      'uuidstr',
      TypeError,
      (conn) => conn.lookupStoragePoolByUUIDString(wrong(null)),
    ],
    [
      'lookupStoragePoolByTargetPath',
      'path',
      TypeError,
      (conn) => conn.lookupStoragePoolByTargetPath('/a\0b'),
    ],
    ['storagePoolCreateXML', 'xmlDesc', TypeError, (conn) => conn.storagePoolCreateXML(wrong(1))],
    ['storagePoolDefineXML', 'xml', TypeError, (conn) => conn.storagePoolDefineXML(wrong(1))],
    [
      'findStoragePoolSources',
      'type',
      TypeError,
      (conn) => conn.findStoragePoolSources(wrong(null)),
    ],
    [
      'findStoragePoolSources',
      'srcSpec',
      TypeError,
      (conn) => conn.findStoragePoolSources('', wrong(1)),
    ],
  ]);
});
