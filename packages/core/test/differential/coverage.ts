/** What scripts call the objects of each class of Python's. */
export const RECEIVERS = {
  virConnect: 'conn',
  virDomain: 'domain',
  virDomainSnapshot: 'snapshot',
  virDomainCheckpoint: 'checkpoint',
  virNetwork: 'network',
  virInterface: 'card',
  virStoragePool: 'pool',
  virStorageVol: 'volume',
  virNodeDevice: 'device',
} as const;

const NOT_PUBLIC = 'the handle itself, which is for extensions in C';
const EVERY_SCRIPT = 'every script does it: see what it compares at its end';
const OTHER_NAME = 'another name of a method that is compared';
const EVENTS = 'there are no events here yet but those of the lives of domains';
const STREAMS = 'needs a stream';
const SWALLOWED = 'Python returns None where libvirt refuses, and never the error';

/** The methods of these classes that no script calls, and why. */
export const NOT_COMPARED: Readonly<Record<string, string>> = {
  'virConnect.close': EVERY_SCRIPT,
  'virConnect.createLinux': OTHER_NAME,
  'virConnect.domainEventDeregister': OTHER_NAME,
  'virConnect.domainEventDeregisterAny': EVERY_SCRIPT,
  'virConnect.domainEventRegister': OTHER_NAME,
  'virConnect.domainEventRegisterAny': EVERY_SCRIPT,
  'virConnect.networkEventDeregisterAny': EVENTS,
  'virConnect.networkEventRegisterAny': EVENTS,
  'virConnect.newStream': STREAMS,
  'virConnect.nodeDeviceEventDeregisterAny': EVENTS,
  'virConnect.nodeDeviceEventRegisterAny': EVENTS,
  'virConnect.registerCloseCallback': EVENTS,
  'virConnect.secretEventDeregisterAny': EVENTS,
  'virConnect.secretEventRegisterAny': EVENTS,
  'virConnect.storagePoolEventDeregisterAny': EVENTS,
  'virConnect.storagePoolEventRegisterAny': EVENTS,
  'virConnect.unregisterCloseCallback': EVENTS,
  'virConnect.virConnGetLastError': 'errors are thrown with all that they hold',
  'virConnect.virConnResetLastError': 'errors are thrown with all that they hold',
  'virDomain.guestVcpus': SWALLOWED,
  'virDomain.migrateGetCompressionCache': SWALLOWED,
  'virDomain.migrateGetMaxDowntime': SWALLOWED,
  'virDomain.openChannel': STREAMS,
  'virDomain.openConsole': STREAMS,
  'virDomain.screenshot': STREAMS,
  'virDomain.setSchedulerParametersFlags':
    'Python asks for the parameters first, which the test driver of old releases refuses',
  'virDomainSnapshot.connect': OTHER_NAME,
  'virDomainSnapshot.domain': OTHER_NAME,
  'virDomainCheckpoint.connect': OTHER_NAME,
  'virDomainCheckpoint.domain': OTHER_NAME,
  'virStorageVol.download': STREAMS,
  'virStorageVol.upload': STREAMS,
  ...Object.fromEntries(Object.keys(RECEIVERS).map((name) => [`${name}.c_pointer`, NOT_PUBLIC])),
};
