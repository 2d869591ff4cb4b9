import {
  ConnectGetAllDomainStatsFlags,
  DomainNumatuneMemMode,
  DomainState,
  DomainStatsTypes,
  type Domain,
} from '@libvirt/core';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import {
  needLibvirt,
  TEST_DRIVER,
  testUnsupported,
  testWrongArguments,
  type Lend,
  withConnection,
  withDomain,
  wrong,
} from './support.js';

const withStopped: Lend<Domain> = (use) =>
  withDomain(async (domain) => {
    await domain.destroy();
    try {
      await use(domain);
    } finally {
      await domain.create();
    }
  });

describe('Domain: tuning', () => {
  test('Domain.getSchedulerType, getSchedulerParameters, setSchedulerParameters', () =>
    withDomain(async (domain) => {
      expect(await domain.getSchedulerType()).toBe('fair');
      expect(await domain.getSchedulerParameters()).toEqual({ weight: 50 });
      await domain.setSchedulerParameters({ weight: 17 });
      await domain.setSchedulerParametersFlags({ weight: 18 });
    }));

  test('Domain.getMemoryParameters, setMemoryParameters', () =>
    withDomain(async (domain) => {
      const unlimited = 9007199254740991n;
      expect(await domain.getMemoryParameters()).toEqual({
        hardLimit: unlimited,
        softLimit: unlimited,
        swapHardLimit: unlimited,
      });
      await domain.setMemoryParameters({ hardLimit: 2_000_000, softLimit: 1_000_000n });
      expect(await domain.getMemoryParameters()).toMatchObject({
        hardLimit: 2_000_000n,
        softLimit: 1_000_000n,
      });
      await domain.setMemoryParameters({ hardLimit: unlimited, softLimit: unlimited });
    }));

  test('Domain.getBlkioParameters, setBlkioParameters', async (context) => {
    await needLibvirt(context, TEST_DRIVER);
    await withDomain(async (domain) => {
      const before = await domain.getBlkioParameters();
      expect(before).toMatchObject({ weight: 0, deviceWeight: '', deviceReadBps: '' });
      await domain.setBlkioParameters({ weight: 500 });
      expect(await domain.getBlkioParameters()).toEqual({ ...before, weight: 500 });
    });
  });

  test('Domain.getNumaParameters, setNumaParameters', () =>
    withStopped(async (domain) => {
      await domain.setNumaParameters({ nodeset: '0-1', mode: DomainNumatuneMemMode.INTERLEAVE });
      expect(await domain.getNumaParameters()).toEqual({
        nodeset: '0-1',
        mode: DomainNumatuneMemMode.INTERLEAVE,
      });
    }));

  test('Domain.getInterfaceParameters, setInterfaceParameters', () =>
    withDomain(async (domain) => {
      const before = await domain.getInterfaceParameters('testnet0');
      expect(before).toMatchObject({ bandwidthInAverage: 0, bandwidthOutBurst: 0 });
      await domain.setInterfaceParameters('testnet0', {
        bandwidthInAverage: 1000,
        bandwidthInPeak: 2000,
      });
      expect(await domain.getInterfaceParameters('testnet0')).toEqual({
        ...before,
        bandwidthInAverage: 1000,
        bandwidthInPeak: 2000,
      });
    }));

  test('Domain.getPerfEvents, setPerfEvents', () =>
    withDomain(async (domain) => {
      const before = await domain.getPerfEvents();
      expect(before).toMatchObject({ cmt: false, cpuCycles: false });
      await domain.setPerfEvents({ cmt: true });
      expect(await domain.getPerfEvents()).toEqual({ ...before, cmt: true });
    }));

  test('Domain.getBlockIoTune, setBlockIoTune', () =>
    withDomain(async (domain) => {
      const before = await domain.getBlockIoTune('vda');
      expect(before).toMatchObject({ totalBytesSec: 0n, readIopsSecMax: 0n });
      await domain.setBlockIoTune('vda', { totalIopsSec: 1000n, totalIopsSecMax: 2000 });
      expect(await domain.getBlockIoTune('vda')).toMatchObject({
        totalIopsSec: 1000n,
        totalIopsSecMax: 2000n,
      });
    }));

  testWrongArguments(withDomain, [
    [
      'setBlkioParameters',
      "params has no field 'wieght': is",
      TypeError,
      (domain) => domain.setBlkioParameters(wrong({ wieght: 1 })),
    ],
    [
      'setBlkioParameters',
      'params.weight',
      TypeError,
      (domain) => domain.setBlkioParameters({ weight: wrong('1') }),
    ],
    [
      'setBlkioParameters',
      'params.weight',
      RangeError,
      (domain) => domain.setBlkioParameters({ weight: -1 }),
    ],
    [
      'setMemoryParameters',
      'params.hardLimit',
      RangeError,
      (domain) => domain.setMemoryParameters({ hardLimit: 2n ** 64n }),
    ],
    ['setNumaParameters', 'params', TypeError, (domain) => domain.setNumaParameters(wrong('0'))],
    ['getBlockIoTune', 'disk', TypeError, (domain) => domain.getBlockIoTune(wrong(1))],
    ['getMemoryParameters', 'flags', TypeError, (domain) => domain.getMemoryParameters(wrong(''))],
  ]);

  testUnsupported(withDomain, [
    [
      'virDomainSetLaunchSecurityState',
      (domain) => domain.setLaunchSecurityState({ sevSecret: 'x' }),
    ],
    ['virDomainSetThrottleGroup', (domain) => domain.setThrottleGroup('g', { totalBytesSec: 1n })],
    ['virDomainAnnounceInterface', (domain) => domain.announceInterface()],
    ['virDomainBlockCopy', (domain) => domain.blockCopy('vda', '<disk/>')],
    ['virDomainGetJobStats', (domain) => domain.getJobStats()],
    ['virDomainGetGuestInfo', (domain) => domain.getGuestInfo()],
    ['virDomainGetGuestVcpus', (domain) => domain.getGuestVcpus()],
    ['virDomainSaveParams', (domain) => domain.saveParams({ file: '/nowhere/saved' })],
    ['virDomainBlockStatsFlags', (domain) => domain.blockStatsFlags('vda')],
  ]);
});

describe('Domain, Connect: statistics', () => {
  test('Domain.getCPUStats: in total and per host CPU', () =>
    withDomain(async (domain) => {
      const [total, ...none] = await domain.getCPUStats(-1, 1);
      expect(none).toEqual([]);
      expect(total).toMatchObject({ cpuTime: expect.any(BigInt) as bigint, userTime: 5540000000n });
      const each = await domain.getCPUStats(0, 0);
      expect(each.length).toBeGreaterThan(0);
      expect(Object.keys(each[0] ?? {})).toEqual(['cpuTime', 'vcpuTime']);
      expect(await domain.getCPUStats(0, 1)).toHaveLength(1);
    }));

  test('Connect.getAllDomainStats: of all domains, each with its domain', async (context) => {
    await needLibvirt(context, TEST_DRIVER);
    await withConnection(async (conn) => {
      const [stats, ...none] = await conn.getAllDomainStats();
      expect(none).toEqual([]);
      expect(stats?.state).toMatchObject({ state: DomainState.RUNNING });
      expect(stats?.domain.getName()).toBe('test');
      await stats?.domain.free();
    });
  });

  test('Connect.getAllDomainStats: of given domains, and of those that flags select', async (context) => {
    await needLibvirt(context, TEST_DRIVER);
    await withConnection(async (conn) => {
      await using domain = await conn.lookupDomainByName('test');
      const named = await conn.getAllDomainStats([domain, domain], DomainStatsTypes.STATE);
      expect(named.map((stats) => stats.domain.getName())).toEqual(['test', 'test']);
      await Promise.all(named.map((stats) => stats.domain.free()));
      expect(await conn.getAllDomainStats([], 0, ConnectGetAllDomainStatsFlags.INACTIVE)).toEqual(
        [],
      );
    });
  });

  test('Connect.getAllDomainStats: of a domain of the CommonJS build', async (context) => {
    await needLibvirt(context, TEST_DRIVER);
    await withConnection(async (conn) => {
      const copy = createRequire(import.meta.url)(
        '@libvirt/core',
      ) as typeof import('@libvirt/core');
      await using other = await copy.Connect.open('test:///default');
      await using domain = await other.lookupDomainByName('test');
      const [stats] = await conn.getAllDomainStats([domain]);
      expect(stats?.domain.getName()).toBe('test');
      await stats?.domain.free();
    });
  });

  test('Connect.getAllDomainStats: ENFORCE_STATS, a flag with bit 31, rejects missing statistics', async (context) => {
    await needLibvirt(context, TEST_DRIVER);
    await withConnection(async (conn) => {
      const types = DomainStatsTypes.STATE | DomainStatsTypes.BALLOON;
      const flags = ConnectGetAllDomainStatsFlags.ENFORCE_STATS;
      await expect(conn.getAllDomainStats([], types, flags | 0)).rejects.toMatchObject({
        code: 'VIR_ERR_ARGUMENT_UNSUPPORTED',
      });
    });
  });

  test('Connect.getCPUStats, getMemoryStats: of the host', () =>
    withConnection(async (conn) => {
      const stats = await conn.getCPUStats(-1);
      // A newer test driver has guest statistics too.
      expect(Object.keys(stats).slice(0, 4)).toEqual(['user', 'kernel', 'idle', 'iowait']);
      expect(typeof stats.idle).toBe('bigint');
    }));

  testUnsupported(withConnection, [
    ['virNodeGetMemoryStats', (conn) => conn.getMemoryStats(-1)],
    ['virNodeGetMemoryParameters', (conn) => conn.getMemoryParameters()],
    ['virNodeSetMemoryParameters', (conn) => conn.setMemoryParameters({ shmPagesToScan: 1 })],
    ['virNodeGetSEVInfo', (conn) => conn.getSEVInfo()],
    ['virConnectSetIdentity', (conn) => conn.setIdentity({ userName: 'nobody' })],
    ['virDomainRestoreParams', (conn) => conn.domainRestoreParams({ file: '/nowhere/saved' })],
  ]);
});
