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
 * On whose behalf a connection asks, for a daemon that trusts the application to say so. Since
 * libvirt 5.8.0.
 */
export interface ConnectIdentity {
  /** Name of the user in the operating system. */
  readonly userName?: string;
  /** Number of that user. */
  readonly unixUserID?: bigint | number;
  /** Name of the user's group. */
  readonly groupName?: string;
  /** Number of that group. */
  readonly unixGroupID?: bigint | number;
  /** Id of the process. */
  readonly processID?: bigint | number;
  /** When the process was started, in the host's own unit: on Linux, clock ticks since boot. */
  readonly processTime?: bigint | number;
  /** Name under which the user authenticated by SASL. */
  readonly saslUserName?: string;
  /** The distinguished name in the user's TLS certificate. */
  readonly x509DistinguishedName?: string;
  /** The application's SELinux context. */
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

/** How the host merges equal memory pages. The counts are read only. */
export interface NodeMemoryParameters extends UnknownParameters {
  /** How many pages a scan looks at before it sleeps. Since libvirt 0.10.2. */
  readonly shmPagesToScan?: number;
  /** How long it sleeps between scans, in milliseconds. Since libvirt 0.10.2. */
  readonly shmSleepMillisecs?: number;
  /** Merged pages that are in use. Since libvirt 0.10.2. */
  readonly shmPagesShared?: bigint;
  /** Places that use a merged page: what is saved. Since libvirt 0.10.2. */
  readonly shmPagesSharing?: bigint;
  /** Pages without an equal that are looked at again and again. Since libvirt 0.10.2. */
  readonly shmPagesUnshared?: bigint;
  /** Pages that change too fast to be merged. Since libvirt 0.10.2. */
  readonly shmPagesVolatile?: bigint;
  /** How often all of the memory has been scanned. Since libvirt 0.10.2. */
  readonly shmFullScans?: bigint;
  /** 1 to merge pages of different NUMA nodes too, 0 for those of one node only. Since libvirt 1.0.0. */
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
  // libvirt's description says int, but its drivers refuse any other than unsigned.
  shmMergeAcrossNodes: [NodeMemoryParameter.SHARED_MERGE_ACROSS_NODES, 'uint'],
}));

/** What the host's CPUs, or one of them, did since the host was booted: nanoseconds. */
export interface NodeCPUStats extends UnknownParameters {
  /** In the kernel. Since libvirt 0.9.3. */
  readonly kernel?: bigint;
  /** In programs. Since libvirt 0.9.3. */
  readonly user?: bigint;
  /** Nothing. Since libvirt 0.9.3. */
  readonly idle?: bigint;
  /** Waiting for input and output. Since libvirt 0.9.3. */
  readonly iowait?: bigint;
  /** Handling interrupts. Since libvirt 1.2.2. */
  readonly intr?: bigint;
  /** Running the virtual CPUs of guests. Since libvirt 11.8.0. */
  readonly guest?: bigint;
  /** How busy they are, in percent of all; some hypervisors tell this alone. Since libvirt 0.9.3. */
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

/** The memory of the host, or of one NUMA cell, in KiB. */
export interface NodeMemoryStats extends UnknownParameters {
  /** All there is. Since libvirt 0.9.3. */
  readonly total?: bigint;
  /** What nobody uses. Since libvirt 0.9.3. */
  readonly free?: bigint;
  /** What programs can have without swapping; for the whole host only. Since libvirt 12.3.0. */
  readonly available?: bigint;
  /** The buffers of block devices; for the whole host only. Since libvirt 0.9.3. */
  readonly buffers?: bigint;
  /** The cache of files; for the whole host only. Since libvirt 0.9.3. */
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

/** What a host with AMD's Secure Encrypted Virtualization tells those who start guests there. */
export interface NodeSEVParameters extends UnknownParameters {
  /** The platform's Diffie-Hellman key. Since libvirt 4.5.0. */
  readonly pdh?: string;
  /** The chain of certificates from the platform to its owner and maker. Since libvirt 4.5.0. */
  readonly certChain?: string;
  /** By which id AMD's key service knows the CPU of the first socket. Since libvirt 8.4.0. */
  readonly cpu0ID?: string;
  /** The bit of a page table entry that says encrypted. Since libvirt 4.5.0. */
  readonly cBitPos?: number;
  /** How many bits of the physical addresses encryption takes. Since libvirt 4.5.0. */
  readonly reducedPhysBits?: number;
  /** How many SEV guests can run. Since libvirt 8.0.0. */
  readonly maxGuests?: number;
  /** How many SEV-ES guests can run. Since libvirt 8.0.0. */
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
