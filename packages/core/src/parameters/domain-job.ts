import type { DomainJobOperation, DomainJobType } from '../generated/constants.js';
import { DomainJobParameter } from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';
import type { UnknownParameters } from './layout.js';

/**
 * Progress of a domain's job, such as a migration, a backup or a save. Times are in ms, sizes in
 * bytes.
 */
export interface DomainJobInfo extends UnknownParameters {
  /** One of {@link DomainJobType}: whether a job is running, and how it ended. */
  readonly type: DomainJobType;
  /** Time since the job started, in ms. Since libvirt 1.0.3. */
  readonly timeElapsed?: bigint;
  /**
   * Like `timeElapsed`, without the time to transfer control to the destination host. Since libvirt
   * 1.2.15.
   */
  readonly timeElapsedNet?: bigint;
  /** Estimated remaining time, in ms. Since libvirt 1.0.3. */
  readonly timeRemaining?: bigint;
  /**
   * Downtime of the guest during a migration, in ms: expected while it runs, actual once it has
   * completed. Since libvirt 1.0.3.
   */
  readonly downtime?: bigint;
  /**
   * Like `downtime`, without the time to transfer control to the destination host. Since libvirt
   * 1.2.15.
   */
  readonly downtimeNet?: bigint;
  /** Time spent on preparation, in ms. Since libvirt 1.2.9. */
  readonly setupTime?: bigint;
  /**
   * Total amount of data to transfer, in bytes; data that has to be sent again may not be included.
   * Since libvirt 1.0.3.
   */
  readonly dataTotal?: bigint;
  /** Data transferred so far, in bytes. Since libvirt 1.0.3. */
  readonly dataProcessed?: bigint;
  /** Data still to transfer, in bytes. Since libvirt 1.0.3. */
  readonly dataRemaining?: bigint;
  /** Total amount of guest memory to transfer, in bytes. Since libvirt 1.0.3. */
  readonly memTotal?: bigint;
  /** Guest memory transferred so far, in bytes. Since libvirt 1.0.3. */
  readonly memProcessed?: bigint;
  /** Guest memory still to transfer, in bytes. Since libvirt 1.0.3. */
  readonly memRemaining?: bigint;
  /** Number of transferred pages filled with one byte value, such as zero. Since libvirt 1.0.3. */
  readonly memConstant?: bigint;
  /** Number of pages transferred uncompressed. Since libvirt 1.0.3. */
  readonly memNormal?: bigint;
  /** Size of the pages transferred uncompressed, in bytes. Since libvirt 1.0.3. */
  readonly memNormalBytes?: bigint;
  /** Transfer rate of guest memory, in bytes/s. Since libvirt 1.2.9. */
  readonly memBps?: bigint;
  /** Number of pages that the guest dirties per second. Since libvirt 1.3.1. */
  readonly memDirtyRate?: bigint;
  /** Size of a page, in bytes. Since libvirt 3.9.0. */
  readonly memPageSize?: bigint;
  /** Number of the current pass over guest memory. Since libvirt 1.3.1. */
  readonly memIteration?: bigint;
  /** Number of page requests that the destination host sent in post-copy. Since libvirt 5.0.0. */
  readonly memPostcopyReqs?: bigint;
  /** Total amount of disk data to transfer, in bytes. Since libvirt 1.0.3. */
  readonly diskTotal?: bigint;
  /** Disk data transferred so far, in bytes. Since libvirt 1.0.3. */
  readonly diskProcessed?: bigint;
  /** Disk data still to transfer, in bytes. Since libvirt 1.0.3. */
  readonly diskRemaining?: bigint;
  /** Transfer rate of disk data, in bytes/s. Since libvirt 1.2.9. */
  readonly diskBps?: bigint;
  /** Temporary disk space that the job uses, in bytes. Since libvirt 6.0.0. */
  readonly diskTempUsed?: bigint;
  /** Temporary disk space that the job can use, in bytes. Since libvirt 6.0.0. */
  readonly diskTempTotal?: bigint;
  /** Size of the XBZRLE cache, in bytes. Since libvirt 1.0.3. */
  readonly compressionCache?: bigint;
  /** Compressed data transferred, in bytes. Since libvirt 1.0.3. */
  readonly compressionBytes?: bigint;
  /** Number of pages transferred compressed. Since libvirt 1.0.3. */
  readonly compressionPages?: bigint;
  /**
   * Number of pages that were not in the XBZRLE cache and could not be compressed. Since libvirt
   * 1.0.3.
   */
  readonly compressionCacheMisses?: bigint;
  /** Number of pages that compression would have enlarged. Since libvirt 1.0.3. */
  readonly compressionOverflow?: bigint;
  /** Percentage by which auto-converge throttles the guest's CPUs. Since libvirt 2.0.0. */
  readonly autoConvergeThrottle?: number;
  /** One of {@link DomainJobOperation}: what the job does. Since libvirt 3.3.0. */
  readonly operation?: DomainJobOperation;
  /** Whether a completed job succeeded. Since libvirt 6.0.0. */
  readonly jobSuccess?: boolean;
  /** Error message of a failed job. Since libvirt 6.3.0. */
  readonly errorMessage?: string;
  /** Data of VFIO devices transferred in the current pass, in bytes. Since libvirt 10.6.0. */
  readonly vfioDataTransferred?: bigint;
}

/** `virDomainGetJobStats`, which reports the type separately. */
export const domainJobInfo = fieldSet((): Fields<Omit<DomainJobInfo, 'type'>> => ({
  timeElapsed: [DomainJobParameter.TIME_ELAPSED, 'ullong'],
  timeElapsedNet: [DomainJobParameter.TIME_ELAPSED_NET, 'ullong'],
  timeRemaining: [DomainJobParameter.TIME_REMAINING, 'ullong'],
  downtime: [DomainJobParameter.DOWNTIME, 'ullong'],
  downtimeNet: [DomainJobParameter.DOWNTIME_NET, 'ullong'],
  setupTime: [DomainJobParameter.SETUP_TIME, 'ullong'],
  dataTotal: [DomainJobParameter.DATA_TOTAL, 'ullong'],
  dataProcessed: [DomainJobParameter.DATA_PROCESSED, 'ullong'],
  dataRemaining: [DomainJobParameter.DATA_REMAINING, 'ullong'],
  memTotal: [DomainJobParameter.MEMORY_TOTAL, 'ullong'],
  memProcessed: [DomainJobParameter.MEMORY_PROCESSED, 'ullong'],
  memRemaining: [DomainJobParameter.MEMORY_REMAINING, 'ullong'],
  memConstant: [DomainJobParameter.MEMORY_CONSTANT, 'ullong'],
  memNormal: [DomainJobParameter.MEMORY_NORMAL, 'ullong'],
  memNormalBytes: [DomainJobParameter.MEMORY_NORMAL_BYTES, 'ullong'],
  memBps: [DomainJobParameter.MEMORY_BPS, 'ullong'],
  memDirtyRate: [DomainJobParameter.MEMORY_DIRTY_RATE, 'ullong'],
  memPageSize: [DomainJobParameter.MEMORY_PAGE_SIZE, 'ullong'],
  memIteration: [DomainJobParameter.MEMORY_ITERATION, 'ullong'],
  memPostcopyReqs: [DomainJobParameter.MEMORY_POSTCOPY_REQS, 'ullong'],
  diskTotal: [DomainJobParameter.DISK_TOTAL, 'ullong'],
  diskProcessed: [DomainJobParameter.DISK_PROCESSED, 'ullong'],
  diskRemaining: [DomainJobParameter.DISK_REMAINING, 'ullong'],
  diskBps: [DomainJobParameter.DISK_BPS, 'ullong'],
  diskTempUsed: [DomainJobParameter.DISK_TEMP_USED, 'ullong'],
  diskTempTotal: [DomainJobParameter.DISK_TEMP_TOTAL, 'ullong'],
  compressionCache: [DomainJobParameter.COMPRESSION_CACHE, 'ullong'],
  compressionBytes: [DomainJobParameter.COMPRESSION_BYTES, 'ullong'],
  compressionPages: [DomainJobParameter.COMPRESSION_PAGES, 'ullong'],
  compressionCacheMisses: [DomainJobParameter.COMPRESSION_CACHE_MISSES, 'ullong'],
  compressionOverflow: [DomainJobParameter.COMPRESSION_OVERFLOW, 'ullong'],
  autoConvergeThrottle: [DomainJobParameter.AUTO_CONVERGE_THROTTLE, 'int'],
  operation: [DomainJobParameter.OPERATION, 'int'],
  jobSuccess: [DomainJobParameter.SUCCESS, 'boolean'],
  errorMessage: [DomainJobParameter.ERRMSG, 'string'],
  vfioDataTransferred: [DomainJobParameter.VFIO_DATA_TRANSFERRED, 'ullong'],
}));
