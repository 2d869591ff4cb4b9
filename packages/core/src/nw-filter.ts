import { native, type NWFilterHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import { ErrorNumber } from './generated/constants.js';
import { LibvirtObject } from './object.js';

/**
 * A network filter: firewall rules for the traffic of domains.
 *
 * Arguments of the wrong type or range reject with a `TypeError` or `RangeError`. All methods that
 * return a promise can reject with `VIR_ERR_INVALID_NWFILTER` once the object is freed,
 * `VIR_ERR_NO_NWFILTER` when the filter no longer exists, and `VIR_ERR_NO_SUPPORT` when the driver
 * has no network filters.
 */
export class NWFilter extends LibvirtObject<NWFilterHandle> {
  readonly #connect: Connect;

  /** Called by {@link Connect}; use its lookup and define methods instead. */
  constructor(connect: Connect, handle: NWFilterHandle) {
    super(connect, ErrorNumber.INVALID_NWFILTER, native.virNWFilterFree, handle);
    this.#connect = connect;
  }

  /**
   * Returns the connection that the filter belongs to. Synchronous.
   * @category Identity
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * Returns the name. Synchronous; reads the handle.
   *
   * Since libvirt 0.8.0. C: `virNWFilterGetName`.
   * @category Identity
   */
  getName(): string {
    return attempt(() => native.virNWFilterGetName(this.handle));
  }

  /**
   * Returns the UUID as 16 bytes. Synchronous; reads the handle.
   *
   * Since libvirt 0.8.0. C: `virNWFilterGetUUID`.
   * @category Identity
   */
  getUUID(): Uint8Array {
    return attempt(() => native.virNWFilterGetUUID(this.handle));
  }

  /**
   * Returns the UUID as a string. Synchronous; reads the handle.
   *
   * Since libvirt 0.8.0. C: `virNWFilterGetUUIDString`.
   * @category Identity
   */
  getUUIDString(): string {
    return attempt(() => native.virNWFilterGetUUIDString(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}', uuid: '${this.getUUIDString()}'`;
  }

  /**
   * Returns the filter's rules as XML.
   *
   * Since libvirt 0.8.0. C: `virNWFilterGetXMLDesc`.
   * @param flags Unused; pass 0.
   * @see `NWFilterXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virNWFilterGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Removes the filter. The object is not freed.
   *
   * Since libvirt 0.8.0. C: `virNWFilterUndefine`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when an active binding uses it, directly or
   *   through another filter; `VIR_ERR_OPERATION_DENIED` on a read-only connection.
   * @category Lifecycle
   */
  async undefine(options?: CallOptions): Promise<void> {
    await settle(() => native.virNWFilterUndefine(this.handle), options);
  }
}
