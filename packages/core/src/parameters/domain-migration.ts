import { DomainSaveParameter, MigrateParameter } from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';

/** Parameters of a migration. Bandwidths are in MiB/s; 0 for libvirt's default. */
export interface DomainMigrateParameters {
  /**
   * Migration URI, through which the hypervisors connect, such as `tcp://host`. Default: determined
   * by the destination host. Since libvirt 1.1.0.
   */
  readonly uri?: string;
  /** Name of the domain on the destination host. Default: unchanged. Since libvirt 1.1.0. */
  readonly destName?: string;
  /**
   * XML of the live domain on the destination host. What the guest sees must not change. Default:
   * unchanged. Since libvirt 1.1.0.
   */
  readonly destXML?: string;
  /**
   * XML of the persistent configuration on the destination host. Default: unchanged. Since libvirt
   * 1.3.4.
   */
  readonly persistXML?: string;
  /** Maximum bandwidth, in MiB/s. Since libvirt 1.1.0. */
  readonly bandwidth?: bigint | number;
  /** Maximum bandwidth in post-copy, in MiB/s; 0 for no limit. Since libvirt 5.1.0. */
  readonly bandwidthPostcopy?: bigint | number;
  /**
   * Bandwidth expected to be available during the switchover, in MiB/s; used to estimate the
   * downtime. Since libvirt 11.1.0.
   */
  readonly bandwidthAvailSwitchover?: bigint | number;
  /**
   * URI that clients of the graphical console are redirected to, such as `spice://host:5901`. Since
   * libvirt 1.1.0.
   */
  readonly graphicsURI?: string;
  /** Address on which the destination host listens for the migration. Since libvirt 1.1.4. */
  readonly listenAddress?: string;
  /**
   * Target names of the disks to copy, such as `vda`. Default: all disks that are not shared or
   * read-only. Since libvirt 1.2.17.
   */
  readonly migrateDisks?: readonly string[];
  /**
   * Target names of the disks whose zero blocks are detected and not transferred. Since libvirt
   * 10.9.0.
   */
  readonly migrateDisksDetectZeroesList?: readonly string[];
  /**
   * Target names of the disks that are known to be zeroed on the destination host. Since libvirt
   * 12.2.0.
   */
  readonly migrateDisksTargetZero?: readonly string[];
  /**
   * Port on which the destination host listens for disk data. Default: chosen by libvirt. Since
   * libvirt 1.3.3.
   */
  readonly disksPort?: number;
  /**
   * URI for the transfer of disk data: `tcp://host:port` or `unix:///path`. Since libvirt 6.8.0.
   */
  readonly disksURI?: string;
  /** Compression methods: `xbzrle`, `mt`, `zlib`, `zstd`. Since libvirt 1.3.4. */
  readonly compression?: readonly string[];
  /** Compression level of `mt`, from 0 (none) to 9 (best). Since libvirt 1.3.4. */
  readonly compressionMTLevel?: number;
  /** Number of compression threads of `mt`. Since libvirt 1.3.4. */
  readonly compressionMTThreads?: number;
  /** Number of decompression threads of `mt`. Since libvirt 1.3.4. */
  readonly compressionMTDThreads?: number;
  /** Size of the cache of `xbzrle`, in bytes. Since libvirt 1.3.4. */
  readonly compressionXBZRLECache?: bigint | number;
  /** Compression level of `zlib`, from 0 (none) to 9 (best). Since libvirt 9.4.0. */
  readonly compressionZlibLevel?: number;
  /** Compression level of `zstd`, from 0 (none) to 20 (best). Since libvirt 9.4.0. */
  readonly compressionZstdLevel?: number;
  /** Percentage by which auto-converge throttles the guest's CPUs at first. Since libvirt 2.0.0. */
  readonly autoConvergeInitial?: number;
  /**
   * Percentage by which auto-converge increases the throttling each time that it was not enough.
   * Since libvirt 2.0.0.
   */
  readonly autoConvergeIncrement?: number;
  /** Number of connections of a parallel migration. Since libvirt 5.2.0. */
  readonly parallelConnections?: number;
  /**
   * Name that the destination host's TLS certificate must have. Default: its hostname. Since
   * libvirt 6.0.0.
   */
  readonly tlsDestination?: string;
}

/** `virDomainMigrate3`, `virDomainMigrateToURI3`. */
export const domainMigrateParameters = fieldSet((): Fields<DomainMigrateParameters> => ({
  uri: [MigrateParameter.URI, 'string'],
  destName: [MigrateParameter.DEST_NAME, 'string'],
  destXML: [MigrateParameter.DEST_XML, 'string'],
  persistXML: [MigrateParameter.PERSIST_XML, 'string'],
  bandwidth: [MigrateParameter.BANDWIDTH, 'ullong'],
  bandwidthPostcopy: [MigrateParameter.BANDWIDTH_POSTCOPY, 'ullong'],
  bandwidthAvailSwitchover: [MigrateParameter.BANDWIDTH_AVAIL_SWITCHOVER, 'ullong'],
  graphicsURI: [MigrateParameter.GRAPHICS_URI, 'string'],
  listenAddress: [MigrateParameter.LISTEN_ADDRESS, 'string'],
  migrateDisks: [MigrateParameter.MIGRATE_DISKS, 'strings'],
  migrateDisksDetectZeroesList: [MigrateParameter.MIGRATE_DISKS_DETECT_ZEROES, 'strings'],
  migrateDisksTargetZero: [MigrateParameter.MIGRATE_DISKS_TARGET_ZERO, 'strings'],
  disksPort: [MigrateParameter.DISKS_PORT, 'int'],
  disksURI: [MigrateParameter.DISKS_URI, 'string'],
  compression: [MigrateParameter.COMPRESSION, 'strings'],
  compressionMTLevel: [MigrateParameter.COMPRESSION_MT_LEVEL, 'int'],
  compressionMTThreads: [MigrateParameter.COMPRESSION_MT_THREADS, 'int'],
  compressionMTDThreads: [MigrateParameter.COMPRESSION_MT_DTHREADS, 'int'],
  compressionXBZRLECache: [MigrateParameter.COMPRESSION_XBZRLE_CACHE, 'ullong'],
  compressionZlibLevel: [MigrateParameter.COMPRESSION_ZLIB_LEVEL, 'int'],
  compressionZstdLevel: [MigrateParameter.COMPRESSION_ZSTD_LEVEL, 'int'],
  autoConvergeInitial: [MigrateParameter.AUTO_CONVERGE_INITIAL, 'int'],
  autoConvergeIncrement: [MigrateParameter.AUTO_CONVERGE_INCREMENT, 'int'],
  parallelConnections: [MigrateParameter.PARALLEL_CONNECTIONS, 'int'],
  tlsDestination: [MigrateParameter.TLS_DESTINATION, 'string'],
}));

/** Parameters of saving or restoring a domain. */
export interface DomainSaveRestoreParams {
  /**
   * Path of the file on the host. Saving without one makes a managed save image. Since libvirt
   * 8.4.0.
   */
  readonly file?: string;
  /** XML of the domain to use when it is restored. Default: unchanged. Since libvirt 8.4.0. */
  readonly dxml?: string;
  /**
   * Format of the file, one of {@link DomainSaveImageFormat}. Default: configured on the host.
   * Since libvirt 11.2.0.
   */
  readonly imageFormat?: string;
  /** Number of channels that read or write in parallel. Since libvirt 11.2.0. */
  readonly parallelChannels?: number;
}

/** `virDomainSaveParams`, `virDomainRestoreParams`. */
export const domainSaveRestoreParams = fieldSet((): Fields<DomainSaveRestoreParams> => ({
  file: [DomainSaveParameter.FILE, 'string'],
  dxml: [DomainSaveParameter.DXML, 'string'],
  imageFormat: [DomainSaveParameter.IMAGE_FORMAT, 'string'],
  parallelChannels: [DomainSaveParameter.PARALLEL_CHANNELS, 'int'],
}));
