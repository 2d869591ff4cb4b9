import { ConnectListAllNodeDeviceFlags, type NodeDevice } from '@libvirt/core';
import { describe, expect, test } from 'vitest';
import {
  namesOf,
  NEWER_TEST_DRIVER,
  testNamedObject,
  testFlags,
  testUnsupported,
  testWrongArguments,
  type Lend,
  withConnection,
  wrong,
} from './support.js';

const SCSI_HOSTS = ['scsi_host1', 'scsi_host11', 'scsi_host2'];
const XML = `
  <device>
    <parent>scsi_host1</parent>
    <capability type='scsi_host'>
      <capability type='fc_host'>
        <wwnn>1111222233334444</wwnn>
        <wwpn>5555666677778888</wwpn>
      </capability>
    </capability>
  </device>`;

/** Lends a device of the test driver's. */
const withDevice: Lend<NodeDevice> = (use) =>
  withConnection(async (conn) => {
    await using device = await conn.lookupDeviceByName('scsi_host1');
    await use(device);
  });

describe('NodeDevice', () => {
  testNamedObject('NodeDevice', {
    withOwner: withConnection,
    make: (conn) => conn.lookupDeviceByName('scsi_host1'),
    getters: [
      ['getName', (device) => [device.getName(), 'scsi_host1']],
      ['getConnect', (device, conn) => [device.getConnect(), conn]],
    ],
    shown: "name: 'scsi_host1'",
    invalid: 'VIR_ERR_INVALID_NODE_DEVICE',
  });

  test('Connect.lookupDeviceByName rejects with VIR_ERR_NO_NODE_DEVICE for an unknown device', () =>
    withConnection(async (conn) => {
      await expect(conn.lookupDeviceByName('nobody')).rejects.toMatchObject({
        code: 'VIR_ERR_NO_NODE_DEVICE',
      });
    }));

  test('Connect.listAllNodeDevices, listDevices filter by capability', () =>
    withConnection(async (conn) => {
      expect(await namesOf(await conn.listAllNodeDevices())).toEqual(['computer', ...SCSI_HOSTS]);
      const { CAP_SCSI_HOST, CAP_SYSTEM, CAP_NET } = ConnectListAllNodeDeviceFlags;
      expect(await namesOf(await conn.listAllNodeDevices(CAP_SCSI_HOST))).toEqual(SCSI_HOSTS);
      expect(await namesOf(await conn.listAllNodeDevices(CAP_SYSTEM | CAP_NET))).toEqual([
        'computer',
      ]);
      expect((await conn.listDevices('scsi_host')).sort()).toEqual(SCSI_HOSTS);
      expect(await conn.numOfDevices('scsi_host')).toBe(3);
      expect((await conn.listDevices()).sort()).toEqual(['computer', ...SCSI_HOSTS]);
      expect(await conn.numOfDevices()).toBe(4);
      expect(await conn.listDevices('net')).toEqual([]);
      expect(await conn.numOfDevices('net')).toBe(0);
    }));

  test('getParent returns the parent, on every call', () =>
    withDevice(async (device) => {
      expect(await device.getParent()).toBe('computer');
      expect(await device.getParent()).toBe('computer');
    }));

  test('listCaps, getXMLDesc return the capabilities and the XML', () =>
    withDevice(async (device) => {
      expect(await device.numOfCaps()).toBe(1);
      expect(await device.listCaps()).toEqual(['scsi_host']);
      expect(await device.getXMLDesc()).toContain('<wwnn>2000000012341234</wwnn>');
    }));

  test('Connect.deviceCreateXML creates a virtual device, destroy removes it', () =>
    withConnection(async (conn) => {
      await using device = await conn.deviceCreateXML(XML);
      expect(await device.getParent()).toBe('scsi_host1');
      expect(await device.getXMLDesc()).toContain('<wwpn>5555666677778888</wwpn>');
      await device.destroy();
      expect((await conn.listDevices('scsi_host')).sort()).toEqual(SCSI_HOSTS);
    }));

  testUnsupported(withDevice, [
    ['virNodeDeviceIsActive', (device) => device.isActive(), { until: NEWER_TEST_DRIVER }],
    ['virNodeDeviceIsPersistent', (device) => device.isPersistent(), { until: NEWER_TEST_DRIVER }],
    ['virNodeDeviceCreate', (device) => device.create()],
    ['virNodeDeviceUndefine', (device) => device.undefine()],
    ['virNodeDeviceUpdate', (device) => device.update('<device/>')],
    ['virNodeDeviceGetAutostart', (device) => device.getAutostart()],
    ['virNodeDeviceSetAutostart', (device) => device.setAutostart(true)],
    ['virNodeDeviceDettach', (device) => device.detach()],
    ['virNodeDeviceDetachFlags', (device) => device.detachFlags()],
    ['virNodeDeviceReAttach', (device) => device.reAttach()],
    ['virNodeDeviceReset', (device) => device.reset()],
  ]);

  testUnsupported(withConnection, [
    ['virNodeDeviceDefineXML', (conn) => conn.deviceDefineXML('<device/>')],
    [
      'virNodeDeviceLookupSCSIHostByWWN',
      (conn) => conn.lookupDeviceSCSIHostByWWN('2000000012341234', '1000000012341234'),
    ],
  ]);

  testFlags(withDevice, [['getXMLDesc', (device, flags) => device.getXMLDesc(flags)]]);

  testFlags(withConnection, [
    ['listDevices', (conn, flags) => conn.listDevices('net', flags)],
    ['numOfDevices', (conn, flags) => conn.numOfDevices('net', flags)],
    ['deviceCreateXML', (conn, flags) => conn.deviceCreateXML(XML, flags)],
  ]);

  testWrongArguments(withDevice, [
    ['getXMLDesc', 'flags', TypeError, (device) => device.getXMLDesc(wrong('1'))],
    ['create', 'flags', RangeError, (device) => device.create(2 ** 32)],
    ['undefine', 'flags', TypeError, (device) => device.undefine(wrong(null))],
    ['update', 'xmlDesc', TypeError, (device) => device.update(wrong(1))],
    ['update', 'flags', RangeError, (device) => device.update('', 0.5)],
    ['setAutostart', 'autostart', TypeError, (device) => device.setAutostart(wrong(0))],
    ['detachFlags', 'driverName', TypeError, (device) => device.detachFlags(wrong(1))],
    ['detachFlags', 'flags', TypeError, (device) => device.detachFlags(null, wrong('1'))],
  ]);

  testWrongArguments(withConnection, [
    ['listAllNodeDevices', 'flags', RangeError, (conn) => conn.listAllNodeDevices(2 ** 32)],
    ['listDevices', 'cap', TypeError, (conn) => conn.listDevices(wrong(1))],
    ['listDevices', 'flags', TypeError, (conn) => conn.listDevices('net', wrong('1'))],
    ['numOfDevices', 'cap', TypeError, (conn) => conn.numOfDevices(wrong(1))],
    ['numOfDevices', 'flags', RangeError, (conn) => conn.numOfDevices('net', NaN)],
    ['lookupDeviceByName', 'name', TypeError, (conn) => conn.lookupDeviceByName(wrong(null))],
    [
      'lookupDeviceSCSIHostByWWN',
      'wwnn',
      TypeError,
      (conn) => conn.lookupDeviceSCSIHostByWWN(wrong(1), ''),
    ],
    [
      'lookupDeviceSCSIHostByWWN',
      'wwpn',
      TypeError,
      (conn) => conn.lookupDeviceSCSIHostByWWN('', wrong(1)),
    ],
    [
      'lookupDeviceSCSIHostByWWN',
      'flags',
      TypeError,
      (conn) => conn.lookupDeviceSCSIHostByWWN('', '', wrong('1')),
    ],
    ['deviceCreateXML', 'xmlDesc', TypeError, (conn) => conn.deviceCreateXML(wrong(1))],
    ['deviceDefineXML', 'xmlDesc', TypeError, (conn) => conn.deviceDefineXML(wrong(1))],
    ['deviceDefineXML', 'flags', TypeError, (conn) => conn.deviceDefineXML('', wrong('1'))],
  ]);
});
