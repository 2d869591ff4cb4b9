import { native, type ConnectHandle, type DomainHandle, type StreamHandle } from '@libvirt/native';
import { fromBytes } from './cpu-map.js';
import { Domain } from './domain.js';
import { Interview, type ConnectAuth } from './authentication.js';
import { renaming, settle, type CallOptions } from './call.js';
import { CLOSING, Closing, type ConnectCloseEvent } from './closing.js';
import { LibvirtError } from './errors.js';
import { inContext } from './events/emitter.js';
import { EventSource } from './events/event-source.js';
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

/** How {@link Connect.open} opens a connection. */
export interface ConnectOptions extends CallOptions {
  /** Ask for no right to change anything. Default: false. */
  readonly readOnly?: boolean;
  /** Further flags. Default: none. */
  readonly flags?: ConnectFlags;
  /**
   * Asked for user name, passphrase and the like, one question after the other; what it throws, the
   * opening rejects with. `'console'` lets libvirt itself ask on the terminal. Default: nobody is
   * asked, and a host that asks refuses.
   */
  readonly auth?: ConnectAuth | 'console' | null;
  /**
   * How soon a silent host is taken for dead: after `interval` × (`count` + 1) seconds without a sign
   * of life the connection closes, and calls in flight on it reject. A healthy daemon gives one
   * in every `interval`, however long a call takes. Default: `{ interval: 5, count: 6 }`, which is 35
   * seconds. `false` waits forever. Has no effect where there is no daemon.
   */
  readonly keepAlive?: KeepAlive | false;
}

const CONNECT_OPTIONS: OptionKeys<ConnectOptions> = {
  signal: true,
  readOnly: true,
  flags: true,
  auth: true,
  keepAlive: true,
};
const READ_ONLY_OPTIONS: OptionKeys<Omit<ConnectOptions, 'readOnly'>> = {
  signal: true,
  flags: true,
  auth: true,
  keepAlive: true,
};
const KEEP_ALIVE_KEYS: OptionKeys<KeepAlive> = { interval: true, count: true };
/** The raw calls' names of what is documented otherwise. */
const OPENING = { name: 'uri', flags: 'options.flags' };

/** How a connection is kept alive. */
export interface KeepAlive {
  /** Seconds, at least 1. Default: 5. */
  readonly interval?: number;
  /** Further intervals to wait for a sign of life, at least 1. Default: 6. */
  readonly count?: number;
}

/** The host's hardware. */
export interface NodeInfo {
  /** The CPU's architecture, such as `x86_64`. */
  readonly model: string;
  /** Memory in KiB. */
  readonly memory: bigint;
  /** CPUs that are online. */
  readonly cpus: number;
  /** The CPUs' frequency in MHz, or 0 where it is not known. */
  readonly mhz: number;
  /** NUMA nodes; 1 where the topology is unusual. */
  readonly nodes: number;
  /** CPU sockets per NUMA node. */
  readonly sockets: number;
  /** Cores per socket. */
  readonly cores: number;
  /** Threads per core. */
  readonly threads: number;
  /** How many CPUs there are at the most, those that are offline among them. */
  readonly maxCPUs: number;
}

/** The host's CPUs. */
export interface NodeCPUMap {
  /** Whether each CPU is online, by its number. */
  readonly cpus: readonly boolean[];
  /** How many are. */
  readonly online: number;
}

/** How the host keeps its guests apart. */
export interface NodeSecurityModel {
  /** The model's name, such as `selinux` or `apparmor`; empty if there is none. */
  readonly model: string;
  /** The domain of interpretation: what gives the labels their meaning. */
  readonly doi: string;
}

/**
 * A connection to a hypervisor.
 *
 * It emits the events of {@link ConnectEvents}: the first listener registers the event with
 * libvirt, and the removal of the last one ends the registration. A call made after `on()` runs
 * after the registration, so that no event of it is missed. If libvirt refuses the registration,
 * the connection emits `error`, or throws an uncaught exception where nobody listens for that. A
 * listener that throws hides the event from the listeners of `on` that were added after it, as with
 * every emitter of Node's. Listeners run in the asynchronous context (`AsyncLocalStorage`) in which they
 * were added. A listener is called for each event as it comes: what it returns is
 * not waited for, so that an `async` listener may be called again before it has ended. Who has to
 * wait between events takes {@link Connect.watch}.
 *
 * Registrations and calls in flight keep the process alive; an open connection alone does not.
 */
export class Connect extends EventSource implements AsyncDisposable {
  static {
    isCalledByUsers(this);
  }

  #closeCallback: ((event: ConnectCloseEvent) => void) | undefined;

  private constructor(handle: ConnectHandle) {
    super();
    setReference(this, new Reference('Connect', ErrorNumber.INVALID_CONN, handle));
    setEvents(this, new EventHub(this));
    Object.defineProperty(this, CLOSING, { value: new Closing() });
  }

  get #handle(): ConnectHandle {
    return this[REFERENCE].handle;
  }

  // ---- Opening and closing ----------------------------------------------------------------------

  /**
   * Opens a connection.
   *
   * C: `virConnectOpen`, `virConnectOpenReadOnly`, `virConnectOpenAuth`.
   * @param uri the hypervisor, such as `qemu:///system` or `test:///default`; with null, libvirt
   *   takes `LIBVIRT_DEFAULT_URI`, then its configuration, then tries what it finds
   * @param options how to open it
   * @throws {LibvirtError} when the hypervisor cannot be reached, or refuses
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
    const interview = typeof auth === 'function' ? new Interview(auth, signal) : null;
    const open = () => {
      if (flags !== 0 || auth !== null) {
        const ask = interview?.ask ?? auth === 'console';
        return native.virConnectOpenAuth(uri, ask, readOnly ? flags | 1 : flags);
      }
      return readOnly ? native.virConnectOpenReadOnly(uri) : native.virConnectOpen(uri);
    };
    let handle;
    try {
      handle = await settle(renaming(OPENING, open), { signal }, (late) =>
        native.virConnectClose(late),
      );
    } catch (error) {
      throw interview ? interview.reasonOr(error) : error;
    }
    const connect = new Connect(handle);
    if (keepAlive) await connect.#keepAlive(keepAlive, { signal });
    return connect;
  }

  async #keepAlive({ interval, count }: Required<KeepAlive>, options: CallOptions): Promise<void> {
    try {
      await this.setKeepAlive(interval, count, options);
    } catch (error) {
      // A driver inside this process has nobody to ask.
      if (error instanceof LibvirtError && error.errno === ErrorNumber.NO_SUPPORT) return;
      discard(this);
      throw error;
    }
  }

  /**
   * Opens a connection that may look at everything and change nothing.
   *
   * C: `virConnectOpenReadOnly`.
   * @param uri as for {@link Connect.open}
   * @param options as for {@link Connect.open}
   */
  static async openReadOnly(
    uri: string | null = null,
    options: Omit<ConnectOptions, 'readOnly'> = {},
  ): Promise<Connect> {
    checkOptions(options, READ_ONLY_OPTIONS);
    return await Connect.open(uri, { ...options, readOnly: true });
  }

  /**
   * Ends the registrations of this connection and gives its reference back, once the calls in
   * flight on it have ended. Later calls reject with `VIR_ERR_INVALID_CONN`, a second `close()`
   * too.
   *
   * C: `virConnectClose`.
   * @param options how long to wait for it; the connection is closed all the same
   * @returns how many references to the connection are left. 0: it is closed now. More: each domain,
   *   network, stream or other object of it that has not been freed holds one, as do calls and
   *   registrations that have not ended; the connection to the host lasts until the last of them is
   *   freed or collected. It counts libvirt's objects, several of which may stand for one of ours
   */
  async close(options?: CallOptions): Promise<number> {
    const close = async (handle: ConnectHandle) => {
      await this[CLOSING].endDependents();
      await this[EVENTS].close();
      try {
        return await native.virConnectClose(handle);
      } finally {
        this[CLOSING].happen(ConnectCloseReason.CLIENT);
      }
    };
    return await this[REFERENCE].release(close, options);
  }

  /** Closes the connection unless that has been done. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this[REFERENCE].released) await this.close();
  }

  /** Whether {@link Connect.close} has been called. */
  get closed(): boolean {
    return this[REFERENCE].released;
  }

  /**
   * Calls back once when the connection is lost, with the reason. There is one such callback: the
   * last one that was registered. `on('close', listener)` takes any number.
   *
   * Since libvirt 0.10.0. C: `virConnectRegisterCloseCallback`.
   * @param callback called with the connection and what ended it
   */
  async registerCloseCallback(
    callback: (connect: this, reason: ConnectCloseReason) => void,
    options?: CallOptions,
  ): Promise<void> {
    if (typeof (callback as unknown) !== 'function') {
      throw typeError('callback must be a function');
    }
    const listener = inContext(({ reason }: ConnectCloseEvent) => {
      // Go's binding and C's do not tell a program what it does itself.
      if (reason !== ConnectCloseReason.CLIENT) callback(this, reason);
    });
    const call = async () => {
      await this.unregisterCloseCallback();
      this.#closeCallback = listener;
      await this[CLOSING].listen(this.#handle, listener);
    };
    try {
      await settle(call, options);
    } catch (error) {
      this[CLOSING].unlisten(listener);
      throw error;
    }
  }

  /**
   * The callback is not called any more. Harmless if there is none.
   *
   * Since libvirt 0.10.0. C: `virConnectUnregisterCloseCallback`.
   */
  async unregisterCloseCallback(options?: CallOptions): Promise<void> {
    const call = () => {
      if (this.#closeCallback) this[CLOSING].unlisten(this.#closeCallback);
      this.#closeCallback = undefined;
      return Promise.resolve();
    };
    await settle(call, options);
  }

  /**
   * A stream, to be given a purpose by a method such as {@link StorageVol.download}.
   *
   * Since libvirt 0.7.2. C: `virStreamNew`.
   * @param flags whether calls wait until there is data, or room for it
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

  // ---- The connection and its host --------------------------------------------------------------

  /**
   * The hypervisor's driver, such as `QEMU` or `TEST`.
   *
   * Since libvirt 0.0.3. C: `virConnectGetType`.
   */
  async getType(options?: CallOptions): Promise<string> {
    return await settle(() => native.virConnectGetType(this.#handle), options);
  }

  /**
   * The hypervisor's version, as major * 1,000,000 + minor * 1,000 + release; 0 if it has none.
   *
   * Since libvirt 0.0.3. C: `virConnectGetVersion`.
   */
  async getVersion(options?: CallOptions): Promise<number> {
    return Number(await settle(() => native.virConnectGetVersion(this.#handle), options));
  }

  /**
   * The release of libvirt at the other end, as major * 1,000,000 + minor * 1,000 + release.
   *
   * Since libvirt 0.7.3. C: `virConnectGetLibVersion`.
   */
  async getLibVersion(options?: CallOptions): Promise<number> {
    return Number(await settle(() => native.virConnectGetLibVersion(this.#handle), options));
  }

  /**
   * The name of the host on which the hypervisor runs.
   *
   * Since libvirt 0.3.0. C: `virConnectGetHostname`.
   */
  async getHostname(options?: CallOptions): Promise<string> {
    return await settle(() => native.virConnectGetHostname(this.#handle), options);
  }

  /**
   * The URI of the connection. It may differ from the one that was asked for.
   *
   * Since libvirt 0.3.0. C: `virConnectGetURI`.
   */
  async getURI(options?: CallOptions): Promise<string> {
    return await settle(() => native.virConnectGetURI(this.#handle), options);
  }

  /**
   * The host's SMBIOS tables as XML.
   *
   * Since libvirt 0.8.8. C: `virConnectGetSysinfo`.
   * @param flags none exist: 0
   */
  async getSysinfo(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virConnectGetSysinfo(this.#handle, flags), options);
  }

  /**
   * What host and hypervisor can do, as XML.
   *
   * Since libvirt 0.2.1. C: `virConnectGetCapabilities`.
   */
  async getCapabilities(options?: CallOptions): Promise<string> {
    return await settle(() => native.virConnectGetCapabilities(this.#handle), options);
  }

  /**
   * What a domain may have on this hypervisor, as XML. For what is null the hypervisor's default
   * is taken.
   *
   * Since libvirt 1.2.7. C: `virConnectGetDomainCapabilities`.
   * @param emulatorbin path of the emulator
   * @param arch architecture of the domain
   * @param machine machine type
   * @param virttype kind of virtualization, such as `kvm`
   * @param flags what to include
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
   * What storage pools the hypervisor supports, as XML.
   *
   * Since libvirt 5.2.0. C: `virConnectGetStoragePoolCapabilities`.
   * @param flags none exist: 0
   */
  async getStoragePoolCapabilities(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(
      () => native.virConnectGetStoragePoolCapabilities(this.#handle, flags),
      options,
    );
  }

  /**
   * How many virtual CPUs a domain may have.
   *
   * Since libvirt 0.2.1. C: `virConnectGetMaxVcpus`.
   * @param type the kind of domain, such as `kvm`; null for the hypervisor's default
   */
  async getMaxVcpus(type: string | null = null, options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectGetMaxVcpus(this.#handle, type), options);
  }

  /**
   * Whether the connection still works. It can say no only after an attempt to use it failed.
   *
   * Since libvirt 0.9.8. C: `virConnectIsAlive`.
   */
  async isAlive(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virConnectIsAlive(this.#handle), options);
  }

  /**
   * Whether what crosses the network is encrypted.
   *
   * Since libvirt 0.7.3. C: `virConnectIsEncrypted`.
   */
  async isEncrypted(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virConnectIsEncrypted(this.#handle), options);
  }

  /**
   * Whether nobody can listen: the connection is encrypted, or never leaves the host.
   *
   * Since libvirt 0.7.3. C: `virConnectIsSecure`.
   */
  async isSecure(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virConnectIsSecure(this.#handle), options);
  }

  /**
   * Closes the connection once its daemon has given no sign of life for `interval` × (`count` + 1)
   * seconds; calls in flight on it reject then. A healthy daemon is never cut, however long a call
   * takes. {@link ConnectOptions.keepAlive} sets this when the connection is opened.
   *
   * Since libvirt 0.9.8. C: `virConnectSetKeepAlive`.
   * @param interval seconds of silence after which to ask for a sign of life; 0 or less: never
   * @param count how many further intervals to wait for one
   * @returns false if the other end does not know how to answer
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
   * The host's hardware.
   *
   * Since libvirt 0.1.0. C: `virNodeGetInfo`.
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
   * Which of the host's CPUs are online.
   *
   * Since libvirt 1.0.0. C: `virNodeGetCPUMap`.
   * @param flags none exist: 0
   */
  async getCPUMap(flags = 0, options?: CallOptions): Promise<NodeCPUMap> {
    const [count, map, online] = await settle(
      () => native.virNodeGetCPUMap(this.#handle, flags),
      options,
    );
    // The daemon says how many there are, and may say anything.
    return { cpus: fromBytes(map, Math.min(count, 8 * map.length)), online };
  }

  /**
   * The host's free memory in bytes.
   *
   * Since libvirt 0.3.3. C: `virNodeGetFreeMemory`.
   */
  async getFreeMemory(options?: CallOptions): Promise<bigint> {
    return await settle(() => native.virNodeGetFreeMemory(this.#handle), options);
  }

  /**
   * The free memory of each NUMA node, in bytes.
   *
   * Since libvirt 0.3.3. C: `virNodeGetCellsFreeMemory`.
   * @param startCell the number of the first node, from 0
   * @param maxCells of how many nodes at most: as many as there are are told
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
   * How many memory pages are free on NUMA nodes.
   *
   * Since libvirt 1.2.6. C: `virNodeGetFreePages`.
   * @param pages the sizes of the pages, in KiB
   * @param startCell the number of the first node, from 0; -1 for the host as one
   * @param cellCount of how many nodes at most
   * @param flags none exist: 0
   * @returns for each node a number of pages for each size, in the order of the sizes
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
   * Reserves huge memory pages.
   *
   * Since libvirt 1.2.9. C: `virNodeAllocPages`.
   * @param pageSizes how many pages of each size, which is in KiB: `new Map([[2048, 512]])`
   * @param startCell the number of the first NUMA node, from 0; -1 for all, as the host sees fit
   * @param cellCount on how many nodes
   * @param flags whether the pages are added to those that are reserved, or the only ones
   * @returns on how many nodes that was done
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
   * How the host keeps its guests apart.
   *
   * Since libvirt 0.6.1. C: `virNodeGetSecurityModel`.
   */
  async getSecurityModel(options?: CallOptions): Promise<NodeSecurityModel> {
    const [model, doi] = await settle(() => native.virNodeGetSecurityModel(this.#handle), options);
    return { model, doi };
  }

  /**
   * Suspends the host itself.
   *
   * Since libvirt 0.9.8. C: `virNodeSuspendForDuration`.
   * @param target to memory, to disk, or both
   * @param duration seconds until it wakes up
   * @param flags none exist: 0
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
   * The CPU models that libvirt knows for an architecture. An empty list says that any is accepted.
   *
   * Since libvirt 1.1.3. C: `virConnectGetCPUModelNames`.
   * @param arch the architecture, such as `x86_64`
   * @param flags none exist: 0
   */
  async getCPUModelNames(arch: string, flags = 0, options?: CallOptions): Promise<string[]> {
    return await settle(
      () => native.virConnectGetCPUModelNames(this.#handle, arch, flags),
      options,
    );
  }

  /**
   * Compares a CPU with the host's.
   *
   * Since libvirt 0.7.5. C: `virConnectCompareCPU`.
   * @param xmlDesc the CPU
   * @param flags how to compare
   */
  async compareCPU(
    xmlDesc: string,
    flags: ConnectCompareCPUFlags = 0,
    options?: CallOptions,
  ): Promise<CPUCompareResult> {
    return await settle(() => native.virConnectCompareCPU(this.#handle, xmlDesc, flags), options);
  }

  /**
   * Compares a CPU with the one that a hypervisor could give to a domain. For what is null the
   * hypervisor's default is taken.
   *
   * Since libvirt 4.4.0. C: `virConnectCompareHypervisorCPU`.
   * @param emulator path of the emulator
   * @param arch architecture of the domain
   * @param machine machine type
   * @param virttype kind of virtualization, such as `kvm`
   * @param xmlCPU the CPU
   * @param flags how to compare
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
   * The richest CPU that all of the given hosts have, as XML.
   *
   * Since libvirt 0.7.7. C: `virConnectBaselineCPU`.
   * @param xmlCPUs the hosts' CPUs
   * @param flags how to compute it
   */
  async baselineCPU(
    xmlCPUs: readonly string[],
    flags: ConnectBaselineCPUFlags = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(() => native.virConnectBaselineCPU(this.#handle, xmlCPUs, flags), options);
  }

  /**
   * The richest CPU that the hypervisors of all of the given hosts can give to a domain, as XML.
   * For what is null the hypervisor's default is taken.
   *
   * Since libvirt 4.4.0. C: `virConnectBaselineHypervisorCPU`.
   * @param emulator path of the emulator
   * @param arch architecture of the domain
   * @param machine machine type
   * @param virttype kind of virtualization, such as `kvm`
   * @param xmlCPUs the CPUs, as each host's domain capabilities tell them
   * @param flags how to compute it
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

  // ---- Domains ----------------------------------------------------------------------------------

  /**
   * All domains, or those that the flags choose.
   *
   * Since libvirt 0.9.13. C: `virConnectListAllDomains`.
   * @param flags which domains; 0 for all
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
   * The ids of the domains that run.
   *
   * Since libvirt 0.0.3. C: `virConnectListDomains`.
   */
  async listDomains(options?: CallOptions): Promise<number[]> {
    return await settle(() => native.virConnectListDomains(this.#handle), options);
  }

  /**
   * The names of the domains that are defined and do not run.
   *
   * Since libvirt 0.1.1. C: `virConnectListDefinedDomains`.
   */
  async listDefinedDomains(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListDefinedDomains(this.#handle), options);
  }

  /**
   * How many domains run.
   *
   * Since libvirt 0.0.3. C: `virConnectNumOfDomains`.
   */
  async numOfDomains(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfDomains(this.#handle), options);
  }

  /**
   * How many domains are defined and do not run.
   *
   * Since libvirt 0.1.5. C: `virConnectNumOfDefinedDomains`.
   */
  async numOfDefinedDomains(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfDefinedDomains(this.#handle), options);
  }

  /**
   * The running domain with an id.
   *
   * Since libvirt 0.0.3. C: `virDomainLookupByID`.
   * @param id the id
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN` if there is none
   */
  async lookupDomainById(id: number, options?: CallOptions): Promise<Domain> {
    return await one(Domain, this, () => native.virDomainLookupByID(this.#handle, id), options);
  }

  /**
   * The domain with a name.
   *
   * Since libvirt 0.0.3. C: `virDomainLookupByName`.
   * @param name the name
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN` if there is none
   */
  async lookupDomainByName(name: string, options?: CallOptions): Promise<Domain> {
    return await one(Domain, this, () => native.virDomainLookupByName(this.#handle, name), options);
  }

  /**
   * The domain with a UUID.
   *
   * Since libvirt 0.0.5. C: `virDomainLookupByUUID`.
   * @param uuid its 16 bytes
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN` if there is none
   */
  async lookupDomainByUUID(uuid: Uint8Array, options?: CallOptions): Promise<Domain> {
    return await one(Domain, this, () => native.virDomainLookupByUUID(this.#handle, uuid), options);
  }

  /**
   * The domain with a UUID.
   *
   * Since libvirt 0.1.1. C: `virDomainLookupByUUIDString`.
   * @param uuidstr its text
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN` if there is none
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
   * Starts a domain that is gone once it stops.
   *
   * Since libvirt 0.5.0. C: `virDomainCreateXML`.
   * @param xmlDesc the domain
   * @param flags how to start it
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
   * Starts a container that is gone once it stops, and gives its first process open files.
   *
   * Since libvirt 1.1.1. C: `virDomainCreateXMLWithFiles`.
   * @param xmlDesc the container
   * @param files file descriptors, which become 3 and up in the container; they stay open here
   * @param flags how to start it
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
   * Defines a domain, or changes the definition of the one with the same name and UUID. It does
   * not start it.
   *
   * Since libvirt 0.1.1. C: `virDomainDefineXML`.
   * @param xml the domain
   */
  async domainDefineXML(xml: string, options?: CallOptions): Promise<Domain> {
    return await one(Domain, this, () => native.virDomainDefineXML(this.#handle, xml), options);
  }

  /**
   * Defines a domain, or changes the definition of the one with the same name and UUID. It does
   * not start it.
   *
   * Since libvirt 1.2.12. C: `virDomainDefineXMLFlags`.
   * @param xml the domain
   * @param flags whether to check it against the schema
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
   * Starts a domain from the file into which it was saved.
   *
   * Since libvirt 0.0.3. C: `virDomainRestore`.
   * @param from path of the file on the host
   */
  async domainRestore(from: string, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainRestore(this.#handle, from), options);
  }

  /**
   * Starts a domain from the file into which it was saved.
   *
   * Since libvirt 0.9.4. C: `virDomainRestoreFlags`.
   * @param from path of the file on the host
   * @param dxml the domain as it shall be now, or null for as it was
   * @param flags how to restore it
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
   * The domain that a file holds, as XML.
   *
   * Since libvirt 0.9.4. C: `virDomainSaveImageGetXMLDesc`.
   * @param file path of the file on the host
   * @param flags what to include
   */
  async domainSaveImageGetXMLDesc(
    file: string,
    flags: DomainSaveImageXMLFlags = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(
      () => native.virDomainSaveImageGetXMLDesc(this.#handle, file, flags),
      options,
    );
  }

  /**
   * Changes the domain that a file holds.
   *
   * Since libvirt 0.9.4. C: `virDomainSaveImageDefineXML`.
   * @param file path of the file on the host
   * @param dxml the domain as it shall be
   * @param flags whether it shall run or be paused
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
   * A hypervisor's own configuration of a domain as libvirt's XML.
   *
   * Since libvirt 0.6.4. C: `virConnectDomainXMLFromNative`.
   * @param nativeFormat the format, such as `qemu-argv`
   * @param nativeConfig the configuration
   * @param flags none exist: 0
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
   * libvirt's XML of a domain as the hypervisor's own configuration.
   *
   * Since libvirt 0.6.4. C: `virConnectDomainXMLToNative`.
   * @param nativeFormat the format, such as `qemu-argv`
   * @param domainXml the domain
   * @param flags none exist: 0
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

  // ---- Networks ---------------------------------------------------------------------------------

  /**
   * All networks, or those that the flags choose.
   *
   * Since libvirt 0.10.2. C: `virConnectListAllNetworks`.
   * @param flags which networks; 0 for all
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
   * The names of the networks that run.
   *
   * Since libvirt 0.2.0. C: `virConnectListNetworks`.
   */
  async listNetworks(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListNetworks(this.#handle), options);
  }

  /**
   * The names of the networks that are defined and do not run.
   *
   * Since libvirt 0.2.0. C: `virConnectListDefinedNetworks`.
   */
  async listDefinedNetworks(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListDefinedNetworks(this.#handle), options);
  }

  /**
   * How many networks run.
   *
   * Since libvirt 0.2.0. C: `virConnectNumOfNetworks`.
   */
  async numOfNetworks(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfNetworks(this.#handle), options);
  }

  /**
   * How many networks are defined and do not run.
   *
   * Since libvirt 0.2.0. C: `virConnectNumOfDefinedNetworks`.
   */
  async numOfDefinedNetworks(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfDefinedNetworks(this.#handle), options);
  }

  /**
   * The network with a name.
   *
   * Since libvirt 0.2.0. C: `virNetworkLookupByName`.
   * @param name the name
   * @throws {LibvirtError} `VIR_ERR_NO_NETWORK` if there is none
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
   * The network with a UUID.
   *
   * Since libvirt 0.2.0. C: `virNetworkLookupByUUID`.
   * @param uuid its 16 bytes
   * @throws {LibvirtError} `VIR_ERR_NO_NETWORK` if there is none
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
   * The network with a UUID.
   *
   * Since libvirt 0.2.0. C: `virNetworkLookupByUUIDString`.
   * @param uuidstr its text
   * @throws {LibvirtError} `VIR_ERR_NO_NETWORK` if there is none
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
   * Starts a network that is gone once it stops.
   *
   * Since libvirt 0.2.0. C: `virNetworkCreateXML`.
   * @param xmlDesc the network
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
   * Starts a network that is gone once it stops.
   *
   * Since libvirt 7.8.0. C: `virNetworkCreateXMLFlags`.
   * @param xmlDesc the network
   * @param flags whether to check it against the schema
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
   * Defines a network, or changes the definition of the one with the same name and UUID. It does
   * not start it.
   *
   * Since libvirt 0.2.0. C: `virNetworkDefineXML`.
   * @param xml the network
   */
  async networkDefineXML(xml: string, options?: CallOptions): Promise<Network> {
    return await one(Network, this, () => native.virNetworkDefineXML(this.#handle, xml), options);
  }

  /**
   * Defines a network, or changes the definition of the one with the same name and UUID. It does
   * not start it.
   *
   * Since libvirt 7.7.0. C: `virNetworkDefineXMLFlags`.
   * @param xml the network
   * @param flags whether to check it against the schema
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

  // ---- The host's network interfaces ------------------------------------------------------------

  /**
   * All network interfaces of the host, or those that the flags choose.
   *
   * Since libvirt 0.10.2. C: `virConnectListAllInterfaces`.
   * @param flags which interfaces; 0 for all
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
   * The names of the network interfaces that are up.
   *
   * Since libvirt 0.6.4. C: `virConnectListInterfaces`.
   */
  async listInterfaces(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListInterfaces(this.#handle), options);
  }

  /**
   * The names of the network interfaces that are defined and not up.
   *
   * Since libvirt 0.7.0. C: `virConnectListDefinedInterfaces`.
   */
  async listDefinedInterfaces(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListDefinedInterfaces(this.#handle), options);
  }

  /**
   * How many network interfaces are up.
   *
   * Since libvirt 0.6.4. C: `virConnectNumOfInterfaces`.
   */
  async numOfInterfaces(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfInterfaces(this.#handle), options);
  }

  /**
   * How many network interfaces are defined and not up.
   *
   * Since libvirt 0.7.0. C: `virConnectNumOfDefinedInterfaces`.
   */
  async numOfDefinedInterfaces(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfDefinedInterfaces(this.#handle), options);
  }

  /**
   * The network interface with a name.
   *
   * Since libvirt 0.6.4. C: `virInterfaceLookupByName`.
   * @param name the name
   * @throws {LibvirtError} `VIR_ERR_NO_INTERFACE` if there is none
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
   * The network interface with a MAC address.
   *
   * Since libvirt 0.6.4. C: `virInterfaceLookupByMACString`.
   * @param macstr the address as text
   * @throws {LibvirtError} `VIR_ERR_NO_INTERFACE` if there is none, `VIR_ERR_MULTIPLE_INTERFACES`
   *   if there are several
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
   * Defines a network interface, or changes the definition of the one with the same name. It does
   * not bring it up.
   *
   * Since libvirt 0.6.4. C: `virInterfaceDefineXML`.
   * @param xml the interface
   * @param flags whether to check it against the schema
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
   * Remembers how the host's network interfaces are defined, so that changes made from here on can
   * be undone.
   *
   * Since libvirt 0.9.2. C: `virInterfaceChangeBegin`.
   * @param flags none exist: 0
   */
  async interfaceChangeBegin(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virInterfaceChangeBegin(this.#handle, flags), options);
  }

  /**
   * Keeps the changes made since {@link Connect.interfaceChangeBegin}.
   *
   * Since libvirt 0.9.2. C: `virInterfaceChangeCommit`.
   * @param flags none exist: 0
   */
  async interfaceChangeCommit(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virInterfaceChangeCommit(this.#handle, flags), options);
  }

  /**
   * Undoes the changes made since {@link Connect.interfaceChangeBegin}.
   *
   * Since libvirt 0.9.2. C: `virInterfaceChangeRollback`.
   * @param flags none exist: 0
   */
  async interfaceChangeRollback(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virInterfaceChangeRollback(this.#handle, flags), options);
  }

  // ---- Storage ----------------------------------------------------------------------------------

  /**
   * All storage pools, or those that the flags choose.
   *
   * Since libvirt 0.10.2. C: `virConnectListAllStoragePools`.
   * @param flags which pools; 0 for all
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
   * The names of the storage pools that run.
   *
   * Since libvirt 0.4.1. C: `virConnectListStoragePools`.
   */
  async listStoragePools(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListStoragePools(this.#handle), options);
  }

  /**
   * The names of the storage pools that are defined and do not run.
   *
   * Since libvirt 0.4.1. C: `virConnectListDefinedStoragePools`.
   */
  async listDefinedStoragePools(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListDefinedStoragePools(this.#handle), options);
  }

  /**
   * How many storage pools run.
   *
   * Since libvirt 0.4.1. C: `virConnectNumOfStoragePools`.
   */
  async numOfStoragePools(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfStoragePools(this.#handle), options);
  }

  /**
   * How many storage pools are defined and do not run.
   *
   * Since libvirt 0.4.1. C: `virConnectNumOfDefinedStoragePools`.
   */
  async numOfDefinedStoragePools(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfDefinedStoragePools(this.#handle), options);
  }

  /**
   * The storage pool with a name.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolLookupByName`.
   * @param name the name
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_POOL` if there is none
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
   * The storage pool with a UUID.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolLookupByUUID`.
   * @param uuid its 16 bytes
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_POOL` if there is none
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
   * The storage pool with a UUID.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolLookupByUUIDString`.
   * @param uuidstr its text
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_POOL` if there is none
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
   * The storage pool with a target path.
   *
   * Since libvirt 4.1.0. C: `virStoragePoolLookupByTargetPath`.
   * @param path the path on the host
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_POOL` if there is none
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
   * Starts a storage pool that is gone once it stops.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolCreateXML`.
   * @param xmlDesc the pool
   * @param flags whether to build it first
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
   * Defines a storage pool, or changes the definition of the one with the same name and UUID. It
   * does not start it.
   *
   * Since libvirt 0.4.1. C: `virStoragePoolDefineXML`.
   * @param xml the pool
   * @param flags whether to check it against the schema
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
   * What pools of one type could be made of, as XML.
   *
   * Since libvirt 0.4.5. C: `virConnectFindStoragePoolSources`.
   * @param type the type of pool, such as `netfs`
   * @param srcSpec where to look, as XML; null for the whole host
   * @param flags none exist: 0
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
   * The storage volume with a key.
   *
   * Since libvirt 0.4.1. C: `virStorageVolLookupByKey`.
   * @param key the key
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_VOL` if there is none
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
   * The storage volume with a path.
   *
   * Since libvirt 0.4.1. C: `virStorageVolLookupByPath`.
   * @param path the path on the host
   * @throws {LibvirtError} `VIR_ERR_NO_STORAGE_VOL` if there is none
   */
  async lookupStorageVolByPath(path: string, options?: CallOptions): Promise<StorageVol> {
    return await one(
      StorageVol,
      this,
      () => native.virStorageVolLookupByPath(this.#handle, path),
      options,
    );
  }

  // ---- The host's devices -----------------------------------------------------------------------

  /**
   * All devices of the host, or those that the flags choose.
   *
   * Since libvirt 0.10.2. C: `virConnectListAllNodeDevices`.
   * @param flags which devices; 0 for all
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
   * The names of the devices, or of those that have a capability.
   *
   * Since libvirt 0.5.0. C: `virNodeListDevices`.
   * @param cap the capability, such as `pci` or `net`; null for all devices
   * @param flags none exist: 0
   */
  async listDevices(
    cap: string | null = null,
    flags = 0,
    options?: CallOptions,
  ): Promise<string[]> {
    return await settle(() => native.virNodeListDevices(this.#handle, cap, flags), options);
  }

  /**
   * How many devices there are, or how many have a capability.
   *
   * Since libvirt 0.5.0. C: `virNodeNumOfDevices`.
   * @param cap the capability, such as `pci` or `net`; null for all devices
   * @param flags none exist: 0
   */
  async numOfDevices(cap: string | null = null, flags = 0, options?: CallOptions): Promise<number> {
    return await settle(() => native.virNodeNumOfDevices(this.#handle, cap, flags), options);
  }

  /**
   * The device with a name.
   *
   * Since libvirt 0.5.0. C: `virNodeDeviceLookupByName`.
   * @param name the name
   * @throws {LibvirtError} `VIR_ERR_NO_NODE_DEVICE` if there is none
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
   * The SCSI host with a pair of world wide names.
   *
   * Since libvirt 1.0.3. C: `virNodeDeviceLookupSCSIHostByWWN`.
   * @param wwnn the name of the node
   * @param wwpn the name of the port
   * @param flags none exist: 0
   * @throws {LibvirtError} `VIR_ERR_NO_NODE_DEVICE` if there is none
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
   * Creates a virtual device that is gone once it is destroyed, such as a mediated device.
   *
   * Since libvirt 0.6.3. C: `virNodeDeviceCreateXML`.
   * @param xmlDesc the device
   * @param flags whether to check it against the schema
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
   * Defines a virtual device. It does not create it.
   *
   * Since libvirt 7.3.0. C: `virNodeDeviceDefineXML`.
   * @param xmlDesc the device
   * @param flags whether to check it against the schema
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

  // ---- Secrets ----------------------------------------------------------------------------------

  /**
   * All secrets, or those that the flags choose.
   *
   * Since libvirt 0.10.2. C: `virConnectListAllSecrets`.
   * @param flags which secrets; 0 for all
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
   * The UUIDs of the secrets, as text.
   *
   * Since libvirt 0.7.1. C: `virConnectListSecrets`.
   */
  async listSecrets(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListSecrets(this.#handle), options);
  }

  /**
   * How many secrets there are.
   *
   * Since libvirt 0.7.1. C: `virConnectNumOfSecrets`.
   */
  async numOfSecrets(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfSecrets(this.#handle), options);
  }

  /**
   * The secret with a UUID.
   *
   * Since libvirt 0.7.1. C: `virSecretLookupByUUID`.
   * @param uuid its 16 bytes
   * @throws {LibvirtError} `VIR_ERR_NO_SECRET` if there is none
   */
  async lookupSecretByUUID(uuid: Uint8Array, options?: CallOptions): Promise<Secret> {
    return await one(Secret, this, () => native.virSecretLookupByUUID(this.#handle, uuid), options);
  }

  /**
   * The secret with a UUID.
   *
   * Since libvirt 0.7.1. C: `virSecretLookupByUUIDString`.
   * @param uuidstr its text
   * @throws {LibvirtError} `VIR_ERR_NO_SECRET` if there is none
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
   * The secret for a thing.
   *
   * Since libvirt 0.7.1. C: `virSecretLookupByUsage`.
   * @param usageType what kind of thing
   * @param usageID which of that kind, such as the path of a volume
   * @throws {LibvirtError} `VIR_ERR_NO_SECRET` if there is none
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
   * Defines a secret, or changes the definition of the one with the same UUID. It has no value at
   * first.
   *
   * Since libvirt 0.7.1. C: `virSecretDefineXML`.
   * @param xml the secret
   * @param flags whether to check it against the schema
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

  // ---- Network filters --------------------------------------------------------------------------

  /**
   * All network filters.
   *
   * Since libvirt 0.10.2. C: `virConnectListAllNWFilters`.
   * @param flags none exist: 0
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
   * The names of the network filters.
   *
   * Since libvirt 0.8.0. C: `virConnectListNWFilters`.
   */
  async listNWFilters(options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virConnectListNWFilters(this.#handle), options);
  }

  /**
   * How many network filters there are.
   *
   * Since libvirt 0.8.0. C: `virConnectNumOfNWFilters`.
   */
  async numOfNWFilters(options?: CallOptions): Promise<number> {
    return await settle(() => native.virConnectNumOfNWFilters(this.#handle), options);
  }

  /**
   * The network filter with a name.
   *
   * Since libvirt 0.8.0. C: `virNWFilterLookupByName`.
   * @param name the name
   * @throws {LibvirtError} `VIR_ERR_NO_NWFILTER` if there is none
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
   * The network filter with a UUID.
   *
   * Since libvirt 0.8.0. C: `virNWFilterLookupByUUID`.
   * @param uuid its 16 bytes
   * @throws {LibvirtError} `VIR_ERR_NO_NWFILTER` if there is none
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
   * The network filter with a UUID.
   *
   * Since libvirt 0.8.0. C: `virNWFilterLookupByUUIDString`.
   * @param uuidstr its text
   * @throws {LibvirtError} `VIR_ERR_NO_NWFILTER` if there is none
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
   * Defines a network filter, or changes the one with the same name and UUID, also for the domains
   * that use it.
   *
   * Since libvirt 0.8.0. C: `virNWFilterDefineXML`.
   * @param xmlDesc the filter
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
   * Defines a network filter, or changes the one with the same name and UUID, also for the domains
   * that use it.
   *
   * Since libvirt 7.7.0. C: `virNWFilterDefineXMLFlags`.
   * @param xmlDesc the filter
   * @param flags whether to check it against the schema
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
   * All bindings of network filters to network devices.
   *
   * Since libvirt 4.5.0. C: `virConnectListAllNWFilterBindings`.
   * @param flags none exist: 0
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
   * The binding to a network device.
   *
   * Since libvirt 4.5.0. C: `virNWFilterBindingLookupByPortDev`.
   * @param portdev the name of the device, such as `vnet0`
   * @throws {LibvirtError} `VIR_ERR_NO_NWFILTER_BINDING` if there is none
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
   * Binds a network filter to a network device: its traffic is filtered from here on.
   *
   * Since libvirt 4.5.0. C: `virNWFilterBindingCreateXML`.
   * @param xml the binding
   * @param flags whether to check it against the schema
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

  // ---- Parameters and statistics ----------------------------------------------------------------

  /**
   * The statistics of many domains at once.
   *
   * Since libvirt 1.2.8. C: `virConnectGetAllDomainStats`, `virDomainListGetStats`.
   * @param doms the domains; none for all that the flags choose
   * @param statsTypes which statistics; 0 for all that the hypervisor has
   * @param flags which domains, and what to do where a statistic is missing
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
   * What the host's CPUs did since it was started.
   *
   * Since libvirt 0.9.3. C: `virNodeGetCPUStats`.
   * @param cpuNum the CPU; -1 for all together
   * @param flags none exist: 0
   */
  async getCPUStats(cpuNum: number, flags = 0, options?: CallOptions): Promise<NodeCPUStats> {
    return nodeCPUStats.read(
      await settle(() => native.virNodeGetCPUStats(this.#handle, cpuNum, flags), options),
    );
  }

  /**
   * How the host uses its memory.
   *
   * Since libvirt 0.9.3. C: `virNodeGetMemoryStats`.
   * @param cellNum the NUMA node; -1 for all together
   * @param flags none exist: 0
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
   * How the host shares memory that is alike among its domains.
   *
   * Since libvirt 0.10.2. C: `virNodeGetMemoryParameters`.
   * @param flags none exist: 0
   */
  async getMemoryParameters(flags = 0, options?: CallOptions): Promise<NodeMemoryParameters> {
    return nodeMemoryParameters.read(
      await settle(() => native.virNodeGetMemoryParameters(this.#handle, flags), options),
    );
  }

  /**
   * How the host's processor can protect the memory of domains.
   *
   * Since libvirt 4.5.0. C: `virNodeGetSEVInfo`.
   * @param flags none exist: 0
   */
  async getSEVInfo(flags = 0, options?: CallOptions): Promise<NodeSEVParameters> {
    return nodeSEVParameters.read(
      await settle(() => native.virNodeGetSEVInfo(this.#handle, flags), options),
    );
  }

  /**
   * Sets how the host shares memory that is alike among its domains.
   *
   * Since libvirt 0.10.2. C: `virNodeSetMemoryParameters`.
   * @param params what is set; the rest stays as it is
   * @param flags none exist: 0
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
   * Tells the hypervisor on whose behalf the connection acts, where it may.
   *
   * Since libvirt 5.8.0. C: `virConnectSetIdentity`.
   * @param ident who that is
   * @param flags none exist: 0
   */
  async setIdentity(ident: ConnectIdentity, flags = 0, options?: CallOptions): Promise<void> {
    await settle(
      () =>
        native.virConnectSetIdentity(this.#handle, connectIdentity.write('ident', ident), flags),
      options,
    );
  }

  /**
   * Starts a domain from the file into which it was saved.
   *
   * Since libvirt 8.4.0. C: `virDomainRestoreParams`.
   * @param params where from, and how
   * @param flags how to restore it
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

  /** What `console.log` shows of it. */
  [INSPECT](): string {
    return `Connect { ${this.closed ? 'closed' : 'open'} }`;
  }
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
