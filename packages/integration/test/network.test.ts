import {
  IPAddrType,
  NetworkCreateFlags,
  NetworkDefineFlags,
  NetworkMetadataType,
  NetworkUpdateCommand,
  NetworkUpdateFlags,
  NetworkUpdateSection,
  DomainInterfaceAddressesSource,
  type Connect,
  type Network,
} from '@libvirt/core';
import { expect, test } from 'vitest';
import { needsLibvirt, openQEMU, run, uniqueName, until, withMachine } from '../src/machines.js';

let count = 0;

/** Runs a program in the network of the host. */
const host = (...args: string[]) => run('nsenter', '--net=/run/netns/main', ...args);

/** A network with a bridge and addresses that no other has. */
function networkXML(forward = ''): { name: string; bridge: string; xml: string; prefix: string } {
  const number = ++count;
  const id = (process.pid * 16 + number) % 60000;
  const name = uniqueName('network');
  const bridge = `vb${id}`;
  const prefix = `10.${100 + ((id >> 8) % 100)}.${id & 255}`;
  const xml = `
    <network>
      <name>${name}</name>
      ${forward}
      <bridge name='${bridge}' stp='off'/>
      <ip address='${prefix}.1' netmask='255.255.255.0'>
        <dhcp><range start='${prefix}.10' end='${prefix}.20'/></dhcp>
      </ip>
    </network>`;
  return { name, bridge, xml, prefix };
}

/** Runs a test with an active network. */
async function withNetwork(
  use: (network: Network, conn: Connect, plan: ReturnType<typeof networkXML>) => Promise<void>,
): Promise<void> {
  await using conn = await openQEMU();
  const plan = networkXML();
  await using network = await conn.networkCreateXML(plan.xml);
  try {
    await use(network, conn, plan);
  } finally {
    await network.destroy();
  }
}

test('Network: define, start, describe, stop and undefine', async () => {
  await using conn = await openQEMU();
  const { name, bridge, xml } = networkXML("<forward mode='nat'/>");
  await using network = await conn.networkDefineXML(xml);
  expect(await network.isPersistent()).toBe(true);
  expect(await network.isActive()).toBe(false);
  expect(await conn.listDefinedNetworks()).toContain(name);
  expect(await conn.numOfDefinedNetworks()).toBeGreaterThan(0);
  await network.create();
  expect(await conn.listNetworks()).toContain(name);
  expect(await conn.numOfNetworks()).toBeGreaterThan(0);
  expect(await network.getBridgeName()).toBe(bridge);
  await network.setAutostart(true);
  expect(await network.getAutostart()).toBe(true);

  await using byName = await conn.lookupNetworkByName(name);
  await using byUUID = await conn.lookupNetworkByUUID(network.getUUID());
  await using byUUIDString = await conn.lookupNetworkByUUIDString(network.getUUIDString());
  for (const found of [byName, byUUID, byUUIDString]) expect(found.getName()).toBe(name);
  const all = await conn.listAllNetworks();
  expect(all.map((other) => other.getName())).toContain(name);
  expect(network.getConnect()).toBe(conn);
  expect(await network.getXMLDesc()).toContain("<forward mode='nat'");

  await network.destroy();
  await network.undefine();
  await expect(conn.lookupNetworkByName(name)).rejects.toMatchObject({
    code: 'VIR_ERR_NO_NETWORK',
  });
});

test('Connect.networkDefineXMLFlags: VALIDATE refuses a wrong document', async () => {
  await using conn = await openQEMU();
  const { xml } = networkXML();
  const wrong = xml.replace('<bridge', '<nonsense/><bridge');
  const invalid = { code: 'VIR_ERR_XML_INVALID_SCHEMA' };
  await expect(
    conn.networkDefineXMLFlags(wrong, NetworkDefineFlags.VALIDATE),
  ).rejects.toMatchObject(invalid);
  await expect(
    conn.networkCreateXMLFlags(wrong, NetworkCreateFlags.VALIDATE),
  ).rejects.toMatchObject(invalid);
  await using defined = await conn.networkDefineXMLFlags(xml);
  await defined.undefine();
  await using created = await conn.networkCreateXMLFlags(xml);
  await created.destroy();
});

test('Network.update: adds a DHCP host to a running network', () =>
  withNetwork(async (network, _, { prefix }) => {
    await network.update(
      NetworkUpdateCommand.ADD_LAST,
      NetworkUpdateSection.IP_DHCP_HOST,
      -1,
      `<host mac='52:54:00:aa:bb:cc' ip='${prefix}.15'/>`,
      NetworkUpdateFlags.LIVE,
    );
    expect(await network.getXMLDesc()).toContain('52:54:00:aa:bb:cc');
  }));

test("Network.getDHCPLeases: lists a client's lease", () =>
  withNetwork(async (network, _, { bridge, prefix }) => {
    const mac = '52:54:00:aa:00:01';
    const namespace = uniqueName('client');
    host('ip', 'link', 'add', 'name', `${bridge}c`, 'type', 'veth', 'peer', 'name', `${bridge}d`);
    run('ip', 'netns', 'add', namespace);
    try {
      host('ip', 'link', 'set', 'dev', `${bridge}c`, 'master', bridge, 'up');
      host('ip', 'link', 'set', 'dev', `${bridge}d`, 'netns', namespace, 'address', mac);
      run('ip', '-n', namespace, 'link', 'set', 'lo', 'up');
      run('ip', '-n', namespace, 'link', 'set', 'dev', `${bridge}d`, 'up');
      const client = ['busybox', 'udhcpc', '-f', '-q', '-n', '-t', '10', '-s', '/bin/true'];
      run('ip', 'netns', 'exec', namespace, ...client, '-i', `${bridge}d`);
      await until('the lease is known', async () => (await network.getDHCPLeases()).length === 1);
      const [lease] = await network.getDHCPLeases(mac);
      expect(lease).toMatchObject({
        iface: bridge,
        mac,
        type: IPAddrType.IPV4,
        prefix: 24,
      });
      expect(lease!.ipaddr).toMatch(new RegExp(`^${prefix.replaceAll('.', '\\.')}\\.(1\\d|20)$`));
      expect(lease!.expiryTime!.getTime()).toBeGreaterThan(Date.now());
    } finally {
      run('ip', 'netns', 'delete', namespace);
    }
  }));

test('Network.listAllPorts: a domain occupies a port', () =>
  withNetwork(async (network, _, { name }) => {
    const mac = '52:54:00:aa:00:02';
    await withMachine(
      {
        devices: `
          <interface type='network'>
            <mac address='${mac}'/><source network='${name}'/>
          </interface>`,
      },
      async ({ domain }) => {
        const [port, ...others] = await network.listAllPorts();
        expect(others).toEqual([]);
        expect(port!.getNetwork()).toBe(network);
        expect(await port!.getXMLDesc()).toContain(`<mac address='${mac}'/>`);
        await using byUUID = await network.lookupNetworkPortByUUID(port!.getUUID());
        await using byText = await network.lookupNetworkPortByUUIDString(port!.getUUIDString());
        expect(byUUID.getUUIDString()).toBe(byText.getUUIDString());

        expect(await domain.interfaceStats(mac)).toHaveProperty('txBytes');
        const { LEASE } = DomainInterfaceAddressesSource;
        expect(await domain.listAllInterfaceAddresses(LEASE)).toEqual([]);
      },
    );
    expect(await network.listAllPorts()).toEqual([]);
  }));

test('Network.portCreateXML: creates a port; NetworkPort.delete deletes it', () =>
  withNetwork(async (network) => {
    await using port = await network.portCreateXML(`
      <networkport>
        <uuid>12345678-1234-1234-1234-123456789abd</uuid>
        <owner><name>somebody</name><uuid>12345678-1234-1234-1234-123456789abc</uuid></owner>
        <mac address='52:54:00:aa:00:03'/>
      </networkport>`);
    expect(await port.getXMLDesc()).toContain('<name>somebody</name>');
    expect(await port.getParameters()).toEqual(expect.any(Object));
    await port.delete();
    expect(await network.listAllPorts()).toEqual([]);
  }));

test('NWFilter, NWFilterBinding: define a filter, bind it to a port, remove both', async () => {
  await using conn = await openQEMU();
  const name = uniqueName('filter');
  await using filter = await conn.nwFilterDefineXML(`
    <filter name='${name}' chain='root'>
      <rule action='drop' direction='in' priority='500'><all/></rule>
    </filter>`);
  expect(filter.getName()).toBe(name);
  expect(filter.getConnect()).toBe(conn);
  expect(await filter.getXMLDesc()).toContain("action='drop'");
  await using byName = await conn.lookupNWFilterByName(name);
  await using byUUID = await conn.lookupNWFilterByUUID(filter.getUUID());
  await using byUUIDString = await conn.lookupNWFilterByUUIDString(filter.getUUIDString());
  for (const found of [byName, byUUID, byUUIDString]) expect(found.getName()).toBe(name);
  expect(await conn.listNWFilters()).toContain(name);
  expect(await conn.numOfNWFilters()).toBeGreaterThan(0);
  const all = await conn.listAllNWFilters();
  expect(all.map((other) => other.getName())).toContain(name);

  const port = `vf${process.pid % 100000}`;
  host('ip', 'link', 'add', 'name', port, 'type', 'veth', 'peer', 'name', `${port}p`);
  try {
    await using binding = await conn.nwFilterBindingCreateXML(`
      <filterbinding>
        <owner><name>somebody</name><uuid>12345678-1234-1234-1234-123456789abc</uuid></owner>
        <portdev name='${port}'/>
        <mac address='52:54:00:aa:00:04'/>
        <filterref filter='${name}'/>
      </filterbinding>`);
    expect(binding.getPortDev()).toBe(port);
    expect(binding.getFilterName()).toBe(name);
    expect(binding.getConnect()).toBe(conn);
    expect(await binding.getXMLDesc()).toContain(name);
    await using found = await conn.lookupNWFilterBindingByPortDev(port);
    expect(found.getFilterName()).toBe(name);
    const bindings = await conn.listAllNWFilterBindings();
    expect(bindings.map((other) => other.getPortDev())).toContain(port);
    await expect(filter.undefine()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' });
    await binding.delete();
  } finally {
    host('ip', 'link', 'delete', port);
  }
  await filter.undefine();
});

test('Connect.nwFilterDefineXMLFlags: VALIDATE refuses a wrong document', async () => {
  await using conn = await openQEMU();
  const xml = `<filter name='${uniqueName('filter')}'><rule action='drop' direction='in'/></filter>`;
  await using filter = await conn.nwFilterDefineXMLFlags(xml);
  await filter.undefine();
});

test('Network.setMetadata: stores metadata', async (context) => {
  await needsLibvirt(context, 9, 7);
  await withNetwork(async (network) => {
    const { LIVE } = NetworkUpdateFlags;
    const { TITLE } = NetworkMetadataType;
    await network.setMetadata(TITLE, 'A title', null, null, LIVE);
    expect(await network.getMetadata(TITLE, null, LIVE)).toBe('A title');
  });
});
