/** The names that scripts use for objects of each Python class. */
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

const NOT_PUBLIC = 'the handle, for extensions in C';
const EVERY_SCRIPT = 'every script calls it, and compares the result at its end';
const OTHER_NAME = 'another name of a method that is compared';
const SECRETS = 'the test driver has no secrets';
const CLOSE = 'not compared: the loss of a connection';
const STREAMS = 'needs a stream';
const SWALLOWED = 'Python returns None where libvirt refuses, and never the error';

/** Methods of these classes that no script calls, with reasons. */
export const NOT_COMPARED: Readonly<Record<string, string>> = {
  'virConnect.close': EVERY_SCRIPT,
  'virConnect.createLinux': OTHER_NAME,
  'virConnect.domainEventDeregister': OTHER_NAME,
  'virConnect.domainEventDeregisterAny': EVERY_SCRIPT,
  'virConnect.domainEventRegister': OTHER_NAME,
  'virConnect.domainEventRegisterAny': EVERY_SCRIPT,
  'virConnect.networkEventDeregisterAny': EVERY_SCRIPT,
  'virConnect.networkEventRegisterAny': EVERY_SCRIPT,
  'virConnect.newStream': STREAMS,
  'virConnect.nodeDeviceEventDeregisterAny': EVERY_SCRIPT,
  'virConnect.nodeDeviceEventRegisterAny': EVERY_SCRIPT,
  'virConnect.registerCloseCallback': CLOSE,
  'virConnect.secretEventDeregisterAny': SECRETS,
  'virConnect.secretEventRegisterAny': SECRETS,
  'virConnect.storagePoolEventDeregisterAny': EVERY_SCRIPT,
  'virConnect.storagePoolEventRegisterAny': EVERY_SCRIPT,
  'virConnect.unregisterCloseCallback': CLOSE,
  'virConnect.virConnGetLastError': 'errors are thrown with all of their fields',
  'virConnect.virConnResetLastError': 'errors are thrown with all of their fields',
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
