import { ConnectListAllStoragePoolsFlags, DomainXMLFlags, type Domain } from '@libvirt/core';
import { same, type Step } from './script.js';

/** Returns the facts of each object. */
async function factsOf<T>(
  objects: Promise<readonly T[]>,
  facts: (object: T) => readonly unknown[],
): Promise<unknown[]> {
  return Promise.all((await objects).map((object) => Promise.all(facts(object))));
}

/** Sorts objects by name, because only the outer list of facts is compared in any order. */
async function byName<T extends { getName(): string }>(objects: Promise<T[]>): Promise<T[]> {
  return (await objects).sort((one, other) => (one.getName() < other.getName() ? -1 : 1));
}

const { ACTIVE } = ConnectListAllStoragePoolsFlags;
const { INACTIVE } = DomainXMLFlags;

const domain = (each: Domain) => [
  each,
  each.getState().then(Object.values),
  each.isActive(),
  each.isPersistent(),
  each.isUpdated(),
  each.getAutostart(),
  each.hasManagedSaveImage(),
  each.getMaxMemory(),
  each.getVcpusFlags(),
  each.getXMLDesc(),
  each.getXMLDesc(INACTIVE),
  factsOf(byName(each.listAllSnapshots()), (one) => [one, one.isCurrent(), one.getXMLDesc()]),
  factsOf(byName(each.listAllCheckpoints()), (one) => [one, one.getXMLDesc()]),
];

const anyOrder = { anyOrder: true } as const;

/** The state of a hypervisor, which is compared after each step of a script. */
export const world: readonly Step[] = [
  same(
    `[[each, each.state(), each.isActive(), each.isPersistent(), each.isUpdated(),
       each.autostart(), each.hasManagedSaveImage(), each.maxMemory(), each.vcpusFlags(),
       each.XMLDesc(), each.XMLDesc(${INACTIVE}),
       [[one, one.isCurrent(), one.getXMLDesc()]
        for one in sorted(each.listAllSnapshots(), key=lambda one: one.getName())],
       [[one, one.getXMLDesc()]
        for one in sorted(each.listAllCheckpoints(), key=lambda one: one.getName())]]
      for each in conn.listAllDomains()]`,
    ({ conn }) => factsOf(conn.listAllDomains(), domain),
    { ...anyOrder, clock: 'snapshots and checkpoints contain the time of creation' },
  ),
  same(
    `[[each, each.isActive(), each.isPersistent(), each.autostart(), each.XMLDesc()]
      for each in conn.listAllNetworks()]`,
    ({ conn }) =>
      factsOf(conn.listAllNetworks(), (each) => [
        each,
        each.isActive(),
        each.isPersistent(),
        each.getAutostart(),
        each.getXMLDesc(),
      ]),
    anyOrder,
  ),
  same(
    '[[each, each.isActive(), each.XMLDesc()] for each in conn.listAllInterfaces()]',
    ({ conn }) =>
      factsOf(conn.listAllInterfaces(), (each) => [each, each.isActive(), each.getXMLDesc()]),
    anyOrder,
  ),
  same(
    `[[each, each.isActive(), each.isPersistent(), each.autostart(), each.info(), each.XMLDesc()]
      for each in conn.listAllStoragePools()]`,
    ({ conn }) =>
      factsOf(conn.listAllStoragePools(), (each) => [
        each,
        each.isActive(),
        each.isPersistent(),
        each.getAutostart(),
        each.getInfo().then(Object.values),
        each.getXMLDesc(),
      ]),
    anyOrder,
  ),
  same(
    `[[one, one.info(), one.XMLDesc()] for each in conn.listAllStoragePools(${ACTIVE})
      for one in each.listAllVolumes()]`,
    async ({ conn }) => {
      const pools = await conn.listAllStoragePools(ACTIVE);
      const volumes = await Promise.all(
        pools.map(async (each) => {
          await using pool = each;
          return await pool.listAllStorageVolumes();
        }),
      );
      return factsOf(Promise.resolve(volumes.flat()), (one) => [
        one,
        one.getInfo().then(Object.values),
        one.getXMLDesc(),
      ]);
    },
    anyOrder,
  ),
  same(
    '[[each, each.parent(), each.XMLDesc()] for each in conn.listAllDevices()]',
    ({ conn }) =>
      factsOf(conn.listAllNodeDevices(), (each) => [each, each.getParent(), each.getXMLDesc()]),
    anyOrder,
  ),
];
