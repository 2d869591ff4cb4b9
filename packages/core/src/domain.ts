import { native, type DomainHandle } from '@libvirt/native';
import type { Duplex } from 'node:stream';
import type { Connect } from './connect.js';
import { byteLength, countHostCPUs, fromBytes, manyFromBytes, toBytes, toList } from './cpu-map.js';
import { DomainCheckpoint } from './domain-checkpoint.js';
import { DomainSnapshot } from './domain-snapshot.js';
import type {
  DomainBlockInfo,
  DomainBlockJobInfo,
  DomainControlInfo,
  DomainDiskError,
  DomainFSInfo,
  DomainIOThreadInfo,
  DomainInfo,
  DomainInterface,
  DomainInterfaceStats,
  DomainMemoryStat,
  DomainSecurityLabel,
  DomainStateInfo,
  DomainTime,
  DomainVcpuInfo,
} from './domain-types.js';
import { attempt, renaming, settle, type CallOptions } from './call.js';
import {
  DomainModificationImpact,
  DomainVcpuFlags,
  ErrorNumber,
  type DomainAbortJobFlagsValues,
  type DomainAgentResponseTimeoutValues,
  type DomainAuthorizedSSHKeysSetFlags,
  type DomainBackupBeginFlags,
  type DomainBlockCommitFlags,
  type DomainBlockJobAbortFlags,
  type DomainBlockJobInfoFlags,
  type DomainBlockJobSetSpeedFlags,
  type DomainBlockPullFlags,
  type DomainBlockRebaseFlags,
  type DomainBlockResizeFlags,
  type DomainCheckpointCreateFlags,
  type DomainCheckpointListFlags,
  type DomainCoreDumpFlags,
  type DomainCoreDumpFormat,
  type DomainCreateFlags,
  type DomainDestroyFlagsValues,
  type DomainDeviceModifyFlags,
  type DomainDirtyRateCalcFlags,
  type DomainFDAssociateFlags,
  type DomainGraphicsReloadType,
  type DomainInterfaceAddressesSource,
  type DomainLifecycle,
  type DomainLifecycleAction,
  type DomainMemoryFlags,
  type DomainMemoryModFlags,
  type DomainMessageType,
  type DomainMetadataType,
  type DomainMigrateFlags,
  type DomainMigrateMaxSpeedFlags,
  type DomainOpenGraphicsFlags,
  type DomainProcessSignal,
  type DomainRebootFlagValues,
  type DomainSaveImageXMLFlags,
  type DomainSaveRestoreFlags,
  type DomainSetTimeFlags,
  type DomainSetUserPasswordFlags,
  type DomainSetVcpuFlags,
  type DomainShutdownFlagValues,
  type DomainSnapshotCreateFlags,
  type DomainSnapshotListFlags,
  type DomainUndefineFlagsValues,
  type DomainXMLFlags,
  type KeycodeSet,
  type NodeSuspendTarget,
  type DomainBlockCopyFlags,
  type DomainGetHostnameFlags,
  type DomainGetJobStatsFlags,
  type DomainGuestInfoTypes,
  type DomainChannelFlags,
  type DomainConsoleFlags,
  type TypedParameterFlags,
  TypedParameterType,
} from './generated/constants.js';
import { all, handleOf, LibvirtObject, one, REFERENCE } from './object.js';
import type { DomainBlockStats } from './parameters/domain-block.js';
import type { DomainJobInfo } from './parameters/domain-job.js';
import {
  type DomainAnnounceInterface,
  domainAnnounceInterface,
  type DomainInterfaceParameters,
  domainInterfaceParameters,
} from './parameters/bandwidth.js';
import {
  type DomainBlkioParameters,
  domainBlkioParameters,
  type DomainBlockCopyParameters,
  domainBlockCopyParameters,
  domainBlockIoTuneParameters,
  type DomainBlockIoTuneParameters,
  domainBlockStats,
} from './parameters/domain-block.js';
import { domainJobInfo } from './parameters/domain-job.js';
import {
  domainMigrateParameters,
  type DomainMigrateParameters,
  domainSaveRestoreParams,
  type DomainSaveRestoreParams,
} from './parameters/domain-migration.js';
import { domainPerfEvents, type DomainPerfEvents } from './parameters/domain-perf.js';
import {
  type DomainCPUStats,
  domainCPUStats,
  domainMemoryParameters,
  type DomainMemoryParameters,
  domainNumaParameters,
  type DomainNumaParameters,
  domainSchedulerParameters,
  type DomainSchedulerParameters,
  type DomainSetIOThreadParams,
  domainSetIOThreadParams,
} from './parameters/domain-tuning.js';
import type { Settable } from './parameters/field-set.js';
import { type DomainGuestInfo, readGuestInfo } from './parameters/guest-info.js';
import { type DomainGuestVcpus, readGuestVcpus } from './parameters/guest-vcpus.js';
import {
  domainLaunchSecurityParameters,
  type DomainLaunchSecurityParameters,
  domainLaunchSecurityStateParameters,
  type DomainLaunchSecurityStateParameters,
} from './parameters/launch-security.js';
import {
  nodeStreams,
  STREAM_OPTIONS,
  type ScreenshotStream,
  type StreamOptions,
} from './streams/node-streams.js';
import { checkOptions, checkText, checkUnsigned, type OptionKeys } from './options.js';
import type { Stream } from './streams/stream.js';

/** Options for opening a console or a channel as a stream. */
export interface DomainStreamOptions<
  Flags extends number = DomainConsoleFlags | DomainChannelFlags,
> extends StreamOptions {
  /**
   * Bitwise OR of {@link DomainConsoleFlags} for a console, or of {@link DomainChannelFlags} for a
   * channel. `FORCE` disconnects an existing session. Default: 0.
   */
  readonly flags?: Flags;
}

const DOMAIN_STREAM_OPTIONS: OptionKeys<DomainStreamOptions> = { ...STREAM_OPTIONS, flags: true };

/**
 * A virtual machine or container. The methods of {@link Connect} return such objects:
 * `lookupDomainByName()`, `listAllDomains()`, `domainDefineXML()` and others. Freeing the object
 * does not touch the domain.
 *
 * libvirt keeps two descriptions of a domain. The live state is that of the running domain. The
 * persistent configuration is stored on the host, and the next start uses it. A transient domain has
 * no persistent configuration and ceases to exist when it stops. Methods whose flags contain
 * {@link DomainModificationImpact} work on either: `LIVE` selects the live state, `CONFIG` the
 * persistent configuration. The default, `CURRENT`, is the live state of a running domain and the
 * persistent configuration otherwise. To set both, combine `LIVE | CONFIG`; a method that reads
 * accepts only one of them.
 *
 * Arguments of the wrong type, or outside the range of the C type, reject with a `TypeError` or a
 * `RangeError`. Errors of libvirt are {@link LibvirtError}s. Any method can reject with these codes,
 * so that the methods below list only what is special to them:
 *
 * - `VIR_ERR_NO_DOMAIN`: the domain no longer exists.
 * - `VIR_ERR_OPERATION_INVALID`: the state of the domain does not allow the call. Most often it is
 *   not running, or `CONFIG` is set and it is transient.
 * - `VIR_ERR_INVALID_ARG`: an argument is out of range, the driver does not know a flag, or flags
 *   exclude each other.
 * - `VIR_ERR_NO_SUPPORT`: the hypervisor driver or the installed libvirt does not have the function.
 * - `VIR_ERR_OPERATION_UNSUPPORTED`, `VIR_ERR_CONFIG_UNSUPPORTED`, `VIR_ERR_ARGUMENT_UNSUPPORTED`:
 *   the driver has the function, but not for this domain or with these arguments.
 * - `VIR_ERR_OPERATION_DENIED`: the connection is read-only.
 * - `VIR_ERR_ACCESS_DENIED`: the daemon's access control forbids it.
 * - `VIR_ERR_OPERATION_TIMEOUT`: another operation kept the domain busy, in QEMU for 30 seconds.
 * - `VIR_ERR_INVALID_DOMAIN`: this object has been freed.
 *
 * Methods that need the guest agent also reject with these codes:
 *
 * - `VIR_ERR_ARGUMENT_UNSUPPORTED`: the domain has no channel for the agent.
 * - `VIR_ERR_AGENT_UNRESPONSIVE`: the agent is not connected or does not answer.
 * - `VIR_ERR_AGENT_COMMAND_FAILED`, or before libvirt 11.2.0 `VIR_ERR_INTERNAL_ERROR`: the agent
 *   refuses or does not know the command.
 * - `VIR_ERR_AGENT_COMMAND_TIMEOUT`, since libvirt 11.2.0: the agent does not answer within the time
 *   set by {@link Domain.agentSetResponseTimeout}.
 */
export class Domain extends LibvirtObject<DomainHandle> {
  readonly #connect: Connect;

  /** Called by {@link Connect}, whose methods return domains. */
  constructor(connect: Connect, handle: DomainHandle) {
    super(connect, ErrorNumber.INVALID_DOMAIN, native.virDomainFree, handle);
    this.#connect = connect;
  }

  /**
   * Returns the connection that the domain belongs to.
   *
   * C: `virDomainGetConnect`.
   * @category Identity
   */
  domainGetConnect(): Connect {
    return this.#connect;
  }

  /**
   * Returns the domain's name. Synchronous; reads the handle.
   *
   * Since libvirt 0.0.3. C: `virDomainGetName`.
   * @category Identity
   */
  getName(): string {
    return attempt(() => native.virDomainGetName(this.handle));
  }

  /**
   * Returns the ID that the hypervisor gives a running domain, or `undefined` if the domain was not
   * running. Synchronous; reads the handle, which records the ID when libvirt creates this object,
   * and updates it only when this object starts or stops the domain.
   *
   * Since libvirt 0.0.3. C: `virDomainGetID`.
   * @category Identity
   */
  getID(): number | undefined {
    return attempt(() => native.virDomainGetID(this.handle));
  }

  /**
   * Returns the 16 bytes of the UUID. Synchronous; reads the handle.
   *
   * Since libvirt 0.0.5. C: `virDomainGetUUID`.
   * @category Identity
   */
  getUUID(): Uint8Array {
    return attempt(() => native.virDomainGetUUID(this.handle));
  }

  /**
   * Returns the UUID as text, such as `4dea22b3-1d52-d8f3-2516-782e98ab3fa0`. Synchronous; reads
   * the handle.
   *
   * Since libvirt 0.1.1. C: `virDomainGetUUIDString`.
   * @category Identity
   */
  getUUIDString(): string {
    return attempt(() => native.virDomainGetUUIDString(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}', uuid: '${this.getUUIDString()}'`;
  }

  /**
   * Returns the domain's state, memory in KiB, number of virtual CPUs and CPU time in nanoseconds.
   *
   * Since libvirt 0.0.3. C: `virDomainGetInfo`.
   * @category State and information
   */
  async getInfo(options?: CallOptions): Promise<DomainInfo> {
    const [state, maxMem, memory, nrVirtCpu, cpuTime] = await settle(
      () => native.virDomainGetInfo(this.handle),
      options,
    );
    return { state, maxMem, memory, nrVirtCpu, cpuTime };
  }

  /**
   * Returns the domain's state, and the reason why it is in that state.
   *
   * Since libvirt 0.9.2. C: `virDomainGetState`.
   * @category State and information
   */
  async getState(options?: CallOptions): Promise<DomainStateInfo> {
    const [state, reason] = await settle(() => native.virDomainGetState(this.handle, 0), options);
    // Which reason belongs to which state, only libvirt knows.
    return { state, reason };
  }

  /**
   * Returns whether the domain is running. Paused domains count as running.
   *
   * Since libvirt 0.7.3. C: `virDomainIsActive`.
   * @category State and information
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virDomainIsActive(this.handle), options);
  }

  /**
   * Returns whether the domain has a persistent configuration. A transient domain has none and
   * ceases to exist when it stops.
   *
   * Since libvirt 0.7.3. C: `virDomainIsPersistent`.
   * @category State and information
   */
  async isPersistent(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virDomainIsPersistent(this.handle), options);
  }

  /**
   * Returns whether the persistent configuration changed after the domain started, as far as the
   * driver records it. The QEMU, LXC and test drivers record no such change and always return
   * `false`: compare `getXMLDesc()` with and without `INACTIVE` instead.
   *
   * Since libvirt 0.8.6. C: `virDomainIsUpdated`.
   * @category State and information
   */
  async isUpdated(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virDomainIsUpdated(this.handle), options);
  }

  /**
   * Returns the kind of operating system that the domain runs, as in the `<type>` element of its
   * XML: `hvm` for a virtual machine, `exe` for a container, `linux` or `xen` for a paravirtualized
   * guest, and so on.
   *
   * Since libvirt 0.0.3. C: `virDomainGetOSType`.
   * @category State and information
   */
  async getOSType(options?: CallOptions): Promise<string> {
    return await settle(() => native.virDomainGetOSType(this.handle), options);
  }

  /**
   * Returns the guest's host name.
   *
   * Since libvirt 0.10.0. C: `virDomainGetHostname`.
   * @param flags {@link DomainGetHostnameFlags}: `LEASE` looks at the DHCP leases of libvirt's
   *   networks, `AGENT` asks the guest agent. Default: 0, which is `AGENT` with QEMU and `LEASE`
   *   with LXC.
   * @throws {LibvirtError} `VIR_ERR_NO_HOSTNAME` when the source knows no name.
   * @throws {LibvirtError} `VIR_ERR_AGENT_UNRESPONSIVE` when the guest agent does not answer.
   * @category State and information
   */
  async getHostname(flags: DomainGetHostnameFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virDomainGetHostname(this.handle, flags), options);
  }

  /**
   * Returns whether the hypervisor accepts commands for a running domain, or since when a job or a
   * command keeps it busy. Does not wait for the hypervisor itself.
   *
   * Since libvirt 0.9.3. C: `virDomainGetControlInfo`.
   * @param flags Unused; pass 0.
   * @category State and information
   */
  async getControlInfo(flags = 0, options?: CallOptions): Promise<DomainControlInfo> {
    const [state, details, stateTime] = await settle(
      () => native.virDomainGetControlInfo(this.handle, flags),
      options,
    );
    return { state, details, stateTime };
  }

  /**
   * Returns libvirt's warnings about the domain, such as uses of deprecated features and reasons
   * why it is tainted. The messages are texts for people; an empty array means no warnings.
   *
   * Since libvirt 7.1.0. C: `virDomainGetMessages`.
   * @param flags Bitwise OR of {@link DomainMessageType}. Default: 0, all kinds of messages.
   * @category State and information
   */
  async getMessages(flags: DomainMessageType = 0, options?: CallOptions): Promise<string[]> {
    return await settle(() => native.virDomainGetMessages(this.handle, flags), options);
  }

  /**
   * Starts a defined domain. If the domain has a managed save, libvirt restores it instead of
   * booting.
   *
   * Since libvirt 0.1.1. C: `virDomainCreate`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is already running.
   * @category Lifecycle
   */
  async create(options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainCreate(this.handle), options);
  }

  /**
   * Starts a defined domain, with flags to pause it, to ignore its managed save and more. If the
   * domain has a managed save, libvirt restores it unless the flags contain `START_FORCE_BOOT`.
   *
   * Since libvirt 0.8.2. C: `virDomainCreateWithFlags`.
   * @param flags Bitwise OR of {@link DomainCreateFlags}.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is already running.
   * @category Lifecycle
   */
  async createWithFlags(flags: DomainCreateFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainCreateWithFlags(this.handle, flags), options);
  }

  /**
   * Starts a container and passes open files to its init process. Works only on a driver for
   * containers, and over a local Unix socket.
   *
   * Since libvirt 1.1.1. C: `virDomainCreateWithFiles`.
   * @param files File descriptors. The container sees them as 3, 4 and so on. They stay open in
   *   this process, and the caller closes them.
   * @param flags Bitwise OR of {@link DomainCreateFlags}.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is already running.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when the connection cannot pass file
   *   descriptors.
   * @category Lifecycle
   */
  async createWithFiles(
    files: readonly number[],
    flags: DomainCreateFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainCreateWithFiles(this.handle, files, flags), options);
  }

  /**
   * Pauses a running domain. It keeps its memory and uses no CPU time until {@link Domain.resume}.
   *
   * Since libvirt 0.0.3. C: `virDomainSuspend`.
   * @category Lifecycle
   */
  async suspend(options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainSuspend(this.handle), options);
  }

  /**
   * Resumes a paused domain.
   *
   * Since libvirt 0.0.3. C: `virDomainResume`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is already running or not
   *   active, or when the guest suspended itself: {@link Domain.pmWakeup} wakes it up.
   * @category Lifecycle
   */
  async resume(options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainResume(this.handle), options);
  }

  /**
   * Asks the guest to shut down, in the way that the hypervisor prefers. Resolves once the request
   * is sent; a `domain-lifecycle` event reports when the domain has stopped. The guest may ignore
   * the request.
   *
   * Since libvirt 0.0.3. C: `virDomainShutdown`.
   * @category Lifecycle
   */
  async shutdown(options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainShutdown(this.handle), options);
  }

  /**
   * Asks the guest to shut down, in one of the ways that `flags` names. Resolves once the request
   * is sent; a `domain-lifecycle` event reports when the domain has stopped. The guest may ignore
   * the request.
   *
   * Since libvirt 0.9.10. C: `virDomainShutdownFlags`.
   * @param flags Bitwise OR of {@link DomainShutdownFlagValues}: the ways to try, in no guaranteed
   *   order. Default: 0, the hypervisor chooses.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when the flags ask for the guest agent
   *   and the domain has no channel for it.
   * @category Lifecycle
   */
  async shutdownFlags(flags: DomainShutdownFlagValues = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainShutdownFlags(this.handle, flags), options);
  }

  /**
   * Asks the guest to reboot. Resolves once the request is sent. The guest may ignore it.
   *
   * Since libvirt 0.1.0. C: `virDomainReboot`.
   * @param flags Bitwise OR of {@link DomainRebootFlagValues}: the ways to try, in no guaranteed
   *   order. Default: 0, the hypervisor chooses.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when the flags ask for the guest agent
   *   and the domain has no channel for it.
   * @category Lifecycle
   */
  async reboot(flags: DomainRebootFlagValues = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainReboot(this.handle, flags), options);
  }

  /**
   * Resets a running domain at once, like the reset button of a machine. The guest gets no chance
   * to shut down, and unwritten data is lost.
   *
   * Since libvirt 0.9.7. C: `virDomainReset`.
   * @param flags Unused; pass 0.
   * @category Lifecycle
   */
  async reset(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainReset(this.handle, flags), options);
  }

  /**
   * Stops a running domain at once, as if its power were cut. Unwritten data of the guest may be
   * lost. The object stays usable, and a persistent domain can be started again.
   *
   * Since libvirt 0.0.3. C: `virDomainDestroy`.
   * @category Lifecycle
   */
  async destroy(options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainDestroy(this.handle), options);
  }

  /**
   * Stops a running domain at once, as if its power were cut. The object stays usable, and a
   * persistent domain can be started again.
   *
   * Since libvirt 0.9.4. C: `virDomainDestroyFlags`.
   * @param flags Bitwise OR of {@link DomainDestroyFlagsValues}. With `GRACEFUL`, QEMU may flush
   *   its data, and the call rejects instead of killing a process that does not end in time.
   * @category Lifecycle
   */
  async destroyFlags(flags: DomainDestroyFlagsValues = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainDestroyFlags(this.handle, flags), options);
  }

  /**
   * Deletes the persistent configuration. A running domain keeps running and becomes transient; a
   * domain that is not running ceases to exist.
   *
   * Since libvirt 0.1.1. C: `virDomainUndefine`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is transient, has a managed
   *   save or an NVRAM file, or is not running and has snapshots or checkpoints.
   *   {@link Domain.undefineFlags} deletes those too.
   * @category Lifecycle
   */
  async undefine(options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainUndefine(this.handle), options);
  }

  /**
   * Deletes the persistent configuration, and with it what the flags name. A running domain keeps
   * running and becomes transient; a domain that is not running ceases to exist.
   *
   * Since libvirt 0.9.4. C: `virDomainUndefineFlags`.
   * @param flags Bitwise OR of {@link DomainUndefineFlagsValues}: what else to delete, or to keep.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is transient, or has a
   *   managed save, an NVRAM file, snapshots or checkpoints that no flag covers.
   * @category Lifecycle
   */
  async undefineFlags(flags: DomainUndefineFlagsValues = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainUndefineFlags(this.handle, flags), options);
  }

  /**
   * Asks the guest to suspend itself to memory or disk. QEMU needs the guest agent for it; with
   * `DISK` its process ends, and changes that were made to the live state alone are lost.
   *
   * Since libvirt 0.9.10. C: `virDomainPMSuspendForDuration`.
   * @param target Memory, disk, or both.
   * @param duration Seconds until the guest wakes up by itself, or 0 for never. QEMU supports only
   *   0.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when the driver cannot wake up the guest
   *   after a duration.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the guest cannot be suspended.
   * @throws {LibvirtError} `VIR_ERR_AGENT_UNRESPONSIVE` when the guest agent does not answer.
   * @category Lifecycle
   */
  async pmSuspendForDuration(
    target: NodeSuspendTarget,
    duration: bigint | number,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainPMSuspendForDuration(this.handle, target, duration, flags),
      options,
    );
  }

  /**
   * Wakes up a guest that suspended itself.
   *
   * Since libvirt 0.9.11. C: `virDomainPMWakeup`.
   * @param flags Unused; pass 0.
   * @category Lifecycle
   */
  async pmWakeup(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainPMWakeup(this.handle, flags), options);
  }

  /**
   * Sends a non-maskable interrupt (NMI) to the guest. Many guests are set up to write a crash dump
   * then.
   *
   * Since libvirt 0.9.2. C: `virDomainInjectNMI`.
   * @param flags Unused; pass 0.
   * @category Lifecycle
   */
  async injectNMI(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainInjectNMI(this.handle, flags), options);
  }

  /**
   * Sends a signal to a process in the guest. The LXC driver knows only the container's init
   * process. QEMU does not support it.
   *
   * Since libvirt 1.0.1. C: `virDomainSendProcessSignal`.
   * @param pid_value ID of the process in the guest, 1 for init. A negative number addresses the
   *   process group with that ID.
   * @param signum The signal; numbered as by Linux on x86.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` or `VIR_ERR_INVALID_ARG` when the driver
   *   supports only process 1.
   * @category Lifecycle
   */
  async sendProcessSignal(
    pid_value: bigint | number,
    signum: DomainProcessSignal,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainSendProcessSignal(this.handle, pid_value, signum, flags),
      options,
    );
  }

  /**
   * Saves the memory of a running domain to a file and stops the domain.
   * {@link Connect.domainRestore} starts it again from the file.
   *
   * Since libvirt 0.0.3. C: `virDomainSave`.
   * @param to Path of the file on the host.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_ABORTED` when {@link Domain.abortJob} cancels it.
   * @category Save and restore
   */
  async save(to: string, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainSave(this.handle, to), options);
  }

  /**
   * Saves the memory of a running domain to a file and stops the domain.
   * {@link Connect.domainRestoreFlags} starts it again from the file.
   *
   * Since libvirt 0.9.4. C: `virDomainSaveFlags`.
   * @param to Path of the file on the host.
   * @param dxml Domain XML to restore with; it may differ only in what the guest does not see, such
   *   as disk paths. Default: `null`, the current XML.
   * @param flags Bitwise OR of {@link DomainSaveRestoreFlags}. `RUNNING` or `PAUSED` sets the state
   *   after a restore; by default it is the state at the time of saving.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_ABORTED` when {@link Domain.abortJob} cancels it.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Save and restore
   */
  async saveFlags(
    to: string,
    dxml: string | null = null,
    flags: DomainSaveRestoreFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainSaveFlags(this.handle, to, dxml, flags), options);
  }

  /**
   * Saves the memory of a running domain to a file and stops the domain.
   * {@link Connect.domainRestoreParams} starts it again from the file. Without a file in `params`,
   * makes a managed save, as {@link Domain.managedSave} does.
   *
   * Since libvirt 8.4.0. C: `virDomainSaveParams`.
   * @param params The file, its format, and the XML to restore with.
   * @param flags Bitwise OR of {@link DomainSaveRestoreFlags}. `RUNNING` or `PAUSED` sets the state
   *   after a restore; by default it is the state at the time of saving.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_ABORTED` when {@link Domain.abortJob} cancels it.
   * @category Save and restore
   */
  async saveParams(
    params: DomainSaveRestoreParams,
    flags: DomainSaveRestoreFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainSaveParams(
          this.handle,
          domainSaveRestoreParams.write('params', params),
          flags,
        ),
      options,
    );
  }

  /**
   * Saves the memory of a running domain to a file that libvirt manages, and stops the domain. The
   * next start restores it.
   *
   * Since libvirt 0.8.0. C: `virDomainManagedSave`.
   * @param flags Bitwise OR of {@link DomainSaveRestoreFlags}. `RUNNING` or `PAUSED` sets the state
   *   after the next start; by default it is the state at the time of saving.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is not running or is
   *   transient.
   * @category Save and restore
   */
  async managedSave(flags: DomainSaveRestoreFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainManagedSave(this.handle, flags), options);
  }

  /**
   * Returns whether the domain has a managed save, which the next start restores.
   *
   * Since libvirt 0.8.0. C: `virDomainHasManagedSaveImage`.
   * @param flags Unused; pass 0.
   * @category Save and restore
   */
  async hasManagedSaveImage(flags = 0, options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virDomainHasManagedSaveImage(this.handle, flags), options);
  }

  /**
   * Deletes the managed save, so that the next start boots the guest.
   *
   * Since libvirt 0.8.0. C: `virDomainManagedSaveRemove`.
   * @param flags Unused; pass 0.
   * @category Save and restore
   */
  async managedSaveRemove(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainManagedSaveRemove(this.handle, flags), options);
  }

  /**
   * Returns the domain XML in the managed save.
   *
   * Since libvirt 3.7.0. C: `virDomainManagedSaveGetXMLDesc`.
   * @param flags Bitwise OR of {@link DomainSaveImageXMLFlags}. `SECURE` includes passwords, and is
   *   denied on a read-only connection.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain has no managed save.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Save and restore
   */
  async managedSaveGetXMLDesc(
    flags: DomainSaveImageXMLFlags | typeof DomainXMLFlags.SECURE = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(() => native.virDomainManagedSaveGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Replaces the domain XML in the managed save.
   *
   * Since libvirt 3.7.0. C: `virDomainManagedSaveDefineXML`.
   * @param dxml The new domain XML; it may differ only in what the guest does not see, such as disk
   *   paths.
   * @param flags Bitwise OR of {@link DomainSaveRestoreFlags}. `RUNNING` or `PAUSED` sets the state
   *   after the next start; 0 keeps what the file says.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain has no managed save.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Save and restore
   */
  async managedSaveDefineXML(
    dxml: string,
    flags: DomainSaveRestoreFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainManagedSaveDefineXML(this.handle, dxml, flags), options);
  }

  /**
   * Dumps the memory of a running domain to a file, for a debugger.
   *
   * Since libvirt 0.1.9. C: `virDomainCoreDump`.
   * @param to Path of the file on the host.
   * @param flags Bitwise OR of {@link DomainCoreDumpFlags}. At most one of `CRASH`, `LIVE` and
   *   `RESET`: the domain stops, keeps running meanwhile, or is reset afterwards.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_ABORTED` when {@link Domain.abortJob} cancels it.
   * @category Save and restore
   */
  async coreDump(to: string, flags: DomainCoreDumpFlags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainCoreDump(this.handle, to, flags), options);
  }

  /**
   * Dumps the memory of a running domain to a file in the given format, for a debugger.
   *
   * Since libvirt 1.2.3. C: `virDomainCoreDumpWithFormat`.
   * @param to Path of the file on the host.
   * @param dumpformat Format of the file. QEMU writes formats other than `RAW` only with the flag
   *   `MEMORY_ONLY`.
   * @param flags Bitwise OR of {@link DomainCoreDumpFlags}. At most one of `CRASH`, `LIVE` and
   *   `RESET`: the domain stops, keeps running meanwhile, or is reset afterwards.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the driver cannot write the format,
   *   or not with these flags.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_ABORTED` when {@link Domain.abortJob} cancels it.
   * @category Save and restore
   */
  async coreDumpWithFormat(
    to: string,
    dumpformat: DomainCoreDumpFormat,
    flags: DomainCoreDumpFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainCoreDumpWithFormat(this.handle, to, dumpformat, flags),
      options,
    );
  }

  /**
   * Returns the domain XML: of the live state if the domain is running, otherwise of the persistent
   * configuration.
   *
   * Since libvirt 0.0.3. C: `virDomainGetXMLDesc`.
   * @param flags Bitwise OR of {@link DomainXMLFlags}. `INACTIVE` returns the persistent
   *   configuration of a running domain. `SECURE` includes passwords, and is denied on a read-only
   *   connection.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Configuration
   */
  async getXMLDesc(flags: DomainXMLFlags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virDomainGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Renames a domain that is not running. Afterwards {@link Domain.getName} of this object returns
   * the new name. Other objects of the same domain keep the old one, because libvirt records the
   * name when it creates an object: look them up again.
   *
   * Since libvirt 1.2.19. C: `virDomainRename`.
   * @param new_name The new name.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is running, transient, or
   *   has a managed save, or when the name is taken.
   * @category Configuration
   */
  async rename(new_name: string, flags = 0, options?: CallOptions): Promise<void> {
    const rename = () => native.virDomainRename(this.handle, new_name, flags);
    await settle(() => rename().then(() => this.#lookUpAgain()), options);
  }

  /** Replaces libvirt's object, which keeps the name that it was created with. */
  async #lookUpAgain(): Promise<void> {
    try {
      const uuid = native.virDomainGetUUIDString(this.handle);
      const connection = this.#connect[REFERENCE].handle;
      const renamed = await native.virDomainLookupByUUIDString(connection, uuid);
      const isFreed = this[REFERENCE].released;
      await native.virDomainFree(isFreed ? renamed : this[REFERENCE].replace(renamed));
    } catch {
      // The domain has been renamed nevertheless.
    }
  }

  /**
   * Returns whether libvirt starts the domain when the host boots.
   *
   * Since libvirt 0.2.1. C: `virDomainGetAutostart`.
   * @category Configuration
   */
  async getAutostart(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virDomainGetAutostart(this.handle), options);
  }

  /**
   * Sets whether libvirt starts the domain when the host boots.
   *
   * Since libvirt 0.2.1. C: `virDomainSetAutostart`.
   * @param autostart `true` to start it.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is transient.
   * @category Configuration
   */
  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainSetAutostart(this.handle, autostart), options);
  }

  /**
   * Returns whether libvirt starts the domain at the next boot of the host, and only then.
   *
   * Since libvirt 11.2.0. C: `virDomainGetAutostartOnce`.
   * @category Configuration
   */
  async getAutostartOnce(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virDomainGetAutostartOnce(this.handle), options);
  }

  /**
   * Sets whether libvirt starts the domain at the next boot of the host, and only then.
   *
   * Since libvirt 11.2.0. C: `virDomainSetAutostartOnce`.
   * @param autostart `true` to start it.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is transient.
   * @category Configuration
   */
  async setAutostartOnce(autostart: boolean, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainSetAutostartOnce(this.handle, autostart), options);
  }

  /**
   * Sets what happens when the guest powers off, reboots or crashes.
   *
   * Since libvirt 3.9.0. C: `virDomainSetLifecycleAction`.
   * @param type The occasion.
   * @param action The action, such as destroying or restarting the domain.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @category Configuration
   */
  async setLifecycleAction(
    type: DomainLifecycle,
    action: DomainLifecycleAction,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainSetLifecycleAction(this.handle, type, action, flags),
      options,
    );
  }

  /**
   * Associates open files with a name that the domain's XML can use in place of a path
   * (`<source fdgroup='...'>`). The association lasts until the connection is closed. Works only
   * over a local Unix socket.
   *
   * Since libvirt 9.0.0. C: `virDomainFDAssociate`.
   * @param name Name of the group of file descriptors.
   * @param fds The file descriptors. They stay open in this process, and the caller closes them.
   * @param flags Bitwise OR of {@link DomainFDAssociateFlags}: how to treat the files' security
   *   labels.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when the connection cannot pass file
   *   descriptors.
   * @category Configuration
   */
  async fdAssociate(
    name: string,
    fds: readonly number[],
    flags: DomainFDAssociateFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainFDAssociate(this.handle, name, fds, flags), options);
  }

  /**
   * Returns the domain's description, its title, or an application's metadata element as XML.
   *
   * Since libvirt 0.9.10. C: `virDomainGetMetadata`.
   * @param type Which of them.
   * @param uri XML namespace of the element. `null` for the description and the title.
   * @param flags One of {@link DomainModificationImpact}: live state or persistent configuration.
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_METADATA` when the domain has none of that kind.
   * @category Metadata
   */
  async getMetadata(
    type: DomainMetadataType,
    uri: string | null = null,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(() => native.virDomainGetMetadata(this.handle, type, uri, flags), options);
  }

  /**
   * Sets or removes the domain's description, its title, or an application's metadata element.
   *
   * Since libvirt 0.9.10. C: `virDomainSetMetadata`.
   * @param type Which of them.
   * @param metadata The text, or the element as XML. `null` removes it. A title may not contain
   *   newlines.
   * @param key Prefix for the element's XML namespace. `null` for the description and the title.
   * @param uri XML namespace of the element. `null` for the description and the title.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @category Metadata
   */
  async setMetadata(
    type: DomainMetadataType,
    metadata: string | null,
    key: string | null = null,
    uri: string | null = null,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainSetMetadata(this.handle, type, metadata, key, uri, flags),
      options,
    );
  }

  /**
   * Returns the maximum number of virtual CPUs of a running domain. {@link Domain.getVcpusFlags}
   * also reads the persistent configuration.
   *
   * Since libvirt 0.2.1. C: `virDomainGetMaxVcpus`.
   * @category CPUs
   */
  async getMaxVcpus(options?: CallOptions): Promise<number> {
    return await settle(() => native.virDomainGetMaxVcpus(this.handle), options);
  }

  /**
   * Returns the current or the maximum number of virtual CPUs.
   *
   * Since libvirt 0.8.5. C: `virDomainGetVcpusFlags`.
   * @param flags Bitwise OR of {@link DomainVcpuFlags}: `LIVE` or `CONFIG`, and `MAXIMUM` for the
   *   maximum, or `GUEST` to ask the guest agent how many are online in the guest.
   * @category CPUs
   */
  async getVcpusFlags(
    flags: DomainVcpuFlags | DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<number> {
    return await settle(() => native.virDomainGetVcpusFlags(this.handle, flags), options);
  }

  /**
   * Sets the number of virtual CPUs of a running domain.
   *
   * Since libvirt 0.1.4. C: `virDomainSetVcpus`.
   * @param nvcpus The number, from 1 to the maximum.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the number exceeds the maximum.
   * @category CPUs
   */
  async setVcpus(nvcpus: number, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainSetVcpus(this.handle, nvcpus), options);
  }

  /**
   * Sets the current or the maximum number of virtual CPUs.
   *
   * Since libvirt 0.8.5. C: `virDomainSetVcpusFlags`.
   * @param nvcpus The number, at least 1. The current number may not exceed the maximum.
   * @param flags Bitwise OR of {@link DomainVcpuFlags}. `MAXIMUM` sets the maximum and needs
   *   `CONFIG`. `GUEST` lets the guest agent take CPUs online and offline.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the number exceeds the maximum, or the flags
   *   contradict each other.
   * @category CPUs
   */
  async setVcpusFlags(
    nvcpus: number,
    flags: DomainVcpuFlags | DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainSetVcpusFlags(this.handle, nvcpus, flags), options);
  }

  /**
   * Plugs or unplugs individual virtual CPUs.
   *
   * Since libvirt 3.1.0. C: `virDomainSetVcpu`.
   * @param vcpumap Virtual CPUs to change: one boolean each, indexed by number. The others stay as
   *   they are.
   * @param state `true` to plug them, `false` to unplug them.
   * @param flags Bitwise OR of {@link DomainSetVcpuFlags}: live state, persistent configuration, or
   *   both.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when no CPU is selected, or one of them does not
   *   exist.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when a CPU cannot be unplugged.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_TIMEOUT` when the guest does not release a CPU in
   *   time.
   * @category CPUs
   */
  async setVcpu(
    vcpumap: readonly boolean[],
    state: boolean,
    flags: DomainSetVcpuFlags | DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainSetVcpu(this.handle, toList('vcpumap', vcpumap), state, flags),
      options,
    );
  }

  /**
   * Returns the state, CPU time and affinity of each virtual CPU of a running domain. Also asks the
   * connection, which has to be open, for the number of host CPUs.
   *
   * Since libvirt 0.1.4. C: `virDomainGetVcpus`.
   * @category CPUs
   */
  async getVcpus(options?: CallOptions): Promise<DomainVcpuInfo[]> {
    const [[, , , count], hostCPUs] = await Promise.all([
      settle(() => native.virDomainGetInfo(this.handle), options),
      this.#countHostCPUs(options),
    ]);
    const [info, maps] = await settle(
      () => native.virDomainGetVcpus(this.handle, count, byteLength(hostCPUs)),
      options,
    );
    const cpuMaps = manyFromBytes(maps, hostCPUs);
    return info.map(([number, state, cpuTime, cpu], index) => ({
      number,
      state,
      cpuTime,
      cpu,
      cpuMap: cpuMaps[index] ?? [],
    }));
  }

  /**
   * Pins a virtual CPU of a running domain to host CPUs.
   *
   * Since libvirt 0.1.4. C: `virDomainPinVcpu`.
   * @param vcpu Number of the virtual CPU, from 0.
   * @param cpumap Host CPUs it may run on: one boolean each, indexed by number. Missing entries are
   *   `false`.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the virtual CPU does not exist, or no host
   *   CPU is selected.
   * @category CPUs
   */
  async pinVcpu(vcpu: number, cpumap: readonly boolean[], options?: CallOptions): Promise<void> {
    await settle(
      () => native.virDomainPinVcpu(this.handle, vcpu, toBytes('cpumap', cpumap)),
      options,
    );
  }

  /**
   * Pins a virtual CPU to host CPUs.
   *
   * Since libvirt 0.9.3. C: `virDomainPinVcpuFlags`.
   * @param vcpu Number of the virtual CPU, from 0.
   * @param cpumap Host CPUs it may run on: one boolean each, indexed by number. Missing entries are
   *   `false`.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the virtual CPU does not exist, or no host
   *   CPU is selected.
   * @category CPUs
   */
  async pinVcpuFlags(
    vcpu: number,
    cpumap: readonly boolean[],
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainPinVcpuFlags(this.handle, vcpu, toBytes('cpumap', cpumap), flags),
      options,
    );
  }

  /**
   * Returns which host CPUs each virtual CPU may run on. Covers the maximum number of virtual CPUs,
   * even those that are not plugged. Also asks the connection, which has to be open, for the number
   * of host CPUs.
   *
   * Since libvirt 0.9.3. C: `virDomainGetVcpuPinInfo`.
   * @param flags One of {@link DomainModificationImpact}: live state or persistent configuration.
   * @returns One array for each virtual CPU, with one boolean for each host CPU; both are indexed
   *   by number.
   * @category CPUs
   */
  async getVcpuPinInfo(
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<boolean[][]> {
    const [count, hostCPUs] = await Promise.all([
      settle(
        () => native.virDomainGetVcpusFlags(this.handle, withFlag(flags, DomainVcpuFlags.MAXIMUM)),
        options,
      ),
      this.#countHostCPUs(options),
    ]);
    const maps = await settle(
      () => native.virDomainGetVcpuPinInfo(this.handle, count, byteLength(hostCPUs), flags),
      options,
    );
    return manyFromBytes(maps, hostCPUs);
  }

  /**
   * Pins the emulator threads, which are all threads of the hypervisor's process except virtual
   * CPUs and IOThreads, to host CPUs.
   *
   * Since libvirt 0.10.0. C: `virDomainPinEmulator`.
   * @param cpumap Host CPUs they may run on: one boolean each, indexed by number. Missing entries
   *   are `false`.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when no host CPU is selected.
   * @category CPUs
   */
  async pinEmulator(
    cpumap: readonly boolean[],
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainPinEmulator(this.handle, toBytes('cpumap', cpumap), flags),
      options,
    );
  }

  /**
   * Returns which host CPUs the emulator threads may run on; all, if they are not pinned. Also asks
   * the connection, which has to be open, for the number of host CPUs.
   *
   * Since libvirt 0.10.0. C: `virDomainGetEmulatorPinInfo`.
   * @param flags One of {@link DomainModificationImpact}: live state or persistent configuration.
   * @returns One boolean for each host CPU, indexed by number.
   * @category CPUs
   */
  async getEmulatorPinInfo(
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<boolean[]> {
    const hostCPUs = await this.#countHostCPUs(options);
    const [pinned, map] = await settle(
      () => native.virDomainGetEmulatorPinInfo(this.handle, byteLength(hostCPUs), flags),
      options,
    );
    return pinned ? fromBytes(map, hostCPUs) : Array<boolean>(hostCPUs).fill(true);
  }

  /**
   * Returns the IDs of the IOThreads, and which host CPUs each may run on. IOThreads are dedicated
   * threads for the I/O of disks. Also asks the connection, which has to be open, for the number of
   * host CPUs.
   *
   * Since libvirt 1.2.14. C: `virDomainGetIOThreadInfo`.
   * @param flags One of {@link DomainModificationImpact}: live state or persistent configuration.
   * @category CPUs
   */
  async getIOThreadInfo(
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<DomainIOThreadInfo[]> {
    const [threads, hostCPUs] = await Promise.all([
      settle(() => native.virDomainGetIOThreadInfo(this.handle, flags), options),
      this.#countHostCPUs(options),
    ]);
    return threads.map(([ioThreadID, map]) => ({ ioThreadID, cpuMap: fromBytes(map, hostCPUs) }));
  }

  /**
   * Adds an IOThread.
   *
   * Since libvirt 1.2.15. C: `virDomainAddIOThread`.
   * @param iothread_id ID of the IOThread, at least 1 and not in use.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the ID is 0 or in use.
   * @category CPUs
   */
  async addIOThread(
    iothread_id: number,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainAddIOThread(this.handle, iothread_id, flags), options);
  }

  /**
   * Removes an IOThread that no device uses.
   *
   * Since libvirt 1.2.15. C: `virDomainDelIOThread`.
   * @param iothread_id ID of the IOThread.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when there is no such IOThread, or a device uses
   *   it.
   * @category CPUs
   */
  async delIOThread(
    iothread_id: number,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainDelIOThread(this.handle, iothread_id, flags), options);
  }

  /**
   * Pins an IOThread to host CPUs.
   *
   * Since libvirt 1.2.14. C: `virDomainPinIOThread`.
   * @param iothread_id ID of the IOThread.
   * @param cpumap Host CPUs it may run on: one boolean each, indexed by number. Missing entries are
   *   `false`.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when there is no such IOThread, or no host CPU is
   *   selected.
   * @category CPUs
   */
  async pinIOThread(
    iothread_id: number,
    cpumap: readonly boolean[],
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainPinIOThread(this.handle, iothread_id, toBytes('cpumap', cpumap), flags),
      options,
    );
  }

  /**
   * Sets how an IOThread polls for requests, and the size of its thread pool.
   *
   * Since libvirt 4.10.0. C: `virDomainSetIOThreadParams`.
   * @param iothread_id ID of the IOThread.
   * @param params Fields to set; omitted fields keep their values.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when there is no such IOThread.
   * @category CPUs
   */
  async setIOThreadParams(
    iothread_id: number,
    params: DomainSetIOThreadParams,
    flags: DomainModificationImpact | TypedParameterFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainSetIOThreadParams(
          this.handle,
          iothread_id,
          domainSetIOThreadParams.write('params', params),
          flags,
        ),
      options,
    );
  }

  async #countHostCPUs(options?: CallOptions): Promise<number> {
    return await countHostCPUs(handleOf(this.#connect), options);
  }

  /**
   * Returns the maximum memory of the domain, in KiB.
   *
   * Since libvirt 0.0.3. C: `virDomainGetMaxMemory`.
   * @category Memory
   */
  async getMaxMemory(options?: CallOptions): Promise<bigint> {
    return await settle(() => native.virDomainGetMaxMemory(this.handle), options);
  }

  /**
   * Sets the maximum memory of a domain. QEMU allows it only while the domain is not running.
   *
   * Since libvirt 0.0.3. C: `virDomainSetMaxMemory`.
   * @param memory Memory in KiB, more than 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is running and its
   *   hypervisor cannot change the maximum then.
   * @category Memory
   */
  async setMaxMemory(memory: bigint | number, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainSetMaxMemory(this.handle, memory), options);
  }

  /**
   * Sets the memory of a running domain, by means of the balloon. The guest releases or claims
   * memory as it can; {@link Domain.memoryStats} reports the actual size.
   *
   * Since libvirt 0.1.1. C: `virDomainSetMemory`.
   * @param memory Memory in KiB, more than 0 and at most {@link Domain.getMaxMemory}.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the memory exceeds the maximum.
   * @category Memory
   */
  async setMemory(memory: bigint | number, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainSetMemory(this.handle, memory), options);
  }

  /**
   * Sets the current or the maximum memory of the domain.
   *
   * Since libvirt 0.9.0. C: `virDomainSetMemoryFlags`.
   * @param memory Memory in KiB, more than 0. The current memory may not exceed the maximum.
   * @param flags Bitwise OR of {@link DomainMemoryModFlags}: live state, persistent configuration,
   *   or both, and `MAXIMUM` for the maximum.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the current memory would exceed the maximum.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the maximum cannot be changed, as in
   *   the live state with QEMU.
   * @category Memory
   */
  async setMemoryFlags(
    memory: bigint | number,
    flags: DomainMemoryModFlags | DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainSetMemoryFlags(this.handle, memory, flags), options);
  }

  /**
   * Reads a range of the guest's memory.
   *
   * Since libvirt 0.4.2. C: `virDomainMemoryPeek`.
   * @param start Address of the first byte.
   * @param size Number of bytes. Through a daemon at most 4 MiB; an old one allows less, but at
   *   least 1 MiB.
   * @param flags {@link DomainMemoryFlags}: exactly one of `VIRTUAL` and `PHYSICAL`, the kind of
   *   address.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the flags do not contain exactly one of them.
   * @category Memory
   */
  async memoryPeek(
    start: bigint | number,
    size: bigint | number,
    flags: DomainMemoryFlags,
    options?: CallOptions,
  ): Promise<Uint8Array> {
    return await settle(() => native.virDomainMemoryPeek(this.handle, start, size, flags), options);
  }

  /**
   * Returns the name of the hypervisor's CPU scheduler, such as `posix`. It decides which scheduler
   * parameters exist.
   *
   * Since libvirt 0.2.3. C: `virDomainGetSchedulerType`.
   * @category Tuning
   */
  async getSchedulerType(options?: CallOptions): Promise<string> {
    const [type] = await settle(() => native.virDomainGetSchedulerType(this.handle), options);
    return type;
  }

  /**
   * Returns the CPU scheduler's parameters for a domain: of the live state if it is running,
   * otherwise of the persistent configuration.
   *
   * Since libvirt 0.2.3. C: `virDomainGetSchedulerParameters`.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when the driver runs unprivileged, as for
   *   `qemu:///session`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is running and its host has
   *   no cgroup controller for the CPU.
   * @category Tuning
   */
  async getSchedulerParameters(options?: CallOptions): Promise<DomainSchedulerParameters> {
    return domainSchedulerParameters.read(
      await settle(() => native.virDomainGetSchedulerParameters(this.handle), options),
    );
  }

  /**
   * Returns the CPU scheduler's parameters for the domain.
   *
   * Since libvirt 0.9.2. C: `virDomainGetSchedulerParametersFlags`.
   * @param flags One of {@link DomainModificationImpact}: live state or persistent configuration.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when the driver runs unprivileged, as for
   *   `qemu:///session`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is running and its host has
   *   no cgroup controller for the CPU.
   * @category Tuning
   */
  async getSchedulerParametersFlags(
    flags: DomainModificationImpact | TypedParameterFlags = 0,
    options?: CallOptions,
  ): Promise<DomainSchedulerParameters> {
    return domainSchedulerParameters.read(
      await settle(() => native.virDomainGetSchedulerParametersFlags(this.handle, flags), options),
    );
  }

  /**
   * Sets the CPU scheduler's parameters for a domain: of the live state if it is running, otherwise
   * of the persistent configuration.
   *
   * Since libvirt 0.2.3. C: `virDomainSetSchedulerParameters`.
   * @param params Fields to set; omitted fields keep their values.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when the driver runs unprivileged, as for
   *   `qemu:///session`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is running and its host has
   *   no cgroup controller for the CPU.
   * @category Tuning
   */
  async setSchedulerParameters(
    params: Settable<DomainSchedulerParameters>,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainSetSchedulerParameters(
          this.handle,
          domainSchedulerParameters.write('params', params),
        ),
      options,
    );
  }

  /**
   * Sets the CPU scheduler's parameters for the domain.
   *
   * Since libvirt 0.9.2. C: `virDomainSetSchedulerParametersFlags`.
   * @param params Fields to set; omitted fields keep their values.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when the driver runs unprivileged, as for
   *   `qemu:///session`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is running and its host has
   *   no cgroup controller for the CPU.
   * @category Tuning
   */
  async setSchedulerParametersFlags(
    params: Settable<DomainSchedulerParameters>,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainSetSchedulerParametersFlags(
          this.handle,
          domainSchedulerParameters.write('params', params),
          flags,
        ),
      options,
    );
  }

  /**
   * Returns the limits on the host memory that the domain may use, in KiB.
   *
   * Since libvirt 0.8.5. C: `virDomainGetMemoryParameters`.
   * @param flags One of {@link DomainModificationImpact}: live state or persistent configuration.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the driver runs unprivileged, as
   *   for `qemu:///session`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is running and its host has
   *   no cgroup controller for memory.
   * @category Tuning
   */
  async getMemoryParameters(
    flags: DomainModificationImpact | TypedParameterFlags = 0,
    options?: CallOptions,
  ): Promise<DomainMemoryParameters> {
    return domainMemoryParameters.read(
      await settle(() => native.virDomainGetMemoryParameters(this.handle, flags), options),
    );
  }

  /**
   * Limits the host memory that the domain may use.
   *
   * Since libvirt 0.8.5. C: `virDomainSetMemoryParameters`.
   * @param params Fields to set, in KiB; omitted fields keep their values.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the limits contradict each other.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the driver runs unprivileged, as
   *   for `qemu:///session`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is running and its host has
   *   no cgroup controller for memory.
   * @category Tuning
   */
  async setMemoryParameters(
    params: Settable<DomainMemoryParameters>,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainSetMemoryParameters(
          this.handle,
          domainMemoryParameters.write('params', params),
          flags,
        ),
      options,
    );
  }

  /**
   * Returns the NUMA nodes of the host that the domain's memory comes from.
   *
   * Since libvirt 0.9.9. C: `virDomainGetNumaParameters`.
   * @param flags One of {@link DomainModificationImpact}: live state or persistent configuration.
   * @category Tuning
   */
  async getNumaParameters(
    flags: DomainModificationImpact | TypedParameterFlags = 0,
    options?: CallOptions,
  ): Promise<DomainNumaParameters> {
    return domainNumaParameters.read(
      await settle(() => native.virDomainGetNumaParameters(this.handle, flags), options),
    );
  }

  /**
   * Sets the NUMA nodes of the host that the domain's memory comes from.
   *
   * Since libvirt 0.9.9. C: `virDomainSetNumaParameters`.
   * @param params Fields to set; omitted fields keep their values.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the list of nodes is invalid. Also when
   *   the change affects a running domain and sets its mode, or sets its nodes while the mode is
   *   `STRICT`.
   * @category Tuning
   */
  async setNumaParameters(
    params: Settable<DomainNumaParameters>,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainSetNumaParameters(
          this.handle,
          domainNumaParameters.write('params', params),
          flags,
        ),
      options,
    );
  }

  /**
   * Returns the domain's weight and its limits on the host's block devices.
   *
   * Since libvirt 0.9.0. C: `virDomainGetBlkioParameters`.
   * @param flags One of {@link DomainModificationImpact}: live state or persistent configuration.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when the driver runs unprivileged, as for
   *   `qemu:///session`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is running and its host has
   *   no cgroup controller for block I/O.
   * @category Tuning
   */
  async getBlkioParameters(
    flags: DomainModificationImpact | TypedParameterFlags = 0,
    options?: CallOptions,
  ): Promise<DomainBlkioParameters> {
    return domainBlkioParameters.read(
      await settle(() => native.virDomainGetBlkioParameters(this.handle, flags), options),
    );
  }

  /**
   * Sets the domain's weight and its limits on the host's block devices.
   *
   * Since libvirt 0.9.0. C: `virDomainSetBlkioParameters`.
   * @param params Fields to set; omitted fields keep their values.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when the driver runs unprivileged, as for
   *   `qemu:///session`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is running and its host has
   *   no cgroup controller for block I/O.
   * @category Tuning
   */
  async setBlkioParameters(
    params: Settable<DomainBlkioParameters>,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainSetBlkioParameters(
          this.handle,
          domainBlkioParameters.write('params', params),
          flags,
        ),
      options,
    );
  }

  /**
   * Returns the CPU time that a running domain has used, in nanoseconds, in total or on individual
   * host CPUs.
   *
   * Since libvirt 0.9.10. C: `virDomainGetCPUStats`.
   * @param startCpu Number of the first host CPU, from 0. -1 for the total.
   * @param nCpus Number of host CPUs: 1 for the total; 0 for all from `startCpu` on.
   * @param flags {@link TypedParameterFlags}, which libvirt sets itself; pass 0.
   * @returns One element for each host CPU, or a single one with the total.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is not running, or its host
   *   has no cgroup controller for CPU accounting.
   * @category Statistics
   */
  async getCPUStats(
    startCpu: number,
    nCpus: number,
    flags: TypedParameterFlags = 0,
    options?: CallOptions,
  ): Promise<DomainCPUStats[]> {
    return domainCPUStats.readAll(
      await settle(
        renaming({ start_cpu: 'startCpu', ncpus: 'nCpus' }, () =>
          native.virDomainGetCPUStats(this.handle, startCpu, nCpus, flags),
        ),
        options,
      ),
    );
  }

  /**
   * Returns the memory statistics of a running domain, as far as the hypervisor and the guest's
   * balloon driver provide them.
   *
   * Since libvirt 0.7.5. C: `virDomainMemoryStats`.
   * @param flags Unused; pass 0.
   * @category Statistics
   */
  async memoryStats(flags = 0, options?: CallOptions): Promise<DomainMemoryStat[]> {
    const stats = await settle(() => native.virDomainMemoryStats(this.handle, flags), options);
    return stats.map(([tag, val]) => ({ tag, val }));
  }

  /**
   * Sets how often the guest's balloon driver reports memory statistics.
   *
   * Since libvirt 1.1.1. C: `virDomainSetMemoryStatsPeriod`.
   * @param period Seconds between reports; 0 turns them off.
   * @param flags Bitwise OR of {@link DomainMemoryModFlags}: live state, persistent configuration,
   *   or both.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the period is negative.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` when the domain has no memory balloon.
   * @category Statistics
   */
  async setMemoryStatsPeriod(
    period: number,
    flags: DomainMemoryModFlags | DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainSetMemoryStatsPeriod(this.handle, period, flags), options);
  }

  /**
   * Starts to measure the rate at which the guest writes to its memory. Resolves before the
   * measurement is over; afterwards the domain's statistics contain the result, in the group
   * `DIRTYRATE` of {@link DomainStatsTypes}.
   *
   * Since libvirt 7.2.0. C: `virDomainStartDirtyRateCalc`.
   * @param seconds Duration of the measurement, from 1 to 60 seconds.
   * @param flags {@link DomainDirtyRateCalcFlags}: one way of measuring. Default: 0,
   *   `PAGE_SAMPLING`.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when the duration is out of range.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when QEMU does not support the way of
   *   measuring.
   * @category Statistics
   */
  async startDirtyRateCalc(
    seconds: number,
    flags: DomainDirtyRateCalcFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainStartDirtyRateCalc(this.handle, seconds, flags), options);
  }

  /**
   * Returns which performance events libvirt counts for the domain.
   *
   * Since libvirt 1.3.3. C: `virDomainGetPerfEvents`.
   * @param flags One of {@link DomainModificationImpact}: live state or persistent configuration.
   * @category Statistics
   */
  async getPerfEvents(
    flags: DomainModificationImpact | TypedParameterFlags = 0,
    options?: CallOptions,
  ): Promise<DomainPerfEvents> {
    return domainPerfEvents.read(
      await settle(() => native.virDomainGetPerfEvents(this.handle, flags), options),
    );
  }

  /**
   * Turns the counting of performance events on or off. The domain's statistics contain the
   * counters, in the group `PERF` of {@link DomainStatsTypes}.
   *
   * Since libvirt 1.3.3. C: `virDomainSetPerfEvents`.
   * @param params Events to turn on (`true`) or off (`false`); omitted events stay as they are.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @category Statistics
   */
  async setPerfEvents(
    params: Settable<DomainPerfEvents>,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainSetPerfEvents(this.handle, domainPerfEvents.write('params', params), flags),
      options,
    );
  }

  /**
   * Returns a disk's I/O counters since the domain was started. Counters that the hypervisor does
   * not provide are absent.
   *
   * Since libvirt 0.3.2. C: `virDomainBlockStats`.
   * @param disk Target of the disk, such as `vda`, or the path of its source. An empty string for
   *   all disks together, where the driver supports it.
   * @category Statistics
   */
  async blockStats(disk: string, options?: CallOptions): Promise<DomainBlockStats> {
    const [rdReq, rdBytes, wrReq, wrBytes, errs] = await settle(
      () => native.virDomainBlockStats(this.handle, disk),
      options,
    );
    return counted({ rdReq, rdBytes, wrReq, wrBytes, errs });
  }

  /**
   * Returns a disk's I/O counters since the domain was started, with flushes and with times in
   * nanoseconds. Counters that the hypervisor does not provide are absent.
   *
   * Since libvirt 0.9.5. C: `virDomainBlockStatsFlags`.
   * @param disk Target of the disk, such as `vda`, or the path of its source. An empty string for
   *   all disks together, where the driver supports it.
   * @param flags {@link TypedParameterFlags}, which libvirt sets itself; pass 0.
   * @category Statistics
   */
  async blockStatsFlags(
    disk: string,
    flags: TypedParameterFlags = 0,
    options?: CallOptions,
  ): Promise<DomainBlockStats> {
    return domainBlockStats.read(
      await settle(() => native.virDomainBlockStatsFlags(this.handle, disk, flags), options),
    );
  }

  /**
   * Returns a network interface's traffic counters since the domain was started. Counters that the
   * hypervisor does not provide are absent.
   *
   * Since libvirt 0.3.2. C: `virDomainInterfaceStats`.
   * @param device Name of the interface on the host, such as `vnet0`, or its MAC address.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the domain has no such interface.
   * @category Statistics
   */
  async interfaceStats(device: string, options?: CallOptions): Promise<DomainInterfaceStats> {
    const [rxBytes, rxPackets, rxErrs, rxDrop, txBytes, txPackets, txErrs, txDrop] = await settle(
      () => native.virDomainInterfaceStats(this.handle, device),
      options,
    );
    return counted({ rxBytes, rxPackets, rxErrs, rxDrop, txBytes, txPackets, txErrs, txDrop });
  }

  /**
   * Attaches a device to a running domain. The persistent configuration does not change.
   *
   * Since libvirt 0.1.9. C: `virDomainAttachDevice`.
   * @param xml The device as XML: one element, as it would stand under `<devices>`.
   * @throws {LibvirtError} `VIR_ERR_XML_ERROR` or `VIR_ERR_XML_DETAIL` when the XML does not
   *   describe a device.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` or `VIR_ERR_OPERATION_INVALID` when the
   *   device conflicts with another.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when a device of this type cannot be
   *   attached.
   * @see `DomainDiskXML`, `DomainInterfaceXML` and the other devices of `@libvirt/xml`, which write
   *   this XML from typed data.
   * @category Devices
   */
  async attachDevice(xml: string, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainAttachDevice(this.handle, xml), options);
  }

  /**
   * Attaches a device.
   *
   * Since libvirt 0.7.7. C: `virDomainAttachDeviceFlags`.
   * @param xml The device as XML: one element, as it would stand under `<devices>`.
   * @param flags Bitwise OR of {@link DomainDeviceModifyFlags}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_XML_ERROR` or `VIR_ERR_XML_DETAIL` when the XML does not
   *   describe a device.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` or `VIR_ERR_OPERATION_INVALID` when the
   *   device conflicts with another.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when a device of this type cannot be
   *   attached.
   * @see `DomainDiskXML`, `DomainInterfaceXML` and the other devices of `@libvirt/xml`, which write
   *   this XML from typed data.
   * @category Devices
   */
  async attachDeviceFlags(
    xml: string,
    flags: DomainDeviceModifyFlags | DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainAttachDeviceFlags(this.handle, xml, flags), options);
  }

  /**
   * Detaches a device from a running domain. The persistent configuration does not change. The
   * guest may take time to release the device: libvirt waits a few seconds for it, and a
   * `domain-device-removed` event reports when it is done.
   *
   * Since libvirt 0.1.9. C: `virDomainDetachDevice`.
   * @param xml The device as XML, preferably as in the domain's XML.
   * @throws {LibvirtError} `VIR_ERR_DEVICE_MISSING` when the domain has no such device.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when a device of this type cannot be
   *   detached.
   * @see `DomainDiskXML`, `DomainInterfaceXML` and the other devices of `@libvirt/xml`, which write
   *   this XML from typed data.
   * @category Devices
   */
  async detachDevice(xml: string, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainDetachDevice(this.handle, xml), options);
  }

  /**
   * Detaches a device. The guest may take time to release a device of the live state: libvirt waits
   * a few seconds for it, and a `domain-device-removed` event reports when it is done.
   *
   * Since libvirt 0.7.7. C: `virDomainDetachDeviceFlags`.
   * @param xml The device as XML, preferably as in the domain's XML.
   * @param flags Bitwise OR of {@link DomainDeviceModifyFlags}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_DEVICE_MISSING` when the domain has no such device.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when a device of this type cannot be
   *   detached.
   * @see `DomainDiskXML`, `DomainInterfaceXML` and the other devices of `@libvirt/xml`, which write
   *   this XML from typed data.
   * @category Devices
   */
  async detachDeviceFlags(
    xml: string,
    flags: DomainDeviceModifyFlags | DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainDetachDeviceFlags(this.handle, xml, flags), options);
  }

  /**
   * Detaches the device with the given alias. Resolves without waiting for the guest to release it:
   * a `domain-device-removed` or `domain-device-removal-failed` event reports the outcome.
   *
   * Since libvirt 4.4.0. C: `virDomainDetachDeviceAlias`.
   * @param alias Alias of the device, from the `<alias>` element of the domain's XML.
   * @param flags Bitwise OR of {@link DomainDeviceModifyFlags}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_DEVICE_MISSING` when the domain has no such device.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when a device of this type cannot be
   *   detached.
   * @category Devices
   */
  async detachDeviceAlias(
    alias: string,
    flags: DomainDeviceModifyFlags | DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainDetachDeviceAlias(this.handle, alias, flags), options);
  }

  /**
   * Changes a device, such as the medium in a CD-ROM drive or the network of an interface.
   *
   * Since libvirt 0.8.0. C: `virDomainUpdateDeviceFlags`.
   * @param xml The device as XML, complete, with the changes. What is left out may count as
   *   removed.
   * @param flags Bitwise OR of {@link DomainDeviceModifyFlags}: live state, persistent
   *   configuration, or both. `FORCE` ejects a medium that the guest has locked.
   * @throws {LibvirtError} `VIR_ERR_XML_ERROR` or `VIR_ERR_XML_DETAIL` when the XML does not
   *   describe a device.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the change is not possible while
   *   the domain is running.
   * @see `DomainDiskXML`, `DomainInterfaceXML` and the other devices of `@libvirt/xml`, which write
   *   this XML from typed data.
   * @category Devices
   */
  async updateDeviceFlags(
    xml: string,
    flags: DomainDeviceModifyFlags | DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainUpdateDeviceFlags(this.handle, xml, flags), options);
  }

  /**
   * Returns a disk's capacity, and the allocated and physical size of its image, in bytes.
   *
   * Since libvirt 0.8.1. C: `virDomainGetBlockInfo`.
   * @param disk Target of the disk, such as `vda`, or the path of its source.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the domain has no such disk, or the disk has
   *   no medium.
   * @category Block devices
   */
  async getBlockInfo(disk: string, flags = 0, options?: CallOptions): Promise<DomainBlockInfo> {
    const [capacity, allocation, physical] = await settle(
      () => native.virDomainGetBlockInfo(this.handle, disk, flags),
      options,
    );
    return { capacity, allocation, physical };
  }

  /**
   * Reads a range of a disk's image on the host. What the guest has written but not flushed may be
   * missing.
   *
   * Since libvirt 0.4.2. C: `virDomainBlockPeek`.
   * @param disk Target of the disk, such as `vda`, or the path of its source.
   * @param offset Offset of the first byte.
   * @param size Number of bytes. Through a daemon at most 4 MiB; an old one allows less, but at
   *   least 1 MiB.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the domain has no such disk, or the range
   *   ends beyond the image.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the image is not raw.
   * @category Block devices
   */
  async blockPeek(
    disk: string,
    offset: bigint | number,
    size: bigint | number,
    flags = 0,
    options?: CallOptions,
  ): Promise<Uint8Array> {
    return await settle(
      () => native.virDomainBlockPeek(this.handle, disk, offset, size, flags),
      options,
    );
  }

  /**
   * Resizes a disk of a running domain.
   *
   * Since libvirt 0.9.8. C: `virDomainBlockResize`.
   * @param disk Target of the disk, such as `vda`, or the path of its source.
   * @param size New size in KiB, or in bytes with the flag `BYTES`.
   * @param flags Bitwise OR of {@link DomainBlockResizeFlags}: the unit of `size`, and how to
   *   resize.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the domain has no such disk.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the disk is empty or read-only.
   * @category Block devices
   */
  async blockResize(
    disk: string,
    size: bigint | number,
    flags: DomainBlockResizeFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainBlockResize(this.handle, disk, size, flags), options);
  }

  /**
   * Starts a block job that pulls all data from the backing images of a disk into its active image,
   * which then needs no backing image. Resolves once the job has started; `domain-block-job-2`
   * events report its end.
   *
   * Since libvirt 0.9.4. C: `virDomainBlockPull`.
   * @param disk Target of the disk, such as `vda`, or the path of its source.
   * @param bandwidth Limit in MiB/s, or in bytes/s with the flag `BANDWIDTH_BYTES`. Default: 0, no
   *   limit.
   * @param flags Bitwise OR of {@link DomainBlockPullFlags}: the unit of `bandwidth`.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the domain has no such disk, or the disk no
   *   such image.
   * @throws {LibvirtError} `VIR_ERR_BLOCK_COPY_ACTIVE` or `VIR_ERR_OPERATION_UNSUPPORTED` when the
   *   disk already has a block job.
   * @category Block devices
   */
  async blockPull(
    disk: string,
    bandwidth: bigint | number = 0,
    flags: DomainBlockPullFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainBlockPull(this.handle, disk, bandwidth, flags), options);
  }

  /**
   * Starts a block job that pulls data from the backing images of a disk into its active image,
   * down to the image `base`; with the flag `COPY`, copies the disk to the file `base` instead.
   * Resolves once the job has started; `domain-block-job-2` events report its end.
   * {@link Domain.blockCopy} is the newer way to copy.
   *
   * Since libvirt 0.9.10. C: `virDomainBlockRebase`.
   * @param disk Target of the disk, such as `vda`, or the path of its source.
   * @param base Path of the backing image to keep, or of the copy's destination. Default: `null`,
   *   keep no backing image.
   * @param bandwidth Limit in MiB/s, or in bytes/s with the flag `BANDWIDTH_BYTES`. Default: 0, no
   *   limit.
   * @param flags Bitwise OR of {@link DomainBlockRebaseFlags}.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the domain has no such disk, or the disk no
   *   such image.
   * @throws {LibvirtError} `VIR_ERR_BLOCK_COPY_ACTIVE` or `VIR_ERR_OPERATION_UNSUPPORTED` when the
   *   disk already has a block job.
   * @category Block devices
   */
  async blockRebase(
    disk: string,
    base: string | null = null,
    bandwidth: bigint | number = 0,
    flags: DomainBlockRebaseFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainBlockRebase(this.handle, disk, base, bandwidth, flags),
      options,
    );
  }

  /**
   * Starts a block job that commits data from the images of a disk between `top` and `base` down
   * into `base`. Afterwards the images above `base` up to `top` are no longer needed. Resolves once
   * the job has started; `domain-block-job-2` events report its end. Committing the active image
   * needs the flag `ACTIVE`, and the job then runs until {@link Domain.blockJobAbort} ends it.
   *
   * Since libvirt 0.10.2. C: `virDomainBlockCommit`.
   * @param disk Target of the disk, such as `vda`, or the path of its source.
   * @param base Path of the image to write to. Default: `null`, the lowest image of the chain, or
   *   with the flag `SHALLOW` the one below `top`.
   * @param top Path of the highest image to commit. Default: `null`, the active image.
   * @param bandwidth Limit in MiB/s, or in bytes/s with the flag `BANDWIDTH_BYTES`. Default: 0, no
   *   limit.
   * @param flags Bitwise OR of {@link DomainBlockCommitFlags}.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the domain has no such disk, or the disk no
   *   such image.
   * @throws {LibvirtError} `VIR_ERR_BLOCK_COPY_ACTIVE` or `VIR_ERR_OPERATION_UNSUPPORTED` when the
   *   disk already has a block job.
   * @category Block devices
   */
  async blockCommit(
    disk: string,
    base: string | null = null,
    top: string | null = null,
    bandwidth: bigint | number = 0,
    flags: DomainBlockCommitFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainBlockCommit(this.handle, disk, base, top, bandwidth, flags),
      options,
    );
  }

  /**
   * Starts a block job that copies a disk to another image. Resolves once the job has started. Once
   * everything is copied, a `domain-block-job-2` event with the status `READY` follows, and the job
   * mirrors writes to both images until {@link Domain.blockJobAbort} ends it.
   *
   * Since libvirt 1.2.8. C: `virDomainBlockCopy`.
   * @param disk Target of the disk, such as `vda`, or the path of its source.
   * @param destxml Destination as XML: a `<disk>` element with the `<source>`, and preferably the
   *   format in `<driver>`.
   * @param params Bandwidth limit in bytes/s, granularity and buffer size in bytes. Default: no
   *   limit, and the hypervisor's sizes.
   * @param flags Bitwise OR of {@link DomainBlockCopyFlags}.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the domain has no such disk, or the
   *   granularity is not a power of two.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is not running, or is
   *   persistent and the driver needs the flag `TRANSIENT_JOB`.
   * @throws {LibvirtError} `VIR_ERR_BLOCK_COPY_ACTIVE` or `VIR_ERR_OPERATION_UNSUPPORTED` when the
   *   disk already has a block job.
   * @see `DomainDiskXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Block devices
   */
  async blockCopy(
    disk: string,
    destxml: string,
    params: DomainBlockCopyParameters = {},
    flags: DomainBlockCopyFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainBlockCopy(
          this.handle,
          disk,
          destxml,
          domainBlockCopyParameters.write('params', params),
          flags,
        ),
      options,
    );
  }

  /**
   * Returns the type and the progress of a disk's block job.
   *
   * Since libvirt 0.9.4. C: `virDomainGetBlockJobInfo`.
   * @param disk Target of the disk, such as `vda`, or the path of its source.
   * @param flags Bitwise OR of {@link DomainBlockJobInfoFlags}: the unit of the result's bandwidth,
   *   MiB/s or bytes/s.
   * @returns `null` if the disk has no block job.
   * @category Block devices
   */
  async getBlockJobInfo(
    disk: string,
    flags: DomainBlockJobInfoFlags = 0,
    options?: CallOptions,
  ): Promise<DomainBlockJobInfo | null> {
    const [exists, [type, bandwidth, cur, end]] = await settle(
      () => native.virDomainGetBlockJobInfo(this.handle, disk, flags),
      options,
    );
    return exists ? { type, bandwidth, cur, end } : null;
  }

  /**
   * Ends a disk's block job: cancels it, or with the flag `PIVOT` switches the domain to the image
   * that was copied or committed to. By default waits until the job has ended; with the flag
   * `ASYNC` only requests it, and a `domain-block-job-2` event reports the end.
   *
   * Since libvirt 0.9.4. C: `virDomainBlockJobAbort`.
   * @param disk Target of the disk, such as `vda`, or the path of its source.
   * @param flags Bitwise OR of {@link DomainBlockJobAbortFlags}.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the disk has no block job.
   * @throws {LibvirtError} `VIR_ERR_BLOCK_COPY_ACTIVE` when the flag `PIVOT` is set before the job
   *   is ready.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when switching to the other image fails.
   * @category Block devices
   */
  async blockJobAbort(
    disk: string,
    flags: DomainBlockJobAbortFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainBlockJobAbort(this.handle, disk, flags), options);
  }

  /**
   * Sets the bandwidth limit of a disk's block job.
   *
   * Since libvirt 0.9.4. C: `virDomainBlockJobSetSpeed`.
   * @param disk Target of the disk, such as `vda`, or the path of its source.
   * @param bandwidth Limit in MiB/s, or in bytes/s with the flag `BANDWIDTH_BYTES`. 0 for no limit.
   * @param flags Bitwise OR of {@link DomainBlockJobSetSpeedFlags}: the unit of `bandwidth`.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the disk has no block job.
   * @category Block devices
   */
  async blockJobSetSpeed(
    disk: string,
    bandwidth: bigint | number,
    flags: DomainBlockJobSetSpeedFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainBlockJobSetSpeed(this.handle, disk, bandwidth, flags),
      options,
    );
  }

  /**
   * Sets a write threshold for a disk's image: when the guest writes beyond it, a
   * `domain-block-threshold` event is emitted, once. Lets an application grow a thin-provisioned
   * volume before it is full.
   *
   * Since libvirt 3.1.0. C: `virDomainSetBlockThreshold`.
   * @param dev Target of the disk, such as `vda`, or one of its images with the index from the live
   *   XML, such as `vda[1]`.
   * @param threshold Offset in bytes.
   * @param flags Unused; pass 0.
   * @category Block devices
   */
  async setBlockThreshold(
    dev: string,
    threshold: bigint | number,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainSetBlockThreshold(this.handle, dev, threshold, flags),
      options,
    );
  }

  /**
   * Returns the disks of a running domain that have had an I/O error. An empty array means no
   * errors.
   *
   * Since libvirt 0.9.10. C: `virDomainGetDiskErrors`.
   * @param flags Unused; pass 0.
   * @category Block devices
   */
  async getDiskErrors(flags = 0, options?: CallOptions): Promise<DomainDiskError[]> {
    const errors = await settle(() => native.virDomainGetDiskErrors(this.handle, flags), options);
    return errors.map(([disk, error]) => ({ disk, error }));
  }

  /**
   * Returns a disk's I/O limits, in bytes or requests per second.
   *
   * Since libvirt 0.9.8. C: `virDomainGetBlockIoTune`.
   * @param disk Target of the disk, such as `vda`, or the path of its source.
   * @param flags One of {@link DomainModificationImpact}: live state or persistent configuration.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the domain has no such disk.
   * @category Block devices
   */
  async getBlockIoTune(
    disk: string,
    flags: DomainModificationImpact | TypedParameterFlags = 0,
    options?: CallOptions,
  ): Promise<DomainBlockIoTuneParameters> {
    return domainBlockIoTuneParameters.read(
      await settle(() => native.virDomainGetBlockIoTune(this.handle, disk, flags), options),
    );
  }

  /**
   * Sets a disk's I/O limits, in bytes or requests per second.
   *
   * Since libvirt 0.9.8. C: `virDomainSetBlockIoTune`.
   * @param disk Target of the disk, such as `vda`, or the path of its source.
   * @param params Fields to set, 0 for no limit; omitted fields keep their values.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the domain has no such disk, or a total is
   *   combined with limits for reads or writes of the same kind.
   * @category Block devices
   */
  async setBlockIoTune(
    disk: string,
    params: Settable<DomainBlockIoTuneParameters>,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainSetBlockIoTune(
          this.handle,
          disk,
          domainBlockIoTuneParameters.write('params', params),
          flags,
        ),
      options,
    );
  }

  /**
   * Creates or changes a throttle group: I/O limits that several disks can share.
   *
   * Since libvirt 11.2.0. C: `virDomainSetThrottleGroup`.
   * @param group Name of the group.
   * @param params Fields to set, 0 for no limit; omitted fields keep their values. `groupName`
   *   defaults to `group`.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @category Block devices
   */
  async setThrottleGroup(
    group: string,
    params: Settable<DomainBlockIoTuneParameters>,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => {
      const { handle } = this;
      const parameters = domainBlockIoTuneParameters.write('params', params);
      // libvirt stores these parameters as the group, so they have to contain its name.
      const [key] = domainBlockIoTuneParameters.fields.groupName;
      if (params.groupName === undefined) parameters.push([key, TypedParameterType.STRING, group]);
      return native.virDomainSetThrottleGroup(handle, group, parameters, flags);
    }, options);
  }

  /**
   * Deletes a throttle group that no disk uses.
   *
   * Since libvirt 11.2.0. C: `virDomainDelThrottleGroup`.
   * @param group Name of the group.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when a disk uses the group.
   * @category Block devices
   */
  async delThrottleGroup(
    group: string,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainDelThrottleGroup(this.handle, group, flags), options);
  }

  /**
   * Returns the guest's network interfaces with their MAC and IP addresses.
   *
   * Since libvirt 1.2.14. C: `virDomainInterfaceAddresses`.
   * @param source Where to look: the DHCP leases of libvirt's networks, the guest agent, or the
   *   host's ARP table. Interface names are the guest's own only with `AGENT`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when the driver does not know the source,
   *   or the domain has no guest agent.
   * @throws {LibvirtError} `VIR_ERR_AGENT_UNRESPONSIVE` when the guest agent does not answer.
   * @category Network interfaces
   */
  async listAllInterfaceAddresses(
    source: DomainInterfaceAddressesSource,
    flags = 0,
    options?: CallOptions,
  ): Promise<DomainInterface[]> {
    const interfaces = await settle(
      () => native.virDomainInterfaceAddresses(this.handle, source, flags),
      options,
    );
    return interfaces.map(([name, hwaddr, addrs]) => ({
      name,
      hwaddr,
      addrs: addrs.map(([type, addr, prefix]) => ({ type, addr, prefix })),
    }));
  }

  /**
   * Returns the bandwidth limits of a network interface, in KiB/s and KiB.
   *
   * Since libvirt 0.9.9. C: `virDomainGetInterfaceParameters`.
   * @param device Name of the interface on the host, such as `vnet0`, or its MAC address.
   * @param flags One of {@link DomainModificationImpact}: live state or persistent configuration.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the domain has no such interface.
   * @category Network interfaces
   */
  async getInterfaceParameters(
    device: string,
    flags: DomainModificationImpact | TypedParameterFlags = 0,
    options?: CallOptions,
  ): Promise<DomainInterfaceParameters> {
    return domainInterfaceParameters.read(
      await settle(
        () => native.virDomainGetInterfaceParameters(this.handle, device, flags),
        options,
      ),
    );
  }

  /**
   * Sets the bandwidth limits of a network interface, in KiB/s and KiB.
   *
   * Since libvirt 0.9.9. C: `virDomainSetInterfaceParameters`.
   * @param device Name of the interface on the host, such as `vnet0`, or its MAC address.
   * @param params Fields to set, 0 for no limit; omitted fields keep their values.
   * @param flags Bitwise OR of {@link DomainModificationImpact}: live state, persistent
   *   configuration, or both.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the domain has no such interface.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when interfaces of this type cannot be
   *   limited.
   * @category Network interfaces
   */
  async setInterfaceParameters(
    device: string,
    params: Settable<DomainInterfaceParameters>,
    flags: DomainModificationImpact = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainSetInterfaceParameters(
          this.handle,
          device,
          domainInterfaceParameters.write('params', params),
          flags,
        ),
      options,
    );
  }

  /**
   * Makes the guest's network interfaces announce themselves, so that switches learn where they
   * are.
   *
   * Since libvirt 12.5.0. C: `virDomainAnnounceInterface`.
   * @param device Alias of an interface. Default: `null`, all interfaces.
   * @param params Number and timing of the packets. Times are in milliseconds.
   * @param flags Unused; pass 0.
   * @category Network interfaces
   */
  async announceInterface(
    device: string | null = null,
    params: DomainAnnounceInterface = {},
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainAnnounceInterface(
          this.handle,
          device,
          domainAnnounceInterface.write('params', params),
          flags,
        ),
      options,
    );
  }

  /**
   * Returns the type and the progress of the domain's job, such as a migration, a save, a dump or a
   * backup. Times are in milliseconds, amounts of data in bytes. Without a job the type is `NONE`.
   *
   * Since libvirt 0.7.7. C: `virDomainGetJobInfo`.
   * @category Jobs
   */
  async getJobInfo(options?: CallOptions): Promise<DomainJobInfo> {
    const [
      type,
      timeElapsed,
      timeRemaining,
      dataTotal,
      dataProcessed,
      dataRemaining,
      memTotal,
      memProcessed,
      memRemaining,
      diskTotal,
      diskProcessed,
      diskRemaining,
    ] = await settle(() => native.virDomainGetJobInfo(this.handle), options);
    return {
      type,
      timeElapsed,
      timeRemaining,
      dataTotal,
      dataProcessed,
      dataRemaining,
      memTotal,
      memProcessed,
      memRemaining,
      diskTotal,
      diskProcessed,
      diskRemaining,
    };
  }

  /**
   * Returns the type and the statistics of the domain's job, or of the last completed one. Times
   * are in milliseconds, amounts of data in bytes. Without a job the type is `NONE`.
   *
   * Since libvirt 1.0.3. C: `virDomainGetJobStats`.
   * @param flags Bitwise OR of {@link DomainGetJobStatsFlags}. `COMPLETED` returns the statistics
   *   of the completed job and discards them, unless `KEEP_COMPLETED` is set too.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` on the destination of a running
   *   migration; ask the source host.
   * @category Jobs
   */
  async getJobStats(
    flags: DomainGetJobStatsFlags = 0,
    options?: CallOptions,
  ): Promise<DomainJobInfo> {
    const [type, packed] = await settle(
      () => native.virDomainGetJobStats(this.handle, flags),
      options,
    );
    return { type, ...domainJobInfo.read(packed) };
  }

  /**
   * Requests that the domain's job be aborted. Resolves once the request is made; the call that
   * runs the job then rejects with `VIR_ERR_OPERATION_ABORTED`. Block jobs are ended by
   * {@link Domain.blockJobAbort}.
   *
   * Since libvirt 0.7.7. C: `virDomainAbortJob`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when no job is running, or it cannot be
   *   aborted, such as a migration in post-copy mode.
   * @category Jobs
   */
  async abortJob(options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainAbortJob(this.handle), options);
  }

  /**
   * Requests that the domain's job be aborted, even a migration in post-copy mode if the flags say
   * so. Resolves once the request is made; the call that runs the job then rejects with
   * `VIR_ERR_OPERATION_ABORTED`. Block jobs are ended by {@link Domain.blockJobAbort}.
   *
   * Since libvirt 8.5.0. C: `virDomainAbortJobFlags`.
   * @param flags Bitwise OR of {@link DomainAbortJobFlagsValues}. `POSTCOPY` interrupts a migration
   *   in post-copy mode, which can be resumed later.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when no job is running, or it cannot be
   *   aborted.
   * @category Jobs
   */
  async abortJobFlags(flags: DomainAbortJobFlagsValues = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainAbortJobFlags(this.handle, flags), options);
  }

  /**
   * Starts a backup of a running domain's disks as they are at this moment. Resolves once the job
   * has started. A push backup ends with a `domain-job-completed` event; a pull backup runs until
   * {@link Domain.abortJob} ends it.
   *
   * Since libvirt 6.0.0. C: `virDomainBackupBegin`.
   * @param backupXML The backup, as XML: a `<domainbackup>` element.
   * @param checkpointXML A checkpoint to create at the same moment, as XML, for incremental backups
   *   later. Default: `null`, no checkpoint.
   * @param flags Bitwise OR of {@link DomainBackupBeginFlags}.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when a backup is already running.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the domain is not running.
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_CHECKPOINT` when an incremental backup names a
   *   checkpoint that does not exist.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when a disk's format does not support the
   *   backup.
   * @see `DomainBackupXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Jobs
   */
  async backupBegin(
    backupXML: string,
    checkpointXML: string | null = null,
    flags: DomainBackupBeginFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainBackupBegin(this.handle, backupXML, checkpointXML, flags),
      options,
    );
  }

  /**
   * Returns the running backup as XML, with the values that libvirt chose.
   *
   * Since libvirt 6.0.0. C: `virDomainBackupGetXMLDesc`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_BACKUP` when no backup is running.
   * @see `DomainBackupXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Jobs
   */
  async backupGetXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return await settle(() => native.virDomainBackupGetXMLDesc(this.handle, flags), options);
  }

  /**
   * Migrates the domain to another host. Resolves once the migration is complete.
   *
   * Since libvirt 1.1.0. C: `virDomainMigrate3`.
   * @param dconn Connection to the destination host.
   * @param params Optional parameters, such as the domain's new name or the bandwidth in MiB/s.
   * @param flags Bitwise OR of {@link DomainMigrateFlags}, without `PEER2PEER` and `TUNNELLED`, for
   *   which there is {@link Domain.migrateToURI3}. `LIVE` keeps the guest running during the
   *   migration.
   * @returns The domain on the destination host, which belongs to `dconn`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is not running and the flag
   *   `OFFLINE` is not set, or it cannot be migrated, for instance because of a host device.
   * @throws {LibvirtError} `VIR_ERR_MIGRATE_UNSAFE` when a migration could corrupt its disks, by
   *   their cache mode or storage. The flag `UNSAFE` overrides it.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_ABORTED` when {@link Domain.abortJob} cancels it.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when one of the hosts does not support a
   *   flag or parameter.
   * @category Migration
   */
  async migrate3(
    dconn: Connect,
    params: DomainMigrateParameters = {},
    flags: DomainMigrateFlags = 0,
    options?: CallOptions,
  ): Promise<Domain> {
    return await one(
      Domain,
      dconn,
      () =>
        native.virDomainMigrate3(
          this.handle,
          handleOf(dconn),
          domainMigrateParameters.write('params', params),
          flags,
        ),
      options,
    );
  }

  /**
   * Migrates the domain to another host, which the source host contacts by itself. Resolves once
   * the migration is complete.
   *
   * Since libvirt 1.1.0. C: `virDomainMigrateToURI3`.
   * @param dconnuri Connection URI of the destination, as seen from the source host, with the flag
   *   `PEER2PEER`. Without it `null`; `params.uri` then says where the hypervisor connects to, if
   *   the driver supports that.
   * @param params Optional parameters, such as the domain's new name or the bandwidth in MiB/s.
   * @param flags Bitwise OR of {@link DomainMigrateFlags}. `LIVE` keeps the guest running during
   *   the migration.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is not running and the flag
   *   `OFFLINE` is not set, or it cannot be migrated, for instance because of a host device.
   * @throws {LibvirtError} `VIR_ERR_MIGRATE_UNSAFE` when a migration could corrupt its disks, by
   *   their cache mode or storage. The flag `UNSAFE` overrides it.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_ABORTED` when {@link Domain.abortJob} cancels it.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when one of the hosts does not support a
   *   flag or parameter.
   * @category Migration
   */
  async migrateToURI3(
    dconnuri: string | null,
    params: DomainMigrateParameters = {},
    flags: DomainMigrateFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainMigrateToURI3(
          this.handle,
          dconnuri,
          domainMigrateParameters.write('params', params),
          flags,
        ),
      options,
    );
  }

  /**
   * Migrates the domain to another host. Resolves once the migration is complete.
   * {@link Domain.migrate3} has more parameters, and lists the errors.
   *
   * Since libvirt 0.3.2. C: `virDomainMigrate`.
   * @param dconn Connection to the destination host.
   * @param flags Bitwise OR of {@link DomainMigrateFlags}. `LIVE` keeps the guest running during
   *   the migration.
   * @param dname Name of the domain on the destination. Default: `null`, the same name.
   * @param uri Where the source's hypervisor reaches the destination. Default: `null`, the
   *   destination chooses.
   * @param bandwidth Limit in MiB/s. Default: 0, the hypervisor's default.
   * @returns The domain on the destination host, which belongs to `dconn`.
   * @category Migration
   */
  async migrate(
    dconn: Connect,
    flags: DomainMigrateFlags = 0,
    dname: string | null = null,
    uri: string | null = null,
    bandwidth: bigint | number = 0,
    options?: CallOptions,
  ): Promise<Domain> {
    return await one(
      Domain,
      dconn,
      () => native.virDomainMigrate(this.handle, handleOf(dconn), flags, dname, uri, bandwidth),
      options,
    );
  }

  /**
   * Migrates the domain to another host, where the domain's XML may differ. Resolves once the
   * migration is complete. {@link Domain.migrate3} has more parameters, and lists the errors.
   *
   * Since libvirt 0.9.2. C: `virDomainMigrate2`.
   * @param dconn Connection to the destination host.
   * @param dxml Domain XML for the destination; it may differ only in what the guest does not see.
   *   Default: `null`, the same XML.
   * @param flags Bitwise OR of {@link DomainMigrateFlags}. `LIVE` keeps the guest running during
   *   the migration.
   * @param dname Name of the domain on the destination. Default: `null`, the same name.
   * @param uri Where the source's hypervisor reaches the destination. Default: `null`, the
   *   destination chooses.
   * @param bandwidth Limit in MiB/s. Default: 0, the hypervisor's default.
   * @returns The domain on the destination host, which belongs to `dconn`.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Migration
   */
  async migrate2(
    dconn: Connect,
    dxml: string | null = null,
    flags: DomainMigrateFlags = 0,
    dname: string | null = null,
    uri: string | null = null,
    bandwidth: bigint | number = 0,
    options?: CallOptions,
  ): Promise<Domain> {
    return await one(
      Domain,
      dconn,
      () =>
        native.virDomainMigrate2(this.handle, handleOf(dconn), dxml, flags, dname, uri, bandwidth),
      options,
    );
  }

  /**
   * Migrates the domain to another host, which the source host contacts by itself. Resolves once
   * the migration is complete. {@link Domain.migrateToURI3} has more parameters, and lists the
   * errors.
   *
   * Since libvirt 0.7.2. C: `virDomainMigrateToURI`.
   * @param duri The destination, as seen from the source host: with the flag `PEER2PEER` a
   *   connection URI, otherwise a URI for the hypervisor.
   * @param flags Bitwise OR of {@link DomainMigrateFlags}. `LIVE` keeps the guest running during
   *   the migration.
   * @param dname Name of the domain on the destination. Default: `null`, the same name.
   * @param bandwidth Limit in MiB/s. Default: 0, the hypervisor's default.
   * @category Migration
   */
  async migrateToURI(
    duri: string,
    flags: DomainMigrateFlags = 0,
    dname: string | null = null,
    bandwidth: bigint | number = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainMigrateToURI(this.handle, duri, flags, dname, bandwidth),
      options,
    );
  }

  /**
   * Migrates the domain to another host, which the source host contacts by itself, and where the
   * domain's XML may differ. Resolves once the migration is complete. {@link Domain.migrateToURI3}
   * has more parameters, and lists the errors.
   *
   * Since libvirt 0.9.2. C: `virDomainMigrateToURI2`.
   * @param dconnuri Connection URI of the destination, as seen from the source host, with the flag
   *   `PEER2PEER`; `null` without it.
   * @param miguri Where the source's hypervisor reaches the destination. Default: `null`, the
   *   destination chooses.
   * @param dxml Domain XML for the destination; it may differ only in what the guest does not see.
   *   Default: `null`, the same XML.
   * @param flags Bitwise OR of {@link DomainMigrateFlags}. `LIVE` keeps the guest running during
   *   the migration.
   * @param dname Name of the domain on the destination. Default: `null`, the same name.
   * @param bandwidth Limit in MiB/s. Default: 0, the hypervisor's default.
   * @see `DomainXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Migration
   */
  async migrateToURI2(
    dconnuri: string | null = null,
    miguri: string | null = null,
    dxml: string | null = null,
    flags: DomainMigrateFlags = 0,
    dname: string | null = null,
    bandwidth: bigint | number = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainMigrateToURI2(this.handle, dconnuri, miguri, dxml, flags, dname, bandwidth),
      options,
    );
  }

  /**
   * Returns the size of the cache for compressing memory pages during a migration, in bytes.
   *
   * Since libvirt 1.0.3. C: `virDomainMigrateGetCompressionCache`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the hypervisor cannot compress
   *   migrations.
   * @category Migration
   */
  async migrateGetCompressionCache(flags = 0, options?: CallOptions): Promise<bigint> {
    return await settle(
      () => native.virDomainMigrateGetCompressionCache(this.handle, flags),
      options,
    );
  }

  /**
   * Sets the size of the cache for compressing memory pages during a migration.
   *
   * Since libvirt 1.0.3. C: `virDomainMigrateSetCompressionCache`.
   * @param cacheSize Size in bytes.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the hypervisor cannot compress
   *   migrations.
   * @category Migration
   */
  async migrateSetCompressionCache(
    cacheSize: bigint | number,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainMigrateSetCompressionCache(this.handle, cacheSize, flags),
      options,
    );
  }

  /**
   * Returns the maximum migration downtime, which is how long the guest may be paused at the end of
   * a live migration, in milliseconds.
   *
   * Since libvirt 3.7.0. C: `virDomainMigrateGetMaxDowntime`.
   * @param flags Unused; pass 0.
   * @category Migration
   */
  async migrateGetMaxDowntime(flags = 0, options?: CallOptions): Promise<bigint> {
    return await settle(() => native.virDomainMigrateGetMaxDowntime(this.handle, flags), options);
  }

  /**
   * Sets the maximum migration downtime, which is how long the guest may be paused at the end of a
   * live migration.
   *
   * Since libvirt 0.8.0. C: `virDomainMigrateSetMaxDowntime`.
   * @param downtime Time in milliseconds.
   * @param flags Unused; pass 0.
   * @category Migration
   */
  async migrateSetMaxDowntime(
    downtime: bigint | number,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainMigrateSetMaxDowntime(this.handle, downtime, flags),
      options,
    );
  }

  /**
   * Returns the bandwidth limit for migrations of the domain, in MiB/s.
   *
   * Since libvirt 0.9.5. C: `virDomainMigrateGetMaxSpeed`.
   * @param flags Bitwise OR of {@link DomainMigrateMaxSpeedFlags}. `POSTCOPY` selects the limit for
   *   the post-copy phase.
   * @category Migration
   */
  async migrateGetMaxSpeed(
    flags: DomainMigrateMaxSpeedFlags = 0,
    options?: CallOptions,
  ): Promise<bigint> {
    return await settle(() => native.virDomainMigrateGetMaxSpeed(this.handle, flags), options);
  }

  /**
   * Sets the bandwidth limit for migrations of the domain.
   *
   * Since libvirt 0.9.0. C: `virDomainMigrateSetMaxSpeed`.
   * @param bandwidth Limit in MiB/s.
   * @param flags Bitwise OR of {@link DomainMigrateMaxSpeedFlags}. `POSTCOPY` selects the limit for
   *   the post-copy phase.
   * @throws {LibvirtError} `VIR_ERR_OVERFLOW` when the limit is too large for the hypervisor.
   * @category Migration
   */
  async migrateSetMaxSpeed(
    bandwidth: bigint | number,
    flags: DomainMigrateMaxSpeedFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainMigrateSetMaxSpeed(this.handle, bandwidth, flags), options);
  }

  /**
   * Switches a running migration to post-copy: the guest continues on the destination at once, and
   * its remaining memory is fetched as needed. The migration must have been started with the flag
   * `POSTCOPY` of {@link DomainMigrateFlags}.
   *
   * Since libvirt 1.3.3. C: `virDomainMigrateStartPostCopy`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when no migration is running, or it was not
   *   started with that flag.
   * @category Migration
   */
  async migrateStartPostCopy(flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virDomainMigrateStartPostCopy(this.handle, flags), options);
  }

  /**
   * Returns the domain's snapshots.
   *
   * Since libvirt 0.9.13. C: `virDomainListAllSnapshots`.
   * @param flags Bitwise OR of {@link DomainSnapshotListFlags}: a filter and an order. Default: 0,
   *   all snapshots.
   * @category Snapshots and checkpoints
   */
  async listAllSnapshots(
    flags: DomainSnapshotListFlags = 0,
    options?: CallOptions,
  ): Promise<DomainSnapshot[]> {
    return await all(
      DomainSnapshot,
      this,
      () => native.virDomainListAllSnapshots(this.handle, flags),
      options,
    );
  }

  /**
   * Returns the names of the domain's snapshots.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotListNames`.
   * @param flags Bitwise OR of {@link DomainSnapshotListFlags}: a filter and an order. Default: 0,
   *   all snapshots.
   * @category Snapshots and checkpoints
   */
  async snapshotListNames(
    flags: DomainSnapshotListFlags = 0,
    options?: CallOptions,
  ): Promise<string[]> {
    return await settle(() => native.virDomainSnapshotListNames(this.handle, flags), options);
  }

  /**
   * Returns the number of the domain's snapshots.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotNum`.
   * @param flags Bitwise OR of {@link DomainSnapshotListFlags}: a filter. Default: 0, all
   *   snapshots.
   * @category Snapshots and checkpoints
   */
  async snapshotNum(flags: DomainSnapshotListFlags = 0, options?: CallOptions): Promise<number> {
    return await settle(() => native.virDomainSnapshotNum(this.handle, flags), options);
  }

  /**
   * Returns the snapshot with the given name.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotLookupByName`.
   * @param name The name.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_SNAPSHOT` when there is none.
   * @category Snapshots and checkpoints
   */
  async snapshotLookupByName(
    name: string,
    flags = 0,
    options?: CallOptions,
  ): Promise<DomainSnapshot> {
    return await one(
      DomainSnapshot,
      this,
      () => native.virDomainSnapshotLookupByName(this.handle, name, flags),
      options,
    );
  }

  /**
   * Returns whether the domain has a current snapshot, the one that its state derives from.
   *
   * Since libvirt 0.8.0. C: `virDomainHasCurrentSnapshot`.
   * @param flags Unused; pass 0.
   * @category Snapshots and checkpoints
   */
  async hasCurrentSnapshot(flags = 0, options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virDomainHasCurrentSnapshot(this.handle, flags), options);
  }

  /**
   * Returns the current snapshot, the one that the domain's state derives from.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotCurrent`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_SNAPSHOT` when there is none.
   * @category Snapshots and checkpoints
   */
  async snapshotCurrent(flags = 0, options?: CallOptions): Promise<DomainSnapshot> {
    return await one(
      DomainSnapshot,
      this,
      () => native.virDomainSnapshotCurrent(this.handle, flags),
      options,
    );
  }

  /**
   * Creates a snapshot, or with the flag `REDEFINE` restores libvirt's metadata of an existing one.
   * Of a running domain it holds disks and memory, unless the flags or the XML say otherwise. It
   * becomes the current snapshot; a redefined one does so only with the flag `CURRENT`.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotCreateXML`.
   * @param xmlDesc The snapshot as XML: a `<domainsnapshot>` element.
   * @param flags Bitwise OR of {@link DomainSnapshotCreateFlags}.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when a disk's format or source does not
   *   support the kind of snapshot.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the driver cannot take such a
   *   snapshot, for instance while there are checkpoints.
   * @see `DomainSnapshotXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Snapshots and checkpoints
   */
  async createSnapshotXML(
    xmlDesc: string,
    flags: DomainSnapshotCreateFlags = 0,
    options?: CallOptions,
  ): Promise<DomainSnapshot> {
    return await one(
      DomainSnapshot,
      this,
      () => native.virDomainSnapshotCreateXML(this.handle, xmlDesc, flags),
      options,
    );
  }

  /**
   * Returns the domain's checkpoints.
   *
   * Since libvirt 5.6.0. C: `virDomainListAllCheckpoints`.
   * @param flags Bitwise OR of {@link DomainCheckpointListFlags}: a filter and an order. Default:
   *   0, all checkpoints.
   * @category Snapshots and checkpoints
   */
  async listAllCheckpoints(
    flags: DomainCheckpointListFlags = 0,
    options?: CallOptions,
  ): Promise<DomainCheckpoint[]> {
    return await all(
      DomainCheckpoint,
      this,
      () => native.virDomainListAllCheckpoints(this.handle, flags),
      options,
    );
  }

  /**
   * Returns the checkpoint with the given name.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointLookupByName`.
   * @param name The name.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_CHECKPOINT` when there is none.
   * @category Snapshots and checkpoints
   */
  async checkpointLookupByName(
    name: string,
    flags = 0,
    options?: CallOptions,
  ): Promise<DomainCheckpoint> {
    return await one(
      DomainCheckpoint,
      this,
      () => native.virDomainCheckpointLookupByName(this.handle, name, flags),
      options,
    );
  }

  /**
   * Creates a checkpoint of a running domain, or with the flag `REDEFINE` restores libvirt's
   * metadata of an existing one. To use a checkpoint for incremental backups, create it together
   * with a backup: {@link Domain.backupBegin}.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointCreateXML`.
   * @param xmlDesc The checkpoint as XML: a `<domaincheckpoint>` element.
   * @param flags Bitwise OR of {@link DomainCheckpointCreateFlags}.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the domain is not running.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when a disk's format does not support
   *   checkpoints.
   * @see `DomainCheckpointXML` of `@libvirt/xml`, which reads and writes this XML as typed data.
   * @category Snapshots and checkpoints
   */
  async createCheckpointXML(
    xmlDesc: string,
    flags: DomainCheckpointCreateFlags = 0,
    options?: CallOptions,
  ): Promise<DomainCheckpoint> {
    return await one(
      DomainCheckpoint,
      this,
      () => native.virDomainCheckpointCreateXML(this.handle, xmlDesc, flags),
      options,
    );
  }

  /**
   * Returns information that the guest agent collects: users, operating system, time zone, host
   * name, file systems, disks, interfaces and more.
   *
   * Since libvirt 5.7.0. C: `virDomainGetGuestInfo`.
   * @param types Bitwise OR of {@link DomainGuestInfoTypes}. Default: 0, all that the agent
   *   supports.
   * @param flags Unused; pass 0.
   * @category Guest agent
   */
  async getGuestInfo(
    types: DomainGuestInfoTypes = 0,
    flags = 0,
    options?: CallOptions,
  ): Promise<DomainGuestInfo> {
    return readGuestInfo(
      await settle(() => native.virDomainGetGuestInfo(this.handle, types, flags), options),
    );
  }

  /**
   * Returns the time of the guest's clock.
   *
   * Since libvirt 1.2.5. C: `virDomainGetTime`.
   * @param flags Unused; pass 0.
   * @category Guest agent
   */
  async getTime(flags = 0, options?: CallOptions): Promise<DomainTime> {
    const [seconds, nseconds] = await settle(
      () => native.virDomainGetTime(this.handle, flags),
      options,
    );
    return { seconds, nseconds };
  }

  /**
   * Sets the guest's clock.
   *
   * Since libvirt 1.2.5. C: `virDomainSetTime`.
   * @param seconds Seconds since the Unix epoch, UTC.
   * @param nseconds Nanoseconds to add to `seconds`.
   * @param flags Bitwise OR of {@link DomainSetTimeFlags}. `SYNC` ignores the given time and sets
   *   the clock from the domain's real-time clock (RTC).
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when QEMU does not support setting the
   *   time.
   * @category Guest agent
   */
  async setTime(
    seconds: bigint | number,
    nseconds: number,
    flags: DomainSetTimeFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainSetTime(this.handle, seconds, nseconds, flags), options);
  }

  /**
   * Returns the file systems that are mounted in the guest.
   *
   * Since libvirt 1.2.11. C: `virDomainGetFSInfo`.
   * @param flags Unused; pass 0.
   * @category Guest agent
   */
  async getFSInfo(flags = 0, options?: CallOptions): Promise<DomainFSInfo[]> {
    const filesystems = await settle(() => native.virDomainGetFSInfo(this.handle, flags), options);
    return filesystems.map(([mountPoint, name, fsType, devAlias]) => ({
      mountPoint,
      name,
      fsType,
      devAlias,
    }));
  }

  /**
   * Freezes file systems in the guest: they are flushed to disk, and writes block until
   * {@link Domain.fsThaw}.
   *
   * Since libvirt 1.2.5. C: `virDomainFSFreeze`.
   * @param mountpoints Mount points in the guest. Default: an empty array, all file systems.
   * @param flags Unused; pass 0.
   * @returns Number of frozen file systems.
   * @category Guest agent
   */
  async fsFreeze(
    mountpoints: readonly string[] = [],
    flags = 0,
    options?: CallOptions,
  ): Promise<number> {
    return await settle(() => native.virDomainFSFreeze(this.handle, mountpoints, flags), options);
  }

  /**
   * Thaws frozen file systems in the guest, so that writes continue.
   *
   * Since libvirt 1.2.5. C: `virDomainFSThaw`.
   * @param mountpoints Mount points in the guest. Default: an empty array, all file systems, the
   *   only choice with QEMU.
   * @param flags Unused; pass 0.
   * @returns Number of thawed file systems.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when the driver cannot select mount
   *   points.
   * @category Guest agent
   */
  async fsThaw(
    mountpoints: readonly string[] = [],
    flags = 0,
    options?: CallOptions,
  ): Promise<number> {
    return await settle(() => native.virDomainFSThaw(this.handle, mountpoints, flags), options);
  }

  /**
   * Makes the guest discard unused blocks of its file systems, as `fstrim` does, so that the host
   * can free them.
   *
   * Since libvirt 1.0.1. C: `virDomainFSTrim`.
   * @param mountPoint Mount point in the guest. Default: `null`, all file systems, the only choice
   *   with QEMU.
   * @param minimum Minimum length in bytes of a contiguous free range to discard. Default: 0, every
   *   range.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when the driver cannot select a mount
   *   point.
   * @category Guest agent
   */
  async fsTrim(
    mountPoint: string | null = null,
    minimum: bigint | number = 0,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainFSTrim(this.handle, mountPoint, minimum, flags), options);
  }

  /**
   * Sets the password of a user in the guest.
   *
   * Since libvirt 1.2.16. C: `virDomainSetUserPassword`.
   * @param user Name of the user.
   * @param password The password.
   * @param flags Bitwise OR of {@link DomainSetUserPasswordFlags}. `ENCRYPTED` means that the
   *   password is already encrypted.
   * @category Guest agent
   */
  async setUserPassword(
    user: string,
    password: string,
    flags: DomainSetUserPasswordFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainSetUserPassword(this.handle, user, password, flags),
      options,
    );
  }

  /**
   * Returns the authorized SSH keys of a user in the guest, one string per line of
   * `authorized_keys`.
   *
   * Since libvirt 6.10.0. C: `virDomainAuthorizedSSHKeysGet`.
   * @param user Name of the user.
   * @param flags Unused; pass 0.
   * @category Guest agent
   */
  async authorizedSSHKeysGet(user: string, flags = 0, options?: CallOptions): Promise<string[]> {
    return await settle(
      () => native.virDomainAuthorizedSSHKeysGet(this.handle, user, flags),
      options,
    );
  }

  /**
   * Replaces, adds or removes authorized SSH keys of a user in the guest.
   *
   * Since libvirt 6.10.0. C: `virDomainAuthorizedSSHKeysSet`.
   * @param user Name of the user.
   * @param keys The keys, one string per line of `authorized_keys`.
   * @param flags {@link DomainAuthorizedSSHKeysSetFlags}: `APPEND` or `REMOVE`. Default: 0, replace
   *   all keys.
   * @category Guest agent
   */
  async authorizedSSHKeysSet(
    user: string,
    keys: readonly string[],
    flags: DomainAuthorizedSSHKeysSetFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainAuthorizedSSHKeysSet(this.handle, user, keys, flags),
      options,
    );
  }

  /**
   * Returns the virtual CPUs as the guest agent sees them: which exist, which are online, and which
   * can be taken offline.
   *
   * Since libvirt 2.0.0. C: `virDomainGetGuestVcpus`.
   * @param flags Unused; pass 0.
   * @category Guest agent
   */
  async getGuestVcpus(flags = 0, options?: CallOptions): Promise<DomainGuestVcpus> {
    return readGuestVcpus(
      await settle(() => native.virDomainGetGuestVcpus(this.handle, flags), options),
    );
  }

  /**
   * Brings virtual CPUs online or takes them offline in the guest. The hypervisor keeps them
   * plugged.
   *
   * Since libvirt 2.0.0. C: `virDomainSetGuestVcpus`.
   * @param cpumap Virtual CPUs to change: one boolean each, indexed by number. The others stay as
   *   they are.
   * @param state `true` to bring them online, `false` to take them offline.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the guest has no such CPU.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when a CPU cannot be taken offline.
   * @category Guest agent
   */
  async setGuestVcpus(
    cpumap: readonly boolean[],
    state: boolean,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainSetGuestVcpus(this.handle, toList('cpumap', cpumap), state, flags),
      options,
    );
  }

  /**
   * Sets how long libvirt waits for the guest agent's answer to a command. It also takes effect on
   * an agent that connects later.
   *
   * Since libvirt 5.10.0. C: `virDomainAgentSetResponseTimeout`.
   * @param timeout Seconds, or one of {@link DomainAgentResponseTimeoutValues}: `BLOCK` waits
   *   without limit, `NOWAIT` does not wait.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when the timeout is less than -2.
   * @category Guest agent
   */
  async agentSetResponseTimeout(
    timeout: DomainAgentResponseTimeoutValues,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainAgentSetResponseTimeout(this.handle, timeout, flags),
      options,
    );
  }

  /**
   * Opens a console, serial port or parallel port of a running domain as a Node.js `Duplex`.
   * Earlier output is not replayed. The stream ends when the domain stops, or when another client
   * opens the console with the flag `FORCE`.
   *
   * libvirt cannot close one direction alone: after `end()`, output of the guest still arrives
   * until the stream is destroyed. Until then the stream keeps the process alive. libvirt's errors
   * arrive as an `error` event: those of {@link Domain.openConsole}, and those of a lost
   * connection.
   *
   * Since libvirt 0.8.6. C: `virDomainOpenConsole`.
   * @param devname Alias of the device, such as `serial0`. Default: `null`, the first console.
   * @param options Flags, an abort signal, and the size of the buffer.
   * @category Console, screen and input
   */
  createConsoleStream(
    devname: string | null = null,
    options: DomainStreamOptions<DomainConsoleFlags> = {},
  ): Duplex {
    attempt(() => this.handle);
    checkText(devname, 'devname');
    checkOptions(options, DOMAIN_STREAM_OPTIONS);
    const { flags = 0 } = options;
    const open = (stream: Stream) => this.openConsole(devname, stream, flags);
    const { LibvirtDuplex } = nodeStreams();
    return new LibvirtDuplex(this.#connect, open, options);
  }

  /**
   * Opens a channel, by which a program in a running domain talks to the host, as a Node.js
   * `Duplex`. It behaves as {@link Domain.createConsoleStream} describes.
   *
   * Since libvirt 1.0.2. C: `virDomainOpenChannel`.
   * @param name Alias of the channel, or the name of its target, such as `org.example.0`. Default:
   *   `null`, the first channel.
   * @param options Flags, an abort signal, and the size of the buffer.
   * @category Console, screen and input
   */
  createChannelStream(
    name: string | null = null,
    options: DomainStreamOptions<DomainChannelFlags> = {},
  ): Duplex {
    attempt(() => this.handle);
    checkText(name, 'name');
    checkOptions(options, DOMAIN_STREAM_OPTIONS);
    const { flags = 0 } = options;
    const open = (stream: Stream) => this.openChannel(name, stream, flags);
    const { LibvirtDuplex } = nodeStreams();
    return new LibvirtDuplex(this.#connect, open, options);
  }

  /**
   * Takes a screenshot of a running domain and returns a Node.js `Readable` with the image. Its
   * `mimeType` resolves to the image's format, such as `image/png`. libvirt's errors arrive as an
   * `error` event: those of {@link Domain.screenshot}.
   *
   * Since libvirt 0.9.2. C: `virDomainScreenshot`.
   * @param screen Number of the screen, from 0: the screens of the first video device, then those
   *   of the next ones. Default: 0.
   * @param options An abort signal, and the size of the buffer.
   * @category Console, screen and input
   */
  createScreenshotStream(screen = 0, options: StreamOptions = {}): ScreenshotStream {
    attempt(() => this.handle);
    checkUnsigned(screen, 'screen');
    checkOptions(options, STREAM_OPTIONS);
    const open = (stream: Stream) => this.screenshot(stream, screen);
    const { LibvirtScreenshot } = nodeStreams();
    return new LibvirtScreenshot(this.#connect, open, options);
  }

  /**
   * Connects a {@link Stream} to a console, serial port or parallel port of a running domain.
   * {@link Domain.createConsoleStream} is the easier way.
   *
   * Since libvirt 0.8.6. C: `virDomainOpenConsole`.
   * @param devname Alias of the device, such as `serial0`. `null` for the first console.
   * @param stream A new stream of the same connection.
   * @param flags Bitwise OR of {@link DomainConsoleFlags}. `FORCE` disconnects an existing console
   *   session.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when another client has the console open and
   *   the flag `FORCE` is not set.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` when the domain has no such device, or it
   *   cannot be opened as a console.
   * @category Console, screen and input
   */
  async openConsole(
    devname: string | null,
    stream: Stream,
    flags: DomainConsoleFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      renaming({ dev_name: 'devname', st: 'stream' }, () =>
        native.virDomainOpenConsole(this.handle, devname, handleOf(stream), flags),
      ),
      options,
    );
  }

  /**
   * Connects a {@link Stream} to a channel, by which a program in a running domain talks to the
   * host. {@link Domain.createChannelStream} is the easier way.
   *
   * Since libvirt 1.0.2. C: `virDomainOpenChannel`.
   * @param name Alias of the channel, or the name of its target, such as `org.example.0`. `null`
   *   for the first channel.
   * @param stream A new stream of the same connection.
   * @param flags Bitwise OR of {@link DomainChannelFlags}. `FORCE` disconnects an existing session.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_FAILED` when another client has the channel open and
   *   the flag `FORCE` is not set.
   * @throws {LibvirtError} `VIR_ERR_INTERNAL_ERROR` when the domain has no such channel, or the
   *   host cannot open it.
   * @category Console, screen and input
   */
  async openChannel(
    name: string | null,
    stream: Stream,
    flags: DomainChannelFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      renaming({ st: 'stream' }, () =>
        native.virDomainOpenChannel(this.handle, name, handleOf(stream), flags),
      ),
      options,
    );
  }

  /**
   * Takes a screenshot of a running domain, to be received from a {@link Stream}.
   * {@link Domain.createScreenshotStream} is the easier way.
   *
   * Since libvirt 0.9.2. C: `virDomainScreenshot`.
   * @param stream A new stream of the same connection.
   * @param screen Number of the screen, from 0: the screens of the first video device, then those
   *   of the next ones.
   * @param flags Unused; pass 0.
   * @returns MIME type of the image, such as `image/png`.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is not running, or has no
   *   such screen.
   * @category Console, screen and input
   */
  async screenshot(
    stream: Stream,
    screen: number,
    flags = 0,
    options?: CallOptions,
  ): Promise<string> {
    return await settle(
      () => native.virDomainScreenshot(this.handle, handleOf(stream), screen, flags),
      options,
    );
  }

  /**
   * Connects a socket to a graphical display (VNC, SPICE or D-Bus) of a running domain. Works only
   * over a local Unix socket.
   *
   * Since libvirt 0.9.7. C: `virDomainOpenGraphics`.
   * @param idx Index of the `<graphics>` element in the domain's XML, from 0.
   * @param fd File descriptor of one end of a socket pair. It stays open in this process, and the
   *   caller closes it.
   * @param flags Bitwise OR of {@link DomainOpenGraphicsFlags}. `SKIPAUTH` skips the display's
   *   password.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when the connection cannot pass file
   *   descriptors.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when displays of this type cannot be
   *   opened.
   * @category Console, screen and input
   */
  async openGraphics(
    idx: number,
    fd: number,
    flags: DomainOpenGraphicsFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainOpenGraphics(this.handle, idx, fd, flags), options);
  }

  /**
   * Opens a socket to a graphical display (VNC, SPICE or D-Bus) of a running domain. Works only
   * over a local Unix socket.
   *
   * Since libvirt 1.2.8. C: `virDomainOpenGraphicsFD`.
   * @param idx Index of the `<graphics>` element in the domain's XML, from 0.
   * @param flags Bitwise OR of {@link DomainOpenGraphicsFlags}. `SKIPAUTH` skips the display's
   *   password.
   * @returns File descriptor of the socket. The caller owns it and has to close it, for instance
   *   through `new net.Socket({ fd })`.
   * @throws {LibvirtError} `VIR_ERR_ARGUMENT_UNSUPPORTED` when the connection cannot pass file
   *   descriptors.
   * @throws {LibvirtError} `VIR_ERR_CONFIG_UNSUPPORTED` when displays of this type cannot be
   *   opened.
   * @category Console, screen and input
   */
  async openGraphicsFD(
    idx: number,
    flags: DomainOpenGraphicsFlags = 0,
    options?: CallOptions,
  ): Promise<number> {
    return await settle(() => native.virDomainOpenGraphicsFD(this.handle, idx, flags), options);
  }

  /**
   * Makes the domain's graphical displays reload their TLS certificates.
   *
   * Since libvirt 10.2.0. C: `virDomainGraphicsReload`.
   * @param type Type of the displays.
   * @param flags Unused; pass 0.
   * @category Console, screen and input
   */
  async graphicsReload(
    type: DomainGraphicsReloadType,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virDomainGraphicsReload(this.handle, type, flags), options);
  }

  /**
   * Presses keys together and releases them.
   *
   * Since libvirt 0.9.3. C: `virDomainSendKey`.
   * @param codeset Set of key codes that `keycodes` belongs to.
   * @param holdtime How long to hold the keys, in milliseconds.
   * @param keycodes Key codes, from 1 to 16 of them.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when there are too many key codes.
   * @category Console, screen and input
   */
  async sendKey(
    codeset: KeycodeSet,
    holdtime: number,
    keycodes: readonly number[],
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () => native.virDomainSendKey(this.handle, codeset, holdtime, keycodes, flags),
      options,
    );
  }

  /**
   * Returns the domain's security label (SELinux, AppArmor), which the host uses to confine it, and
   * whether it is enforced. The label of a domain that is not running is empty.
   *
   * Since libvirt 0.6.1. C: `virDomainGetSecurityLabel`.
   * @category Security
   */
  async getSecurityLabel(options?: CallOptions): Promise<DomainSecurityLabel> {
    return toSecurityLabel(
      await settle(() => native.virDomainGetSecurityLabel(this.handle), options),
    );
  }

  /**
   * Returns the domain's security labels, one for each security driver of the host. The array is
   * empty when the domain is not running.
   *
   * Since libvirt 0.10.0. C: `virDomainGetSecurityLabelList`.
   * @category Security
   */
  async getSecurityLabelList(options?: CallOptions): Promise<DomainSecurityLabel[]> {
    return (await settle(() => native.virDomainGetSecurityLabelList(this.handle), options)).map(
      toSecurityLabel,
    );
  }

  /**
   * Returns the launch security information of a confidential guest, such as the SEV launch
   * measurement. Empty for other domains.
   *
   * Since libvirt 4.5.0. C: `virDomainGetLaunchSecurityInfo`.
   * @param flags Unused; pass 0.
   * @category Security
   */
  async getLaunchSecurityInfo(
    flags = 0,
    options?: CallOptions,
  ): Promise<DomainLaunchSecurityParameters> {
    return domainLaunchSecurityParameters.read(
      await settle(() => native.virDomainGetLaunchSecurityInfo(this.handle, flags), options),
    );
  }

  /**
   * Injects a launch secret into a confidential guest that was started paused.
   * {@link Domain.resume} then starts it.
   *
   * Since libvirt 8.0.0. C: `virDomainSetLaunchSecurityState`.
   * @param params The secret, its header, and optionally the address in the guest's memory.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is not paused.
   * @throws {LibvirtError} `VIR_ERR_OPERATION_UNSUPPORTED` when the guest does not use SEV, or QEMU
   *   cannot inject a secret.
   * @category Security
   */
  async setLaunchSecurityState(
    params: DomainLaunchSecurityStateParameters,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(
      () =>
        native.virDomainSetLaunchSecurityState(
          this.handle,
          domainLaunchSecurityStateParameters.write('params', params),
          flags,
        ),
      options,
    );
  }
}

function toSecurityLabel([label, enforcing]: readonly [string, number]): DomainSecurityLabel {
  return { label, enforcing: enforcing !== 0 };
}

/** Omits counters that the hypervisor does not provide: C returns -1 for them. */
function counted<Counters extends Readonly<Record<string, bigint>>>(
  counters: Counters,
): Partial<Counters> {
  const known = Object.entries(counters).filter(([, value]) => value !== -1n);
  return Object.fromEntries(known) as Partial<Counters>;
}

/** Adds a flag to the `LIVE` and `CONFIG` bits of `flags`. */
function withFlag(flags: number, flag: number): number {
  const isValid = Number.isInteger(flags) && flags >= -(2 ** 31) && flags < 2 ** 32;
  const { CONFIG, LIVE } = DomainModificationImpact;
  // The raw function rejects invalid flags, so they pass unchanged.
  return isValid ? (flags & (CONFIG | LIVE)) | flag : flags;
}
