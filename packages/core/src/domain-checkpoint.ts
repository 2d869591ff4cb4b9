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

/** A point in time since when libvirt records which parts of a domain's disks change. */
export class DomainCheckpoint extends LibvirtObject<DomainCheckpointHandle> {
  static {
    // Bundlers rename a class that mentions itself.
    Object.defineProperty(this, 'name', { value: 'DomainCheckpoint' });
  }

  readonly #domain: Domain;

  /** Made by {@link Domain}. */
  constructor(domain: Domain, handle: DomainCheckpointHandle) {
    super(ErrorNumber.INVALID_DOMAIN_CHECKPOINT, native.virDomainCheckpointFree, handle);
    this.#domain = domain;
  }

  // ---- What the handle knows --------------------------------------------------------------------

  /**
   * The connection to which the checkpoint belongs.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointGetConnect`.
   */
  getConnect(): Connect {
    return this.#domain.domainGetConnect();
  }

  /**
   * The domain that made this object.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointGetDomain`.
   */
  getDomain(): Domain {
    return this.#domain;
  }

  /**
   * The name, which no other checkpoint of the domain has. It does not wait.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointGetName`.
   */
  getName(): string {
    return attempt(() => native.virDomainCheckpointGetName(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}'`;
  }

  // ---- Its place in the tree --------------------------------------------------------------------

  /**
   * The checkpoint on which this one is based.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointGetParent`.
   * @param flags none exist: 0
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_CHECKPOINT` if there is none
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
   * The checkpoints that are based on this one.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointListAllChildren`.
   * @param flags which of them, and whether with those that are based on them in turn
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

  // ---- Its life ---------------------------------------------------------------------------------

  /**
   * The checkpoint as XML.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointGetXMLDesc`.
   * @param flags what to include
   */
  async getXMLDesc(flags: DomainCheckpointXMLFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virDomainCheckpointGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Deletes the checkpoint; what it recorded is merged into the one on which it is based. The
   * object stays.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointDelete`.
   * @param flags whether also, or only, those that are based on it
   */
  async delete(flags: DomainCheckpointDeleteFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainCheckpointDelete(this.handle, flags), options);
  }
}
