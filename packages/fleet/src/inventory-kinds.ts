import {
  DomainEventStartedDetailType,
  DomainEventType,
  DomainState,
  DomainXMLFlags,
  ErrorNumber,
  LibvirtError,
  NetworkEventLifecycleType,
  NetworkXMLFlags,
  StoragePoolEventLifecycleType,
  StoragePoolState,
  StorageXMLFlags,
  type CallOptions,
  type Connect,
  type ConnectEvents,
  type Domain,
  type DomainLifecycleEvent,
  type EventName,
  type Network,
  type NodeDevice,
  type Secret,
  type StoragePool,
} from '@libvirt/core';

/** The states of what an inventory can hold, by kind. */
export interface InventoryStates {
  /** One of `DomainState`. */
  domain: DomainState;
  network: 'active' | 'inactive';
  /** One of `StoragePoolState`. */
  pool: StoragePoolState;
  device: 'active' | 'inactive';
  secret: 'defined';
}

/** What an inventory can hold. */
export type InventoryKind = keyof InventoryStates;

/** libvirt's objects, by kind. */
export interface InventoryObjects {
  domain: Domain;
  network: Network;
  pool: StoragePool;
  device: NodeDevice;
  secret: Secret;
}

/** What is read of an object: its state, and the definition to hash. */
export interface Reading<Kind extends InventoryKind> {
  readonly state: InventoryStates[Kind];
  readonly xml: string;
}

/** How objects of a kind are listed and read, and which events change them. */
export interface KindOfObject<Kind extends InventoryKind> {
  /** The first is required; drivers and older releases of libvirt may lack the others. */
  readonly events: readonly [EventName, ...EventName[]];
  readonly list: (connection: Connect, options: CallOptions) => Promise<InventoryObjects[Kind][]>;
  readonly key: (object: InventoryObjects[Kind]) => string;
  readonly name: (object: InventoryObjects[Kind]) => string;
  readonly read: (object: InventoryObjects[Kind], options: CallOptions) => Promise<Reading<Kind>>;
  /** libvirt's error for an object that does not exist. */
  readonly missing: ErrorNumber;
  /** The state after an event; `'removed'`, or `undefined` if the event does not tell. */
  readonly stateAfter: (
    name: EventName,
    event: ConnectEvents[EventName],
    before: InventoryStates[Kind],
  ) => InventoryStates[Kind] | 'removed' | undefined;
}

/** The state of a domain after a lifecycle event; `undefined` if the event leaves it. */
export function domainStateAfter({ event, detail }: DomainLifecycleEvent): DomainState | undefined {
  switch (event) {
    case DomainEventType.STARTED:
      // A domain that arrives by migration, or starts paused, says so by a second event.
      return detail === DomainEventStartedDetailType.MIGRATED ? undefined : DomainState.RUNNING;
    case DomainEventType.RESUMED:
      return DomainState.RUNNING;
    case DomainEventType.SUSPENDED:
      return DomainState.PAUSED;
    case DomainEventType.STOPPED:
      return DomainState.SHUTOFF;
    case DomainEventType.PMSUSPENDED:
      return DomainState.PMSUSPENDED;
    case DomainEventType.CRASHED:
      return DomainState.CRASHED;
    default:
      return undefined;
  }
}

const byName = (object: { getName(): string }) => object.getName();
const byUUID = (object: { getUUIDString(): string }) => object.getUUIDString();

/** Makes `stateAfter` for networks and pools, whose events only differ in their numbers. */
function stateByLifecycle<State>(
  lifecycle: EventName,
  types: Readonly<Record<'UNDEFINED' | 'STARTED' | 'STOPPED', number>>,
  active: State,
  inactive: State,
) {
  return (name: EventName, event: object, before: State): State | 'removed' | undefined => {
    if (name !== lifecycle || !('event' in event)) return undefined;
    if (event.event === types.STARTED) return active;
    if (event.event === types.STOPPED) return inactive;
    return event.event === types.UNDEFINED && before === inactive ? 'removed' : undefined;
  };
}

/** Reads the persistent definition; the live one if there is no other, or the driver cannot tell. */
async function definitionOf<Flags>(
  object: { getXMLDesc(flags: Flags | 0, options: CallOptions): Promise<string> },
  inactive: Flags,
  options: CallOptions,
): Promise<string> {
  try {
    return await object.getXMLDesc(inactive, options);
  } catch (error) {
    if (!(error instanceof LibvirtError) || error.errno !== ErrorNumber.INVALID_ARG) throw error;
    return await object.getXMLDesc(0, options);
  }
}

/** The kinds. */
export const KINDS: { readonly [Kind in InventoryKind]: KindOfObject<Kind> } = {
  domain: {
    events: [
      'domain-lifecycle',
      'domain-metadata-change',
      'domain-device-added',
      'domain-device-removed',
    ],
    list: (connection, options) => connection.listAllDomains(0, options),
    key: byUUID,
    name: byName,
    read: async (domain, options) => {
      const { state } = await domain.getState(options);
      return { state, xml: await definitionOf(domain, DomainXMLFlags.INACTIVE, options) };
    },
    missing: ErrorNumber.NO_DOMAIN,
    stateAfter: (name, event, before) => {
      if (name !== 'domain-lifecycle') return undefined;
      const lifecycle = event as DomainLifecycleEvent;
      if (lifecycle.event !== DomainEventType.UNDEFINED) return domainStateAfter(lifecycle);
      // A running domain stays, as a transient one.
      return before === DomainState.SHUTOFF ? 'removed' : undefined;
    },
  },
  network: {
    events: ['network-lifecycle', 'network-metadata-change'],
    list: (connection, options) => connection.listAllNetworks(0, options),
    key: byUUID,
    name: byName,
    read: async (network, options) => ({
      state: (await network.isActive(options)) ? 'active' : 'inactive',
      xml: await definitionOf(network, NetworkXMLFlags.INACTIVE, options),
    }),
    missing: ErrorNumber.NO_NETWORK,
    stateAfter: stateByLifecycle(
      'network-lifecycle',
      NetworkEventLifecycleType,
      'active',
      'inactive',
    ),
  },
  pool: {
    events: ['storage-pool-lifecycle'],
    list: (connection, options) => connection.listAllStoragePools(0, options),
    key: byUUID,
    name: byName,
    read: async (pool, options) => {
      const { state } = await pool.getInfo(options);
      const xml = await definitionOf(pool, StorageXMLFlags.INACTIVE, options);
      // The sizes are not part of the definition.
      return { state, xml: xml.replace(/<(capacity|allocation|available)\b.*?<\/\1>/gs, '') };
    },
    missing: ErrorNumber.NO_STORAGE_POOL,
    stateAfter: stateByLifecycle<StoragePoolState>(
      'storage-pool-lifecycle',
      StoragePoolEventLifecycleType,
      StoragePoolState.RUNNING,
      StoragePoolState.INACTIVE,
    ),
  },
  device: {
    events: ['node-device-lifecycle', 'node-device-update'],
    list: (connection, options) => connection.listAllNodeDevices(0, options),
    key: byName,
    name: byName,
    read: async (device, options) => {
      const xml = await device.getXMLDesc(0, options);
      return { state: (await isActive(device, options)) ? 'active' : 'inactive', xml };
    },
    missing: ErrorNumber.NO_NODE_DEVICE,
    stateAfter: () => undefined,
  },
  secret: {
    events: ['secret-lifecycle'],
    list: (connection, options) => connection.listAllSecrets(0, options),
    key: byUUID,
    name: (secret) => secret.getUsageID(),
    read: async (secret, options) => ({
      state: 'defined',
      xml: await secret.getXMLDesc(0, options),
    }),
    missing: ErrorNumber.NO_SECRET,
    stateAfter: () => undefined,
  },
};

/** Before libvirt 7.8.0, and with drivers that cannot tell, every device that is listed is active. */
async function isActive(device: NodeDevice, options: CallOptions): Promise<boolean> {
  try {
    return await device.isActive(options);
  } catch (error) {
    if (error instanceof LibvirtError && error.errno === ErrorNumber.NO_SUPPORT) return true;
    throw error;
  }
}
