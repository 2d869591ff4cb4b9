import { native, type NetworkPortHandle } from '@libvirt/native';
import { attempt, settle, type CallOptions } from './call.js';
import { ErrorNumber } from './generated/constants.js';
import type { Network } from './network.js';
import { LibvirtObject } from './object.js';
import { networkPortParameters, type NetworkPortParameters } from './parameters/bandwidth.js';
import type { Settable } from './parameters/field-set.js';

/**
 * A port of a network: the point where a domain's interface, or another device, is connected to it.
 *
 * Arguments of the wrong type or range reject with a `TypeError` or `RangeError`. All methods that
 * return a promise can reject with `VIR_ERR_INVALID_NETWORK_PORT` once the object is freed,
 * `VIR_ERR_NO_NETWORK_PORT` when the port no longer exists, `VIR_ERR_OPERATION_INVALID` when the
 * network is not active, and `VIR_ERR_NO_SUPPORT` when the driver has no ports.
 */
export class NetworkPort extends LibvirtObject<NetworkPortHandle> {
  readonly #network: Network;

  /** Called by {@link Network}; use its lookup and create methods instead. */
  constructor(network: Network, handle: NetworkPortHandle) {
    super(network, ErrorNumber.INVALID_NETWORK_PORT, native.virNetworkPortFree, handle);
    this.#network = network;
  }

  /**
   * Returns the network that this object was obtained from. Synchronous.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortGetNetwork`.
   * @category Identity
   */
  getNetwork(): Network {
    return this.#network;
  }

  /**
   * Returns the UUID as 16 bytes. Synchronous; reads the handle.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortGetUUID`.
   * @category Identity
   */
  getUUID(): Uint8Array {
    return attempt(() => native.virNetworkPortGetUUID(this.handle));
  }

  /**
   * Returns the UUID as a string. Synchronous; reads the handle.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortGetUUIDString`.
   * @category Identity
   */
  getUUIDString(): string {
    return attempt(() => native.virNetworkPortGetUUIDString(this.handle));
  }

  protected override describe(): string {
    return `uuid: '${this.getUUIDString()}'`;
  }

  /**
   * Returns the port's configuration as XML.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortGetXMLDesc`.
   * @param flags Unused; pass 0.
   * @see `NetworkPortXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virNetworkPortGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Deletes the port and releases its resources. The object is not freed.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortDelete`.
   * @param flags Unused; pass 0.
   * @category Lifecycle
   */
  async delete(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virNetworkPortDelete(this.handle, flags), options);
  }

  /**
   * Returns the bandwidth limits of the port.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortGetParameters`.
   * @param flags Unused; pass 0.
   * @category Tuning
   */
  async getParameters(flags = 0, options?: CallOptions): Promise<NetworkPortParameters> {
    return networkPortParameters.read(
      await settle(() => native.virNetworkPortGetParameters(this.handle, flags), options),
    );
  }

  /**
   * Replaces the bandwidth limits of the port.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortSetParameters`.
   * @param params All limits that the port is to have: those omitted are removed. Peak and burst
   *   take effect only with an average, or for inbound traffic a floor, in the same direction.
   * @param flags Unused; pass 0.
   * @category Tuning
   */
  async setParameters(
    params: Settable<NetworkPortParameters>,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virNetworkPortSetParameters(
          this.handle,
          networkPortParameters.write('params', params),
          flags,
        ),
      options,
    );
  }
}
