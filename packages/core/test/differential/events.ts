import {
  DomainEventID,
  NetworkEventID,
  NodeDeviceEventID,
  StoragePoolEventID,
  getVersion,
  type EventName,
} from '@libvirt/core';
import { constants } from './constants.js';

const version = await getVersion();
const known = constants();

const FAMILIES = [
  ['domain', 'domain', DomainEventID, 'DOMAIN'],
  ['network', 'network', NetworkEventID, 'NETWORK'],
  ['storage-pool', 'storagePool', StoragePoolEventID, 'STORAGE_POOL'],
  ['node-device', 'nodeDevice', NodeDeviceEventID, 'NODE_DEVICE'],
] as const;

/** Event names that differ from the names in C. */
const SPELLED: Readonly<Record<string, string>> = {
  PMWAKEUP: 'pm-wakeup',
  PMSUSPEND: 'pm-suspend',
  PMSUSPEND_DISK: 'pm-suspend-disk',
};

/** The events to which both sides listen in every script. The test driver has no secrets. */
export const KINDS: readonly (readonly [name: EventName, family: string, eventID: number])[] =
  FAMILIES.flatMap(([prefix, family, numbers, object]) =>
    Object.entries(numbers)
      .filter(([key]) => known.get(`VIR_${object}_EVENT_ID_${key}`)!.since <= version)
      .map(([key, eventID]) => {
        const event = SPELLED[key] ?? key.toLowerCase().replaceAll('_', '-');
        return [`${prefix}-${event}` as EventName, family, eventID] as const;
      }),
  );
