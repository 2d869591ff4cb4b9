import { native, type NWFilterBindingHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import { ErrorNumber } from './generated/constants.js';
import { LibvirtObject } from './object.js';

/** The use of a filter on a network device of the host. */
export class NWFilterBinding extends LibvirtObject<NWFilterBindingHandle> {
  readonly #connect: Connect;

  /** Made by {@link Connect}. */
  constructor(connect: Connect, handle: NWFilterBindingHandle) {
    super(ErrorNumber.INVALID_NWFILTER_BINDING, native.virNWFilterBindingFree, handle);
    this.#connect = connect;
  }

  // ---- What the handle knows --------------------------------------------------------------------

  /** The connection to which the binding belongs. */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * The name of the network device, such as `vnet0`. It does not wait.
   *
   * Since libvirt 4.5.0. C: `virNWFilterBindingGetPortDev`.
   */
  getPortDev(): string {
    return attempt(() => native.virNWFilterBindingGetPortDev(this.handle));
  }

  /**
   * The name of the filter. It does not wait.
   *
   * Since libvirt 4.5.0. C: `virNWFilterBindingGetFilterName`.
   */
  getFilterName(): string {
    return attempt(() => native.virNWFilterBindingGetFilterName(this.handle));
  }

  protected override describe(): string {
    return `portDev: '${this.getPortDev()}', filterName: '${this.getFilterName()}'`;
  }

  // ---- Its life ---------------------------------------------------------------------------------

  /**
   * The binding as XML.
   *
   * Since libvirt 4.5.0. C: `virNWFilterBindingGetXMLDesc`.
   * @param flags none exist: 0
   */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virNWFilterBindingGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Removes the binding: the device's traffic is no longer filtered. The object stays.
   *
   * Since libvirt 4.5.0. C: `virNWFilterBindingDelete`.
   */
  async delete(options?: CallOptions): Promise<void> {
    await settle(() => native.virNWFilterBindingDelete(this.handle), options);
  }
}
