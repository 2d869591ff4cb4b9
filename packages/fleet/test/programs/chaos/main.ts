// Chaos: many hosts over several daemons and proxies that are killed, stopped and cut at random while
// domains change. At the end every inventory equals what its daemon says, and every event that a daemon
// sent was received or covered by a resync. Prints its figures as JSON.
//
// This process has the fleet alone, and measures itself. The daemons, the proxies and what changes
// domains are in another one.
//
// Arguments: --hosts N --daemons N --seconds N --engine addon|remote.
import { Fleet, type Host } from '@libvirt/fleet';
import { readdirSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { encodeEvent, isWithoutGap } from './events.js';
import { SitesProcess } from './sites-process.js';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '200' },
    daemons: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '120' },
    engine: { type: 'string', default: 'addon' },
  },
});
const [hostCount, daemonCount, seconds] = [values.hosts, values.daemons, values.seconds].map(
  Number,
) as [number, number, number];
/** How long the daemons are down before all of them start at once, so that all hosts are at `max`. */
const DOWN = 6000;
const backoff = { initial: 500, max: 3000, resetAfter: 5000 };

const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));
process.on('uncaughtException', (error) => unhandled.push(String(error.stack)));

/** What one host has received. */
interface Received {
  events: number;
  resyncs: number;
  /** The events between two resyncs, as characters. */
  readonly segments: string[];
}

const status = (key: string) =>
  Number(new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
const megabytes = (key: string) => Math.round(status(key) / 1024);

/** Counts values by buckets of a width. */
function histogramOf(times: readonly number[], width: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const time of times) {
    const from = Math.floor(time / width) * width;
    counts[from] = (counts[from] ?? 0) + 1;
  }
  return counts;
}

const daemons = new SitesProcess();
const sites = await daemons.ask('start', daemonCount);
const fleet = new Fleet({
  keepAlive: { interval: 2, count: 1 },
  backoff,
  openTimeout: 8000,
  engine: values.engine === 'remote' ? (await import('@libvirt/remote')).remote : undefined,
});
const siteOf = new Map<Host, number>();
const received = new Map<Host, Received>();
const inventory = fleet.inventory('domain');
const counts = { added: 0, changed: 0, removed: 0, failed: 0 };
for (const name of ['added', 'changed', 'removed', 'failed'] as const)
  inventory.on(name, () => (counts[name] += 1));
let reconnects = 0;
/** When each host was connected. */
const connectedAt = new Map<Host, number>();
fleet.on('state', (state, host) => {
  if (state.name !== 'connected') return;
  if (connectedAt.has(host)) reconnects += 1;
  connectedAt.set(host, Date.now());
});
for (let index = 0; index < hostCount; index += 1) {
  const site = index % daemonCount;
  const { uris } = sites[site]!;
  const uri = uris[Math.floor(index / daemonCount) % uris.length]!;
  const host = fleet.add(uri, { name: `host-${index}` });
  siteOf.set(host, site);
  received.set(host, { events: 0, resyncs: 0, segments: [''] });
}
const watch = fleet.watch('domain-lifecycle');
const following = (async () => {
  for await (const item of watch) {
    const of = received.get(item.host)!;
    if (item.type === 'resync') {
      of.resyncs += 1;
      of.segments.push('');
    } else if (item.type === 'event') {
      of.events += 1;
      const { uuids } = sites[siteOf.get(item.host)!]!;
      of.segments.push(of.segments.pop()! + encodeEvent(uuids, item.event));
    }
  }
})();
const started = Date.now();
const allConnected = () => Promise.all([...fleet].map((host) => host.until('connected')));
await allConnected();
const connectedIn = Date.now() - started;

// All daemons are killed, and start again at once.
await daemons.ask('kill');
await sleep(DOWN);
// When the hosts try again, by tenths of the longest delay.
const attempts = histogramOf(
  [...fleet].map(({ state }) =>
    state.name === 'waiting' ? Math.max(0, state.retryAt.getTime() - Date.now()) : 0,
  ),
  backoff.max / 10,
);
const restartedAt = await daemons.ask('restart');
const restarted = Math.max(...restartedAt);
await allConnected();
const reconnectedIn = Date.now() - restarted;
// A host may be faster than the check that its daemon answers.
const delays = [...fleet].map((host) =>
  Math.max(0, connectedAt.get(host)! - restartedAt[siteOf.get(host)!]!),
);
const histogram = histogramOf(delays, 250);
reconnects = 0;

// Some 500 events a second in all: each change is an event for every host of the daemon.
await daemons.ask('harm', 2 * hostCount);
const isOver = new AbortController();
// Runs on all hosts meanwhile, most of which succeed.
const mapped: Record<string, number> = {};
const mapping = (async () => {
  while (!isOver.signal.aborted) {
    const results = await fleet.map((connection, options) => connection.getLibVersion(options), {
      deadline: 5000,
    });
    for (const result of results) mapped[result.status] = (mapped[result.status] ?? 0) + 1;
    await sleep(1000);
  }
})();

const delay = monitorEventLoopDelay({ resolution: 10 });
const samples: { second: number; memory: number; heap: number; threads: number }[] = [];
let descriptors = 0;
const utilization = performance.eventLoopUtilization();
const end = Date.now() + seconds * 1000;
delay.enable();
while (Date.now() < end) {
  await sleep(Math.min(10_000, Math.max(0, end - Date.now())));
  (globalThis as { gc?: () => void }).gc?.();
  samples.push({
    second: Math.round(seconds - (end - Date.now()) / 1000),
    memory: megabytes('VmRSS'),
    heap: Math.round(process.memoryUsage().heapUsed / 1024 ** 2),
    threads: readdirSync('/proc/self/task').length,
  });
  descriptors = Math.max(descriptors, readdirSync('/proc/self/fd').length);
}
delay.disable();
const busy = performance.eventLoopUtilization(utilization).utilization;
isOver.abort();
await mapping;
const calmed = await daemons.ask('calm');

// Quiet: every host is connected, every inventory synced and equal to its daemon.
const quietBy = Date.now() + 300_000;
const findDifferent = async (): Promise<string[]> => {
  const truths = await daemons.ask('truth');
  return [...fleet].flatMap((host) => {
    const own = inventory.of(host)!;
    const entries = [...own].map(({ key, name, state, hash }) =>
      [key, name, state, hash].join(' '),
    );
    const isEqual = own.isSynced && entries.sort().join('\n') === truths[siteOf.get(host)!];
    return isEqual ? [] : [host.name];
  });
};
let different = await findDifferent();
while (different.length > 0 && Date.now() < quietBy) {
  await sleep(500);
  different = await findDifferent();
}
await sleep(1000);
const gaps = [...received].filter(([host, { segments }]) => {
  const { lives } = calmed[siteOf.get(host)!]!;
  return !segments.every((segment) => isWithoutGap(segment, lives));
});

// Each daemon makes some more events, which all of its hosts must receive.
const expected = 10;
await daemons.ask('prepare');
await sleep(1000);
const before = new Map([...received].map(([host, { events }]) => [host, events]));
await daemons.ask('flip', expected);
const findMissed = () =>
  [...received].filter(([host, { events }]) => events - before.get(host)! !== expected);
while (findMissed().length > 0 && Date.now() < quietBy) await sleep(200);
const missed = findMissed();

const totals = [...received.values()];
const sum = <T>(list: readonly T[], of: (each: T) => number) =>
  list.reduce((all, each) => all + of(each), 0);
const harms: Record<string, number> = {};
for (const [kind, count] of calmed.flatMap((site) => Object.entries(site.harms)))
  harms[kind] = (harms[kind] ?? 0) + count;

await fleet.close();
await following;
await daemons.ask('end');
daemons.end();
console.log(
  JSON.stringify(
    {
      hosts: hostCount,
      daemons: daemonCount,
      seconds,
      connectedIn,
      reconnectedIn,
      attempts,
      histogram,
      harms,
      changes: sum(calmed, ({ changes }) => changes),
      events: sum(totals, ({ events }) => events),
      resyncs: sum(totals, ({ resyncs }) => resyncs),
      reconnects,
      inventory: counts,
      map: mapped,
      delay: {
        p50: delay.percentile(50) / 1e6,
        p99: delay.percentile(99) / 1e6,
        max: delay.max / 1e6,
      },
      busy,
      samples,
      threads: Math.max(...samples.map((each) => each.threads)),
      descriptors,
      mostMemory: megabytes('VmHWM'),
      different,
      missed: missed.map(([host]) => host.name),
      gaps: gaps.map(([host]) => host.name),
      unhandled,
    },
    null,
    2,
  ),
);
process.exit(0);
