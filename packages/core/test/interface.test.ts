import { ConnectListAllInterfacesFlags, type Interface } from '@libvirt/core';
import { describe, expect, test } from 'vitest';
import {
  namesOf,
  needLibvirt,
  testNamedObject,
  testFlags,
  testWrongArguments,
  type Lend,
  withConnection,
  wrong,
} from './support.js';

const MAC = 'aa:bb:cc:dd:ee:01';
const XML = `
  <interface type='ethernet' name='lent'>
    <start mode='none'/>
    <mac address='${MAC}'/>
  </interface>`;

/** Lends the test driver's network interface. */
const withInterface: Lend<Interface> = (use) =>
  withConnection(async (conn) => {
    await using iface = await conn.lookupInterfaceByName('eth1');
    await use(iface);
  });

describe('Interface', () => {
  testNamedObject('Interface', {
    withOwner: withConnection,
    make: (conn) => conn.interfaceDefineXML(XML),
    getters: [
      ['getName', (iface) => [iface.getName(), 'lent']],
      ['getMACString', (iface) => [iface.getMACString(), MAC]],
      ['getConnect', (iface, conn) => [iface.getConnect(), conn]],
    ],
    shown: `name: 'lent', mac: '${MAC}'`,
    invalid: 'VIR_ERR_INVALID_INTERFACE',
  });

  test('Connect.lookupInterfaceByName, ByMACString find it', () =>
    withConnection(async (conn) => {
      await using defined = await conn.interfaceDefineXML(XML);
      await using byName = await conn.lookupInterfaceByName('lent');
      await using byMAC = await conn.lookupInterfaceByMACString(defined.getMACString());
      expect([byName.getName(), byMAC.getName()]).toEqual(['lent', 'lent']);
      const missing = { code: 'VIR_ERR_NO_INTERFACE' };
      await expect(conn.lookupInterfaceByName('nobody')).rejects.toMatchObject(missing);
      await expect(conn.lookupInterfaceByMACString('00:00:00:00:00:00')).rejects.toMatchObject(
        missing,
      );
    }));

  test('runs through its lifecycle: define, create, destroy, undefine', () =>
    withConnection(async (conn) => {
      await using iface = await conn.interfaceDefineXML(XML);
      expect(await iface.isActive()).toBe(false);
      expect(await conn.listDefinedInterfaces()).toEqual(['lent']);
      expect(await conn.numOfDefinedInterfaces()).toBe(1);

      await iface.create();
      expect(await iface.isActive()).toBe(true);
      expect((await conn.listInterfaces()).sort()).toEqual(['eth1', 'lent']);
      expect(await conn.numOfInterfaces()).toBe(2);

      await iface.destroy();
      expect(await iface.isActive()).toBe(false);
      await iface.undefine();
      expect(await conn.numOfDefinedInterfaces()).toBe(0);
      await expect(iface.isActive()).rejects.toMatchObject({ code: 'VIR_ERR_NO_INTERFACE' });
    }));

  test('Connect.listAllInterfaces filters by flags', () =>
    withConnection(async (conn) => {
      await using iface = await conn.interfaceDefineXML(XML);
      expect(iface.getName()).toBe('lent');
      const { ACTIVE, INACTIVE } = ConnectListAllInterfacesFlags;
      expect(await namesOf(await conn.listAllInterfaces())).toEqual(['eth1', 'lent']);
      expect(await namesOf(await conn.listAllInterfaces(ACTIVE))).toEqual(['eth1']);
      expect(await namesOf(await conn.listAllInterfaces(INACTIVE))).toEqual(['lent']);
    }));

  test('Connect.interfaceDefineXML validates the XML with the flag VALIDATE', async (context) => {
    await needLibvirt(context, '7.7.0');
    await withConnection(async (conn) => {
      const invalid = "<interface type='ethernet' name='lent'><nonsense/></interface>";
      await expect(conn.interfaceDefineXML(invalid, 1)).rejects.toMatchObject({
        code: 'VIR_ERR_XML_INVALID_SCHEMA',
      });
    });
  });

  test('getXMLDesc returns the XML', () =>
    withInterface(async (iface) => {
      expect(await iface.getXMLDesc()).toContain("<ip address='192.168.0.5' prefix='24'/>");
    }));

  test('Connect.interfaceChangeRollback restores the previous configuration', () =>
    withConnection(async (conn) => {
      await conn.interfaceChangeBegin();
      await using iface = await conn.interfaceDefineXML(XML);
      expect(iface.getName()).toBe('lent');
      await expect(conn.interfaceChangeBegin()).rejects.toMatchObject({
        code: 'VIR_ERR_OPERATION_INVALID',
      });
      await conn.interfaceChangeRollback();
      expect(await namesOf(await conn.listAllInterfaces())).toEqual(['eth1']);
    }));

  test('Connect.interfaceChangeCommit keeps the changes', () =>
    withConnection(async (conn) => {
      await conn.interfaceChangeBegin();
      await using iface = await conn.interfaceDefineXML(XML);
      await conn.interfaceChangeCommit();
      expect(await conn.listDefinedInterfaces()).toEqual([iface.getName()]);
      const nothing = { code: 'VIR_ERR_OPERATION_INVALID' };
      await expect(conn.interfaceChangeCommit()).rejects.toMatchObject(nothing);
      await expect(conn.interfaceChangeRollback()).rejects.toMatchObject(nothing);
    }));

  testFlags(withInterface, [
    ['create', (iface, flags) => iface.create(flags)],
    ['destroy', (iface, flags) => iface.destroy(flags)],
    ['getXMLDesc', (iface, flags) => iface.getXMLDesc(flags)],
  ]);

  testFlags(withConnection, [
    ['listAllInterfaces', (conn, flags) => conn.listAllInterfaces(flags)],
    ['interfaceDefineXML', (conn, flags) => conn.interfaceDefineXML(XML, flags)],
    ['interfaceChangeBegin', (conn, flags) => conn.interfaceChangeBegin(flags)],
    ['interfaceChangeCommit', (conn, flags) => conn.interfaceChangeCommit(flags)],
    ['interfaceChangeRollback', (conn, flags) => conn.interfaceChangeRollback(flags)],
  ]);

  testWrongArguments(withInterface, [
    ['create', 'flags', TypeError, (iface) => iface.create(wrong('1'))],
    ['destroy', 'flags', RangeError, (iface) => iface.destroy(2 ** 32)],
    ['getXMLDesc', 'flags', TypeError, (iface) => iface.getXMLDesc(wrong(null))],
  ]);

  testWrongArguments(withConnection, [
    ['listAllInterfaces', 'flags', TypeError, (conn) => conn.listAllInterfaces(wrong('1'))],
    ['lookupInterfaceByName', 'name', TypeError, (conn) => conn.lookupInterfaceByName(wrong(1))],
    [
      'lookupInterfaceByMACString',
      'macstr',
      TypeError,
      (conn) => conn.lookupInterfaceByMACString(wrong(1)),
    ],
    ['interfaceDefineXML', 'xml', TypeError, (conn) => conn.interfaceDefineXML(wrong(1))],
    ['interfaceDefineXML', 'flags', RangeError, (conn) => conn.interfaceDefineXML(XML, 0.5)],
    ['interfaceChangeBegin', 'flags', TypeError, (conn) => conn.interfaceChangeBegin(wrong('1'))],
    ['interfaceChangeCommit', 'flags', TypeError, (conn) => conn.interfaceChangeCommit(wrong('1'))],
    [
      'interfaceChangeRollback',
      'flags',
      TypeError,
      (conn) => conn.interfaceChangeRollback(wrong('1')),
    ],
  ]);
});
