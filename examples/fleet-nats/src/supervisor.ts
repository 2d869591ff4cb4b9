// One host under a lease: its events go to its log, and commands for it are carried out.
//
// An entry is appended only if the last entry of the log is the one that this worker knows of. So once
// another worker has marked the log as its own, the server refuses what this one still sends, however long
// it was stopped. libvirt itself knows no such token: before a call, the lease's clock decides.
import { DomainEventType, nameOf, type Connect } from '@libvirt/core';
import { Host, type WatchItem } from '@libvirt/fleet';
import { jetstreamManager } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { isConflict, type Lease } from './lease.js';
import { STREAM, type Body, type Entry, type Shared } from './log.js';

/** A request on `commands.<host>`. */
export type Command =
  | { readonly do: 'create'; readonly xml: string }
  | { readonly do: 'destroy'; readonly name: string }
  | { readonly do: 'list' };

/** Its reply. */
export type Reply = { readonly worker: string } & (
  { readonly names: string[] } | { readonly error: string }
);

async function carryOut(conn: Connect, command: Command): Promise<string[]> {
  switch (command.do) {
    case 'create': {
      await using domain = await conn.domainCreateXML(command.xml);
      return [domain.getName()];
    }
    case 'destroy': {
      await using domain = await conn.lookupDomainByName(command.name);
      await domain.destroy();
      return [command.name];
    }
    case 'list':
      return (await conn.listAllDomains()).map((domain) => domain.getName());
  }
}

export class Supervisor {
  readonly name: string;
  readonly lease: Lease;
  /** Settles when the supervision ends: stopped, or rejected as the lease is lost or the log refuses an entry. */
  readonly ended: Promise<void>;
  readonly #nc: NatsConnection;
  readonly #shared: Shared;
  readonly #worker: string;
  readonly #host: Host;
  #last = 0;

  constructor(
    { nc, shared, worker }: { nc: NatsConnection; shared: Shared; worker: string },
    { name, uri, lease }: { name: string; uri: string; lease: Lease },
  ) {
    [this.#nc, this.#shared, this.#worker] = [nc, shared, worker];
    [this.name, this.lease] = [name, lease];
    this.#host = new Host(uri, { name, signal: lease.signal, backoff: { max: 5000 } });
    this.ended = this.#run();
  }

  /** Whether this worker supervises the host for certain. */
  isHeld(): boolean {
    try {
      this.lease.check();
      return true;
    } catch {
      return false;
    }
  }

  async #run(): Promise<void> {
    const commands = this.#nc.subscribe(`commands.${this.name}`, {
      callback: (_error, message) => void this.#answer(message),
    });
    try {
      // Created before there is a connection, so its first item is a resync.
      const watch = this.#host.watch('domain-lifecycle', { signal: this.lease.signal });
      for await (const item of watch) await this.#record(item);
    } finally {
      commands.unsubscribe();
      await this.#host.close();
    }
  }

  async #record(item: WatchItem<'domain-lifecycle'>): Promise<void> {
    const after = this.#last;
    if (item.type === 'event') {
      const { domain, event } = item.event;
      const name = nameOf(DomainEventType, event) ?? String(event);
      await this.#append({ type: 'event', domain: domain.getName(), event: name });
    } else if (after === 0) {
      await this.#markAsMoved();
    } else {
      await this.#append({ type: 'gap', cause: 'resync', after, reason: String(item.reason) });
    }
  }

  /** Ends the supervision after the events that have arrived. */
  async stop(): Promise<void> {
    await this.#host.close();
    await this.ended.catch(() => undefined);
  }

  /** Begins this lease's part of the log. The worker before may still append until this succeeds. */
  async #markAsMoved(): Promise<void> {
    const manager = await jetstreamManager(this.#nc);
    for (;;) {
      const last = await manager.streams.getMessage(STREAM, {
        last_by_subj: `events.${this.name}`,
      });
      const after = (this.#last = last?.seq ?? 0);
      const reason = last === null ? 'the log begins' : 'the lease moved';
      try {
        await this.#append({ type: 'gap', cause: 'moved', after, reason });
        return;
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    }
  }

  async #append(body: Body): Promise<void> {
    this.lease.check();
    const entry: Entry = { ...body, worker: this.#worker, epoch: this.lease.epoch };
    const expect = { lastSubjectSequence: this.#last };
    const { seq } = await this.#shared.js.publish(`events.${this.name}`, JSON.stringify(entry), {
      expect,
    });
    this.#last = seq;
  }

  async #answer(message: Msg): Promise<void> {
    const reply = (body: { names: string[] } | { error: string }) =>
      message.respond(JSON.stringify({ worker: this.#worker, ...body } satisfies Reply));
    try {
      const command = message.json<Command>();
      const names = await this.#host.run(
        async (conn) => {
          this.lease.check();
          return await carryOut(conn, command);
        },
        { wait: true, timeout: 10_000, signal: this.lease.signal },
      );
      reply({ names });
    } catch (error) {
      // The holder of the lease has got the same request, and answers it.
      if (!this.lease.signal.aborted) reply({ error: String(error) });
    }
  }
}
