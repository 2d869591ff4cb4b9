import type {
  DomainBlockJobType,
  DomainControlErrorReason,
  DomainControlState,
  DomainDiskErrorCode,
  DomainMemoryStatTags,
  DomainState,
  IPAddrType,
  VcpuState,
} from './generated/constants.js';

/** The state of a domain and what it uses. */
export interface DomainInfo {
  /** Whether it runs. */
  readonly state: DomainState;
  /** The most memory it may have, in KiB. */
  readonly maxMem: bigint;
  /** The memory it uses, in KiB. */
  readonly memory: bigint;
  /** Its virtual CPUs. */
  readonly nrVirtCpu: number;
  /** The CPU time it has used, in nanoseconds. */
  readonly cpuTime: bigint;
}

/** Whether a domain runs, and why. */
export interface DomainStateInfo {
  readonly state: DomainState;
  /** One of `DomainRunningReason`, `DomainPausedReason` and so on, by the state. */
  readonly reason: number;
}

/** A guest's clock, since the beginning of 1970. */
export interface DomainTime {
  readonly seconds: bigint;
  /** What is beyond the seconds. */
  readonly nseconds: number;
}

/** Whether the hypervisor takes commands for a domain. */
export interface DomainControlInfo {
  readonly state: DomainControlState;
  /** What went wrong if the state is `ERROR`, 0 otherwise. */
  readonly details: DomainControlErrorReason;
  /** For how many milliseconds there has been a job or a command; 0 in the other states. */
  readonly stateTime: bigint;
}

/** The label by which the host keeps a domain apart from others. */
export interface DomainSecurityLabel {
  /** The label, in the form of the host's security model; empty if there is none. */
  readonly label: string;
  /** Whether the host enforces it. */
  readonly enforcing: boolean;
}

/** One number about a guest's memory. */
export interface DomainMemoryStat {
  /** What the number says. */
  readonly tag: DomainMemoryStatTags;
  /**
   * Most numbers are in KiB; faults and huge pages are counted, and the last update is a time in
   * seconds since the beginning of 1970.
   */
  readonly val: bigint;
}

/** A virtual CPU. */
export interface DomainVcpuInfo {
  /** Its number. */
  readonly number: number;
  /** Whether it runs. */
  readonly state: VcpuState;
  /** The CPU time it has used, in nanoseconds. */
  readonly cpuTime: bigint;
  /** The host's CPU on which it is, or one of `VcpuHostCpuState`. */
  readonly cpu: number;
  /** On which of the host's CPUs it may run: a truth value for each, by its number. */
  readonly cpuMap: readonly boolean[];
}

/** A thread that does input and output for a domain's disks. */
export interface DomainIOThreadInfo {
  /** Its id, as in the domain's XML. */
  readonly ioThreadID: number;
  /** On which of the host's CPUs it may run: a truth value for each, by its number. */
  readonly cpuMap: readonly boolean[];
}

/**
 * What a domain has sent and received by a network device. What the hypervisor does not count is
 * absent.
 */
export interface DomainInterfaceStats {
  /** Bytes received. */
  readonly rxBytes?: bigint;
  /** Packets received. */
  readonly rxPackets?: bigint;
  /** Errors in receiving. */
  readonly rxErrs?: bigint;
  /** Packets dropped instead of received. */
  readonly rxDrop?: bigint;
  /** Bytes sent. */
  readonly txBytes?: bigint;
  /** Packets sent. */
  readonly txPackets?: bigint;
  /** Errors in sending. */
  readonly txErrs?: bigint;
  /** Packets dropped instead of sent. */
  readonly txDrop?: bigint;
}

/** The size of a disk. */
export interface DomainBlockInfo {
  /** The size that the guest sees, in bytes. */
  readonly capacity: bigint;
  /** What the image takes on the host, in bytes: less than its size if there are holes. */
  readonly allocation: bigint;
  /** The size of the image on the host, in bytes: the end of the file or device. */
  readonly physical: bigint;
}

/** How far a disk's job is. Its progress is about `cur` of `end`. */
export interface DomainBlockJobInfo {
  /** What the job does. */
  readonly type: DomainBlockJobType;
  /** How fast it may go, in MiB or bytes a second as the flags say; 0 for no limit. */
  readonly bandwidth: bigint;
  /** Where the job is, between 0 and `end`. */
  readonly cur: bigint;
  /** Where it will be done. */
  readonly end: bigint;
}

/** A disk with an error. */
export interface DomainDiskError {
  /** The disk's target, such as `vda`. */
  readonly disk: string;
  /** What went wrong. */
  readonly error: DomainDiskErrorCode;
}

/** A network device as a guest sees it. */
export interface DomainInterface {
  /** Its name. */
  readonly name: string;
  /** Its hardware address; null if it has none. */
  readonly hwaddr: string | null;
  /** Its addresses. */
  readonly addrs: readonly DomainIPAddress[];
}

/** An address of a network device. */
export interface DomainIPAddress {
  /** Whether it is of IPv4 or of IPv6. */
  readonly type: IPAddrType;
  /** The address. */
  readonly addr: string;
  /** How many bits of it stand for the network. */
  readonly prefix: number;
}

/** A file system that is mounted in a guest. */
export interface DomainFSInfo {
  /** Where it is mounted. */
  readonly mountPoint: string;
  /** The guest's name of the device, such as `sda1`. */
  readonly name: string;
  /** Its type, such as `ext4`. */
  readonly fsType: string;
  /** The targets of the disks on which it is, such as `vda`. */
  readonly devAlias: readonly string[];
}
