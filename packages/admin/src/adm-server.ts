import { ErrorNumber, type CallOptions, type Settable } from '@libvirt/core';
import {
  attempt,
  isCalledByUsers,
  LibvirtObject,
  native,
  settle,
  type AdmServerHandle,
} from '@libvirt/core/internal';
import { AdmClient } from './adm-client.js';
import type { AdmConnect } from './adm-connect.js';
import {
  clientLimits,
  clientLimitsParameters,
  threadPoolLimits,
  threadPoolParameters,
  type ClientLimits,
  type ClientLimitsParameters,
  type ThreadPoolLimits,
  type ThreadPoolParameters,
} from './parameters.js';
import { all, one } from './wrapping.js';

/**
 * A server of a daemon, with clients, limits and a thread pool of its own. A daemon has one for its
 * drivers, which has the daemon's name, such as `libvirtd` or `virtqemud`, and one for its own
 * administration, `admin`.
 *
 * What is changed here lasts until the daemon ends; its configuration file stays as it is.
 */
export class AdmServer extends LibvirtObject<AdmServerHandle> {
  static {
    isCalledByUsers(this);
  }

  /** Created by {@link AdmConnect.listServers} and {@link AdmConnect.lookupServer}. */
  constructor(connect: AdmConnect, handle: AdmServerHandle) {
    super(connect, ErrorNumber.INVALID_CONN, native.virAdmServerFree, handle);
  }

  /**
   * Returns the name, unique in its daemon. Synchronous; reads the handle.
   *
   * Since libvirt 2.0.0. C: `virAdmServerGetName`.
   * @category Identity
   */
  getName(): string {
    return attempt(() => native.virAdmServerGetName(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}'`;
  }

  /**
   * Returns the limits and the load of the thread pool.
   *
   * Since libvirt 2.0.0. C: `virAdmServerGetThreadPoolParameters`.
   * @param flags Unused; pass 0.
   * @category Limits
   */
  async getThreadPoolParameters(flags = 0, options?: CallOptions): Promise<ThreadPoolParameters> {
    const call = () => native.virAdmServerGetThreadPoolParameters(this.handle, flags);
    return threadPoolParameters.read(await settle(call, options));
  }

  /**
   * Changes the limits of the thread pool. Workers are started at once; surplus ones end when they
   * are idle.
   *
   * Since libvirt 2.0.0. C: `virAdmServerSetThreadPoolParameters`.
   * @param params The limits to change; those left out stay as they are.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when `minWorkers` exceeds `maxWorkers`, or
   *   `maxWorkers` is 0.
   * @category Limits
   */
  async setThreadPoolParameters(
    params: Settable<ThreadPoolLimits>,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    const written = threadPoolLimits.write('params', params);
    const call = () => native.virAdmServerSetThreadPoolParameters(this.handle, written, flags);
    await settle(call, options);
  }

  /**
   * Returns the limits and the number of clients.
   *
   * Since libvirt 2.0.0. C: `virAdmServerGetClientLimits`.
   * @param flags Unused; pass 0.
   * @category Limits
   */
  async getClientLimits(flags = 0, options?: CallOptions): Promise<ClientLimitsParameters> {
    const call = () => native.virAdmServerGetClientLimits(this.handle, flags);
    return clientLimitsParameters.read(await settle(call, options));
  }

  /**
   * Changes how many clients may be connected. Clients beyond a lower limit stay connected; new
   * ones wait until others have gone.
   *
   * Since libvirt 2.0.0. C: `virAdmServerSetClientLimits`.
   * @param params The limits to change; those left out stay as they are.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when `maxUnauthClients` exceeds `maxClients`.
   * @category Limits
   */
  async setClientLimits(
    params: Settable<ClientLimits>,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    const written = clientLimits.write('params', params);
    const call = () => native.virAdmServerSetClientLimits(this.handle, written, flags);
    await settle(call, options);
  }

  /**
   * Returns the clients that are connected. Free each of them.
   *
   * Since libvirt 2.0.0. C: `virAdmServerListClients`.
   * @param flags Unused; pass 0.
   * @category Clients
   */
  async listClients(flags = 0, options?: CallOptions): Promise<AdmClient[]> {
    return await all(
      AdmClient,
      this,
      () => native.virAdmServerListClients(this.handle, flags),
      options,
    );
  }

  /**
   * Returns the client with an ID.
   *
   * Since libvirt 2.0.0. C: `virAdmServerLookupClient`.
   * @param id The ID, as {@link AdmClient.getID} returns it.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_NO_CLIENT` when no client with this ID is connected.
   * @category Clients
   */
  async lookupClient(id: bigint | number, flags = 0, options?: CallOptions): Promise<AdmClient> {
    return await one(
      AdmClient,
      this,
      () => native.virAdmServerLookupClient(this.handle, id, flags),
      options,
    );
  }

  /**
   * Reads the files for TLS again: certificates, key and revocation list. libvirt looks for them at
   * their default places, such as `/etc/pki/libvirt/servercert.pem`, even if its configuration names
   * others. Connections that are open keep what they were opened with.
   *
   * Since libvirt 2.0.0. C: `virAdmServerUpdateTlsFiles`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} when the server does not listen for TLS, or the files are not valid; it
   *   then keeps those that it has.
   * @category Limits
   */
  async updateTlsFiles(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virAdmServerUpdateTlsFiles(this.handle, flags), options);
  }
}
