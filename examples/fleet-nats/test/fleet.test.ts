// Three workers and 30 hosts, five on each of six daemons, whose events every one of the five logs has. The
// test makes changes on the daemons all the time, kills, stops and restarts, and then reads the logs: an
// event that a log lacks has to lie in a gap, which the order shows without any clock.
import { Connect, type Domain } from '@libvirt/core';
import { Daemon, needLibvirtd } from '@libvirt/testing';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi, type TestContext } from 'vitest';
import { follow, share, type Entry } from '../src/log.js';
import { hasNatsServer, startNatsServer } from '../src/nats-server.js';
import type { Command, Reply } from '../src/supervisor.js';
import type { Status } from '../src/worker.js';

const TTL = 4000;
const PATIENCE = { timeout: 120_000, interval: 200 };
const program = fileURLToPath(new URL('../src/worker.ts', import.meta.url));

function needNats(context: TestContext): void {
  needLibvirtd(context);
  if (hasNatsServer()) return;
  context.skip('nats-server is not installed: sudo apt-get install nats-server');
}

/** A generator of random numbers below `limit`. */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const domainXML = (name: string) =>
  `<domain type="test"><name>${name}</name><memory>1</memory><os><type>hvm</type></os></domain>`;

/** A daemon, and the events that its domains have had, in order. */
class Machine {
  readonly events: string[] = [];
  readonly #daemon: Daemon;
  /** The test driver forgets its domains when nobody is connected. */
  #conn: Connect;
  #isEnded = false;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(daemon: Daemon, conn: Connect) {
    this.#daemon = daemon;
    this.#conn = conn;
  }

  static async create(): Promise<Machine> {
    const daemon = await Daemon.start();
    return new Machine(daemon, await Connect.open(daemon.uri('test', '/default')));
  }

  get uri(): string {
    return this.#daemon.uri('test', '/default');
  }

  /** Calls a function once the work before has ended. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return await result;
  }

  /** Starts and destroys domains, each of a new name, until `end` is called. */
  async change(random: (limit: number) => number): Promise<void> {
    while (!this.#isEnded) {
      await this.cycle();
      await sleep(random(200));
    }
  }

  end(): void {
    this.#isEnded = true;
  }

  async cycle(name = `m${this.events.length}`): Promise<void> {
    await this.alone(async () => {
      await using domain = await this.start(name);
      await domain.destroy();
      this.events.push(`${name} STOPPED`);
    });
  }

  async start(name: string): Promise<Domain> {
    const domain = await this.#conn.domainCreateXML(domainXML(name));
    this.events.push(`${name} STARTED`);
    return domain;
  }

  /** Kills the daemon, and starts it again. */
  async restart(): Promise<void> {
    await this.#daemon.signal('SIGKILL');
    await this.#daemon.restart();
    await this.#conn.close().catch(() => undefined);
    this.#conn = await Connect.open(this.uri);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end();
    await this.#last;
    await this.#conn.close();
    await this.#daemon[Symbol.asyncDispose]();
  }
}

interface Logged {
  readonly sequence: number;
  readonly entry: Entry;
}

type Server = Awaited<ReturnType<typeof startNatsServer>>;

/** NATS, machines and workers, and what the workers have written. */
class Cluster implements AsyncDisposable {
  readonly machines: Machine[] = [];
  readonly workers = new Map<string, ChildProcess>();
  readonly logs = new Map<string, Logged[]>();
  /** The machine of each host. */
  readonly hosts = new Map<string, Machine>();
  readonly #server: Server;
  readonly #nc: NatsConnection;
  #started = 0;

  private constructor(server: Server, nc: NatsConnection) {
    this.#server = server;
    this.#nc = nc;
  }

  static async start(): Promise<Cluster> {
    const server = await startNatsServer();
    const cluster = new Cluster(server, await connect({ servers: server.url }));
    for (let index = 0; index < 6; index += 1) {
      const machine = await Machine.create();
      cluster.machines.push(machine);
      for (let of = 0; of < 5; of += 1) cluster.hosts.set(`h${index}-${of}`, machine);
    }
    const { js } = await share(cluster.#nc, TTL);
    for (const host of cluster.hosts.keys()) cluster.logs.set(host, []);
    void cluster.#read(follow(js));
    for (let count = 0; count < 3; count += 1) cluster.startWorker();
    return cluster;
  }

  async #read(entries: ReturnType<typeof follow>): Promise<void> {
    for await (const { host, ...rest } of entries) this.logs.get(host)!.push(rest);
  }

  startWorker(): void {
    this.#started += 1;
    const name = `w${this.#started}`;
    const uris = [...this.hosts].map(([host, { uri }]) => `${host}=${uri}`);
    const worker = [program, this.#server.url, name, String(TTL), ...uris];
    const child = spawn(process.execPath, ['--import', 'tsx', ...worker], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.workers.set(name, child);
  }

  /** Ends a worker without a warning. */
  async kill(name: string): Promise<void> {
    const child = this.workers.get(name)!;
    this.workers.delete(name);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async status(worker: string): Promise<Status> {
    const message = await this.#nc.request(`workers.${worker}`, '', { timeout: 5000 });
    return message.json<Status>();
  }

  /** Resolves once each host is supervised by exactly one of some workers. */
  async settle(workers = [...this.workers.keys()]): Promise<Map<string, string>> {
    return await vi.waitFor(async () => {
      const statuses = await Promise.all(
        workers.map(async (worker) =>
          (await this.status(worker)).hosts.map((host) => [host, worker] as const),
        ),
      );
      const holders = statuses.flat();
      expect(holders.map(([host]) => host).sort()).toEqual([...this.hosts.keys()].sort());
      return new Map(holders);
    }, PATIENCE);
  }

  async command(host: string, command: Command): Promise<Reply> {
    const subject = `commands.${host}`;
    // Until the worker that holds the lease has subscribed, there is no responder.
    return await vi.waitFor(
      async () =>
        (
          await this.#nc.request(subject, JSON.stringify(command), { timeout: 20_000 })
        ).json<Reply>(),
      PATIENCE,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of [...this.workers.keys()]) await this.kill(name);
    await this.#nc.close();
    await this.#server.stop();
    for (const machine of this.machines) await machine[Symbol.asyncDispose]();
  }
}

/**
 * Checks a log against the events that there were. Returns how many of them lie in gaps. Two events may be
 * alike, so that the one after a gap can have several places; those that follow decide.
 */
function checkLog(events: readonly string[], log: readonly Logged[]) {
  let places = [{ missed: 0, next: 0 }];
  let [last, epoch] = [0, 0];
  let isGap = false;
  for (const { sequence, entry } of log) {
    expect(entry.epoch).toBeGreaterThanOrEqual(epoch);
    if (entry.epoch > epoch) expect(entry).toMatchObject({ type: 'gap', cause: 'moved' });
    ({ epoch } = entry);
    if (entry.type === 'gap') {
      expect(entry.after).toBe(last);
      isGap = true;
    } else {
      const event = `${entry.domain} ${entry.event}`;
      const expected = places.map(({ next }) => events[next]);
      places = places.flatMap(({ missed, next }) =>
        events.flatMap((each, index) => {
          const isPossible = each === event && (isGap ? index >= next : index === next);
          return isPossible ? [{ missed: missed + index - next, next: index + 1 }] : [];
        }),
      );
      expect(places, `${event}, expected ${expected.join(' or ')}`).not.toEqual([]);
      isGap = false;
    }
    last = sequence;
  }
  return places[0]!;
}

describe('fleet-nats', () => {
  it('supervises each host once, and marks every gap, while workers are killed and stopped', async (context) => {
    needNats(context);
    const seed = Number(process.env['LIBVIRT_FLEET_NATS_SEED'] ?? Date.now() % 1_000_000);
    console.log(`LIBVIRT_FLEET_NATS_SEED=${seed}`);
    const random = randomFrom(seed);
    const pick = <T>(from: Iterable<T>): T => {
      const all = [...from];
      return all[random(all.length)]!;
    };

    await using cluster = await Cluster.start();
    const { machines, workers } = cluster;
    await cluster.settle();
    const changes = machines.map((machine) => machine.change(random));

    const kill = async () => {
      await cluster.kill(pick(workers.keys()));
      await cluster.settle();
      cluster.startWorker();
    };
    const restart = async () => {
      const machine = pick(machines);
      await machine.alone(() => machine.restart());
    };
    /** Stops a worker until the others have its hosts. It must not do what it was asked meanwhile. */
    const stop = async (round: number) => {
      const [host, worker] = pick(await cluster.settle());
      const machine = cluster.hosts.get(host)!;
      const name = `stopped${round}`;
      await machine.alone(async () => {
        await machine.start(name);
        workers.get(worker)!.kill('SIGSTOP');
        await cluster.settle([...workers.keys()].filter((each) => each !== worker));
        const reply = await cluster.command(host, { do: 'destroy', name });
        expect(reply).toMatchObject({ names: [name] });
        expect(reply.worker).not.toBe(worker);
        machine.events.push(`${name} STOPPED`);
        // The same command would end this one too.
        await machine.start(name);
        workers.get(worker)!.kill('SIGCONT');
        await vi.waitFor(async () => {
          expect((await cluster.status(worker)).lost).toBeGreaterThan(0);
        }, PATIENCE);
      });
      await cluster.settle();
      expect(await cluster.command(host, { do: 'list' })).toMatchObject({
        names: expect.arrayContaining([name]) as string[],
      });
    };

    const rounds = Number(process.env['LIBVIRT_FLEET_NATS_ROUNDS'] ?? 4);
    const order = [kill, stop, restart, kill];
    for (let round = random(order.length), left = rounds; left > 0; left -= 1, round += 1) {
      await order[round % order.length]!(round);
      await cluster.settle();
    }

    for (const machine of machines) machine.end();
    await Promise.all(changes);
    const holders = await cluster.settle();
    expect(holders.size).toBe(30);

    // An event of each machine that every log has shows that the events before it are there as well.
    const counts = new Map(machines.map((machine) => [machine, machine.events.length]));
    const result = await vi.waitFor(async () => {
      for (const machine of machines) await machine.cycle();
      return [...cluster.hosts].map(([host, machine]) => {
        const checked = checkLog(machine.events, cluster.logs.get(host)!);
        expect(checked.next).toBeGreaterThan(counts.get(machine)!);
        return checked;
      });
    }, PATIENCE);
    const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
    const entries = [...cluster.logs.values()].flat().map(({ entry }) => entry);
    const gaps = entries.filter(({ type }) => type === 'gap').length;
    console.log(
      `${entries.length - gaps} events arrived, ${sum(result.map(({ missed }) => missed))} lie in ${gaps} gaps`,
    );
  }, 600_000);
});
