import { Secret, SecretUsageType } from '@libvirt/core';
import { describe } from 'vitest';
import {
  testNamedObject,
  testUnsupported,
  testWrongArguments,
  withConnection,
  wrong,
  type Lend,
} from './support.js';

const UUID = '0a81f5b2-8403-7b23-c8d6-21ccc2f80d6f';

/** Lends a secret without a handle, because the test driver has no secrets. */
const withSecret: Lend<Secret> = (use) =>
  withConnection((conn) => use(new Secret(conn, wrong({}))));

describe('Secret', () => {
  testNamedObject('Secret', {
    withOwner: withConnection,
    make: (conn) => new Secret(conn, wrong({})),
    getters: [['getConnect', (secret, conn) => [secret.getConnect(), conn]]],
    invalid: 'VIR_ERR_INVALID_SECRET',
    withoutHandle: 'secret',
  });

  testUnsupported(withConnection, [
    ['virConnectListAllSecrets', (conn) => conn.listAllSecrets()],
    ['virConnectListSecrets', (conn) => conn.listSecrets()],
    ['virConnectNumOfSecrets', (conn) => conn.numOfSecrets()],
    ['virSecretLookupByUUID', (conn) => conn.lookupSecretByUUID(new Uint8Array(16))],
    ['virSecretLookupByUUID', (conn) => conn.lookupSecretByUUIDString(UUID)],
    [
      'virSecretLookupByUsage',
      (conn) => conn.lookupSecretByUsage(SecretUsageType.VOLUME, '/default-pool/lent'),
    ],
    ['virSecretDefineXML', (conn) => conn.secretDefineXML('<secret/>')],
  ]);

  testWrongArguments(withSecret, [
    ['getXMLDesc', 'secret', TypeError, (secret) => secret.getXMLDesc()],
    ['getValue', 'secret', TypeError, (secret) => secret.getValue()],
    ['setValue', 'secret', TypeError, (secret) => secret.setValue(new Uint8Array())],
    ['undefine', 'secret', TypeError, (secret) => secret.undefine()],
  ]);

  testWrongArguments(withConnection, [
    ['listAllSecrets', 'flags', TypeError, (conn) => conn.listAllSecrets(wrong('1'))],
    ['lookupSecretByUUID', 'uuid', TypeError, (conn) => conn.lookupSecretByUUID(wrong(UUID))],
    [
      'lookupSecretByUUIDString',
      'uuidstr',
      TypeError,
      (conn) => conn.lookupSecretByUUIDString(wrong(1)),
    ],
    [
      'lookupSecretByUsage',
      'usageType',
      RangeError,
      (conn) => conn.lookupSecretByUsage(2 ** 31, ''),
    ],
    [
      'lookupSecretByUsage',
      'usageID',
      TypeError,
      (conn) => conn.lookupSecretByUsage(1, wrong(null)),
    ],
    ['secretDefineXML', 'xml', TypeError, (conn) => conn.secretDefineXML(wrong(null))],
    ['secretDefineXML', 'flags', RangeError, (conn) => conn.secretDefineXML('', 0.5)],
  ]);
});
