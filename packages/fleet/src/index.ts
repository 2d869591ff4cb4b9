export type { BackoffOptions } from './backoff.js';
export type { WaitOptions } from './deadline.js';
export { HostClosedError, HostTimeoutError, NotConnectedError } from './errors.js';
export type { WatchItem } from './event-source.js';
export { FleetInventory, type FleetInventoryEvents } from './fleet-inventory.js';
export { Fleet, type FleetEvents } from './fleet.js';
export { Host, type HostOptions, type HostState } from './host.js';
export type { InventoryKind, InventoryStates } from './inventory-kinds.js';
export {
  Inventory,
  type InventoryEntry,
  type InventoryEvents,
  type InventoryOptions,
} from './inventory.js';
export type { MapFunction, MapOptions, MapResult } from './map.js';
export { ObjectRef, type DomainRef } from './object-ref.js';
export type { RunFunction, RunOptions } from './runs.js';
export {
  waitForAddress,
  waitForAgent,
  waitForState,
  type DomainAddress,
  type WaitForAddressOptions,
} from './wait-for.js';
export { Watch, type FleetWatchItem, type HostWatchOptions } from './watch.js';
