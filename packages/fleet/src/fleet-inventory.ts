import { EventEmitter } from 'node:events';
import { emit } from './emit.js';
import type { Host } from './host.js';
import {
  Inventory,
  type InventoryEntry,
  type InventoryEvents,
  type InventoryKind,
  type InventoryOptions,
} from './inventory.js';

/** The events of a fleet's inventory: those of each host's, and which host it is. */
export type FleetInventoryEvents<Kind extends InventoryKind> = {
  [Name in keyof InventoryEvents<Kind>]: [...InventoryEvents<Kind>[Name], host: Host];
};

const FORWARDED = ['added', 'changed', 'removed', 'synced', 'statistics', 'failed'] as const;

/** The inventories of a fleet's hosts as one. Created by {@link Fleet.inventory}. */
export class FleetInventory<Kind extends InventoryKind>
  extends EventEmitter<FleetInventoryEvents<Kind>>
  implements AsyncDisposable
{
  readonly kind: Kind;
  readonly #options: InventoryOptions;
  readonly #inventories = new Map<Host, Inventory<Kind>>();
  readonly #onClose: (inventory: FleetInventory<Kind>) => void;

  /** Starts without hosts. */
  constructor(
    kind: Kind,
    options: InventoryOptions,
    onClose: (inventory: FleetInventory<Kind>) => void,
  ) {
    super();
    this.kind = kind;
    this.#options = options;
    this.#onClose = onClose;
    this.setMaxListeners(0);
  }

  /** Adds a host. Called by {@link Fleet}. */
  add(host: Host): void {
    if (this.#inventories.has(host)) return;
    const inventory = host.inventory(this.kind, this.#options);
    this.#inventories.set(host, inventory);
    for (const name of FORWARDED) {
      (inventory as EventEmitter).on(name, (...values: unknown[]) => {
        emit(this, name, ...values, host);
      });
    }
  }

  /** Removes a host with its entries, without events. Called by {@link Fleet}. */
  remove(host: Host): void {
    this.#inventories.get(host)?.close();
    this.#inventories.delete(host);
  }

  /** Returns the inventory of one host; `undefined` if the fleet does not have it. */
  of(host: Host): Inventory<Kind> | undefined {
    return this.#inventories.get(host);
  }

  /** The number of entries of all hosts. */
  get size(): number {
    let sum = 0;
    for (const inventory of this.#inventories.values()) sum += inventory.size;
    return sum;
  }

  /** The hosts whose entries may be old: not connected, or not read to the end yet. */
  get unsynced(): Host[] {
    return [...this.#inventories].flatMap(([host, { isSynced }]) => (isSynced ? [] : [host]));
  }

  /**
   * Iterates over the entries of all hosts.
   * @yields {InventoryEntry} each entry
   */
  *[Symbol.iterator](): Generator<InventoryEntry<Kind>> {
    for (const inventory of this.#inventories.values()) yield* inventory;
  }

  /** Stops following the hosts. The entries stay as they are. */
  close(): void {
    for (const inventory of this.#inventories.values()) inventory.close();
    this.#onClose(this);
  }

  /** Closes the inventory. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}
