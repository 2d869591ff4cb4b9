// What a handle knows by itself, without a call.
import { handle, string } from '../arguments.js';
import { handles, type Handles, type RemoteHandle } from '../handles.js';
import { rawError } from '../errors.js';
import { ErrorNumber } from '@libvirt/core';
import { defineCalls } from '../loose.js';

/** Returns a UUID in its usual form. */
function formatUUID(uuid: Uint8Array): string {
  const hex = Buffer.from(uuid.buffer, uuid.byteOffset, uuid.length).toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/** Parses a UUID as libvirt does: spaces around it, and hyphens and spaces between bytes, are ignored. */
export function parseUUID(call: string, from: number, value: unknown): Uint8Array {
  const text = string('uuidstr', value).trim();
  if (!/^(?:[- ]*[0-9a-f]{2}){16}$/i.test(text)) {
    throw {
      ...rawError(ErrorNumber.INVALID_ARG, from, 'Invalid UUID'),
      str1: call,
      str2: 'uuidstr',
    };
  }
  return new Uint8Array(Buffer.from(text.replaceAll(/[- ]/g, ''), 'hex'));
}

const free =
  <H extends RemoteHandle>(Class: Handles<H>, name: string) =>
  (value: unknown): Promise<number> => {
    handle(Class, name, value).free();
    return Promise.resolve(0);
  };

const nameOf =
  <H extends RemoteHandle & { readonly name: string }>(Class: Handles<H>, name: string) =>
  (value: unknown): string =>
    handle(Class, name, value).name;

const uuidOf =
  <H extends RemoteHandle & { readonly uuid: Uint8Array }>(Class: Handles<H>, name: string) =>
  (value: unknown): Uint8Array =>
    handle(Class, name, value).uuid.slice();

const uuidStringOf =
  <H extends RemoteHandle & { readonly uuid: Uint8Array }>(Class: Handles<H>, name: string) =>
  (value: unknown): string =>
    formatUUID(handle(Class, name, value).uuid);

export const objects = defineCalls({
  virDomainFree: free(handles.virDomain, 'domain'),
  virDomainCheckpointFree: free(handles.virDomainCheckpoint, 'checkpoint'),
  virDomainSnapshotFree: free(handles.virDomainSnapshot, 'snapshot'),
  virInterfaceFree: free(handles.virInterface, 'iface'),
  virNWFilterFree: free(handles.virNWFilter, 'nwfilter'),
  virNWFilterBindingFree: free(handles.virNWFilterBinding, 'binding'),
  virNetworkFree: free(handles.virNetwork, 'network'),
  virNetworkPortFree: free(handles.virNetworkPort, 'port'),
  virNodeDeviceFree: free(handles.virNodeDevice, 'dev'),
  virSecretFree: free(handles.virSecret, 'secret'),
  virStoragePoolFree: free(handles.virStoragePool, 'pool'),
  virStorageVolFree: free(handles.virStorageVol, 'vol'),

  virDomainGetName: nameOf(handles.virDomain, 'domain'),
  virDomainCheckpointGetName: nameOf(handles.virDomainCheckpoint, 'checkpoint'),
  virDomainSnapshotGetName: nameOf(handles.virDomainSnapshot, 'snapshot'),
  virInterfaceGetName: nameOf(handles.virInterface, 'iface'),
  virNWFilterGetName: nameOf(handles.virNWFilter, 'nwfilter'),
  virNetworkGetName: nameOf(handles.virNetwork, 'network'),
  virNodeDeviceGetName: nameOf(handles.virNodeDevice, 'dev'),
  virStoragePoolGetName: nameOf(handles.virStoragePool, 'pool'),
  virStorageVolGetName: nameOf(handles.virStorageVol, 'vol'),
  virStorageVolGetKey: (vol) => handle(handles.virStorageVol, 'vol', vol).key,
  virInterfaceGetMACString: (iface) => handle(handles.virInterface, 'iface', iface).mac,
  virNWFilterBindingGetPortDev: (binding) =>
    handle(handles.virNWFilterBinding, 'binding', binding).portDev,
  virNWFilterBindingGetFilterName: (binding) =>
    handle(handles.virNWFilterBinding, 'binding', binding).filterName,
  virDomainGetID: (domain) => {
    const { id } = handle(handles.virDomain, 'domain', domain);
    return id === -1 ? undefined : id;
  },
  virSecretGetUsageType: (secret) => handle(handles.virSecret, 'secret', secret).usageType,
  virSecretGetUsageID: (secret) => handle(handles.virSecret, 'secret', secret).usageID,

  virDomainGetUUID: uuidOf(handles.virDomain, 'domain'),
  virDomainGetUUIDString: uuidStringOf(handles.virDomain, 'domain'),
  virNWFilterGetUUID: uuidOf(handles.virNWFilter, 'nwfilter'),
  virNWFilterGetUUIDString: uuidStringOf(handles.virNWFilter, 'nwfilter'),
  virNetworkGetUUID: uuidOf(handles.virNetwork, 'network'),
  virNetworkGetUUIDString: uuidStringOf(handles.virNetwork, 'network'),
  virNetworkPortGetUUID: uuidOf(handles.virNetworkPort, 'port'),
  virNetworkPortGetUUIDString: uuidStringOf(handles.virNetworkPort, 'port'),
  virSecretGetUUID: uuidOf(handles.virSecret, 'secret'),
  virSecretGetUUIDString: uuidStringOf(handles.virSecret, 'secret'),
  virStoragePoolGetUUID: uuidOf(handles.virStoragePool, 'pool'),
  virStoragePoolGetUUIDString: uuidStringOf(handles.virStoragePool, 'pool'),
});
