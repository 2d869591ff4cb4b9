import { DomainUndefineFlagsValues, type Connect, type StorageVol } from '@libvirt/core';
import { waitForAddress, type DomainAddress, type DomainRef, type Host } from '@libvirt/fleet';
import { DomainSnapshotXML } from '@libvirt/xml';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import {
  chooseType,
  defineDisk,
  defineMachine,
  defineNetwork,
  definePool,
  defineVolume,
  type Plan,
} from './definitions.js';
import { withProgress } from './progress.js';
import { makeSeed } from './seed.js';

/** Reports what the program does. */
type Log = (line: string) => void;

/** A machine that has an address. */
interface Provisioned {
  readonly domain: DomainRef;
  readonly address: DomainAddress;
}

/** Makes everything, waits until the machine has an address, and takes a snapshot. */
export async function provision(
  host: Host,
  plan: Plan,
  log: Log,
  signal?: AbortSignal,
): Promise<Provisioned> {
  const { name, image, userData } = plan;
  const { connection: conn } = await host.until('connected', { signal });

  const pool = await conn.storagePoolDefineXML(definePool(plan));
  await pool.build();
  await pool.create();
  log(`pool ${name} in ${plan.directory}`);

  const format = image === undefined || image.endsWith('.qcow2') ? 'qcow2' : 'raw';
  const size = image === undefined ? 2 ** 30 : (await stat(image)).size;
  const root = await pool.storageVolCreateXML(defineVolume('root', format, size));
  if (image !== undefined) await upload(root, createReadStream(image), size, log);
  const disks = [await defineDisk(root, 'vda')];

  if (userData !== undefined) {
    const iso = await makeSeed(name, userData);
    const seed = await pool.storageVolCreateXML(defineVolume('seed', 'raw', iso.length));
    await upload(seed, [iso], iso.length, log);
    disks.push({ ...(await defineDisk(seed, 'vdb')), readonly: {} });
  }

  const network = await conn.networkDefineXML(defineNetwork(plan));
  await network.create();
  log(`network ${name} with ${plan.subnet}.0/24`);

  const type = chooseType(await conn.getCapabilities(), plan);
  const machine = await conn.domainDefineXML(defineMachine(plan, type, disks));
  await machine.create();
  log(`machine ${name} started`);

  const domain = host.domain(machine.getUUIDString());
  const address = await waitForAddress(domain, { signal, timeout: 300_000 });
  log(`machine ${name} has the address ${address.addr}`);

  const snapshot = await machine.createSnapshotXML(DomainSnapshotXML.format({ name: 'fresh' }));
  log(`snapshot ${snapshot.getName()} taken`);
  return { domain, address };
}

/** Removes all that a plan makes, however much of it there is: after a run that was killed, a part. */
export async function remove(conn: Connect, { name }: Plan, log: Log): Promise<void> {
  const isOurs = (object: { getName(): string }) => object.getName() === name;
  for (const machine of (await conn.listAllDomains()).filter(isOurs)) {
    if (await machine.isActive()) await machine.destroy();
    const { SNAPSHOTS_METADATA, MANAGED_SAVE } = DomainUndefineFlagsValues;
    await machine.undefineFlags(SNAPSHOTS_METADATA | MANAGED_SAVE);
    log(`machine ${name} removed`);
  }
  for (const network of (await conn.listAllNetworks()).filter(isOurs)) {
    if (await network.isActive()) await network.destroy();
    await network.undefine();
    log(`network ${name} removed`);
  }
  for (const pool of (await conn.listAllStoragePools()).filter(isOurs)) {
    if (!(await pool.isActive())) {
      // Its folder may not exist.
      await pool.build();
      await pool.create();
    }
    for (const volume of await pool.listAllStorageVolumes()) await volume.delete();
    await pool.destroy();
    await pool.delete();
    await pool.undefine();
    log(`pool ${name} removed`);
  }
}

async function upload(
  volume: StorageVol,
  data: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  size: number,
  log: Log,
): Promise<void> {
  const name = volume.getName();
  await pipeline(data, withProgress(name, size), volume.createWriteStream({ length: size }));
  log(`volume ${name}: ${size} bytes uploaded`);
}
