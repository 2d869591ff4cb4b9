import { native, type NWFilterHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import { ErrorNumber } from './generated/constants.js';
import { LibvirtObject } from './object.js';

/** Rules for what a domain may send and receive. */
export class NWFilter extends LibvirtObject<NWFilterHandle> {
  readonly #connect: Connect;

  /** Made by {@link Connect}. */
  constructor(connect: Connect, handle: NWFilterHandle) {
    super(ErrorNumber.INVALID_NWFILTER, native.virNWFilterFree, handle);
    this.#connect = connect;
  }

  // ---- What the handle knows --------------------------------------------------------------------

  /** The connection to which the filter belongs. */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * The name. It does not wait.
   *
   * Since libvirt 0.8.0. C: `virNWFilterGetName`.
   */
  getName(): string {
    return attempt(() => native.virNWFilterGetName(this.handle));
  }

  /**
   * The 16 bytes of the UUID. It does not wait.
   *
   * Since libvirt 0.8.0. C: `virNWFilterGetUUID`.
   */
  getUUID(): Uint8Array {
    return attempt(() => native.virNWFilterGetUUID(this.handle));
  }

  /**
   * The UUID as text. It does not wait.
   *
   * Since libvirt 0.8.0. C: `virNWFilterGetUUIDString`.
   */
  getUUIDString(): string {
    return attempt(() => native.virNWFilterGetUUIDString(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}', uuid: '${this.getUUIDString()}'`;
  }

  // ---- Its life ---------------------------------------------------------------------------------

  /**
   * The filter as XML.
   *
   * Since libvirt 0.8.0. C: `virNWFilterGetXMLDesc`.
   * @param flags none exist: 0
   */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virNWFilterGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Removes the filter, which no domain that runs may use. The object stays.
   *
   * Since libvirt 0.8.0. C: `virNWFilterUndefine`.
   */
  async undefine(options?: CallOptions): Promise<void> {
    await settle(() => native.virNWFilterUndefine(this.handle), options);
  }
}
