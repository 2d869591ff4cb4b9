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

/** The state of a storage pool and the room in it. */
export interface StoragePoolInfo {
  /** Whether it runs. */
  readonly state: StoragePoolState;
  /** Its size in bytes. */
  readonly capacity: bigint;
  /** What of it is taken, in bytes. */
  readonly allocation: bigint;
  /** What of it is free, in bytes. */
  readonly available: bigint;
}

/** A place for volumes: a directory, a volume group, an iSCSI target and so on. */
export class StoragePool extends LibvirtObject<StoragePoolHandle> {
  readonly #connect: Connect;

  /** Made by {@link Connect} and {@link StorageVol}. */
  constructor(connect: Connect, handle: StoragePoolHandle) {
    super(ErrorNumber.INVALID_STORAGE_POOL, native.virStoragePoolFree, handle);
    this.#connect = connect;
  }

  // ---- What the handle knows --------------------------------------------------------------------

  /**
   * The connection to which the pool belongs.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetConnect`.
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * The name. It does not wait.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetName`.
   */
  getName(): string {
    return attempt(() => native.virStoragePoolGetName(this.handle));
  }

  /**
   * The 16 bytes of the UUID. It does not wait.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetUUID`.
   */
  getUUID(): Uint8Array {
    return attempt(() => native.virStoragePoolGetUUID(this.handle));
  }

  /**
   * The UUID as text. It does not wait.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetUUIDString`.
   */
  getUUIDString(): string {
    return attempt(() => native.virStoragePoolGetUUIDString(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}', uuid: '${this.getUUIDString()}'`;
  }

  // ---- Its state --------------------------------------------------------------------------------

  /**
   * The state of the pool and the room in it.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetInfo`.
   */
  async getInfo(options?: CallOptions): Promise<StoragePoolInfo> {
    const [state, capacity, allocation, available] = await settle(
      () => native.virStoragePoolGetInfo(this.handle),
      options,
    );
    return { state, capacity, allocation, available };
  }

  /**
   * Whether the pool runs.
   *
   * Since libvirt 0.7.3. C: `virStoragePoolIsActive`.
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virStoragePoolIsActive(this.handle), options);
  }

  /**
   * Whether the pool is defined, and so still there once it stops.
   *
   * Since libvirt 0.7.3. C: `virStoragePoolIsPersistent`.
   */
  async isPersistent(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virStoragePoolIsPersistent(this.handle), options);
  }

  /**
   * The pool as XML.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetXMLDesc`.
   * @param flags whether as it runs or as it is defined
   */
  async getXMLDesc(flags: StorageXMLFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virStoragePoolGetXMLDesc(this.handle, flags), options);
  }

  // ---- Its life ---------------------------------------------------------------------------------

  /**
   * Prepares what the pool stands on: makes the directory, formats the disk and so on.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolBuild`.
   * @param flags how to prepare it, and whether over what is there
   */
  async build(flags: StoragePoolBuildFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolBuild(this.handle, flags), options);
  }

  /**
   * Starts the pool.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolCreate`.
   * @param flags whether to build it first
   */
  async create(flags: StoragePoolCreateFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolCreate(this.handle, flags), options);
  }

  /**
   * Looks again which volumes there are, and how much room.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolRefresh`.
   * @param flags none exist: 0
   */
  async refresh(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolRefresh(this.handle, flags), options);
  }

  /**
   * Stops the pool. What it stands on is not touched, and the object stays.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolDestroy`.
   */
  async destroy(options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolDestroy(this.handle), options);
  }

  /**
   * Deletes what the pool stands on, for good. The pool must not run; its definition stays.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolDelete`.
   * @param flags whether to overwrite it with zeros
   */
  async delete(flags: StoragePoolDeleteFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolDelete(this.handle, flags), options);
  }

  /**
   * Removes the definition of a pool that does not run.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolUndefine`.
   */
  async undefine(options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolUndefine(this.handle), options);
  }

  /**
   * Whether the pool is started with the host.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolGetAutostart`.
   */
  async getAutostart(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virStoragePoolGetAutostart(this.handle), options);
  }

  /**
   * Sets whether the pool is started with the host.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolSetAutostart`.
   * @param autostart whether it is
   */
  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    await settle(() => native.virStoragePoolSetAutostart(this.handle, autostart), options);
  }

  // ---- Its volumes ------------------------------------------------------------------------------

  /**
   * All volumes of a pool that runs.
   *
   * Since libvirt 0.10.2. C: `virStoragePoolListAllVolumes`.
   * @param flags none exist: 0
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
   * The names of the volumes.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolListVolumes`.
   */
  async listStorageVolumes(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virStoragePoolListVolumes(this.handle), options);
  }

  /**
   * How many volumes there are.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolNumOfVolumes`.
   */
  async numOfStorageVolumes(options?: CallOptions): Promise<number> {
    return await settle(() => native.virStoragePoolNumOfVolumes(this.handle), options);
  }

  /**
   * The volume with a name.
   *
   * Since libvirt 0.4.1. C: `virStorageVolLookupByName`.
   * @param name the name
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_VOL` if there is none
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
   * Creates a volume.
   *
   * Since libvirt 0.4.1. C: `virStorageVolCreateXML`.
   * @param xmlDesc the volume
   * @param flags how to create it
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
   * Creates a volume with the content of another one, which may be in another pool.
   *
   * Since libvirt 0.6.4. C: `virStorageVolCreateXMLFrom`.
   * @param xmlDesc the volume
   * @param clonevol the volume to copy
   * @param flags how to create it
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
