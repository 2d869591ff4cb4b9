import { native, type InterfaceHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import { ErrorNumber, type InterfaceXMLFlags } from './generated/constants.js';
import { LibvirtObject } from './object.js';

/** A network interface of the host. */
export class Interface extends LibvirtObject<InterfaceHandle> {
  readonly #connect: Connect;

  /** Made by {@link Connect}. */
  constructor(connect: Connect, handle: InterfaceHandle) {
    super(ErrorNumber.INVALID_INTERFACE, native.virInterfaceFree, handle);
    this.#connect = connect;
  }

  // ---- What the handle knows --------------------------------------------------------------------

  /**
   * The connection to which the interface belongs.
   *
   * Since libvirt 0.6.4. C: `virInterfaceGetConnect`.
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * The name, such as `eth0`. It does not wait.
   *
   * Since libvirt 0.6.4. C: `virInterfaceGetName`.
   */
  getName(): string {
    return attempt(() => native.virInterfaceGetName(this.handle));
  }

  /**
   * The MAC address as text. It does not wait.
   *
   * Since libvirt 0.6.4. C: `virInterfaceGetMACString`.
   */
  getMACString(): string {
    return attempt(() => native.virInterfaceGetMACString(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}', mac: '${this.getMACString()}'`;
  }

  // ---- Its life ---------------------------------------------------------------------------------

  /**
   * Whether the interface is up.
   *
   * Since libvirt 0.7.3. C: `virInterfaceIsActive`.
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virInterfaceIsActive(this.handle), options);
  }

  /**
   * The interface as XML.
   *
   * Since libvirt 0.6.4. C: `virInterfaceGetXMLDesc`.
   * @param flags whether as it is or as it is defined
   */
  async getXMLDesc(flags: InterfaceXMLFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virInterfaceGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Brings the interface up.
   *
   * Since libvirt 0.6.4. C: `virInterfaceCreate`.
   * @param flags none exist: 0
   */
  async create(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virInterfaceCreate(this.handle, flags), options);
  }

  /**
   * Takes the interface down at once. The object stays.
   *
   * Since libvirt 0.6.4. C: `virInterfaceDestroy`.
   * @param flags none exist: 0
   */
  async destroy(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virInterfaceDestroy(this.handle, flags), options);
  }

  /**
   * Removes the definition.
   *
   * Since libvirt 0.6.4. C: `virInterfaceUndefine`.
   */
  async undefine(options?: CallOptions): Promise<void> {
    await settle(() => native.virInterfaceUndefine(this.handle), options);
  }
}
