// Random sequences of calls on two daemons, one through each engine: results, errors and events are the same.
import { Connect, LibvirtError, type Domain, type Network, type StoragePool } from '@libvirt/core';
import { remote } from '@libvirt/remote';
import { Daemon, needLibvirtd } from '@libvirt/testing';
import { expect, test } from 'vitest';

/** How many calls to make. */
const CALLS = Number(process.env['LIBVIRT_TEST_CALLS'] ?? 5000);

/** Random numbers that a seed repeats (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One side: a daemon of its own, a connection, and what has happened. */
class Side implements AsyncDisposable {
  readonly #daemon: Daemon;
  readonly #conn: Connect;
  readonly events: string[] = [];
  readonly #domains: (Domain | undefined)[] = [];

  private constructor(daemon: Daemon, conn: Connect) {
    this.#daemon = daemon;
    this.#conn = conn;
    conn.on('domain-lifecycle', ({ domain, event, detail }) => {
      this.events.push(`${domain.getName()} ${event} ${detail}`);
    });
    conn.on('network-lifecycle', ({ network, event, detail }) => {
      this.events.push(`${network.getName()} ${event} ${detail}`);
    });
    conn.on('storage-pool-lifecycle', ({ pool, event, detail }) => {
      this.events.push(`${pool.getName()} ${event} ${detail}`);
    });
  }

  static async start(engine: typeof remote | undefined): Promise<Side> {
    const daemon = await Daemon.start();
    const conn = await Connect.open(daemon.uri('test', '/default'), { engine });
    return new Side(daemon, conn);
  }

  /** Makes the call that the numbers choose. Returns what came of it, without what differs by time. */
  async call(pick: (below: number) => number): Promise<unknown> {
    const conn = this.#conn;
    const slot = pick(6);
    const name = `machine-${slot}`;
    const flags = pick(8);
    const xml = `<domain type="test"><name>${name}</name><uuid>00000000-0000-0000-0000-00000000000${slot}</uuid><memory>${1024 * (1 + pick(4))}</memory><vcpu>${1 + pick(4)}</vcpu><os><type>hvm</type></os></domain>`;
    const network = `<network><name>net-${slot}</name><uuid>00000000-0000-0000-0001-00000000000${slot}</uuid><bridge name="br${slot}"/></network>`;
    const domain = async (use: (domain: Domain) => Promise<unknown>) => {
      this.#domains[slot] ??= await conn.lookupDomainByName(name);
      return await use(this.#domains[slot]);
    };
    const withNetwork = async (use: (found: Network) => Promise<unknown>) => {
      await using found = await conn.lookupNetworkByName(`net-${slot}`);
      return await use(found);
    };
    const withPool = async (use: (pool: StoragePool) => Promise<unknown>) => {
      await using pool = await conn.lookupStoragePoolByName(['default-pool', 'none'][pick(2)]!);
      return await use(pool);
    };
    const calls: (() => Promise<unknown>)[] = [
      async () => {
        await using defined = await conn.domainDefineXML(xml);
        return defined.getUUIDString();
      },
      () => domain((it) => it.create()),
      () => domain((it) => it.destroy()),
      () => domain((it) => it.suspend()),
      () => domain((it) => it.resume()),
      () => domain((it) => it.shutdown()),
      () => domain((it) => it.reboot(flags)),
      () => domain((it) => it.undefine()),
      () => domain((it) => it.getState()),
      () => domain((it) => it.getXMLDesc(flags)),
      () => domain((it) => it.setMemory(1024 * pick(6))),
      () => domain((it) => it.setVcpusFlags(pick(6), flags)),
      () => domain((it) => it.getVcpusFlags(flags)),
      () => domain((it) => it.setAutostart(pick(2) === 0)),
      () => domain((it) => it.getAutostart()),
      () => domain((it) => it.setMetadata(pick(4), 'text', null, null, flags)),
      () => domain((it) => it.getMetadata(pick(4), null, flags)),
      () => domain((it) => it.getMemoryParameters(flags)),
      () => domain((it) => it.getSchedulerParameters()),
      () => domain((it) => it.isActive()),
      () => domain((it) => Promise.resolve(it.getID())),
      () => domain((it) => it.getMaxVcpus()),
      () => domain((it) => it.getJobInfo()),
      () => domain((it) => it.listAllSnapshots(flags)),
      async () => {
        await this.#domains[slot]?.free();
        this.#domains[slot] = undefined;
      },
      async () => {
        const all = await conn.listAllDomains(flags);
        const names = all.map((each) => `${each.getName()} ${each.getID() === undefined}`);
        await Promise.all(all.map((each) => each.free()));
        return names.sort();
      },
      () => conn.numOfDomains(),
      async () => (await conn.listDefinedDomains()).sort(),
      () => conn.getMaxVcpus(['test', 'qemu', null][pick(3)]),
      () => conn.getCapabilities(),
      () => conn.lookupDomainById(pick(3)).then((found) => found.free()),
      () => conn.lookupDomainByUUIDString(['', 'no', xml.slice(50, 86)][pick(3)]!),
      () => conn.getDomainCapabilities(null, null, null, null, flags),
      async () => {
        await using defined = await conn.networkDefineXML(network);
        return await defined.isPersistent();
      },
      () => withNetwork((it) => it.create()),
      () => withNetwork((it) => it.destroy()),
      () => withNetwork((it) => it.undefine()),
      () => withNetwork((it) => it.getBridgeName()),
      () => withNetwork((it) => it.getXMLDesc(flags)),
      () => withNetwork((it) => it.getDHCPLeases()),
      () => withPool((it) => it.getInfo()),
      () => withPool((it) => it.refresh(flags)),
      () => withPool((it) => it.destroy()),
      () => withPool((it) => it.create(flags)),
      () => withPool((it) => it.listAllStorageVolumes(flags)),
      () => conn.listAllSecrets(flags),
      () => conn.listAllInterfaces(flags),
      () => conn.getSysinfo(flags),
      () => conn.getCPUMap(flags),
      () => conn.getSecurityModel(),
      () => conn.getFreeMemory(),
    ];
    try {
      return await calls[pick(calls.length)]!();
    } catch (error) {
      if (!(error instanceof LibvirtError)) throw error;
      const { code, domain: from, level, message, str1, str2, int1, int2 } = error;
      return { code, from, level, message, str1, str2, int1, int2 };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of this.#domains) await each?.free();
    await this.#conn.close();
    await this.#daemon[Symbol.asyncDispose]();
  }
}

test(`${CALLS} random calls: the same results, errors and events as the addon`, async (context) => {
  needLibvirtd(context);
  await using addon = await Side.start(undefined);
  await using own = await Side.start(remote);
  const seed = Number(process.env['LIBVIRT_TEST_SEED'] ?? 1);
  const picks = [random(seed), random(seed)] as const;
  for (let call = 0; call < CALLS; call += 1) {
    const [expected, found] = await Promise.all([addon.call(picks[0]), own.call(picks[1])]);
    expect(found, `seed ${seed}, call ${call}`).toEqual(expected);
  }
  // The last ones may still be on their way.
  await expect.poll(() => own.events, { timeout: 30_000 }).toEqual(addon.events);
  expect(own.events.length).toBeGreaterThan(CALLS / 100);
});
