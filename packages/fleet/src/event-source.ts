// The events of one name on one host, across its connections: a bounded queue of events and resyncs.
//
// A gap starts when the connection is lost, or when a consumer falls behind. It ends once libvirt has
// accepted the next registration, which a call made after it proves: libvirt serves the calls of a
// connection in order. Only then does the resync enter the queue, so that what the consumer lists
// after it and the events after it leave nothing out. Resyncs that nobody has taken yet are one.
import {
  EventOverflowError,
  isConnectionLost,
  type Connect,
  type ConnectEvents,
  type EventIterator,
  type EventName,
  type EventSubjects,
} from '@libvirt/core';
import { NotConnectedError } from './errors.js';
import type { Host, HostState } from './host.js';

/** An event, or the sign that events may be missing. */
export type WatchItem<Name extends EventName> =
  | {
      readonly type: 'event';
      readonly host: Host;
      readonly event: ConnectEvents[Name];
    }
  | {
      /** Events between the two times may be missing: list again what you keep of the host. */
      readonly type: 'resync';
      readonly host: Host;
      /** Why: a lost connection, a failed attempt to connect, or an `EventOverflowError`. */
      readonly reason: unknown;
      readonly gap: { readonly from: Date; readonly to: Date };
    };

/** Which events of a host, and how many may wait. */
export interface SourceOptions<Name extends EventName> {
  readonly name: Name;
  /** The UUID of the only object to watch; the name of a host device. */
  readonly key?: string | undefined;
  readonly limit: number;
}

/** What a source reports to its watch. */
export interface SourceListener {
  /** There is an item to take, where there was none. */
  ready(): void;
  /** No more items will come: the host is closed, or libvirt refuses the event. */
  ended(reason: unknown): void;
}

/** Returns the key of an event's object. Throws if another listener has freed it. */
export function keyOf(event: ConnectEvents[EventName]): string {
  const { domain, network, pool, secret, device } = event as Partial<EventSubjects>;
  return device ? device.getName() : (domain ?? network ?? pool ?? secret)!.getUUIDString();
}

/** The items of one host for one watch. */
export class EventSource<Name extends EventName> {
  readonly #host: Host;
  readonly #options: SourceOptions<Name>;
  readonly #listener: SourceListener;
  readonly #queue: { item: WatchItem<Name>; readonly at: Date }[] = [];
  #iterator: EventIterator<ConnectEvents[Name]> | undefined;
  #gap: { from: Date; reason: unknown } | undefined;
  #isEnded = false;

  constructor(host: Host, options: SourceOptions<Name>, listener: SourceListener) {
    this.#host = host;
    this.#options = options;
    this.#listener = listener;
  }

  /** Registers the event now, or as soon as the host is connected. */
  start(): void {
    const { state, name } = this.#host;
    this.#host.on('state', this.#onState);
    if (state.name !== 'connected') {
      const reason = state.name === 'connecting' ? new NotConnectedError(name) : state.reason;
      this.#startGap(reason);
    }
    this.#onState(state);
  }

  /** Whether there is an item to take. */
  get isReady(): boolean {
    return this.#queue.length > 0;
  }

  /** Takes the next item. */
  take(): WatchItem<Name> | undefined {
    return this.#queue.shift()?.item;
  }

  /** Ends the registration, and forgets what is queued. */
  stop(): void {
    this.#isEnded = true;
    this.#host.off('state', this.#onState);
    this.#queue.length = 0;
    // On a lost connection, there is no registration left to end.
    void this.#iterator?.return();
  }

  readonly #onState = (state: HostState) => {
    if (state.name === 'connected') void this.#follow(state.connection);
    else if (state.name === 'waiting') this.#startGap(state.reason);
    else if (state.name === 'closed') this.#end(state.reason);
  };

  #startGap(reason: unknown, from = new Date()): void {
    this.#gap ??= { from, reason };
  }

  async #follow(connection: Connect): Promise<void> {
    const { name, key } = this.#options;
    const isOver = () => this.#isEnded || connection.closed;
    while (!isOver()) {
      let iterator: EventIterator<ConnectEvents[Name]> | undefined;
      try {
        iterator = connection.watch(name);
        this.#iterator = iterator;
        if (this.#gap) {
          await connection.getLibVersion();
          this.#resync();
        }
        for await (const event of iterator) {
          if (key === undefined || keyOf(event) === key) this.#push(event);
        }
        return; // Closed by the host, or stopped.
      } catch (error) {
        if (isConnectionLost(error) || isOver()) return;
        if (!(error instanceof EventOverflowError)) {
          this.#end(error);
          return;
        }
        this.#startGap(error);
      } finally {
        void iterator?.return();
      }
    }
  }

  #push(event: ConnectEvents[Name]): void {
    const { name, limit } = this.#options;
    if (this.#queue.length >= limit) {
      const [first] = this.#queue;
      const resync = this.#queue.find(({ item }) => item.type === 'resync')?.item;
      const from = first?.item.type === 'resync' ? first.item.gap.from : first?.at;
      const reason =
        resync?.type === 'resync' ? resync.reason : new EventOverflowError(name, limit);
      this.#queue.length = 0;
      this.#startGap(reason, from);
      this.#resync();
      return; // The event happened before the end of the gap.
    }
    this.#add({ type: 'event', host: this.#host, event });
  }

  #resync(): void {
    let { from, reason } = this.#gap!;
    this.#gap = undefined;
    const last = this.#queue.at(-1)?.item;
    if (last?.type === 'resync') {
      this.#queue.pop();
      ({ reason } = last);
      ({ from } = last.gap);
    }
    this.#add({ type: 'resync', host: this.#host, reason, gap: { from, to: new Date() } });
  }

  #add(item: WatchItem<Name>): void {
    this.#queue.push({ item, at: new Date() });
    this.#listener.ready();
  }

  #end(reason: unknown): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#host.off('state', this.#onState);
    this.#listener.ended(reason);
  }
}
