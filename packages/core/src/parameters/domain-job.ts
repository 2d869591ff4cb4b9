import type { DomainJobOperation, DomainJobType } from '../generated/constants.js';
import { DomainJobParameter } from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';
import type { UnknownParameters } from './layout.js';

/**
 * How far a domain's job is: a migration, a backup, a dump and so on. Times are in milliseconds,
 * sizes in bytes.
 */
export interface DomainJobInfo extends UnknownParameters {
  /** Whether there is a job, and how it ended. */
  readonly type: DomainJobType;
  /** How long it has been going on. Since libvirt 1.0.3. */
  readonly timeElapsed?: bigint;
  /** The same without the time for passing control to the other host. Since libvirt 1.2.15. */
  readonly timeElapsedNet?: bigint;
  /** How long it still takes, if that is known. Since libvirt 1.0.3. */
  readonly timeRemaining?: bigint;
  /** How long the guest will stand still, or stood still once it is done. Since libvirt 1.0.3. */
  readonly downtime?: bigint;
  /** The same without the time for passing control to the other host. Since libvirt 1.2.15. */
  readonly downtimeNet?: bigint;
  /** How long it took to prepare. Since libvirt 1.2.9. */
  readonly setupTime?: bigint;
  /** All that is to be transferred; what has to be repeated may not be counted. Since libvirt 1.0.3. */
  readonly dataTotal?: bigint;
  /** What has been transferred. Since libvirt 1.0.3. */
  readonly dataProcessed?: bigint;
  /** What remains to be transferred. Since libvirt 1.0.3. */
  readonly dataRemaining?: bigint;
  /** Of all, the guest's memory. Since libvirt 1.0.3. */
  readonly memTotal?: bigint;
  /** Memory that has been transferred. Since libvirt 1.0.3. */
  readonly memProcessed?: bigint;
  /** Memory that remains to be transferred. Since libvirt 1.0.3. */
  readonly memRemaining?: bigint;
  /** Pages transferred that hold one byte over and over, such as zero. Since libvirt 1.0.3. */
  readonly memConstant?: bigint;
  /** Pages transferred as they are. Since libvirt 1.0.3. */
  readonly memNormal?: bigint;
  /** The bytes of those. Since libvirt 1.0.3. */
  readonly memNormalBytes?: bigint;
  /** Memory transferred a second. Since libvirt 1.2.9. */
  readonly memBps?: bigint;
  /** Pages that the guest changes a second. Since libvirt 1.3.1. */
  readonly memDirtyRate?: bigint;
  /** The size of a page. Since libvirt 3.9.0. */
  readonly memPageSize?: bigint;
  /** How often the memory has been gone through. Since libvirt 1.3.1. */
  readonly memIteration?: bigint;
  /** Pages that the guest had to wait for after it was switched over. Since libvirt 5.0.0. */
  readonly memPostcopyReqs?: bigint;
  /** Of all, the guest's disks. Since libvirt 1.0.3. */
  readonly diskTotal?: bigint;
  /** Data of disks that has been transferred. Since libvirt 1.0.3. */
  readonly diskProcessed?: bigint;
  /** Data of disks that remains to be transferred. Since libvirt 1.0.3. */
  readonly diskRemaining?: bigint;
  /** Data of disks transferred a second. Since libvirt 1.2.9. */
  readonly diskBps?: bigint;
  /** Disk space that is used for the time of the job. Since libvirt 6.0.0. */
  readonly diskTempUsed?: bigint;
  /** The most that may be. Since libvirt 6.0.0. */
  readonly diskTempTotal?: bigint;
  /** The size of the cache of pages that are compressed. Since libvirt 1.0.3. */
  readonly compressionCache?: bigint;
  /** Compressed bytes transferred. Since libvirt 1.0.3. */
  readonly compressionBytes?: bigint;
  /** Compressed pages transferred. Since libvirt 1.0.3. */
  readonly compressionPages?: bigint;
  /** Pages that the cache did not have, so that they could not be compressed. Since libvirt 1.0.3. */
  readonly compressionCacheMisses?: bigint;
  /** Pages that compression would have made larger. Since libvirt 1.0.3. */
  readonly compressionOverflow?: bigint;
  /** By how many percent the guest's CPUs are slowed down. Since libvirt 2.0.0. */
  readonly autoConvergeThrottle?: number;
  /** What the job does. Since libvirt 3.3.0. */
  readonly operation?: DomainJobOperation;
  /** Of a job that has ended: whether it did what it should. Since libvirt 6.0.0. */
  readonly jobSuccess?: boolean;
  /** Of a job that has failed: why. Since libvirt 6.3.0. */
  readonly errorMessage?: string;
  /** Bytes of devices that are passed through, transferred in this iteration. Since libvirt 10.6.0. */
  readonly vfioDataTransferred?: bigint;
}

/** `virDomainGetJobStats`, which tells the type apart. */
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
