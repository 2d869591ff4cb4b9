import { native, type InterfaceHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import { ErrorNumber, type InterfaceXMLFlags } from './generated/constants.js';
import { LibvirtObject } from './object.js';

/**
 * A network interface of the host.
 *
 * Where libvirt was built without netcf, interfaces can only be read: methods that change something
 * reject with `VIR_ERR_NO_SUPPORT`. Arguments of the wrong type or range reject with a `TypeError`
 * or `RangeError`. All methods that return a promise can also reject with
 * `VIR_ERR_INVALID_INTERFACE` once the object is freed, `VIR_ERR_NO_INTERFACE` when the interface
 * no longer exists, and `VIR_ERR_OPERATION_DENIED` on a read-only connection for methods that
 * change something.
 */
export class Interface extends LibvirtObject<InterfaceHandle> {
  readonly #connect: Connect;

  /** Called by {@link Connect}; use its lookup and define methods instead. */
  constructor(connect: Connect, handle: InterfaceHandle) {
    super(connect, ErrorNumber.INVALID_INTERFACE, native.virInterfaceFree, handle);
    this.#connect = connect;
  }

  /**
   * Returns the connection that the interface belongs to. Synchronous.
   *
   * Since libvirt 0.6.4. C: `virInterfaceGetConnect`.
   * @category Identity
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * Returns the name, such as `eth0`. Synchronous; reads the handle.
   *
   * Since libvirt 0.6.4. C: `virInterfaceGetName`.
   * @category Identity
   */
  getName(): string {
    return attempt(() => native.virInterfaceGetName(this.handle));
  }

  /**
   * Returns the MAC address as a string; empty if the interface has none. Synchronous; reads the
   * handle.
   *
   * Since libvirt 0.6.4. C: `virInterfaceGetMACString`.
   * @category Identity
   */
  getMACString(): string {
    return attempt(() => native.virInterfaceGetMACString(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}', mac: '${this.getMACString()}'`;
  }

  /**
   * Returns whether the interface is up.
   *
   * Since libvirt 0.7.3. C: `virInterfaceIsActive`.
   * @category State and information
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virInterfaceIsActive(this.handle), options);
  }

  /**
   * Returns the interface's configuration as XML: by default the live state.
   *
   * Since libvirt 0.6.4. C: `virInterfaceGetXMLDesc`.
   * @param flags Bitwise OR of {@link InterfaceXMLFlags}; `INACTIVE` for the persistent
   *   configuration.
   * @see `InterfaceXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async getXMLDesc(flags: InterfaceXMLFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virInterfaceGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Brings the interface up.
   *
   * Since libvirt 0.6.4. C: `virInterfaceCreate`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when it is already up.
   * @category Lifecycle
   */
  async create(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virInterfaceCreate(this.handle, flags), options);
  }

  /**
   * Takes the interface down at once.
   *
   * Since libvirt 0.6.4. C: `virInterfaceDestroy`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when it is not up.
   * @category Lifecycle
   */
  async destroy(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virInterfaceDestroy(this.handle, flags), options);
  }

  /**
   * Removes the interface's configuration from the host. Within a transaction begun by
   * {@link Connect.interfaceChangeBegin}, this can be rolled back.
   *
   * Since libvirt 0.6.4. C: `virInterfaceUndefine`.
   * @category Lifecycle
   */
  async undefine(options?: CallOptions): Promise<void> {
    await settle(() => native.virInterfaceUndefine(this.handle), options);
  }
}
