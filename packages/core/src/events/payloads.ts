import type { Domain } from '../domain.js';
import type {
  ConnectDomainEventAgentLifecycleReason,
  ConnectDomainEventAgentLifecycleState,
  ConnectDomainEventBlockJobStatus,
  ConnectDomainEventChannelLifecycleReason,
  ConnectDomainEventChannelLifecycleState,
  ConnectDomainEventDiskChangeReason,
  DomainBlockJobType,
  DomainEventCrashedDetailType,
  DomainEventDefinedDetailType,
  DomainEventGraphicsAddressType,
  DomainEventGraphicsPhase,
  DomainEventIOErrorAction,
  DomainEventPMSuspendedDetailType,
  DomainEventResumedDetailType,
  DomainEventShutdownDetailType,
  DomainEventStartedDetailType,
  DomainEventStoppedDetailType,
  DomainEventSuspendedDetailType,
  DomainEventTrayChangeReason,
  DomainEventType,
  DomainEventUndefinedDetailType,
  DomainEventWatchdogAction,
  DomainMemoryFailureActionType,
  DomainMemoryFailureFlags,
  DomainMemoryFailureRecipientType,
  DomainMetadataType,
  NetworkEventLifecycleType,
  NetworkMetadataType,
  NodeDeviceEventLifecycleType,
  SecretEventLifecycleType,
  StoragePoolEventLifecycleType,
} from '../generated/constants.js';
import type { Network } from '../network.js';
import type { NodeDevice } from '../node-device.js';
import type { DomainBlockIoTuneParameters } from '../parameters/domain-block.js';
import type { DomainJobInfo } from '../parameters/domain-job.js';
import type { DomainSchedulerParameters } from '../parameters/domain-tuning.js';
import type { UnknownParameters } from '../parameters/layout.js';
import type { Secret } from '../secret.js';
import type { StoragePool } from '../storage-pool.js';

// A text that libvirt always sets is typed as `string`, one that it may omit as `string | null`.

// ---- Domains --------------------------------------------------------------------------------------

/** An event of a domain. */
export interface DomainEvent {
  /** The domain, a new object of the listener's: free it, or leave it to the garbage collector. */
  readonly domain: Domain;
}

type Types = typeof DomainEventType;

/** A number of a newer libvirt, for which this release has no name. */
export type NewerEvent = Exclude<DomainEventType, Types[keyof Types]>;

/** The event and its detail; the event determines the type of the detail. */
type DomainLifecycle =
  | { readonly event: Types['DEFINED']; readonly detail: DomainEventDefinedDetailType }
  | { readonly event: Types['UNDEFINED']; readonly detail: DomainEventUndefinedDetailType }
  | { readonly event: Types['STARTED']; readonly detail: DomainEventStartedDetailType }
  | { readonly event: Types['SUSPENDED']; readonly detail: DomainEventSuspendedDetailType }
  | { readonly event: Types['RESUMED']; readonly detail: DomainEventResumedDetailType }
  | { readonly event: Types['STOPPED']; readonly detail: DomainEventStoppedDetailType }
  | { readonly event: Types['SHUTDOWN']; readonly detail: DomainEventShutdownDetailType }
  | { readonly event: Types['PMSUSPENDED']; readonly detail: DomainEventPMSuspendedDetailType }
  | { readonly event: Types['CRASHED']; readonly detail: DomainEventCrashedDetailType }
  | { readonly event: NewerEvent; readonly detail: number };

/**
 * A domain changed its state, or was defined or undefined. `event` is one of `DomainEventType`. It
 * determines the enum of `detail`, such as `DomainEventStoppedDetailType`.
 */
export type DomainLifecycleEvent = DomainEvent & DomainLifecycle;

/** The guest set its real-time clock. */
export interface DomainRTCChangeEvent extends DomainEvent {
  /** The clock's offset from UTC in seconds. */
  readonly utcoffset: bigint;
}

/** A domain's watchdog fired. */
export interface DomainWatchdogEvent extends DomainEvent {
  /** The action that follows. */
  readonly action: DomainEventWatchdogAction;
}

/** A domain's disk had an I/O error. */
export interface DomainIOErrorEvent extends DomainEvent {
  /** The path of the file or device on the host; empty if unknown. */
  readonly srcPath: string;
  /** The alias of the disk; empty if unknown. */
  readonly devAlias: string;
  /** The action that follows. */
  readonly action: DomainEventIOErrorAction;
}

/** A domain's disk had an I/O error, with its reason. */
export interface DomainIOErrorReasonEvent extends DomainIOErrorEvent {
  /** The reason, such as `enospc`; empty if unknown. */
  readonly reason: string;
}

/** One end of a connection to a domain's graphics server. */
export interface DomainEventGraphicsAddress {
  /** The address family. */
  readonly family: DomainEventGraphicsAddressType;
  /** The address, or the path of the Unix socket. */
  readonly node: string;
  /** The port. */
  readonly service: string;
}

/** One identity of a graphics client. */
export interface DomainEventGraphicsSubjectIdentity {
  /** The type of identity, such as `x509dname`. */
  readonly type: string;
  /** The name. */
  readonly name: string;
}

/** A client connected to a domain's graphics server, authenticated or disconnected. */
export interface DomainGraphicsEvent extends DomainEvent {
  /** The phase of the connection. */
  readonly phase: DomainEventGraphicsPhase;
  /** The server's address; null if unknown. */
  readonly local: DomainEventGraphicsAddress | null;
  /** The client's address; null if unknown. */
  readonly remote: DomainEventGraphicsAddress | null;
  /** The authentication scheme. */
  readonly authScheme: string;
  /** The client's identities. */
  readonly subject: readonly DomainEventGraphicsSubjectIdentity[];
}

/** A block job ended, or became ready. */
export interface DomainBlockJobEvent extends DomainEvent {
  /** The disk: its path for `domain-block-job`, its target such as `vda` for `domain-block-job-2`. */
  readonly disk: string;
  /** The type of job. */
  readonly type: DomainBlockJobType;
  /** The job's status. */
  readonly status: ConnectDomainEventBlockJobStatus;
}

/** The medium in a domain's drive changed. */
export interface DomainDiskChangeEvent extends DomainEvent {
  /** The old source; null if the drive was empty. */
  readonly oldSrcPath: string | null;
  /** The new source; null if the drive is empty. */
  readonly newSrcPath: string | null;
  /** The alias of the disk. */
  readonly devAlias: string;
  /** The reason. */
  readonly reason: ConnectDomainEventDiskChangeReason;
}

/** The tray of a domain's drive was opened or closed. */
export interface DomainTrayChangeEvent extends DomainEvent {
  /** The alias of the disk. */
  readonly devAlias: string;
  /** Whether it was opened or closed. */
  readonly reason: DomainEventTrayChangeReason;
}

/** A guest woke up, or was suspended to memory or to disk. */
export interface DomainPMEvent extends DomainEvent {
  /** Currently always 0. */
  readonly reason: number;
}

/** A domain's memory balloon changed its size. */
export interface DomainBalloonChangeEvent extends DomainEvent {
  /** The new size in KiB. */
  readonly actual: bigint;
}

/** A device of a domain was added or removed, or could not be removed. */
export interface DomainDeviceEvent extends DomainEvent {
  /** The device's alias. */
  readonly devAlias: string;
}

/** CPU pinning of a domain. In each list, the element at a host CPU's number says whether it may be used. */
export interface DomainEventTunableCpuPin {
  /** The virtual CPUs whose pinning changed, by their numbers. */
  readonly vcpuPin?: Readonly<Record<number, readonly boolean[]>>;
  /** The emulator threads. */
  readonly emulatorPin?: readonly boolean[];
  /** The IOThreads whose pinning changed, by their IDs. */
  readonly ioThreadPin?: Readonly<Record<number, readonly boolean[]>>;
}

/** Tuning of a running domain changed. Unchanged fields are absent. */
export interface DomainTunableEvent extends DomainEvent, UnknownParameters {
  /** CPU scheduler parameters. */
  readonly cpuSched?: Omit<DomainSchedulerParameters, keyof UnknownParameters>;
  /** CPU pinning. */
  readonly cpuPin?: DomainEventTunableCpuPin;
  /** The disk to which `blkdevTune` applies. */
  readonly blkdevDisk?: string;
  /** I/O limits of that disk. */
  readonly blkdevTune?: Omit<DomainBlockIoTuneParameters, keyof UnknownParameters>;
}

/** The guest agent connected or disconnected. */
export interface DomainAgentLifecycleEvent extends DomainEvent {
  /** Whether it is connected. */
  readonly state: ConnectDomainEventAgentLifecycleState;
  /** The reason. */
  readonly reason: ConnectDomainEventAgentLifecycleReason;
}

/** A migration started another pass over the domain's memory. */
export interface DomainMigrationIterationEvent extends DomainEvent {
  /** The number of the pass. */
  readonly iteration: number;
}

/** A domain's job ended, successfully or not. */
export interface DomainJobCompletedEvent extends DomainEvent {
  /** The job's statistics. The type is left out, because the job has ended. */
  readonly info: Omit<DomainJobInfo, 'type'>;
}

/** A domain's title, description or other metadata changed. */
export interface DomainMetadataChangeEvent extends DomainEvent {
  /** The type of metadata. */
  readonly type: DomainMetadataType;
  /** The namespace URI for `DomainMetadataType.ELEMENT`; otherwise null. */
  readonly nsuri: string | null;
}

/** Writes to a disk passed the threshold that was set for it. The threshold is now unset. */
export interface DomainBlockThresholdEvent extends DomainEvent {
  /** The target of the disk, or of an image in its backing chain, such as `vda[1]`. */
  readonly dev: string;
  /** The path of the image if it is a local file; otherwise null. */
  readonly path: string | null;
  /** The threshold in bytes. */
  readonly threshold: bigint;
  /** By how many bytes the threshold was passed; 0 if the hypervisor does not report it. */
  readonly excess: bigint;
}

/** Host memory that a domain uses failed. */
export interface DomainMemoryFailureEvent extends DomainEvent {
  /** Whose memory failed: the hypervisor's or the guest's. */
  readonly recipient: DomainMemoryFailureRecipientType;
  /** The action that follows. */
  readonly action: DomainMemoryFailureActionType;
  /** Bitwise OR of {@link DomainMemoryFailureFlags}. */
  readonly flags: DomainMemoryFailureFlags;
}

/** A guest grew or shrank its part of a memory device. */
export interface DomainMemoryDeviceSizeChangeEvent extends DomainEvent {
  /** The device's alias. */
  readonly alias: string;
  /** The new size in KiB. */
  readonly size: bigint;
}

/** A guest changed the MAC address of a network interface. */
export interface DomainNICMACChangeEvent extends DomainEvent {
  /** The device's alias. */
  readonly alias: string;
  /** The old address. */
  readonly oldMAC: string;
  /** The new address. */
  readonly newMAC: string;
}

/** A virtual CPU was removed, as requested before. */
export interface DomainVcpuRemovedEvent extends DomainEvent {
  /** The number of the virtual CPU. */
  readonly vcpuID: number;
}

/** A guest opened or closed its end of a channel. */
export interface DomainChannelLifecycleEvent extends DomainEvent {
  /** The channel's name. */
  readonly channelName: string;
  /** Whether it is connected. */
  readonly state: ConnectDomainEventChannelLifecycleState;
  /** The reason. */
  readonly reason: ConnectDomainEventChannelLifecycleReason;
}

// ---- Networks, storage pools, host devices, secrets ---------------------------------------------------------------------

/** An event of a network. */
export interface NetworkEvent {
  /** The network, a new object of the listener's: free it, or leave it to the garbage collector. */
  readonly network: Network;
}

/** A network was defined, undefined, started or stopped. */
export interface NetworkLifecycleEvent extends NetworkEvent {
  /** What happened. */
  readonly event: NetworkEventLifecycleType;
  /** Currently always 0. */
  readonly detail: number;
}

/** A network's title, description or other metadata changed. */
export interface NetworkMetadataChangeEvent extends NetworkEvent {
  /** The type of metadata. */
  readonly type: NetworkMetadataType;
  /** The namespace URI for `NetworkMetadataType.ELEMENT`; otherwise null. */
  readonly nsuri: string | null;
}

/** An event of a storage pool. */
export interface StoragePoolEvent {
  /** The pool, a new object of the listener's: free it, or leave it to the garbage collector. */
  readonly pool: StoragePool;
}

/** A storage pool was defined, undefined, started, stopped, built or deleted. */
export interface StoragePoolLifecycleEvent extends StoragePoolEvent {
  /** What happened. */
  readonly event: StoragePoolEventLifecycleType;
  /** Currently always 0. */
  readonly detail: number;
}

/** An event of a host device. */
export interface NodeDeviceEvent {
  /** The device, a new object of the listener's: free it, or leave it to the garbage collector. */
  readonly device: NodeDevice;
}

/** A host device was added, removed, defined or undefined. */
export interface NodeDeviceLifecycleEvent extends NodeDeviceEvent {
  /** What happened. */
  readonly event: NodeDeviceEventLifecycleType;
  /** Currently always 0. */
  readonly detail: number;
}

/** An event of a secret. */
export interface SecretEvent {
  /** The secret, a new object of the listener's: free it, or leave it to the garbage collector. */
  readonly secret: Secret;
}

/** A secret was defined or undefined. */
export interface SecretLifecycleEvent extends SecretEvent {
  /** What happened. */
  readonly event: SecretEventLifecycleType;
  /** Currently always 0. */
  readonly detail: number;
}

// ---- Event names -------------------------------------------------------------------------------

/** The events of a connection by the names that `on` and `watch` accept. */
export interface ConnectEvents {
  /** Since libvirt 0.8.0. */
  'domain-lifecycle': DomainLifecycleEvent;
  /** The guest reboots. Since libvirt 0.8.0. */
  'domain-reboot': DomainEvent;
  /** Since libvirt 0.8.0. */
  'domain-rtc-change': DomainRTCChangeEvent;
  /** Since libvirt 0.8.0. */
  'domain-watchdog': DomainWatchdogEvent;
  /** Since libvirt 0.8.0. */
  'domain-io-error': DomainIOErrorEvent;
  /** Since libvirt 0.8.0. */
  'domain-graphics': DomainGraphicsEvent;
  /** Since libvirt 0.8.1. */
  'domain-io-error-reason': DomainIOErrorReasonEvent;
  /** The hypervisor no longer responds. Since libvirt 0.9.2. */
  'domain-control-error': DomainEvent;
  /** Since libvirt 0.9.4. */
  'domain-block-job': DomainBlockJobEvent;
  /** Since libvirt 0.9.7. */
  'domain-disk-change': DomainDiskChangeEvent;
  /** Since libvirt 0.9.11. */
  'domain-tray-change': DomainTrayChangeEvent;
  /** Since libvirt 0.9.11. */
  'domain-pm-wakeup': DomainPMEvent;
  /** Since libvirt 0.9.11. */
  'domain-pm-suspend': DomainPMEvent;
  /** Since libvirt 0.10.0. */
  'domain-balloon-change': DomainBalloonChangeEvent;
  /** Since libvirt 1.0.0. */
  'domain-pm-suspend-disk': DomainPMEvent;
  /** Since libvirt 1.1.1. */
  'domain-device-removed': DomainDeviceEvent;
  /** Since libvirt 1.2.6. */
  'domain-block-job-2': DomainBlockJobEvent;
  /** Since libvirt 1.2.9. */
  'domain-tunable': DomainTunableEvent;
  /** Since libvirt 1.2.11. */
  'domain-agent-lifecycle': DomainAgentLifecycleEvent;
  /** Since libvirt 1.2.15. */
  'domain-device-added': DomainDeviceEvent;
  /** Since libvirt 1.3.2. */
  'domain-migration-iteration': DomainMigrationIterationEvent;
  /** Since libvirt 1.3.3. */
  'domain-job-completed': DomainJobCompletedEvent;
  /** Since libvirt 1.3.4. */
  'domain-device-removal-failed': DomainDeviceEvent;
  /** Since libvirt 3.0.0. */
  'domain-metadata-change': DomainMetadataChangeEvent;
  /** Since libvirt 3.2.0. */
  'domain-block-threshold': DomainBlockThresholdEvent;
  /** Since libvirt 6.9.0. */
  'domain-memory-failure': DomainMemoryFailureEvent;
  /** Since libvirt 7.9.0. */
  'domain-memory-device-size-change': DomainMemoryDeviceSizeChangeEvent;
  /** Since libvirt 11.2.0. */
  'domain-nic-mac-change': DomainNICMACChangeEvent;
  /** Since libvirt 12.4.0. */
  'domain-vcpu-removed': DomainVcpuRemovedEvent;
  /** Since libvirt 12.4.0. */
  'domain-channel-lifecycle': DomainChannelLifecycleEvent;
  /** Since libvirt 1.2.1. */
  'network-lifecycle': NetworkLifecycleEvent;
  /** Since libvirt 9.8.0. */
  'network-metadata-change': NetworkMetadataChangeEvent;
  /** Since libvirt 2.0.0. */
  'storage-pool-lifecycle': StoragePoolLifecycleEvent;
  /** The contents of a pool were refreshed. Since libvirt 2.0.0. */
  'storage-pool-refresh': StoragePoolEvent;
  /** Since libvirt 2.2.0. */
  'node-device-lifecycle': NodeDeviceLifecycleEvent;
  /** The properties of a host device changed. Since libvirt 2.2.0. */
  'node-device-update': NodeDeviceEvent;
  /** Since libvirt 3.0.0. */
  'secret-lifecycle': SecretLifecycleEvent;
  /** The value of a secret changed. Since libvirt 3.0.0. */
  'secret-value-changed': SecretEvent;
}

/** The name of an event. */
export type EventName = keyof ConnectEvents;

/** The classes of objects that have events, by the property of the event that holds the object. */
export interface EventSubjects {
  domain: Domain;
  network: Network;
  pool: StoragePool;
  device: NodeDevice;
  secret: Secret;
}

/** The property of an event that holds the object. */
export type SubjectKey = keyof EventSubjects;

/** The property that holds the object of an event with this name. */
export type SubjectKeyOf<Name extends EventName> = keyof ConnectEvents[Name] & SubjectKey;

/** The object of an event with this name. */
export type SubjectOf<Name extends EventName> = EventSubjects[SubjectKeyOf<Name>];
