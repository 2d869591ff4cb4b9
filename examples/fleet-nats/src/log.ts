// What workers share: a bucket of leases, and a stream with a subject for each host that holds its events.
import { jetstream, jetstreamManager, type JetStreamClient, type JsMsg } from '@nats-io/jetstream';
import { Kvm, type KV } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';

export const STREAM = 'EVENTS';

/** What an entry of a host's log says. */
export type Body =
  | { readonly type: 'event'; readonly domain: string; readonly event: string }
  | {
      /** Events after the entry with the sequence `after` (0: none) may be missing: list again. */
      readonly type: 'gap';
      /** `moved`: the first entry under a lease. `resync`: the host was not connected meanwhile. */
      readonly cause: 'moved' | 'resync';
      readonly after: number;
      readonly reason: string;
    };

/** An entry: also by which worker, and the epoch of its lease, which never falls in a log. */
export type Entry = Body & { readonly worker: string; readonly epoch: number };

/** What {@link share} returns. */
export interface Shared {
  readonly js: JetStreamClient;
  readonly leases: KV;
}

/** Creates the bucket and the stream if there are none. `ttl` is how long a lease lasts, in milliseconds. */
export async function share(nc: NatsConnection, ttl: number): Promise<Shared> {
  const manager = await jetstreamManager(nc);
  await manager.streams.add({ name: STREAM, subjects: ['events.*'] });
  const leases = await new Kvm(nc).create('leases', { ttl });
  return { js: jetstream(nc), leases };
}

/** Yields the log of all hosts, from the first entry on. */
export async function* follow(
  js: JetStreamClient,
): AsyncGenerator<{ host: string; sequence: number; entry: Entry }> {
  const consumer = await js.consumers.get(STREAM);
  for await (const message of await consumer.consume()) yield read(message);
}

function read(message: JsMsg): { host: string; sequence: number; entry: Entry } {
  return {
    host: message.subject.slice('events.'.length),
    sequence: message.seq,
    entry: message.json<Entry>(),
  };
}
