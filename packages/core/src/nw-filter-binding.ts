import { native, type NWFilterBindingHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import { ErrorNumber } from './generated/constants.js';
import { LibvirtObject } from './object.js';

/**
 * A binding: a network filter applied to a network device of the host.
 *
 * Arguments of the wrong type or range reject with a `TypeError` or `RangeError`. All methods that
 * return a promise can reject with `VIR_ERR_INVALID_NWFILTER_BINDING` once the object is freed,
 * `VIR_ERR_NO_NWFILTER_BINDING` when the binding no longer exists, and `VIR_ERR_NO_SUPPORT` when
 * the driver has no network filters.
 */
export class NWFilterBinding extends LibvirtObject<NWFilterBindingHandle> {
  readonly #connect: Connect;

  /** Called by {@link Connect}; use its lookup and create methods instead. */
  constructor(connect: Connect, handle: NWFilterBindingHandle) {
    super(connect, ErrorNumber.INVALID_NWFILTER_BINDING, native.virNWFilterBindingFree, handle);
    this.#connect = connect;
  }

  /**
   * Returns the connection that the binding belongs to. Synchronous.
   * @category Identity
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * Returns the name of the network device, such as `vnet0`. Synchronous; reads the handle.
   *
   * Since libvirt 4.5.0. C: `virNWFilterBindingGetPortDev`.
   * @category Identity
   */
  getPortDev(): string {
    return attempt(() => native.virNWFilterBindingGetPortDev(this.handle));
  }

  /**
   * Returns the name of the filter. Synchronous; reads the handle.
   *
   * Since libvirt 4.5.0. C: `virNWFilterBindingGetFilterName`.
   * @category Identity
   */
  getFilterName(): string {
    return attempt(() => native.virNWFilterBindingGetFilterName(this.handle));
  }

  protected override describe(): string {
    return `portDev: '${this.getPortDev()}', filterName: '${this.getFilterName()}'`;
  }

  /**
   * Returns the binding's configuration as XML.
   *
   * Since libvirt 4.5.0. C: `virNWFilterBindingGetXMLDesc`.
   * @param flags Unused; pass 0.
   * @see `NWFilterBindingXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virNWFilterBindingGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Removes the binding: the traffic of the device is no longer filtered. The object is not freed.
   *
   * Since libvirt 4.5.0. C: `virNWFilterBindingDelete`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_DENIED` on a read-only connection.
   * @category Lifecycle
   */
  async delete(options?: CallOptions): Promise<void> {
    await settle(() => native.virNWFilterBindingDelete(this.handle), options);
  }
}
