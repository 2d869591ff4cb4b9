import { ErrorNumber, type CallOptions } from '@libvirt/core';
import {
  attempt,
  isCalledByUsers,
  LibvirtObject,
  native,
  settle,
  type AdmClientHandle,
} from '@libvirt/core/internal';
import type { AdmServer } from './adm-server.js';
import type { ClientTransport } from './generated/constants.js';
import { clientInfo, type ClientInfo } from './parameters.js';

/**
 * A client that is connected to a server of a daemon: any program that uses libvirt, this one among
 * them.
 */
export class AdmClient extends LibvirtObject<AdmClientHandle> {
  static {
    isCalledByUsers(this);
  }

  /** Created by {@link AdmServer.listClients} and {@link AdmServer.lookupClient}. */
  constructor(server: AdmServer, handle: AdmClientHandle) {
    super(server, ErrorNumber.INVALID_CONN, native.virAdmClientFree, handle);
  }

  /**
   * Returns the ID, unique among the clients that a server has had since the daemon started.
   * Synchronous; reads the handle.
   *
   * Since libvirt 2.0.0. C: `virAdmClientGetID`.
   * @category Identity
   */
  getID(): bigint {
    return attempt(() => native.virAdmClientGetID(this.handle));
  }

  /**
   * Returns the time at which the client connected, in seconds since 1970-01-01 UTC; 0 if the daemon
   * does not know it. Synchronous; reads the handle.
   *
   * Since libvirt 2.0.0. C: `virAdmClientGetTimestamp`.
   * @category Identity
   */
  getTimestamp(): bigint {
    return attempt(() => native.virAdmClientGetTimestamp(this.handle));
  }

  /**
   * Returns how the client is connected, one of {@link ClientTransport}. Synchronous; reads the
   * handle.
   *
   * Since libvirt 2.0.0. C: `virAdmClientGetTransport`.
   * @category Identity
   */
  getTransport(): ClientTransport {
    return attempt(() => native.virAdmClientGetTransport(this.handle));
  }

  protected override describe(): string {
    return `id: ${this.getID()}n`;
  }

  /**
   * Returns who the client is: its user and process, or its address and authenticated name.
   *
   * Since libvirt 2.0.0. C: `virAdmClientGetInfo`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_NO_CLIENT` when the client is no longer connected.
   * @category Identity
   */
  async getInfo(flags = 0, options?: CallOptions): Promise<ClientInfo> {
    const call = () => native.virAdmClientGetInfo(this.handle, flags);
    return clientInfo.read(await settle(call, options));
  }

  /**
   * Disconnects the client from the daemon, whatever it is doing. Its calls in flight fail, and it
   * may connect again at once. The object itself is to be freed all the same.
   *
   * Since libvirt 2.0.0. C: `virAdmClientClose`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_NO_CLIENT` when the client is no longer connected.
   * @category Lifecycle
   */
  async close(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virAdmClientClose(this.handle, flags), options);
  }
}
