import { native, type NodeDeviceHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import {
  ErrorNumber,
  type NodeDeviceUpdateFlags,
  type NodeDeviceXMLFlags,
} from './generated/constants.js';
import { LibvirtObject } from './object.js';

/** A device of the host. */
export class NodeDevice extends LibvirtObject<NodeDeviceHandle> {
  readonly #connect: Connect;

  /** Made by {@link Connect}. */
  constructor(connect: Connect, handle: NodeDeviceHandle) {
    super(ErrorNumber.INVALID_NODE_DEVICE, native.virNodeDeviceFree, handle);
    this.#connect = connect;
  }

  // ---- What the handle knows --------------------------------------------------------------------

  /** The connection to which the device belongs. */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * The name, such as `pci_0000_00_1f_2`. It does not wait.
   *
   * Since libvirt 0.5.0. C: `virNodeDeviceGetName`.
   */
  getName(): string {
    return attempt(() => native.virNodeDeviceGetName(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}'`;
  }

  // ---- Its state --------------------------------------------------------------------------------

  /**
   * The name of the device to which this one is attached, or null if there is none.
   *
   * Since libvirt 0.5.0. C: `virNodeDeviceGetParent`.
   * @throws {LibvirtError} if there is none, where the driver runs in this process
   */
  async getParent(options?: CallOptions): Promise<string | null> {
    return await settle(() => native.virNodeDeviceGetParent(this.handle), options);
  }

  /**
   * How many capabilities the device has.
   *
   * Since libvirt 0.5.0. C: `virNodeDeviceNumOfCaps`.
   */
  async numOfCaps(options?: CallOptions): Promise<number> {
    return await settle(() => native.virNodeDeviceNumOfCaps(this.handle), options);
  }

  /**
   * The names of the capabilities, such as `scsi_host`.
   *
   * Since libvirt 0.5.0. C: `virNodeDeviceListCaps`.
   */
  async listCaps(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virNodeDeviceListCaps(this.handle), options);
  }

  /**
   * The device as XML.
   *
   * Since libvirt 0.5.0. C: `virNodeDeviceGetXMLDesc`.
   * @param flags whether as it is or as it is defined
   */
  async getXMLDesc(flags: NodeDeviceXMLFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virNodeDeviceGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Whether the device is there, and not only defined.
   *
   * Since libvirt 7.8.0. C: `virNodeDeviceIsActive`.
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virNodeDeviceIsActive(this.handle), options);
  }

  /**
   * Whether the device is defined, and so can be created again once it is destroyed.
   *
   * Since libvirt 7.8.0. C: `virNodeDeviceIsPersistent`.
   */
  async isPersistent(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virNodeDeviceIsPersistent(this.handle), options);
  }

  // ---- Its life ---------------------------------------------------------------------------------

  /**
   * Creates a device that is defined, such as a mediated device.
   *
   * Since libvirt 7.3.0. C: `virNodeDeviceCreate`.
   * @param flags none exist: 0
   */
  async create(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceCreate(this.handle, flags), options);
  }

  /**
   * Removes a virtual device from the host. The object stays.
   *
   * Since libvirt 0.6.3. C: `virNodeDeviceDestroy`.
   */
  async destroy(options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceDestroy(this.handle), options);
  }

  /**
   * Removes the definition.
   *
   * Since libvirt 7.3.0. C: `virNodeDeviceUndefine`.
   * @param flags none exist: 0
   */
  async undefine(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceUndefine(this.handle, flags), options);
  }

  /**
   * Changes the device.
   *
   * Since libvirt 10.1.0. C: `virNodeDeviceUpdate`.
   * @param xmlDesc the device as it shall be
   * @param flags of the device as it is, as it is defined, or both
   */
  async update(
    xmlDesc: string,
    flags: NodeDeviceUpdateFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virNodeDeviceUpdate(this.handle, xmlDesc, flags), options);
  }

  /**
   * Whether a defined device is created with the host, or with the device to which it belongs.
   *
   * Since libvirt 7.8.0. C: `virNodeDeviceGetAutostart`.
   */
  async getAutostart(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virNodeDeviceGetAutostart(this.handle), options);
  }

  /**
   * Sets whether a defined device is created with the host, or with the device to which it belongs.
   *
   * Since libvirt 7.8.0. C: `virNodeDeviceSetAutostart`.
   * @param autostart whether it is
   */
  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceSetAutostart(this.handle, autostart), options);
  }

  // ---- Giving it to a guest ---------------------------------------------------------------------

  /**
   * Takes the device from the host's own driver, so that a guest can have it.
   *
   * Since libvirt 0.6.1. C: `virNodeDeviceDettach`.
   */
  async detach(options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceDettach(this.handle), options);
  }

  /**
   * Takes the device from the host's own driver, so that a guest can have it.
   *
   * Since libvirt 1.0.5. C: `virNodeDeviceDetachFlags`.
   * @param driverName what has it then, such as `vfio`; null for the hypervisor's default
   * @param flags none exist: 0
   */
  async detachFlags(
    driverName: string | null = null,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virNodeDeviceDetachFlags(this.handle, driverName, flags), options);
  }

  /**
   * Gives the device back to the host's own driver.
   *
   * Since libvirt 0.6.1. C: `virNodeDeviceReAttach`.
   */
  async reAttach(options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceReAttach(this.handle), options);
  }

  /**
   * Resets the device, which nobody may use meanwhile.
   *
   * Since libvirt 0.6.1. C: `virNodeDeviceReset`.
   */
  async reset(options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceReset(this.handle), options);
  }
}
