import {
  ConnectListAllNetworksFlags,
  getVersion,
  IPAddrType,
  NetworkMetadataType,
  NetworkUpdateCommand,
  NetworkUpdateFlags,
  NetworkUpdateSection,
  type Network,
} from '@libvirt/core';
import { native } from '@libvirt/native';
import { describe, expect, test, vi } from 'vitest';
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

const UUID = '3e3fce45-4f53-4fa7-bb32-11f34168b82b';
const XML = `
  <network>
    <name>lent</name>
    <uuid>${UUID}</uuid>
    <bridge name='virbr9'/>
    <ip address='10.1.1.1' netmask='255.255.255.0'/>
  </network>`;
const UNKNOWN_ELEMENT = '<network><name>lent</name><nonsense/></network>';

/** Lends the test driver's network. */
const withNetwork: Lend<Network> = (use) =>
  withConnection(async (conn) => {
    await using network = await conn.lookupNetworkByName('default');
    await use(network);
  });

describe('Network', () => {
  testNamedObject('Network', {
    withOwner: withConnection,
    make: (conn) => conn.networkDefineXML(XML),
    getters: [
      ['getName', (network) => [network.getName(), 'lent']],
      ['getUUIDString', (network) => [network.getUUIDString(), UUID]],
      [
        'getUUID',
        (network) => [Buffer.from(network.getUUID()).toString('hex'), UUID.replaceAll('-', '')],
      ],
      ['getConnect', (network, conn) => [network.getConnect(), conn]],
    ],
    shown: `name: 'lent', uuid: '${UUID}'`,
    invalid: 'VIR_ERR_INVALID_NETWORK',
  });

  test('Connect.lookupNetworkByName, ByUUID, ByUUIDString find it', () =>
    withConnection(async (conn) => {
      await using network = await conn.networkDefineXML(XML);
      await using byName = await conn.lookupNetworkByName('lent');
      await using byUUID = await conn.lookupNetworkByUUID(network.getUUID());
      await using byText = await conn.lookupNetworkByUUIDString(UUID);
      expect([byName, byUUID, byText].map((each) => each.getUUIDString())).toEqual([
        UUID,
        UUID,
        UUID,
      ]);
    }));

  test('lookups of an unknown network reject with VIR_ERR_NO_NETWORK', () =>
    withConnection(async (conn) => {
      const missing = { code: 'VIR_ERR_NO_NETWORK' };
      await expect(conn.lookupNetworkByName('nobody')).rejects.toMatchObject(missing);
      await expect(conn.lookupNetworkByUUIDString(UUID)).rejects.toMatchObject(missing);
      await expect(conn.lookupNetworkByUUID(new Uint8Array(16))).rejects.toMatchObject(missing);
    }));

  test('runs through its lifecycle: define, create, destroy, undefine', () =>
    withConnection(async (conn) => {
      await using network = await conn.networkDefineXML(XML);
      expect([await network.isActive(), await network.isPersistent()]).toEqual([false, true]);
      expect(await conn.listDefinedNetworks()).toEqual(['lent']);
      expect(await conn.numOfDefinedNetworks()).toBe(1);

      await network.create();
      expect(await network.isActive()).toBe(true);
      expect((await conn.listNetworks()).sort()).toEqual(['default', 'lent']);
      expect(await conn.numOfNetworks()).toBe(2);

      await network.destroy();
      expect(await network.isActive()).toBe(false);
      expect(await conn.listNetworks()).toEqual(['default']);

      await network.undefine();
      expect(await conn.numOfDefinedNetworks()).toBe(0);
      await expect(network.isActive()).rejects.toMatchObject({ code: 'VIR_ERR_NO_NETWORK' });
    }));

  test('a transient network disappears when it stops', () =>
    withConnection(async (conn) => {
      await using network = await conn.networkCreateXML(XML);
      expect([await network.isActive(), await network.isPersistent()]).toEqual([true, false]);
      await network.destroy();
      expect(await conn.listNetworks()).toEqual(['default']);
      expect(await conn.listDefinedNetworks()).toEqual([]);
    }));

  test('Connect.listAllNetworks filters by flags', () =>
    withConnection(async (conn) => {
      await using network = await conn.networkDefineXML(XML);
      expect(network.getName()).toBe('lent');
      const { ACTIVE, INACTIVE } = ConnectListAllNetworksFlags;
      expect(await namesOf(await conn.listAllNetworks())).toEqual(['default', 'lent']);
      expect(await namesOf(await conn.listAllNetworks(ACTIVE))).toEqual(['default']);
      expect(await namesOf(await conn.listAllNetworks(INACTIVE))).toEqual(['lent']);
    }));

  test('setAutostart sets what getAutostart returns', () =>
    withNetwork(async (network) => {
      expect(await network.getAutostart()).toBe(false);
      await network.setAutostart(true);
      expect(await network.getAutostart()).toBe(true);
      await network.setAutostart(false);
      expect(await network.getAutostart()).toBe(false);
    }));

  test('getXMLDesc, getBridgeName return the XML and the bridge', () =>
    withNetwork(async (network) => {
      expect(await network.getXMLDesc()).toContain('<name>default</name>');
      expect(await network.getBridgeName()).toBe('virbr0');
    }));

  test('update changes one element', async (context) => {
    await needLibvirt(context, '7.2.0');
    await withNetwork(async (network) => {
      const host = "<host mac='00:11:22:33:44:55' ip='192.168.122.10'/>";
      const { ADD_FIRST, DELETE } = NetworkUpdateCommand;
      const { IP_DHCP_HOST } = NetworkUpdateSection;
      const { LIVE, CONFIG } = NetworkUpdateFlags;
      await network.update(ADD_FIRST, IP_DHCP_HOST, -1, host, LIVE | CONFIG);
      expect(await network.getXMLDesc()).toContain(host);
      await network.update(DELETE, IP_DHCP_HOST, 0, host);
      expect(await network.getXMLDesc()).not.toContain(host);
    });
  });

  test('networkCreateXMLFlags, networkDefineXMLFlags validate the XML with the flag VALIDATE', async (context) => {
    await needLibvirt(context, '7.8.0');
    await withConnection(async (conn) => {
      await using created = await conn.networkCreateXMLFlags(XML, 1);
      expect(await created.isActive()).toBe(true);
      await using defined = await conn.networkDefineXMLFlags(XML, 1);
      expect(await defined.isPersistent()).toBe(true);
      const invalid = { code: 'VIR_ERR_XML_INVALID_SCHEMA' };
      const define = (flags: number) => conn.networkDefineXMLFlags(UNKNOWN_ELEMENT, flags);
      await expect(define(1)).rejects.toMatchObject(invalid);
      await expect(conn.networkCreateXMLFlags(UNKNOWN_ELEMENT, 1)).rejects.toMatchObject(invalid);
    });
  });

  test('setMetadata stores a title', async (context) => {
    await needLibvirt(context, '9.7.0');
    await withNetwork(async (network) => {
      await network.setMetadata(NetworkMetadataType.TITLE, 'the title');
      expect(await network.getMetadata(NetworkMetadataType.TITLE)).toBe('the title');
      await network.setMetadata(NetworkMetadataType.TITLE, null);
      await expect(network.getMetadata(NetworkMetadataType.TITLE)).rejects.toMatchObject({
        code: 'VIR_ERR_NO_NETWORK_METADATA',
      });
    });
  });

  test('getMetadata, setMetadata reject with the required release on an older libvirt', async ({
    skip,
  }) => {
    skip((await getVersion()) >= 9_007_000, 'libvirt is new enough');
    await withNetwork(async (network) => {
      const refused = (cFunction: string) => ({
        code: 'VIR_ERR_NO_SUPPORT',
        message: expect.stringContaining(`${cFunction} needs libvirt 9.7.0 or newer`) as string,
      });
      const { TITLE } = NetworkMetadataType;
      await expect(network.getMetadata(TITLE)).rejects.toMatchObject(
        refused('virNetworkGetMetadata'),
      );
      await expect(network.setMetadata(TITLE, 'the title')).rejects.toMatchObject(
        refused('virNetworkSetMetadata'),
      );
    });
  });

  test('getDHCPLeases returns the leases', () =>
    withNetwork(async (network) => {
      const raw = vi.spyOn(native, 'virNetworkGetDHCPLeases');
      raw.mockResolvedValueOnce([
        ['virbr9', 1_700_000_000n, 0, '52:54:00:00:00:01', null, '10.1.1.2', 24, 'guest', '01'],
        ['virbr9', 0n, 1, null, '7', 'fd00::2', 64, null, null],
      ]);
      expect(await network.getDHCPLeases()).toEqual([
        {
          iface: 'virbr9',
          expiryTime: new Date('2023-11-14T22:13:20Z'),
          type: IPAddrType.IPV4,
          mac: '52:54:00:00:00:01',
          iaid: null,
          ipaddr: '10.1.1.2',
          prefix: 24,
          hostname: 'guest',
          clientid: '01',
        },
        {
          iface: 'virbr9',
          expiryTime: null,
          type: IPAddrType.IPV6,
          mac: null,
          iaid: '7',
          ipaddr: 'fd00::2',
          prefix: 64,
          hostname: null,
          clientid: null,
        },
      ]);
      raw.mockRestore();
    }));

  testUnsupported(withNetwork, [
    ['virNetworkGetDHCPLeases', (network) => network.getDHCPLeases()],
    ['virNetworkListAllPorts', (network) => network.listAllPorts()],
    ['virNetworkPortLookupByUUID', (network) => network.lookupNetworkPortByUUID(network.getUUID())],
    ['virNetworkPortLookupByUUID', (network) => network.lookupNetworkPortByUUIDString(UUID)],
    ['virNetworkPortCreateXML', (network) => network.portCreateXML('<networkport/>')],
  ]);

  testFlags(withNetwork, [['getXMLDesc', (network, flags) => network.getXMLDesc(flags)]]);

  testWrongArguments(withNetwork, [
    ['getXMLDesc', 'flags', TypeError, (network) => network.getXMLDesc(wrong('1'))],
    ['getXMLDesc', 'flags', RangeError, (network) => network.getXMLDesc(2 ** 32)],
    ['setAutostart', 'autostart', TypeError, (network) => network.setAutostart(wrong(1))],
    ['update', 'command', TypeError, (network) => network.update(wrong('1'), 4, -1, '')],
    ['update', 'section', RangeError, (network) => network.update(1, -1, -1, '')],
    ['update', 'parentIndex', RangeError, (network) => network.update(1, 4, 2 ** 31, '')],
    ['update', 'xml', TypeError, (network) => network.update(1, 4, -1, wrong(null))],
    ['update', 'flags', TypeError, (network) => network.update(1, 4, -1, '', wrong(null))],
    ['getMetadata', 'type', TypeError, (network) => network.getMetadata(wrong('1'))],
    ['getMetadata', 'uri', TypeError, (network) => network.getMetadata(2, wrong(1))],
    ['getMetadata', 'flags', TypeError, (network) => network.getMetadata(2, null, wrong('1'))],
    ['setMetadata', 'type', RangeError, (network) => network.setMetadata(2 ** 31, null)],
    ['setMetadata', 'metadata', TypeError, (network) => network.setMetadata(2, wrong(1))],
    ['setMetadata', 'key', TypeError, (network) => network.setMetadata(2, '', wrong(1))],
    ['setMetadata', 'uri', TypeError, (network) => network.setMetadata(2, '', '', wrong(1))],
    ['setMetadata', 'flags', RangeError, (network) => network.setMetadata(2, '', '', '', 0.5)],
    ['getDHCPLeases', 'mac', TypeError, (network) => network.getDHCPLeases(wrong(1))],
    ['getDHCPLeases', 'flags', TypeError, (network) => network.getDHCPLeases(null, wrong('1'))],
    ['listAllPorts', 'flags', TypeError, (network) => network.listAllPorts(wrong({}))],
    [
      'lookupNetworkPortByUUID',
      'uuid',
      RangeError,
      (network) => network.lookupNetworkPortByUUID(new Uint8Array(15)),
    ],
    [
      'lookupNetworkPortByUUIDString',
      'uuidstr',
      TypeError,
      (network) => network.lookupNetworkPortByUUIDString(wrong(null)),
    ],
    ['portCreateXML', 'xmldesc', TypeError, (network) => network.portCreateXML(wrong(1))],
    ['portCreateXML', 'flags', TypeError, (network) => network.portCreateXML('', wrong('1'))],
  ]);
});

describe('Connect network methods', () => {
  testFlags(withConnection, [
    ['listAllNetworks', (conn, flags) => conn.listAllNetworks(flags)],
    ['networkCreateXMLFlags', (conn, flags) => conn.networkCreateXMLFlags(XML, flags), '7.8.0'],
    ['networkDefineXMLFlags', (conn, flags) => conn.networkDefineXMLFlags(XML, flags), '7.7.0'],
  ]);

  testWrongArguments(withConnection, [
    ['listAllNetworks', 'flags', TypeError, (conn) => conn.listAllNetworks(wrong('1'))],
    ['lookupNetworkByName', 'name', TypeError, (conn) => conn.lookupNetworkByName(wrong(1))],
    ['lookupNetworkByUUID', 'uuid', TypeError, (conn) => conn.lookupNetworkByUUID(wrong(UUID))],
    [
      'lookupNetworkByUUIDString',
      'uuidstr',
      TypeError,
      (conn) => conn.lookupNetworkByUUIDString(wrong(undefined)),
    ],
    ['networkCreateXML', 'xmlDesc', TypeError, (conn) => conn.networkCreateXML(wrong(null))],
    ['networkCreateXMLFlags', 'flags', RangeError, (conn) => conn.networkCreateXMLFlags(XML, 0.5)],
    ['networkDefineXML', 'xml', TypeError, (conn) => conn.networkDefineXML('\0')],
    ['networkDefineXMLFlags', 'flags', RangeError, (conn) => conn.networkDefineXMLFlags(XML, NaN)],
  ]);
});
