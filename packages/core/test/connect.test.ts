import { Connect, NodeAllocPagesFlags, NodeSuspendTarget } from '@libvirt/core';
import { native } from '@libvirt/native';
import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import {
  needLibvirt,
  NEWER_TEST_DRIVER,
  TEST_DRIVER,
  testFlags,
  testUnsupported,
  testWrongArguments,
  withConnection,
  wrong,
} from './support.js';

const CPU = '<cpu><arch>x86_64</arch><model>qemu64</model></cpu>';

describe('Connect', () => {
  test('getType, getURI, getVersion, getHostname and other getters describe the other end', () =>
    withConnection(async (conn) => {
      expect(await conn.getType()).toBe('TEST');
      expect(await conn.getURI()).toBe('test:///default');
      expect(await conn.getVersion()).toBe(2);
      expect(await conn.getLibVersion()).toBeGreaterThan(1_002_000);
      expect(await conn.getHostname()).not.toBe('');
      expect(await conn.getSysinfo()).toContain("<sysinfo type='smbios'>");
      expect(await conn.getCapabilities()).toContain('<arch>i686</arch>');
      expect(await conn.getMaxVcpus()).toBe(32);
      expect(await conn.getMaxVcpus('test')).toBe(32);
      expect([await conn.isAlive(), await conn.isSecure()]).toEqual([true, true]);
      expect(await conn.isEncrypted()).toBe(false);
      expect(inspect(conn)).toBe('Connect { open }');
    }));

  test('openReadOnly rejects changes', async () => {
    const conn = await Connect.openReadOnly('test:///default');
    await using domain = await conn.lookupDomainByName('test');
    const refused = { code: 'VIR_ERR_OPERATION_DENIED' };
    await expect(domain.destroy()).rejects.toMatchObject(refused);
    await expect(domain.pinVcpu(0, [true])).rejects.toMatchObject(refused);
    expect(await domain.getVcpuPinInfo()).toHaveLength(2);
    await domain.free();
    expect(await conn.close()).toBe(0);
    expect(inspect(conn)).toBe('Connect { closed }');
  });

  test('getNodeInfo, getFreeMemory return the host hardware', () =>
    withConnection(async (conn) => {
      expect(await conn.getNodeInfo()).toEqual({
        model: 'i686',
        memory: 3_145_728n,
        cpus: 16,
        mhz: 1400,
        nodes: 2,
        sockets: 2,
        cores: 2,
        threads: 2,
        maxCPUs: 16,
      });
      expect(await conn.getFreeMemory()).toBe(3_145_728n);
    }));

  test('getSecurityModel returns the host security model', async (context) => {
    await needLibvirt(context, TEST_DRIVER);
    await withConnection(async (conn) => {
      expect(await conn.getSecurityModel()).toEqual({ model: 'testSecurity', doi: '' });
    });
  });

  test('getCPUMap returns which host CPUs are online', () =>
    withConnection(async (conn) => {
      expect(await conn.getCPUMap()).toEqual({
        cpus: [true, false, true, false, true, false, false, false],
        online: 3,
      });
    }));

  test('getCellsFreeMemory returns the free memory of the existing NUMA nodes', () =>
    withConnection(async (conn) => {
      expect(await conn.getCellsFreeMemory(0, 1)).toEqual([2_097_152n]);
      expect(await conn.getCellsFreeMemory(0, 100)).toEqual([2_097_152n, 4_194_304n]);
      expect(await conn.getCellsFreeMemory(1, 100)).toEqual([4_194_304n]);
      const refused = { code: 'VIR_ERR_INVALID_ARG' };
      await expect(conn.getCellsFreeMemory(2, 1)).rejects.toMatchObject(refused);
      await expect(conn.getCellsFreeMemory(0, 0)).rejects.toMatchObject(refused);
    }));

  test('getFreePages returns the free pages of the NUMA nodes it counts', () =>
    withConnection(async (conn) => {
      // An older test driver has none.
      expect(await conn.getFreePages([4, 2048], 0, 2)).toBeOneOf([
        [],
        [
          [7n, 21n],
          [19n, 45n],
        ],
      ]);
      await expect(conn.getFreePages([], 0, 1)).rejects.toMatchObject({
        code: 'VIR_ERR_INVALID_ARG',
      });
    }));

  test('getFreePages returns the free pages of each NUMA node by page size', () =>
    withConnection(async (conn) => {
      const raw = vi.spyOn(native, 'virNodeGetFreePages');
      raw.mockResolvedValueOnce([1n, 2n, 3n, 4n]);
      expect(await conn.getFreePages([4, 2048], 0, 5)).toEqual([
        [1n, 2n],
        [3n, 4n],
      ]);
      raw.mockRestore();
    }));

  test('allocPages allocates pages by page size', () =>
    withConnection(async (conn) => {
      const raw = vi.spyOn(native, 'virNodeAllocPages').mockResolvedValueOnce(2);
      const pages = new Map<number, bigint | number>([
        [2048, 512],
        [1_048_576, 1n],
      ]);
      expect(await conn.allocPages(pages, 0, 2, NodeAllocPagesFlags.SET)).toBe(2);
      expect(raw.mock.calls[0]?.slice(1)).toEqual([[2048, 1_048_576], [512, 1n], 0, 2, 1]);
      raw.mockRestore();
    }));

  test('setKeepAlive returns whether the other end supports it', () =>
    withConnection(async (conn) => {
      const raw = vi.spyOn(native, 'virConnectSetKeepAlive');
      raw.mockResolvedValueOnce(0).mockResolvedValueOnce(1);
      expect([await conn.setKeepAlive(5, 3), await conn.setKeepAlive(5, 3)]).toEqual([true, false]);
      raw.mockRestore();
    }));

  test('getCPUModelNames, baselineCPU know CPU models', () =>
    withConnection(async (conn) => {
      expect(await conn.getCPUModelNames('x86_64')).toContain('qemu64');
      expect(await conn.baselineCPU([CPU, CPU])).toContain('<model');
    }));

  testUnsupported(withConnection, [
    ['virConnectSetKeepAlive', (conn) => conn.setKeepAlive(5, 3)],
    ['virNodeAllocPages', (conn) => conn.allocPages(new Map([[2048, 8n]]), 0, 1)],
    [
      'virConnectGetDomainCapabilities',
      (conn) => conn.getDomainCapabilities(),
      { until: NEWER_TEST_DRIVER },
    ],
    ['virConnectGetStoragePoolCapabilities', (conn) => conn.getStoragePoolCapabilities()],
    ['virConnectCompareCPU', (conn) => conn.compareCPU(CPU)],
    [
      'virConnectCompareHypervisorCPU',
      (conn) => conn.compareHypervisorCPU(null, null, null, null, CPU),
    ],
    [
      'virConnectBaselineHypervisorCPU',
      (conn) => conn.baselineHypervisorCPU(null, null, null, null, [CPU]),
    ],
    ['virConnectDomainXMLFromNative', (conn) => conn.domainXMLFromNative('qemu-argv', '')],
    ['virConnectDomainXMLToNative', (conn) => conn.domainXMLToNative('qemu-argv', '<domain/>')],
    ['virNodeSuspendForDuration', (conn) => conn.suspendForDuration(NodeSuspendTarget.MEM, 60)],
  ]);

  testFlags(withConnection, [
    ['getSysinfo', (conn, flags) => conn.getSysinfo(flags)],
    ['getCPUMap', (conn, flags) => conn.getCPUMap(flags)],
    ['getFreePages', (conn, flags) => conn.getFreePages([4], 0, 1, flags)],
    ['getCPUModelNames', (conn, flags) => conn.getCPUModelNames('x86_64', flags)],
    ['baselineCPU', (conn, flags) => conn.baselineCPU([CPU], flags)],
    ['listAllDomains', (conn, flags) => conn.listAllDomains(flags)],
    ['domainCreateXML', (conn, flags) => conn.domainCreateXML('<domain/>', flags)],
    ['domainCreateXMLWithFiles', (conn, flags) => conn.domainCreateXMLWithFiles('', [], flags)],
    ['domainDefineXMLFlags', (conn, flags) => conn.domainDefineXMLFlags('<domain/>', flags)],
  ]);

  testWrongArguments(withConnection, [
    ['setKeepAlive', 'interval', TypeError, (conn) => conn.setKeepAlive(wrong('5'), 3)],
    ['setKeepAlive', 'interval', RangeError, (conn) => conn.setKeepAlive(2 ** 31, 3)],
    ['setKeepAlive', 'count', RangeError, (conn) => conn.setKeepAlive(5, -1)],
    ['getCPUMap', 'flags', TypeError, (conn) => conn.getCPUMap(wrong('1'))],
    [
      'getCellsFreeMemory',
      'startCell',
      TypeError,
      (conn) => conn.getCellsFreeMemory(wrong('0'), 1),
    ],
    ['getCellsFreeMemory', 'maxCells', RangeError, (conn) => conn.getCellsFreeMemory(0, -1)],
    ['getFreePages', 'pages', TypeError, (conn) => conn.getFreePages(wrong(4), 0, 1)],
    ['getFreePages', 'pages\\[0\\]', RangeError, (conn) => conn.getFreePages([-1], 0, 1)],
    ['getFreePages', 'startCell', RangeError, (conn) => conn.getFreePages([4], 0.5, 1)],
    ['getFreePages', 'cellCount', RangeError, (conn) => conn.getFreePages([4], 0, -1)],
    ['getFreePages', 'flags', TypeError, (conn) => conn.getFreePages([4], 0, 1, wrong('1'))],
    ['allocPages', 'pageSizes', TypeError, (conn) => conn.allocPages(wrong({ 2048: 8 }), 0, 1)],
    [
      'allocPages',
      'pageSizes\\[0\\]',
      RangeError,
      (conn) => conn.allocPages(new Map([[-1, 8]]), 0, 1),
    ],
    [
      'allocPages',
      'pageCounts\\[0\\]',
      RangeError,
      (conn) => conn.allocPages(new Map([[4, -8]]), 0, 1),
    ],
    ['allocPages', 'startCell', TypeError, (conn) => conn.allocPages(new Map(), wrong('0'), 1)],
    ['allocPages', 'cellCount', RangeError, (conn) => conn.allocPages(new Map(), 0, -1)],
    ['allocPages', 'flags', TypeError, (conn) => conn.allocPages(new Map(), 0, 1, wrong('1'))],
    [
      'domainCreateXMLWithFiles',
      'xmlDesc',
      TypeError,
      (conn) => conn.domainCreateXMLWithFiles(wrong(1), []),
    ],
    [
      'domainCreateXMLWithFiles',
      'files',
      TypeError,
      (conn) => conn.domainCreateXMLWithFiles('', wrong(0)),
    ],
    [
      'domainCreateXMLWithFiles',
      'flags',
      RangeError,
      (conn) => conn.domainCreateXMLWithFiles('', [], 0.5),
    ],
    ['listDevices', 'cap', TypeError, (conn) => conn.listDevices(wrong(1))],
    ['numOfDevices', 'cap', TypeError, (conn) => conn.numOfDevices(wrong(1))],
  ]);
});
