import { DomainMemoryStatTags, type DomainInterfaceStats } from '@libvirt/core';
import { flagged, keep, same, type Script, type Step } from './script.js';
import * as xml from './texts.js';

/** Converts our object to a list, whose order is that of the Python binding. */
export const list = (value: object): unknown[] => Object.values(value);
const lists = (values: readonly object[]) => values.map(list);

const byKey = (keys: readonly PropertyKey[], values: readonly unknown[]) =>
  Object.fromEntries(keys.map((key, index) => [key, values[index]]));

/** The Python binding assumes the eight CPUs of virNodeGetCPUMap, and drops the others. */
const mapped = (map: readonly boolean[]) => map.slice(0, 8);

export const NUMBER_FIRST = 'Python asks for the number first, and reports the error of that';
const CPU_TIME = 'the CPU time is the time of day';

const connection: Step[] = [
  same('libvirt.getVersion()', ({ conn }) => conn.getLibVersion()),
  same('conn.getType()', ({ conn }) => conn.getType()),
  same('conn.getVersion()', ({ conn }) => conn.getVersion()),
  same('conn.getLibVersion()', ({ conn }) => conn.getLibVersion()),
  same('conn.getHostname()', ({ conn }) => conn.getHostname()),
  same('conn.getURI()', ({ conn }) => conn.getURI()),
  same('conn.getCapabilities()', ({ conn }) => conn.getCapabilities()),
  same('conn.isAlive()', ({ conn }) => conn.isAlive()),
  same('conn.isEncrypted()', ({ conn }) => conn.isEncrypted()),
  same('conn.isSecure()', ({ conn }) => conn.isSecure()),
  same('conn.getInfo()', ({ conn }) => conn.getNodeInfo(), {
    // The Python binding returns memory in MiB, and leaves the number of CPUs to its user.
    shape: (info) => list({ ...info, memory: info.memory >> 10n }).slice(0, 8),
  }),
  same('conn.getSecurityModel()', ({ conn }) => conn.getSecurityModel(), { shape: list }),
  same('conn.getMaxVcpus(None)', ({ conn }) => conn.getMaxVcpus()),
  same('conn.getMaxVcpus("test")', ({ conn }) => conn.getMaxVcpus('test')),
  same('conn.getMaxVcpus("nothing")', ({ conn }) => conn.getMaxVcpus('nothing')),
  ...flagged('conn.getSysinfo(flags)', ({ conn }, flags) => conn.getSysinfo(flags)),
  ...flagged('conn.getStoragePoolCapabilities(flags)', ({ conn }, flags) =>
    conn.getStoragePoolCapabilities(flags),
  ),
  same('conn.getDomainCapabilities(None, "x86_64", None, "test", 0)', ({ conn }) =>
    conn.getDomainCapabilities(null, 'x86_64', null, 'test'),
  ),
  ...flagged('conn.getCPUMap(flags)', ({ conn }, flags) => conn.getCPUMap(flags), {
    shape: ({ cpus, online }) => [cpus.length, cpus, online],
  }),
  ...['x86_64', 'i686', 'aarch64', 's390x', 'abacus', ''].map((arch) =>
    same(`conn.getCPUModelNames("${arch}")`, ({ conn }) => conn.getCPUModelNames(arch)),
  ),
  ...[
    [0, 1],
    [0, 2],
    [1, 3],
    [3, 9],
    [4, 1],
    [-1, 1],
    [0, 0],
  ].map(([start = 0, count = 0]) =>
    same(
      `conn.getCellsFreeMemory(${start}, ${count})`,
      ({ conn }) => conn.getCellsFreeMemory(start, count),
      { anyError: 'Python refuses some by itself, and reports the error of an earlier call' },
    ),
  ),
  ...[[4], [4, 2048], [5]].map((sizes) =>
    same(
      `conn.getFreePages([${sizes.join()}], 0, 2)`,
      ({ conn }) => conn.getFreePages(sizes, 0, 2),
      {
        shape: (cells) =>
          Object.fromEntries(cells.map((counts, cell) => [cell, byKey(sizes, counts)])),
      },
    ),
  ),
  same('conn.allocPages({4: 10}, 0, 1)', ({ conn }) => conn.allocPages(new Map([[4, 10]]), 0, 1)),
  same('conn.setKeepAlive(5, 3)', ({ conn }) => conn.setKeepAlive(5, 3)),
  ...flagged('conn.compareCPU(xml.cpu, flags)', ({ conn }, flags) =>
    conn.compareCPU(xml.cpu, flags),
  ),
  same('conn.compareCPU(xml.unknownCPU)', ({ conn }) => conn.compareCPU(xml.unknownCPU)),
  same('conn.compareCPU(xml.broken)', ({ conn }) => conn.compareCPU(xml.broken)),
  same('conn.compareHypervisorCPU(None, "x86_64", None, "test", xml.cpu)', ({ conn }) =>
    conn.compareHypervisorCPU(null, 'x86_64', null, 'test', xml.cpu),
  ),
  ...flagged('conn.baselineCPU([xml.cpu, xml.lesserCPU], flags)', ({ conn }, flags) =>
    conn.baselineCPU([xml.cpu, xml.lesserCPU], flags),
  ),
  same('conn.baselineCPU([xml.cpu])', ({ conn }) => conn.baselineCPU([xml.cpu])),
  same('conn.baselineCPU([])', ({ conn }) => conn.baselineCPU([]), {
    anyError: 'an empty list is NULL here, as the functions for file systems demand it',
  }),
  same('conn.baselineCPU([xml.broken])', ({ conn }) => conn.baselineCPU([xml.broken])),
  same('conn.baselineHypervisorCPU(None, "x86_64", None, "test", [xml.cpu])', ({ conn }) =>
    conn.baselineHypervisorCPU(null, 'x86_64', null, 'test', [xml.cpu]),
  ),
  same('conn.domainXMLFromNative("nothing", "")', ({ conn }) =>
    conn.domainXMLFromNative('nothing', ''),
  ),
  same('conn.domainXMLToNative("nothing", xml.newcomer)', ({ conn }) =>
    conn.domainXMLToNative('nothing', xml.newcomer),
  ),
  same('conn.findStoragePoolSources("logical", None)', ({ conn }) =>
    conn.findStoragePoolSources('logical', null),
  ),
  same('conn.findStoragePoolSources("netfs", xml.poolSource)', ({ conn }) =>
    conn.findStoragePoolSources('netfs', xml.poolSource),
  ),
  same('conn.findStoragePoolSources("netfs", None)', ({ conn }) =>
    conn.findStoragePoolSources('netfs', null),
  ),
  same('conn.findStoragePoolSources("nothing", None)', ({ conn }) =>
    conn.findStoragePoolSources('nothing', null),
  ),
  same('conn.suspendForDuration(0, 60)', ({ conn }) => conn.suspendForDuration(0, 60)),
];

const anyOrder = { anyOrder: true } as const;

const listing: Step[] = [
  same('conn.numOfDomains()', ({ conn }) => conn.numOfDomains()),
  same('conn.numOfDefinedDomains()', ({ conn }) => conn.numOfDefinedDomains()),
  same('conn.listDomainsID()', ({ conn }) => conn.listDomains(), anyOrder),
  same('conn.listDefinedDomains()', ({ conn }) => conn.listDefinedDomains(), anyOrder),
  ...flagged('conn.listAllDomains(flags)', (s, flags) => s.conn.listAllDomains(flags), anyOrder),
  same('conn.numOfNetworks()', ({ conn }) => conn.numOfNetworks()),
  same('conn.numOfDefinedNetworks()', ({ conn }) => conn.numOfDefinedNetworks()),
  same('conn.listNetworks()', ({ conn }) => conn.listNetworks(), anyOrder),
  same('conn.listDefinedNetworks()', ({ conn }) => conn.listDefinedNetworks(), anyOrder),
  ...flagged('conn.listAllNetworks(flags)', (s, flags) => s.conn.listAllNetworks(flags), anyOrder),
  same('conn.numOfInterfaces()', ({ conn }) => conn.numOfInterfaces()),
  same('conn.numOfDefinedInterfaces()', ({ conn }) => conn.numOfDefinedInterfaces()),
  same('conn.listInterfaces()', ({ conn }) => conn.listInterfaces(), anyOrder),
  same('conn.listDefinedInterfaces()', ({ conn }) => conn.listDefinedInterfaces(), anyOrder),
  ...flagged(
    'conn.listAllInterfaces(flags)',
    ({ conn }, flags) => conn.listAllInterfaces(flags),
    anyOrder,
  ),
  same('conn.numOfStoragePools()', ({ conn }) => conn.numOfStoragePools()),
  same('conn.numOfDefinedStoragePools()', ({ conn }) => conn.numOfDefinedStoragePools()),
  same('conn.listStoragePools()', ({ conn }) => conn.listStoragePools(), anyOrder),
  same('conn.listDefinedStoragePools()', ({ conn }) => conn.listDefinedStoragePools(), anyOrder),
  ...flagged(
    'conn.listAllStoragePools(flags)',
    ({ conn }, flags) => conn.listAllStoragePools(flags),
    anyOrder,
  ),
  ...flagged(
    'conn.listAllDevices(flags)',
    ({ conn }, flags) => conn.listAllNodeDevices(flags),
    anyOrder,
  ),
  ...flagged('conn.listDevices(None, flags)', (s, flags) => s.conn.listDevices(null, flags), {
    anyOrder: true,
    anyError: NUMBER_FIRST,
  }),
  ...flagged('conn.numOfDevices(None, flags)', (s, flags) => s.conn.numOfDevices(null, flags)),
  ...['scsi_host', 'fc_host', 'vports', 'pci', 'nothing', ''].flatMap((cap) => [
    same(`conn.listDevices("${cap}")`, ({ conn }) => conn.listDevices(cap), anyOrder),
    same(`conn.numOfDevices("${cap}")`, ({ conn }) => conn.numOfDevices(cap)),
  ]),
  same('conn.numOfSecrets()', ({ conn }) => conn.numOfSecrets()),
  same('conn.listSecrets()', ({ conn }) => conn.listSecrets(), { anyError: NUMBER_FIRST }),
  ...flagged('conn.listAllSecrets(flags)', ({ conn }, flags) => conn.listAllSecrets(flags)),
  same('conn.numOfNWFilters()', ({ conn }) => conn.numOfNWFilters()),
  same('conn.listNWFilters()', ({ conn }) => conn.listNWFilters(), { anyError: NUMBER_FIRST }),
  same('conn.listAllNWFilters()', ({ conn }) => conn.listAllNWFilters()),
  same('conn.listAllNWFilterBindings()', ({ conn }) => conn.listAllNWFilterBindings()),
];

const UNKNOWN_UUID = '99999999-7c16-4a3f-9d2a-8d1f0c000001';
const uuidBytes = (uuid: string) => Uint8Array.from(Buffer.from(uuid.replaceAll('-', ''), 'hex'));
const pythonBytes = (uuid: string) => `bytes.fromhex("${uuid.replaceAll('-', '')}")`;
const RUNNING = '11111111-7c16-4a3f-9d2a-8d1f0c000001';
const ROUTED = '22222222-7c16-4a3f-9d2a-8d1f0c000001';
const IMAGES = '33333333-7c16-4a3f-9d2a-8d1f0c000001';

const lookups: Step[] = [
  ...['running', 'stopped', 'saved', 'nobody', '', 'Zoë – 起動 🚀'].map((name) =>
    same(`conn.lookupByName("${name}")`, ({ conn }) => conn.lookupDomainByName(name)),
  ),
  ...[1, 2, 3, 4, 5, 0, -1, 2147483647, -2147483648].map((id) =>
    same(`conn.lookupByID(${id})`, ({ conn }) => conn.lookupDomainById(id), {
      anyError: 'we refuse a negative id by ourselves',
    }),
  ),
  ...[RUNNING, UNKNOWN_UUID].map((uuid) =>
    same(`conn.lookupByUUID(${pythonBytes(uuid)})`, ({ conn }) =>
      conn.lookupDomainByUUID(uuidBytes(uuid)),
    ),
  ),
  ...[
    RUNNING,
    UNKNOWN_UUID,
    RUNNING.toUpperCase(),
    RUNNING.replaceAll('-', ''),
    'nonsense',
    '',
  ].map((uuid) =>
    same(`conn.lookupByUUIDString("${uuid}")`, ({ conn }) => conn.lookupDomainByUUIDString(uuid)),
  ),
  ...['routed', 'nobody', ''].map((name) =>
    same(`conn.networkLookupByName("${name}")`, ({ conn }) => conn.lookupNetworkByName(name)),
  ),
  ...[ROUTED, UNKNOWN_UUID].flatMap((uuid) => [
    same(`conn.networkLookupByUUID(${pythonBytes(uuid)})`, ({ conn }) =>
      conn.lookupNetworkByUUID(uuidBytes(uuid)),
    ),
    same(`conn.networkLookupByUUIDString("${uuid}")`, ({ conn }) =>
      conn.lookupNetworkByUUIDString(uuid),
    ),
  ]),
  same('conn.networkLookupByUUIDString("nonsense")', ({ conn }) =>
    conn.lookupNetworkByUUIDString('nonsense'),
  ),
  ...['eth7', 'eth9', ''].map((name) =>
    same(`conn.interfaceLookupByName("${name}")`, ({ conn }) => conn.lookupInterfaceByName(name)),
  ),
  ...['aa:bb:cc:dd:ee:07', 'AA:BB:CC:DD:EE:07', 'aa:bb:cc:dd:ee:99', 'nonsense', ''].map((mac) =>
    same(`conn.interfaceLookupByMACString("${mac}")`, ({ conn }) =>
      conn.lookupInterfaceByMACString(mac),
    ),
  ),
  ...['images', 'group', 'nobody', ''].map((name) =>
    same(`conn.storagePoolLookupByName("${name}")`, ({ conn }) =>
      conn.lookupStoragePoolByName(name),
    ),
  ),
  ...[IMAGES, UNKNOWN_UUID].flatMap((uuid) => [
    same(`conn.storagePoolLookupByUUID(${pythonBytes(uuid)})`, ({ conn }) =>
      conn.lookupStoragePoolByUUID(uuidBytes(uuid)),
    ),
    same(`conn.storagePoolLookupByUUIDString("${uuid}")`, ({ conn }) =>
      conn.lookupStoragePoolByUUIDString(uuid),
    ),
  ]),
  same('conn.storagePoolLookupByUUIDString("nonsense")', ({ conn }) =>
    conn.lookupStoragePoolByUUIDString('nonsense'),
  ),
  ...['/images', '/images/', '/nowhere'].map((path) =>
    same(`conn.storagePoolLookupByTargetPath("${path}")`, ({ conn }) =>
      conn.lookupStoragePoolByTargetPath(path),
    ),
  ),
  ...['/images/data.img', '/images/nothing', ''].flatMap((path) => [
    same(`conn.storageVolLookupByKey("${path}")`, ({ conn }) => conn.lookupStorageVolByKey(path)),
    same(`conn.storageVolLookupByPath("${path}")`, ({ conn }) => conn.lookupStorageVolByPath(path)),
  ]),
  ...['scsi_host7', 'scsi_host9', ''].map((name) =>
    same(`conn.nodeDeviceLookupByName("${name}")`, ({ conn }) => conn.lookupDeviceByName(name)),
  ),
  ...['2000000012341234', '2000000012341299', ''].map((wwnn) =>
    same(`conn.nodeDeviceLookupSCSIHostByWWN("${wwnn}", "1000000012341234")`, ({ conn }) =>
      conn.lookupDeviceSCSIHostByWWN(wwnn, '1000000012341234'),
    ),
  ),
  same(`conn.secretLookupByUUID(${pythonBytes(UNKNOWN_UUID)})`, ({ conn }) =>
    conn.lookupSecretByUUID(uuidBytes(UNKNOWN_UUID)),
  ),
  same(`conn.secretLookupByUUIDString("${UNKNOWN_UUID}")`, ({ conn }) =>
    conn.lookupSecretByUUIDString(UNKNOWN_UUID),
  ),
  same('conn.secretLookupByUUIDString("nonsense")', ({ conn }) =>
    conn.lookupSecretByUUIDString('nonsense'),
  ),
  same('conn.secretLookupByUsage(1, "/images/data.img")', ({ conn }) =>
    conn.lookupSecretByUsage(1, '/images/data.img'),
  ),
  same('conn.nwfilterLookupByName("clean-traffic")', ({ conn }) =>
    conn.lookupNWFilterByName('clean-traffic'),
  ),
  same(`conn.nwfilterLookupByUUID(${pythonBytes(UNKNOWN_UUID)})`, ({ conn }) =>
    conn.lookupNWFilterByUUID(uuidBytes(UNKNOWN_UUID)),
  ),
  same(`conn.nwfilterLookupByUUIDString("${UNKNOWN_UUID}")`, ({ conn }) =>
    conn.lookupNWFilterByUUIDString(UNKNOWN_UUID),
  ),
  same('conn.nwfilterBindingLookupByPortDev("vnet7")', ({ conn }) =>
    conn.lookupNWFilterBindingByPortDev('vnet7'),
  ),
];

/** Names of memory statistics in the Python binding. */
const memoryStatNames = new Map(
  Object.entries(DomainMemoryStatTags).map(([name, tag]) => [
    tag as number,
    name === 'ACTUAL_BALLOON' ? 'actual' : name.toLowerCase(),
  ]),
);

/** The Python binding returns -1 for what libvirt does not count. */
function interfaceStatsList(stats: DomainInterfaceStats): bigint[] {
  const { rxBytes, rxPackets, rxErrs, rxDrop, txBytes, txPackets, txErrs, txDrop } = stats;
  const all = [rxBytes, rxPackets, rxErrs, rxDrop, txBytes, txPackets, txErrs, txDrop];
  return all.map((each) => each ?? -1n);
}

const domain: Step[] = [
  same('domain.connect().getURI()', ({ domain }) => domain.domainGetConnect().getURI()),
  same('domain.name()', ({ domain }) => domain.getName()),
  same('domain.ID()', ({ domain }) => domain.getID() ?? -1),
  same('domain.UUID()', ({ domain }) => domain.getUUID()),
  same('domain.UUIDString()', ({ domain }) => domain.getUUIDString()),
  same('domain.info()', ({ domain }) => domain.getInfo(), { shape: list, clock: CPU_TIME }),
  same('domain.state()', ({ domain }) => domain.getState(), { shape: list }),
  same('domain.isActive()', ({ domain }) => domain.isActive()),
  same('domain.isPersistent()', ({ domain }) => domain.isPersistent()),
  same('domain.isUpdated()', ({ domain }) => domain.isUpdated()),
  same('domain.OSType()', ({ domain }) => domain.getOSType()),
  same('domain.autostart()', ({ domain }) => domain.getAutostart()),
  same('domain.maxMemory()', ({ domain }) => domain.getMaxMemory()),
  same('domain.maxVcpus()', ({ domain }) => domain.getMaxVcpus()),
  ...flagged('domain.XMLDesc(flags)', ({ domain }, flags) => domain.getXMLDesc(flags)),
  ...flagged('domain.hostname(flags)', ({ domain }, flags) => domain.getHostname(flags)),
  ...flagged('domain.getTime(flags)', ({ domain }, flags) => domain.getTime(flags)),
  ...flagged('domain.vcpusFlags(flags)', ({ domain }, flags) => domain.getVcpusFlags(flags)),
  ...flagged('domain.hasManagedSaveImage(flags)', ({ domain }, flags) =>
    domain.hasManagedSaveImage(flags),
  ),
  ...flagged('domain.managedSaveGetXMLDesc(flags)', ({ domain }, flags) =>
    domain.managedSaveGetXMLDesc(flags),
  ),
  ...[0, 1, 2, 3, -1].flatMap((type) =>
    flagged(`domain.metadata(${type}, xml.namespace, flags)`, ({ domain }, flags) =>
      domain.getMetadata(type, xml.namespace, flags),
    ),
  ),
  ...[0, 1, 2].map((type) =>
    same(`domain.metadata(${type}, None)`, ({ domain }) => domain.getMetadata(type)),
  ),
  ...flagged('domain.controlInfo(flags)', ({ domain }, flags) => domain.getControlInfo(flags), {
    shape: list,
  }),
  same('domain.memoryStats()', ({ domain }) => domain.memoryStats(), {
    shape: (stats) =>
      byKey(
        stats.map(({ tag }) => memoryStatNames.get(tag) ?? tag),
        stats.map(({ val }) => val),
      ),
  }),
  same('domain.securityLabel()', ({ domain }) => domain.getSecurityLabel(), { shape: list }),
  same('domain.securityLabelList()', ({ domain }) => domain.getSecurityLabelList(), {
    shape: lists,
  }),
  ...flagged('domain.messages(flags)', ({ domain }, flags) => domain.getMessages(flags)),
  same('domain.vcpus()', ({ domain }) => domain.getVcpus(), {
    shape: (vcpus) => [
      vcpus.map(({ number, state, cpuTime, cpu }) => [number, state, cpuTime, cpu]),
      vcpus.map(({ cpuMap }) => mapped(cpuMap)),
    ],
    clock: CPU_TIME,
  }),
  // The Python binding returns only the current virtual CPUs, not those up to the maximum.
  ...[0, 1, 2].map((flags) =>
    same(`domain.vcpuPinInfo(${flags})`, async ({ domain }) => {
      const [maps, { nrVirtCpu }] = await Promise.all([
        domain.getVcpuPinInfo(flags),
        domain.getInfo(),
      ]);
      return maps.slice(0, nrVirtCpu).map(mapped);
    }),
  ),
  ...flagged('domain.emulatorPinInfo(flags)', async ({ domain }, flags) =>
    mapped(await domain.getEmulatorPinInfo(flags)),
  ),
  ...flagged('domain.ioThreadInfo(flags)', ({ domain }, flags) => domain.getIOThreadInfo(flags), {
    shape: (threads) => threads.map(({ ioThreadID, cpuMap }) => [ioThreadID, mapped(cpuMap)]),
  }),
  ...['vda', 'hdc', '/guest/diskimage1', 'vdz', ''].flatMap((disk) => [
    same(`domain.blockInfo("${disk}")`, ({ domain }) => domain.getBlockInfo(disk), {
      shape: list,
    }),
    same(`domain.blockStats("${disk}")`, ({ domain }) => domain.blockStats(disk), {
      shape: list,
      clock: 'the statistics are made of the time of day',
    }),
    same(`domain.blockJobInfo("${disk}")`, ({ domain }) => domain.getBlockJobInfo(disk)),
  ]),
  ...['vnet7', '52:54:00:aa:00:01', 'vnet9', ''].map((device) =>
    same(`domain.interfaceStats("${device}")`, ({ domain }) => domain.interfaceStats(device), {
      shape: interfaceStatsList,
      clock: 'the statistics are made of the time of day',
    }),
  ),
  ...[0, 1, 2, 3, 99].flatMap((source) =>
    flagged(
      `domain.interfaceAddresses(${source}, flags)`,
      ({ domain }, flags) => domain.listAllInterfaceAddresses(source, flags),
      {
        shape: (devices) =>
          Object.fromEntries(devices.map(({ name, hwaddr, addrs }) => [name, { hwaddr, addrs }])),
      },
    ),
  ),
  ...flagged('domain.fsInfo(flags)', ({ domain }, flags) => domain.getFSInfo(flags), {
    shape: lists,
  }),
  // The Python binding does not pass its flags to libvirt.
  same('domain.diskErrors()', ({ domain }) => domain.getDiskErrors(), {
    shape: (errors) => Object.fromEntries(errors.map(({ disk, error }) => [disk, error])),
  }),
  same('domain.jobInfo()', ({ domain }) => domain.getJobInfo()),
  same('domain.memoryPeek(0, 16, 1)', ({ domain }) => domain.memoryPeek(0, 16, 1)),
  same('domain.blockPeek("vda", 0, 16)', ({ domain }) => domain.blockPeek('vda', 0, 16)),
  same('domain.migrateGetMaxSpeed()', ({ domain }) => domain.migrateGetMaxSpeed()),
  same('domain.backupGetXMLDesc()', ({ domain }) => domain.backupGetXMLDesc()),
  same('domain.authorizedSSHKeysGet("root")', ({ domain }) => domain.authorizedSSHKeysGet('root')),
];

const snapshots: Step[] = [
  ...flagged('domain.snapshotNum(flags)', ({ domain }, flags) => domain.snapshotNum(flags)),
  ...flagged(
    'domain.snapshotListNames(flags)',
    ({ domain }, flags) => domain.snapshotListNames(flags),
    { anyOrder: true, anyError: NUMBER_FIRST },
  ),
  ...flagged(
    'domain.listAllSnapshots(flags)',
    ({ domain }, flags) => domain.listAllSnapshots(flags),
    anyOrder,
  ),
  ...flagged('domain.hasCurrentSnapshot(flags)', ({ domain }, flags) =>
    domain.hasCurrentSnapshot(flags),
  ),
  ...flagged('domain.snapshotCurrent(flags)', (s, flags) => s.domain.snapshotCurrent(flags)),
  ...['installed', 'updated', 'nothing', ''].map((name) =>
    same(`domain.snapshotLookupByName("${name}")`, ({ domain }) =>
      domain.snapshotLookupByName(name),
    ),
  ),
  ...['installed', 'updated'].flatMap((name) => [
    keep('snapshot', `domain.snapshotLookupByName("${name}")`, ({ domain }) =>
      domain.snapshotLookupByName(name),
    ),
    same('snapshot.getName()', ({ snapshot }) => snapshot.getName()),
    same('snapshot.getDomain()', ({ snapshot }) => snapshot.getDomain()),
    same('snapshot.getConnect().getURI()', ({ snapshot }) => snapshot.getConnect().getURI()),
    ...flagged('snapshot.getXMLDesc(flags)', ({ snapshot }, flags) => snapshot.getXMLDesc(flags)),
    ...flagged('snapshot.isCurrent(flags)', ({ snapshot }, flags) => snapshot.isCurrent(flags)),
    ...flagged('snapshot.hasMetadata(flags)', (s, flags) => s.snapshot.hasMetadata(flags)),
    ...flagged('snapshot.getParent(flags)', ({ snapshot }, flags) => snapshot.getParent(flags)),
    ...flagged('snapshot.numChildren(flags)', (s, flags) => s.snapshot.numChildren(flags)),
    ...flagged(
      'snapshot.listChildrenNames(flags)',
      ({ snapshot }, flags) => snapshot.listChildrenNames(flags),
      { anyOrder: true, anyError: NUMBER_FIRST },
    ),
    ...flagged(
      'snapshot.listAllChildren(flags)',
      ({ snapshot }, flags) => snapshot.listAllChildren(flags),
      anyOrder,
    ),
  ]),
];

const network: Step[] = [
  same('network.connect().getURI()', ({ network }) => network.getConnect().getURI()),
  same('network.name()', ({ network }) => network.getName()),
  same('network.UUID()', ({ network }) => network.getUUID()),
  same('network.UUIDString()', ({ network }) => network.getUUIDString()),
  same('network.isActive()', ({ network }) => network.isActive()),
  same('network.isPersistent()', ({ network }) => network.isPersistent()),
  same('network.autostart()', ({ network }) => network.getAutostart()),
  same('network.bridgeName()', ({ network }) => network.getBridgeName()),
  ...flagged('network.XMLDesc(flags)', ({ network }, flags) => network.getXMLDesc(flags)),
  ...flagged('network.DHCPLeases(None, flags)', ({ network }, flags) =>
    network.getDHCPLeases(null, flags),
  ),
  ...flagged('network.listAllPorts(flags)', ({ network }, flags) => network.listAllPorts(flags)),
  same(`network.portLookupByUUIDString("${UNKNOWN_UUID}")`, ({ network }) =>
    network.lookupNetworkPortByUUIDString(UNKNOWN_UUID),
  ),
  same(`network.portLookupByUUID(${pythonBytes(UNKNOWN_UUID)})`, ({ network }) =>
    network.lookupNetworkPortByUUID(uuidBytes(UNKNOWN_UUID)),
  ),
];

const hardware: Step[] = [
  keep('card', 'conn.interfaceLookupByName("eth7")', ({ conn }) =>
    conn.lookupInterfaceByName('eth7'),
  ),
  same('card.connect().getURI()', ({ card }) => card.getConnect().getURI()),
  same('card.name()', ({ card }) => card.getName()),
  same('card.MACString()', ({ card }) => card.getMACString()),
  same('card.isActive()', ({ card }) => card.isActive()),
  ...flagged('card.XMLDesc(flags)', ({ card }, flags) => card.getXMLDesc(flags)),
  keep('device', 'conn.nodeDeviceLookupByName("scsi_host7")', ({ conn }) =>
    conn.lookupDeviceByName('scsi_host7'),
  ),
  same('device.connect().getURI()', ({ device }) => device.getConnect().getURI()),
  same('device.name()', ({ device }) => device.getName()),
  same('device.parent()', ({ device }) => device.getParent()),
  same('device.numOfCaps()', ({ device }) => device.numOfCaps()),
  same('device.listCaps()', ({ device }) => device.listCaps()),
  same('device.isActive()', ({ device }) => device.isActive()),
  same('device.isPersistent()', ({ device }) => device.isPersistent()),
  same('device.autostart()', ({ device }) => device.getAutostart()),
  ...flagged('device.XMLDesc(flags)', ({ device }, flags) => device.getXMLDesc(flags)),
];

const storage: Step[] = [
  ...['images', 'group'].flatMap((name) => [
    keep('pool', `conn.storagePoolLookupByName("${name}")`, ({ conn }) =>
      conn.lookupStoragePoolByName(name),
    ),
    same('pool.connect().getURI()', ({ pool }) => pool.getConnect().getURI()),
    same('pool.name()', ({ pool }) => pool.getName()),
    same('pool.UUID()', ({ pool }) => pool.getUUID()),
    same('pool.UUIDString()', ({ pool }) => pool.getUUIDString()),
    same('pool.info()', ({ pool }) => pool.getInfo(), { shape: list }),
    same('pool.isActive()', ({ pool }) => pool.isActive()),
    same('pool.isPersistent()', ({ pool }) => pool.isPersistent()),
    same('pool.autostart()', ({ pool }) => pool.getAutostart()),
    same('pool.numOfVolumes()', ({ pool }) => pool.numOfStorageVolumes()),
    same('pool.listVolumes()', ({ pool }) => pool.listStorageVolumes(), anyOrder),
    ...flagged('pool.XMLDesc(flags)', ({ pool }, flags) => pool.getXMLDesc(flags)),
    ...flagged(
      'pool.listAllVolumes(flags)',
      ({ pool }, flags) => pool.listAllStorageVolumes(flags),
      anyOrder,
    ),
    ...['system.img', 'nothing', ''].map((volume) =>
      same(`pool.storageVolLookupByName("${volume}")`, ({ pool }) =>
        pool.lookupStorageVolByName(volume),
      ),
    ),
  ]),
  ...['system.img', 'data.img'].flatMap((name) => [
    keep('volume', `conn.storageVolLookupByPath("/images/${name}")`, ({ conn }) =>
      conn.lookupStorageVolByPath(`/images/${name}`),
    ),
    same('volume.connect().getURI()', ({ volume }) => volume.getConnect().getURI()),
    same('volume.name()', ({ volume }) => volume.getName()),
    same('volume.key()', ({ volume }) => volume.getKey()),
    same('volume.path()', ({ volume }) => volume.getPath()),
    same('volume.info()', ({ volume }) => volume.getInfo(), { shape: list }),
    ...flagged('volume.infoFlags(flags)', ({ volume }, flags) => volume.getInfoFlags(flags), {
      shape: list,
    }),
    ...flagged('volume.XMLDesc(flags)', ({ volume }, flags) => volume.getXMLDesc(flags)),
    same('volume.storagePoolLookupByVolume()', ({ volume }) => volume.lookupPoolByVolume()),
  ]),
];

export const lookupDomain = (name: string) =>
  keep('domain', `conn.lookupByName("${name}")`, ({ conn }) => conn.lookupDomainByName(name));
export const lookupNetwork = (name: string) =>
  keep('network', `conn.networkLookupByName("${name}")`, ({ conn }) =>
    conn.lookupNetworkByName(name),
  );

/** The domains of the test hypervisor, one in each state. */
export const DOMAINS = ['running', 'paused', 'stopped', 'crashed', 'transient', 'saved'] as const;

/** Calls that only read. */
export const reading: readonly Script[] = [
  {
    name: 'Connect: the connection and its host',
    steps: [
      ...connection,
      same('conn.getFreeMemory()', ({ conn }) => conn.getFreeMemory(), {
        differs: 'libvirt calls 0 a failure of which the cause is not known; Python does not ask',
      }),
    ],
  },
  {
    name: 'Connect: the connection and its host, on the default hypervisor',
    uri: 'test:///default',
    steps: [...connection, same('conn.getFreeMemory()', ({ conn }) => conn.getFreeMemory())],
  },
  { name: 'lists', steps: listing },
  { name: 'Connect: lists of the default hypervisor', uri: 'test:///default', steps: listing },
  { name: 'Connect: lists on a read-only connection', readOnly: true, steps: listing },
  { name: 'lookups', steps: lookups },
  ...DOMAINS.map((name) => ({
    name: `a domain: ${name}`,
    steps: [lookupDomain(name), ...domain],
  })),
  {
    name: 'Domain: test of the default hypervisor',
    uri: 'test:///default',
    steps: [lookupDomain('test'), ...domain],
  },
  {
    name: 'Domain: on a read-only connection',
    readOnly: true,
    steps: [lookupDomain('running'), ...domain],
  },
  { name: 'snapshots', steps: [lookupDomain('running'), ...snapshots] },
  {
    name: 'networks',
    steps: ['routed', 'isolated'].flatMap((name) => [lookupNetwork(name), ...network]),
  },
  { name: 'Interface, NodeDevice: of the host', steps: hardware },
  { name: 'storage', steps: storage },
];
