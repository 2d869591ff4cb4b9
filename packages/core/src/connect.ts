import {
  layers,
  native,
  type ConnectHandle,
  type DomainHandle,
  type Engine,
  type RawFunctions,
  type StreamHandle,
} from '@libvirt/native';
import { fromBytes } from './cpu-map.js';
import { Domain } from './domain.js';
import { CredentialPrompter, type ConnectAuth } from './authentication.js';
import { renaming, settle, type CallOptions } from './call.js';
import { CLOSE_NOTIFIER, ConnectCloseNotifier } from './close-notifier.js';
import { connectionOpen } from './diagnostics.js';
import { LibvirtError } from './errors.js';
import { ConnectEventRegistrations } from './events/registrations.js';
import { EventHub, EVENTS, setEvents } from './events/hub.js';
import {
  ConnectCloseReason,
  ErrorNumber,
  type ConnectBaselineCPUFlags,
  type ConnectCompareCPUFlags,
  type ConnectFlags,
  type ConnectGetDomainCapabilitiesFlags,
  type ConnectListAllDomainsFlags,
  type ConnectListAllInterfacesFlags,
  type ConnectListAllNetworksFlags,
  type ConnectListAllNodeDeviceFlags,
  type ConnectListAllSecretsFlags,
  type ConnectListAllStoragePoolsFlags,
  type CPUCompareResult,
  type DomainCreateFlags,
  type DomainDefineFlags,
  type DomainSaveImageXMLFlags,
  type DomainSaveRestoreFlags,
  type DomainXMLFlags,
  type InterfaceDefineFlags,
  type NetworkCreateFlags,
  type NetworkDefineFlags,
  type NodeAllocPagesFlags,
  type NodeDeviceCreateXMLFlags,
  type NodeDeviceDefineXMLFlags,
  type NodeSuspendTarget,
  type NWFilterBindingCreateFlags,
  type NWFilterDefineFlags,
  type SecretDefineFlags,
  type SecretUsageType,
  type StoragePoolCreateFlags,
  type StoragePoolDefineFlags,
  type ConnectGetAllDomainStatsFlags,
  type DomainStatsTypes,
  type StreamFlags,
} from './generated/constants.js';
import { Interface } from './interface.js';
import { INSPECT } from './inspect.js';
import { Network } from './network.js';
import { NodeDevice } from './node-device.js';
import { NWFilterBinding } from './nw-filter-binding.js';
import { NWFilter } from './nw-filter.js';
import { handleOf, all, discard, one, Reference, REFERENCE, setReference } from './object.js';
import { Secret } from './secret.js';
import { StoragePool } from './storage-pool.js';
import { StorageVol } from './storage-vol.js';
import { Stream } from './streams/stream.js';
import {
  domainSaveRestoreParams,
  type DomainSaveRestoreParams,
} from './parameters/domain-migration.js';
import { type DomainStats, readDomainStats } from './parameters/domain-stats.js';
import type { Settable } from './parameters/field-set.js';
import {
  connectIdentity,
  type ConnectIdentity,
  type NodeCPUStats,
  nodeCPUStats,
  nodeMemoryParameters,
  type NodeMemoryParameters,
  type NodeMemoryStats,
  nodeMemoryStats,
  nodeSEVParameters,
  type NodeSEVParameters,
} from './parameters/host.js';
import { checkOptions, type OptionKeys } from './options.js';
import { isCalledByUsers, rangeError, typeError } from './stack.js';

/** Options of {@link Connect.open}. */
export interface ConnectOptions extends CallOptions {
  /**
   * Opens a read-only connection: methods that change something, or read secrets or disk data,
   * reject with `VIR_ERR_OPERATION_DENIED`. Default: `false`.
   */
  readonly readOnly?: boolean;
  /** Bitwise OR of {@link ConnectFlags}. Default: 0. */
  readonly flags?: ConnectFlags;
  /**
   * Answers the credentials that libvirt asks for, such as a user name or passphrase; called for
   * one question at a time. What it throws, {@link Connect.open} rejects with. `'console'` lets
   * libvirt ask on the terminal. Default: no answers, so that a host that asks refuses the
   * connection.
   */
  readonly auth?: ConnectAuth | 'console' | null;
  /**
   * Keep-alive probes, which detect a dead host: after `interval` × (`count` + 1) seconds of
   * silence the connection closes and calls in flight on it reject. A healthy daemon answers every
   * probe, however long a call takes. Default: `{ interval: 5, count: 6 }`, which is 35 seconds.
   * `false` disables the probes, so that calls to a dead host can wait forever. No effect on
   * drivers without a daemon.
   */
  readonly keepAlive?: KeepAlive | false;
  /**
   * What speaks to libvirt: `remote` of `@libvirt/remote`, which speaks the protocol of libvirt's
   * daemons and needs no library. Default: the addon, which calls libvirt's client library.
   */
  readonly engine?: ConnectEngine | undefined;
}

/** An engine for {@link ConnectOptions.engine}. */
export interface ConnectEngine {
  /** The package that brings it. */
  readonly packageName: string;
}

const READ_ONLY_OPTIONS: OptionKeys<Omit<ConnectOptions, 'readOnly'>> = {
  signal: true,
  flags: true,
  auth: true,
  keepAlive: true,
  engine: true,
};
const CONNECT_OPTIONS: OptionKeys<ConnectOptions> = { ...READ_ONLY_OPTIONS, readOnly: true };
const KEEP_ALIVE_KEYS: OptionKeys<KeepAlive> = { interval: true, count: true };
/** The documented names of the C functions' arguments, for error messages. */
const OPENING = { name: 'uri', flags: 'options.flags' };

/** Timing of keep-alive probes. */
export interface KeepAlive {
  /** Seconds of silence before a probe, at least 1. Default: 5. */
  readonly interval?: number;
  /** Number of probes that may stay unanswered, at least 1. Default: 6. */
  readonly count?: number;
}

/** The host's CPUs and memory. */
export interface NodeInfo {
  /** CPU architecture, such as `x86_64`. */
  readonly model: string;
  /** Memory size in KiB. */
  readonly memory: bigint;
  /** Number of online CPUs. */
  readonly cpus: number;
  /** CPU frequency in MHz; 0 if not known. */
  readonly mhz: number;
  /**
   * Number of NUMA nodes; 1 for an unusual topology, which only {@link Connect.getCapabilities}
   * describes.
   */
  readonly nodes: number;
  /** CPU sockets per NUMA node. */
  readonly sockets: number;
  /** Cores per socket. */
  readonly cores: number;
  /** Threads per core. */
  readonly threads: number;
  /** Number of CPUs, online and offline: `nodes` × `sockets` × `cores` × `threads`. */
  readonly maxCPUs: number;
}

/** Which of the host's CPUs are online. */
export interface NodeCPUMap {
  /** Whether each CPU is online, indexed by CPU number. */
  readonly cpus: readonly boolean[];
  /** Number of online CPUs. */
  readonly online: number;
}

/** The security driver that confines the host's domains. */
export interface NodeSecurityModel {
  /** Name of the model, such as `selinux` or `apparmor`; an empty string if there is none. */
  readonly model: string;
  /** Domain of interpretation, within which labels have the same meaning. */
  readonly doi: string;
}

/**
 * A connection to a hypervisor, opened by {@link Connect.open}. All other objects come from its
 * methods.
 *
 * It is an event emitter for {@link ConnectEvents}. The first listener for an event registers it
 * with libvirt, and removing the last one deregisters it. Calls made after `on()` reach libvirt
 * after the registration, so no event that they cause is missed. If libvirt refuses a registration,
 * the connection emits `error`; without an `error` listener, that is an uncaught exception. As with
 * every emitter of Node.js, a listener that throws keeps the listeners added after it from being
 * called. Listeners run in the asynchronous context (`AsyncLocalStorage`) in which they were added.
 * Their promises are not awaited: an `async` listener can be called again before it has finished.
 * To process events one at a time, use {@link Connect.watch}.
 *
 * Registrations and calls in flight keep the process alive; an open connection alone does not.
 *
 * Arguments of the wrong type, or outside the range of the C type, reject with a `TypeError` or a
 * `RangeError` that names the argument.
 *
 * Every method that waits for libvirt takes {@link CallOptions} as its last argument. All of them
 * can reject with these errors, besides those named at the method: `VIR_ERR_INVALID_CONN` once the
 * connection is closed, `VIR_ERR_NO_SUPPORT` when the driver lacks the function,
 * `VIR_ERR_OPERATION_DENIED` on a read-only connection for methods that change something or read
 * secrets or disk data, `VIR_ERR_ACCESS_DENIED` when the host's access control forbids the call,
 * `VIR_ERR_INVALID_ARG` for unknown or conflicting flags. Methods that take XML reject with
 * `VIR_ERR_XML_DETAIL` when it is malformed, `VIR_ERR_XML_ERROR` when an element is missing or
 * wrong, and `VIR_ERR_XML_INVALID_SCHEMA` when the flag `VALIDATE` is set and it does not match the
 * schema. See {@link isConnectionLost} for lost connections.
 */
export class Connect extends ConnectEventRegistrations implements AsyncDisposable {
  static {
    isCalledByUsers(this);
  }

  private constructor(handle: ConnectHandle, uri: string | null) {
    super();
    setReference(this, new Reference('Connect', ErrorNumber.INVALID_CONN, handle, uri));
    setEvents(this, new EventHub(this));
    Object.defineProperty(this, CLOSE_NOTIFIER, { value: new ConnectCloseNotifier(uri) });
  }

  get #handle(): ConnectHandle {
    return this[REFERENCE].handle;
  }

  /**
   * Opens a connection.
   *
   * C: `virConnectOpen`, `virConnectOpenReadOnly`, `virConnectOpenAuth`.
   * @param uri Connection URI, such as `qemu:///system` or `test:///default`. With `null`, libvirt
   *   uses the environment variable `LIBVIRT_DEFAULT_URI`, then `uri_default` of its client
   *   configuration, then probes for a hypervisor.
   * @param options How to open it.
   * @throws {LibvirtError} `VIR_ERR_NO_CONNECT` when no driver accepts the URI;
   *   `VIR_ERR_SYSTEM_ERROR` when the daemon or host cannot be reached, or ssh fails;
   *   `VIR_ERR_AUTH_FAILED` when authentication fails.
   * @category Lifecycle
   */
  static async open(uri: string | null = null, options: ConnectOptions = {}): Promise<Connect> {
    checkOptions(options, CONNECT_OPTIONS);
    const { readOnly = false, flags = 0, auth = null, signal } = options;
    if (typeof (readOnly as unknown) !== 'boolean') {
      throw typeError('options.readOnly must be a boolean');
    }
    const keepAlive = readKeepAlive(options.keepAlive);
    if (typeof auth !== 'function' && ![null, 'console'].includes(auth)) {
      throw typeError("options.auth must be a function, 'console' or null");
    }
    const functions = readEngine(options.engine);
    const prompter = typeof auth === 'function' ? new CredentialPrompter(auth, signal) : null;
    const open = () => {
      if (flags !== 0 || auth !== null) {
        const ask = prompter?.ask ?? auth === 'console';
        return functions.virConnectOpenAuth(uri, ask, readOnly ? flags | 1 : flags);
      }
      return readOnly ? functions.virConnectOpenReadOnly(uri) : functions.virConnectOpen(uri);
    };
    let handle;
    try {
      handle = await settle(renaming(OPENING, open), { signal }, (late) =>
        native.virConnectClose(late),
      );
    } catch (error) {
      throw prompter ? prompter.reasonOr(error) : error;
    }
    const connect = new Connect(handle, uri);
    if (keepAlive) await connect.#keepAlive(keepAlive, { signal });
    if (connectionOpen.hasSubscribers) connect.#report();
    return connect;
  }

  /** Reports the connection, and later its end. */
  #report(): void {
    const { uri, handle } = this[REFERENCE];
    connectionOpen.publish({ uri });
    // For its end to be noticed while nobody else listens.
    this[CLOSE_NOTIFIER].addListener(handle, () => undefined).catch(() => undefined);
  }

  async #keepAlive({ interval, count }: Required<KeepAlive>, options: CallOptions): Promise<void> {
    try {
      await this.setKeepAlive(interval, count, options);
    } catch (error) {
      // A driver in this process has no daemon to probe.
      if (error instanceof LibvirtError && error.errno === ErrorNumber.NO_SUPPORT) return;
      discard(this);
      throw error;
    }
  }

  /**
   * Opens a read-only connection: methods that change something, or read secrets or disk data,
   * reject with `VIR_ERR_OPERATION_DENIED`.
   *
   * C: `virConnectOpenReadOnly`.
   * @param uri As for {@link Connect.open}.
   * @param options As for {@link Connect.open}.
   * @throws {LibvirtError} As for {@link Connect.open}.
   * @category Lifecycle
   */
  static async openReadOnly(
    uri: string | null = null,
    options: Omit<ConnectOptions, 'readOnly'> = {},
  ): Promise<Connect> {
    checkOptions(options, READ_ONLY_OPTIONS);
    return await Connect.open(uri, { ...options, readOnly: true });
  }

  /**
   * Closes the connection: ends its event registrations, then releases its reference once calls in
   * flight have finished. Later calls reject with `VIR_ERR_INVALID_CONN`, including a second
   * `close()`.
   *
   * C: `virConnectClose`.
   * @param options Aborting ends the wait only; the connection is closed all the same.
   * @returns The number of references that remain. 0: the connection is closed now. More: domains,
   *   networks, streams and other objects of the connection that are not freed hold one each, as do
   *   calls and registrations that have not ended; the link to the host stays open until the last
   *   of them is freed or garbage-collected. libvirt's objects are counted, several of which can
   *   belong to one object of this package.
   * @category Lifecycle
   */
  async close(options?: CallOptions): Promise<number> {
    const close = async (handle: ConnectHandle) => {
      await this[CLOSE_NOTIFIER].closeDependents();
      await this[EVENTS].close();
      try {
        return await native.virConnectClose(handle);
      } finally {
        this[CLOSE_NOTIFIER].notify(ConnectCloseReason.CLIENT);
      }
    };
    return await this[REFERENCE].release(close, options);
  }

  /**
   * Closes the connection unless it is closed already.
   * @category Lifecycle
   */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this[REFERENCE].released) await this.close();
  }

  /**
   * Whether {@link Connect.close} has been called.
   * @category Lifecycle
   */
  get closed(): boolean {
    return this[REFERENCE].released;
  }

  /**
   * Registers a callback that runs once when the connection is lost. There is only one such
   * callback: a new one replaces the last. It does not run for {@link Connect.close}, and never for
   * drivers in this process, such as `test:///`. Any number of listeners is possible with
   * `on('close', listener)`.
   *
   * Since libvirt 0.10.0. C: `virConnectRegisterCloseCallback`.
   * @param callback Called with the connection and one of {@link ConnectCloseReason}.
   * @category Events
   */
  async registerCloseCallback(
    callback: (connect: this, reason: ConnectCloseReason) => void,
    options?: CallOptions,
  ): Promise<void> {
    if (typeof (callback as unknown) !== 'function') {
      throw typeError('callback must be a function');
    }
    const run = (reason: ConnectCloseReason) => {
      callback(this, reason);
    };
    await this[CLOSE_NOTIFIER].setCallback(() => this.#handle, run, options);
  }

  /**
   * Removes the close callback. Does nothing if there is none.
   *
   * Since libvirt 0.10.0. C: `virConnectUnregisterCloseCallback`.
   * @category Events
   */
  async unregisterCloseCallback(options?: CallOptions): Promise<void> {
    const call = () => {
      this[CLOSE_NOTIFIER].removeCallback();
      return Promise.resolve();
    };
    await settle(call, options);
  }

  /**
   * Returns a new stream, for a method that transfers data, such as {@link StorageVol.download}.
   *
   * Since libvirt 0.7.2. C: `virStreamNew`.
   * @param flags {@link StreamFlags}; with `NONBLOCK`, sending and receiving return at once instead
   *   of waiting.
   * @category Streams
   */
  async newStream(flags: StreamFlags = 0, options?: CallOptions): Promise<Stream> {
    const make = (handle: StreamHandle) => new Stream(this, handle, flags);
    const handle = await settle(
      () => native.virStreamNew(this.#handle, flags),
      options,
      (late) => discard(make(late)),
    );
    return make(handle);
  }

  /**
   * Returns the name of the hypervisor driver, such as `QEMU` or `TEST`.
   *
   * Since libvirt 0.0.3. C: `virConnectGetType`.
   * @category Identity
   */
  async getType(options?: CallOptions): Promise<string> {
    return await settle(() => native.virConnectGetType(this.#handle), options);
  }

  /**
   * Returns the version of the hypervisor as major × 1,000,000 + minor × 1,000 + release; 0 if it
   * has none.
   *
   * Since libvirt 0.0.3. C: `virConnectGetVersion`.
   * @category Identity
   */
  async getVersion(options?: CallOptions): Promise<number> {
    return Number(await settle(() => native.virConnectGetVersion(this.#handle), options));
  }

  /**
   * Returns the version of libvirt on the host as major × 1,000,000 + minor × 1,000 + release.
   *
   * Since libvirt 0.7.3. C: `virConnectGetLibVersion`.
   * @category Identity
   */
  async getLibVersion(options?: CallOptions): Promise<number> {
    return Number(await settle(() => native.virConnectGetLibVersion(this.#handle), options));
  }

  /**
   * Returns the hostname of the host that the hypervisor runs on.
   *
   * Since libvirt 0.3.0. C: `virConnectGetHostname`.
   * @category Identity
   */
  async getHostname(options?: CallOptions): Promise<string> {
    return await settle(() => native.virConnectGetHostname(this.#handle), options);
  }

  /**
   * Returns the URI of the connection. It can differ from the one passed to {@link Connect.open}.
   *
   * Since libvirt 0.3.0. C: `virConnectGetURI`.
   * @category Identity
   */
  async getURI(options?: CallOptions): Promise<string> {
    return await settle(() => native.virConnectGetURI(this.#handle), options);
  }

  /**
   * Returns the host's SMBIOS tables as XML.
   *
   * Since libvirt 0.8.8. C: `virConnectGetSysinfo`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when the host has no SMBIOS tables.
   * @see `SysinfoXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Host information
   */
  async getSysinfo(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virConnectGetSysinfo(this.#handle, flags), options);
  }

  /**
   * Returns the capabilities of the host and the hypervisor as XML: CPU, NUMA topology, security
   * drivers, supported guests.
   *
   * Since libvirt 0.2.1. C: `virConnectGetCapabilities`.
   * @see `CapabilitiesXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Host information
   */
  async getCapabilities(options?: CallOptions): Promise<string> {
    return await settle(() => native.virConnectGetCapabilities(this.#handle), options);
  }

  /**
   * Returns what a domain can be configured with on this hypervisor, as XML: CPU models, devices,
   * firmware, limits. Arguments that are `null` take the hypervisor's default.
   *
   * Since libvirt 1.2.7. C: `virConnectGetDomainCapabilities`.
   * @param emulatorbin Path of the emulator on the host.
   * @param arch Architecture of the domain, such as `x86_64`.
   * @param machine Machine type, such as `q35`.
   * @param virttype Virtualization type, such as `kvm`.
   * @param flags Bitwise OR of {@link ConnectGetDomainCapabilitiesFlags}.
   * @see `DomainCapabilitiesXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Domains
   */
  async getDomainCapabilities(
    emulatorbin: string | null = null,
    arch: string | null = null,
    machine: string | null = null,
    virttype: string | null = null,
    flags: ConnectGetDomainCapabilitiesFlags = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(
      () =>
        native.virConnectGetDomainCapabilities(
          this.#handle,
          emulatorbin,
          arch,
          machine,
          virttype,
          flags,
        ),
      options,
    );
  }

  /**
   * Returns which types of storage pools the host supports, and with which options, as XML.
   *
   * Since libvirt 5.2.0. C: `virConnectGetStoragePoolCapabilities`.
   * @param flags Unused; pass 0.
   * @see `StoragePoolCapabilitiesXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Storage
   */
  async getStoragePoolCapabilities(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(
      () => native.virConnectGetStoragePoolCapabilities(this.#handle, flags),
      options,
    );
  }

  /**
   * Returns the maximum number of virtual CPUs per domain. Machine types can have other limits: see
   * {@link Connect.getDomainCapabilities}.
   *
   * Since libvirt 0.2.1. C: `virConnectGetMaxVcpus`.
   * @param type Virtualization type, such as `kvm`; `null` for the hypervisor's default.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the type is unknown.
   * @category Domains
   */
  async getMaxVcpus(type: string | null = null, options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectGetMaxVcpus(this.#handle, type), options);
  }

  /**
   * Returns whether the connection is alive. A broken connection is noticed only by a failed call
   * or a keep-alive probe.
   *
   * Since libvirt 0.9.8. C: `virConnectIsAlive`.
   * @category Lifecycle
   */
  async isAlive(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virConnectIsAlive(this.#handle), options);
  }

  /**
   * Returns whether the traffic to the host is encrypted.
   *
   * Since libvirt 0.7.3. C: `virConnectIsEncrypted`.
   * @category Identity
   */
  async isEncrypted(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virConnectIsEncrypted(this.#handle), options);
  }

  /**
   * Returns whether the traffic to the host is safe from eavesdropping: encrypted, or local, as
   * over a UNIX socket.
   *
   * Since libvirt 0.7.3. C: `virConnectIsSecure`.
   * @category Identity
   */
  async isSecure(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virConnectIsSecure(this.#handle), options);
  }

  /**
   * Sets up keep-alive probes: after `interval` × (`count` + 1) seconds of silence the connection
   * closes and calls in flight on it reject. A healthy daemon answers every probe, however long a
   * call takes. {@link ConnectOptions.keepAlive} sets this when the connection is opened.
   *
   * Since libvirt 0.9.8. C: `virConnectSetKeepAlive`.
   * @param interval Seconds of silence before a probe; 0 or less disables probes.
   * @param count Number of probes that may stay unanswered.
   * @returns `false` if the daemon does not support keep-alive.
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` when the driver has no daemon.
   * @category Lifecycle
   */
  async setKeepAlive(interval: number, count: number, options?: CallOptions): Promise<boolean> {
    return (
      (await settle(
        () => native.virConnectSetKeepAlive(this.#handle, interval, count),
        options,
      )) === 0
    );
  }

  /**
   * Returns the number and layout of the host's CPUs and its memory size in KiB.
   *
   * Since libvirt 0.1.0. C: `virNodeGetInfo`.
   * @category Host information
   */
  async getNodeInfo(options?: CallOptions): Promise<NodeInfo> {
    const [model, memory, cpus, mhz, nodes, sockets, cores, threads] = await settle(
      () => native.virNodeGetInfo(this.#handle),
      options,
    );
    const maxCPUs = nodes * sockets * cores * threads;
    return { model, memory, cpus, mhz, nodes, sockets, cores, threads, maxCPUs };
  }

  /**
   * Returns which of the host's CPUs are online.
   *
   * Since libvirt 1.0.0. C: `virNodeGetCPUMap`.
   * @param flags Unused; pass 0.
   * @category Host CPUs and memory
   */
  async getCPUMap(flags = 0, options?: CallOptions): Promise<NodeCPUMap> {
    const [count, map, online] = await settle(
      () => native.virNodeGetCPUMap(this.#handle, flags),
      options,
    );
    // The count comes from the daemon, which is not trusted.
    return { cpus: fromBytes(map, Math.min(count, 8 * map.length)), online };
  }

  /**
   * Returns the host's free memory in bytes.
   *
   * Since libvirt 0.3.3. C: `virNodeGetFreeMemory`.
   * @category Host CPUs and memory
   */
  async getFreeMemory(options?: CallOptions): Promise<bigint> {
    return await settle(() => native.virNodeGetFreeMemory(this.#handle), options);
  }

  /**
   * Returns the free memory of NUMA nodes, in bytes.
   *
   * Since libvirt 0.3.3. C: `virNodeGetCellsFreeMemory`.
   * @param startCell Number of the first NUMA node, from 0.
   * @param maxCells Maximum number of nodes.
   * @returns One size per node; fewer than `maxCells` if the host has fewer nodes.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` when the host has no node `startCell`.
   * @category Host CPUs and memory
   */
  async getCellsFreeMemory(
    startCell: number,
    maxCells: number,
    options?: CallOptions,
  ): Promise<bigint[]> {
    return await settle(
      () => native.virNodeGetCellsFreeMemory(this.#handle, startCell, maxCells),
      options,
    );
  }

  /**
   * Returns the number of free memory pages of NUMA nodes.
   *
   * Since libvirt 1.2.6. C: `virNodeGetFreePages`.
   * @param pages Page sizes in KiB, such as `[4, 2048]`.
   * @param startCell Number of the first NUMA node, from 0; -1 for the whole host.
   * @param cellCount Maximum number of nodes.
   * @param flags Unused; pass 0.
   * @returns Per node, one count per page size, in the order of `pages`.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` when the host has no node `startCell`.
   * @category Host CPUs and memory
   */
  async getFreePages(
    pages: readonly number[],
    startCell: number,
    cellCount: number,
    flags = 0,
    options?: CallOptions,
  ): Promise<bigint[][]> {
    const counts = await settle(
      () => native.virNodeGetFreePages(this.#handle, pages, startCell, cellCount, flags),
      options,
    );
    return Array.from({ length: counts.length / pages.length }, (_, cell) =>
      counts.slice(cell * pages.length, (cell + 1) * pages.length),
    );
  }

  /**
   * Reserves huge pages on NUMA nodes.
   *
   * Since libvirt 1.2.9. C: `virNodeAllocPages`.
   * @param pageSizes Number of pages by page size in KiB: `new Map([[2048, 512]])` for 1 GiB.
   * @param startCell Number of the first NUMA node, from 0; -1 lets the kernel spread the pages
   *   over all nodes.
   * @param cellCount Number of nodes.
   * @param flags {@link NodeAllocPagesFlags}: `ADD` adds to the reserved pages, `SET` sets their
   *   number.
   * @returns The number of page pools that were changed: one per page size and node.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` when the host has no node `startCell`;
   *   `VIR_ERR_OPERATION_FAILED` when the host cannot reserve that many pages;
   *   `VIR_ERR_OPERATION_UNSUPPORTED` for pages of the normal size.
   * @category Host CPUs and memory
   */
  async allocPages(
    pageSizes: ReadonlyMap<number, bigint | number>,
    startCell: number,
    cellCount: number,
    flags: NodeAllocPagesFlags = 0,
    options?: CallOptions,
  ): Promise<number> {
    if (!(pageSizes instanceof Map)) throw typeError('pageSizes must be a Map');
    return await settle(
      () =>
        native.virNodeAllocPages(
          this.#handle,
          [...pageSizes.keys()],
          [...pageSizes.values()],
          startCell,
          cellCount,
          flags,
        ),
      options,
    );
  }

  /**
   * Returns the security driver that confines the host's domains.
   *
   * Since libvirt 0.6.1. C: `virNodeGetSecurityModel`.
   * @category Host information
   */
  async getSecurityModel(options?: CallOptions): Promise<NodeSecurityModel> {
    const [model, doi] = await settle(() => native.virNodeGetSecurityModel(this.#handle), options);
    return { model, doi };
  }

  /**
   * Suspends the host itself, after a short delay, and wakes it by its real-time clock.
   *
   * Since libvirt 0.9.8. C: `virNodeSuspendForDuration`.
   * @param target One of {@link NodeSuspendTarget}: to memory, to disk, or both.
   * @param duration Seconds until it wakes up, at least 60.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when the host lacks this kind of suspend;
   *   `VIR_ERR_INVALID_ARG` when the duration is too short; `VIR_ERR_OPERATION_INVALID` when a
   *   suspend is already in progress.
   * @category Host information
   */
  async suspendForDuration(
    target: NodeSuspendTarget,
    duration: bigint | number,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virNodeSuspendForDuration(this.#handle, target, duration, flags),
      options,
    );
  }

  /**
   * Returns the names of the CPU models that libvirt knows for an architecture; an empty array if
   * it accepts any. What the hypervisor supports is in {@link Connect.getDomainCapabilities}.
   *
   * Since libvirt 1.1.3. C: `virConnectGetCPUModelNames`.
   * @param arch Architecture, such as `x86_64`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the architecture is unknown.
   * @category Host CPUs and memory
   */
  async getCPUModelNames(arch: string, flags = 0, options?: CallOptions): Promise<string[]> {
    return await settle(
      () => native.virConnectGetCPUModelNames(this.#handle, arch, flags),
      options,
    );
  }

  /**
   * Compares a CPU with the host's CPU.
   *
   * Since libvirt 0.7.5. C: `virConnectCompareCPU`.
   * @param xmlDesc XML of the CPU to compare.
   * @param flags Bitwise OR of {@link ConnectCompareCPUFlags}.
   * @returns One of {@link CPUCompareResult}: `INCOMPATIBLE`, `IDENTICAL`, or `SUPERSET` if the
   *   host's CPU has more features.
   * @throws {LibvirtError} `VIR_ERR_CPU_INCOMPATIBLE` when the CPU is incompatible and the flag
   *   `FAIL_INCOMPATIBLE` is set; the message says why.
   * @see `CPUXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Host CPUs and memory
   */
  async compareCPU(
    xmlDesc: string,
    flags: ConnectCompareCPUFlags = 0,
    options?: CallOptions,
  ): Promise<CPUCompareResult> {
    return await settle(() => native.virConnectCompareCPU(this.#handle, xmlDesc, flags), options);
  }

  /**
   * Compares a CPU with the best CPU that the hypervisor can give to a domain on this host.
   * Arguments that are `null` take the hypervisor's default.
   *
   * Since libvirt 4.4.0. C: `virConnectCompareHypervisorCPU`.
   * @param emulator Path of the emulator on the host.
   * @param arch Architecture of the domain.
   * @param machine Machine type.
   * @param virttype Virtualization type, such as `kvm`.
   * @param xmlCPU XML of the CPU to compare.
   * @param flags Bitwise OR of {@link ConnectCompareCPUFlags}.
   * @returns One of {@link CPUCompareResult}: `INCOMPATIBLE`, `IDENTICAL`, or `SUPERSET` if the
   *   hypervisor's CPU has more features.
   * @throws {LibvirtError} `VIR_ERR_CPU_INCOMPATIBLE` when the CPU is incompatible and the flag
   *   `FAIL_INCOMPATIBLE` is set; `VIR_ERR_OPERATION_UNSUPPORTED` when this is not possible for the
   *   architecture or virtualization type.
   * @see `CPUXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Host CPUs and memory
   */
  async compareHypervisorCPU(
    emulator: string | null,
    arch: string | null,
    machine: string | null,
    virttype: string | null,
    xmlCPU: string,
    flags: ConnectCompareCPUFlags = 0,
    options?: CallOptions,
  ): Promise<CPUCompareResult> {
    return await settle(
      () =>
        native.virConnectCompareHypervisorCPU(
          this.#handle,
          emulator,
          arch,
          machine,
          virttype,
          xmlCPU,
          flags,
        ),
      options,
    );
  }

  /**
   * Computes the CPU with the most features that is compatible with all given host CPUs.
   *
   * Since libvirt 0.7.7. C: `virConnectBaselineCPU`.
   * @param xmlCPUs XML of the hosts' CPUs, at least one.
   * @param flags Bitwise OR of {@link ConnectBaselineCPUFlags}.
   * @returns XML of the CPU.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when `xmlCPUs` is empty.
   * @see `CPUXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Host CPUs and memory
   */
  async baselineCPU(
    xmlCPUs: readonly string[],
    flags: ConnectBaselineCPUFlags = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(() => native.virConnectBaselineCPU(this.#handle, xmlCPUs, flags), options);
  }

  /**
   * Computes the CPU with the most features that the hypervisor can give to a domain on all of the
   * given hosts. Arguments that are `null` take the hypervisor's default.
   *
   * Since libvirt 4.4.0. C: `virConnectBaselineHypervisorCPU`.
   * @param emulator Path of the emulator on the host.
   * @param arch Architecture of the domain.
   * @param machine Machine type.
   * @param virttype Virtualization type, such as `kvm`.
   * @param xmlCPUs XML of the CPUs, at least one, as found in the hosts' domain capabilities.
   * @param flags Bitwise OR of {@link ConnectBaselineCPUFlags}.
   * @returns XML of the CPU.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when this is not possible for the
   *   architecture or virtualization type; `VIR_ERR_INVALID_ARG` when `xmlCPUs` is empty.
   * @see `CPUXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Host CPUs and memory
   */
  async baselineHypervisorCPU(
    emulator: string | null,
    arch: string | null,
    machine: string | null,
    virttype: string | null,
    xmlCPUs: readonly string[],
    flags: ConnectBaselineCPUFlags = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(
      () =>
        native.virConnectBaselineHypervisorCPU(
          this.#handle,
          emulator,
          arch,
          machine,
          virttype,
          xmlCPUs,
          flags,
        ),
      options,
    );
  }

  /**
   * Returns all domains, active and inactive, or those that match the flags.
   *
   * Since libvirt 0.9.13. C: `virConnectListAllDomains`.
   * @param flags Bitwise OR of {@link ConnectListAllDomainsFlags}; 0 for all. Flags of one group,
   *   such as `ACTIVE` and `INACTIVE`, are alternatives; the groups narrow each other.
   * @category Domains
   */
  async listAllDomains(
    flags: ConnectListAllDomainsFlags = 0,
    options?: CallOptions,
  ): Promise<Domain[]> {
    return await all(
      Domain,
      this,
      () => native.virConnectListAllDomains(this.#handle, flags),
      options,
    );
  }

  /**
   * Returns the IDs of all active domains.
   *
   * Since libvirt 0.0.3. C: `virConnectListDomains`.
   * @category Domains
   */
  async listDomains(options?: CallOptions): Promise<number[]> {
    return await settle(() => native.virConnectListDomains(this.#handle), options);
  }

  /**
   * Returns the names of all inactive domains.
   *
   * Since libvirt 0.1.1. C: `virConnectListDefinedDomains`.
   * @category Domains
   */
  async listDefinedDomains(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListDefinedDomains(this.#handle), options);
  }

  /**
   * Returns the number of active domains.
   *
   * Since libvirt 0.0.3. C: `virConnectNumOfDomains`.
   * @category Domains
   */
  async numOfDomains(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfDomains(this.#handle), options);
  }

  /**
   * Returns the number of inactive domains.
   *
   * Since libvirt 0.1.5. C: `virConnectNumOfDefinedDomains`.
   * @category Domains
   */
  async numOfDefinedDomains(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfDefinedDomains(this.#handle), options);
  }

  /**
   * Returns the active domain with an ID.
   *
   * Since libvirt 0.0.3. C: `virDomainLookupByID`.
   * @param id The ID.
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN` when no active domain has this ID.
   * @category Domains
   */
  async lookupDomainById(id: number, options?: CallOptions): Promise<Domain> {
    return await one(Domain, this, () => native.virDomainLookupByID(this.#handle, id), options);
  }

  /**
   * Returns the domain with a name.
   *
   * Since libvirt 0.0.3. C: `virDomainLookupByName`.
   * @param name The name.
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN` when no domain has this name.
   * @category Domains
   */
  async lookupDomainByName(name: string, options?: CallOptions): Promise<Domain> {
    return await one(Domain, this, () => native.virDomainLookupByName(this.#handle, name), options);
  }

  /**
   * Returns the domain with a UUID.
   *
   * Since libvirt 0.0.5. C: `virDomainLookupByUUID`.
   * @param uuid The 16 bytes of the UUID.
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN` when no domain has this UUID.
   * @category Domains
   */
  async lookupDomainByUUID(uuid: Uint8Array, options?: CallOptions): Promise<Domain> {
    return await one(Domain, this, () => native.virDomainLookupByUUID(this.#handle, uuid), options);
  }

  /**
   * Returns the domain with a UUID.
   *
   * Since libvirt 0.1.1. C: `virDomainLookupByUUIDString`.
   * @param uuidstr The UUID as a string.
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN` when no domain has this UUID.
   * @category Domains
   */
  async lookupDomainByUUIDString(uuidstr: string, options?: CallOptions): Promise<Domain> {
    return await one(
      Domain,
      this,
      () => native.virDomainLookupByUUIDString(this.#handle, uuidstr),
      options,
    );
  }

  /**
   * Creates and starts a transient domain: it ceases to exist when it stops.
   *
   * Since libvirt 0.5.0. C: `virDomainCreateXML`.
   * @param xmlDesc XML of the domain.
   * @param flags Bitwise OR of {@link DomainCreateFlags}.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is already active;
   *   `VIR_ERR_OPERATION_FAILED` when the name or the UUID is taken by another domain.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Domains
   */
  async domainCreateXML(
    xmlDesc: string,
    flags: DomainCreateFlags = 0,
    options?: CallOptions,
  ): Promise<Domain> {
    return await one(
      Domain,
      this,
      () => native.virDomainCreateXML(this.#handle, xmlDesc, flags),
      options,
    );
  }

  /**
   * Creates and starts a transient container, and passes open files to its init process. For the
   * LXC driver, over a UNIX socket.
   *
   * Since libvirt 1.1.1. C: `virDomainCreateXMLWithFiles`.
   * @param xmlDesc XML of the container.
   * @param files File descriptors, which become numbers 3 and up in the container; the caller's
   *   stay open.
   * @param flags Bitwise OR of {@link DomainCreateFlags}.
   * @throws {LibvirtError} As for {@link Connect.domainCreateXML}.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Domains
   */
  async domainCreateXMLWithFiles(
    xmlDesc: string,
    files: readonly number[],
    flags: DomainCreateFlags = 0,
    options?: CallOptions,
  ): Promise<Domain> {
    return await one(
      Domain,
      this,
      () => native.virDomainCreateXMLWithFiles(this.#handle, xmlDesc, files, flags),
      options,
    );
  }

  /**
   * Defines a persistent domain, or replaces the persistent configuration of the one with the same
   * name and UUID. Does not start it. An active domain keeps its live state until it is restarted.
   *
   * Since libvirt 0.1.1. C: `virDomainDefineXML`.
   * @param xml XML of the domain.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when the name or the UUID is taken by another
   *   domain.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Domains
   */
  async domainDefineXML(xml: string, options?: CallOptions): Promise<Domain> {
    return await one(Domain, this, () => native.virDomainDefineXML(this.#handle, xml), options);
  }

  /**
   * Defines a persistent domain, or replaces the persistent configuration of the one with the same
   * name and UUID. Does not start it. An active domain keeps its live state until it is restarted.
   *
   * Since libvirt 1.2.12. C: `virDomainDefineXMLFlags`.
   * @param xml XML of the domain.
   * @param flags Bitwise OR of {@link DomainDefineFlags}.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when the name or the UUID is taken by another
   *   domain.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Domains
   */
  async domainDefineXMLFlags(
    xml: string,
    flags: DomainDefineFlags = 0,
    options?: CallOptions,
  ): Promise<Domain> {
    return await one(
      Domain,
      this,
      () => native.virDomainDefineXMLFlags(this.#handle, xml, flags),
      options,
    );
  }

  /**
   * Restores a domain from a file that {@link Domain.save} wrote.
   *
   * Since libvirt 0.0.3. C: `virDomainRestore`.
   * @param from Path of the file on the host.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when the file is not a saved domain;
   *   `VIR_ERR_OPERATION_INVALID` when the domain is already active.
   * @category Domains
   */
  async domainRestore(from: string, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainRestore(this.#handle, from), options);
  }

  /**
   * Restores a domain from a file that {@link Domain.save} wrote.
   *
   * Since libvirt 0.9.4. C: `virDomainRestoreFlags`.
   * @param from Path of the file on the host.
   * @param dxml XML that replaces the saved one, for changes that the guest does not see, such as
   *   disk paths; `null` keeps it.
   * @param flags Bitwise OR of {@link DomainSaveRestoreFlags}. `RUNNING` and `PAUSED` override the
   *   saved state.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when the file is not a saved domain;
   *   `VIR_ERR_OPERATION_INVALID` when the domain is already active.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Domains
   */
  async domainRestoreFlags(
    from: string,
    dxml: string | null = null,
    flags: DomainSaveRestoreFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainRestoreFlags(this.#handle, from, dxml, flags), options);
  }

  /**
   * Returns the domain's XML from a file that {@link Domain.save} wrote.
   *
   * Since libvirt 0.9.4. C: `virDomainSaveImageGetXMLDesc`.
   * @param file Path of the file on the host.
   * @param flags Bitwise OR of {@link DomainSaveImageXMLFlags}.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when the file is not a saved domain;
   *   `VIR_ERR_OPERATION_DENIED` on a read-only connection, although nothing is changed.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Domains
   */
  async domainSaveImageGetXMLDesc(
    file: string,
    flags: DomainSaveImageXMLFlags | typeof DomainXMLFlags.SECURE = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(
      () => native.virDomainSaveImageGetXMLDesc(this.#handle, file, flags),
      options,
    );
  }

  /**
   * Changes the domain's XML in a file that {@link Domain.save} wrote.
   *
   * Since libvirt 0.9.4. C: `virDomainSaveImageDefineXML`.
   * @param file Path of the file on the host.
   * @param dxml The new XML, for changes that the guest does not see, such as disk paths.
   * @param flags {@link DomainSaveRestoreFlags}: `RUNNING` or `PAUSED` changes the state in which
   *   the domain is restored; 0 keeps it.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when the file is not a saved domain, or has
   *   no space for the new XML.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Domains
   */
  async domainSaveImageDefineXML(
    file: string,
    dxml: string,
    flags: DomainSaveRestoreFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainSaveImageDefineXML(this.#handle, file, dxml, flags),
      options,
    );
  }

  /**
   * Converts a hypervisor's own configuration of a domain to libvirt's XML. The QEMU driver no
   * longer supports it since libvirt 5.5.0.
   *
   * Since libvirt 0.6.4. C: `virConnectDomainXMLFromNative`.
   * @param nativeFormat Format of the configuration, such as `xen-xl` or `lxc-tools`.
   * @param nativeConfig The configuration.
   * @param flags Unused; pass 0.
   * @returns XML of the domain.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the format is unknown; `VIR_ERR_CONF_SYNTAX`
   *   when the configuration cannot be parsed.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Domains
   */
  async domainXMLFromNative(
    nativeFormat: string,
    nativeConfig: string,
    flags = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(
      () => native.virConnectDomainXMLFromNative(this.#handle, nativeFormat, nativeConfig, flags),
      options,
    );
  }

  /**
   * Converts libvirt's XML of a domain to the hypervisor's own configuration, such as QEMU's
   * command line.
   *
   * Since libvirt 0.6.4. C: `virConnectDomainXMLToNative`.
   * @param nativeFormat Format of the result, such as `qemu-argv`.
   * @param domainXml XML of the domain.
   * @param flags Unused; pass 0.
   * @returns The configuration.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the format is unknown.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Domains
   */
  async domainXMLToNative(
    nativeFormat: string,
    domainXml: string,
    flags = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(
      () => native.virConnectDomainXMLToNative(this.#handle, nativeFormat, domainXml, flags),
      options,
    );
  }

  /**
   * Returns all networks, active and inactive, or those that match the flags.
   *
   * Since libvirt 0.10.2. C: `virConnectListAllNetworks`.
   * @param flags Bitwise OR of {@link ConnectListAllNetworksFlags}; 0 for all.
   * @category Networks
   */
  async listAllNetworks(
    flags: ConnectListAllNetworksFlags = 0,
    options?: CallOptions,
  ): Promise<Network[]> {
    return await all(
      Network,
      this,
      () => native.virConnectListAllNetworks(this.#handle, flags),
      options,
    );
  }

  /**
   * Returns the names of all active networks.
   *
   * Since libvirt 0.2.0. C: `virConnectListNetworks`.
   * @category Networks
   */
  async listNetworks(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListNetworks(this.#handle), options);
  }

  /**
   * Returns the names of all inactive networks.
   *
   * Since libvirt 0.2.0. C: `virConnectListDefinedNetworks`.
   * @category Networks
   */
  async listDefinedNetworks(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListDefinedNetworks(this.#handle), options);
  }

  /**
   * Returns the number of active networks.
   *
   * Since libvirt 0.2.0. C: `virConnectNumOfNetworks`.
   * @category Networks
   */
  async numOfNetworks(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfNetworks(this.#handle), options);
  }

  /**
   * Returns the number of inactive networks.
   *
   * Since libvirt 0.2.0. C: `virConnectNumOfDefinedNetworks`.
   * @category Networks
   */
  async numOfDefinedNetworks(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfDefinedNetworks(this.#handle), options);
  }

  /**
   * Returns the network with a name.
   *
   * Since libvirt 0.2.0. C: `virNetworkLookupByName`.
   * @param name The name.
   * @throws {LibvirtError} `VIR_ERR_NO_NETWORK` when no network has this name.
   * @category Networks
   */
  async lookupNetworkByName(name: string, options?: CallOptions): Promise<Network> {
    return await one(
      Network,
      this,
      () => native.virNetworkLookupByName(this.#handle, name),
      options,
    );
  }

  /**
   * Returns the network with a UUID.
   *
   * Since libvirt 0.2.0. C: `virNetworkLookupByUUID`.
   * @param uuid The 16 bytes of the UUID.
   * @throws {LibvirtError} `VIR_ERR_NO_NETWORK` when no network has this UUID.
   * @category Networks
   */
  async lookupNetworkByUUID(uuid: Uint8Array, options?: CallOptions): Promise<Network> {
    return await one(
      Network,
      this,
      () => native.virNetworkLookupByUUID(this.#handle, uuid),
      options,
    );
  }

  /**
   * Returns the network with a UUID.
   *
   * Since libvirt 0.2.0. C: `virNetworkLookupByUUIDString`.
   * @param uuidstr The UUID as a string.
   * @throws {LibvirtError} `VIR_ERR_NO_NETWORK` when no network has this UUID.
   * @category Networks
   */
  async lookupNetworkByUUIDString(uuidstr: string, options?: CallOptions): Promise<Network> {
    return await one(
      Network,
      this,
      () => native.virNetworkLookupByUUIDString(this.#handle, uuidstr),
      options,
    );
  }

  /**
   * Creates and starts a transient network: it ceases to exist when it stops.
   *
   * Since libvirt 0.2.0. C: `virNetworkCreateXML`.
   * @param xmlDesc XML of the network.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the network is already active;
   *   `VIR_ERR_OPERATION_FAILED` when the name or the UUID is taken by another network.
   * @see `NetworkXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Networks
   */
  async networkCreateXML(xmlDesc: string, options?: CallOptions): Promise<Network> {
    return await one(
      Network,
      this,
      () => native.virNetworkCreateXML(this.#handle, xmlDesc),
      options,
    );
  }

  /**
   * Creates and starts a transient network: it ceases to exist when it stops.
   *
   * Since libvirt 7.8.0. C: `virNetworkCreateXMLFlags`.
   * @param xmlDesc XML of the network.
   * @param flags Bitwise OR of {@link NetworkCreateFlags}.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the network is already active;
   *   `VIR_ERR_OPERATION_FAILED` when the name or the UUID is taken by another network.
   * @see `NetworkXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Networks
   */
  async networkCreateXMLFlags(
    xmlDesc: string,
    flags: NetworkCreateFlags = 0,
    options?: CallOptions,
  ): Promise<Network> {
    return await one(
      Network,
      this,
      () => native.virNetworkCreateXMLFlags(this.#handle, xmlDesc, flags),
      options,
    );
  }

  /**
   * Defines a persistent network, or replaces the persistent configuration of the one with the same
   * name and UUID. Does not start it. An active network keeps its live state until it is restarted.
   *
   * Since libvirt 0.2.0. C: `virNetworkDefineXML`.
   * @param xml XML of the network.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when the name or the UUID is taken by another
   *   network.
   * @see `NetworkXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Networks
   */
  async networkDefineXML(xml: string, options?: CallOptions): Promise<Network> {
    return await one(Network, this, () => native.virNetworkDefineXML(this.#handle, xml), options);
  }

  /**
   * Defines a persistent network, or replaces the persistent configuration of the one with the same
   * name and UUID. Does not start it. An active network keeps its live state until it is restarted.
   *
   * Since libvirt 7.7.0. C: `virNetworkDefineXMLFlags`.
   * @param xml XML of the network.
   * @param flags Bitwise OR of {@link NetworkDefineFlags}.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when the name or the UUID is taken by another
   *   network.
   * @see `NetworkXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Networks
   */
  async networkDefineXMLFlags(
    xml: string,
    flags: NetworkDefineFlags = 0,
    options?: CallOptions,
  ): Promise<Network> {
    return await one(
      Network,
      this,
      () => native.virNetworkDefineXMLFlags(this.#handle, xml, flags),
      options,
    );
  }

  /**
   * Returns all network interfaces of the host, or those that match the flags.
   *
   * Since libvirt 0.10.2. C: `virConnectListAllInterfaces`.
   * @param flags Bitwise OR of {@link ConnectListAllInterfacesFlags}; 0 for all.
   * @category Interfaces
   */
  async listAllInterfaces(
    flags: ConnectListAllInterfacesFlags = 0,
    options?: CallOptions,
  ): Promise<Interface[]> {
    return await all(
      Interface,
      this,
      () => native.virConnectListAllInterfaces(this.#handle, flags),
      options,
    );
  }

  /**
   * Returns the names of all network interfaces that are up.
   *
   * Since libvirt 0.6.4. C: `virConnectListInterfaces`.
   * @category Interfaces
   */
  async listInterfaces(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListInterfaces(this.#handle), options);
  }

  /**
   * Returns the names of all network interfaces that are down.
   *
   * Since libvirt 0.7.0. C: `virConnectListDefinedInterfaces`.
   * @category Interfaces
   */
  async listDefinedInterfaces(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListDefinedInterfaces(this.#handle), options);
  }

  /**
   * Returns the number of network interfaces that are up.
   *
   * Since libvirt 0.6.4. C: `virConnectNumOfInterfaces`.
   * @category Interfaces
   */
  async numOfInterfaces(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfInterfaces(this.#handle), options);
  }

  /**
   * Returns the number of network interfaces that are down.
   *
   * Since libvirt 0.7.0. C: `virConnectNumOfDefinedInterfaces`.
   * @category Interfaces
   */
  async numOfDefinedInterfaces(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfDefinedInterfaces(this.#handle), options);
  }

  /**
   * Returns the network interface with a name.
   *
   * Since libvirt 0.6.4. C: `virInterfaceLookupByName`.
   * @param name The name, such as `eth0`.
   * @throws {LibvirtError} `VIR_ERR_NO_INTERFACE` when no interface has this name.
   * @category Interfaces
   */
  async lookupInterfaceByName(name: string, options?: CallOptions): Promise<Interface> {
    return await one(
      Interface,
      this,
      () => native.virInterfaceLookupByName(this.#handle, name),
      options,
    );
  }

  /**
   * Returns the network interface with a MAC address.
   *
   * Since libvirt 0.6.4. C: `virInterfaceLookupByMACString`.
   * @param macstr The MAC address, such as `52:54:00:12:34:56`.
   * @throws {LibvirtError} `VIR_ERR_NO_INTERFACE` when no interface has this address;
   *   `VIR_ERR_MULTIPLE_INTERFACES` when several have it.
   * @category Interfaces
   */
  async lookupInterfaceByMACString(macstr: string, options?: CallOptions): Promise<Interface> {
    return await one(
      Interface,
      this,
      () => native.virInterfaceLookupByMACString(this.#handle, macstr),
      options,
    );
  }

  /**
   * Defines a network interface, or replaces the configuration of the one with the same name. Does
   * not bring it up. Needs netcf on the host.
   *
   * Since libvirt 0.6.4. C: `virInterfaceDefineXML`.
   * @param xml XML of the interface.
   * @param flags Bitwise OR of {@link InterfaceDefineFlags}.
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` when libvirt was built without netcf.
   * @see `InterfaceXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Interfaces
   */
  async interfaceDefineXML(
    xml: string,
    flags: InterfaceDefineFlags = 0,
    options?: CallOptions,
  ): Promise<Interface> {
    return await one(
      Interface,
      this,
      () => native.virInterfaceDefineXML(this.#handle, xml, flags),
      options,
    );
  }

  /**
   * Begins a transaction: saves the configuration of the host's network interfaces, so that later
   * changes can be rolled back. Needs netcf on the host.
   *
   * Since libvirt 0.9.2. C: `virInterfaceChangeBegin`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when a transaction is open;
   *   `VIR_ERR_NO_SUPPORT` when libvirt was built without netcf.
   * @category Interfaces
   */
  async interfaceChangeBegin(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virInterfaceChangeBegin(this.#handle, flags), options);
  }

  /**
   * Commits the transaction: keeps the changes made since {@link Connect.interfaceChangeBegin}.
   * Without it, they are rolled back when the host is rebooted.
   *
   * Since libvirt 0.9.2. C: `virInterfaceChangeCommit`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when no transaction is open.
   * @category Interfaces
   */
  async interfaceChangeCommit(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virInterfaceChangeCommit(this.#handle, flags), options);
  }

  /**
   * Rolls the transaction back: undoes the changes made since {@link Connect.interfaceChangeBegin}.
   *
   * Since libvirt 0.9.2. C: `virInterfaceChangeRollback`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when no transaction is open.
   * @category Interfaces
   */
  async interfaceChangeRollback(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virInterfaceChangeRollback(this.#handle, flags), options);
  }

  /**
   * Returns all storage pools, active and inactive, or those that match the flags.
   *
   * Since libvirt 0.10.2. C: `virConnectListAllStoragePools`.
   * @param flags Bitwise OR of {@link ConnectListAllStoragePoolsFlags}; 0 for all. Flags of one
   *   group, such as the types, are alternatives; the groups narrow each other.
   * @category Storage
   */
  async listAllStoragePools(
    flags: ConnectListAllStoragePoolsFlags = 0,
    options?: CallOptions,
  ): Promise<StoragePool[]> {
    return await all(
      StoragePool,
      this,
      () => native.virConnectListAllStoragePools(this.#handle, flags),
      options,
    );
  }

  /**
   * Returns the names of all active storage pools.
   *
   * Since libvirt 0.4.1. C: `virConnectListStoragePools`.
   * @category Storage
   */
  async listStoragePools(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListStoragePools(this.#handle), options);
  }

  /**
   * Returns the names of all inactive storage pools.
   *
   * Since libvirt 0.4.1. C: `virConnectListDefinedStoragePools`.
   * @category Storage
   */
  async listDefinedStoragePools(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListDefinedStoragePools(this.#handle), options);
  }

  /**
   * Returns the number of active storage pools.
   *
   * Since libvirt 0.4.1. C: `virConnectNumOfStoragePools`.
   * @category Storage
   */
  async numOfStoragePools(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfStoragePools(this.#handle), options);
  }

  /**
   * Returns the number of inactive storage pools.
   *
   * Since libvirt 0.4.1. C: `virConnectNumOfDefinedStoragePools`.
   * @category Storage
   */
  async numOfDefinedStoragePools(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfDefinedStoragePools(this.#handle), options);
  }

  /**
   * Returns the storage pool with a name.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolLookupByName`.
   * @param name The name.
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_POOL` when no pool has this name.
   * @category Storage
   */
  async lookupStoragePoolByName(name: string, options?: CallOptions): Promise<StoragePool> {
    return await one(
      StoragePool,
      this,
      () => native.virStoragePoolLookupByName(this.#handle, name),
      options,
    );
  }

  /**
   * Returns the storage pool with a UUID.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolLookupByUUID`.
   * @param uuid The 16 bytes of the UUID.
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_POOL` when no pool has this UUID.
   * @category Storage
   */
  async lookupStoragePoolByUUID(uuid: Uint8Array, options?: CallOptions): Promise<StoragePool> {
    return await one(
      StoragePool,
      this,
      () => native.virStoragePoolLookupByUUID(this.#handle, uuid),
      options,
    );
  }

  /**
   * Returns the storage pool with a UUID.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolLookupByUUIDString`.
   * @param uuidstr The UUID as a string.
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_POOL` when no pool has this UUID.
   * @category Storage
   */
  async lookupStoragePoolByUUIDString(
    uuidstr: string,
    options?: CallOptions,
  ): Promise<StoragePool> {
    return await one(
      StoragePool,
      this,
      () => native.virStoragePoolLookupByUUIDString(this.#handle, uuidstr),
      options,
    );
  }

  /**
   * Returns the active storage pool with a target path.
   *
   * Since libvirt 4.1.0. C: `virStoragePoolLookupByTargetPath`.
   * @param path The path on the host, such as `/var/lib/libvirt/images`.
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_POOL` when no active pool has this path.
   * @category Storage
   */
  async lookupStoragePoolByTargetPath(path: string, options?: CallOptions): Promise<StoragePool> {
    return await one(
      StoragePool,
      this,
      () => native.virStoragePoolLookupByTargetPath(this.#handle, path),
      options,
    );
  }

  /**
   * Creates and starts a transient storage pool: it ceases to exist when it stops; its data stays.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolCreateXML`.
   * @param xmlDesc XML of the pool.
   * @param flags Bitwise OR of {@link StoragePoolCreateFlags}; the `WITH_BUILD` flags build the
   *   underlying storage first.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the pool is already active;
   *   `VIR_ERR_OPERATION_FAILED` when the name, the UUID or the source is taken by another pool.
   * @see `StoragePoolXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Storage
   */
  async storagePoolCreateXML(
    xmlDesc: string,
    flags: StoragePoolCreateFlags = 0,
    options?: CallOptions,
  ): Promise<StoragePool> {
    return await one(
      StoragePool,
      this,
      () => native.virStoragePoolCreateXML(this.#handle, xmlDesc, flags),
      options,
    );
  }

  /**
   * Defines a persistent storage pool, or replaces the persistent configuration of the one with the
   * same name and UUID. Does not start it.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolDefineXML`.
   * @param xml XML of the pool.
   * @param flags Bitwise OR of {@link StoragePoolDefineFlags}.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when the name, the UUID or the source is
   *   taken by another pool.
   * @see `StoragePoolXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Storage
   */
  async storagePoolDefineXML(
    xml: string,
    flags: StoragePoolDefineFlags = 0,
    options?: CallOptions,
  ): Promise<StoragePool> {
    return await one(
      StoragePool,
      this,
      () => native.virStoragePoolDefineXML(this.#handle, xml, flags),
      options,
    );
  }

  /**
   * Discovers possible sources for a type of storage pool, such as the exports of an NFS server or
   * the targets of an iSCSI portal.
   *
   * Since libvirt 0.4.5. C: `virConnectFindStoragePoolSources`.
   * @param type Type of the pool, such as `netfs`, `iscsi` or `logical`.
   * @param srcSpec XML `<source>` element that says where to look; `null` where the type needs
   *   none, such as `logical`.
   * @param flags Unused; pass 0.
   * @returns XML `<sources>` element with a `<source>` for each.
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` when the type has no discovery.
   * @category Storage
   */
  async findStoragePoolSources(
    type: string,
    srcSpec: string | null = null,
    flags = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(
      () => native.virConnectFindStoragePoolSources(this.#handle, type, srcSpec, flags),
      options,
    );
  }

  /**
   * Returns the storage volume with a key. Searches all active pools.
   *
   * Since libvirt 0.4.1. C: `virStorageVolLookupByKey`.
   * @param key The key, as returned by {@link StorageVol.getKey}.
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_VOL` when no volume has this key.
   * @category Storage
   */
  async lookupStorageVolByKey(key: string, options?: CallOptions): Promise<StorageVol> {
    return await one(
      StorageVol,
      this,
      () => native.virStorageVolLookupByKey(this.#handle, key),
      options,
    );
  }

  /**
   * Returns the storage volume with a path. Searches all active pools.
   *
   * Since libvirt 0.4.1. C: `virStorageVolLookupByPath`.
   * @param path The path on the host.
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_VOL` when no volume has this path.
   * @category Storage
   */
  async lookupStorageVolByPath(path: string, options?: CallOptions): Promise<StorageVol> {
    return await one(
      StorageVol,
      this,
      () => native.virStorageVolLookupByPath(this.#handle, path),
      options,
    );
  }

  /**
   * Returns all devices of the host, or those that match the flags.
   *
   * Since libvirt 0.10.2. C: `virConnectListAllNodeDevices`.
   * @param flags Bitwise OR of {@link ConnectListAllNodeDeviceFlags}; 0 for all, active and
   *   inactive. Flags for capabilities are alternatives; `ACTIVE` and `INACTIVE` narrow them.
   * @category Node devices
   */
  async listAllNodeDevices(
    flags: ConnectListAllNodeDeviceFlags = 0,
    options?: CallOptions,
  ): Promise<NodeDevice[]> {
    return await all(
      NodeDevice,
      this,
      () => native.virConnectListAllNodeDevices(this.#handle, flags),
      options,
    );
  }

  /**
   * Returns the names of the host's devices, active and inactive.
   *
   * Since libvirt 0.5.0. C: `virNodeListDevices`.
   * @param cap Return only devices with this capability, such as `pci` or `net`; `null` for all.
   * @param flags Unused; pass 0.
   * @category Node devices
   */
  async listDevices(
    cap: string | null = null,
    flags = 0,
    options?: CallOptions,
  ): Promise<string[]> {
    return await settle(() => native.virNodeListDevices(this.#handle, cap, flags), options);
  }

  /**
   * Returns the number of the host's devices, active and inactive.
   *
   * Since libvirt 0.5.0. C: `virNodeNumOfDevices`.
   * @param cap Count only devices with this capability, such as `pci` or `net`; `null` for all.
   * @param flags Unused; pass 0.
   * @category Node devices
   */
  async numOfDevices(cap: string | null = null, flags = 0, options?: CallOptions): Promise<number> {
    return await settle(() => native.virNodeNumOfDevices(this.#handle, cap, flags), options);
  }

  /**
   * Returns the host device with a name.
   *
   * Since libvirt 0.5.0. C: `virNodeDeviceLookupByName`.
   * @param name The name, such as `pci_0000_00_1f_2`.
   * @throws {LibvirtError} `VIR_ERR_NO_NODE_DEVICE` when no device has this name.
   * @category Node devices
   */
  async lookupDeviceByName(name: string, options?: CallOptions): Promise<NodeDevice> {
    return await one(
      NodeDevice,
      this,
      () => native.virNodeDeviceLookupByName(this.#handle, name),
      options,
    );
  }

  /**
   * Returns the SCSI host (HBA) with a pair of world wide names.
   *
   * Since libvirt 1.0.3. C: `virNodeDeviceLookupSCSIHostByWWN`.
   * @param wwnn World wide node name: 16 hexadecimal digits.
   * @param wwpn World wide port name: 16 hexadecimal digits.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` when there is none: libvirt's driver reports no
   *   code of its own for it.
   * @category Node devices
   */
  async lookupDeviceSCSIHostByWWN(
    wwnn: string,
    wwpn: string,
    flags = 0,
    options?: CallOptions,
  ): Promise<NodeDevice> {
    return await one(
      NodeDevice,
      this,
      () => native.virNodeDeviceLookupSCSIHostByWWN(this.#handle, wwnn, wwpn, flags),
      options,
    );
  }

  /**
   * Creates a transient virtual device: a mediated device or an NPIV adapter (vHBA).
   *
   * Since libvirt 0.6.3. C: `virNodeDeviceCreateXML`.
   * @param xmlDesc XML of the device.
   * @param flags Bitwise OR of {@link NodeDeviceCreateXMLFlags}.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when the XML describes another kind of
   *   device.
   * @see `NodeDeviceXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Node devices
   */
  async deviceCreateXML(
    xmlDesc: string,
    flags: NodeDeviceCreateXMLFlags = 0,
    options?: CallOptions,
  ): Promise<NodeDevice> {
    return await one(
      NodeDevice,
      this,
      () => native.virNodeDeviceCreateXML(this.#handle, xmlDesc, flags),
      options,
    );
  }

  /**
   * Defines a persistent mediated device. Does not start it.
   *
   * Since libvirt 7.3.0. C: `virNodeDeviceDefineXML`.
   * @param xmlDesc XML of the device.
   * @param flags Bitwise OR of {@link NodeDeviceDefineXMLFlags}.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when the XML describes another kind of
   *   device.
   * @see `NodeDeviceXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Node devices
   */
  async deviceDefineXML(
    xmlDesc: string,
    flags: NodeDeviceDefineXMLFlags = 0,
    options?: CallOptions,
  ): Promise<NodeDevice> {
    return await one(
      NodeDevice,
      this,
      () => native.virNodeDeviceDefineXML(this.#handle, xmlDesc, flags),
      options,
    );
  }

  /**
   * Returns all secrets, or those that match the flags.
   *
   * Since libvirt 0.10.2. C: `virConnectListAllSecrets`.
   * @param flags Bitwise OR of {@link ConnectListAllSecretsFlags}; 0 for all.
   * @category Secrets
   */
  async listAllSecrets(
    flags: ConnectListAllSecretsFlags = 0,
    options?: CallOptions,
  ): Promise<Secret[]> {
    return await all(
      Secret,
      this,
      () => native.virConnectListAllSecrets(this.#handle, flags),
      options,
    );
  }

  /**
   * Returns the UUIDs of all secrets, as strings.
   *
   * Since libvirt 0.7.1. C: `virConnectListSecrets`.
   * @category Secrets
   */
  async listSecrets(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListSecrets(this.#handle), options);
  }

  /**
   * Returns the number of secrets.
   *
   * Since libvirt 0.7.1. C: `virConnectNumOfSecrets`.
   * @category Secrets
   */
  async numOfSecrets(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfSecrets(this.#handle), options);
  }

  /**
   * Returns the secret with a UUID.
   *
   * Since libvirt 0.7.1. C: `virSecretLookupByUUID`.
   * @param uuid The 16 bytes of the UUID.
   * @throws {LibvirtError} `VIR_ERR_NO_SECRET` when no secret has this UUID.
   * @category Secrets
   */
  async lookupSecretByUUID(uuid: Uint8Array, options?: CallOptions): Promise<Secret> {
    return await one(Secret, this, () => native.virSecretLookupByUUID(this.#handle, uuid), options);
  }

  /**
   * Returns the secret with a UUID.
   *
   * Since libvirt 0.7.1. C: `virSecretLookupByUUIDString`.
   * @param uuidstr The UUID as a string.
   * @throws {LibvirtError} `VIR_ERR_NO_SECRET` when no secret has this UUID.
   * @category Secrets
   */
  async lookupSecretByUUIDString(uuidstr: string, options?: CallOptions): Promise<Secret> {
    return await one(
      Secret,
      this,
      () => native.virSecretLookupByUUIDString(this.#handle, uuidstr),
      options,
    );
  }

  /**
   * Returns the secret for an object, such as an encrypted volume.
   *
   * Since libvirt 0.7.1. C: `virSecretLookupByUsage`.
   * @param usageType One of {@link SecretUsageType}: the kind of object.
   * @param usageID The object of that kind, such as the path of a volume.
   * @throws {LibvirtError} `VIR_ERR_NO_SECRET` when there is none for it.
   * @category Secrets
   */
  async lookupSecretByUsage(
    usageType: SecretUsageType,
    usageID: string,
    options?: CallOptions,
  ): Promise<Secret> {
    return await one(
      Secret,
      this,
      () => native.virSecretLookupByUsage(this.#handle, usageType, usageID),
      options,
    );
  }

  /**
   * Defines a secret, or replaces the configuration of the one with the same UUID. A new secret has
   * no value: set it with {@link Secret.setValue}.
   *
   * Since libvirt 0.7.1. C: `virSecretDefineXML`.
   * @param xml XML of the secret.
   * @param flags Bitwise OR of {@link SecretDefineFlags}.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` when another secret has the same usage, or the
   *   usage or the `private` attribute of an existing secret would change.
   * @see `SecretXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Secrets
   */
  async secretDefineXML(
    xml: string,
    flags: SecretDefineFlags = 0,
    options?: CallOptions,
  ): Promise<Secret> {
    return await one(
      Secret,
      this,
      () => native.virSecretDefineXML(this.#handle, xml, flags),
      options,
    );
  }

  /**
   * Returns all network filters.
   *
   * Since libvirt 0.10.2. C: `virConnectListAllNWFilters`.
   * @param flags Unused; pass 0.
   * @category Network filters
   */
  async listAllNWFilters(flags = 0, options?: CallOptions): Promise<NWFilter[]> {
    return await all(
      NWFilter,
      this,
      () => native.virConnectListAllNWFilters(this.#handle, flags),
      options,
    );
  }

  /**
   * Returns the names of all network filters.
   *
   * Since libvirt 0.8.0. C: `virConnectListNWFilters`.
   * @category Network filters
   */
  async listNWFilters(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListNWFilters(this.#handle), options);
  }

  /**
   * Returns the number of network filters.
   *
   * Since libvirt 0.8.0. C: `virConnectNumOfNWFilters`.
   * @category Network filters
   */
  async numOfNWFilters(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfNWFilters(this.#handle), options);
  }

  /**
   * Returns the network filter with a name.
   *
   * Since libvirt 0.8.0. C: `virNWFilterLookupByName`.
   * @param name The name.
   * @throws {LibvirtError} `VIR_ERR_NO_NWFILTER` when no filter has this name.
   * @category Network filters
   */
  async lookupNWFilterByName(name: string, options?: CallOptions): Promise<NWFilter> {
    return await one(
      NWFilter,
      this,
      () => native.virNWFilterLookupByName(this.#handle, name),
      options,
    );
  }

  /**
   * Returns the network filter with a UUID.
   *
   * Since libvirt 0.8.0. C: `virNWFilterLookupByUUID`.
   * @param uuid The 16 bytes of the UUID.
   * @throws {LibvirtError} `VIR_ERR_NO_NWFILTER` when no filter has this UUID.
   * @category Network filters
   */
  async lookupNWFilterByUUID(uuid: Uint8Array, options?: CallOptions): Promise<NWFilter> {
    return await one(
      NWFilter,
      this,
      () => native.virNWFilterLookupByUUID(this.#handle, uuid),
      options,
    );
  }

  /**
   * Returns the network filter with a UUID.
   *
   * Since libvirt 0.8.0. C: `virNWFilterLookupByUUIDString`.
   * @param uuidstr The UUID as a string.
   * @throws {LibvirtError} `VIR_ERR_NO_NWFILTER` when no filter has this UUID.
   * @category Network filters
   */
  async lookupNWFilterByUUIDString(uuidstr: string, options?: CallOptions): Promise<NWFilter> {
    return await one(
      NWFilter,
      this,
      () => native.virNWFilterLookupByUUIDString(this.#handle, uuidstr),
      options,
    );
  }

  /**
   * Defines a network filter, or replaces the one with the same name and UUID. A change takes
   * effect at once for the running domains that use it.
   *
   * Since libvirt 0.8.0. C: `virNWFilterDefineXML`.
   * @param xmlDesc XML of the filter.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when the name or the UUID is taken by another
   *   filter, or filters would include each other in a loop; `VIR_ERR_OPERATION_INVALID` on a
   *   session connection.
   * @see `NWFilterXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Network filters
   */
  async nwFilterDefineXML(xmlDesc: string, options?: CallOptions): Promise<NWFilter> {
    return await one(
      NWFilter,
      this,
      () => native.virNWFilterDefineXML(this.#handle, xmlDesc),
      options,
    );
  }

  /**
   * Defines a network filter, or replaces the one with the same name and UUID. A change takes
   * effect at once for the running domains that use it.
   *
   * Since libvirt 7.7.0. C: `virNWFilterDefineXMLFlags`.
   * @param xmlDesc XML of the filter.
   * @param flags Bitwise OR of {@link NWFilterDefineFlags}.
   * @throws {LibvirtError} As for {@link Connect.nwFilterDefineXML}.
   * @see `NWFilterXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Network filters
   */
  async nwFilterDefineXMLFlags(
    xmlDesc: string,
    flags: NWFilterDefineFlags = 0,
    options?: CallOptions,
  ): Promise<NWFilter> {
    return await one(
      NWFilter,
      this,
      () => native.virNWFilterDefineXMLFlags(this.#handle, xmlDesc, flags),
      options,
    );
  }

  /**
   * Returns all bindings of network filters to network devices.
   *
   * Since libvirt 4.5.0. C: `virConnectListAllNWFilterBindings`.
   * @param flags Unused; pass 0.
   * @category Network filters
   */
  async listAllNWFilterBindings(flags = 0, options?: CallOptions): Promise<NWFilterBinding[]> {
    return await all(
      NWFilterBinding,
      this,
      () => native.virConnectListAllNWFilterBindings(this.#handle, flags),
      options,
    );
  }

  /**
   * Returns the binding of a network device.
   *
   * Since libvirt 4.5.0. C: `virNWFilterBindingLookupByPortDev`.
   * @param portdev Name of the device, such as `vnet0`.
   * @throws {LibvirtError} `VIR_ERR_NO_NWFILTER_BINDING` when the device has none.
   * @category Network filters
   */
  async lookupNWFilterBindingByPortDev(
    portdev: string,
    options?: CallOptions,
  ): Promise<NWFilterBinding> {
    return await one(
      NWFilterBinding,
      this,
      () => native.virNWFilterBindingLookupByPortDev(this.#handle, portdev),
      options,
    );
  }

  /**
   * Binds a network filter to a network device: its traffic is filtered from now on.
   *
   * Since libvirt 4.5.0. C: `virNWFilterBindingCreateXML`.
   * @param xml XML of the binding.
   * @param flags Bitwise OR of {@link NWFilterBindingCreateFlags}.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when the device already has a binding;
   *   `VIR_ERR_OPERATION_INVALID` on a session connection.
   * @see `NWFilterBindingXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Network filters
   */
  async nwFilterBindingCreateXML(
    xml: string,
    flags: NWFilterBindingCreateFlags = 0,
    options?: CallOptions,
  ): Promise<NWFilterBinding> {
    return await one(
      NWFilterBinding,
      this,
      () => native.virNWFilterBindingCreateXML(this.#handle, xml, flags),
      options,
    );
  }

  /**
   * Returns statistics of many domains in one call.
   *
   * Since libvirt 1.2.8. C: `virConnectGetAllDomainStats`, `virDomainListGetStats`.
   * @param doms The domains; an empty array for all that match the flags.
   * @param statsTypes Bitwise OR of {@link DomainStatsTypes}; 0 for all that the hypervisor
   *   supports.
   * @param flags Bitwise OR of {@link ConnectGetAllDomainStatsFlags}: which domains to include, and
   *   how to collect. Hypervisors can reject the flags that choose domains when `doms` is given.
   * @returns One object per domain. Statistics that were not requested or are not available are
   *   absent.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when a requested type is not supported
   *   and the flag `ENFORCE_STATS` is set.
   * @category Statistics
   */
  async getAllDomainStats(
    doms: readonly Domain[] = [],
    statsTypes: DomainStatsTypes = 0,
    flags: ConnectGetAllDomainStatsFlags = 0,
    options?: CallOptions,
  ): Promise<DomainStats[]> {
    if (!Array.isArray(doms)) throw typeError('doms must be an array');
    const toDomain = (handle: DomainHandle) => new Domain(this, handle);
    const [packed, handles] = await settle(
      renaming({ stats: 'statsTypes' }, () =>
        doms.length === 0
          ? native.virConnectGetAllDomainStats(this.#handle, statsTypes, flags)
          : native.virDomainListGetStats(
              // Unlike `map`, it does not skip gaps.
              Array.from(doms as readonly Domain[], (domain) => handleOf(domain)),
              statsTypes,
              flags,
            ),
      ),
      options,
      ([, late]) => late.map(toDomain).map(discard),
    );
    return readDomainStats(packed, handles.map(toDomain));
  }

  /**
   * Returns how the host's CPUs have spent their time since boot, in nanoseconds.
   *
   * Since libvirt 0.9.3. C: `virNodeGetCPUStats`.
   * @param cpuNum Number of the CPU; {@link NodeGetCPUStatsAllCPUs}, -1, for the sum of all.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the host has no such CPU.
   * @category Statistics
   */
  async getCPUStats(cpuNum: number, flags = 0, options?: CallOptions): Promise<NodeCPUStats> {
    return nodeCPUStats.read(
      await settle(() => native.virNodeGetCPUStats(this.#handle, cpuNum, flags), options),
    );
  }

  /**
   * Returns the host's memory usage, in KiB.
   *
   * Since libvirt 0.9.3. C: `virNodeGetMemoryStats`.
   * @param cellNum Number of the NUMA node; {@link NodeGetMemoryStatsAllCells}, -1, for the whole
   *   host.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the host has no such NUMA node.
   * @category Statistics
   */
  async getMemoryStats(
    cellNum: number,
    flags = 0,
    options?: CallOptions,
  ): Promise<NodeMemoryStats> {
    return nodeMemoryStats.read(
      await settle(() => native.virNodeGetMemoryStats(this.#handle, cellNum, flags), options),
    );
  }

  /**
   * Returns the settings and counters of the host's kernel samepage merging (KSM), which shares
   * equal memory pages among domains.
   *
   * Since libvirt 0.10.2. C: `virNodeGetMemoryParameters`.
   * @param flags Unused; pass 0.
   * @category Host CPUs and memory
   */
  async getMemoryParameters(flags = 0, options?: CallOptions): Promise<NodeMemoryParameters> {
    return nodeMemoryParameters.read(
      await settle(() => native.virNodeGetMemoryParameters(this.#handle, flags), options),
    );
  }

  /**
   * Returns the host's parameters for AMD Secure Encrypted Virtualization (SEV), which encrypts the
   * memory of domains.
   *
   * Since libvirt 4.5.0. C: `virNodeGetSEVInfo`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the host has no SEV.
   * @category Host CPUs and memory
   */
  async getSEVInfo(flags = 0, options?: CallOptions): Promise<NodeSEVParameters> {
    return nodeSEVParameters.read(
      await settle(() => native.virNodeGetSEVInfo(this.#handle, flags), options),
    );
  }

  /**
   * Changes settings of the host's kernel samepage merging (KSM), which shares equal memory pages
   * among domains.
   *
   * Since libvirt 0.10.2. C: `virNodeSetMemoryParameters`.
   * @param params The settings to change; those omitted stay as they are.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the host's kernel lacks a setting.
   * @category Host CPUs and memory
   */
  async setMemoryParameters(
    params: Settable<NodeMemoryParameters>,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virNodeSetMemoryParameters(
          this.#handle,
          nodeMemoryParameters.write('params', params),
          flags,
        ),
      options,
    );
  }

  /**
   * Sets the identity on whose behalf the connection acts, for the host's access control. The
   * connection itself needs full (`connect.write`) access.
   *
   * Since libvirt 5.8.0. C: `virConnectSetIdentity`.
   * @param ident The identity.
   * @param flags Unused; pass 0.
   * @category Identity
   */
  async setIdentity(ident: ConnectIdentity, flags = 0, options?: CallOptions): Promise<void> {
    await settle(
      () =>
        native.virConnectSetIdentity(this.#handle, connectIdentity.write('ident', ident), flags),
      options,
    );
  }

  /**
   * Restores a domain from a file that {@link Domain.save} wrote.
   *
   * Since libvirt 8.4.0. C: `virDomainRestoreParams`.
   * @param params The file, and how to restore it.
   * @param flags Bitwise OR of {@link DomainSaveRestoreFlags}. `RUNNING` and `PAUSED` override the
   *   saved state.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when `params.file` is missing;
   *   `VIR_ERR_OPERATION_FAILED` when the file is not a saved domain; `VIR_ERR_OPERATION_INVALID`
   *   when the domain is already active.
   * @category Domains
   */
  async domainRestoreParams(
    params: DomainSaveRestoreParams,
    flags: DomainSaveRestoreFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainRestoreParams(
          this.#handle,
          domainSaveRestoreParams.write('params', params),
          flags,
        ),
      options,
    );
  }

  /** Returns what `console.log` and `util.inspect` print. */
  [INSPECT](): string {
    return `Connect { ${this.closed ? 'closed' : 'open'} }`;
  }
}

/** Returns the functions that open a connection. */
function readEngine(given: ConnectOptions['engine']): RawFunctions {
  if (given === undefined) return native;
  const { packageName, abandon } = Object(given) as Engine;
  if (typeof packageName !== 'string' || typeof abandon !== 'function') {
    throw typeError('options.engine must be remote of @libvirt/remote');
  }
  return layers.add(given as Engine);
}

function readKeepAlive(given: ConnectOptions['keepAlive'] = {}): Required<KeepAlive> | false {
  if (given === false) return false;
  if (typeof given !== 'object' || (given as unknown) === null) {
    throw typeError('options.keepAlive must be an object or false');
  }
  checkOptions(given, KEEP_ALIVE_KEYS, 'options.keepAlive');
  const { interval = 5, count = 6 } = given;
  for (const [name, value] of Object.entries({ interval, count })) {
    if (!Number.isInteger(value) || value < 1 || value > 0x7fffffff) {
      throw rangeError(`options.keepAlive.${name} must be a whole number of at least 1`);
    }
  }
  return { interval, count };
}
