import { native, type NodeDeviceHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import {
  ErrorNumber,
  type NodeDeviceUpdateFlags,
  type NodeDeviceXMLFlags,
} from './generated/constants.js';
import { LibvirtObject } from './object.js';

/**
 * A device of the host: a PCI, USB or SCSI device, a network card, a mediated device and so on.
 *
 * Arguments of the wrong type or range reject with a `TypeError` or `RangeError`. All methods that
 * return a promise can reject with these errors, besides those named at the method:
 * `VIR_ERR_INVALID_NODE_DEVICE` once the object is freed, `VIR_ERR_NO_NODE_DEVICE` when the device
 * no longer exists, `VIR_ERR_NO_SUPPORT` when the driver lacks the function,
 * `VIR_ERR_OPERATION_DENIED` on a read-only connection for methods that change something,
 * `VIR_ERR_INVALID_ARG` for unknown flags.
 */
export class NodeDevice extends LibvirtObject<NodeDeviceHandle> {
  readonly #connect: Connect;

  /** Called by {@link Connect}; use its lookup, define and create methods instead. */
  constructor(connect: Connect, handle: NodeDeviceHandle) {
    super(connect, ErrorNumber.INVALID_NODE_DEVICE, native.virNodeDeviceFree, handle);
    this.#connect = connect;
  }

  /**
   * Returns the connection that the device belongs to. Synchronous.
   * @category Identity
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * Returns the name, such as `pci_0000_00_1f_2`. Synchronous; reads the handle.
   *
   * Since libvirt 0.5.0. C: `virNodeDeviceGetName`.
   * @category Identity
   */
  getName(): string {
    return attempt(() => native.virNodeDeviceGetName(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}'`;
  }

  /**
   * Returns the name of the parent device, or `null` if there is none.
   *
   * Since libvirt 0.5.0. C: `virNodeDeviceGetParent`.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` when there is none and the driver runs in this
   *   process, as `test:///` does.
   * @category Identity
   */
  async getParent(options?: CallOptions): Promise<string | null> {
    return await settle(() => native.virNodeDeviceGetParent(this.handle), options);
  }

  /**
   * Returns the number of capabilities that the device has.
   *
   * Since libvirt 0.5.0. C: `virNodeDeviceNumOfCaps`.
   * @category State and information
   */
  async numOfCaps(options?: CallOptions): Promise<number> {
    return await settle(() => native.virNodeDeviceNumOfCaps(this.handle), options);
  }

  /**
   * Returns the names of the device's capabilities, such as `net` or `scsi_host`.
   *
   * Since libvirt 0.5.0. C: `virNodeDeviceListCaps`.
   * @category State and information
   */
  async listCaps(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virNodeDeviceListCaps(this.handle), options);
  }

  /**
   * Returns the device's description as XML.
   *
   * Since libvirt 0.5.0. C: `virNodeDeviceGetXMLDesc`.
   * @param flags Bitwise OR of {@link NodeDeviceXMLFlags}; `INACTIVE` for the persistent
   *   configuration.
   * @see `NodeDeviceXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async getXMLDesc(flags: NodeDeviceXMLFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virNodeDeviceGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Returns whether the device is active: present on the host, not only defined.
   *
   * Since libvirt 7.8.0. C: `virNodeDeviceIsActive`.
   * @category State and information
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virNodeDeviceIsActive(this.handle), options);
  }

  /**
   * Returns whether the device is persistent: it has a definition, from which it can be started
   * again.
   *
   * Since libvirt 7.8.0. C: `virNodeDeviceIsPersistent`.
   * @category State and information
   */
  async isPersistent(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virNodeDeviceIsPersistent(this.handle), options);
  }

  /**
   * Starts a defined device, such as a mediated device.
   *
   * Since libvirt 7.3.0. C: `virNodeDeviceCreate`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the device is already active;
   *   `VIR_ERR_CONFIG_UNSUPPORTED` when it is not a mediated device.
   * @category Lifecycle
   */
  async create(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceCreate(this.handle, flags), options);
  }

  /**
   * Stops a virtual device: removes a mediated device or an NPIV adapter (vHBA) from the host. A
   * persistent device keeps its definition.
   *
   * Since libvirt 0.6.3. C: `virNodeDeviceDestroy`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the device is not active;
   *   `VIR_ERR_CONFIG_UNSUPPORTED` when it is a device of another kind; `VIR_ERR_INTERNAL_ERROR`
   *   when it is in use.
   * @category Lifecycle
   */
  async destroy(options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceDestroy(this.handle), options);
  }

  /**
   * Removes the persistent configuration of a device. An active device stays, as a transient one.
   *
   * Since libvirt 7.3.0. C: `virNodeDeviceUndefine`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the device is not persistent;
   *   `VIR_ERR_CONFIG_UNSUPPORTED` when it is not a mediated device.
   * @category Lifecycle
   */
  async undefine(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceUndefine(this.handle, flags), options);
  }

  /**
   * Changes the configuration of a mediated device.
   *
   * Since libvirt 10.1.0. C: `virNodeDeviceUpdate`.
   * @param xmlDesc XML of the device, as it is to be.
   * @param flags Bitwise OR of {@link NodeDeviceUpdateFlags}: live state, persistent configuration,
   *   or both. By default the live state if the device is active, otherwise the persistent
   *   configuration.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when the device is not a mediated device.
   * @see `NodeDeviceXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async update(
    xmlDesc: string,
    flags: NodeDeviceUpdateFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virNodeDeviceUpdate(this.handle, xmlDesc, flags), options);
  }

  /**
   * Returns whether a mediated device starts automatically, together with the host or when its
   * parent device appears.
   *
   * Since libvirt 7.8.0. C: `virNodeDeviceGetAutostart`.
   * @category Configuration
   */
  async getAutostart(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virNodeDeviceGetAutostart(this.handle), options);
  }

  /**
   * Sets whether a mediated device starts automatically, together with the host or when its parent
   * device appears.
   *
   * Since libvirt 7.8.0. C: `virNodeDeviceSetAutostart`.
   * @param autostart `true` to start it automatically.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the device is transient;
   *   `VIR_ERR_OPERATION_UNSUPPORTED` when it is not a mediated device.
   * @category Configuration
   */
  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceSetAutostart(this.handle, autostart), options);
  }

  /**
   * Detaches a PCI device from its driver on the host, so that it can be assigned to a domain.
   *
   * Since libvirt 0.6.1. C: `virNodeDeviceDettach`.
   * @category Device assignment
   */
  async detach(options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceDettach(this.handle), options);
  }

  /**
   * Detaches a PCI device from its driver on the host, so that it can be assigned to a domain.
   *
   * Since libvirt 1.0.5. C: `virNodeDeviceDetachFlags`.
   * @param driverName Driver to bind the device to, such as `vfio`; `null` for the hypervisor's
   *   default.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the driver is unknown;
   *   `VIR_ERR_ARGUMENT_UNSUPPORTED` when the host cannot assign devices with it.
   * @category Device assignment
   */
  async detachFlags(
    driverName: string | null = null,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virNodeDeviceDetachFlags(this.handle, driverName, flags), options);
  }

  /**
   * Returns a detached PCI device to its driver on the host.
   *
   * Since libvirt 0.6.1. C: `virNodeDeviceReAttach`.
   * @category Device assignment
   */
  async reAttach(options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceReAttach(this.handle), options);
  }

  /**
   * Resets a PCI device, before or after it is assigned to a domain. Fails if the reset would
   * affect other devices that are in use.
   *
   * Since libvirt 0.6.1. C: `virNodeDeviceReset`.
   * @category Device assignment
   */
  async reset(options?: CallOptions): Promise<void> {
    await settle(() => native.virNodeDeviceReset(this.handle), options);
  }
}
