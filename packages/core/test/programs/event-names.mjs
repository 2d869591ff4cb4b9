// The names of all events, and the methods that register them.
import { Connect } from '@libvirt/core';

const SUBJECTS = {
  domain: 'domain',
  network: 'network',
  'storage-pool': 'pool',
  'node-device': 'device',
  secret: 'secret',
};

const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(Connect.prototype));

/** The name of each event, the methods that register and deregister it, and its object's property. */
export const EVENTS = [
  ...'lifecycle reboot rtc-change watchdog io-error graphics io-error-reason control-error block-job disk-change tray-change pm-wakeup pm-suspend balloon-change pm-suspend-disk device-removed block-job-2 tunable agent-lifecycle device-added migration-iteration job-completed device-removal-failed metadata-change block-threshold memory-failure memory-device-size-change nic-mac-change vcpu-removed channel-lifecycle'
    .split(' ')
    .map((event) => ['domain', event]),
  ['network', 'lifecycle'],
  ['network', 'metadata-change'],
  ['storage-pool', 'lifecycle'],
  ['storage-pool', 'refresh'],
  ['node-device', 'lifecycle'],
  ['node-device', 'update'],
  ['secret', 'lifecycle'],
  ['secret', 'value-changed'],
].map(([family, event]) => {
  const register = `${family}-event-${event}-register`.replaceAll('-', '');
  const deregister = `${family}-event-deregister`.replaceAll('-', '');
  return {
    name: `${family}-${event}`,
    register: methods.find((method) => method.toLowerCase() === register),
    deregister: methods.find((method) => method.toLowerCase() === deregister),
    subject: SUBJECTS[family],
  };
});
