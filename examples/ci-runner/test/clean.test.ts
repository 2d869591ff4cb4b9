import { Connect } from '@libvirt/core';
import { DomainXML, StorageVolXML } from '@libvirt/xml';
import { expect, it } from 'vitest';
import { clean } from '../src/runner.js';

const volume = (name: string) =>
  StorageVolXML.format({ name, capacity: { unit: 'MiB', value: 1 }, target: {} });
const machine = (name: string) =>
  DomainXML.format({
    type: 'test',
    name,
    memory: { unit: 'MiB', value: 1 },
    os: { type: { value: 'hvm' } },
  });

it('clean: removes machines and volumes of the runner, and no other', async () => {
  await using conn = await Connect.open('test:///default');
  await using pool = await conn.lookupStoragePoolByName('default-pool');
  for (const name of ['ci-1', 'ci-seed', 'cider', 'golden']) {
    await pool.storageVolCreateXML(volume(name));
  }
  for (const name of ['ci-1', 'ci-2', 'cider']) await conn.domainCreateXML(machine(name));

  await clean(conn, { name: 'ci', pool: 'default-pool' });
  const volumes = (await pool.listAllStorageVolumes()).map((each) => each.getName());
  expect(volumes.sort()).toEqual(['cider', 'golden']);
  const machines = (await conn.listAllDomains()).map((each) => each.getName());
  expect(machines.sort()).toEqual(['cider', 'test']);

  await clean(conn, { name: 'ci', pool: 'default-pool' });
});
