import { DomainJobType, DomainMigrateFlags } from '@libvirt/core';
import { native } from '@libvirt/native';
import { describe, expect, test, vi } from 'vitest';
import { testUnsupported, testWrongArguments, withDomain, wrong } from './support.js';

const URI = 'test:///default';

describe('Domain jobs', () => {
  test('migrateToURI is not supported by the test driver', () =>
    withDomain(async (domain) => {
      const { PEER2PEER } = DomainMigrateFlags;
      const refused = { code: 'VIR_ERR_ARGUMENT_UNSUPPORTED' };
      await expect(domain.migrateToURI(URI)).rejects.toMatchObject(refused);
      await expect(domain.migrateToURI(URI, PEER2PEER)).rejects.toMatchObject(refused);
      await expect(domain.migrateToURI2(null, URI)).rejects.toMatchObject(refused);
      await expect(
        domain.migrateToURI2(URI, null, null, PEER2PEER, 'moved', 100n),
      ).rejects.toMatchObject(refused);
    }));

  test('getJobInfo returns the progress', () =>
    withDomain(async (domain) => {
      const raw = vi.spyOn(native, 'virDomainGetJobInfo');
      raw.mockResolvedValueOnce([1, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n, 11n, 12n]);
      expect(await domain.getJobInfo()).toEqual({
        type: DomainJobType.BOUNDED,
        timeElapsed: 2n,
        timeRemaining: 3n,
        dataTotal: 4n,
        dataProcessed: 5n,
        dataRemaining: 6n,
        memTotal: 7n,
        memProcessed: 8n,
        memRemaining: 9n,
        diskTotal: 10n,
        diskProcessed: 11n,
        diskRemaining: 12n,
      });
      raw.mockRestore();
    }));

  testUnsupported(withDomain, [
    ['virDomainGetJobInfo', (domain) => domain.getJobInfo()],
    ['virDomainAbortJob', (domain) => domain.abortJob()],
    ['virDomainAbortJobFlags', (domain) => domain.abortJobFlags()],
    ['virDomainMigrate', (domain) => domain.migrate(domain.domainGetConnect())],
    ['virDomainMigrate2', (domain) => domain.migrate2(domain.domainGetConnect())],
    ['virDomainMigrateGetCompressionCache', (domain) => domain.migrateGetCompressionCache()],
    ['virDomainMigrateSetCompressionCache', (domain) => domain.migrateSetCompressionCache(4096n)],
    ['virDomainMigrateGetMaxDowntime', (domain) => domain.migrateGetMaxDowntime()],
    ['virDomainMigrateSetMaxDowntime', (domain) => domain.migrateSetMaxDowntime(300)],
    ['virDomainMigrateGetMaxSpeed', (domain) => domain.migrateGetMaxSpeed()],
    ['virDomainMigrateSetMaxSpeed', (domain) => domain.migrateSetMaxSpeed(100)],
    ['virDomainMigrateStartPostCopy', (domain) => domain.migrateStartPostCopy()],
  ]);

  testWrongArguments(withDomain, [
    ['abortJobFlags', 'flags', TypeError, (domain) => domain.abortJobFlags(wrong('1'))],
    ['migrate', 'dconn', TypeError, (domain) => domain.migrate(wrong(null))],
    ['migrate', 'dconn', TypeError, (domain) => domain.migrate(wrong(domain))],
    ['migrate', 'flags', RangeError, (domain) => domain.migrate(domain.domainGetConnect(), -1)],
    [
      'migrate',
      'dname',
      TypeError,
      (domain) => domain.migrate(domain.domainGetConnect(), 0, wrong(1)),
    ],
    [
      'migrate',
      'uri',
      TypeError,
      (domain) => domain.migrate(domain.domainGetConnect(), 0, null, wrong(1)),
    ],
    [
      'migrate',
      'bandwidth',
      RangeError,
      (domain) => domain.migrate(domain.domainGetConnect(), 0, null, null, -1),
    ],
    ['migrate2', 'dconn', TypeError, (domain) => domain.migrate2(wrong(URI))],
    [
      'migrate2',
      'dxml',
      TypeError,
      (domain) => domain.migrate2(domain.domainGetConnect(), wrong(1)),
    ],
    [
      'migrate2',
      'flags',
      TypeError,
      (domain) => domain.migrate2(domain.domainGetConnect(), null, wrong('1')),
    ],
    ['migrateToURI', 'duri', TypeError, (domain) => domain.migrateToURI(wrong(null))],
    ['migrateToURI', 'flags', RangeError, (domain) => domain.migrateToURI(URI, 0.5)],
    ['migrateToURI', 'dname', TypeError, (domain) => domain.migrateToURI(URI, 0, wrong(1))],
    [
      'migrateToURI',
      'bandwidth',
      RangeError,
      (domain) => domain.migrateToURI(URI, 0, null, 2n ** 64n),
    ],
    ['migrateToURI2', 'dconnuri', TypeError, (domain) => domain.migrateToURI2(wrong(1))],
    ['migrateToURI2', 'miguri', TypeError, (domain) => domain.migrateToURI2(null, wrong(1))],
    ['migrateToURI2', 'dxml', TypeError, (domain) => domain.migrateToURI2(null, null, wrong(1))],
    [
      'migrateToURI2',
      'flags',
      TypeError,
      (domain) => domain.migrateToURI2(null, null, null, wrong('1')),
    ],
    [
      'migrateGetCompressionCache',
      'flags',
      RangeError,
      (domain) => domain.migrateGetCompressionCache(0.5),
    ],
    [
      'migrateSetCompressionCache',
      'cacheSize',
      RangeError,
      (domain) => domain.migrateSetCompressionCache(-1),
    ],
    [
      'migrateSetCompressionCache',
      'flags',
      TypeError,
      (domain) => domain.migrateSetCompressionCache(1, wrong('1')),
    ],
    [
      'migrateGetMaxDowntime',
      'flags',
      TypeError,
      (domain) => domain.migrateGetMaxDowntime(wrong('1')),
    ],
    [
      'migrateSetMaxDowntime',
      'downtime',
      TypeError,
      (domain) => domain.migrateSetMaxDowntime(wrong('1')),
    ],
    [
      'migrateSetMaxDowntime',
      'flags',
      RangeError,
      (domain) => domain.migrateSetMaxDowntime(1, 2 ** 32),
    ],
    ['migrateGetMaxSpeed', 'flags', TypeError, (domain) => domain.migrateGetMaxSpeed(wrong(null))],
    ['migrateSetMaxSpeed', 'bandwidth', RangeError, (domain) => domain.migrateSetMaxSpeed(-1n)],
    [
      'migrateSetMaxSpeed',
      'flags',
      TypeError,
      (domain) => domain.migrateSetMaxSpeed(1, wrong('1')),
    ],
    [
      'migrateStartPostCopy',
      'flags',
      TypeError,
      (domain) => domain.migrateStartPostCopy(wrong('1')),
    ],
  ]);
});
