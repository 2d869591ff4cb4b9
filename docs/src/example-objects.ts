// What the code of the guides uses without saying where it comes from, on the test driver.
import {
  Connect,
  type DomainCheckpoint,
  type DomainSnapshot,
  type Interface,
  type NodeDevice,
  type NWFilter,
  type Secret,
} from '@libvirt/core';
import type { Host } from '@libvirt/fleet';

export const conn = await Connect.open('test:///default');
export const domain = await conn.lookupDomainByName('test');
export const network = await conn.lookupNetworkByName('default');
export const pool = await conn.lookupStoragePoolByName('default-pool');
const disk = (name: string) =>
  pool.storageVolCreateXML(`<volume><name>${name}</name><capacity>1048576</capacity></volume>`);
export const volume = await disk('disk.raw');
export const otherVolume = await disk('other.raw');
export const signal = new AbortController().signal;

// Only in code that does not run.
export declare const xml: string;
export declare const host: Host;
export declare const destination: Connect;
export declare const snapshot: DomainSnapshot;
export declare const checkpoint: DomainCheckpoint;
export declare const device: NodeDevice;
export declare const iface: Interface;
export declare const nwFilter: NWFilter;
export declare const secret: Secret;
