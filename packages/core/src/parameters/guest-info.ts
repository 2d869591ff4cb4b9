import type { PackedParameters } from '@libvirt/native';
import { DomainGuestInfoParameter } from '../generated/parameters.js';
import { each, GrammarPlacement, group, type Grammar } from './grammar.js';
import type { UnknownParameters } from './layout.js';
import { unpack } from './packed.js';

/** Somebody who is logged in to the guest. */
export interface DomainGuestInfoUser {
  /** The user's name. */
  readonly name?: string;
  /** The domain of the user, where the guest knows such. */
  readonly domain?: string;
  /** When, in milliseconds since the beginning of 1970. */
  readonly loginTime?: bigint;
}

/** The guest's operating system. */
export interface DomainGuestInfoOS {
  /** An identifier such as `debian`. */
  readonly id?: string;
  /** The name, for people. */
  readonly name?: string;
  /** The name with the version, for people. */
  readonly prettyName?: string;
  /** The version, for people. */
  readonly version?: string;
  /** The version, for programs. */
  readonly versionID?: string;
  /** The release of the kernel. */
  readonly kernelRelease?: string;
  /** The version of the kernel. */
  readonly kernelVersion?: string;
  /** The architecture, such as `x86_64`. */
  readonly machine?: string;
  /** The edition, for people. */
  readonly variant?: string;
  /** The edition, for programs. */
  readonly variantID?: string;
}

/** Where the guest's clock is at home. */
export interface DomainGuestInfoTimeZone {
  /** The name of the time zone. */
  readonly name?: string;
  /** Its distance from UTC, in seconds. */
  readonly offset?: number;
}

/** A disk on which a file system of the guest lies. */
export interface DomainGuestInfoFileSystemDisk {
  /** The target name in the domain's XML, such as `vda`. */
  readonly alias?: string;
  /** The serial number. */
  readonly serial?: string;
  /** The device in the guest. */
  readonly device?: string;
}

/** A file system that is mounted in the guest. */
export interface DomainGuestInfoFileSystem {
  /** Where. */
  readonly mountPoint?: string;
  /** The device in the guest, such as `vda1`. */
  readonly name?: string;
  /** The kind of file system, such as `ext4`. */
  readonly fsType?: string;
  /** Its size in bytes. */
  readonly totalBytes?: bigint;
  /** How many bytes are used. */
  readonly usedBytes?: bigint;
  /** The disks on which it lies. */
  readonly disks?: Readonly<Record<number, DomainGuestInfoFileSystemDisk>>;
}

/** A device on which another lies, as a logical volume lies on physical ones. */
export interface DomainGuestInfoDiskDependency {
  /** The device in the guest. */
  readonly name?: string;
}

/** A disk or a partition of the guest. */
export interface DomainGuestInfoDisk {
  /** The device in the guest. */
  readonly name?: string;
  /** Whether it is a partition. */
  readonly partition?: boolean;
  /** The devices on which it lies. */
  readonly dependencies?: Readonly<Record<number, DomainGuestInfoDiskDependency>>;
  /** The serial number. */
  readonly serial?: string;
  /** The target name in the domain's XML, such as `vda`. */
  readonly alias?: string;
  /** The name that the guest gave it, such as that of a mapped device. */
  readonly guestAlias?: string;
  /** The bus as the guest sees it. */
  readonly guestBus?: string;
}

/** An address of a network interface. */
export interface DomainGuestInfoIPAddress {
  /** `ipv4` or `ipv6`. */
  readonly type?: string;
  /** The address. */
  readonly addr?: string;
  /** How many bits of it are the network's. */
  readonly prefix?: number;
}

/** A network interface of the guest. */
export interface DomainGuestInfoInterface {
  /** Its name in the guest. */
  readonly name?: string;
  /** Its hardware address. */
  readonly hwaddr?: string;
  /** Its addresses. */
  readonly addrs?: Readonly<Record<number, DomainGuestInfoIPAddress>>;
}

/** How many tasks of the guest run or wait to run, on average. */
export interface DomainGuestInfoLoad {
  /** Over one minute. */
  readonly load1M?: number;
  /** Over five minutes. */
  readonly load5M?: number;
  /** Over fifteen minutes. */
  readonly load15M?: number;
}

/** A device of the guest, and its driver there. */
export interface DomainGuestInfoDevice {
  /** The name of the driver. */
  readonly driverName?: string;
  /** The version of the driver. */
  readonly driverVersion?: string;
  /** When the driver was released, in seconds since the beginning of 1970. */
  readonly driverDate?: bigint;
  /** How the device is identified: `pci`. */
  readonly idType?: string;
  /** With `pci`: the number of the vendor. */
  readonly pciVendor?: number;
  /** With `pci`: the number of the device. */
  readonly pciDevice?: number;
}

/**
 * What the agent in a guest tells about it. What was not asked for, or is not known, is absent.
 * Lists are by number, from 0 on.
 */
export interface DomainGuestInfo extends UnknownParameters {
  /** Who is logged in. Since libvirt 5.7.0. */
  readonly users?: Readonly<Record<number, DomainGuestInfoUser>>;
  /** The operating system. Since libvirt 5.7.0. */
  readonly os?: DomainGuestInfoOS;
  /** The time zone. Since libvirt 5.7.0. */
  readonly timeZone?: DomainGuestInfoTimeZone;
  /** The name that the guest gives itself. Since libvirt 5.7.0. */
  readonly hostname?: string;
  /** What is mounted. Since libvirt 5.7.0. */
  readonly fileSystems?: Readonly<Record<number, DomainGuestInfoFileSystem>>;
  /** Disks and partitions. Since libvirt 7.0.0. */
  readonly disks?: Readonly<Record<number, DomainGuestInfoDisk>>;
  /** Network interfaces. Since libvirt 7.10.0. */
  readonly interfaces?: Readonly<Record<number, DomainGuestInfoInterface>>;
  /** How busy it is. Since libvirt 11.2.0. */
  readonly load?: DomainGuestInfoLoad;
  /** Devices and their drivers. Since libvirt 12.7.0. */
  readonly devices?: Readonly<Record<number, DomainGuestInfoDevice>>;
}

/** Where the agent's answers stand. */
export const guestInfoPlacement = new GrammarPlacement((): Grammar<DomainGuestInfo> => ({
  users: each(
    DomainGuestInfoParameter.USER_PREFIX,
    {
      name: [DomainGuestInfoParameter.USER_SUFFIX_NAME, 'string'],
      domain: [DomainGuestInfoParameter.USER_SUFFIX_DOMAIN, 'string'],
      loginTime: [DomainGuestInfoParameter.USER_SUFFIX_LOGIN_TIME, 'ullong'],
    },
    DomainGuestInfoParameter.USER_COUNT,
  ),
  os: group({
    id: [DomainGuestInfoParameter.OS_ID, 'string'],
    name: [DomainGuestInfoParameter.OS_NAME, 'string'],
    prettyName: [DomainGuestInfoParameter.OS_PRETTY_NAME, 'string'],
    version: [DomainGuestInfoParameter.OS_VERSION, 'string'],
    versionID: [DomainGuestInfoParameter.OS_VERSION_ID, 'string'],
    kernelRelease: [DomainGuestInfoParameter.OS_KERNEL_RELEASE, 'string'],
    kernelVersion: [DomainGuestInfoParameter.OS_KERNEL_VERSION, 'string'],
    machine: [DomainGuestInfoParameter.OS_MACHINE, 'string'],
    variant: [DomainGuestInfoParameter.OS_VARIANT, 'string'],
    variantID: [DomainGuestInfoParameter.OS_VARIANT_ID, 'string'],
  }),
  timeZone: group({
    name: [DomainGuestInfoParameter.TIMEZONE_NAME, 'string'],
    offset: [DomainGuestInfoParameter.TIMEZONE_OFFSET, 'int'],
  }),
  hostname: [DomainGuestInfoParameter.HOSTNAME_HOSTNAME, 'string'],
  fileSystems: each(
    DomainGuestInfoParameter.FS_PREFIX,
    {
      mountPoint: [DomainGuestInfoParameter.FS_SUFFIX_MOUNTPOINT, 'string'],
      name: [DomainGuestInfoParameter.FS_SUFFIX_NAME, 'string'],
      fsType: [DomainGuestInfoParameter.FS_SUFFIX_FSTYPE, 'string'],
      totalBytes: [DomainGuestInfoParameter.FS_SUFFIX_TOTAL_BYTES, 'ullong'],
      usedBytes: [DomainGuestInfoParameter.FS_SUFFIX_USED_BYTES, 'ullong'],
      disks: each(
        DomainGuestInfoParameter.FS_SUFFIX_DISK_PREFIX,
        {
          alias: [DomainGuestInfoParameter.FS_SUFFIX_DISK_SUFFIX_ALIAS, 'string'],
          serial: [DomainGuestInfoParameter.FS_SUFFIX_DISK_SUFFIX_SERIAL, 'string'],
          device: [DomainGuestInfoParameter.FS_SUFFIX_DISK_SUFFIX_DEVICE, 'string'],
        },
        DomainGuestInfoParameter.FS_SUFFIX_DISK_COUNT,
      ),
    },
    DomainGuestInfoParameter.FS_COUNT,
  ),
  disks: each(
    DomainGuestInfoParameter.DISK_PREFIX,
    {
      name: [DomainGuestInfoParameter.DISK_SUFFIX_NAME, 'string'],
      partition: [DomainGuestInfoParameter.DISK_SUFFIX_PARTITION, 'boolean'],
      dependencies: each(
        DomainGuestInfoParameter.DISK_SUFFIX_DEPENDENCY_PREFIX,
        { name: [DomainGuestInfoParameter.DISK_SUFFIX_DEPENDENCY_SUFFIX_NAME, 'string'] },
        DomainGuestInfoParameter.DISK_SUFFIX_DEPENDENCY_COUNT,
      ),
      serial: [DomainGuestInfoParameter.DISK_SUFFIX_SERIAL, 'string'],
      alias: [DomainGuestInfoParameter.DISK_SUFFIX_ALIAS, 'string'],
      guestAlias: [DomainGuestInfoParameter.DISK_SUFFIX_GUEST_ALIAS, 'string'],
      guestBus: [DomainGuestInfoParameter.DISK_SUFFIX_GUEST_BUS, 'string'],
    },
    DomainGuestInfoParameter.DISK_COUNT,
  ),
  interfaces: each(
    DomainGuestInfoParameter.IF_PREFIX,
    {
      name: [DomainGuestInfoParameter.IF_SUFFIX_NAME, 'string'],
      hwaddr: [DomainGuestInfoParameter.IF_SUFFIX_HWADDR, 'string'],
      addrs: each(
        DomainGuestInfoParameter.IF_SUFFIX_ADDR_PREFIX,
        {
          type: [DomainGuestInfoParameter.IF_SUFFIX_ADDR_SUFFIX_TYPE, 'string'],
          addr: [DomainGuestInfoParameter.IF_SUFFIX_ADDR_SUFFIX_ADDR, 'string'],
          prefix: [DomainGuestInfoParameter.IF_SUFFIX_ADDR_SUFFIX_PREFIX, 'uint'],
        },
        DomainGuestInfoParameter.IF_SUFFIX_ADDR_COUNT,
      ),
    },
    DomainGuestInfoParameter.IF_COUNT,
  ),
  load: group({
    load1M: [DomainGuestInfoParameter.LOAD_1M, 'double'],
    load5M: [DomainGuestInfoParameter.LOAD_5M, 'double'],
    load15M: [DomainGuestInfoParameter.LOAD_15M, 'double'],
  }),
  devices: each(
    DomainGuestInfoParameter.DEVICE_PREFIX,
    {
      driverName: [DomainGuestInfoParameter.DEVICE_SUFFIX_DRIVER_NAME, 'string'],
      driverVersion: [DomainGuestInfoParameter.DEVICE_SUFFIX_DRIVER_VERSION, 'string'],
      driverDate: [DomainGuestInfoParameter.DEVICE_SUFFIX_DRIVER_DATE, 'llong'],
      idType: [DomainGuestInfoParameter.DEVICE_SUFFIX_ID_TYPE, 'string'],
      pciVendor: [DomainGuestInfoParameter.DEVICE_SUFFIX_PCI_VENDOR, 'uint'],
      pciDevice: [DomainGuestInfoParameter.DEVICE_SUFFIX_PCI_DEVICE, 'uint'],
    },
    DomainGuestInfoParameter.DEVICE_COUNT,
  ),
}));

/** `virDomainGetGuestInfo`. */
export function readGuestInfo(packed: PackedParameters): DomainGuestInfo {
  return unpack(packed, guestInfoPlacement)[0] ?? {};
}
