import {
  DomainBlkioParameter,
  DomainBlockCopyParameter,
  DomainBlockIOTuneParameter,
  DomainBlockStatsParameter,
} from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';
import type { UnknownParameters } from './layout.js';

/** What a domain has done with a disk since it was started. Since libvirt 0.9.5. */
export interface DomainBlockStats extends UnknownParameters {
  /** Bytes read. */
  readonly rdBytes?: bigint;
  /** Read requests. */
  readonly rdReq?: bigint;
  /** Time spent on reading, in nanoseconds. */
  readonly rdTotalTimes?: bigint;
  /** Bytes written. */
  readonly wrBytes?: bigint;
  /** Write requests. */
  readonly wrReq?: bigint;
  /** Time spent on writing, in nanoseconds. */
  readonly wrTotalTimes?: bigint;
  /** Flush requests. */
  readonly flushReq?: bigint;
  /** Time spent on flushing, in nanoseconds. */
  readonly flushTotalTimes?: bigint;
  /** Xen alone tells this: requests for which there was no room. */
  readonly errs?: bigint;
}

/** `virDomainBlockStatsFlags`. */
export const domainBlockStats = fieldSet((): Fields<DomainBlockStats> => ({
  rdBytes: [DomainBlockStatsParameter.READ_BYTES, 'llong'],
  rdReq: [DomainBlockStatsParameter.READ_REQ, 'llong'],
  rdTotalTimes: [DomainBlockStatsParameter.READ_TOTAL_TIMES, 'llong'],
  wrBytes: [DomainBlockStatsParameter.WRITE_BYTES, 'llong'],
  wrReq: [DomainBlockStatsParameter.WRITE_REQ, 'llong'],
  wrTotalTimes: [DomainBlockStatsParameter.WRITE_TOTAL_TIMES, 'llong'],
  flushReq: [DomainBlockStatsParameter.FLUSH_REQ, 'llong'],
  flushTotalTimes: [DomainBlockStatsParameter.FLUSH_TOTAL_TIMES, 'llong'],
  errs: [DomainBlockStatsParameter.ERRS, 'llong'],
}));

/** How a disk is copied; 0 is the same as nothing. Since libvirt 1.2.8. */
export interface DomainBlockCopyParameters {
  /** Bytes a second. Default: no limit. */
  readonly bandwidth?: bigint | number;
  /** The size of the pieces in which changes are tracked, in bytes: a power of two. */
  readonly granularity?: number;
  /** How many bytes may be on their way at once. */
  readonly bufSize?: bigint | number;
}

/** `virDomainBlockCopy`. */
export const domainBlockCopyParameters = fieldSet((): Fields<DomainBlockCopyParameters> => ({
  bandwidth: [DomainBlockCopyParameter.BANDWIDTH, 'ullong'],
  granularity: [DomainBlockCopyParameter.GRANULARITY, 'uint'],
  bufSize: [DomainBlockCopyParameter.BUF_SIZE, 'ullong'],
}));

/**
 * A domain's share of the host's disks. Values for single devices are texts, each a list of paths
 * and numbers: `/dev/sda,100,/dev/sdb,500`.
 */
export interface DomainBlkioParameters extends UnknownParameters {
  /** The domain's share, relative to others. Since libvirt 0.9.0. */
  readonly weight?: number;
  /** The same by device. Since libvirt 0.9.8. */
  readonly deviceWeight?: string;
  /** Read requests a second, by device. Since libvirt 1.2.2. */
  readonly deviceReadIops?: string;
  /** Write requests a second, by device. Since libvirt 1.2.2. */
  readonly deviceWriteIops?: string;
  /** Bytes read a second, by device. Since libvirt 1.2.2. */
  readonly deviceReadBps?: string;
  /** Bytes written a second, by device. Since libvirt 1.2.2. */
  readonly deviceWriteBps?: string;
}

/** `virDomainGetBlkioParameters`, `virDomainSetBlkioParameters`. */
export const domainBlkioParameters = fieldSet((): Fields<DomainBlkioParameters> => ({
  weight: [DomainBlkioParameter.WEIGHT, 'uint'],
  deviceWeight: [DomainBlkioParameter.DEVICE_WEIGHT, 'string'],
  deviceReadIops: [DomainBlkioParameter.DEVICE_READ_IOPS, 'string'],
  deviceWriteIops: [DomainBlkioParameter.DEVICE_WRITE_IOPS, 'string'],
  deviceReadBps: [DomainBlkioParameter.DEVICE_READ_BPS, 'string'],
  deviceWriteBps: [DomainBlkioParameter.DEVICE_WRITE_BPS, 'string'],
}));

/**
 * How fast a domain may use a disk. A limit of all requests excludes limits of reads and writes of
 * the same kind; 0 for no limit.
 */
export interface DomainBlockIoTuneParameters extends UnknownParameters {
  /** Bytes a second, read and written. Since libvirt 0.9.8. */
  readonly totalBytesSec?: bigint;
  /** Bytes read a second. Since libvirt 0.9.8. */
  readonly readBytesSec?: bigint;
  /** Bytes written a second. Since libvirt 0.9.8. */
  readonly writeBytesSec?: bigint;
  /** Requests a second. Since libvirt 0.9.8. */
  readonly totalIopsSec?: bigint;
  /** Read requests a second. Since libvirt 0.9.8. */
  readonly readIopsSec?: bigint;
  /** Write requests a second. Since libvirt 0.9.8. */
  readonly writeIopsSec?: bigint;
  /** Bytes a second during a burst. Since libvirt 1.2.11. */
  readonly totalBytesSecMax?: bigint;
  /** Bytes read a second during a burst. Since libvirt 1.2.11. */
  readonly readBytesSecMax?: bigint;
  /** Bytes written a second during a burst. Since libvirt 1.2.11. */
  readonly writeBytesSecMax?: bigint;
  /** Requests a second during a burst. Since libvirt 1.2.11. */
  readonly totalIopsSecMax?: bigint;
  /** Read requests a second during a burst. Since libvirt 1.2.11. */
  readonly readIopsSecMax?: bigint;
  /** Write requests a second during a burst. Since libvirt 1.2.11. */
  readonly writeIopsSecMax?: bigint;
  /** How long `totalBytesSecMax` may last, in seconds. Since libvirt 2.4.0. */
  readonly totalBytesSecMaxLength?: bigint;
  /** How long `readBytesSecMax` may last, in seconds. Since libvirt 2.4.0. */
  readonly readBytesSecMaxLength?: bigint;
  /** How long `writeBytesSecMax` may last, in seconds. Since libvirt 2.4.0. */
  readonly writeBytesSecMaxLength?: bigint;
  /** How long `totalIopsSecMax` may last, in seconds. Since libvirt 2.4.0. */
  readonly totalIopsSecMaxLength?: bigint;
  /** How long `readIopsSecMax` may last, in seconds. Since libvirt 2.4.0. */
  readonly readIopsSecMaxLength?: bigint;
  /** How long `writeIopsSecMax` may last, in seconds. Since libvirt 2.4.0. */
  readonly writeIopsSecMaxLength?: bigint;
  /** The bytes that count as one request; a larger request counts as several. Since libvirt 1.2.11. */
  readonly sizeIopsSec?: bigint;
  /** Disks of one group share the limits. Since libvirt 3.0.0. */
  readonly groupName?: string;
}

/** `virDomainGetBlockIoTune`, `virDomainSetBlockIoTune`, `virDomainSetThrottleGroup`. */
export const domainBlockIoTuneParameters = fieldSet((): Fields<DomainBlockIoTuneParameters> => ({
  totalBytesSec: [DomainBlockIOTuneParameter.TOTAL_BYTES_SEC, 'ullong'],
  readBytesSec: [DomainBlockIOTuneParameter.READ_BYTES_SEC, 'ullong'],
  writeBytesSec: [DomainBlockIOTuneParameter.WRITE_BYTES_SEC, 'ullong'],
  totalIopsSec: [DomainBlockIOTuneParameter.TOTAL_IOPS_SEC, 'ullong'],
  readIopsSec: [DomainBlockIOTuneParameter.READ_IOPS_SEC, 'ullong'],
  writeIopsSec: [DomainBlockIOTuneParameter.WRITE_IOPS_SEC, 'ullong'],
  totalBytesSecMax: [DomainBlockIOTuneParameter.TOTAL_BYTES_SEC_MAX, 'ullong'],
  readBytesSecMax: [DomainBlockIOTuneParameter.READ_BYTES_SEC_MAX, 'ullong'],
  writeBytesSecMax: [DomainBlockIOTuneParameter.WRITE_BYTES_SEC_MAX, 'ullong'],
  totalIopsSecMax: [DomainBlockIOTuneParameter.TOTAL_IOPS_SEC_MAX, 'ullong'],
  readIopsSecMax: [DomainBlockIOTuneParameter.READ_IOPS_SEC_MAX, 'ullong'],
  writeIopsSecMax: [DomainBlockIOTuneParameter.WRITE_IOPS_SEC_MAX, 'ullong'],
  totalBytesSecMaxLength: [DomainBlockIOTuneParameter.TOTAL_BYTES_SEC_MAX_LENGTH, 'ullong'],
  readBytesSecMaxLength: [DomainBlockIOTuneParameter.READ_BYTES_SEC_MAX_LENGTH, 'ullong'],
  writeBytesSecMaxLength: [DomainBlockIOTuneParameter.WRITE_BYTES_SEC_MAX_LENGTH, 'ullong'],
  totalIopsSecMaxLength: [DomainBlockIOTuneParameter.TOTAL_IOPS_SEC_MAX_LENGTH, 'ullong'],
  readIopsSecMaxLength: [DomainBlockIOTuneParameter.READ_IOPS_SEC_MAX_LENGTH, 'ullong'],
  writeIopsSecMaxLength: [DomainBlockIOTuneParameter.WRITE_IOPS_SEC_MAX_LENGTH, 'ullong'],
  sizeIopsSec: [DomainBlockIOTuneParameter.SIZE_IOPS_SEC, 'ullong'],
  groupName: [DomainBlockIOTuneParameter.GROUP_NAME, 'string'],
}));
