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

/** What a storage volume is, and how large. */
export interface StorageVolInfo {
  /** Whether it is a file, a block device, a directory and so on. */
  readonly type: StorageVolType;
  /** Its size as a domain sees it, in bytes. */
  readonly capacity: bigint;
  /** What it takes of its pool, in bytes; its physical size where that was asked for. */
  readonly allocation: bigint;
}

/** Which part of a volume a stream carries, and how. */
export interface StorageVolStreamOptions extends StreamOptions {
  /** Where to begin, in bytes. Default: 0. */
  readonly offset?: bigint | number;
  /** How much, in bytes; 0 for all. Default: 0. */
  readonly length?: bigint | number;
  /**
   * Whether the stream carries `Uint8Array`s and {@link Hole}s, one by one, instead of bytes alone.
   * Default: false.
   */
  readonly sparse?: boolean;
}

const VOLUME_STREAM_OPTIONS: OptionKeys<StorageVolStreamOptions> = {
  ...STREAM_OPTIONS,
  offset: true,
  length: true,
  sparse: true,
};

/** A volume of a storage pool, such as the image of a disk. */
export class StorageVol extends LibvirtObject<StorageVolHandle> {
  readonly #connect: Connect;

  /** Made by {@link Connect} and {@link StoragePool}. */
  constructor(connect: Connect, handle: StorageVolHandle) {
    super(ErrorNumber.INVALID_STORAGE_VOL, native.virStorageVolFree, handle);
    this.#connect = connect;
  }

  // ---- What the handle knows --------------------------------------------------------------------

  /**
   * The connection to which the volume belongs.
   *
   * Since libvirt 0.4.1. C: `virStorageVolGetConnect`.
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * The name, which no other volume of the pool has. It does not wait.
   *
   * Since libvirt 0.4.1. C: `virStorageVolGetName`.
   */
  getName(): string {
    return attempt(() => native.virStorageVolGetName(this.handle));
  }

  /**
   * The key, which no other volume has on any host. It does not wait.
   *
   * Since libvirt 0.4.1. C: `virStorageVolGetKey`.
   */
  getKey(): string {
    return attempt(() => native.virStorageVolGetKey(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}', key: '${this.getKey()}'`;
  }

  // ---- Its state --------------------------------------------------------------------------------

  /**
   * The path on the host. It may be another one after the pool was restarted.
   *
   * Since libvirt 0.4.1. C: `virStorageVolGetPath`.
   */
  async getPath(options?: CallOptions): Promise<string> {
    return await settle(() => native.virStorageVolGetPath(this.handle), options);
  }

  /**
   * What the volume is, and how large.
   *
   * Since libvirt 0.4.1. C: `virStorageVolGetInfo`.
   */
  async getInfo(options?: CallOptions): Promise<StorageVolInfo> {
    const [type, capacity, allocation] = await settle(
      () => native.virStorageVolGetInfo(this.handle),
      options,
    );
    return { type, capacity, allocation };
  }

  /**
   * What the volume is, and how large.
   *
   * Since libvirt 3.0.0. C: `virStorageVolGetInfoFlags`.
   * @param flags whether `allocation` shall be the physical size
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
   * The volume as XML.
   *
   * Since libvirt 0.4.1. C: `virStorageVolGetXMLDesc`.
   * @param flags none exist: 0
   */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virStorageVolGetXMLDesc(this.handle, flags), options);
  }

  /**
   * The pool in which the volume is.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolLookupByVolume`.
   */
  async lookupPoolByVolume(options?: CallOptions): Promise<StoragePool> {
    return await one(
      StoragePool,
      this.#connect,
      () => native.virStoragePoolLookupByVolume(this.handle),
      options,
    );
  }

  // ---- Its life ---------------------------------------------------------------------------------

  /**
   * Changes the size as a domain sees it. No domain may use the volume meanwhile.
   *
   * Since libvirt 0.9.10. C: `virStorageVolResize`.
   * @param capacity in bytes: the new size, or the difference if the flags say so
   * @param flags what `capacity` is, whether the volume may shrink, and whether it takes the room
   *   at once
   */
  async resize(
    capacity: bigint | number,
    flags: StorageVolResizeFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virStorageVolResize(this.handle, capacity, flags), options);
  }

  /**
   * Overwrites the content, so that nobody can read it later.
   *
   * Since libvirt 0.8.0. C: `virStorageVolWipe`.
   * @param flags none exist: 0
   */
  async wipe(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStorageVolWipe(this.handle, flags), options);
  }

  /**
   * Overwrites the content, so that nobody can read it later.
   *
   * Since libvirt 0.9.10. C: `virStorageVolWipePattern`.
   * @param algorithm with what, and how often
   * @param flags none exist: 0
   */
  async wipePattern(
    algorithm: StorageVolWipeAlgorithm,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virStorageVolWipePattern(this.handle, algorithm, flags), options);
  }

  /**
   * Deletes the volume. The object stays.
   *
   * Since libvirt 0.4.1. C: `virStorageVolDelete`.
   * @param flags whether to overwrite it with zeros, and whether with its snapshots
   */
  async delete(flags: StorageVolDeleteFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStorageVolDelete(this.handle, flags), options);
  }

  // ---- Its data ---------------------------------------------------------------------------------

  /**
   * The volume's data as a stream of Node's. With `sparse` it gives {@link Hole}s beside the data,
   * so that a copy can have them too. It may be destroyed at any time; what goes wrong, at the host
   * too, is its error.
   *
   * While it is not read, the host waits, and with it the events of its connection once some MiB
   * are there: give a transfer that pauses a connection of its own.
   *
   * Since libvirt 0.9.0, sparse ones since 3.4.0. C: `virStorageVolDownload`.
   * @param options which part, and how
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
   * A stream of Node's that writes the volume's data. With `sparse` it takes {@link Hole}s beside
   * data. It finishes when the host has all of it. Destroyed before, it leaves the volume with what
   * was written until then.
   *
   * Since libvirt 0.9.0, sparse ones since 3.4.0. C: `virStorageVolUpload`.
   * @param options which part, and how
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
   * Gives the volume's data to a stream.
   *
   * Since libvirt 0.9.0. C: `virStorageVolDownload`.
   * @param stream a new one
   * @param offset where to begin, in bytes
   * @param length how much, in bytes; 0 for all
   * @param flags whether holes stay holes
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
   * Takes the volume's data from a stream.
   *
   * Since libvirt 0.9.0. C: `virStorageVolUpload`.
   * @param stream a new one
   * @param offset where to begin, in bytes
   * @param length how much, in bytes; 0 for all that comes
   * @param flags whether holes stay holes
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
