import { native, type StorageVolHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import {
  ErrorNumber,
  type StorageVolDeleteFlags,
  type StorageVolInfoFlags,
  type StorageVolResizeFlags,
  type StorageVolType,
  type StorageVolWipeAlgorithm,
} from './generated/constants.js';
import { LibvirtObject, one } from './object.js';
import { StoragePool } from './storage-pool.js';

/** What a storage volume is, and how large. */
export interface StorageVolInfo {
  /** Whether it is a file, a block device, a directory and so on. */
  readonly type: StorageVolType;
  /** Its size as a domain sees it, in bytes. */
  readonly capacity: bigint;
  /** What it takes of its pool, in bytes; its physical size where that was asked for. */
  readonly allocation: bigint;
}

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
    return settle(() => native.virStorageVolGetPath(this.handle), options);
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
    return settle(() => native.virStorageVolGetXMLDesc(this.handle, flags), options);
  }

  /**
   * The pool in which the volume is.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolLookupByVolume`.
   */
  async lookupPoolByVolume(options?: CallOptions): Promise<StoragePool> {
    return one(
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
    return settle(() => native.virStorageVolResize(this.handle, capacity, flags), options);
  }

  /**
   * Overwrites the content, so that nobody can read it later.
   *
   * Since libvirt 0.8.0. C: `virStorageVolWipe`.
   * @param flags none exist: 0
   */
  async wipe(flags = 0, options?: CallOptions): Promise<void> {
    return settle(() => native.virStorageVolWipe(this.handle, flags), options);
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
    return settle(() => native.virStorageVolWipePattern(this.handle, algorithm, flags), options);
  }

  /**
   * Deletes the volume. The object stays.
   *
   * Since libvirt 0.4.1. C: `virStorageVolDelete`.
   * @param flags whether to overwrite it with zeros, and whether with its snapshots
   */
  async delete(flags: StorageVolDeleteFlags = 0, options?: CallOptions): Promise<void> {
    return settle(() => native.virStorageVolDelete(this.handle, flags), options);
  }
}
