import { native, type StorageVolHandle } from '@libvirt/native';
import type { Readable, Writable } from 'node:stream';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import {
  ErrorNumber,
  StorageVolDownloadFlags,
  StorageVolUploadFlags,
  type StorageVolDeleteFlags,
  type StorageVolInfoFlags,
  type StorageVolResizeFlags,
  type StorageVolType,
  type StorageVolWipeAlgorithm,
} from './generated/constants.js';
import { handleOf, LibvirtObject, one } from './object.js';
import { StoragePool } from './storage-pool.js';
import { nodeStreams, STREAM_OPTIONS, type StreamOptions } from './streams/node-streams.js';
import { checkOptions, type OptionKeys } from './options.js';
import type { Stream } from './streams/stream.js';

/** Type and size of a storage volume. */
export interface StorageVolInfo {
  /** One of {@link StorageVolType}: file, block device, directory and so on. */
  readonly type: StorageVolType;
  /** Logical size in bytes, as a domain sees it. */
  readonly capacity: bigint;
  /**
   * Space allocated in the pool, in bytes; the physical size with
   * `StorageVolInfoFlags.GET_PHYSICAL`.
   */
  readonly allocation: bigint;
}

/** Options of {@link StorageVol.createReadStream} and {@link StorageVol.createWriteStream}. */
export interface StorageVolStreamOptions extends StreamOptions {
  /** Position in the volume at which to start, in bytes. Default: 0. */
  readonly offset?: bigint | number;
  /** Number of bytes to transfer; 0 for all up to the end. Default: 0. */
  readonly length?: bigint | number;
  /**
   * Preserves holes: the stream is in object mode and carries `Uint8Array` chunks and {@link Hole}
   * objects instead of bytes alone. Default: `false`.
   */
  readonly sparse?: boolean;
}

const VOLUME_STREAM_OPTIONS: OptionKeys<StorageVolStreamOptions> = {
  ...STREAM_OPTIONS,
  offset: true,
  length: true,
  sparse: true,
};

/**
 * A volume of a storage pool, such as a disk image.
 *
 * Arguments of the wrong type or range reject with a `TypeError` or `RangeError`. All methods that
 * return a promise can reject with these errors, besides those named at the method:
 * `VIR_ERR_INVALID_STORAGE_VOL` once the object is freed, `VIR_ERR_NO_STORAGE_VOL` when the volume
 * no longer exists, `VIR_ERR_NO_STORAGE_POOL` when its pool no longer exists,
 * `VIR_ERR_OPERATION_INVALID` when the pool is not active, `VIR_ERR_NO_SUPPORT` when the driver or
 * the type of the pool lacks the function, `VIR_ERR_OPERATION_DENIED` on a read-only connection for
 * methods that read or change data, `VIR_ERR_INVALID_ARG` for unknown flags.
 */
export class StorageVol extends LibvirtObject<StorageVolHandle> {
  readonly #connect: Connect;

  /**
   * Called by {@link Connect} and {@link StoragePool}; use their lookup and create methods instead.
   */
  constructor(connect: Connect, handle: StorageVolHandle) {
    super(connect, ErrorNumber.INVALID_STORAGE_VOL, native.virStorageVolFree, handle);
    this.#connect = connect;
  }

  /**
   * Returns the connection that the volume belongs to. Synchronous.
   *
   * Since libvirt 0.4.1. C: `virStorageVolGetConnect`.
   * @category Identity
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * Returns the name, which is unique within the pool. Synchronous; reads the handle.
   *
   * Since libvirt 0.4.1. C: `virStorageVolGetName`.
   * @category Identity
   */
  getName(): string {
    return attempt(() => native.virStorageVolGetName(this.handle));
  }

  /**
   * Returns the key, which identifies the volume globally; for file-based pools it is the path.
   * Synchronous; reads the handle.
   *
   * Since libvirt 0.4.1. C: `virStorageVolGetKey`.
   * @category Identity
   */
  getKey(): string {
    return attempt(() => native.virStorageVolGetKey(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}', key: '${this.getKey()}'`;
  }

  /**
   * Returns the path on the host. It can change when the pool is restarted.
   *
   * Since libvirt 0.4.1. C: `virStorageVolGetPath`.
   * @category Identity
   */
  async getPath(options?: CallOptions): Promise<string> {
    return await settle(() => native.virStorageVolGetPath(this.handle), options);
  }

  /**
   * Returns type, capacity and allocation of the volume. Sizes are in bytes.
   *
   * Since libvirt 0.4.1. C: `virStorageVolGetInfo`.
   * @category State and information
   */
  async getInfo(options?: CallOptions): Promise<StorageVolInfo> {
    const [type, capacity, allocation] = await settle(
      () => native.virStorageVolGetInfo(this.handle),
      options,
    );
    return { type, capacity, allocation };
  }

  /**
   * Returns type, capacity and allocation of the volume. Sizes are in bytes.
   *
   * Since libvirt 3.0.0. C: `virStorageVolGetInfoFlags`.
   * @param flags {@link StorageVolInfoFlags}; `GET_PHYSICAL` returns the physical size as
   *   `allocation`.
   * @category State and information
   */
  async getInfoFlags(
    flags: StorageVolInfoFlags = 0,
    options?: CallOptions,
  ): Promise<StorageVolInfo> {
    const [type, capacity, allocation] = await settle(
      () => native.virStorageVolGetInfoFlags(this.handle, flags),
      options,
    );
    return { type, capacity, allocation };
  }

  /**
   * Returns the volume's configuration as XML.
   *
   * Since libvirt 0.4.1. C: `virStorageVolGetXMLDesc`.
   * @param flags Unused; pass 0.
   * @see `StorageVolXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virStorageVolGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Returns the pool that contains the volume.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolLookupByVolume`.
   * @category Identity
   */
  async lookupPoolByVolume(options?: CallOptions): Promise<StoragePool> {
    return await one(
      StoragePool,
      this.#connect,
      () => native.virStoragePoolLookupByVolume(this.handle),
      options,
    );
  }

  /**
   * Changes the capacity of the volume. Added space reads as zeros. libvirt does not check whether
   * a running domain uses the volume, and none should; {@link Domain.blockResize} resizes a disk in
   * use.
   *
   * Since libvirt 0.9.10. C: `virStorageVolResize`.
   * @param capacity New capacity in bytes, or the difference to the current one with the flag
   *   `DELTA`.
   * @param flags Bitwise OR of {@link StorageVolResizeFlags}: `ALLOCATE` allocates the new space at
   *   once, `DELTA` makes `capacity` relative, `SHRINK` permits a smaller capacity (with `DELTA`,
   *   subtracts it).
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the capacity would shrink without the flag
   *   `SHRINK`, or below what is allocated; `VIR_ERR_OPERATION_FAILED` when the pool lacks space;
   *   `VIR_ERR_OPERATION_INVALID` while the volume is being allocated, copied, transferred or
   *   wiped.
   * @category Lifecycle
   */
  async resize(
    capacity: bigint | number,
    flags: StorageVolResizeFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virStorageVolResize(this.handle, capacity, flags), options);
  }

  /**
   * Overwrites the volume with zeros, so that its data can no longer be read. On journaled,
   * copy-on-write and network file systems old data can remain.
   *
   * Since libvirt 0.8.0. C: `virStorageVolWipe`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` while the volume is being allocated, copied,
   *   transferred or wiped.
   * @category Lifecycle
   */
  async wipe(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStorageVolWipe(this.handle, flags), options);
  }

  /**
   * Overwrites the volume by a chosen algorithm, so that its data can no longer be read. On
   * journaled, copy-on-write and network file systems old data can remain.
   *
   * Since libvirt 0.9.10. C: `virStorageVolWipePattern`.
   * @param algorithm One of {@link StorageVolWipeAlgorithm}. All but `ZERO` need the program
   *   `scrub` on the host; `TRIM` works in RBD pools only.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` while the volume is being allocated, copied,
   *   transferred or wiped.
   * @category Lifecycle
   */
  async wipePattern(
    algorithm: StorageVolWipeAlgorithm,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virStorageVolWipePattern(this.handle, algorithm, flags), options);
  }

  /**
   * Deletes the volume and its data. libvirt does not check whether a domain uses it. The object is
   * not freed.
   *
   * Since libvirt 0.4.1. C: `virStorageVolDelete`.
   * @param flags Bitwise OR of {@link StorageVolDeleteFlags}: `ZEROED` overwrites the data with
   *   zeros first, `WITH_SNAPSHOTS` deletes the snapshots too. Which are supported depends on the
   *   type of the pool.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` while the volume is being allocated, copied,
   *   transferred or wiped.
   * @category Lifecycle
   */
  async delete(flags: StorageVolDeleteFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStorageVolDelete(this.handle, flags), options);
  }

  /**
   * Returns a `Readable` of the volume's data. With `sparse` it yields {@link Hole} objects between
   * the data, so that a copy can have the same holes. Destroying it aborts the download. Errors,
   * including those of the host, are emitted as `error`.
   *
   * The stream transfers the file as it is stored: of a qcow2 volume, the qcow2 file. While nothing
   * reads the stream, the host waits; once some MiB are buffered, the events of the connection wait
   * too. Use a separate connection for transfers that pause.
   *
   * Since libvirt 0.9.0, sparse ones since 3.4.0. C: `virStorageVolDownload`.
   * @param options Range and format of the data.
   * @category Data transfer
   */
  createReadStream(options: StorageVolStreamOptions = {}): Readable {
    attempt(() => this.handle);
    checkOptions(options, VOLUME_STREAM_OPTIONS);
    const { offset = 0, length = 0, sparse = false } = options;
    const flags = sparse ? StorageVolDownloadFlags.SPARSE_STREAM : 0;
    const download = (stream: Stream) => this.download(stream, offset, length, flags);
    const { LibvirtReadable } = nodeStreams();
    return new LibvirtReadable(this.#connect, download, options, sparse);
  }

  /**
   * Returns a `Writable` that overwrites the volume's data. With `sparse` it accepts {@link Hole}
   * objects between the data. `finish` is emitted once the host has received everything. Destroying
   * the stream earlier aborts the upload and leaves what was written until then.
   *
   * The stream transfers the file as it is stored: for a qcow2 volume, write a qcow2 file.
   *
   * Since libvirt 0.9.0, sparse ones since 3.4.0. C: `virStorageVolUpload`.
   * @param options Range and format of the data.
   * @category Data transfer
   */
  createWriteStream(options: StorageVolStreamOptions = {}): Writable {
    attempt(() => this.handle);
    checkOptions(options, VOLUME_STREAM_OPTIONS);
    const { offset = 0, length = 0, sparse = false } = options;
    const flags = sparse ? StorageVolUploadFlags.SPARSE_STREAM : 0;
    const upload = (stream: Stream) => this.upload(stream, offset, length, flags);
    const { LibvirtByteWritable, LibvirtWritable } = nodeStreams();
    return sparse
      ? new LibvirtWritable(this.#connect, upload, options, sparse)
      : new LibvirtByteWritable(this.#connect, upload, options);
  }

  /**
   * Starts downloading the volume's data through a stream. Read the data from `stream`;
   * {@link StorageVol.createReadStream} is simpler.
   *
   * Since libvirt 0.9.0. C: `virStorageVolDownload`.
   * @param stream A new stream of the same connection.
   * @param offset Position in the volume at which to start, in bytes.
   * @param length Number of bytes to download; 0 for all up to the end.
   * @param flags {@link StorageVolDownloadFlags}; `SPARSE_STREAM` preserves holes.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` while the volume is being allocated.
   * @category Data transfer
   */
  async download(
    stream: Stream,
    offset: bigint | number,
    length: bigint | number,
    flags: StorageVolDownloadFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virStorageVolDownload(this.handle, handleOf(stream), offset, length, flags),
      options,
    );
  }

  /**
   * Starts uploading data into the volume through a stream. Write the data to `stream`;
   * {@link StorageVol.createWriteStream} is simpler.
   *
   * Since libvirt 0.9.0. C: `virStorageVolUpload`.
   * @param stream A new stream of the same connection.
   * @param offset Position in the volume at which to start, in bytes.
   * @param length Maximum number of bytes to upload; 0 for no limit.
   * @param flags {@link StorageVolUploadFlags}; `SPARSE_STREAM` preserves holes.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` while the volume is being allocated, copied,
   *   transferred or wiped.
   * @category Data transfer
   */
  async upload(
    stream: Stream,
    offset: bigint | number,
    length: bigint | number,
    flags: StorageVolUploadFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virStorageVolUpload(this.handle, handleOf(stream), offset, length, flags),
      options,
    );
  }
}
