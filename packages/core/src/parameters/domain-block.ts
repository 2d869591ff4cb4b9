import {
  DomainBlkioParameter,
  DomainBlockCopyParameter,
  DomainBlockIOTuneParameter,
  DomainBlockStatsParameter,
} from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';
import type { UnknownParameters } from './layout.js';

/** I/O statistics of a domain's disk since the domain started. Since libvirt 0.9.5. */
export interface DomainBlockStats extends UnknownParameters {
  /** Bytes read. */
  readonly rdBytes?: bigint;
  /** Read requests. */
  readonly rdReq?: bigint;
  /** Time spent on reads, in ns. */
  readonly rdTotalTimes?: bigint;
  /** Bytes written. */
  readonly wrBytes?: bigint;
  /** Write requests. */
  readonly wrReq?: bigint;
  /** Time spent on writes, in ns. */
  readonly wrTotalTimes?: bigint;
  /** Flush requests. */
  readonly flushReq?: bigint;
  /** Time spent on flushes, in ns. */
  readonly flushTotalTimes?: bigint;
  /** Xen only: requests that failed with "out of requests". */
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

/** Options of a block copy job. A value of 0 counts as omitted. Since libvirt 1.2.8. */
export interface DomainBlockCopyParameters {
  /** Maximum rate in bytes/s. Default: no limit. */
  readonly bandwidth?: bigint | number;
  /** Size of the blocks in which changes are tracked, in bytes: a power of two. */
  readonly granularity?: number;
  /** Maximum amount of data in flight, in bytes. */
  readonly bufSize?: bigint | number;
}

/** `virDomainBlockCopy`. */
export const domainBlockCopyParameters = fieldSet((): Fields<DomainBlockCopyParameters> => ({
  bandwidth: [DomainBlockCopyParameter.BANDWIDTH, 'ullong'],
  granularity: [DomainBlockCopyParameter.GRANULARITY, 'uint'],
  bufSize: [DomainBlockCopyParameter.BUF_SIZE, 'ullong'],
}));

/**
 * Block I/O tuning of a domain (cgroup `blkio`). Values per device are strings of paths and
 * numbers: `/dev/sda,100,/dev/sdb,500`.
 */
export interface DomainBlkioParameters extends UnknownParameters {
  /** I/O weight of the domain, relative to other domains. Since libvirt 0.9.0. */
  readonly weight?: number;
  /** I/O weight per device. Since libvirt 0.9.8. */
  readonly deviceWeight?: string;
  /** Maximum read requests per second, per device. Since libvirt 1.2.2. */
  readonly deviceReadIops?: string;
  /** Maximum write requests per second, per device. Since libvirt 1.2.2. */
  readonly deviceWriteIops?: string;
  /** Maximum read rate in bytes/s, per device. Since libvirt 1.2.2. */
  readonly deviceReadBps?: string;
  /** Maximum write rate in bytes/s, per device. Since libvirt 1.2.2. */
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
 * I/O throttling of a domain's disk; 0 for no limit. A total limit and separate read and write
 * limits of the same kind exclude each other. The `Max` limits apply during a burst.
 */
export interface DomainBlockIoTuneParameters extends UnknownParameters {
  /** Total rate in bytes/s. Since libvirt 0.9.8. */
  readonly totalBytesSec?: bigint;
  /** Read rate in bytes/s. Since libvirt 0.9.8. */
  readonly readBytesSec?: bigint;
  /** Write rate in bytes/s. Since libvirt 0.9.8. */
  readonly writeBytesSec?: bigint;
  /** Total requests per second. Since libvirt 0.9.8. */
  readonly totalIopsSec?: bigint;
  /** Read requests per second. Since libvirt 0.9.8. */
  readonly readIopsSec?: bigint;
  /** Write requests per second. Since libvirt 0.9.8. */
  readonly writeIopsSec?: bigint;
  /** Total rate during a burst, in bytes/s. Since libvirt 1.2.11. */
  readonly totalBytesSecMax?: bigint;
  /** Read rate during a burst, in bytes/s. Since libvirt 1.2.11. */
  readonly readBytesSecMax?: bigint;
  /** Write rate during a burst, in bytes/s. Since libvirt 1.2.11. */
  readonly writeBytesSecMax?: bigint;
  /** Total requests per second during a burst. Since libvirt 1.2.11. */
  readonly totalIopsSecMax?: bigint;
  /** Read requests per second during a burst. Since libvirt 1.2.11. */
  readonly readIopsSecMax?: bigint;
  /** Write requests per second during a burst. Since libvirt 1.2.11. */
  readonly writeIopsSecMax?: bigint;
  /** Maximum duration of a burst of `totalBytesSecMax`, in s. Since libvirt 2.4.0. */
  readonly totalBytesSecMaxLength?: bigint;
  /** Maximum duration of a burst of `readBytesSecMax`, in s. Since libvirt 2.4.0. */
  readonly readBytesSecMaxLength?: bigint;
  /** Maximum duration of a burst of `writeBytesSecMax`, in s. Since libvirt 2.4.0. */
  readonly writeBytesSecMaxLength?: bigint;
  /** Maximum duration of a burst of `totalIopsSecMax`, in s. Since libvirt 2.4.0. */
  readonly totalIopsSecMaxLength?: bigint;
  /** Maximum duration of a burst of `readIopsSecMax`, in s. Since libvirt 2.4.0. */
  readonly readIopsSecMaxLength?: bigint;
  /** Maximum duration of a burst of `writeIopsSecMax`, in s. Since libvirt 2.4.0. */
  readonly writeIopsSecMaxLength?: bigint;
  /**
   * Size of a request for the request limits, in bytes; larger ones count as several. Since libvirt
   * 1.2.11.
   */
  readonly sizeIopsSec?: bigint;
  /** Throttle group: disks of the same group share the limits. Since libvirt 3.0.0. */
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
