// Chaos: many hosts over several daemons and proxies that are killed, stopped and cut at random while
// domains change. At the end every inventory equals what its daemon says, and every event that the
// daemon sent was received or covered by a resync. Prints its figures as JSON.
//
// Arguments: --hosts N --daemons N --seconds N.
import { Connect, DomainXMLFlags, type Domain } from '@libvirt/core';
import { Fleet, type Host } from '@libvirt/fleet';
import { Daemon, Proxy } from '@libvirt/testing';
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '200' },
    daemons: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '120' },
  },
});
const [hostCount, daemonCount, seconds] = [values.hosts, values.daemons, values.seconds].map(
  Number,
) as [number, number, number];

const random = (below: number): number => Math.floor(Math.random() * below);
const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));
process.on('uncaughtException', (error) => unhandled.push(String(error.stack)));

/** A daemon, the proxies that lead to it, and what changes its domains. */
class Site {
  readonly proxies: Proxy[] = [];
  readonly uuids = Array.from({ length: 6 }, () => randomUUID());
  changes = 0;
  restartedAt = 0;

  readonly daemon: Daemon;

  private constructor(daemon: Daemon) {
    this.daemon = daemon;
  }

  static async start(): Promise<Site> {
    const settings = { max_clients: 5000, max_anonymous_clients: 5000, max_workers: 40 };
    const site = new Site(await Daemon.start({ settings: { ...settings, log_level: 4 } }));
    for (let index = 0; index < 2; index += 1) {
      const socket = join(site.daemon.directory, `proxy-${index}`);
      site.proxies.push(await Proxy.listen(socket, site.daemon.socket));
    }
    return site;
  }

  /** A URI that leads to the daemon: directly, or through a proxy. */
  uri(index: number): string {
    return this.daemon.uri(
      'test',
      '/default',
      [this.daemon.socket, ...this.proxies.map(({ socket }) => socket)][index % 3],
    );
  }

  /** Changes a random domain. What fails, because the daemon is down or the state is another, is fine. */
  async change(connection: Connect): Promise<void> {
    const uuid = pick(this.uuids);
    const name = `domain-${this.uuids.indexOf(uuid)}`;
    const find = () => connection.lookupDomainByUUIDString(uuid);
    const use = async (act: (domain: Domain) => Promise<unknown>) => {
      await using domain = await find();
      await act(domain);
    };
    const define = async () => {
      await using domain = await connection.domainDefineXML(
        `<domain type="test"><name>${name}</name><uuid>${uuid}</uuid><memory>${1 + random(9)}</memory>
         <os><type>hvm</type></os></domain>`,
      );
      return domain.getName();
    };
    const act = pick<() => Promise<unknown>>([
      define,
      define,
      () => use((domain) => domain.create()),
      () => use((domain) => domain.create()),
      () => use((domain) => domain.destroy()),
      () => use((domain) => domain.suspend()),
      () => use((domain) => domain.resume()),
      () => use((domain) => domain.undefine()),
    ]);
    await act().then(
      () => (this.changes += 1),
      () => undefined,
    );
  }

  /** Changes domains until the signal is aborted, on a connection of its own. */
  async keepChanging(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await using connection = await Connect.open(this.daemon.uri('test', '/default'), {
          keepAlive: { interval: 1, count: 1 },
          signal: AbortSignal.timeout(5000),
        });
        while (await connection.isAlive()) {
          signal.throwIfAborted();
          await this.change(connection);
          // Some 500 events a second in all: each change is an event for every host of the daemon.
          await sleep(random(4 * hostCount));
        }
      } catch {
        await sleep(100);
      }
    }
  }

  async restart(): Promise<void> {
    await this.daemon.restart();
    this.restartedAt = Date.now();
  }

  /** Does one bad thing, and mends it. */
  async harm(): Promise<string> {
    const kind = pick(['kill', 'stop', 'cut', 'cut', 'mid-message', 'silence', 'delay', 'delay']);
    if (kind === 'kill') {
      await this.daemon.signal('SIGKILL');
      await sleep(random(1500));
      await this.restart();
    } else if (kind === 'stop') {
      await this.daemon.signal('SIGSTOP');
      await sleep(random(5000));
      await this.daemon.signal('SIGCONT');
    } else {
      const proxy = pick(this.proxies);
      if (kind === 'cut') proxy.cut();
      else if (kind === 'mid-message') proxy.cut('mid-message');
      else if (kind === 'silence') proxy.mode = 'silent';
      else proxy.delay = 5 + random(50);
      await sleep(random(4000));
      // What was silent stays cut: its messages are lost.
      if (kind === 'silence') proxy.cut();
      proxy.heal();
    }
    return kind;
  }

  async truth(): Promise<string> {
    await using connection = await Connect.open(this.daemon.uri('test', '/default'));
    const domains = await connection.listAllDomains();
    const lines: string[] = [];
    for (const domain of domains) {
      const { state } = await domain.getState();
      const xml = await domain.getXMLDesc(DomainXMLFlags.INACTIVE);
      const hash = createHash('sha256').update(xml).digest('hex');
      lines.push([domain.getUUIDString(), domain.getName(), state, hash].join(' '));
      await domain.free();
    }
    return lines.sort().join('\n');
  }
}

/** What one host received, and the gaps of its watch. */
interface Received {
  events: number;
  resyncs: number;
  /** The sequence of events since the last resync, to compare with others of the daemon. */
  readonly tail: string[];
}

const threads = () => readdirSync('/proc/self/task').length;
const descriptors = () => readdirSync('/proc/self/fd').length;
const memory = () =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);

const sites = await Promise.all(Array.from({ length: daemonCount }, () => Site.start()));
const fleet = new Fleet({
  keepAlive: { interval: 2, count: 1 },
  backoff: { initial: 500, max: 3000, resetAfter: 5000 },
  openTimeout: 8000,
});
const siteOf = new Map<Host, Site>();
const received = new Map<Host, Received>();
/** How long after its daemon answered each host was connected again. */
const reconnects: number[] = [];
const lostAt = new Map<Host, number>();
const inventory = fleet.inventory('domain');
let [added, changed, removed, failed] = [0, 0, 0, 0];
inventory.on('added', () => (added += 1));
inventory.on('changed', () => (changed += 1));
inventory.on('removed', () => (removed += 1));
inventory.on('failed', () => (failed += 1));
fleet.on('state', (state, host) => {
  if (state.name === 'waiting') {
    if (!lostAt.has(host)) lostAt.set(host, Date.now());
  } else if (state.name === 'connected') {
    const since = lostAt.get(host);
    if (since !== undefined) {
      const { restartedAt } = siteOf.get(host)!;
      // Zero for a host that was faster than the check that the daemon answers.
      reconnects.push(restartedAt === 0 ? 0 : Math.max(0, Date.now() - restartedAt));
    }
    lostAt.delete(host);
  }
});
for (let index = 0; index < hostCount; index += 1) {
  const site = sites[index % sites.length]!;
  const host = fleet.add(site.uri(Math.floor(index / sites.length)), { name: `host-${index}` });
  siteOf.set(host, site);
  received.set(host, { events: 0, resyncs: 0, tail: [] });
}
const watch = fleet.watch('domain-lifecycle');
const following = (async () => {
  for await (const item of watch) {
    const of = received.get(item.host)!;
    if (item.type === 'resync') {
      of.resyncs += 1;
      of.tail.length = 0;
    } else if (item.type === 'event') {
      of.events += 1;
      const { domain, event, detail } = item.event;
      of.tail.push(`${domain.getUUIDString()} ${event} ${detail}`);
      // The end of the run is what is compared.
      if (of.tail.length > 20_000) of.tail.splice(0, 10_000);
    }
  }
})();
const started = Date.now();
await Promise.all([...fleet].map((host) => host.until('connected')));
const connectedIn = Date.now() - started;

// All daemons restart at once.
reconnects.length = 0;
await Promise.all(sites.map((site) => site.daemon.signal('SIGKILL')));
await Promise.all(sites.map((site) => site.restart()));
const restarted = Date.now();
await Promise.all([...fleet].map((host) => host.until('connected')));
const reconnectedIn = Date.now() - restarted;
const width = 250;
const histogram: Record<string, number> = {};
for (const each of reconnects) {
  const from = Math.floor(each / width) * width;
  histogram[from] = (histogram[from] ?? 0) + 1;
}

const ended = new AbortController();
const changing = sites.map((site) => site.keepChanging(ended.signal));
const harms: Record<string, number> = {};
const harming = sites.map(async (site) => {
  while (!ended.signal.aborted) {
    await sleep(500 + random(4000));
    const kind = await site.harm();
    harms[kind] = (harms[kind] ?? 0) + 1;
  }
});
// Runs on all hosts meanwhile, most of which succeed.
const mapped: Record<string, number> = {};
const mapping = (async () => {
  while (!ended.signal.aborted) {
    const results = await fleet.map((connection, options) => connection.getLibVersion(options), {
      deadline: 5000,
    });
    for (const { status } of results) mapped[status] = (mapped[status] ?? 0) + 1;
    await sleep(1000);
  }
})();

const delay = monitorEventLoopDelay({ resolution: 10 });
const samples: { second: number; memory: number; threads: number; descriptors: number }[] = [];
delay.enable();
const utilization = performance.eventLoopUtilization();
const end = Date.now() + seconds * 1000;
while (Date.now() < end) {
  await sleep(Math.min(5000, Math.max(0, end - Date.now())));
  (globalThis as { gc?: () => void }).gc?.();
  samples.push({
    second: Math.round(seconds - (end - Date.now()) / 1000),
    memory: memory(),
    threads: threads(),
    descriptors: descriptors(),
  });
}
delay.disable();
const busy = performance.eventLoopUtilization(utilization).utilization;
ended.abort();
await Promise.all([...changing, ...harming, mapping]);

// Quiet: every host is connected, every inventory synced and equal to its daemon.
const quietBy = Date.now() + 300_000;
const differing = async (): Promise<string[]> => {
  const truths = new Map<Site, string>();
  for (const site of sites) truths.set(site, await site.truth());
  return [...fleet].flatMap((host) => {
    const own = inventory.of(host)!;
    const entries = [...own].map(({ key, name, state, hash }) =>
      [key, name, state, hash].join(' '),
    );
    const isEqual = own.isSynced && entries.sort().join('\n') === truths.get(siteOf.get(host)!);
    return isEqual ? [] : [host.name];
  });
};
let different = await differing();
while (different.length > 0 && Date.now() < quietBy) {
  await sleep(500);
  different = await differing();
}

// Every event: after the hosts are quiet, each daemon makes changes that all of its hosts must receive;
// and what a host received since its last resync is the end of what the others received.
await sleep(1000);
const before = new Map([...received].map(([host, { events }]) => [host, events]));
const expected = 10;
for (const site of sites) {
  await using connection = await Connect.open(site.daemon.uri('test', '/default'));
  await using domain = await connection.lookupDomainByName('test');
  if (!(await domain.isActive())) await domain.create();
  await sleep(200);
  for (const host of fleet)
    if (siteOf.get(host) === site) before.set(host, received.get(host)!.events);
  for (let round = 0; round < expected / 2; round += 1) {
    await domain.suspend();
    await domain.resume();
  }
}
const findMissed = () =>
  [...received].filter(([host, { events }]) => events - before.get(host)! !== expected);
while (findMissed().length > 0 && Date.now() < quietBy) await sleep(200);
const missed = findMissed();
const gaps = sites.flatMap((site) => {
  const tails = [...received]
    .filter(([host]) => siteOf.get(host) === site)
    .map(([, { tail }]) => tail);
  const longest = tails.reduce((a, b) => (a.length > b.length ? a : b));
  return tails.filter((tail) => {
    const common = longest.slice(longest.length - tail.length);
    return tail.join('\n') !== common.join('\n');
  });
});
const totals = [...received.values()];
const sum = (of: (each: Received) => number) => totals.reduce((all, each) => all + of(each), 0);
const [first] = samples.slice(Math.floor(samples.length / 4));
const last = samples.at(-1);

await fleet.close();
inventory.close();
await following;
for (const site of sites) {
  for (const proxy of site.proxies) await proxy[Symbol.asyncDispose]();
  await site.daemon[Symbol.asyncDispose]();
}
console.log(
  JSON.stringify(
    {
      hosts: hostCount,
      daemons: daemonCount,
      seconds,
      connectedIn,
      reconnectedIn,
      histogram,
      harms,
      changes: sites.reduce((all, { changes }) => all + changes, 0),
      events: sum(({ events }) => events),
      resyncs: sum(({ resyncs }) => resyncs),
      reconnects: reconnects.length,
      inventory: { added, changed, removed, failed },
      map: mapped,
      delay: {
        p50: delay.percentile(50) / 1e6,
        p99: delay.percentile(99) / 1e6,
        max: delay.max / 1e6,
      },
      busy,
      memory: {
        warm: first?.memory,
        end: last?.memory,
        most: Math.max(...samples.map((each) => each.memory)),
      },
      threads: Math.max(...samples.map((each) => each.threads)),
      descriptors: Math.max(...samples.map((each) => each.descriptors)),
      different,
      missed: missed.map(([host]) => host.name),
      gaps: gaps.length,
      unhandled,
    },
    null,
    2,
  ),
);
process.exit(0);
