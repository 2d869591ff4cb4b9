import { native, type DomainCheckpointHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import type { Domain } from './domain.js';
import { attempt, settle, type CallOptions } from './call.js';
import {
  ErrorNumber,
  type DomainCheckpointDeleteFlags,
  type DomainCheckpointListFlags,
  type DomainCheckpointXMLFlags,
} from './generated/constants.js';
import { all, LibvirtObject, one } from './object.js';

/**
 * A checkpoint of a domain: a point in time since which the hypervisor records the blocks that change
 * on its disks. An incremental backup copies only those blocks.
 *
 * Besides the errors that {@link Domain} lists, methods reject with `VIR_ERR_NO_DOMAIN_CHECKPOINT`
 * when the checkpoint no longer exists, and with `VIR_ERR_INVALID_DOMAIN_CHECKPOINT` when this object
 * has been freed.
 */
export class DomainCheckpoint extends LibvirtObject<DomainCheckpointHandle> {
  static {
    // Bundlers rename a class that refers to itself.
    Object.defineProperty(this, 'name', { value: 'DomainCheckpoint' });
  }

  readonly #domain: Domain;

  /** Called by {@link Domain}, whose methods return checkpoints. */
  constructor(domain: Domain, handle: DomainCheckpointHandle) {
    super(domain, ErrorNumber.INVALID_DOMAIN_CHECKPOINT, native.virDomainCheckpointFree, handle);
    this.#domain = domain;
  }

  /**
   * Returns the connection that the checkpoint belongs to.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointGetConnect`.
   * @category Identity
   */
  getConnect(): Connect {
    return this.#domain.domainGetConnect();
  }

  /**
   * Returns the domain object that returned this checkpoint.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointGetDomain`.
   * @category Identity
   */
  getDomain(): Domain {
    return this.#domain;
  }

  /**
   * Returns the name, which is unique within the domain. Synchronous; reads the handle.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointGetName`.
   * @category Identity
   */
  getName(): string {
    return attempt(() => native.virDomainCheckpointGetName(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}'`;
  }

  /**
   * Returns the parent, the checkpoint that precedes this one.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointGetParent`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_CHECKPOINT` when it has no parent.
   * @category Tree
   */
  async getParent(flags = 0, options?: CallOptions): Promise<DomainCheckpoint> {
    return await one(
      DomainCheckpoint,
      this.#domain,
      () => native.virDomainCheckpointGetParent(this.handle, flags),
      options,
    );
  }

  /**
   * Returns the children, the checkpoints that follow this one.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointListAllChildren`.
   * @param flags Bitwise OR of {@link DomainCheckpointListFlags}. `DESCENDANTS` includes the
   *   children of children. Default: 0, direct children.
   * @category Tree
   */
  async listAllChildren(
    flags: DomainCheckpointListFlags = 0,
    options?: CallOptions,
  ): Promise<DomainCheckpoint[]> {
    return await all(
      DomainCheckpoint,
      this.#domain,
      () => native.virDomainCheckpointListAllChildren(this.handle, flags),
      options,
    );
  }

  /**
   * Returns the checkpoint as XML, with the domain XML at the time of the checkpoint.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointGetXMLDesc`.
   * @param flags Bitwise OR of {@link DomainCheckpointXMLFlags}. `SECURE` includes passwords, and
   *   is denied on a read-only connection. `SIZE` includes how much of each disk has changed since,
   *   in bytes, and needs a running domain. `NO_DOMAIN` omits the domain XML.
   * @see `DomainCheckpointXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async getXMLDesc(flags: DomainCheckpointXMLFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virDomainCheckpointGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Deletes the checkpoint. Its record of changed blocks is merged into that of its parent. The
   * object remains, but later calls reject.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointDelete`.
   * @param flags Bitwise OR of {@link DomainCheckpointDeleteFlags}. `CHILDREN` also deletes all
   *   descendants, `CHILDREN_ONLY` deletes only those, and `METADATA_ONLY` keeps the record in the
   *   images.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the domain is not running and the
   *   flag `METADATA_ONLY` is not set.
   * @category Lifecycle
   */
  async delete(flags: DomainCheckpointDeleteFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainCheckpointDelete(this.handle, flags), options);
  }
}
