import type { CallOptions, EventName } from '@libvirt/core';
import { EventEmitter } from 'node:events';
import {
  checkCount,
  checkFunction,
  checkMilliseconds,
  checkOptions,
  type OptionKeys,
} from './check.js';
import { emit } from './emit.js';
import { FleetInventory } from './fleet-inventory.js';
import { Host, type HostOptions, type HostState } from './host.js';
import type { InventoryKind, InventoryOptions } from './inventory.js';
import { mapHosts, type MapFunction, type MapOptions, type MapResult } from './map.js';
import { Watch, WATCH_OPTIONS, type FleetWatchItem, type HostWatchOptions } from './watch.js';

const MAP_OPTIONS: OptionKeys<MapOptions> = {
  concurrency: true,
  deadline: true,
  timeout: true,
  hosts: true,
  wait: true,
  idempotent: true,
  signal: true,
};

/** The events of a fleet. */
export interface FleetEvents {
  /** A host was added. */
  added: [host: Host];
  /** A host was removed. */
  removed: [host: Host];
  /** A host has a new state. */
  state: [state: HostState, host: Host];
}

/**
 * Many hosts, by name. A connected host that nothing uses costs a socket, three more descriptors and
 * some 100 KiB, and no thread; one that is being opened costs a thread until `openTimeout`.
 */
export class Fleet extends EventEmitter<FleetEvents> implements AsyncDisposable {
  readonly #defaults: HostOptions;
  readonly #hosts = new Map<string, Host>();
  readonly #watches = new Set<Watch<EventName, FleetWatchItem<EventName>>>();
  readonly #inventories = new Set<FleetInventory<InventoryKind>>();

  /** @param defaults options for every host that {@link Fleet.add} adds */
  constructor(defaults: Omit<HostOptions, 'name'> = {}) {
    super();
    this.#defaults = defaults;
    this.setMaxListeners(0);
  }

  /** The number of hosts. */
  get size(): number {
    return this.#hosts.size;
  }

  /** Returns an iterator over the hosts, in the order in which they were added. */
  [Symbol.iterator](): IterableIterator<Host> {
    return this.#hosts.values();
  }

  /** Returns the host of a name, or `undefined`. */
  get(name: string): Host | undefined {
    return this.#hosts.get(name);
  }

  /**
   * Adds a host, which starts to connect. Watches and inventories of the fleet include it.
   * @param uri as for `Connect.open`
   * @param options as for {@link Host}; they override those of the fleet
   * @throws {RangeError} if there is a host of that name
   */
  add(uri: string, options: HostOptions = {}): Host {
    const name = options.name ?? uri;
    if (this.#hosts.has(name)) throw new RangeError(`there is a host ${name} already`);
    const host = new Host(uri, { ...this.#defaults, ...options });
    this.#hosts.set(name, host);
    host.on('state', (state) => {
      emit(this, 'state', state, host);
    });
    for (const watch of this.#watches) watch.add(host);
    for (const inventory of this.#inventories) inventory.add(host);
    emit(this, 'added', host);
    return host;
  }

  /**
   * Removes a host and closes it. Does nothing if there is none of that name.
   * @param name the host's name
   * @param options aborting ends the wait only
   */
  async remove(name: string, options: CallOptions = {}): Promise<void> {
    const host = this.#hosts.get(name);
    if (!host) return;
    this.#hosts.delete(name);
    for (const watch of this.#watches) watch.remove(host);
    for (const inventory of this.#inventories) inventory.remove(host);
    emit(this, 'removed', host);
    await host.close(options);
  }

  /**
   * Calls a function with the connection of each host, and resolves to one result per host, in their
   * order: it never rejects because of a host. A hung host takes one of the `concurrency` until its
   * `timeout` or the `deadline`; hosts that are not connected take none, unless `wait` is set.
   * @param fn called as by {@link Host.run}, with the host as third argument
   * @param options how many at a time, until when, and which hosts
   */
  async map<T>(fn: MapFunction<T>, options: MapOptions = {}): Promise<MapResult<T>[]> {
    checkFunction(fn, 'fn');
    checkOptions(options, MAP_OPTIONS);
    const { concurrency = 32, deadline, timeout, hosts = this } = options;
    checkCount(concurrency, 'options.concurrency');
    if (deadline !== undefined) checkMilliseconds(deadline, 'options.deadline');
    if (timeout !== undefined) checkMilliseconds(timeout, 'options.timeout');
    return await mapHosts([...hosts], fn, options);
  }

  /**
   * Returns an async iterator over the events of one name on all hosts, those that are added later too.
   * Each item has its `host`. It is as that of {@link Host.watch}, and yields an `end` item when a host
   * is removed or closed, or its driver lacks the event.
   * @param name the event's name, as for `Connect.watch`
   * @param options an abort signal, the length of the queue per host
   */
  watch<Name extends EventName>(
    name: Name,
    options: HostWatchOptions = {},
  ): Watch<Name, FleetWatchItem<Name>> {
    checkOptions(options, WATCH_OPTIONS);
    const watches = this.#watches as unknown as Set<Watch<Name, FleetWatchItem<Name>>>;
    const watch = new Watch<Name, FleetWatchItem<Name>>(name, options, undefined, () =>
      watches.delete(watch),
    );
    watches.add(watch);
    for (const host of this) watch.add(host);
    return watch;
  }

  /** Returns the inventories of all hosts as one, those that are added later too. Close it after use. */
  inventory<Kind extends InventoryKind>(
    kind: Kind,
    options: InventoryOptions = {},
  ): FleetInventory<Kind> {
    const inventory = new FleetInventory(kind, options, () =>
      this.#inventories.delete(inventory as never),
    );
    for (const host of this) inventory.add(host);
    this.#inventories.add(inventory as never);
    return inventory;
  }

  /** Closes and removes all hosts, and ends the watches and inventories. */
  async close(options: CallOptions = {}): Promise<void> {
    const closes = [...this.#hosts.keys()].map((name) => this.remove(name, options));
    for (const watch of [...this.#watches]) watch.finish();
    for (const inventory of [...this.#inventories]) inventory.close();
    await Promise.all(closes);
  }

  /** Closes the fleet. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
