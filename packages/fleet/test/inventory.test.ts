import { DomainState, DomainStatsTypes, DomainXMLFlags, type Connect } from '@libvirt/core';
import { Host, HostClosedError, type Inventory, type InventoryKind } from '@libvirt/fleet';
import { once, type EventEmitter } from 'node:events';
import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { domainXML, eager, needDaemon, startDaemon } from './daemon.js';

/** Notes what an inventory emits. */
function logOf(inventory: Inventory<InventoryKind>): string[] {
  const log: string[] = [];
  for (const name of ['added', 'changed', 'removed'] as const) {
    (inventory as unknown as EventEmitter).on(name, (entry: { name: string; state: unknown }) => {
      log.push(`${name} ${entry.name} ${String(entry.state)}`);
    });
  }
  return log;
}

const synced = (inventory: Inventory<InventoryKind>) =>
  expect.poll(() => inventory.isSynced, { timeout: 30_000 }).toBe(true);

/** The domains as libvirt has them. */
async function truth(connection: Connect): Promise<unknown[]> {
  const domains = await connection.listAllDomains();
  const entries = domains.map(async (domain) => {
    const xml = await domain.getXMLDesc(DomainXMLFlags.INACTIVE);
    const { state } = await domain.getState();
    const hash = createHash('sha256').update(xml).digest('hex');
    const entry = { key: domain.getUUIDString(), name: domain.getName(), state, hash };
    await domain.free();
    return entry;
  });
  return sort(await Promise.all(entries));
}

const sort = <T extends { key: string }>(entries: T[]): T[] =>
  entries.sort((a, b) => (a.key < b.key ? -1 : 1));

const entriesOf = (
  inventory: Iterable<{ key: string; name: string; state: unknown; hash: string }>,
) => sort([...inventory].map(({ key, name, state, hash }) => ({ key, name, state, hash })));

describe('Inventory', () => {
  it('lists, and follows events one by one', async () => {
    await using host = new Host('test:///default');
    await using inventory = host.inventory('domain');
    const log = logOf(inventory);
    expect(await inventory.ready()).toBe(inventory);
    expect(log.splice(0)).toEqual([`added test ${DomainState.RUNNING}`]);
    const [entry] = inventory;
    expect(inventory.get(entry!.key)).toBe(entry);
    const test = host.domain(entry!.key);
    await test.run((domain) => domain.suspend());
    await test.run((domain) => domain.resume());
    await test.run((domain) => domain.destroy());
    await expect
      .poll(() => log)
      .toEqual([
        `changed test ${DomainState.PAUSED}`,
        `changed test ${DomainState.RUNNING}`,
        `changed test ${DomainState.SHUTOFF}`,
      ]);
    await test.run((domain) => domain.create());
    await host.run(async (connection) => {
      await using transient = await connection.domainCreateXML(domainXML('transient'));
      await transient.destroy();
    });
    await synced(inventory);
    expect(inventory.size).toBe(1);
    expect(entriesOf(inventory)).toEqual(await host.run(truth));
  });

  it('sees new definitions, names and metadata by the hash', async () => {
    await using host = new Host('test:///default');
    await using inventory = host.inventory('domain');
    await inventory.ready();
    const changes: string[] = [];
    inventory.on('changed', (entry, previous) => {
      if (entry.hash !== previous.hash) changes.push(entry.name);
    });
    const uuid = '11111111-2222-4333-8444-555555555555';
    await host.run((connection) => connection.domainDefineXML(domainXML('one', uuid)));
    await expect.poll(() => inventory.get(uuid)?.name).toBe('one');
    await host.run((connection) =>
      connection.domainDefineXML(domainXML('one', uuid).replace('<memory>1', '<memory>2')),
    );
    await expect.poll(() => changes).toEqual(['one']);
    await host.domain(uuid).run((domain) => domain.setMetadata(0, 'about', null, null));
    await expect.poll(() => changes).toEqual(['one', 'one']);
    await host.domain(uuid).run((domain) => domain.undefine());
    await expect.poll(() => inventory.get(uuid)).toBeUndefined();
    await synced(inventory);
    expect(entriesOf(inventory)).toEqual(await host.run(truth));
  });

  it('reports what a resync finds as differences, and nothing else', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    const uri = daemon.uri('test', '/default');
    await using host = new Host(uri, eager);
    await using inventory = host.inventory('domain');
    await inventory.ready();
    await host.run((connection) => connection.domainDefineXML(domainXML('lost')));
    await expect.poll(() => inventory.size).toBe(2);
    await synced(inventory);
    const log = logOf(inventory);
    await daemon.signal('SIGKILL');
    await host.until('waiting');
    expect([inventory.isSynced, inventory.size]).toEqual([false, 2]);
    await daemon.restart();
    // The test driver begins anew: only its own domain is there.
    await inventory.ready();
    expect(log).toEqual([`removed lost ${DomainState.SHUTOFF}`]);
    expect(entriesOf(inventory)).toEqual(await host.run(truth));
  });

  it('equals the host after thousands of changes at the same time', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    const uri = daemon.uri('test', '/default');
    await using host = new Host(uri, eager);
    await using inventory = host.inventory('domain');
    await inventory.ready();
    await using other = new Host(uri, { maxRuns: 8 });
    await other.until('connected');
    const work = async (name: string) => {
      const uuid = randomUUID();
      for (let round = 0; round < 40; round += 1) {
        await other.run(async (connection) => {
          await using domain = await connection.domainDefineXML(domainXML(name, uuid));
          if (round % 2) await domain.create();
          if (round % 3 === 0 && round % 2) await domain.suspend();
          if (round % 2 && round % 5) await domain.destroy();
          if (await domain.isActive()) await domain.destroy();
          if (round % 4) await domain.undefine();
        });
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => work(`w${index}`)));
    await expect
      .poll(() => inventory.isSynced && entriesOf(inventory), { timeout: 60_000 })
      .toEqual(await other.run(truth));
  });

  it('holds networks, pools and devices', async () => {
    await using host = new Host('test:///default');
    await using networks = host.inventory('network');
    await using pools = host.inventory('pool');
    await using devices = host.inventory('device');
    for (const each of [networks, pools, devices]) await each.ready();
    const [network] = networks;
    expect(network).toMatchObject({ name: 'default', state: 'active' });
    const log = [logOf(networks), logOf(pools)] as const;
    await host.network(network!.key).run((object) => object.destroy());
    await host.network(network!.key).run((object) => object.create());
    const [pool] = pools;
    await host.storagePool(pool!.key).run((object) => object.destroy());
    await host.storagePool(pool!.key).run((object) => object.create());
    await expect.poll(() => log[0]).toEqual(['changed default inactive', 'changed default active']);
    await expect.poll(() => log[1].length).toBe(2);
    const names = await host.run(async (connection) =>
      (await connection.listAllNodeDevices()).map((device) => device.getName()),
    );
    expect([...devices].map(({ key }) => key).sort()).toEqual(names.sort());
  });

  it('reports what the driver lacks, and lists again where there is no event', async () => {
    await using host = new Host('test:///default');
    await using secrets = host.inventory('secret', { relist: 20 });
    const [error] = (await once(secrets, 'failed')) as [unknown];
    expect(error).toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' });
  });

  it('reads the chosen statistics', async () => {
    await using host = new Host('test:///default');
    await using inventory = host.inventory('domain', {
      statistics: { types: DomainStatsTypes.STATE, interval: 10 },
    });
    await inventory.ready();
    await once(inventory, 'statistics');
    const [entry] = inventory;
    expect(entry!.statistics?.state).toMatchObject({ state: DomainState.RUNNING });
  });

  it('lists again at an interval, without events when nothing changed', async () => {
    await using host = new Host('test:///default');
    await using inventory = host.inventory('domain', { relist: 5 });
    const log = logOf(inventory);
    for (let round = 0; round < 5; round += 1) await once(inventory, 'synced');
    expect(log).toEqual([`added test ${DomainState.RUNNING}`]);
  });

  it('goes on although a listener throws', async () => {
    await using host = new Host('test:///default');
    await using inventory = host.inventory('domain');
    const thrown: unknown[] = [];
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => thrown.push(error));
    const fail = () => {
      throw new Error('from a listener');
    };
    host.prependListener('state', fail);
    inventory.on('added', fail);
    await inventory.ready();
    host.off('state', fail);
    await new Promise((resolve) => setImmediate(resolve));
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
    expect(thrown.map(String)).toEqual(['Error: from a listener', 'Error: from a listener']);
    expect(inventory.size).toBe(1);
  });

  it('ready rejects when the host or the inventory is closed', async () => {
    const host = new Host('test+unix:///default?socket=/nonexistent');
    const inventory = host.inventory('domain');
    const ready = inventory.ready();
    await host.close();
    await expect(ready).rejects.toBeInstanceOf(HostClosedError);
    const late = new Host('test+unix:///default?socket=/nonexistent').inventory('domain');
    const waiting = late.ready();
    late.close();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await late.host.close();
    await expect(late.ready({ timeout: 5 })).rejects.toThrow();
    expect(() => host.inventory('volume' as 'pool')).toThrow(
      new TypeError('kind must be one of domain, network, pool, device, secret: got volume'),
    );
  });
});
