import {
  DomainBlockJobType,
  DomainDiskErrorCode,
  DomainGraphicsReloadType,
  getVersion,
  KeycodeSet,
} from '@libvirt/core';
import { native } from '@libvirt/native';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  needLibvirt,
  NEWER_TEST_DRIVER,
  TEST_DRIVER,
  testFlags,
  testUnsupported,
  testWrongArguments,
  withDomain,
  wrong,
} from './support.js';

const DISK = "<disk type='file'><source file='/lent'/><target dev='vdb'/></disk>";

describe('Domain: devices', () => {
  test('interfaceStats returns the bytes and packets sent and received', () =>
    withDomain(async (domain) => {
      const stats = await domain.interfaceStats('testnet0');
      expect(Object.keys(stats)).toEqual([
        'rxBytes',
        'rxPackets',
        'rxErrs',
        'rxDrop',
        'txBytes',
        'txPackets',
        'txErrs',
        'txDrop',
      ]);
      expect(new Set(Object.values(stats).map((value) => typeof value))).toEqual(
        new Set(['bigint']),
      );
      await expect(domain.interfaceStats('nothing')).rejects.toMatchObject({
        code: 'VIR_ERR_INVALID_ARG',
      });
    }));

  test('sendKey requires at least one key code', () =>
    withDomain(async (domain) => {
      await domain.sendKey(KeycodeSet.LINUX, 50, [29, 56, 111]);
      await expect(domain.sendKey(KeycodeSet.LINUX, 50, [])).rejects.toMatchObject({
        code: 'VIR_ERR_INVALID_ARG',
      });
    }));

  test('openGraphics accepts only a socket', async (context) => {
    await needLibvirt(context, TEST_DRIVER);
    await withDomain(async (domain) => {
      await using file = await open('/dev/null');
      await expect(domain.openGraphics(0, file.fd)).rejects.toMatchObject({
        code: 'VIR_ERR_INVALID_ARG',
        message: expect.stringContaining('must be a socket') as string,
      });
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
      await expect(domain.openGraphics(0, fd)).rejects.toMatchObject({
        code: 'VIR_ERR_NO_SUPPORT',
        message: expect.stringContaining('virDomainOpenGraphics') as string,
      });
      server.close();
    });
  });

  test('graphicsReload rejects with the required release on an older libvirt', async ({ skip }) => {
    skip((await getVersion()) >= 10_002_000, 'libvirt is new enough');
    await withDomain(async (domain) => {
      await expect(domain.graphicsReload(DomainGraphicsReloadType.ANY)).rejects.toMatchObject({
        code: 'VIR_ERR_NO_SUPPORT',
        message: expect.stringContaining(
          'virDomainGraphicsReload needs libvirt 10.2.0 or newer',
        ) as string,
      });
    });
  });

  testUnsupported(withDomain, [
    ['virDomainAttachDevice', (domain) => domain.attachDevice(DISK), { until: NEWER_TEST_DRIVER }],
    [
      'virDomainAttachDeviceFlags',
      (domain) => domain.attachDeviceFlags(DISK),
      { until: NEWER_TEST_DRIVER },
    ],
    ['virDomainDetachDevice', (domain) => domain.detachDevice(DISK)],
    ['virDomainDetachDeviceFlags', (domain) => domain.detachDeviceFlags(DISK)],
    [
      'virDomainDetachDeviceAlias',
      (domain) => domain.detachDeviceAlias('virtio-disk0'),
      { until: NEWER_TEST_DRIVER },
    ],
    [
      'virDomainUpdateDeviceFlags',
      (domain) => domain.updateDeviceFlags(DISK),
      { until: NEWER_TEST_DRIVER },
    ],
    ['virDomainOpenGraphicsFD', (domain) => domain.openGraphicsFD(0), { since: TEST_DRIVER }],
  ]);

  testFlags(withDomain, [['sendKey', (domain, flags) => domain.sendKey(0, 50, [29], flags)]]);

  testWrongArguments(withDomain, [
    ['attachDevice', 'xml', TypeError, (domain) => domain.attachDevice(wrong(null))],
    ['attachDeviceFlags', 'xml', TypeError, (domain) => domain.attachDeviceFlags(wrong(1))],
    ['attachDeviceFlags', 'flags', RangeError, (domain) => domain.attachDeviceFlags(DISK, 0.5)],
    ['detachDevice', 'xml', TypeError, (domain) => domain.detachDevice(wrong(undefined))],
    ['detachDeviceFlags', 'xml', TypeError, (domain) => domain.detachDeviceFlags(wrong(1))],
    ['detachDeviceFlags', 'flags', RangeError, (domain) => domain.detachDeviceFlags(DISK, NaN)],
    ['detachDeviceAlias', 'alias', TypeError, (domain) => domain.detachDeviceAlias(wrong(null))],
    ['detachDeviceAlias', 'flags', TypeError, (domain) => domain.detachDeviceAlias('', wrong('1'))],
    ['updateDeviceFlags', 'xml', TypeError, (domain) => domain.updateDeviceFlags(wrong(1))],
    ['updateDeviceFlags', 'flags', RangeError, (domain) => domain.updateDeviceFlags('', 2 ** 32)],
    ['interfaceStats', 'device', TypeError, (domain) => domain.interfaceStats(wrong(null))],
    ['sendKey', 'codeset', RangeError, (domain) => domain.sendKey(-1, 50, [29])],
    ['sendKey', 'holdtime', TypeError, (domain) => domain.sendKey(0, wrong('50'), [29])],
    ['sendKey', 'keycodes', TypeError, (domain) => domain.sendKey(0, 50, wrong(29))],
    ['sendKey', 'keycodes\\[1\\]', RangeError, (domain) => domain.sendKey(0, 50, [29, -1])],
    ['sendKey', 'flags', TypeError, (domain) => domain.sendKey(0, 50, [29], wrong('1'))],
    ['openGraphics', 'idx', RangeError, (domain) => domain.openGraphics(-1, 0)],
    ['openGraphics', 'fd', TypeError, (domain) => domain.openGraphics(0, wrong('0'))],
    ['openGraphics', 'flags', TypeError, (domain) => domain.openGraphics(0, 0, wrong('1'))],
    ['openGraphicsFD', 'idx', TypeError, (domain) => domain.openGraphicsFD(wrong('0'))],
    ['openGraphicsFD', 'flags', RangeError, (domain) => domain.openGraphicsFD(0, 0.5)],
    ['graphicsReload', 'type', RangeError, (domain) => domain.graphicsReload(-1)],
    ['graphicsReload', 'flags', TypeError, (domain) => domain.graphicsReload(0, wrong('1'))],
  ]);
});

describe('Domain: disks', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('getBlockInfo returns the size', () =>
    withDomain(async (domain) => {
      expect(await domain.getBlockInfo('vda')).toEqual({
        capacity: 1_099_506_450_432n,
        allocation: 1_099_511_627_776n,
        physical: 1_099_511_627_776n,
      });
      await expect(domain.getBlockInfo('nothing')).rejects.toMatchObject({
        code: 'VIR_ERR_INVALID_ARG',
      });
    }));

  test('blockStats returns the bytes and requests read and written', () =>
    withDomain(async (domain) => {
      const stats = await domain.blockStats('vda');
      expect(Object.keys(stats)).toEqual(['rdReq', 'rdBytes', 'wrReq', 'wrBytes', 'errs']);
      expect(new Set(Object.values(stats).map((value) => typeof value))).toEqual(
        new Set(['bigint']),
      );
    }));

  test('blockStats leaves out what the hypervisor does not count', () =>
    withDomain(async (domain) => {
      vi.spyOn(native, 'virDomainBlockStats').mockResolvedValue([1n, 0n, -1n, 2n, -1n]);
      expect(await domain.blockStats('vda')).toEqual({ rdReq: 1n, rdBytes: 0n, wrBytes: 2n });
    }));

  test('getBlockJobInfo returns the progress of a job, or null', () =>
    withDomain(async (domain) => {
      const { PULL } = DomainBlockJobType;
      const job = vi.spyOn(native, 'virDomainGetBlockJobInfo');
      job.mockResolvedValueOnce([true, [PULL, 10n, 1n, 4n]]);
      expect(await domain.getBlockJobInfo('vda')).toEqual({
        type: PULL,
        bandwidth: 10n,
        cur: 1n,
        end: 4n,
      });
      job.mockResolvedValueOnce([false, [0, 0n, 0n, 0n]]);
      expect(await domain.getBlockJobInfo('vda')).toBeNull();
    }));

  test('getDiskErrors returns the disks with errors', () =>
    withDomain(async (domain) => {
      expect(await domain.getDiskErrors()).toEqual([
        { disk: 'vda', error: DomainDiskErrorCode.UNSPEC },
      ]);
    }));

  test('throttle groups reject with the required release on an older libvirt', async ({ skip }) => {
    skip((await getVersion()) >= 11_002_000, 'libvirt is new enough');
    await withDomain(async (domain) => {
      await expect(domain.delThrottleGroup('group')).rejects.toMatchObject({
        code: 'VIR_ERR_NO_SUPPORT',
        message: expect.stringContaining(
          'virDomainDelThrottleGroup needs libvirt 11.2.0 or newer',
        ) as string,
      });
    });
  });

  testUnsupported(withDomain, [
    ['virDomainBlockPeek', (domain) => domain.blockPeek('vda', 0, 16)],
    ['virDomainBlockResize', (domain) => domain.blockResize('vda', 1024)],
    ['virDomainBlockPull', (domain) => domain.blockPull('vda')],
    ['virDomainBlockRebase', (domain) => domain.blockRebase('vda')],
    ['virDomainBlockCommit', (domain) => domain.blockCommit('vda')],
    ['virDomainGetBlockJobInfo', (domain) => domain.getBlockJobInfo('vda')],
    ['virDomainBlockJobAbort', (domain) => domain.blockJobAbort('vda')],
    ['virDomainBlockJobSetSpeed', (domain) => domain.blockJobSetSpeed('vda', 1)],
    ['virDomainSetBlockThreshold', (domain) => domain.setBlockThreshold('vda', 1024n)],
    ['virDomainBackupBegin', (domain) => domain.backupBegin('<domainbackup/>')],
    ['virDomainBackupGetXMLDesc', (domain) => domain.backupGetXMLDesc()],
  ]);

  testFlags(withDomain, [
    ['getBlockInfo', (domain, flags) => domain.getBlockInfo('vda', flags)],
    ['getDiskErrors', (domain, flags) => domain.getDiskErrors(flags)],
  ]);

  testWrongArguments(withDomain, [
    ['getBlockInfo', 'disk', TypeError, (domain) => domain.getBlockInfo(wrong(null))],
    ['getBlockInfo', 'flags', TypeError, (domain) => domain.getBlockInfo('vda', wrong('1'))],
    ['blockStats', 'disk', TypeError, (domain) => domain.blockStats(wrong(1))],
    ['blockPeek', 'disk', TypeError, (domain) => domain.blockPeek(wrong(null), 0, 1)],
    ['blockPeek', 'offset', RangeError, (domain) => domain.blockPeek('vda', -1, 1)],
    ['blockPeek', 'size', TypeError, (domain) => domain.blockPeek('vda', 0, wrong('1'))],
    ['blockPeek', 'flags', RangeError, (domain) => domain.blockPeek('vda', 0, 1, 2 ** 32)],
    ['blockResize', 'disk', TypeError, (domain) => domain.blockResize(wrong(1), 1)],
    ['blockResize', 'size', RangeError, (domain) => domain.blockResize('vda', -1n)],
    ['blockResize', 'flags', TypeError, (domain) => domain.blockResize('vda', 1, wrong('1'))],
    ['blockPull', 'disk', TypeError, (domain) => domain.blockPull(wrong(1))],
    ['blockPull', 'bandwidth', RangeError, (domain) => domain.blockPull('vda', 2n ** 64n)],
    ['blockPull', 'flags', TypeError, (domain) => domain.blockPull('vda', 0, wrong('1'))],
    ['blockRebase', 'disk', TypeError, (domain) => domain.blockRebase(wrong(1))],
    ['blockRebase', 'base', TypeError, (domain) => domain.blockRebase('vda', wrong(1))],
    ['blockRebase', 'bandwidth', RangeError, (domain) => domain.blockRebase('vda', null, 0.5)],
    ['blockRebase', 'flags', RangeError, (domain) => domain.blockRebase('vda', null, 0, NaN)],
    ['blockCommit', 'disk', TypeError, (domain) => domain.blockCommit(wrong(1))],
    ['blockCommit', 'base', TypeError, (domain) => domain.blockCommit('vda', wrong(1))],
    ['blockCommit', 'top', TypeError, (domain) => domain.blockCommit('vda', null, wrong(1))],
    ['blockCommit', 'bandwidth', RangeError, (domain) => domain.blockCommit('vda', '', '', -1)],
    ['blockCommit', 'flags', RangeError, (domain) => domain.blockCommit('vda', '', '', 0, 0.5)],
    ['getBlockJobInfo', 'disk', TypeError, (domain) => domain.getBlockJobInfo(wrong(null))],
    ['getBlockJobInfo', 'flags', TypeError, (domain) => domain.getBlockJobInfo('vda', wrong('1'))],
    ['blockJobAbort', 'disk', TypeError, (domain) => domain.blockJobAbort(wrong(1))],
    ['blockJobAbort', 'flags', RangeError, (domain) => domain.blockJobAbort('vda', 0.5)],
    ['blockJobSetSpeed', 'disk', TypeError, (domain) => domain.blockJobSetSpeed(wrong(1), 1)],
    ['blockJobSetSpeed', 'bandwidth', RangeError, (domain) => domain.blockJobSetSpeed('vda', -1)],
    ['blockJobSetSpeed', 'flags', RangeError, (domain) => domain.blockJobSetSpeed('vda', 1, NaN)],
    ['setBlockThreshold', 'dev', TypeError, (domain) => domain.setBlockThreshold(wrong(1), 1)],
    ['setBlockThreshold', 'threshold', RangeError, (domain) => domain.setBlockThreshold('vda', -1)],
    ['setBlockThreshold', 'flags', RangeError, (domain) => domain.setBlockThreshold('vda', 1, 0.5)],
    ['getDiskErrors', 'flags', TypeError, (domain) => domain.getDiskErrors(wrong('1'))],
    ['delThrottleGroup', 'group', TypeError, (domain) => domain.delThrottleGroup(wrong(1))],
    ['delThrottleGroup', 'flags', RangeError, (domain) => domain.delThrottleGroup('group', 0.5)],
    ['backupBegin', 'backupXML', TypeError, (domain) => domain.backupBegin(wrong(null))],
    ['backupBegin', 'checkpointXML', TypeError, (domain) => domain.backupBegin('', wrong(1))],
    ['backupBegin', 'flags', TypeError, (domain) => domain.backupBegin('', null, wrong('1'))],
    ['backupGetXMLDesc', 'flags', TypeError, (domain) => domain.backupGetXMLDesc(wrong('1'))],
  ]);
});
