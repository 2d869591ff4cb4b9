import { native, type StoragePoolHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import {
  ErrorNumber,
  type StoragePoolBuildFlags,
  type StoragePoolCreateFlags,
  type StoragePoolDeleteFlags,
  type StoragePoolState,
  type StorageVolCreateFlags,
  type StorageXMLFlags,
} from './generated/constants.js';
import { all, handleOf, LibvirtObject, one } from './object.js';
import { StorageVol } from './storage-vol.js';

/** State and size of a storage pool. */
export interface StoragePoolInfo {
  /** One of {@link StoragePoolState}: inactive, building, running, degraded or inaccessible. */
  readonly state: StoragePoolState;
  /** Total size in bytes. */
  readonly capacity: bigint;
  /** Space allocated to volumes, in bytes. */
  readonly allocation: bigint;
  /** Free space in bytes. */
  readonly available: bigint;
}

/**
 * A storage pool: a directory, file system, LVM volume group, iSCSI target or other source of
 * volumes.
 *
 * Persistent pools keep a definition across restarts; transient ones exist only while they are
 * active. The object is a handle: it stays valid when the pool stops or is undefined.
 *
 * Arguments of the wrong type or range reject with a `TypeError` or `RangeError`. All methods that
 * return a promise can reject with these errors, besides those named at the method:
 * `VIR_ERR_INVALID_STORAGE_POOL` once the object is freed, `VIR_ERR_NO_STORAGE_POOL` when the pool
 * no longer exists, `VIR_ERR_NO_SUPPORT` when the driver or the type of the pool lacks the
 * function, `VIR_ERR_OPERATION_DENIED` on a read-only connection for methods that change something,
 * `VIR_ERR_INVALID_ARG` for unknown or conflicting flags.
 */
export class StoragePool extends LibvirtObject<StoragePoolHandle> {
  readonly #connect: Connect;

  /**
   * Called by {@link Connect} and {@link StorageVol}; use their lookup, define and create methods
   * instead.
   */
  constructor(connect: Connect, handle: StoragePoolHandle) {
    super(connect, ErrorNumber.INVALID_STORAGE_POOL, native.virStoragePoolFree, handle);
    this.#connect = connect;
  }

  /**
   * Returns the connection that the pool belongs to. Synchronous.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetConnect`.
   * @category Identity
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * Returns the name. Synchronous; reads the handle.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetName`.
   * @category Identity
   */
  getName(): string {
    return attempt(() => native.virStoragePoolGetName(this.handle));
  }

  /**
   * Returns the UUID as 16 bytes. Synchronous; reads the handle.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetUUID`.
   * @category Identity
   */
  getUUID(): Uint8Array {
    return attempt(() => native.virStoragePoolGetUUID(this.handle));
  }

  /**
   * Returns the UUID as a string. Synchronous; reads the handle.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetUUIDString`.
   * @category Identity
   */
  getUUIDString(): string {
    return attempt(() => native.virStoragePoolGetUUIDString(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}', uuid: '${this.getUUIDString()}'`;
  }

  /**
   * Returns state, capacity, allocation and free space of the pool. Sizes are in bytes and as of
   * the last refresh.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetInfo`.
   * @category State and information
   */
  async getInfo(options?: CallOptions): Promise<StoragePoolInfo> {
    const [state, capacity, allocation, available] = await settle(
      () => native.virStoragePoolGetInfo(this.handle),
      options,
    );
    return { state, capacity, allocation, available };
  }

  /**
   * Returns whether the pool is active, that is, started.
   *
   * Since libvirt 0.7.3. C: `virStoragePoolIsActive`.
   * @category State and information
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virStoragePoolIsActive(this.handle), options);
  }

  /**
   * Returns whether the pool is persistent: it has a definition that remains when it stops.
   *
   * Since libvirt 0.7.3. C: `virStoragePoolIsPersistent`.
   * @category State and information
   */
  async isPersistent(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virStoragePoolIsPersistent(this.handle), options);
  }

  /**
   * Returns the pool's configuration as XML.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetXMLDesc`.
   * @param flags Bitwise OR of {@link StorageXMLFlags}; `INACTIVE` for the persistent configuration
   *   of an active pool.
   * @see `StoragePoolXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async getXMLDesc(flags: StorageXMLFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virStoragePoolGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Builds the underlying storage: creates the directory, formats the file system or disk, creates
   * the volume group, depending on the type of the pool.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolBuild`.
   * @param flags Bitwise OR of {@link StoragePoolBuildFlags}. `OVERWRITE` and `NO_OVERWRITE`
   *   exclude each other.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the pool is active.
   * @category Lifecycle
   */
  async build(flags: StoragePoolBuildFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolBuild(this.handle, flags), options);
  }

  /**
   * Starts the pool.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolCreate`.
   * @param flags Bitwise OR of {@link StoragePoolCreateFlags}; the `WITH_BUILD` flags build the
   *   underlying storage first.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the pool is already active or starting.
   * @category Lifecycle
   */
  async create(flags: StoragePoolCreateFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolCreate(this.handle, flags), options);
  }

  /**
   * Scans the pool again: updates its list of volumes, its capacity and its free space.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolRefresh`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the pool is not active;
   *   `VIR_ERR_INTERNAL_ERROR` while a volume is being created, copied, transferred or wiped.
   * @category Lifecycle
   */
  async refresh(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolRefresh(this.handle, flags), options);
  }

  /**
   * Stops the pool. The data stays; a transient pool ceases to exist.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolDestroy`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the pool is not active;
   *   `VIR_ERR_INTERNAL_ERROR` while a volume is being created, copied, transferred or wiped.
   * @category Lifecycle
   */
  async destroy(options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolDestroy(this.handle), options);
  }

  /**
   * Deletes the underlying storage irrecoverably. The definition stays.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolDelete`.
   * @param flags Bitwise OR of {@link StoragePoolDeleteFlags}; `ZEROED` overwrites the data with
   *   zeros, where the type of the pool supports it.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the pool is active;
   *   `VIR_ERR_NO_SUPPORT` when pools of this type cannot be deleted.
   * @category Lifecycle
   */
  async delete(flags: StoragePoolDeleteFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolDelete(this.handle, flags), options);
  }

  /**
   * Removes the persistent configuration of an inactive pool. The data stays.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolUndefine`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the pool is active.
   * @category Lifecycle
   */
  async undefine(options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolUndefine(this.handle), options);
  }

  /**
   * Returns whether the pool starts automatically, together with the host or its daemon.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetAutostart`.
   * @category Configuration
   */
  async getAutostart(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virStoragePoolGetAutostart(this.handle), options);
  }

  /**
   * Sets whether the pool starts automatically, together with the host or its daemon.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolSetAutostart`.
   * @param autostart `true` to start it automatically.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` when the pool is transient.
   * @category Configuration
   */
  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolSetAutostart(this.handle, autostart), options);
  }

  /**
   * Returns all volumes of the pool, as of the last refresh.
   *
   * Since libvirt 0.10.2. C: `virStoragePoolListAllVolumes`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the pool is not active.
   * @category Volumes
   */
  async listAllStorageVolumes(flags = 0, options?: CallOptions): Promise<StorageVol[]> {
    return await all(
      StorageVol,
      this.#connect,
      () => native.virStoragePoolListAllVolumes(this.handle, flags),
      options,
    );
  }

  /**
   * Returns the names of all volumes, as of the last refresh.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolListVolumes`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the pool is not active.
   * @category Volumes
   */
  async listStorageVolumes(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virStoragePoolListVolumes(this.handle), options);
  }

  /**
   * Returns the number of volumes, as of the last refresh.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolNumOfVolumes`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the pool is not active.
   * @category Volumes
   */
  async numOfStorageVolumes(options?: CallOptions): Promise<number> {
    return await settle(() => native.virStoragePoolNumOfVolumes(this.handle), options);
  }

  /**
   * Returns the volume with a name.
   *
   * Since libvirt 0.4.1. C: `virStorageVolLookupByName`.
   * @param name The name.
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_VOL` when no volume has this name;
   *   `VIR_ERR_OPERATION_INVALID` when the pool is not active.
   * @category Volumes
   */
  async lookupStorageVolByName(name: string, options?: CallOptions): Promise<StorageVol> {
    return await one(
      StorageVol,
      this.#connect,
      () => native.virStorageVolLookupByName(this.handle, name),
      options,
    );
  }

  /**
   * Creates a volume in an active pool. Resolves once it is allocated, which can take long if all
   * of it is preallocated.
   *
   * Since libvirt 0.4.1. C: `virStorageVolCreateXML`.
   * @param xmlDesc XML of the volume.
   * @param flags Bitwise OR of {@link StorageVolCreateFlags}.
   * @throws {LibvirtError} `VIR_ERR_STORAGE_VOL_EXIST` when the name is taken;
   *   `VIR_ERR_OPERATION_INVALID` when the pool is not active; `VIR_ERR_XML_ERROR` or
   *   `VIR_ERR_XML_DETAIL` when the XML is wrong.
   * @see `StorageVolXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Volumes
   */
  async storageVolCreateXML(
    xmlDesc: string,
    flags: StorageVolCreateFlags = 0,
    options?: CallOptions,
  ): Promise<StorageVol> {
    return await one(
      StorageVol,
      this.#connect,
      () => native.virStorageVolCreateXML(this.handle, xmlDesc, flags),
      options,
    );
  }

  /**
   * Creates a volume as a copy of another one, which may be in a different pool.
   *
   * Since libvirt 0.6.4. C: `virStorageVolCreateXMLFrom`.
   * @param xmlDesc XML of the new volume.
   * @param clonevol The volume to copy.
   * @param flags Bitwise OR of {@link StorageVolCreateFlags}.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` when the name is taken;
   *   `VIR_ERR_OPERATION_INVALID` when one of the pools is not active or `clonevol` is still being
   *   allocated; `VIR_ERR_NO_STORAGE_VOL` when `clonevol` no longer exists.
   * @see `StorageVolXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Volumes
   */
  async storageVolCreateXMLFrom(
    xmlDesc: string,
    clonevol: StorageVol,
    flags: StorageVolCreateFlags = 0,
    options?: CallOptions,
  ): Promise<StorageVol> {
    return await one(
      StorageVol,
      this.#connect,
      () => native.virStorageVolCreateXMLFrom(this.handle, xmlDesc, handleOf(clonevol), flags),
      options,
    );
  }
}
