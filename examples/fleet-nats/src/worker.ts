// A worker process. It takes leases of hosts up to its fair share, renews them, and supervises the hosts.
// Arguments: NATS's URL, this worker's name, how long a lease lasts (ms), and hosts as NAME=URI.
import { connect } from '@nats-io/transport-node';
import { setInterval } from 'node:timers/promises';
import { Lease } from './lease.js';
import { share } from './log.js';
import { Supervisor } from './supervisor.js';

/** What a worker answers on `workers.<name>`. */
export interface Status {
  readonly hosts: string[];
  /** How many hosts it has lost without releasing them. */
  readonly lost: number;
}

const [, , servers = '', worker = '', lasts = '', ...pairs] = process.argv;
const ttl = Number(lasts);
const hosts = new Map(
  pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
);

const nc = await connect({ servers, name: worker, maxReconnectAttempts: -1 });
const shared = await share(nc, ttl);
const supervisors = new Map<string, Supervisor>();
let presence: Lease | undefined;
let lost = 0;

const take = (key: string) => Lease.acquire(shared.leases, { key, holder: worker, ttl });

async function supervise(name: string, uri: string, lease: Lease): Promise<void> {
  const supervisor = new Supervisor({ nc, shared, worker }, { name, uri, lease });
  supervisors.set(name, supervisor);
  try {
    await supervisor.ended;
  } catch (error) {
    console.error(`${worker}: ${name}: ${String(error)}`);
  }
  supervisors.delete(name);
  if (lease.signal.aborted) lost += 1;
  // A release that does not reach the server is made up for by the end of the lease.
  await lease.release().catch(() => undefined);
}

/** Renews what is held; a renewal that fails is tried again, until the lease's own time is over. */
async function renew(): Promise<void> {
  const leases = [presence, ...[...supervisors.values()].map(({ lease }) => lease)];
  await Promise.allSettled(leases.flatMap((lease) => (lease ? [lease.renew()] : [])));
  if (presence === undefined || presence.signal.aborted) presence = await take(`worker.${worker}`);
}

/** Releases hosts beyond the fair share, and takes free ones up to it. */
async function balance(): Promise<void> {
  const keys = new Set<string>();
  for await (const key of await shared.leases.keys()) keys.add(key);
  const workers = [...keys].filter((key) => key.startsWith('worker.')).length;
  const fair = Math.ceil(hosts.size / Math.max(1, workers));
  await Promise.all([...supervisors.values()].slice(fair).map((surplus) => surplus.stop()));
  const free = [...hosts].filter(([name]) => !keys.has(`host.${name}`) && !supervisors.has(name));
  const room = Math.max(0, fair - supervisors.size);
  const taken = free.slice(0, room).map(async ([name, uri]) => {
    const lease = await take(`host.${name}`);
    if (lease) void supervise(name, uri, lease);
  });
  await Promise.all(taken);
}

nc.subscribe(`workers.${worker}`, {
  callback: (_error, message) => {
    const held = [...supervisors.values()].filter((each) => each.isHeld());
    const status: Status = { hosts: held.map(({ name }) => name), lost };
    message.respond(JSON.stringify(status));
  },
});

async function round(): Promise<void> {
  try {
    await renew();
    await balance();
  } catch (error) {
    console.error(`${worker}: ${String(error)}`);
  }
}

await round();
const ticks = setInterval(ttl / 4);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void ticks.return?.());
while ((await ticks.next()).done !== true) await round();

// Released in order, so that the others need not wait for the leases' end.
await Promise.all([...supervisors.values()].map((each) => each.stop()));
await presence?.release().catch(() => undefined);
await nc.drain();
