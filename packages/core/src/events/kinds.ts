import {
  native,
  type ConnectHandle,
  type EventCallback,
  type Handle,
  type PackedParameters,
} from '@libvirt/native';
import type { Connect } from '../connect.js';
import { Domain } from '../domain.js';
import {
  DomainEventID,
  NetworkEventID,
  NodeDeviceEventID,
  SecretEventID,
  StoragePoolEventID,
} from '../generated/constants.js';
import { Network } from '../network.js';
import { NodeDevice } from '../node-device.js';
import type { Referenced } from '../object.js';
import { domainJobInfo } from '../parameters/domain-job.js';
import { readTunable } from '../parameters/domain-tunable.js';
import { Secret } from '../secret.js';
import { StoragePool } from '../storage-pool.js';
import type {
  ConnectEvents,
  DomainEventGraphicsAddress,
  DomainLifecycleEvent,
  EventName,
  SubjectKeyOf,
  SubjectOf,
} from './payloads.js';

/** What the events of one class of objects have in common. */
export interface EventFamily<Key extends string, Subject> {
  /** The property of an event that holds the object. */
  readonly key: Key;
  readonly Class: new (owner: Connect, handle: never) => Subject;
  /** What libvirt itself knows an object by. It does not wait. */
  readonly identify: (subject: HandleOf<Subject>) => string;
  readonly deregister: (connection: ConnectHandle, callbackID: number) => Promise<void>;
}

/** The handle of an object. */
export type HandleOf<Subject> = Subject extends Referenced<infer H> ? H : never;

/** How an event is registered with libvirt, and what its listeners are told. */
export interface EventKind<E, Key extends string, Subject> {
  readonly family: EventFamily<Key, Subject>;
  /** The listener is told a handle of the object, and what `tell` makes sense of. */
  readonly register: (
    connection: ConnectHandle,
    subject: HandleOf<Subject> | null,
    listener: EventCallback,
    freed: () => void,
  ) => Promise<number>;
  /** What the raw callback was told beside the object, as the event has it. */
  readonly tell: (...payload: never[]) => FieldsOf<E, Key>;
}

/** What an event tells beside the object. */
type FieldsOf<E, Key extends string> = E extends unknown ? Omit<E, Key> : never;

type RegisterAny<H extends Handle<string>> = (
  connection: ConnectHandle,
  subject: H | null,
  eventID: number,
  listener: EventCallback,
  freed: () => void,
) => Promise<number>;

function family<Key extends string, Subject>(
  described: EventFamily<Key, Subject>,
): EventFamily<Key, Subject> {
  return described;
}

/** Makes the kinds of a family, each of its number and what it tells. */
function kindsOf<Key extends string, Subject>(
  family: EventFamily<Key, Subject>,
  registerAny: RegisterAny<HandleOf<Subject>>,
) {
  return <Fields>(eventID: number, tell: (...payload: never[]) => Fields) => ({
    family,
    register: (
      connection: ConnectHandle,
      subject: HandleOf<Subject> | null,
      listener: EventCallback,
      freed: () => void,
    ) => registerAny(connection, subject, eventID, listener, freed),
    tell,
  });
}

/** The events of the core, by the property that holds the object. */
export const FAMILIES = {
  domain: family({
    key: 'domain',
    Class: Domain,
    identify: (handle) => native.virDomainGetUUIDString(handle),
    deregister: native.virConnectDomainEventDeregisterAny,
  }),
  network: family({
    key: 'network',
    Class: Network,
    identify: (handle) => native.virNetworkGetUUIDString(handle),
    deregister: native.virConnectNetworkEventDeregisterAny,
  }),
  pool: family({
    key: 'pool',
    Class: StoragePool,
    identify: (handle) => native.virStoragePoolGetUUIDString(handle),
    deregister: native.virConnectStoragePoolEventDeregisterAny,
  }),
  device: family({
    key: 'device',
    Class: NodeDevice,
    identify: (handle) => native.virNodeDeviceGetName(handle),
    deregister: native.virConnectNodeDeviceEventDeregisterAny,
  }),
  secret: family({
    key: 'secret',
    Class: Secret,
    identify: (handle) => native.virSecretGetUUIDString(handle),
    deregister: native.virConnectSecretEventDeregisterAny,
  }),
};

const domain = kindsOf(FAMILIES.domain, native.virConnectDomainEventRegisterAny);
const network = kindsOf(FAMILIES.network, native.virConnectNetworkEventRegisterAny);
const pool = kindsOf(FAMILIES.pool, native.virConnectStoragePoolEventRegisterAny);
const device = kindsOf(FAMILIES.device, native.virConnectNodeDeviceEventRegisterAny);
const secret = kindsOf(FAMILIES.secret, native.virConnectSecretEventRegisterAny);

// What several events tell, by the raw callback's arguments.

const nothing = () => ({});
const lifecycle = (event: number, detail: number) => ({ event, detail });
const metadata = (type: number, nsuri: string | null) => ({ type, nsuri });
const blockJob = (disk: string, type: number, status: number) => ({ disk, type, status });
const ioError = (srcPath: string, devAlias: string, action: number) => ({
  srcPath,
  devAlias,
  action,
});
const reasonOnly = (reason: number) => ({ reason });
const devAliasOnly = (devAlias: string) => ({ devAlias });

type RawAddress = readonly [family: number, node: string, service: string] | null;

function address(raw: RawAddress): DomainEventGraphicsAddress | null {
  if (raw === null) return null;
  const [family, node, service] = raw;
  return { family, node, service };
}

/** Every event of a connection. */
export const KINDS: {
  readonly [Name in EventName]: EventKind<ConnectEvents[Name], SubjectKeyOf<Name>, SubjectOf<Name>>;
} = {
  'domain-lifecycle': domain(
    DomainEventID.LIFECYCLE,
    // Which detail belongs to which event, only libvirt knows.
    (event: number, detail: number) => lifecycle(event, detail) as DomainLifecycleEvent,
  ),
  'domain-reboot': domain(DomainEventID.REBOOT, nothing),
  'domain-rtc-change': domain(DomainEventID.RTC_CHANGE, (utcoffset: bigint) => ({ utcoffset })),
  'domain-watchdog': domain(DomainEventID.WATCHDOG, (action: number) => ({ action })),
  'domain-io-error': domain(DomainEventID.IO_ERROR, ioError),
  'domain-graphics': domain(
    DomainEventID.GRAPHICS,
    (
      phase: number,
      local: RawAddress,
      remote: RawAddress,
      authScheme: string,
      subject: readonly (readonly [type: string, name: string])[],
    ) => ({
      phase,
      local: address(local),
      remote: address(remote),
      authScheme,
      subject: subject.map(([type, name]) => ({ type, name })),
    }),
  ),
  'domain-io-error-reason': domain(
    DomainEventID.IO_ERROR_REASON,
    (srcPath: string, devAlias: string, action: number, reason: string) => ({
      ...ioError(srcPath, devAlias, action),
      reason,
    }),
  ),
  'domain-control-error': domain(DomainEventID.CONTROL_ERROR, nothing),
  'domain-block-job': domain(DomainEventID.BLOCK_JOB, blockJob),
  'domain-disk-change': domain(
    DomainEventID.DISK_CHANGE,
    (oldSrcPath: string | null, newSrcPath: string | null, devAlias: string, reason: number) => ({
      oldSrcPath,
      newSrcPath,
      devAlias,
      reason,
    }),
  ),
  'domain-tray-change': domain(DomainEventID.TRAY_CHANGE, (devAlias: string, reason: number) => ({
    devAlias,
    reason,
  })),
  'domain-pm-wakeup': domain(DomainEventID.PMWAKEUP, reasonOnly),
  'domain-pm-suspend': domain(DomainEventID.PMSUSPEND, reasonOnly),
  'domain-balloon-change': domain(DomainEventID.BALLOON_CHANGE, (actual: bigint) => ({ actual })),
  'domain-pm-suspend-disk': domain(DomainEventID.PMSUSPEND_DISK, reasonOnly),
  'domain-device-removed': domain(DomainEventID.DEVICE_REMOVED, devAliasOnly),
  'domain-block-job-2': domain(DomainEventID.BLOCK_JOB_2, blockJob),
  'domain-tunable': domain(DomainEventID.TUNABLE, readTunable),
  'domain-agent-lifecycle': domain(
    DomainEventID.AGENT_LIFECYCLE,
    (state: number, reason: number) => ({ state, reason }),
  ),
  'domain-device-added': domain(DomainEventID.DEVICE_ADDED, devAliasOnly),
  'domain-migration-iteration': domain(DomainEventID.MIGRATION_ITERATION, (iteration: number) => ({
    iteration,
  })),
  'domain-job-completed': domain(DomainEventID.JOB_COMPLETED, (packed: PackedParameters) => ({
    info: domainJobInfo.read(packed),
  })),
  'domain-device-removal-failed': domain(DomainEventID.DEVICE_REMOVAL_FAILED, devAliasOnly),
  'domain-metadata-change': domain(DomainEventID.METADATA_CHANGE, metadata),
  'domain-block-threshold': domain(
    DomainEventID.BLOCK_THRESHOLD,
    (dev: string, path: string | null, threshold: bigint, excess: bigint) => ({
      dev,
      path,
      threshold,
      excess,
    }),
  ),
  'domain-memory-failure': domain(
    DomainEventID.MEMORY_FAILURE,
    (recipient: number, action: number, flags: number) => ({ recipient, action, flags }),
  ),
  'domain-memory-device-size-change': domain(
    DomainEventID.MEMORY_DEVICE_SIZE_CHANGE,
    (alias: string, size: bigint) => ({ alias, size }),
  ),
  'domain-nic-mac-change': domain(
    DomainEventID.NIC_MAC_CHANGE,
    (alias: string, oldMAC: string, newMAC: string) => ({ alias, oldMAC, newMAC }),
  ),
  'domain-vcpu-removed': domain(DomainEventID.VCPU_REMOVED, (vcpuID: number) => ({ vcpuID })),
  'domain-channel-lifecycle': domain(
    DomainEventID.CHANNEL_LIFECYCLE,
    (channelName: string, state: number, reason: number) => ({ channelName, state, reason }),
  ),
  'network-lifecycle': network(NetworkEventID.LIFECYCLE, lifecycle),
  'network-metadata-change': network(NetworkEventID.METADATA_CHANGE, metadata),
  'storage-pool-lifecycle': pool(StoragePoolEventID.LIFECYCLE, lifecycle),
  'storage-pool-refresh': pool(StoragePoolEventID.REFRESH, nothing),
  'node-device-lifecycle': device(NodeDeviceEventID.LIFECYCLE, lifecycle),
  'node-device-update': device(NodeDeviceEventID.UPDATE, nothing),
  'secret-lifecycle': secret(SecretEventID.LIFECYCLE, lifecycle),
  'secret-value-changed': secret(SecretEventID.VALUE_CHANGED, nothing),
};

/** Whether a name is that of an event. */
export function isEventName(name: unknown): name is EventName {
  return typeof name === 'string' && Object.hasOwn(KINDS, name);
}
