import type { PackedParameters } from '@libvirt/native';
import { DomainGuestInfoParameter } from '../generated/parameters.js';
import { each, GrammarPlacement, group, type Grammar } from './grammar.js';
import type { Indexed, UnknownParameters } from './layout.js';
import { unpack } from './packed.js';

/** A user logged in to the guest. */
export interface DomainGuestInfoUser extends Indexed {
  /** User name. */
  readonly name?: string;
  /** Domain of the user, on guests that have them, such as Windows. */
  readonly domain?: string;
  /** Login time, in ms since 1970-01-01 UTC. */
  readonly loginTime?: bigint;
}

/** The guest's operating system. */
export interface DomainGuestInfoOS {
  /** ID, such as `debian`. */
  readonly id?: string;
  /** Name for display. */
  readonly name?: string;
  /** Name and version for display. */
  readonly prettyName?: string;
  /** Version for display. */
  readonly version?: string;
  /** Version for comparison. */
  readonly versionID?: string;
  /** Kernel release. */
  readonly kernelRelease?: string;
  /** Kernel version. */
  readonly kernelVersion?: string;
  /** CPU architecture, such as `x86_64`. */
  readonly machine?: string;
  /** Edition for display. */
  readonly variant?: string;
  /** Edition ID for comparison. */
  readonly variantID?: string;
}

/** The guest's time zone. */
export interface DomainGuestInfoTimeZone {
  /** Name of the time zone. */
  readonly name?: string;
  /** Offset from UTC, in s. */
  readonly offset?: number;
}

/** A disk that a file system of the guest is on. */
export interface DomainGuestInfoFileSystemDisk extends Indexed {
  /** Target name in the domain's XML, such as `vda`. */
  readonly alias?: string;
  /** Serial number. */
  readonly serial?: string;
  /** Device node in the guest, such as `/dev/vda`. */
  readonly device?: string;
}

/** A mounted file system of the guest. */
export interface DomainGuestInfoFileSystem extends Indexed {
  /** Mount point. */
  readonly mountPoint?: string;
  /** Device name in the guest, such as `vda1`. */
  readonly name?: string;
  /** Type of the file system, such as `ext4`. */
  readonly fsType?: string;
  /** Total size in bytes. */
  readonly totalBytes?: bigint;
  /** Used space in bytes. */
  readonly usedBytes?: bigint;
  /** Disks that the file system is on. */
  readonly disks?: readonly DomainGuestInfoFileSystemDisk[];
}

/** A device that another is built on, such as a physical volume under a logical one. */
export interface DomainGuestInfoDiskDependency extends Indexed {
  /** Device node in the guest. */
  readonly name?: string;
}

/** A disk or partition of the guest. */
export interface DomainGuestInfoDisk extends Indexed {
  /** Device node in the guest, such as `/dev/vda1`. */
  readonly name?: string;
  /** Whether it is a partition. */
  readonly partition?: boolean;
  /** Devices that it is built on. */
  readonly dependencies?: readonly DomainGuestInfoDiskDependency[];
  /** Serial number. */
  readonly serial?: string;
  /** Target name in the domain's XML, such as `vda`. */
  readonly alias?: string;
  /** Name in the guest, such as that of a device-mapper device. */
  readonly guestAlias?: string;
  /** Bus type as reported by the guest. */
  readonly guestBus?: string;
}

/** An IP address of a network interface. */
export interface DomainGuestInfoIPAddress extends Indexed {
  /** `ipv4` or `ipv6`. */
  readonly type?: string;
  /** The address. */
  readonly addr?: string;
  /** Length of the network prefix in bits. */
  readonly prefix?: number;
}

/** A network interface of the guest. */
export interface DomainGuestInfoInterface extends Indexed {
  /** Name in the guest, such as `eth0`. */
  readonly name?: string;
  /** MAC address. */
  readonly hwaddr?: string;
  /** IP addresses. */
  readonly addrs?: readonly DomainGuestInfoIPAddress[];
}

/** Load averages of the guest: the number of tasks that run or wait to run. */
export interface DomainGuestInfoLoad {
  /** Average over one minute. */
  readonly load1M?: number;
  /** Average over five minutes. */
  readonly load5M?: number;
  /** Average over fifteen minutes. */
  readonly load15M?: number;
}

/** A device of the guest and its driver there. */
export interface DomainGuestInfoDevice extends Indexed {
  /** Name of the driver. */
  readonly driverName?: string;
  /** Version of the driver. */
  readonly driverVersion?: string;
  /** Release date of the driver, in s since 1970-01-01 UTC. */
  readonly driverDate?: bigint;
  /** How the device is identified: `pci`. */
  readonly idType?: string;
  /** PCI vendor ID. */
  readonly pciVendor?: number;
  /** PCI device ID. */
  readonly pciDevice?: number;
}

/**
 * Information from the guest agent. What was not requested or is not known is absent. Each item of
 * a list has its number as `index`.
 */
export interface DomainGuestInfo extends UnknownParameters {
  /** Users logged in. Since libvirt 5.7.0. */
  readonly users?: readonly DomainGuestInfoUser[];
  /** Operating system. Since libvirt 5.7.0. */
  readonly os?: DomainGuestInfoOS;
  /** Time zone. Since libvirt 5.7.0. */
  readonly timeZone?: DomainGuestInfoTimeZone;
  /** Hostname of the guest. Since libvirt 5.7.0. */
  readonly hostname?: string;
  /** Mounted file systems. Since libvirt 5.7.0. */
  readonly fileSystems?: readonly DomainGuestInfoFileSystem[];
  /** Disks and partitions. Since libvirt 7.0.0. */
  readonly disks?: readonly DomainGuestInfoDisk[];
  /** Network interfaces. Since libvirt 7.10.0. */
  readonly interfaces?: readonly DomainGuestInfoInterface[];
  /** Load averages. Since libvirt 11.2.0. */
  readonly load?: DomainGuestInfoLoad;
  /** Devices and their drivers. Since libvirt 12.7.0. */
  readonly devices?: readonly DomainGuestInfoDevice[];
}

/** Where the parameters of the agent's answer are placed. */
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
