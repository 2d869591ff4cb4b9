import {
  ENGINE,
  native,
  type ConnectHandle,
  type EventCallback,
  type Handle,
  type PackedParameters,
  type RawError,
} from '@libvirt/native';
import { renaming } from '../call.js';
import type { Connect } from '../connect.js';
import { Domain } from '../domain.js';
import {
  DomainEventID,
  ErrorDomain,
  ErrorLevel,
  ErrorNumber,
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

/** What the events of one class of objects share. */
export interface EventFamily<Key extends string, Subject> {
  /** The property of an event that holds the object. */
  readonly key: Key;
  readonly Class: new (owner: Connect, handle: never) => Subject;
  /** Returns the object's UUID or name, by which libvirt identifies it. Synchronous. */
  readonly identify: (subject: HandleOf<Subject>) => string;
  readonly deregister: (connection: ConnectHandle, callbackID: number) => Promise<void>;
}

/** The handle of an object. */
export type HandleOf<Subject> = Subject extends Referenced<infer H> ? H : never;

/** One kind of event: how to register it with libvirt, and how to decode it. */
export interface EventKind<E, Key extends string, Subject> {
  readonly family: EventFamily<Key, Subject>;
  /** Registers the event. The listener receives a handle of the object, then the raw payload. */
  readonly register: (
    connection: ConnectHandle,
    subject: HandleOf<Subject> | null,
    listener: EventCallback,
    freed: () => void,
  ) => Promise<number>;
  /** Decodes the raw payload to the event's fields, without the object. */
  readonly decode: (...payload: never[]) => FieldsOf<E, Key>;
}

/** The fields of an event without the object. */
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

/** Returns a function that makes a kind of a family: its number, its libvirt release, its decoder. */
function kindsOf<Key extends string, Subject>(
  family: EventFamily<Key, Subject>,
  registerAny: RegisterAny<HandleOf<Subject>>,
  prefix: string,
  ids: Readonly<Record<string, number>>,
) {
  return <Fields>(eventID: number, since: string, decode: (...payload: never[]) => Fields) => ({
    family,
    register: (
      connection: ConnectHandle,
      subject: HandleOf<Subject> | null,
      listener: EventCallback,
      freed: () => void,
    ) =>
      registerAny(connection, subject, eventID, listener, freed).catch(async (reason: unknown) => {
        const name = Object.keys(ids).find((key) => ids[key] === eventID);
        const missing = await missingEvent(
          connection,
          reason as RawError,
          `${prefix}${name}`,
          since,
        );
        throw missing ?? reason;
      }),
    decode,
  });
}

/** The words of a daemon, which no locale changes, with another code than the library's. */
const UNKNOWN_EVENT = /unsupported (.* )?event ID/;

/**
 * Returns the error for an event that the installed libvirt lacks, like that of a missing function;
 * `undefined` if libvirt has the event. libvirt's own message says that a number is too large.
 */
async function missingEvent(
  connection: ConnectHandle,
  reason: RawError,
  name: string,
  since: string,
): Promise<RawError | undefined> {
  if (reason.code !== ErrorNumber.INVALID_ARG && !UNKNOWN_EVENT.test(reason.message)) {
    return undefined;
  }
  // Another engine has no library of its own: the daemon's decides.
  const version = Number(
    await (ENGINE in connection
      ? native.virConnectGetLibVersion(connection)
      : native.virGetVersion()),
  );
  const [major = 0, minor = 0, micro = 0] = since.split('.').map(Number);
  if (version >= major * 1_000_000 + minor * 1_000 + micro) return undefined;
  const found = [version / 1_000_000, (version / 1_000) % 1_000, version % 1_000].map(Math.trunc);
  return {
    code: ErrorNumber.NO_SUPPORT,
    domain: ErrorDomain.NONE,
    level: ErrorLevel.ERROR,
    message: `${name} needs libvirt ${since} or newer; this is libvirt ${found.join('.')}`,
    int1: 0,
    int2: 0,
  };
}

/** The families of this package, by the property that holds the object. */
export const FAMILIES = {
  domain: family({
    key: 'domain',
    Class: Domain,
    identify: (handle) => native.virDomainGetUUIDString(handle),
    deregister: (...args) => native.virConnectDomainEventDeregisterAny(...args),
  }),
  network: family({
    key: 'network',
    Class: Network,
    identify: (handle) => native.virNetworkGetUUIDString(handle),
    deregister: (...args) => native.virConnectNetworkEventDeregisterAny(...args),
  }),
  pool: family({
    key: 'pool',
    Class: StoragePool,
    identify: (handle) => native.virStoragePoolGetUUIDString(handle),
    deregister: (...args) => native.virConnectStoragePoolEventDeregisterAny(...args),
  }),
  device: family({
    key: 'device',
    Class: NodeDevice,
    identify: (handle) => renaming({ dev: 'device' }, () => native.virNodeDeviceGetName(handle))(),
    deregister: (...args) => native.virConnectNodeDeviceEventDeregisterAny(...args),
  }),
  secret: family({
    key: 'secret',
    Class: Secret,
    identify: (handle) => native.virSecretGetUUIDString(handle),
    deregister: (...args) => native.virConnectSecretEventDeregisterAny(...args),
  }),
};

const domain = kindsOf(
  FAMILIES.domain,
  (...args) => native.virConnectDomainEventRegisterAny(...args),
  'VIR_DOMAIN_EVENT_ID_',
  DomainEventID,
);
const network = kindsOf(
  FAMILIES.network,
  (...args) => native.virConnectNetworkEventRegisterAny(...args),
  'VIR_NETWORK_EVENT_ID_',
  NetworkEventID,
);
const pool = kindsOf(
  FAMILIES.pool,
  (...args) => native.virConnectStoragePoolEventRegisterAny(...args),
  'VIR_STORAGE_POOL_EVENT_ID_',
  StoragePoolEventID,
);
const device = kindsOf(
  FAMILIES.device,
  (...args) => native.virConnectNodeDeviceEventRegisterAny(...args),
  'VIR_NODE_DEVICE_EVENT_ID_',
  NodeDeviceEventID,
);
const secret = kindsOf(
  FAMILIES.secret,
  (...args) => native.virConnectSecretEventRegisterAny(...args),
  'VIR_SECRET_EVENT_ID_',
  SecretEventID,
);

// Decoders that several events share. Their parameters are the raw callback's arguments.

const noPayload = () => ({});
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

/** Every kind of event of a connection, by its name. */
export const KINDS: {
  readonly [Name in EventName]: EventKind<ConnectEvents[Name], SubjectKeyOf<Name>, SubjectOf<Name>>;
} = {
  'domain-lifecycle': domain(
    DomainEventID.LIFECYCLE,
    '0.8.0',
    // Only libvirt knows which detail belongs to which event.
    (event: number, detail: number) => lifecycle(event, detail) as DomainLifecycleEvent,
  ),
  'domain-reboot': domain(DomainEventID.REBOOT, '0.8.0', noPayload),
  'domain-rtc-change': domain(DomainEventID.RTC_CHANGE, '0.8.0', (utcoffset: bigint) => ({
    utcoffset,
  })),
  'domain-watchdog': domain(DomainEventID.WATCHDOG, '0.8.0', (action: number) => ({ action })),
  'domain-io-error': domain(DomainEventID.IO_ERROR, '0.8.0', ioError),
  'domain-graphics': domain(
    DomainEventID.GRAPHICS,
    '0.8.0',
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
    '0.8.1',
    (srcPath: string, devAlias: string, action: number, reason: string) => ({
      ...ioError(srcPath, devAlias, action),
      reason,
    }),
  ),
  'domain-control-error': domain(DomainEventID.CONTROL_ERROR, '0.9.2', noPayload),
  'domain-block-job': domain(DomainEventID.BLOCK_JOB, '0.9.4', blockJob),
  'domain-disk-change': domain(
    DomainEventID.DISK_CHANGE,
    '0.9.7',
    (oldSrcPath: string | null, newSrcPath: string | null, devAlias: string, reason: number) => ({
      oldSrcPath,
      newSrcPath,
      devAlias,
      reason,
    }),
  ),
  'domain-tray-change': domain(
    DomainEventID.TRAY_CHANGE,
    '0.9.11',
    (devAlias: string, reason: number) => ({
      devAlias,
      reason,
    }),
  ),
  'domain-pm-wakeup': domain(DomainEventID.PMWAKEUP, '0.9.11', reasonOnly),
  'domain-pm-suspend': domain(DomainEventID.PMSUSPEND, '0.9.11', reasonOnly),
  'domain-balloon-change': domain(DomainEventID.BALLOON_CHANGE, '0.10.0', (actual: bigint) => ({
    actual,
  })),
  'domain-pm-suspend-disk': domain(DomainEventID.PMSUSPEND_DISK, '1.0.0', reasonOnly),
  'domain-device-removed': domain(DomainEventID.DEVICE_REMOVED, '1.1.1', devAliasOnly),
  'domain-block-job-2': domain(DomainEventID.BLOCK_JOB_2, '1.2.6', blockJob),
  'domain-tunable': domain(DomainEventID.TUNABLE, '1.2.9', readTunable),
  'domain-agent-lifecycle': domain(
    DomainEventID.AGENT_LIFECYCLE,
    '1.2.11',
    (state: number, reason: number) => ({ state, reason }),
  ),
  'domain-device-added': domain(DomainEventID.DEVICE_ADDED, '1.2.15', devAliasOnly),
  'domain-migration-iteration': domain(
    DomainEventID.MIGRATION_ITERATION,
    '1.3.2',
    (iteration: number) => ({
      iteration,
    }),
  ),
  'domain-job-completed': domain(
    DomainEventID.JOB_COMPLETED,
    '1.3.3',
    (packed: PackedParameters) => ({
      info: domainJobInfo.read(packed),
    }),
  ),
  'domain-device-removal-failed': domain(
    DomainEventID.DEVICE_REMOVAL_FAILED,
    '1.3.4',
    devAliasOnly,
  ),
  'domain-metadata-change': domain(DomainEventID.METADATA_CHANGE, '3.0.0', metadata),
  'domain-block-threshold': domain(
    DomainEventID.BLOCK_THRESHOLD,
    '3.2.0',
    (dev: string, path: string | null, threshold: bigint, excess: bigint) => ({
      dev,
      path,
      threshold,
      excess,
    }),
  ),
  'domain-memory-failure': domain(
    DomainEventID.MEMORY_FAILURE,
    '6.9.0',
    (recipient: number, action: number, flags: number) => ({ recipient, action, flags }),
  ),
  'domain-memory-device-size-change': domain(
    DomainEventID.MEMORY_DEVICE_SIZE_CHANGE,
    '7.9.0',
    (alias: string, size: bigint) => ({ alias, size }),
  ),
  'domain-nic-mac-change': domain(
    DomainEventID.NIC_MAC_CHANGE,
    '11.2.0',
    (alias: string, oldMAC: string, newMAC: string) => ({ alias, oldMAC, newMAC }),
  ),
  'domain-vcpu-removed': domain(DomainEventID.VCPU_REMOVED, '12.4.0', (vcpuID: number) => ({
    vcpuID,
  })),
  'domain-channel-lifecycle': domain(
    DomainEventID.CHANNEL_LIFECYCLE,
    '12.4.0',
    (channelName: string, state: number, reason: number) => ({ channelName, state, reason }),
  ),
  'network-lifecycle': network(NetworkEventID.LIFECYCLE, '1.2.1', lifecycle),
  'network-metadata-change': network(NetworkEventID.METADATA_CHANGE, '9.8.0', metadata),
  'storage-pool-lifecycle': pool(StoragePoolEventID.LIFECYCLE, '2.0.0', lifecycle),
  'storage-pool-refresh': pool(StoragePoolEventID.REFRESH, '2.0.0', noPayload),
  'node-device-lifecycle': device(NodeDeviceEventID.LIFECYCLE, '2.2.0', lifecycle),
  'node-device-update': device(NodeDeviceEventID.UPDATE, '2.2.0', noPayload),
  'secret-lifecycle': secret(SecretEventID.LIFECYCLE, '3.0.0', lifecycle),
  'secret-value-changed': secret(SecretEventID.VALUE_CHANGED, '3.0.0', noPayload),
};

/** Returns whether a value is the name of an event. */
export function isEventName(name: unknown): name is EventName {
  return typeof name === 'string' && Object.hasOwn(KINDS, name);
}

/** Returns whether events of a kind have more than the object. */
export function hasPayload({
  decode,
}: Pick<EventKind<unknown, never, unknown>, 'decode'>): boolean {
  return decode !== noPayload;
}
