import { native, type DomainHandle } from '@libvirt/native';
import type { Connect } from './connect.js';
import { DomainCheckpoint } from './domain-checkpoint.js';
import { DomainSnapshot } from './domain-snapshot.js';
import { attempt, settle } from './errors.js';
import {
  ErrorNumber,
  type DomainCheckpointCreateFlags,
  type DomainCheckpointListFlags,
  type DomainCreateFlags,
  type DomainDestroyFlagsValues,
  type DomainMemoryModFlags,
  type DomainMetadataType,
  type DomainModificationImpact,
  type DomainRebootFlagValues,
  type DomainSaveImageXMLFlags,
  type DomainSaveRestoreFlags,
  type DomainSetTimeFlags,
  type DomainShutdownFlagValues,
  type DomainSnapshotCreateFlags,
  type DomainSnapshotListFlags,
  type DomainState,
  type DomainUndefineFlagsValues,
  type DomainVcpuFlags,
  type DomainXMLFlags,
} from './generated/constants.js';
import { all, LibvirtObject, one } from './object.js';

/** The state of a domain and what it uses. */
export interface DomainInfo {
  /** Whether it runs. */
  readonly state: DomainState;
  /** The most memory it may have, in KiB. */
  readonly maxMem: bigint;
  /** The memory it uses, in KiB. */
  readonly memory: bigint;
  /** Its virtual CPUs. */
  readonly nrVirtCpu: number;
  /** The CPU time it has used, in nanoseconds. */
  readonly cpuTime: bigint;
}

/** Whether a domain runs, and why. */
export interface DomainStateInfo {
  readonly state: DomainState;
  /** One of `DomainRunningReason`, `DomainPausedReason` and so on, by the state. */
  readonly reason: number;
}

/** A guest's clock, since the beginning of 1970. */
export interface DomainTime {
  readonly seconds: bigint;
  /** What is beyond the seconds. */
  readonly nseconds: number;
}

/** A virtual machine or container. */
export class Domain extends LibvirtObject<DomainHandle> {
  readonly #connect: Connect;

  /** Made by {@link Connect}. */
  constructor(connect: Connect, handle: DomainHandle) {
    super(ErrorNumber.INVALID_DOMAIN, native.virDomainFree, handle);
    this.#connect = connect;
  }

  // ---- What the handle knows --------------------------------------------------------------------

  /**
   * The connection to which the domain belongs.
   *
   * C: `virDomainGetConnect`.
   */
  domainGetConnect(): Connect {
    return this.#connect;
  }

  /**
   * The name. It does not wait.
   *
   * Since libvirt 0.0.3. C: `virDomainGetName`.
   */
  getName(): string {
    return attempt(() => native.virDomainGetName(this.handle));
  }

  /**
   * The id, which a domain has only while it runs; undefined otherwise. It does not wait: it is the
   * id at the time when the object was made, or when this object started the domain.
   *
   * Since libvirt 0.0.3. C: `virDomainGetID`.
   */
  getID(): number | undefined {
    return attempt(() => native.virDomainGetID(this.handle));
  }

  /**
   * The 16 bytes of the UUID. It does not wait.
   *
   * Since libvirt 0.0.5. C: `virDomainGetUUID`.
   */
  getUUID(): Uint8Array {
    return attempt(() => native.virDomainGetUUID(this.handle));
  }

  /**
   * The UUID as text. It does not wait.
   *
   * Since libvirt 0.1.1. C: `virDomainGetUUIDString`.
   */
  getUUIDString(): string {
    return attempt(() => native.virDomainGetUUIDString(this.handle));
  }

  protected override describe(): string {
    return `name: '${this.getName()}', uuid: '${this.getUUIDString()}'`;
  }

  // ---- Its state --------------------------------------------------------------------------------

  /**
   * The state of the domain and what it uses.
   *
   * Since libvirt 0.0.3. C: `virDomainGetInfo`.
   */
  async getInfo(): Promise<DomainInfo> {
    const [state, maxMem, memory, nrVirtCpu, cpuTime] = await settle(
      native.virDomainGetInfo(this.handle),
    );
    return { state, maxMem, memory, nrVirtCpu, cpuTime };
  }

  /**
   * Whether the domain runs, and why.
   *
   * Since libvirt 0.9.2. C: `virDomainGetState`.
   */
  async getState(): Promise<DomainStateInfo> {
    const [state, reason] = await settle(native.virDomainGetState(this.handle, 0));
    return { state, reason };
  }

  /**
   * Whether the domain runs or is paused.
   *
   * Since libvirt 0.7.3. C: `virDomainIsActive`.
   */
  async isActive(): Promise<boolean> {
    return settle(native.virDomainIsActive(this.handle));
  }

  /**
   * Whether the domain is defined, and so still there once it stops.
   *
   * Since libvirt 0.7.3. C: `virDomainIsPersistent`.
   */
  async isPersistent(): Promise<boolean> {
    return settle(native.virDomainIsPersistent(this.handle));
  }

  /**
   * Whether the definition was changed since the domain was started.
   *
   * Since libvirt 0.8.6. C: `virDomainIsUpdated`.
   */
  async isUpdated(): Promise<boolean> {
    return settle(native.virDomainIsUpdated(this.handle));
  }

  /**
   * The domain as XML.
   *
   * Since libvirt 0.0.3. C: `virDomainGetXMLDesc`.
   * @param flags what to include, and whether as it runs or as it is defined
   */
  async getXMLDesc(flags: DomainXMLFlags = 0): Promise<string> {
    return settle(native.virDomainGetXMLDesc(this.handle, flags));
  }

  /**
   * The kind of system that the domain runs: `hvm`, `linux`, `exe` and so on.
   *
   * Since libvirt 0.0.3. C: `virDomainGetOSType`.
   */
  async getOSType(): Promise<string> {
    return settle(native.virDomainGetOSType(this.handle));
  }

  /**
   * The name that the guest gives itself.
   *
   * Since libvirt 0.10.0. C: `virDomainGetHostname`.
   * @param flags where to ask
   */
  async getHostname(flags = 0): Promise<string> {
    return settle(native.virDomainGetHostname(this.handle, flags));
  }

  /**
   * The guest's clock.
   *
   * Since libvirt 1.2.5. C: `virDomainGetTime`.
   * @param flags none exist: 0
   */
  async getTime(flags = 0): Promise<DomainTime> {
    const [seconds, nseconds] = await settle(native.virDomainGetTime(this.handle, flags));
    return { seconds, nseconds };
  }

  /**
   * Sets the guest's clock.
   *
   * Since libvirt 1.2.5. C: `virDomainSetTime`.
   * @param seconds since the beginning of 1970
   * @param nseconds beyond the seconds
   * @param flags whether to take the time from the host instead
   */
  async setTime(
    seconds: bigint | number,
    nseconds: number,
    flags: DomainSetTimeFlags = 0,
  ): Promise<void> {
    return settle(native.virDomainSetTime(this.handle, seconds, nseconds, flags));
  }

  // ---- Its life ---------------------------------------------------------------------------------

  /**
   * Starts the domain.
   *
   * Since libvirt 0.1.1. C: `virDomainCreate`.
   */
  async create(): Promise<void> {
    return settle(native.virDomainCreate(this.handle));
  }

  /**
   * Starts the domain.
   *
   * Since libvirt 0.8.2. C: `virDomainCreateWithFlags`.
   * @param flags how to start it
   */
  async createWithFlags(flags: DomainCreateFlags = 0): Promise<void> {
    return settle(native.virDomainCreateWithFlags(this.handle, flags));
  }

  /**
   * Pauses the domain: it keeps its memory and uses no CPU.
   *
   * Since libvirt 0.0.3. C: `virDomainSuspend`.
   */
  async suspend(): Promise<void> {
    return settle(native.virDomainSuspend(this.handle));
  }

  /**
   * Lets a paused domain run on.
   *
   * Since libvirt 0.0.3. C: `virDomainResume`.
   */
  async resume(): Promise<void> {
    return settle(native.virDomainResume(this.handle));
  }

  /**
   * Asks the guest to shut down, and does not wait for it. A guest may ignore it.
   *
   * Since libvirt 0.0.3. C: `virDomainShutdown`.
   */
  async shutdown(): Promise<void> {
    return settle(native.virDomainShutdown(this.handle));
  }

  /**
   * Asks the guest to shut down, and does not wait for it. A guest may ignore it.
   *
   * Since libvirt 0.9.10. C: `virDomainShutdownFlags`.
   * @param flags how to ask
   */
  async shutdownFlags(flags: DomainShutdownFlagValues = 0): Promise<void> {
    return settle(native.virDomainShutdownFlags(this.handle, flags));
  }

  /**
   * Asks the guest to reboot, and does not wait for it. A guest may ignore it.
   *
   * Since libvirt 0.1.0. C: `virDomainReboot`.
   * @param flags how to ask
   */
  async reboot(flags: DomainRebootFlagValues = 0): Promise<void> {
    return settle(native.virDomainReboot(this.handle, flags));
  }

  /**
   * Resets the domain at once, as a machine's button does.
   *
   * Since libvirt 0.9.7. C: `virDomainReset`.
   * @param flags none exist: 0
   */
  async reset(flags = 0): Promise<void> {
    return settle(native.virDomainReset(this.handle, flags));
  }

  /**
   * Stops the domain at once, as if its power were cut. The object stays.
   *
   * Since libvirt 0.0.3. C: `virDomainDestroy`.
   */
  async destroy(): Promise<void> {
    return settle(native.virDomainDestroy(this.handle));
  }

  /**
   * Stops the domain at once, as if its power were cut. The object stays.
   *
   * Since libvirt 0.9.4. C: `virDomainDestroyFlags`.
   * @param flags whether to give the hypervisor time to write what it has to
   */
  async destroyFlags(flags: DomainDestroyFlagsValues = 0): Promise<void> {
    return settle(native.virDomainDestroyFlags(this.handle, flags));
  }

  /**
   * Removes the definition. A domain that runs is there until it stops.
   *
   * Since libvirt 0.1.1. C: `virDomainUndefine`.
   */
  async undefine(): Promise<void> {
    return settle(native.virDomainUndefine(this.handle));
  }

  /**
   * Removes the definition, and what else the flags name. A domain that runs is there until it
   * stops.
   *
   * Since libvirt 0.9.4. C: `virDomainUndefineFlags`.
   * @param flags what to remove with it
   */
  async undefineFlags(flags: DomainUndefineFlagsValues = 0): Promise<void> {
    return settle(native.virDomainUndefineFlags(this.handle, flags));
  }

  /**
   * Gives the domain another name. It must not run.
   *
   * Since libvirt 1.2.19. C: `virDomainRename`.
   * @param new_name the name
   * @param flags none exist: 0
   */
  async rename(new_name: string, flags = 0): Promise<void> {
    return settle(native.virDomainRename(this.handle, new_name, flags));
  }

  /**
   * Whether the domain is started with the host.
   *
   * Since libvirt 0.2.1. C: `virDomainGetAutostart`.
   */
  async getAutostart(): Promise<boolean> {
    return settle(native.virDomainGetAutostart(this.handle));
  }

  /**
   * Sets whether the domain is started with the host.
   *
   * Since libvirt 0.2.1. C: `virDomainSetAutostart`.
   * @param autostart whether it is
   */
  async setAutostart(autostart: boolean): Promise<void> {
    return settle(native.virDomainSetAutostart(this.handle, autostart));
  }

  /**
   * Whether the domain is started with the host the next time only.
   *
   * Since libvirt 11.2.0. C: `virDomainGetAutostartOnce`.
   */
  async getAutostartOnce(): Promise<boolean> {
    return settle(native.virDomainGetAutostartOnce(this.handle));
  }

  /**
   * Sets whether the domain is started with the host the next time only.
   *
   * Since libvirt 11.2.0. C: `virDomainSetAutostartOnce`.
   * @param autostart whether it is
   */
  async setAutostartOnce(autostart: boolean): Promise<void> {
    return settle(native.virDomainSetAutostartOnce(this.handle, autostart));
  }

  // ---- Saved states -----------------------------------------------------------------------------

  /**
   * Saves the domain's memory to a file and stops it; `Connect.domainRestore` starts it from there.
   *
   * Since libvirt 0.0.3. C: `virDomainSave`.
   * @param to path of the file on the host
   */
  async save(to: string): Promise<void> {
    return settle(native.virDomainSave(this.handle, to));
  }

  /**
   * Saves the domain's memory to a file and stops it; `Connect.domainRestore` starts it from there.
   *
   * Since libvirt 0.9.4. C: `virDomainSaveFlags`.
   * @param to path of the file on the host
   * @param dxml the domain as it shall be when restored, or null for as it is
   * @param flags how to save it
   */
  async saveFlags(
    to: string,
    dxml: string | null = null,
    flags: DomainSaveRestoreFlags = 0,
  ): Promise<void> {
    return settle(native.virDomainSaveFlags(this.handle, to, dxml, flags));
  }

  /**
   * Saves the domain's memory to a file that libvirt keeps, and stops it: the next start continues
   * there.
   *
   * Since libvirt 0.8.0. C: `virDomainManagedSave`.
   * @param flags how to save it
   */
  async managedSave(flags: DomainSaveRestoreFlags = 0): Promise<void> {
    return settle(native.virDomainManagedSave(this.handle, flags));
  }

  /**
   * Whether the next start continues from a managed save.
   *
   * Since libvirt 0.8.0. C: `virDomainHasManagedSaveImage`.
   * @param flags none exist: 0
   */
  async hasManagedSaveImage(flags = 0): Promise<boolean> {
    return settle(native.virDomainHasManagedSaveImage(this.handle, flags));
  }

  /**
   * Removes the managed save: the next start boots.
   *
   * Since libvirt 0.8.0. C: `virDomainManagedSaveRemove`.
   * @param flags none exist: 0
   */
  async managedSaveRemove(flags = 0): Promise<void> {
    return settle(native.virDomainManagedSaveRemove(this.handle, flags));
  }

  /**
   * The domain in the managed save, as XML.
   *
   * Since libvirt 3.7.0. C: `virDomainManagedSaveGetXMLDesc`.
   * @param flags what to include
   */
  async managedSaveGetXMLDesc(flags: DomainSaveImageXMLFlags = 0): Promise<string> {
    return settle(native.virDomainManagedSaveGetXMLDesc(this.handle, flags));
  }

  /**
   * Changes the domain in the managed save.
   *
   * Since libvirt 3.7.0. C: `virDomainManagedSaveDefineXML`.
   * @param dxml the domain as it shall be
   * @param flags whether it shall run or be paused
   */
  async managedSaveDefineXML(dxml: string, flags: DomainSaveRestoreFlags = 0): Promise<void> {
    return settle(native.virDomainManagedSaveDefineXML(this.handle, dxml, flags));
  }

  // ---- Memory and virtual CPUs ------------------------------------------------------------------

  /**
   * The most memory that the domain may have, in KiB.
   *
   * Since libvirt 0.0.3. C: `virDomainGetMaxMemory`.
   */
  async getMaxMemory(): Promise<bigint> {
    return settle(native.virDomainGetMaxMemory(this.handle));
  }

  /**
   * Sets the most memory that the domain may have.
   *
   * Since libvirt 0.0.3. C: `virDomainSetMaxMemory`.
   * @param memory in KiB
   */
  async setMaxMemory(memory: bigint | number): Promise<void> {
    return settle(native.virDomainSetMaxMemory(this.handle, memory));
  }

  /**
   * Sets the memory of a domain that runs.
   *
   * Since libvirt 0.1.1. C: `virDomainSetMemory`.
   * @param memory in KiB, at most what `getMaxMemory` tells
   */
  async setMemory(memory: bigint | number): Promise<void> {
    return settle(native.virDomainSetMemory(this.handle, memory));
  }

  /**
   * Sets the memory, or the most memory, of the domain as it runs, as it is defined, or both.
   *
   * Since libvirt 0.9.0. C: `virDomainSetMemoryFlags`.
   * @param memory in KiB
   * @param flags what is set, and where
   */
  async setMemoryFlags(memory: bigint | number, flags: DomainMemoryModFlags = 0): Promise<void> {
    return settle(native.virDomainSetMemoryFlags(this.handle, memory, flags));
  }

  /**
   * Sets how often the guest reports what memory it uses.
   *
   * Since libvirt 1.1.1. C: `virDomainSetMemoryStatsPeriod`.
   * @param period in seconds; 0 or less for never
   * @param flags where it is set
   */
  async setMemoryStatsPeriod(period: number, flags: DomainMemoryModFlags = 0): Promise<void> {
    return settle(native.virDomainSetMemoryStatsPeriod(this.handle, period, flags));
  }

  /**
   * How many virtual CPUs the domain may have.
   *
   * Since libvirt 0.2.1. C: `virDomainGetMaxVcpus`.
   */
  async getMaxVcpus(): Promise<number> {
    return settle(native.virDomainGetMaxVcpus(this.handle));
  }

  /**
   * How many virtual CPUs the domain has, or may have.
   *
   * Since libvirt 0.8.5. C: `virDomainGetVcpusFlags`.
   * @param flags which number, and where
   */
  async getVcpusFlags(flags: DomainVcpuFlags = 0): Promise<number> {
    return settle(native.virDomainGetVcpusFlags(this.handle, flags));
  }

  /**
   * Sets how many virtual CPUs a domain that runs has.
   *
   * Since libvirt 0.1.4. C: `virDomainSetVcpus`.
   * @param nvcpus the number
   */
  async setVcpus(nvcpus: number): Promise<void> {
    return settle(native.virDomainSetVcpus(this.handle, nvcpus));
  }

  /**
   * Sets how many virtual CPUs the domain has, or may have.
   *
   * Since libvirt 0.8.5. C: `virDomainSetVcpusFlags`.
   * @param nvcpus the number
   * @param flags which number, and where
   */
  async setVcpusFlags(nvcpus: number, flags: DomainVcpuFlags = 0): Promise<void> {
    return settle(native.virDomainSetVcpusFlags(this.handle, nvcpus, flags));
  }

  // ---- Notes ------------------------------------------------------------------------------------

  /**
   * The description, the title, or an element that an application left.
   *
   * Since libvirt 0.9.10. C: `virDomainGetMetadata`.
   * @param type which of them
   * @param uri the element's namespace; null for description and title
   * @param flags of the domain as it runs, or as it is defined
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_METADATA` if there is none
   */
  async getMetadata(
    type: DomainMetadataType,
    uri: string | null = null,
    flags: DomainModificationImpact = 0,
  ): Promise<string> {
    return settle(native.virDomainGetMetadata(this.handle, type, uri, flags));
  }

  /**
   * Sets or removes the description, the title, or an element of an application.
   *
   * Since libvirt 0.9.10. C: `virDomainSetMetadata`.
   * @param type which of them
   * @param metadata the text or XML; null removes it
   * @param key the prefix of the element's namespace; null for description and title
   * @param uri the element's namespace; null for description and title
   * @param flags of the domain as it runs, as it is defined, or both
   */
  async setMetadata(
    type: DomainMetadataType,
    metadata: string | null,
    key: string | null = null,
    uri: string | null = null,
    flags: DomainModificationImpact = 0,
  ): Promise<void> {
    return settle(native.virDomainSetMetadata(this.handle, type, metadata, key, uri, flags));
  }

  // ---- Snapshots --------------------------------------------------------------------------------

  /**
   * All snapshots, or those that the flags choose.
   *
   * Since libvirt 0.9.13. C: `virDomainListAllSnapshots`.
   * @param flags which of them; 0 for all
   */
  async listAllSnapshots(flags: DomainSnapshotListFlags = 0): Promise<DomainSnapshot[]> {
    return all(DomainSnapshot, this, native.virDomainListAllSnapshots(this.handle, flags));
  }

  /**
   * The names of the snapshots.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotListNames`.
   * @param flags which of them; 0 for all
   */
  async snapshotListNames(flags: DomainSnapshotListFlags = 0): Promise<string[]> {
    return settle(native.virDomainSnapshotListNames(this.handle, flags));
  }

  /**
   * How many snapshots there are.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotNum`.
   * @param flags which of them; 0 for all
   */
  async snapshotNum(flags: DomainSnapshotListFlags = 0): Promise<number> {
    return settle(native.virDomainSnapshotNum(this.handle, flags));
  }

  /**
   * The snapshot with a name.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotLookupByName`.
   * @param name the name
   * @param flags none exist: 0
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_SNAPSHOT` if there is none
   */
  async snapshotLookupByName(name: string, flags = 0): Promise<DomainSnapshot> {
    return one(
      DomainSnapshot,
      this,
      native.virDomainSnapshotLookupByName(this.handle, name, flags),
    );
  }

  /**
   * Whether there is a snapshot on which the domain's state is based.
   *
   * Since libvirt 0.8.0. C: `virDomainHasCurrentSnapshot`.
   * @param flags none exist: 0
   */
  async hasCurrentSnapshot(flags = 0): Promise<boolean> {
    return settle(native.virDomainHasCurrentSnapshot(this.handle, flags));
  }

  /**
   * The snapshot on which the domain's state is based.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotCurrent`.
   * @param flags none exist: 0
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_SNAPSHOT` if there is none
   */
  async snapshotCurrent(flags = 0): Promise<DomainSnapshot> {
    return one(DomainSnapshot, this, native.virDomainSnapshotCurrent(this.handle, flags));
  }

  /**
   * Takes a snapshot, or tells libvirt again of one that was taken before.
   *
   * Since libvirt 0.8.0. C: `virDomainSnapshotCreateXML`.
   * @param xmlDesc the snapshot
   * @param flags what it holds, and how it is taken
   */
  async createSnapshotXML(
    xmlDesc: string,
    flags: DomainSnapshotCreateFlags = 0,
  ): Promise<DomainSnapshot> {
    return one(
      DomainSnapshot,
      this,
      native.virDomainSnapshotCreateXML(this.handle, xmlDesc, flags),
    );
  }

  // ---- Checkpoints ------------------------------------------------------------------------------

  /**
   * All checkpoints, or those that the flags choose.
   *
   * Since libvirt 5.6.0. C: `virDomainListAllCheckpoints`.
   * @param flags which of them; 0 for all
   */
  async listAllCheckpoints(flags: DomainCheckpointListFlags = 0): Promise<DomainCheckpoint[]> {
    return all(DomainCheckpoint, this, native.virDomainListAllCheckpoints(this.handle, flags));
  }

  /**
   * The checkpoint with a name.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointLookupByName`.
   * @param name the name
   * @param flags none exist: 0
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN_CHECKPOINT` if there is none
   */
  async checkpointLookupByName(name: string, flags = 0): Promise<DomainCheckpoint> {
    return one(
      DomainCheckpoint,
      this,
      native.virDomainCheckpointLookupByName(this.handle, name, flags),
    );
  }

  /**
   * Makes a checkpoint of a domain that runs, or tells libvirt again of one that was made before.
   *
   * Since libvirt 5.6.0. C: `virDomainCheckpointCreateXML`.
   * @param xmlDesc the checkpoint
   * @param flags how it is made
   */
  async createCheckpointXML(
    xmlDesc: string,
    flags: DomainCheckpointCreateFlags = 0,
  ): Promise<DomainCheckpoint> {
    return one(
      DomainCheckpoint,
      this,
      native.virDomainCheckpointCreateXML(this.handle, xmlDesc, flags),
    );
  }
}
