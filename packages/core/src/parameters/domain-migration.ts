import { DomainSaveParameter, MigrateParameter } from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';

/** How a domain is moved to another host. Bandwidths are in MiB a second; 0 for libvirt's choice. */
export interface DomainMigrateParameters {
  /** Where the hypervisors meet, such as `tcp://host`. Default: libvirt finds it. Since libvirt 1.1.0. */
  readonly uri?: string;
  /** Another name for the domain on the other host. Since libvirt 1.1.0. */
  readonly destName?: string;
  /**
   * The domain as it shall be on the other host, as XML. What the guest sees must stay the same.
   * Since libvirt 1.1.0.
   */
  readonly destXML?: string;
  /** The definition as it shall be on the other host, as XML. Since libvirt 1.3.4. */
  readonly persistXML?: string;
  /** The most that is transferred. Since libvirt 1.1.0. */
  readonly bandwidth?: bigint | number;
  /** The same once the guest runs on the other host; 0 for no limit. Since libvirt 5.1.0. */
  readonly bandwidthPostcopy?: bigint | number;
  /** What can be transferred while the guest stands still, for guessing how long. Since libvirt 11.1.0. */
  readonly bandwidthAvailSwitchover?: bigint | number;
  /** Where clients of the graphical console shall go: `spice://host:5901`. Since libvirt 1.1.0. */
  readonly graphicsURI?: string;
  /** The address at which the other host waits. Since libvirt 1.1.4. */
  readonly listenAddress?: string;
  /** The disks to copy, by their names in the guest. Default: all that are not shared. Since libvirt 1.2.17. */
  readonly migrateDisks?: readonly string[];
  /** The disks of which blocks of zeroes are not transferred. Since libvirt 10.9.0. */
  readonly migrateDisksDetectZeroesList?: readonly string[];
  /** The disks that are known to be zeroed on the other host. Since libvirt 12.2.0. */
  readonly migrateDisksTargetZero?: readonly string[];
  /** The port at which the other host waits for disks. Default: libvirt's choice. Since libvirt 1.3.3. */
  readonly disksPort?: number;
  /** Where the disks are transferred: `tcp://host:port` or `unix:///path`. Since libvirt 6.8.0. */
  readonly disksURI?: string;
  /** The methods of compression: `xbzrle`, `mt`, `zlib`, `zstd`. Since libvirt 1.3.4. */
  readonly compression?: readonly string[];
  /** How well `mt` compresses, from 0 for not to 9 for best. Since libvirt 1.3.4. */
  readonly compressionMTLevel?: number;
  /** How many threads of `mt` compress. Since libvirt 1.3.4. */
  readonly compressionMTThreads?: number;
  /** How many threads of `mt` decompress. Since libvirt 1.3.4. */
  readonly compressionMTDThreads?: number;
  /** The size of the cache of `xbzrle`, in bytes. Since libvirt 1.3.4. */
  readonly compressionXBZRLECache?: bigint | number;
  /** How well `zlib` compresses, from 0 for not to 9 for best. Since libvirt 9.4.0. */
  readonly compressionZlibLevel?: number;
  /** How well `zstd` compresses, from 0 for not to 20 for best. Since libvirt 9.4.0. */
  readonly compressionZstdLevel?: number;
  /** By how many percent the guest is slowed down first, if it changes too much. Since libvirt 2.0.0. */
  readonly autoConvergeInitial?: number;
  /** By how many percent more each time that was not enough. Since libvirt 2.0.0. */
  readonly autoConvergeIncrement?: number;
  /** How many connections are used in parallel. Since libvirt 5.2.0. */
  readonly parallelConnections?: number;
  /** The name in the certificate of the other host, if it is not the host's. Since libvirt 6.0.0. */
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

/** To which file a domain is saved, or from which it is restored. */
export interface DomainSaveRestoreParams {
  /** Path of the file on the host. Saving without one makes a managed save. Since libvirt 8.4.0. */
  readonly file?: string;
  /** The domain as it shall be when restored, as XML. Since libvirt 8.4.0. */
  readonly dxml?: string;
  /** One of `DomainSaveImageFormat`. Default: the host's. Since libvirt 11.2.0. */
  readonly imageFormat?: string;
  /** How many channels write or read in parallel. Since libvirt 11.2.0. */
  readonly parallelChannels?: number;
}

/** `virDomainSaveParams`, `virDomainRestoreParams`. */
export const domainSaveRestoreParams = fieldSet((): Fields<DomainSaveRestoreParams> => ({
  file: [DomainSaveParameter.FILE, 'string'],
  dxml: [DomainSaveParameter.DXML, 'string'],
  imageFormat: [DomainSaveParameter.IMAGE_FORMAT, 'string'],
  parallelChannels: [DomainSaveParameter.PARALLEL_CHANNELS, 'int'],
}));
