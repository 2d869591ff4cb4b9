import type { Connect, StoragePool, StorageVol } from '@libvirt/core';
import { StorageVolXML } from '@libvirt/xml';
import { pipeline } from 'node:stream/promises';
import { AGENT, destroy, Guest, type Limits, type Result } from './guest.js';
import { makeSeed } from './seed.js';

/** Where a runner has its machines. */
export interface RunnerOptions {
  /** What the names of its machines and volumes begin with. One process at a time may use a name. */
  readonly name: string;
  /** The pool with the golden image, in which it makes its volumes. */
  readonly pool: string;
  /** The golden image's name, a qcow2 in which cloud-init runs. Nothing writes to it. */
  readonly image: string;
  /** How many machines wait for jobs. */
  readonly warm: number;
  readonly limits: Limits;
}

/** Runs each job in a machine that is made for it and thrown away. */
export class Runner implements AsyncDisposable {
  readonly #options: RunnerOptions;
  readonly #pool: StoragePool;
  readonly #image: StorageVol;
  readonly #seed: StorageVol;
  /** Machines that wait or boot. */
  readonly #warm: Promise<Guest>[] = [];
  #count = 0;

  private constructor(
    options: RunnerOptions,
    pool: StoragePool,
    volumes: readonly [image: StorageVol, seed: StorageVol],
  ) {
    this.#options = options;
    this.#pool = pool;
    [this.#image, this.#seed] = volumes;
    while (this.#warm.length < options.warm) this.#warm.push(this.#start());
  }

  /** Removes what a runner of this name has left, and starts to make machines. */
  static async open(conn: Connect, options: RunnerOptions): Promise<Runner> {
    const pool = await conn.lookupStoragePoolByName(options.pool);
    await clean(conn, options);
    const image = await pool.lookupStorageVolByName(options.image);
    const iso = await makeSeed(options.name, AGENT);
    const seed = await pool.storageVolCreateXML(
      StorageVolXML.format({
        name: `${options.name}-seed`,
        capacity: { unit: 'bytes', value: iso.length },
        target: { format: { type: 'raw' } },
      }),
    );
    await pipeline([iso], seed.createWriteStream({ length: iso.length }));
    return new Runner(options, pool, [image, seed]);
  }

  /**
   * Runs a shell script in the machine that has waited longest, while another boots in its place. Each
   * call that has not settled has a machine, besides those that wait.
   */
  async run(script: string): Promise<Result> {
    this.#warm.push(this.#start());
    await using guest = await this.#warm.shift()!;
    return await guest.run(script);
  }

  /** Ends all machines, and removes all volumes but the golden image. */
  async [Symbol.asyncDispose](): Promise<void> {
    const conn = this.#pool.getConnect();
    // Those that boot fail now; one that is about to be started is removed afterwards.
    await clean(conn, this.#options);
    await Promise.allSettled(
      this.#warm.splice(0).map(async (guest) => (await guest)[Symbol.asyncDispose]()),
    );
    await clean(conn, this.#options);
  }

  #start(): Promise<Guest> {
    const { name, limits } = this.#options;
    const [image, seed] = [this.#image, this.#seed];
    const guest = Guest.start(`${name}-${++this.#count}`, this.#pool, { image, seed, limits });
    // The job that is to have it reports the error.
    guest.catch(() => undefined);
    return guest;
  }
}

/** Removes the machines and volumes of a runner, whatever has become of it. */
export async function clean(
  conn: Connect,
  options: Pick<RunnerOptions, 'name' | 'pool'>,
): Promise<void> {
  const isOurs = (object: { getName(): string }) => object.getName().startsWith(`${options.name}-`);
  for (const domain of (await conn.listAllDomains()).filter(isOurs)) await destroy(domain);
  const pool = await conn.lookupStoragePoolByName(options.pool);
  await pool.refresh();
  for (const volume of (await pool.listAllStorageVolumes()).filter(isOurs)) await volume.delete();
}
