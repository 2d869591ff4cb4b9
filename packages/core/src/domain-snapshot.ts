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
} from './generated/constants.js';
import { all, LibvirtObject, one } from './object.js';

/** A state of a domain to which it can go back. */
export class DomainSnapshot extends LibvirtObject<DomainSnapshotHandle> {
  static {
    // Bundlers rename a class that mentions itself.
    Object.defineProperty(this, 'name', { value: 'DomainSnapshot' });
  }

  readonly #domain: Domain;

  /** Made by {@link Domain}. */
  constructor(domain: Domain, handle: DomainSnapshotHandle) {
    super(ErrorNumber.INVALID_DOMAIN_SNAPSHOT, native.virDomainSnapshotFree, handle);
    this.#domain = domain;
  }

  // ---- What the handle knows --------------------------------------------------------------------

  /**
   * The connection to which the snapshot belongs.
   *
   * Since libvirt 0.9.5. C: `virDomainSnapshotGetConnect`.
   */
  getConnect(): Connect {
    return this.#domain.domainGetConnect();
  }

  /**
   * The domain that made this object.
   *
   * Since libvirt 0.9.5. C: `virDomainSnapshotGetDomain`.
   */
  getDomain(): Domain {
    return this.#domain;
  }

  /**
   * The name, which no other snapshot of the domain has. It does not wait.
   *
   * Since libvirt 0.9.5. C: `virDomainSnapshotGetName`.
   */
  getName(): string {
    return attempt(() => native.virDomainSnapshotGetName(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}'`;
  }

  // ---- Its state --------------------------------------------------------------------------------

  /**
   * Whether the domain's state is based on this snapshot, and on none that was made later.
   *
   * Since libvirt 0.9.13. C: `virDomainSnapshotIsCurrent`.
   * @param flags none exist: 0
   */
  async isCurrent(flags = 0, options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virDomainSnapshotIsCurrent(this.handle, flags), options);
  }

  /**
   * Whether libvirt keeps notes of its own on the snapshot, which would be lost with the domain.
   *
   * Since libvirt 0.9.13. C: `virDomainSnapshotHasMetadata`.
   * @param flags none exist: 0
   */
  async hasMetadata(flags = 0, options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virDomainSnapshotHasMetadata(this.handle, flags), options);
  }

  /**
   * The snapshot as XML.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotGetXMLDesc`.
   * @param flags what to include
   */
  async getXMLDesc(flags: DomainSnapshotXMLFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virDomainSnapshotGetXMLDesc(this.handle, flags), options);
  }

  // ---- Its place in the tree --------------------------------------------------------------------

  /**
   * The snapshot on which this one is based.
   *
   * Since libvirt 0.9.7. C: `virDomainSnapshotGetParent`.
   * @param flags none exist: 0
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_SNAPSHOT` if there is none
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
   * How many snapshots are based on this one.
   *
   * Since libvirt 0.9.7. C: `virDomainSnapshotNumChildren`.
   * @param flags which of them, and whether with those that are based on them in turn
   */
  async numChildren(flags: DomainSnapshotListFlags = 0, options?: CallOptions): Promise<number> {
    return await settle(() => native.virDomainSnapshotNumChildren(this.handle, flags), options);
  }

  /**
   * The names of the snapshots that are based on this one.
   *
   * Since libvirt 0.9.7. C: `virDomainSnapshotListChildrenNames`.
   * @param flags which of them, and whether with those that are based on them in turn
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
   * The snapshots that are based on this one.
   *
   * Since libvirt 0.9.13. C: `virDomainSnapshotListAllChildren`.
   * @param flags which of them, and whether with those that are based on them in turn
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

  // ---- Its life ---------------------------------------------------------------------------------

  /**
   * Brings the domain back to this state. What it has done since is lost.
   *
   * Since libvirt 0.8.0. C: `virDomainRevertToSnapshot`.
   * @param flags whether it shall run or be paused, and what may be risked
   */
  async revertToSnapshot(
    flags: DomainSnapshotRevertFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainRevertToSnapshot(this.handle, flags), options);
  }

  /**
   * Deletes the snapshot; the snapshots that are based on it take over what they need of it. The
   * object stays.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotDelete`.
   * @param flags whether also, or only, those that are based on it
   */
  async delete(flags: DomainSnapshotDeleteFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainSnapshotDelete(this.handle, flags), options);
  }
}
