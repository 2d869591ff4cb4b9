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

/** A lease of a network's DHCP server. */
export interface NetworkDHCPLease {
  /** Name of the bridge on the host, such as `virbr0`. */
  readonly iface: string;
  /** When the lease expires; `null` if it never does. */
  readonly expiryTime: Date | null;
  /** `IPAddrType.IPV4` or `IPAddrType.IPV6`. */
  readonly type: IPAddrType;
  /** MAC address of the client, or `null` if it is not known. */
  readonly mac: string | null;
  /** DHCPv6 identity association ID, which tells the client's interfaces apart; `null` for IPv4. */
  readonly iaid: string | null;
  /** The leased address. */
  readonly ipaddr: string;
  /** Length of the network prefix in bits. */
  readonly prefix: number;
  /** Hostname that the client sent, or `null`. */
  readonly hostname: string | null;
  /** Client ID, for IPv6 the DUID; `null` if the client sent none. */
  readonly clientid: string | null;
}

/**
 * A virtual network: a bridge with DHCP, DNS and forwarding, or a pool of host devices.
 *
 * Persistent networks keep a definition across restarts; transient ones exist only while they are
 * active. The object is a handle: it stays valid when the network stops or is undefined.
 *
 * Arguments of the wrong type or range reject with a `TypeError` or `RangeError`. All methods that
 * return a promise can reject with these errors, besides those named at the method:
 * `VIR_ERR_INVALID_NETWORK` once the object is freed, `VIR_ERR_NO_NETWORK` when the network no
 * longer exists, `VIR_ERR_NO_SUPPORT` when the driver lacks the function,
 * `VIR_ERR_OPERATION_DENIED` on a read-only connection for methods that change something,
 * `VIR_ERR_INVALID_ARG` for unknown or conflicting flags.
 */
export class Network extends LibvirtObject<NetworkHandle> {
  readonly #connect: Connect;

  /** Called by {@link Connect}; use its lookup, define and create methods instead. */
  constructor(connect: Connect, handle: NetworkHandle) {
    super(connect, ErrorNumber.INVALID_NETWORK, native.virNetworkFree, handle);
    this.#connect = connect;
  }

  /**
   * Returns the connection that the network belongs to. Synchronous.
   *
   * Since libvirt 0.3.0. C: `virNetworkGetConnect`.
   * @category Identity
   */
  getConnect(): Connect {
    return this.#connect;
  }

  /**
   * Returns the name. Synchronous; reads the handle.
   *
   * Since libvirt 0.2.0. C: `virNetworkGetName`.
   * @category Identity
   */
  getName(): string {
    return attempt(() => native.virNetworkGetName(this.handle));
  }

  /**
   * Returns the UUID as 16 bytes. Synchronous; reads the handle.
   *
   * Since libvirt 0.2.0. C: `virNetworkGetUUID`.
   * @category Identity
   */
  getUUID(): Uint8Array {
    return attempt(() => native.virNetworkGetUUID(this.handle));
  }

  /**
   * Returns the UUID as a string. Synchronous; reads the handle.
   *
   * Since libvirt 0.2.0. C: `virNetworkGetUUIDString`.
   * @category Identity
   */
  getUUIDString(): string {
    return attempt(() => native.virNetworkGetUUIDString(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}', uuid: '${this.getUUIDString()}'`;
  }

  /**
   * Returns whether the network is active, that is, started.
   *
   * Since libvirt 0.7.3. C: `virNetworkIsActive`.
   * @category State and information
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virNetworkIsActive(this.handle), options);
  }

  /**
   * Returns whether the network is persistent: it has a definition that remains when it stops.
   *
   * Since libvirt 0.7.3. C: `virNetworkIsPersistent`.
   * @category State and information
   */
  async isPersistent(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virNetworkIsPersistent(this.handle), options);
  }

  /**
   * Returns the network's configuration as XML: the live state if the network is active, otherwise
   * the persistent configuration.
   *
   * Since libvirt 0.2.0. C: `virNetworkGetXMLDesc`.
   * @param flags Bitwise OR of {@link NetworkXMLFlags}; `INACTIVE` for the persistent configuration
   *   of an active network.
   * @see `NetworkXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async getXMLDesc(flags: NetworkXMLFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virNetworkGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Returns the name of the bridge on the host, such as `virbr0`.
   *
   * Since libvirt 0.2.0. C: `virNetworkGetBridgeName`.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` when the network has no bridge.
   * @category State and information
   */
  async getBridgeName(options?: CallOptions): Promise<string> {
    return await settle(() => native.virNetworkGetBridgeName(this.handle), options);
  }

  /**
   * Returns the leases of the network's DHCP server. The list is empty when the network has none.
   *
   * Since libvirt 1.2.6. C: `virNetworkGetDHCPLeases`.
   * @param mac Return only the leases of this MAC address, such as `52:54:00:12:34:56`; `null` for
   *   all.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INVALID_MAC` when `mac` is not a MAC address.
   * @category State and information
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

  /**
   * Starts the network from its persistent configuration.
   *
   * Since libvirt 0.2.0. C: `virNetworkCreate`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the network is already active.
   * @category Lifecycle
   */
  async create(options?: CallOptions): Promise<void> {
    await settle(() => native.virNetworkCreate(this.handle), options);
  }

  /**
   * Stops the network. A transient network ceases to exist; a persistent one keeps its definition.
   *
   * Since libvirt 0.2.0. C: `virNetworkDestroy`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the network is not active.
   * @category Lifecycle
   */
  async destroy(options?: CallOptions): Promise<void> {
    await settle(() => native.virNetworkDestroy(this.handle), options);
  }

  /**
   * Removes the persistent configuration. An active network keeps running, as a transient one.
   *
   * Since libvirt 0.2.0. C: `virNetworkUndefine`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the network is transient.
   * @category Lifecycle
   */
  async undefine(options?: CallOptions): Promise<void> {
    await settle(() => native.virNetworkUndefine(this.handle), options);
  }

  /**
   * Adds, changes or removes one element of the network's configuration. Only some elements can be
   * changed while the network is active.
   *
   * Since libvirt 0.10.2. C: `virNetworkUpdate`.
   * @param command One of {@link NetworkUpdateCommand}: what to do with the element.
   * @param section One of {@link NetworkUpdateSection}: the kind of element.
   * @param parentIndex Index of the parent element, from 0, when there are several that can contain
   *   the element, such as `<ip>` for a DHCP host; -1 lets libvirt choose.
   * @param xml XML of the element.
   * @param flags Bitwise OR of {@link NetworkUpdateFlags}: live state, persistent configuration, or
   *   both. By default the live state if the network is active, otherwise the persistent
   *   configuration.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the live state of an inactive network,
   *   or the persistent configuration of a transient one, is to be changed.
   * @category Configuration
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
   * Returns whether the network starts automatically, together with the host or its daemon.
   *
   * Since libvirt 0.2.1. C: `virNetworkGetAutostart`.
   * @category Configuration
   */
  async getAutostart(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virNetworkGetAutostart(this.handle), options);
  }

  /**
   * Sets whether the network starts automatically, together with the host or its daemon.
   *
   * Since libvirt 0.2.1. C: `virNetworkSetAutostart`.
   * @param autostart `true` to start it automatically.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the network is transient.
   * @category Configuration
   */
  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    await settle(() => native.virNetworkSetAutostart(this.handle, autostart), options);
  }

  /**
   * Returns the description, the title, or an application's custom metadata element.
   *
   * Since libvirt 9.7.0. C: `virNetworkGetMetadata`.
   * @param type One of {@link NetworkMetadataType}.
   * @param uri XML namespace of the custom element; `null` for description and title.
   * @param flags {@link NetworkUpdateFlags}: live state or persistent configuration. By default the
   *   live state if the network is active, otherwise the persistent configuration.
   * @returns Text for description and title, XML for a custom element.
   * @throws {LibvirtError} `VIR_ERR_NO_NETWORK_METADATA` when there is none.
   * @category Metadata
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
   * Sets or removes the description, the title, or an application's custom metadata element.
   *
   * Since libvirt 9.7.0. C: `virNetworkSetMetadata`.
   * @param type One of {@link NetworkMetadataType}.
   * @param metadata Text for description and title, XML for a custom element; `null` removes it.
   * @param key Prefix for the namespace of the custom element; `null` for description and title.
   * @param uri XML namespace of the custom element; `null` for description and title.
   * @param flags Bitwise OR of {@link NetworkUpdateFlags}: live state, persistent configuration, or
   *   both. By default the live state if the network is active, otherwise the persistent
   *   configuration.
   * @category Metadata
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

  /**
   * Returns all ports of the network.
   *
   * Since libvirt 5.5.0. C: `virNetworkListAllPorts`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the network is not active.
   * @category Ports
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
   * Returns the port with a UUID.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortLookupByUUID`.
   * @param uuid The 16 bytes of the UUID.
   * @throws {LibvirtError} `VIR_ERR_NO_NETWORK_PORT` when no port has this UUID;
   *   `VIR_ERR_OPERATION_INVALID` when the network is not active.
   * @category Ports
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
   * Returns the port with a UUID.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortLookupByUUIDString`.
   * @param uuidstr The UUID as a string.
   * @throws {LibvirtError} `VIR_ERR_NO_NETWORK_PORT` when no port has this UUID;
   *   `VIR_ERR_OPERATION_INVALID` when the network is not active.
   * @category Ports
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
   * Creates a port: allocates the network's resources, such as bandwidth or a host device, for it.
   *
   * Since libvirt 5.5.0. C: `virNetworkPortCreateXML`.
   * @param xmldesc XML of the port.
   * @param flags Bitwise OR of {@link NetworkPortCreateFlags}.
   * @throws {LibvirtError} `VIR_ERR_NETWORK_PORT_EXIST` when the UUID is taken;
   *   `VIR_ERR_OPERATION_INVALID` when the network is not active; `VIR_ERR_XML_ERROR` or
   *   `VIR_ERR_XML_DETAIL` when the XML is wrong.
   * @see `NetworkPortXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Ports
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
