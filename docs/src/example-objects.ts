// What the code of the guides uses without saying where it comes from, on the test driver.
import { Connect } from '@libvirt/core';

export const conn = await Connect.open('test:///default');
export const domain = await conn.lookupDomainByName('test');
export const network = await conn.lookupNetworkByName('default');
export const pool = await conn.lookupStoragePoolByName('default-pool');
const disk = (name: string) =>
  pool.storageVolCreateXML(`<volume><name>${name}</name><capacity>1048576</capacity></volume>`);
export const volume = await disk('disk.raw');
export const otherVolume = await disk('other.raw');
export const signal = new AbortController().signal;
