import { native, type NetworkHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { attempt, settle, type CallOptions } from './call.js';
import {
  ErrorNumber,
  type IPAddrType,
  type NetworkMetadataType,
  type NetworkPortCreateFlags,
  type NetworkUpdateCommand,
  type NetworkUpdateFlags,
  type NetworkUpdateSection,
  type NetworkXMLFlags,
} from './generated/constants.js';
import { NetworkPort } from './network-port.js';
import { all, LibvirtObject, one } from './object.js';

/** An address that a network's DHCP server lent. */
export interface NetworkDHCPLease {
  /** The host's bridge by which it was lent. */
  readonly iface: string;
  /** Until when; null for ever. */
  readonly expiryTime: Date | null;
  /** Whether the address is of IPv4 or of IPv6. */
  readonly type: IPAddrType;
  /** The hardware address of whoever has it, if that is known. */
  readonly mac: string | null;
  /** With IPv6, the number by which that host tells its network devices apart. */
  readonly iaid: string | null;
  /** The address. */
  readonly ipaddr: string;
  /** How many bits of it stand for the network. */
  readonly prefix: number;
  /** The name that whoever has it gives itself, if any. */
  readonly hostname: string | null;
  /** The id under which it asked: with IPv6, its DUID. */
  readonly clientid: string | null;
}

/** A virtual network. */
export class Network extends LibvirtObject<NetworkHandle> {
  readonly #connect: Connect;

  /** Made by {@link Connect}. */
  constructor(connect: Connect, handle: NetworkHandle) {
    super(ErrorNumber.INVALID_NETWORK, native.virNetworkFree, handle);
    this.#connect = connect;
  }

  // ---- What the handle knows --------------------------------------------------------------------

  /**
   * The connection to which the network belongs.
   *
   * Since libvirt 0.3.0. C: `virNetworkGetConnect`.
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * The name. It does not wait.
   *
   * Since libvirt 0.2.0. C: `virNetworkGetName`.
   */
  getName(): string {
    return attempt(() => native.virNetworkGetName(this.handle));
  }

  /**
   * The 16 bytes of the UUID. It does not wait.
   *
   * Since libvirt 0.2.0. C: `virNetworkGetUUID`.
   */
  getUUID(): Uint8Array {
    return attempt(() => native.virNetworkGetUUID(this.handle));
  }

  /**
   * The UUID as text. It does not wait.
   *
   * Since libvirt 0.2.0. C: `virNetworkGetUUIDString`.
   */
  getUUIDString(): string {
    return attempt(() => native.virNetworkGetUUIDString(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}', uuid: '${this.getUUIDString()}'`;
  }

  // ---- Its state --------------------------------------------------------------------------------

  /**
   * Whether the network runs.
   *
   * Since libvirt 0.7.3. C: `virNetworkIsActive`.
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virNetworkIsActive(this.handle), options);
  }

  /**
   * Whether the network is defined, and so still there once it stops.
   *
   * Since libvirt 0.7.3. C: `virNetworkIsPersistent`.
   */
  async isPersistent(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virNetworkIsPersistent(this.handle), options);
  }

  /**
   * The network as XML.
   *
   * Since libvirt 0.2.0. C: `virNetworkGetXMLDesc`.
   * @param flags whether as it runs or as it is defined
   */
  async getXMLDesc(flags: NetworkXMLFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virNetworkGetXMLDesc(this.handle, flags), options);
  }

  /**
   * The host's bridge to which the domains of the network are connected.
   *
   * Since libvirt 0.2.0. C: `virNetworkGetBridgeName`.
   * @throws {LibvirtError} if the network has none
   */
  async getBridgeName(options?: CallOptions): Promise<string> {
    return await settle(() => native.virNetworkGetBridgeName(this.handle), options);
  }

  /**
   * The addresses that the network's DHCP server lent.
   *
   * Since libvirt 1.2.6. C: `virNetworkGetDHCPLeases`.
   * @param mac only those of this hardware address; null for all
   * @param flags none exist: 0
   */
  async getDHCPLeases(
    mac: string | null = null,
    flags = 0,
    options?: CallOptions,
  ): Promise<NetworkDHCPLease[]> {
    const leases = await settle(
      () => native.virNetworkGetDHCPLeases(this.handle, mac, flags),
      options,
    );
    return leases.map(
      ([iface, expiry, type, address, iaid, ipaddr, prefix, hostname, clientid]) => ({
        iface,
        expiryTime: expiry === 0n ? null : new Date(Number(expiry) * 1000),
        type,
        mac: address,
        iaid,
        ipaddr,
        prefix,
        hostname,
        clientid,
      }),
    );
  }

  // ---- Its life ---------------------------------------------------------------------------------

  /**
   * Starts the network.
   *
   * Since libvirt 0.2.0. C: `virNetworkCreate`.
   */
  async create(options?: CallOptions): Promise<void> {
    await settle(() => native.virNetworkCreate(this.handle), options);
  }

  /**
   * Stops the network. One that is not defined is gone then; the object stays.
   *
   * Since libvirt 0.2.0. C: `virNetworkDestroy`.
   */
  async destroy(options?: CallOptions): Promise<void> {
    await settle(() => native.virNetworkDestroy(this.handle), options);
  }

  /**
   * Removes the definition. A network that runs is there until it stops.
   *
   * Since libvirt 0.2.0. C: `virNetworkUndefine`.
   */
  async undefine(options?: CallOptions): Promise<void> {
    await settle(() => native.virNetworkUndefine(this.handle), options);
  }

  /**
   * Changes one element of the network.
   *
   * Since libvirt 0.10.2. C: `virNetworkUpdate`.
   * @param command whether to add, to change or to remove it
   * @param section what the element is
   * @param parentIndex where there are several elements that can hold it, the number of that one,
   *   from 0; -1 for the one that fits best
   * @param xml the element
   * @param flags of the network as it runs, as it is defined, or both
   */
  async update(
    command: NetworkUpdateCommand,
    section: NetworkUpdateSection,
    parentIndex: number,
    xml: string,
    flags: NetworkUpdateFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virNetworkUpdate(this.handle, command, section, parentIndex, xml, flags),
      options,
    );
  }

  /**
   * Whether the network is started with the host.
   *
   * Since libvirt 0.2.1. C: `virNetworkGetAutostart`.
   */
  async getAutostart(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virNetworkGetAutostart(this.handle), options);
  }

  /**
   * Sets whether the network is started with the host.
   *
   * Since libvirt 0.2.1. C: `virNetworkSetAutostart`.
   * @param autostart whether it is
   */
  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    await settle(() => native.virNetworkSetAutostart(this.handle, autostart), options);
  }

  // ---- Notes ------------------------------------------------------------------------------------

  /**
   * The description, the title, or an element that an application left.
   *
   * Since libvirt 9.7.0. C: `virNetworkGetMetadata`.
   * @param type which of them
   * @param uri the element's namespace; null for description and title
   * @param flags of the network as it runs, or as it is defined
   * @throws {LibvirtError} `VIR_ERR_NO_NETWORK_METADATA` if there is none
   */
  async getMetadata(
    type: NetworkMetadataType,
    uri: string | null = null,
    flags: NetworkUpdateFlags = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(() => native.virNetworkGetMetadata(this.handle, type, uri, flags), options);
  }

  /**
   * Sets or removes the description, the title, or an element of an application.
   *
   * Since libvirt 9.7.0. C: `virNetworkSetMetadata`.
   * @param type which of them
   * @param metadata the text or XML; null removes it
   * @param key the prefix of the element's namespace; null for description and title
   * @param uri the element's namespace; null for description and title
   * @param flags of the network as it runs, as it is defined, or both
   */
  async setMetadata(
    type: NetworkMetadataType,
    metadata: string | null,
    key: string | null = null,
    uri: string | null = null,
    flags: NetworkUpdateFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virNetworkSetMetadata(this.handle, type, metadata, key, uri, flags),
      options,
    );
  }

  // ---- Its ports --------------------------------------------------------------------------------

  /**
   * All ports.
   *
   * Since libvirt 5.5.0. C: `virNetworkListAllPorts`.
   * @param flags none exist: 0
   */
  async listAllPorts(flags = 0, options?: CallOptions): Promise<NetworkPort[]> {
    return await all(
      NetworkPort,
      this,
      () => native.virNetworkListAllPorts(this.handle, flags),
      options,
    );
  }

  /**
   * The port with a UUID.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortLookupByUUID`.
   * @param uuid its 16 bytes
   * @throws {LibvirtError} `VIR_ERR_NO_NETWORK_PORT` if there is none
   */
  async lookupNetworkPortByUUID(uuid: Uint8Array, options?: CallOptions): Promise<NetworkPort> {
    return await one(
      NetworkPort,
      this,
      () => native.virNetworkPortLookupByUUID(this.handle, uuid),
      options,
    );
  }

  /**
   * The port with a UUID.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortLookupByUUIDString`.
   * @param uuidstr its text
   * @throws {LibvirtError} `VIR_ERR_NO_NETWORK_PORT` if there is none
   */
  async lookupNetworkPortByUUIDString(
    uuidstr: string,
    options?: CallOptions,
  ): Promise<NetworkPort> {
    return await one(
      NetworkPort,
      this,
      () => native.virNetworkPortLookupByUUIDString(this.handle, uuidstr),
      options,
    );
  }

  /**
   * Adds a port.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortCreateXML`.
   * @param xmldesc the port
   * @param flags how to add it
   */
  async portCreateXML(
    xmldesc: string,
    flags: NetworkPortCreateFlags = 0,
    options?: CallOptions,
  ): Promise<NetworkPort> {
    return await one(
      NetworkPort,
      this,
      () => native.virNetworkPortCreateXML(this.handle, xmldesc, flags),
      options,
    );
  }
}
