import type {
  DomainBlockedReason,
  DomainBlockJobType,
  DomainControlErrorReason,
  DomainControlState,
  DomainCrashedReason,
  DomainDiskErrorCode,
  DomainMemoryStatTags,
  DomainNostateReason,
  DomainPausedReason,
  DomainPMSuspendedDiskReason,
  DomainPMSuspendedReason,
  DomainRunningReason,
  DomainShutdownReason,
  DomainShutoffReason,
  DomainState,
  IPAddrType,
  VcpuState,
} from './generated/constants.js';

/** State and resources of a domain. */
export interface DomainInfo {
  /** State, such as running or shut off. */
  readonly state: DomainState;
  /** Maximum memory, in KiB. */
  readonly maxMem: bigint;
  /** Current memory, in KiB. */
  readonly memory: bigint;
  /** Number of virtual CPUs. */
  readonly nrVirtCpu: number;
  /** CPU time used, in nanoseconds. */
  readonly cpuTime: bigint;
}

type States = typeof DomainState;

/** The type of the reason for each state of a domain. */
interface StateReasons {
  readonly NOSTATE: DomainNostateReason;
  readonly RUNNING: DomainRunningReason;
  readonly BLOCKED: DomainBlockedReason;
  readonly PAUSED: DomainPausedReason;
  readonly SHUTDOWN: DomainShutdownReason;
  readonly SHUTOFF: DomainShutoffReason;
  readonly CRASHED: DomainCrashedReason;
  readonly PMSUSPENDED: DomainPMSuspendedReason | DomainPMSuspendedDiskReason;
}

/** The reason for a domain's state, whichever state that is. */
export type DomainStateReason = StateReasons[keyof StateReasons];

/**
 * State of a domain, and the reason for it. `state` determines the enum of `reason`:
 * {@link DomainRunningReason}, {@link DomainPausedReason}, {@link DomainShutdownReason},
 * {@link DomainShutoffReason}, {@link DomainCrashedReason} and so on.
 */
export type DomainStateInfo =
  | {
      readonly [Name in keyof States]: {
        readonly state: States[Name];
        readonly reason: StateReasons[Name];
      };
    }[keyof States]
  | {
      readonly state: Exclude<DomainState, States[keyof States]>;
      readonly reason: number;
    };

/** Time of a guest's clock. */
export interface DomainTime {
  /** Seconds since the Unix epoch. */
  readonly seconds: bigint;
  /** Nanoseconds to add to `seconds`. */
  readonly nseconds: number;
}

/** Whether the hypervisor accepts commands for a domain. */
export interface DomainControlInfo {
  /** Accepting commands, busy with a job or a command, or out of order. */
  readonly state: DomainControlState;
  /** Reason if the state is `ERROR`, otherwise 0. */
  readonly details: DomainControlErrorReason;
  /** How long a job or a command has been running, in milliseconds; 0 in the other states. */
  readonly stateTime: bigint;
}

/** Security label of a domain (SELinux, AppArmor), which the host uses to confine it. */
export interface DomainSecurityLabel {
  /** Label in the form of the host's security model; an empty string if there is none. */
  readonly label: string;
  /** Whether the host enforces it. */
  readonly enforcing: boolean;
}

/** A memory statistic of a domain. */
export interface DomainMemoryStat {
  /** Meaning of the value. */
  readonly tag: DomainMemoryStatTags;
  /**
   * Value, in KiB for most tags. Page faults (`MAJOR_FAULT`, `MINOR_FAULT`) and huge pages
   * (`HUGETLB_PGALLOC`, `HUGETLB_PGFAIL`) are counts, and `LAST_UPDATE` is in seconds since the
   * Unix epoch.
   */
  readonly val: bigint;
}

/** State and affinity of a virtual CPU. */
export interface DomainVcpuInfo {
  /** Number of the virtual CPU, from 0. */
  readonly number: number;
  /** State, such as running or offline. */
  readonly state: VcpuState;
  /** CPU time used, in nanoseconds. */
  readonly cpuTime: bigint;
  /** Number of the host CPU it is on, or a negative {@link VcpuHostCpuState}. */
  readonly cpu: number;
  /** Host CPUs it may run on: one boolean for each, indexed by number. */
  readonly cpuMap: readonly boolean[];
}

/** An IOThread, a dedicated thread for the I/O of a domain's disks, and its affinity. */
export interface DomainIOThreadInfo {
  /** ID of the IOThread in the domain's XML. */
  readonly ioThreadID: number;
  /** Host CPUs it may run on: one boolean for each, indexed by number. */
  readonly cpuMap: readonly boolean[];
}

/**
 * Traffic counters of a network interface since the domain was started. Counters that the
 * hypervisor does not provide are absent.
 */
export interface DomainInterfaceStats {
  /** Bytes received. */
  readonly rxBytes?: bigint;
  /** Packets received. */
  readonly rxPackets?: bigint;
  /** Receive errors. */
  readonly rxErrs?: bigint;
  /** Received packets dropped. */
  readonly rxDrop?: bigint;
  /** Bytes sent. */
  readonly txBytes?: bigint;
  /** Packets sent. */
  readonly txPackets?: bigint;
  /** Transmit errors. */
  readonly txErrs?: bigint;
  /** Transmitted packets dropped. */
  readonly txDrop?: bigint;
}

/** Sizes of a disk and its image. */
export interface DomainBlockInfo {
  /** Capacity that the guest sees, in bytes. */
  readonly capacity: bigint;
  /** Storage that the image occupies on the host, in bytes; holes do not count. */
  readonly allocation: bigint;
  /** Size of the file or device on the host, in bytes; holes count. */
  readonly physical: bigint;
}

/**
 * Type and progress of a block job. `cur / end` approximates the progress; an `end` of 1 means that
 * libvirt does not know it.
 */
export interface DomainBlockJobInfo {
  /** Type of the job, such as copy or commit. */
  readonly type: DomainBlockJobType;
  /** Bandwidth limit in MiB/s, or in bytes/s with the flag `BANDWIDTH_BYTES`; 0 for no limit. */
  readonly bandwidth: bigint;
  /** Current position, from 0 to `end`. */
  readonly cur: bigint;
  /** Final position. */
  readonly end: bigint;
}

/** A disk with an I/O error. */
export interface DomainDiskError {
  /** Target of the disk, such as `vda`. */
  readonly disk: string;
  /** The error, such as no space. */
  readonly error: DomainDiskErrorCode;
}

/** A guest's network interface and its addresses. */
export interface DomainInterface {
  /** Name: the guest's own if the guest agent reported it, otherwise that on the host. */
  readonly name: string;
  /** MAC address, or `null` if it has none. */
  readonly hwaddr: string | null;
  /** IP addresses. */
  readonly addrs: readonly DomainIPAddress[];
}

/** An IP address of a network interface. */
export interface DomainIPAddress {
  /** IPv4 or IPv6. */
  readonly type: IPAddrType;
  /** Address as text, such as `192.0.2.1`. */
  readonly addr: string;
  /** Length of the network prefix in bits; 0 from the ARP table, which does not know it. */
  readonly prefix: number;
}

/** A file system mounted in a guest. */
export interface DomainFSInfo {
  /** Mount point. */
  readonly mountPoint: string;
  /** Name of the device in the guest, such as `sda1`. */
  readonly name: string;
  /** Type of the file system, such as `ext4`. */
  readonly fsType: string;
  /** Targets of the disks that hold it, such as `vda`. */
  readonly devAlias: readonly string[];
}
