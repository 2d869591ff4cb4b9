/**
 * What the schemas do not say in a form that a program could read. Every entry has its reason; an
 * entry that applies to nothing fails the generator.
 */

/** A kind of document or device: one generated type and object. */
export interface Kind {
  /** Name of the type and of the object. */
  readonly name: string;
  /** Prefix of the names of its parts. */
  readonly prefix: string;
  /** File of its types in `packages/xml/src/generated`. */
  readonly module: string;
  /** File of its data in `packages/xml/src/generated/data`. Kinds that include each other share one. */
  readonly family: string;
  /** Schema that it is of, and path of elements below the start of that schema. */
  readonly schema: string;
  readonly path: readonly string[];
  /** libvirt's page about it. */
  readonly page: string;
}

const DOMAIN = 'https://libvirt.org/formatdomain.html';

function device(name: string, element: string, anchor: string): Kind {
  return {
    name: `Domain${name}XML`,
    prefix: `Domain${name}`,
    module: 'domain',
    family: 'domain',
    schema: 'domain',
    path: ['domain', 'devices', element],
    page: `${DOMAIN}#${anchor}`,
  };
}

function document(
  name: string,
  module: string,
  schema: string,
  element: string,
  page: string,
  family = module,
): Kind {
  return {
    name: `${name}XML`,
    prefix: name,
    module,
    family,
    schema,
    path: [element],
    page: `https://libvirt.org/${page}.html`,
  };
}

/**
 * In the order in which types are named: a part that several kinds share has its name from the first
 * one, and the modules of the others import it.
 */
export const kinds: readonly Kind[] = [
  document('CPU', 'cpu', 'cpu', 'cpu', 'formatdomain'),
  document('Domain', 'domain', 'domain', 'domain', 'formatdomain'),
  device('Disk', 'disk', 'hard-drives-floppy-disks-cdroms'),
  device('Controller', 'controller', 'controllers'),
  device('Lease', 'lease', 'device-leases'),
  device('Filesystem', 'filesystem', 'filesystems'),
  device('Interface', 'interface', 'network-interfaces'),
  device('Input', 'input', 'input-devices'),
  device('Sound', 'sound', 'sound-devices'),
  device('Audio', 'audio', 'audio-backends'),
  device('Hostdev', 'hostdev', 'host-device-assignment'),
  device('Graphics', 'graphics', 'graphical-framebuffers'),
  device('Video', 'video', 'video-devices'),
  device('Console', 'console', 'consoles-serial-parallel-channel-devices'),
  device('Parallel', 'parallel', 'consoles-serial-parallel-channel-devices'),
  device('Serial', 'serial', 'consoles-serial-parallel-channel-devices'),
  device('Channel', 'channel', 'consoles-serial-parallel-channel-devices'),
  device('Smartcard', 'smartcard', 'smartcard-devices'),
  device('Hub', 'hub', 'hub-devices'),
  device('Redirdev', 'redirdev', 'redirected-devices'),
  device('Redirfilter', 'redirfilter', 'redirected-devices'),
  device('RNG', 'rng', 'random-number-generator-device'),
  device('TPM', 'tpm', 'tpm-device'),
  device('Shmem', 'shmem', 'shared-memory-device'),
  device('MemoryDevice', 'memory', 'memory-devices'),
  device('Watchdog', 'watchdog', 'watchdog-devices'),
  device('Memballoon', 'memballoon', 'memory-balloon-device'),
  device('NVRAM', 'nvram', 'nvram-device'),
  device('Panic', 'panic', 'panic-device'),
  device('IOMMU', 'iommu', 'iommu-devices'),
  device('Vsock', 'vsock', 'vsock'),
  device('Crypto', 'crypto', 'crypto'),
  device('Pstore', 'pstore', 'pstore'),
  document(
    'DomainSnapshot',
    'snapshot',
    'domainsnapshot',
    'domainsnapshot',
    'formatsnapshot',
    'domain',
  ),
  document(
    'DomainCheckpoint',
    'checkpoint',
    'domaincheckpoint',
    'domaincheckpoint',
    'formatcheckpoint',
    'domain',
  ),
  document('DomainBackup', 'backup', 'domainbackup', 'domainbackup', 'formatbackup', 'domain'),
  document(
    'DomainCapabilities',
    'domain-capabilities',
    'domaincaps',
    'domainCapabilities',
    'formatdomaincaps',
  ),
  document('Capabilities', 'capabilities', 'capability', 'capabilities', 'formatcaps'),
  document('Network', 'network', 'network', 'network', 'formatnetwork'),
  document('NetworkPort', 'network-port', 'networkport', 'networkport', 'formatnetworkport'),
  document('StoragePool', 'storage-pool', 'storagepool', 'pool', 'formatstorage'),
  document('StorageVol', 'storage-vol', 'storagevol', 'volume', 'formatstorage'),
  document(
    'StoragePoolCapabilities',
    'storage-pool-capabilities',
    'storagepoolcaps',
    'storagepoolCapabilities',
    'formatstoragecaps',
  ),
  document('NodeDevice', 'node-device', 'nodedev', 'device', 'formatnode'),
  document('Interface', 'interface', 'interface', 'interface', 'formatinterface'),
  document('NWFilter', 'nwfilter', 'nwfilter', 'filter', 'formatnwfilter'),
  document(
    'NWFilterBinding',
    'nwfilter-binding',
    'nwfilterbinding',
    'filterbinding',
    'formatnwfilterbinding',
  ),
  document('Secret', 'secret', 'secret', 'secret', 'formatsecret'),
  {
    name: 'SysinfoXML',
    prefix: 'Sysinfo',
    module: 'domain',
    family: 'domain',
    schema: 'sysinfo',
    path: ['sysinfo'],
    page: `${DOMAIN}#smbios-system-information`,
  },
];

/** Schemas and devices without a kind. Those files of schemas that only others include have none. */
export const exceptions: Readonly<Record<string, string>> = {
  'schema inactiveDomain': 'Describes the same documents as domain, and allows fewer.',
  'device emulator': 'The path of a program; it cannot be attached.',
};

/** What decides how types are named. */
export interface Naming {
  readonly first: readonly { readonly why: string; readonly elements: readonly string[] }[];
  readonly typeNames: Readonly<Record<string, { readonly name: string; readonly why: string }>>;
  readonly acronyms: ReadonlySet<string>;
}

/** Elements whose parts are named first, so that what others share with them is named after them. */
const first: Naming['first'] = [
  {
    why: 'Disks and interfaces are what people look for; boot firmware, mirrors and host devices share their sources.',
    elements: ['devices', 'disk', 'interface', 'source'],
  },
];

/** Names of types that would be named after a place that is not what they are about, by that place. */
const typeNames: Naming['typeNames'] = {
  'domain/devices/disk/address': {
    name: 'DomainDeviceAddress',
    why: 'Every device has it.',
  },
  'domain/devices/disk/alias': {
    name: 'DomainDeviceAlias',
    why: 'Every device has it.',
  },
  'domain/devices/disk/boot': {
    name: 'DomainDeviceBoot',
    why: 'Disks, interfaces and host devices have it.',
  },
};

/** Words of names that are written in capitals. */
const acronyms: Naming['acronyms'] = new Set([
  'acpi',
  'bios',
  'cpu',
  'dhcp',
  'dns',
  'ip',
  'iommu',
  'iscsi',
  'mac',
  'nat',
  'nfs',
  'numa',
  'nvme',
  'nvram',
  'os',
  'pci',
  'pm',
  'rbd',
  'rng',
  'scsi',
  'sev',
  'smbios',
  'tcp',
  'tls',
  'tpm',
  'udp',
  'usb',
  'uuid',
  'vlan',
  'vnc',
]);

export const naming: Naming = { first, typeNames, acronyms };
