import { native, type DomainSnapshotHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import type { Domain } from './domain.js';
import { attempt, settle, type CallOptions } from './call.js';
import {
  ErrorNumber,
  type DomainSnapshotDeleteFlags,
  type DomainSnapshotListFlags,
  type DomainSnapshotRevertFlags,
  type DomainSnapshotXMLFlags,
  type DomainXMLFlags,
} from './generated/constants.js';
import { all, LibvirtObject, one } from './object.js';

/**
 * A snapshot of a domain: a saved state of its disks, and perhaps its memory, that it can revert to.
 *
 * Besides the errors that {@link Domain} lists, methods reject with `VIR_ERR_NO_DOMAIN_SNAPSHOT` when
 * the snapshot no longer exists, and with `VIR_ERR_INVALID_DOMAIN_SNAPSHOT` when this object has been
 * freed.
 */
export class DomainSnapshot extends LibvirtObject<DomainSnapshotHandle> {
  static {
    // Bundlers rename a class that refers to itself.
    Object.defineProperty(this, 'name', { value: 'DomainSnapshot' });
  }

  readonly #domain: Domain;

  /** Called by {@link Domain}, whose methods return snapshots. */
  constructor(domain: Domain, handle: DomainSnapshotHandle) {
    super(domain, ErrorNumber.INVALID_DOMAIN_SNAPSHOT, native.virDomainSnapshotFree, handle);
    this.#domain = domain;
  }

  /**
   * Returns the connection that the snapshot belongs to.
   *
   * Since libvirt 0.9.5. C: `virDomainSnapshotGetConnect`.
   * @category Identity
   */
  getConnect(): Connect {
    return this.#domain.domainGetConnect();
  }

  /**
   * Returns the domain object that returned this snapshot.
   *
   * Since libvirt 0.9.5. C: `virDomainSnapshotGetDomain`.
   * @category Identity
   */
  getDomain(): Domain {
    return this.#domain;
  }

  /**
   * Returns the name, which is unique within the domain. Synchronous; reads the handle.
   *
   * Since libvirt 0.9.5. C: `virDomainSnapshotGetName`.
   * @category Identity
   */
  getName(): string {
    return attempt(() => native.virDomainSnapshotGetName(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}'`;
  }

  /**
   * Returns whether this is the current snapshot, the one that the domain's state derives from.
   *
   * Since libvirt 0.9.13. C: `virDomainSnapshotIsCurrent`.
   * @param flags Unused; pass 0.
   * @category State and information
   */
  async isCurrent(flags = 0, options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virDomainSnapshotIsCurrent(this.handle, flags), options);
  }

  /**
   * Returns whether libvirt keeps metadata of its own for the snapshot. As long as it does, a
   * domain that is not running cannot be undefined without the flag `SNAPSHOTS_METADATA` of
   * {@link DomainUndefineFlagsValues}.
   *
   * Since libvirt 0.9.13. C: `virDomainSnapshotHasMetadata`.
   * @param flags Unused; pass 0.
   * @category State and information
   */
  async hasMetadata(flags = 0, options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virDomainSnapshotHasMetadata(this.handle, flags), options);
  }

  /**
   * Returns the snapshot as XML, with the domain XML at the time of the snapshot.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotGetXMLDesc`.
   * @param flags Bitwise OR of {@link DomainSnapshotXMLFlags}. `SECURE` includes passwords, and is
   *   denied on a read-only connection.
   * @see `DomainSnapshotXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async getXMLDesc(
    flags: DomainSnapshotXMLFlags | typeof DomainXMLFlags.SECURE = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(() => native.virDomainSnapshotGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Returns the parent, the snapshot that this one derives from.
   *
   * Since libvirt 0.9.7. C: `virDomainSnapshotGetParent`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_SNAPSHOT` when it has no parent.
   * @category Tree
   */
  async getParent(flags = 0, options?: CallOptions): Promise<DomainSnapshot> {
    return await one(
      DomainSnapshot,
      this.#domain,
      () => native.virDomainSnapshotGetParent(this.handle, flags),
      options,
    );
  }

  /**
   * Returns the number of children, the snapshots that derive from this one.
   *
   * Since libvirt 0.9.7. C: `virDomainSnapshotNumChildren`.
   * @param flags Bitwise OR of {@link DomainSnapshotListFlags}. `DESCENDANTS` includes the children
   *   of children. Default: 0, direct children.
   * @category Tree
   */
  async numChildren(flags: DomainSnapshotListFlags = 0, options?: CallOptions): Promise<number> {
    return await settle(() => native.virDomainSnapshotNumChildren(this.handle, flags), options);
  }

  /**
   * Returns the names of the children, the snapshots that derive from this one.
   *
   * Since libvirt 0.9.7. C: `virDomainSnapshotListChildrenNames`.
   * @param flags Bitwise OR of {@link DomainSnapshotListFlags}. `DESCENDANTS` includes the children
   *   of children. Default: 0, direct children.
   * @category Tree
   */
  async listChildrenNames(
    flags: DomainSnapshotListFlags = 0,
    options?: CallOptions,
  ): Promise<string[]> {
    return await settle(
      () => native.virDomainSnapshotListChildrenNames(this.handle, flags),
      options,
    );
  }

  /**
   * Returns the children, the snapshots that derive from this one.
   *
   * Since libvirt 0.9.13. C: `virDomainSnapshotListAllChildren`.
   * @param flags Bitwise OR of {@link DomainSnapshotListFlags}. `DESCENDANTS` includes the children
   *   of children. Default: 0, direct children.
   * @category Tree
   */
  async listAllChildren(
    flags: DomainSnapshotListFlags = 0,
    options?: CallOptions,
  ): Promise<DomainSnapshot[]> {
    return await all(
      DomainSnapshot,
      this.#domain,
      () => native.virDomainSnapshotListAllChildren(this.handle, flags),
      options,
    );
  }

  /**
   * Reverts the domain to the snapshot. Changes to disks, memory and configuration since then are
   * lost. The domain is then running, paused or shut off as it was, and shut off if the snapshot
   * holds only disks.
   *
   * Since libvirt 0.8.0. C: `virDomainRevertToSnapshot`.
   * @param flags Bitwise OR of {@link DomainSnapshotRevertFlags}. `RUNNING` or `PAUSED` sets the
   *   state afterwards. `FORCE` accepts a revert that libvirt considers risky.
   * @throws {LibvirtError} `VIR_ERR_SNAPSHOT_REVERT_RISKY` when the revert is risky and the flag
   *   `FORCE` is not set.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is transient and would be
   *   shut off afterwards, or has an active block job.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when the driver cannot revert to a snapshot
   *   of this kind. QEMU's driver in libvirt 9.0.0 cannot revert to external snapshots.
   * @category Lifecycle
   */
  async revertToSnapshot(
    flags: DomainSnapshotRevertFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainRevertToSnapshot(this.handle, flags), options);
  }

  /**
   * Deletes the snapshot. Its data is merged into the children that need it. The object remains,
   * but later calls reject.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotDelete`.
   * @param flags Bitwise OR of {@link DomainSnapshotDeleteFlags}. `CHILDREN` also deletes all
   *   descendants, `CHILDREN_ONLY` deletes only those, and `METADATA_ONLY` keeps the data in the
   *   images.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` or `VIR_ERR_CONFIG_UNSUPPORTED` when the
   *   driver cannot delete a snapshot of this kind.
   * @category Lifecycle
   */
  async delete(flags: DomainSnapshotDeleteFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainSnapshotDelete(this.handle, flags), options);
  }
}
