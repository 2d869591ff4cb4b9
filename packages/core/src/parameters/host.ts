import {
  ConnectIdentityParameter,
  NodeCPUStatsParameter,
  NodeMemoryParameter,
  NodeMemoryStatsParameter,
  NodeSEVParameter,
} from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';
import type { UnknownParameters } from './layout.js';

/**
 * Identity on whose behalf a connection acts, for a daemon that trusts the application. Since
 * libvirt 5.8.0.
 */
export interface ConnectIdentity {
  /** Name of the operating system user. */
  readonly userName?: string;
  /** UNIX user ID. */
  readonly unixUserID?: bigint | number;
  /** Name of the user's group. */
  readonly groupName?: string;
  /** UNIX group ID. */
  readonly unixGroupID?: bigint | number;
  /** Process ID. */
  readonly processID?: bigint | number;
  /** Start time of the process, in the host's own unit: on Linux, clock ticks since boot. */
  readonly processTime?: bigint | number;
  /** User name that SASL authenticated. */
  readonly saslUserName?: string;
  /** Distinguished name in the user's TLS certificate. */
  readonly x509DistinguishedName?: string;
  /** SELinux context of the process. */
  readonly seLinuxContext?: string;
}

/** `virConnectSetIdentity`. */
export const connectIdentity = fieldSet((): Fields<ConnectIdentity> => ({
  userName: [ConnectIdentityParameter.USER_NAME, 'string'],
  unixUserID: [ConnectIdentityParameter.UNIX_USER_ID, 'ullong'],
  groupName: [ConnectIdentityParameter.GROUP_NAME, 'string'],
  unixGroupID: [ConnectIdentityParameter.UNIX_GROUP_ID, 'ullong'],
  processID: [ConnectIdentityParameter.PROCESS_ID, 'llong'],
  processTime: [ConnectIdentityParameter.PROCESS_TIME, 'ullong'],
  saslUserName: [ConnectIdentityParameter.SASL_USER_NAME, 'string'],
  x509DistinguishedName: [ConnectIdentityParameter.X509_DISTINGUISHED_NAME, 'string'],
  seLinuxContext: [ConnectIdentityParameter.SELINUX_CONTEXT, 'string'],
}));

/**
 * Settings and counters of the host's kernel samepage merging (KSM). The counters are read-only.
 */
export interface NodeMemoryParameters extends UnknownParameters {
  /** Number of pages to scan before sleeping. Since libvirt 0.10.2. */
  readonly shmPagesToScan?: number;
  /** Sleep time between scans, in ms. Since libvirt 0.10.2. */
  readonly shmSleepMillisecs?: number;
  /** Number of merged pages in use. Read-only. Since libvirt 0.10.2. */
  readonly shmPagesShared?: bigint;
  /**
   * Number of places that share a merged page: the pages saved. Read-only. Since libvirt 0.10.2.
   */
  readonly shmPagesSharing?: bigint;
  /** Number of unique pages that are scanned repeatedly. Read-only. Since libvirt 0.10.2. */
  readonly shmPagesUnshared?: bigint;
  /** Number of pages that change too fast to be merged. Read-only. Since libvirt 0.10.2. */
  readonly shmPagesVolatile?: bigint;
  /** Number of complete scans of memory. Read-only. Since libvirt 0.10.2. */
  readonly shmFullScans?: bigint;
  /**
   * 1 to merge pages of different NUMA nodes too, 0 to merge within a node only. Since libvirt
   * 1.0.0.
   */
  readonly shmMergeAcrossNodes?: number;
}

/** `virNodeGetMemoryParameters`, `virNodeSetMemoryParameters`. */
export const nodeMemoryParameters = fieldSet((): Fields<NodeMemoryParameters> => ({
  shmPagesToScan: [NodeMemoryParameter.SHARED_PAGES_TO_SCAN, 'uint'],
  shmSleepMillisecs: [NodeMemoryParameter.SHARED_SLEEP_MILLISECS, 'uint'],
  shmPagesShared: [NodeMemoryParameter.SHARED_PAGES_SHARED, 'ullong'],
  shmPagesSharing: [NodeMemoryParameter.SHARED_PAGES_SHARING, 'ullong'],
  shmPagesUnshared: [NodeMemoryParameter.SHARED_PAGES_UNSHARED, 'ullong'],
  shmPagesVolatile: [NodeMemoryParameter.SHARED_PAGES_VOLATILE, 'ullong'],
  shmFullScans: [NodeMemoryParameter.SHARED_FULL_SCANS, 'ullong'],
  // libvirt's documentation says int, but its drivers accept unsigned only.
  shmMergeAcrossNodes: [NodeMemoryParameter.SHARED_MERGE_ACROSS_NODES, 'uint'],
}));

/** How the host's CPUs, or one of them, have spent their time since boot, in ns. */
export interface NodeCPUStats extends UnknownParameters {
  /** Time in the kernel, in ns. Since libvirt 0.9.3. */
  readonly kernel?: bigint;
  /** Time in user space, in ns. Since libvirt 0.9.3. */
  readonly user?: bigint;
  /** Idle time, in ns. Since libvirt 0.9.3. */
  readonly idle?: bigint;
  /** Time waiting for I/O, in ns. Since libvirt 0.9.3. */
  readonly iowait?: bigint;
  /** Time handling interrupts, in ns. Since libvirt 1.2.2. */
  readonly intr?: bigint;
  /** Time running virtual CPUs, in ns. Since libvirt 11.8.0. */
  readonly guest?: bigint;
  /** Utilization in percent; the only value that some hypervisors report. Since libvirt 0.9.3. */
  readonly utilization?: bigint;
}

/** `virNodeGetCPUStats`. */
export const nodeCPUStats = fieldSet((): Fields<NodeCPUStats> => ({
  kernel: [NodeCPUStatsParameter.KERNEL, 'ullong'],
  user: [NodeCPUStatsParameter.USER, 'ullong'],
  idle: [NodeCPUStatsParameter.IDLE, 'ullong'],
  iowait: [NodeCPUStatsParameter.IOWAIT, 'ullong'],
  intr: [NodeCPUStatsParameter.INTR, 'ullong'],
  guest: [NodeCPUStatsParameter.GUEST, 'ullong'],
  utilization: [NodeCPUStatsParameter.UTILIZATION, 'ullong'],
}));

/** Memory of the host, or of one NUMA node, in KiB. */
export interface NodeMemoryStats extends UnknownParameters {
  /** Total memory, in KiB. Since libvirt 0.9.3. */
  readonly total?: bigint;
  /** Free memory, in KiB. Since libvirt 0.9.3. */
  readonly free?: bigint;
  /**
   * Memory available to programs without swapping, in KiB; whole host only. Since libvirt 12.3.0.
   */
  readonly available?: bigint;
  /** Buffers of block devices, in KiB; whole host only. Since libvirt 0.9.3. */
  readonly buffers?: bigint;
  /** Page cache, in KiB; whole host only. Since libvirt 0.9.3. */
  readonly cached?: bigint;
}

/** `virNodeGetMemoryStats`. */
export const nodeMemoryStats = fieldSet((): Fields<NodeMemoryStats> => ({
  total: [NodeMemoryStatsParameter.TOTAL, 'ullong'],
  free: [NodeMemoryStatsParameter.FREE, 'ullong'],
  available: [NodeMemoryStatsParameter.AVAILABLE, 'ullong'],
  buffers: [NodeMemoryStatsParameter.BUFFERS, 'ullong'],
  cached: [NodeMemoryStatsParameter.CACHED, 'ullong'],
}));

/**
 * A host's parameters for AMD Secure Encrypted Virtualization (SEV), needed to launch encrypted
 * guests.
 */
export interface NodeSEVParameters extends UnknownParameters {
  /** Platform Diffie-Hellman key, in base64. Since libvirt 4.5.0. */
  readonly pdh?: string;
  /** Certificate chain of the platform, in base64. Since libvirt 4.5.0. */
  readonly certChain?: string;
  /**
   * ID of the first socket's CPU, to request its certificate from AMD's key server, in base64.
   * Since libvirt 8.4.0.
   */
  readonly cpu0ID?: string;
  /** Position of the encryption bit (C-bit) in a page table entry. Since libvirt 4.5.0. */
  readonly cBitPos?: number;
  /** Number of physical address bits that encryption takes. Since libvirt 4.5.0. */
  readonly reducedPhysBits?: number;
  /** Maximum number of SEV guests. Since libvirt 8.0.0. */
  readonly maxGuests?: number;
  /** Maximum number of SEV-ES guests. Since libvirt 8.0.0. */
  readonly maxEsGuests?: number;
}

/** `virNodeGetSEVInfo`. */
export const nodeSEVParameters = fieldSet((): Fields<NodeSEVParameters> => ({
  pdh: [NodeSEVParameter.PDH, 'string'],
  certChain: [NodeSEVParameter.CERT_CHAIN, 'string'],
  cpu0ID: [NodeSEVParameter.CPU0_ID, 'string'],
  cBitPos: [NodeSEVParameter.CBITPOS, 'uint'],
  reducedPhysBits: [NodeSEVParameter.REDUCED_PHYS_BITS, 'uint'],
  maxGuests: [NodeSEVParameter.MAX_GUESTS, 'uint'],
  maxEsGuests: [NodeSEVParameter.MAX_ES_GUESTS, 'uint'],
}));
