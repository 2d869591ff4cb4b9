import {
  DomainEventID,
  NetworkEventID,
  NodeDeviceEventID,
  StoragePoolEventID,
  type EventName,
} from '@libvirt/core';

/** Those that came with a later release than Debian's 9.0.0. */
const LATER = new Set([
  'domain-nic-mac-change',
  'domain-vcpu-removed',
  'domain-channel-lifecycle',
  'network-metadata-change',
]);

const FAMILIES = [
  ['domain', 'domain', DomainEventID],
  ['network', 'network', NetworkEventID],
  ['storage-pool', 'storagePool', StoragePoolEventID],
  ['node-device', 'nodeDevice', NodeDeviceEventID],
] as const;

/** Of ours in one word and of C in another. */
const SPELLED: Readonly<Record<string, string>> = {
  PMWAKEUP: 'pm-wakeup',
  PMSUSPEND: 'pm-suspend',
  PMSUSPEND_DISK: 'pm-suspend-disk',
};

/** The events to which every script listens on both sides. The test driver has no secrets. */
export const KINDS: readonly (readonly [name: EventName, family: string, eventID: number])[] =
  FAMILIES.flatMap(([prefix, family, numbers]) =>
    Object.entries(numbers)
      .map(([key, eventID]) => {
        const event = SPELLED[key] ?? key.toLowerCase().replaceAll('_', '-');
        return [`${prefix}-${event}` as EventName, family, eventID] as const;
      })
      .filter(([name]) => !LATER.has(name)),
  );
