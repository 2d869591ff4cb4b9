// A daemon, the proxies that lead to it, and what changes its domains.
import { Connect, DomainXMLFlags, type Domain } from '@libvirt/core';
import { Daemon, Proxy } from '@libvirt/testing';
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeEvent } from './events.js';

const random = (below: number): number => Math.floor(Math.random() * below);
const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;

/** The domain that the test driver has from the start. */
const TEST = '6695eb01-f6a4-8304-79aa-97f2502e193f';

export class Site {
  readonly uuids = [TEST, ...Array.from({ length: 6 }, () => randomUUID())];
  /** The events of each life of the daemon, in its order. */
  readonly lives: string[] = [];
  changes = 0;
  readonly harms: Record<string, number> = {};
  readonly #proxies: Proxy[] = [];
  readonly #daemon: Daemon;

  private constructor(daemon: Daemon) {
    this.#daemon = daemon;
  }

  static async start(): Promise<Site> {
    const settings = { max_clients: 5000, max_anonymous_clients: 5000, max_workers: 40 };
    const site = new Site(await Daemon.start({ settings: { ...settings, log_level: 4 } }));
    for (let index = 0; index < 2; index += 1) {
      const { directory, socket } = site.#daemon;
      site.#proxies.push(await Proxy.listen(join(directory, `proxy-${index}`), socket));
    }
    return site;
  }

  /** The URIs that lead to the daemon: directly, and through each proxy. */
  get uris(): string[] {
    const sockets = [this.#daemon.socket, ...this.#proxies.map(({ socket }) => socket)];
    return sockets.map((socket) => this.#daemon.uri('test', '/default', socket));
  }

  kill(): Promise<void> {
    return this.#daemon.signal('SIGKILL');
  }

  /** Starts the daemon again. Resolves to the time from which it answers. */
  async restart(): Promise<number> {
    await this.#daemon.restart();
    return Date.now();
  }

  /** Stops the daemon for good. */
  async end(): Promise<void> {
    for (const proxy of this.#proxies) await proxy[Symbol.asyncDispose]();
    await this.#daemon[Symbol.asyncDispose]();
  }

  /** Changes domains until the signal is aborted, every `pace` ms on average, and notes the events. */
  async keepChanging(pace: number, signal: AbortSignal): Promise<void> {
    const isOver = () => signal.aborted;
    while (!isOver()) {
      try {
        // It lasts as long as the daemon, and nothing else changes domains.
        await using connection = await this.#open();
        const watching = this.#note(connection.watch('domain-lifecycle'));
        while (!isOver() && !connection.closed) {
          await this.#change(connection);
          await sleep(random(2 * pace));
        }
        // Behind the events of all changes.
        await connection.getLibVersion().catch(() => undefined);
        await sleep(100);
        await connection.close();
        await watching;
      } catch {
        await sleep(100);
      }
    }
  }

  /** Does bad things, and mends them, until the signal is aborted. */
  async keepHarming(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(500 + random(4000));
      const kind = await this.#harm();
      this.harms[kind] = (this.harms[kind] ?? 0) + 1;
    }
  }

  /** Makes so many events that every host of the daemon must receive. */
  async flip(count: number): Promise<void> {
    await using connection = await this.#open();
    await using domain = await connection.lookupDomainByUUIDString(TEST);
    for (let index = 0; index < count; index += 1) {
      if (index % 2) await domain.resume();
      else await domain.suspend();
    }
  }

  /** Starts the domain of `flip`. */
  async prepare(): Promise<void> {
    await using connection = await this.#open();
    await using domain = await connection.lookupDomainByUUIDString(TEST);
    if (!(await domain.isActive())) await domain.create();
  }

  /** The domains as the daemon has them: key, name, state and hash of each. */
  async truth(): Promise<string> {
    await using connection = await this.#open();
    const lines: string[] = [];
    for (const domain of await connection.listAllDomains()) {
      const { state } = await domain.getState();
      const xml = await domain.getXMLDesc(DomainXMLFlags.INACTIVE);
      const hash = createHash('sha256').update(xml).digest('hex');
      lines.push([domain.getUUIDString(), domain.getName(), state, hash].join(' '));
      await domain.free();
    }
    return lines.sort().join('\n');
  }

  #open(): Promise<Connect> {
    return Connect.open(this.uris[0]);
  }

  async #note(events: ReturnType<typeof Connect.prototype.watch<'domain-lifecycle'>>) {
    const life = this.lives.push('') - 1;
    try {
      for await (const event of events)
        this.lives[life] = this.lives[life]! + encodeEvent(this.uuids, event);
    } catch {
      // The daemon was killed.
    }
  }

  /** Changes a random domain. What fails, because the daemon is down or the state is another, is fine. */
  async #change(connection: Connect): Promise<void> {
    const index = 1 + random(this.uuids.length - 1);
    const uuid = this.uuids[index]!;
    const use = async (act: (domain: Domain) => Promise<unknown>) => {
      await using domain = await connection.lookupDomainByUUIDString(uuid);
      await act(domain);
    };
    const define = async () => {
      await using domain = await connection.domainDefineXML(
        `<domain type="test"><name>domain-${index}</name><uuid>${uuid}</uuid>
         <memory>${1 + random(9)}</memory><os><type>hvm</type></os></domain>`,
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

  async #harm(): Promise<string> {
    const kind = pick(['kill', 'stop', 'cut', 'cut', 'mid-message', 'silence', 'delay', 'delay']);
    if (kind === 'kill') {
      await this.kill();
      await sleep(random(1500));
      await this.restart();
    } else if (kind === 'stop') {
      await this.#daemon.signal('SIGSTOP');
      await sleep(random(5000));
      await this.#daemon.signal('SIGCONT');
    } else {
      const proxy = pick(this.#proxies);
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
}
