import { native, type NetworkPortHandle } from '@libvirt/native';
import { attempt, settle, type CallOptions } from './call.js';
import { ErrorNumber } from './generated/constants.js';
import type { Network } from './network.js';
import { LibvirtObject } from './object.js';
import { networkPortParameters, type NetworkPortParameters } from './parameters/bandwidth.js';
import type { Settable } from './parameters/field-set.js';

/** A place where a domain, or whatever else, is connected to a network. */
export class NetworkPort extends LibvirtObject<NetworkPortHandle> {
  readonly #network: Network;

  /** Made by {@link Network}. */
  constructor(network: Network, handle: NetworkPortHandle) {
    super(ErrorNumber.INVALID_NETWORK_PORT, native.virNetworkPortFree, handle);
    this.#network = network;
  }

  // ---- What the handle knows --------------------------------------------------------------------

  /**
   * The network that made this object.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortGetNetwork`.
   */
  getNetwork(): Network {
    return this.#network;
  }

  /**
   * The 16 bytes of the UUID. It does not wait.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortGetUUID`.
   */
  getUUID(): Uint8Array {
    return attempt(() => native.virNetworkPortGetUUID(this.handle));
  }

  /**
   * The UUID as text. It does not wait.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortGetUUIDString`.
   */
  getUUIDString(): string {
    return attempt(() => native.virNetworkPortGetUUIDString(this.handle));
  }

  protected override describe(): string {
    return `uuid: '${this.getUUIDString()}'`;
  }

  // ---- Its life ---------------------------------------------------------------------------------

  /**
   * The port as XML.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortGetXMLDesc`.
   * @param flags none exist: 0
   */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virNetworkPortGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Removes the port. The object stays.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortDelete`.
   * @param flags none exist: 0
   */
  async delete(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virNetworkPortDelete(this.handle, flags), options);
  }

  /**
   * The bandwidth of the port.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortGetParameters`.
   * @param flags none exist: 0
   */
  async getParameters(flags = 0, options?: CallOptions): Promise<NetworkPortParameters> {
    return networkPortParameters.read(
      await settle(() => native.virNetworkPortGetParameters(this.handle, flags), options),
    );
  }

  /**
   * Limits the bandwidth of the port.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortSetParameters`.
   * @param params what is set; the rest stays as it is
   * @param flags none exist: 0
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
