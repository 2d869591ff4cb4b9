// The iterator over the items of one or many hosts. Hosts with items to take stand in a line, and each
// gives one before the next does, so that a noisy host does not delay the others.
import type { EventName } from '@libvirt/core';
import { checkCount, checkSignal, checkText, type OptionKeys } from './check.js';
import { onAbort } from './deadline.js';
import { EventSource, type WatchItem } from './event-source.js';
import type { Host } from './host.js';

/** Options of {@link Host.watch}. */
export interface HostWatchOptions {
  /** Watches only this object: its UUID; the name of a host device. Default: every object. */
  readonly key?: string | undefined;
  /** When aborted, ends the iteration with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Maximum number of queued items per host. Default: 1,000. */
  readonly limit?: number | undefined;
}

/** Their keys. */
export const WATCH_OPTIONS: OptionKeys<HostWatchOptions> = { key: true, signal: true, limit: true };

/** An item of {@link Fleet.watch}. */
export type FleetWatchItem<Name extends EventName> =
  | WatchItem<Name>
  | {
      /** No more events come from this host: it was removed or closed, or its driver lacks the event. */
      readonly type: 'end';
      readonly host: Host;
      /** The error; `undefined` if the program closed or removed the host. */
      readonly reason: unknown;
    };

/** An async iterator over events and resyncs. Iterate over it once. */
export class Watch<Name extends EventName, Item = WatchItem<Name>>
  implements AsyncIterableIterator<Item>, AsyncDisposable
{
  readonly #name: Name;
  readonly #options: HostWatchOptions;
  readonly #sources = new Map<Host, EventSource<Name>>();
  readonly #ready = new Set<EventSource<Name>>();
  readonly #ends: FleetWatchItem<Name>[] = [];
  readonly #waiting: ((result: IteratorResult<Item, undefined> | Promise<never>) => void)[] = [];
  #stop = (): void => undefined;
  readonly #onDone: () => void;
  readonly #only: Host | undefined;
  #failure: { readonly reason: unknown } | undefined;
  #isDone = false;

  /**
   * Created by {@link Host.watch}, for one host with which it ends, and {@link Fleet.watch}, for those
   * that are added.
   */
  constructor(
    name: Name,
    options: HostWatchOptions,
    only: Host | undefined,
    onDone: () => void = () => undefined,
  ) {
    const { key, signal, limit = 1000 } = options;
    if (key !== undefined) checkText(key, 'options.key');
    checkSignal(signal);
    checkCount(limit, 'options.limit');
    this.#name = name;
    this.#options = options;
    this.#only = only;
    this.#onDone = onDone;
    this.#stop = onAbort(signal, () => {
      this.#end({ reason: signal?.reason });
    });
    if (only) this.add(only);
  }

  /** Adds a host. Called by {@link Fleet}. */
  add(host: Host): void {
    const { key, limit = 1000 } = this.#options;
    if (this.#isDone || this.#sources.has(host)) return;
    const source = new EventSource(
      host,
      { name: this.#name, key, limit },
      {
        ready: () => {
          this.#ready.add(source);
          this.#deliver();
        },
        ended: (reason) => {
          this.#ends.push({ type: 'end', host, reason });
          this.#deliver();
        },
      },
    );
    this.#sources.set(host, source);
    source.start();
  }

  /** Removes a host; the next item says so. Called by {@link Fleet}. */
  remove(host: Host): void {
    const source = this.#sources.get(host);
    if (!source || this.#isDone) return;
    this.#forget(host, source);
    this.#ends.push({ type: 'end', host, reason: undefined });
    this.#deliver();
  }

  /** Ends the iteration after the queued items. Called by {@link Fleet}. */
  finish(): void {
    this.#end(undefined, false);
  }

  async next(): Promise<IteratorResult<Item, undefined>> {
    const value = this.#take();
    if (value !== undefined) return { value, done: false };
    if (this.#isDone) return await this.#result();
    return await new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<IteratorResult<Item, undefined>> {
    this.#end(undefined);
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #deliver(): void {
    while (this.#waiting.length > 0) {
      const value = this.#take();
      if (value === undefined) {
        if (this.#isDone) for (const waiting of this.#waiting.splice(0)) waiting(this.#result());
        return;
      }
      this.#waiting.shift()?.({ value, done: false });
    }
  }

  #take(): Item | undefined {
    const [source] = this.#ready;
    if (source) {
      const item = source.take();
      this.#ready.delete(source);
      if (source.isReady) this.#ready.add(source);
      return item as Item;
    }
    const end = this.#ends.shift();
    if (end === undefined) return undefined;
    if (end.host !== this.#only) {
      const ended = this.#sources.get(end.host);
      if (ended) this.#forget(end.host, ended);
      return end as Item;
    }
    const { reason } = end as { reason: unknown };
    this.#end(reason === undefined ? undefined : { reason: this.#reasonOf(end.host, reason) });
    return undefined;
  }

  /** A host that ended with an error has one of its own, which names the host. */
  #reasonOf(host: Host, reason: unknown): unknown {
    return host.state.name === 'closed' ? host.closedError() : reason;
  }

  #forget(host: Host, source: EventSource<Name>): void {
    source.stop();
    this.#sources.delete(host);
    this.#ready.delete(source);
  }

  #end(failure: { readonly reason: unknown } | undefined, isAtOnce = true): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#failure = failure;
    this.#stop();
    // Later, since a signal may be aborted while the iterator is created.
    queueMicrotask(this.#onDone);
    if (isAtOnce) this.#ends.length = 0;
    for (const [host, source] of this.#sources) if (isAtOnce) this.#forget(host, source);
    this.#deliver();
  }

  /** Rejects with the failure once; afterwards the iteration is just done. */
  #result(): IteratorResult<Item, undefined> | Promise<never> {
    const failure = this.#failure;
    this.#failure = undefined;
    if (!failure) return { value: undefined, done: true };
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason may be anything
    return Promise.reject(failure.reason);
  }
}
