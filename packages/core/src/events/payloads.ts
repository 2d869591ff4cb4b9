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

// What libvirt promises to be there is typed as a string; what it may leave out is null then.

declare const newer: unique symbol;

/** What a newer libvirt tells, and this release has no name for. It is a number as any other. */
export type NewerEvent = number & { readonly [newer]: never };

// ---- Domains --------------------------------------------------------------------------------------

/** A domain is concerned. */
export interface DomainEvent {
  /** The domain. It is the receiver's own, to free or to forget. */
  readonly domain: Domain;
}

type Types = typeof DomainEventType;

/** What happened to a domain, and why: the event says what the detail means. */
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
 * A domain changed its state, or was defined or undefined: `event` is one of `DomainEventType`, and
 * says of which type `detail` is, such as `DomainEventStoppedDetailType`.
 */
export type DomainLifecycleEvent = DomainEvent & DomainLifecycle;

/** The guest set its clock. */
export interface DomainRTCChangeEvent extends DomainEvent {
  /** How far its clock is ahead of UTC, in seconds. */
  readonly utcoffset: bigint;
}

/** A domain's watchdog fired. */
export interface DomainWatchdogEvent extends DomainEvent {
  /** What is done about it. */
  readonly action: DomainEventWatchdogAction;
}

/** A domain's disk failed to read or write. */
export interface DomainIOErrorEvent extends DomainEvent {
  /** The file or device of the host; empty if that is not known. */
  readonly srcPath: string;
  /** The alias of the disk; empty if that is not known. */
  readonly devAlias: string;
  /** What is done about it. */
  readonly action: DomainEventIOErrorAction;
}

/** The same, with the reason. */
export interface DomainIOErrorReasonEvent extends DomainIOErrorEvent {
  /** What went wrong, such as `enospc`; empty if that is not known. */
  readonly reason: string;
}

/** One end of a connection to a domain's screen. */
export interface DomainEventGraphicsAddress {
  /** What kind of address it is. */
  readonly family: DomainEventGraphicsAddressType;
  /** The address, or the path of the socket. */
  readonly node: string;
  /** The port. */
  readonly service: string;
}

/** By what somebody is known who looks at a domain's screen. */
export interface DomainEventGraphicsSubjectIdentity {
  /** The kind of name, such as `x509dname`. */
  readonly type: string;
  /** The name. */
  readonly name: string;
}

/** Somebody connected to a domain's screen, or went. */
export interface DomainGraphicsEvent extends DomainEvent {
  /** How far the connection is. */
  readonly phase: DomainEventGraphicsPhase;
  /** The server's end; null if that is not known. */
  readonly local: DomainEventGraphicsAddress | null;
  /** The client's end; null if that is not known. */
  readonly remote: DomainEventGraphicsAddress | null;
  /** How the client is authenticated. */
  readonly authScheme: string;
  /** Who the client is. */
  readonly subject: readonly DomainEventGraphicsSubjectIdentity[];
}

/** A job on a domain's disk ended, or can be ended. */
export interface DomainBlockJobEvent extends DomainEvent {
  /** The disk: the path of its file with `block-job`, its target such as `vda` with `block-job-2`. */
  readonly disk: string;
  /** What the job does. */
  readonly type: DomainBlockJobType;
  /** How it is. */
  readonly status: ConnectDomainEventBlockJobStatus;
}

/** Another medium is in a domain's drive, or none. */
export interface DomainDiskChangeEvent extends DomainEvent {
  /** The source before; null where there was none. */
  readonly oldSrcPath: string | null;
  /** The source now; null where there is none. */
  readonly newSrcPath: string | null;
  /** The alias of the disk. */
  readonly devAlias: string;
  /** Why. */
  readonly reason: ConnectDomainEventDiskChangeReason;
}

/** The tray of a domain's drive was opened or closed. */
export interface DomainTrayChangeEvent extends DomainEvent {
  /** The alias of the disk. */
  readonly devAlias: string;
  /** Which of the two. */
  readonly reason: DomainEventTrayChangeReason;
}

/** A guest woke up, or went to sleep in memory or on disk. */
export interface DomainPMEvent extends DomainEvent {
  /** Always 0 so far. */
  readonly reason: number;
}

/** A domain has another amount of memory. */
export interface DomainBalloonChangeEvent extends DomainEvent {
  /** How much it has now, in KiB. */
  readonly actual: bigint;
}

/** A device of a domain was added or removed, or could not be removed. */
export interface DomainDeviceEvent extends DomainEvent {
  /** The device's alias. */
  readonly devAlias: string;
}

/** On which CPUs of the host parts of a domain run: for each, by its number, whether it may. */
export interface DomainEventTunableCpuPin {
  /** The virtual CPUs whose CPUs changed, by their numbers. */
  readonly vcpuPin?: Readonly<Record<number, readonly boolean[]>>;
  /** The emulator's other threads. */
  readonly emulatorPin?: readonly boolean[];
  /** The IOThreads whose CPUs changed, by their numbers. */
  readonly ioThreadPin?: Readonly<Record<number, readonly boolean[]>>;
}

/** A running domain's share of the host was changed: what is not changed is absent. */
export interface DomainTunableEvent extends DomainEvent, UnknownParameters {
  /** How it shares the host's CPUs. */
  readonly cpuSched?: Omit<DomainSchedulerParameters, keyof UnknownParameters>;
  /** On which of them it runs. */
  readonly cpuPin?: DomainEventTunableCpuPin;
  /** The disk of which `blkdevTune` tells. */
  readonly blkdevDisk?: string;
  /** How fast it may use that disk. */
  readonly blkdevTune?: Omit<DomainBlockIoTuneParameters, keyof UnknownParameters>;
}

/** The guest's agent came or went. */
export interface DomainAgentLifecycleEvent extends DomainEvent {
  /** Which of the two. */
  readonly state: ConnectDomainEventAgentLifecycleState;
  /** Why. */
  readonly reason: ConnectDomainEventAgentLifecycleReason;
}

/** A migration goes through the domain's memory once more. */
export interface DomainMigrationIterationEvent extends DomainEvent {
  /** How often it has been begun. */
  readonly iteration: number;
}

/** A domain's job ended, whatever its end was. */
export interface DomainJobCompletedEvent extends DomainEvent {
  /** What is known of it; without the type, which is that of a job that has ended. */
  readonly info: Omit<DomainJobInfo, 'type'>;
}

/** A domain's title, description or other metadata changed. */
export interface DomainMetadataChangeEvent extends DomainEvent {
  /** Which of them. */
  readonly type: DomainMetadataType;
  /** Of `DomainMetadataType.ELEMENT`, the namespace; null for the others. */
  readonly nsuri: string | null;
}

/** A disk has been written beyond the threshold that was set for it, which is off from here on. */
export interface DomainBlockThresholdEvent extends DomainEvent {
  /** The disk, or the part of its chain, such as `vda[1]`. */
  readonly dev: string;
  /** The path of a local file; null if there is none. */
  readonly path: string | null;
  /** The threshold, in bytes. */
  readonly threshold: bigint;
  /** How many bytes beyond; 0 where the hypervisor does not tell. */
  readonly excess: bigint;
}

/** A part of the host's memory failed that a domain uses. */
export interface DomainMemoryFailureEvent extends DomainEvent {
  /** Whose memory it is. */
  readonly recipient: DomainMemoryFailureRecipientType;
  /** What is done about it. */
  readonly action: DomainMemoryFailureActionType;
  /** More about the failure. */
  readonly flags: DomainMemoryFailureFlags;
}

/** A guest made its part of a memory device larger or smaller. */
export interface DomainMemoryDeviceSizeChangeEvent extends DomainEvent {
  /** The device's alias. */
  readonly alias: string;
  /** Its size now, in KiB. */
  readonly size: bigint;
}

/** A guest gave its network device another hardware address. */
export interface DomainNICMACChangeEvent extends DomainEvent {
  /** The device's alias. */
  readonly alias: string;
  /** The address before. */
  readonly oldMAC: string;
  /** The address now. */
  readonly newMAC: string;
}

/** A virtual CPU was taken away, as it was asked for before. */
export interface DomainVcpuRemovedEvent extends DomainEvent {
  /** Its number. */
  readonly vcpuID: number;
}

/** A guest opened or closed its end of a channel. */
export interface DomainChannelLifecycleEvent extends DomainEvent {
  /** The channel's name. */
  readonly channelName: string;
  /** Which of the two. */
  readonly state: ConnectDomainEventChannelLifecycleState;
  /** Why. */
  readonly reason: ConnectDomainEventChannelLifecycleReason;
}

// ---- What belongs to the host ---------------------------------------------------------------------

/** A network is concerned. */
export interface NetworkEvent {
  /** The network. It is the receiver's own, to free or to forget. */
  readonly network: Network;
}

/** A network was defined or undefined, or started or stopped. */
export interface NetworkLifecycleEvent extends NetworkEvent {
  /** Which of them. */
  readonly event: NetworkEventLifecycleType;
  /** Always 0 so far. */
  readonly detail: number;
}

/** A network's title, description or other metadata changed. */
export interface NetworkMetadataChangeEvent extends NetworkEvent {
  /** Which of them. */
  readonly type: NetworkMetadataType;
  /** Of `NetworkMetadataType.ELEMENT`, the namespace; null for the others. */
  readonly nsuri: string | null;
}

/** A storage pool is concerned. */
export interface StoragePoolEvent {
  /** The pool. It is the receiver's own, to free or to forget. */
  readonly pool: StoragePool;
}

/** A storage pool was defined or undefined, started or stopped, built or deleted. */
export interface StoragePoolLifecycleEvent extends StoragePoolEvent {
  /** Which of them. */
  readonly event: StoragePoolEventLifecycleType;
  /** Always 0 so far. */
  readonly detail: number;
}

/** A device of the host is concerned. */
export interface NodeDeviceEvent {
  /** The device. It is the receiver's own, to free or to forget. */
  readonly device: NodeDevice;
}

/** A device of the host came or went, or was defined or undefined. */
export interface NodeDeviceLifecycleEvent extends NodeDeviceEvent {
  /** Which of them. */
  readonly event: NodeDeviceEventLifecycleType;
  /** Always 0 so far. */
  readonly detail: number;
}

/** A secret is concerned. */
export interface SecretEvent {
  /** The secret. It is the receiver's own, to free or to forget. */
  readonly secret: Secret;
}

/** A secret was defined or undefined. */
export interface SecretLifecycleEvent extends SecretEvent {
  /** Which of the two. */
  readonly event: SecretEventLifecycleType;
  /** Always 0 so far. */
  readonly detail: number;
}

// ---- By their names -------------------------------------------------------------------------------

/** Every event of a connection by the name that `on` and `watch` take. */
export interface ConnectEvents {
  /** Since libvirt 0.8.0. */
  'domain-lifecycle': DomainLifecycleEvent;
  /** The guest restarts. Since libvirt 0.8.0. */
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
  /** The hypervisor no longer answers. Since libvirt 0.9.2. */
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
  /** What is in a pool was looked at anew. Since libvirt 2.0.0. */
  'storage-pool-refresh': StoragePoolEvent;
  /** Since libvirt 2.2.0. */
  'node-device-lifecycle': NodeDeviceLifecycleEvent;
  /** A device of the host has other properties. Since libvirt 2.2.0. */
  'node-device-update': NodeDeviceEvent;
  /** Since libvirt 3.0.0. */
  'secret-lifecycle': SecretLifecycleEvent;
  /** A secret has another value. Since libvirt 3.0.0. */
  'secret-value-changed': SecretEvent;
}

/** The name of an event. */
export type EventName = keyof ConnectEvents;

/** The objects of which events tell, by the property of the event that holds them. */
export interface EventSubjects {
  domain: Domain;
  network: Network;
  pool: StoragePool;
  device: NodeDevice;
  secret: Secret;
}

/** The property of an event that holds the object of which it tells. */
export type SubjectKey = keyof EventSubjects;

/** The same for an event of this name. */
export type SubjectKeyOf<Name extends EventName> = keyof ConnectEvents[Name] & SubjectKey;

/** The object of which an event of this name tells. */
export type SubjectOf<Name extends EventName> = EventSubjects[SubjectKeyOf<Name>];
