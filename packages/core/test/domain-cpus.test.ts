import {
  Connect,
  DomainModificationImpact,
  DomainVcpuFlags,
  ErrorNumber,
  VcpuState,
} from '@libvirt/core';
import { native } from '@libvirt/native';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  needLibvirt,
  TEST_DRIVER,
  testFlags,
  testUnsupported,
  testWrongArguments,
  withConnection,
  withDomain,
  wrong,
} from './support.js';

/** The test driver reports sixteen host CPUs, and eight of them in its CPU map. */
const mapOf = (...cpus: number[]) => Array.from({ length: 16 }, (_, cpu) => cpus.includes(cpu));
const ALL = Array<boolean>(16).fill(true);

describe('Domain virtual CPUs', () => {
  test('getVcpus returns the state and the CPU affinity', () =>
    withDomain(async (domain) => {
      const vcpu = (number: number) => ({
        number,
        state: VcpuState.RUNNING,
        cpuTime: expect.any(BigInt) as bigint,
        cpu: expect.any(Number) as number,
        cpuMap: ALL,
      });
      expect(await domain.getVcpus()).toEqual([vcpu(0), vcpu(1)]);
    }));

  test('getVcpus returns the current number of virtual CPUs', () =>
    withDomain(async (domain) => {
      await domain.setVcpus(1);
      expect((await domain.getVcpus()).map(({ number }) => number)).toEqual([0]);
      await domain.destroy();
      await expect(domain.getVcpus()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' });
    }));

  test('returns the CPUs of pinVcpu', () =>
    withDomain(async (domain) => {
      await domain.pinVcpu(1, mapOf(0, 2));
      expect(await domain.getVcpuPinInfo()).toEqual([ALL, mapOf(0, 2)]);
      const [, second] = await domain.getVcpus();
      expect(second).toMatchObject({ cpu: 2, cpuMap: mapOf(0, 2) });
      await domain.pinVcpuFlags(0, [false, true]);
      expect(await domain.getVcpuPinInfo()).toEqual([mapOf(1), mapOf(0, 2)]);
      await domain.pinVcpu(1, mapOf(12));
      expect(await domain.getVcpuPinInfo()).toEqual([mapOf(1), mapOf(12)]);
      await expect(domain.pinVcpu(2, ALL)).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' });
      await expect(domain.pinVcpu(0, [])).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' });
    }));

  test('getVcpuPinInfo includes virtual CPUs up to the maximum', () =>
    withDomain(async (domain) => {
      const { CONFIG, MAXIMUM } = DomainVcpuFlags;
      await domain.setVcpusFlags(4, CONFIG | MAXIMUM);
      expect(await domain.getVcpuPinInfo()).toHaveLength(2);
      expect(await domain.getVcpuPinInfo(DomainModificationImpact.CONFIG)).toHaveLength(4);
      await domain.destroy();
      expect(await domain.getVcpuPinInfo()).toHaveLength(4);
    }));

  test('getVcpus rejects once the connection is closed, because it needs the number of host CPUs', () =>
    withDomain(async (domain) => {
      const other = await Connect.open('test:///default');
      await using lent = await other.lookupDomainByName(domain.getName());
      await other.close();
      await expect(lent.getVcpus()).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_CONN' });
      await expect(lent.getVcpuPinInfo()).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_CONN' });
    }));
});

describe('Domain emulator threads', () => {
  test('getEmulatorPinInfo returns the CPUs of pinEmulator', () =>
    withDomain(async (domain) => {
      expect(await domain.getEmulatorPinInfo()).toEqual(ALL);
      await domain.pinEmulator(mapOf(7));
      expect(await domain.getEmulatorPinInfo()).toEqual(mapOf(7));
    }));

  test('getEmulatorPinInfo returns all CPUs if the emulator is not pinned', () =>
    withDomain(async (domain) => {
      const unpinned = vi.spyOn(native, 'virDomainGetEmulatorPinInfo');
      unpinned.mockResolvedValue([false, new Uint8Array(1)]);
      expect(await domain.getEmulatorPinInfo()).toEqual(ALL);
      unpinned.mockRestore();
    }));
});

describe('countHostCPUs', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.each([
    ['virNodeGetCPUMap', 16],
    ['virNodeGetInfo', 8],
  ] as const)('is computed without %s if the hypervisor lacks it', (name, count) =>
    withDomain(async (domain) => {
      const code = ErrorNumber.NO_SUPPORT;
      vi.spyOn(native, name).mockRejectedValue({ code, message: 'not supported' });
      expect(await domain.getEmulatorPinInfo()).toEqual(Array(count).fill(true));
      expect((await domain.getVcpus()).map(({ cpuMap }) => cpuMap.length)).toEqual([count, count]);
    }),
  );

  test('is unknown if the hypervisor has neither function', () =>
    withDomain(async (domain) => {
      const code = ErrorNumber.NO_SUPPORT;
      vi.spyOn(native, 'virNodeGetCPUMap').mockRejectedValue({ code, message: 'no map' });
      vi.spyOn(native, 'virNodeGetInfo').mockRejectedValue({ code, message: 'no info' });
      await expect(domain.getEmulatorPinInfo()).rejects.toThrow('no map');
    }));

  test('is limited to what the protocol allows', () =>
    withDomain(async (domain) => {
      const map = new Uint8Array([5]);
      vi.spyOn(native, 'virNodeGetCPUMap').mockResolvedValue([2 ** 31 - 1, map, 2]);
      expect(await domain.getEmulatorPinInfo()).toHaveLength(16_384);
    }));

  test('is unknown for more CPUs than a map can hold', () =>
    withConnection(async (conn) => {
      const map = new Uint8Array([5]);
      vi.spyOn(native, 'virNodeGetCPUMap').mockResolvedValue([2 ** 31 - 1, map, 2]);
      expect((await conn.getCPUMap()).cpus).toEqual(mapOf(0, 2).slice(0, 8));
    }));

  test('is not computed if the call fails', () =>
    withDomain(async (domain) => {
      const code = ErrorNumber.RPC;
      vi.spyOn(native, 'virNodeGetCPUMap').mockRejectedValue({ code, message: 'broken' });
      await expect(domain.getEmulatorPinInfo()).rejects.toMatchObject({ code: 'VIR_ERR_RPC' });
    }));
});

describe('Domain IOThreads', () => {
  test('addIOThread, pinIOThread, delIOThread add, pin and remove one', async (context) => {
    await needLibvirt(context, TEST_DRIVER);
    await withDomain(async (domain) => {
      expect(await domain.getIOThreadInfo()).toEqual([]);
      await domain.addIOThread(7);
      const [added] = await domain.getIOThreadInfo();
      expect(added?.ioThreadID).toBe(7);
      expect(added?.cpuMap).toHaveLength(16);
      await domain.pinIOThread(7, [true, true, false]);
      expect(await domain.getIOThreadInfo()).toEqual([{ ioThreadID: 7, cpuMap: mapOf(0, 1) }]);
      await domain.delIOThread(7);
      expect(await domain.getIOThreadInfo()).toEqual([]);
    });
  });
});

describe('Domain CPU methods', () => {
  testUnsupported(withDomain, [['virDomainSetVcpu', (domain) => domain.setVcpu([true], true)]]);

  testFlags(withDomain, [
    ['pinVcpuFlags', (domain, flags) => domain.pinVcpuFlags(0, ALL, flags)],
    ['getEmulatorPinInfo', (domain, flags) => domain.getEmulatorPinInfo(flags)],
    ['pinEmulator', (domain, flags) => domain.pinEmulator(ALL, flags)],
    ['getIOThreadInfo', (domain, flags) => domain.getIOThreadInfo(flags), TEST_DRIVER],
    ['addIOThread', (domain, flags) => domain.addIOThread(1, flags), TEST_DRIVER],
    ['delIOThread', (domain, flags) => domain.delIOThread(1, flags), TEST_DRIVER],
    ['pinIOThread', (domain, flags) => domain.pinIOThread(1, ALL, flags), TEST_DRIVER],
  ]);

  testWrongArguments(withDomain, [
    ['setVcpu', 'vcpumap', TypeError, (domain) => domain.setVcpu(wrong('0'), true)],
    ['setVcpu', 'state', TypeError, (domain) => domain.setVcpu([true], wrong(1))],
    ['setVcpu', 'flags', TypeError, (domain) => domain.setVcpu([true], true, wrong('1'))],
    ['pinVcpu', 'vcpu', RangeError, (domain) => domain.pinVcpu(-1, ALL)],
    ['pinVcpu', 'cpumap', TypeError, (domain) => domain.pinVcpu(0, wrong(new Uint8Array(1)))],
    ['pinVcpu', 'cpumap\\[1\\]', TypeError, (domain) => domain.pinVcpu(0, [true, wrong(1)])],
    ['pinVcpuFlags', 'vcpu', TypeError, (domain) => domain.pinVcpuFlags(wrong('0'), ALL)],
    ['pinVcpuFlags', 'cpumap', TypeError, (domain) => domain.pinVcpuFlags(0, wrong(null))],
    ['pinVcpuFlags', 'flags', RangeError, (domain) => domain.pinVcpuFlags(0, ALL, 2 ** 32)],
    ['getVcpuPinInfo', 'flags', TypeError, (domain) => domain.getVcpuPinInfo(wrong('1'))],
    ['getVcpuPinInfo', 'flags', TypeError, (domain) => domain.getVcpuPinInfo(wrong(null))],
    ['getVcpuPinInfo', 'flags', RangeError, (domain) => domain.getVcpuPinInfo(0.5)],
    ['getVcpuPinInfo', 'flags', RangeError, (domain) => domain.getVcpuPinInfo(2 ** 32)],
    ['pinEmulator', 'cpumap', TypeError, (domain) => domain.pinEmulator(wrong({}))],
    ['pinEmulator', 'flags', TypeError, (domain) => domain.pinEmulator(ALL, wrong('1'))],
    ['getEmulatorPinInfo', 'flags', TypeError, (domain) => domain.getEmulatorPinInfo(wrong('1'))],
    ['getIOThreadInfo', 'flags', TypeError, (domain) => domain.getIOThreadInfo(wrong('1'))],
    ['addIOThread', 'iothread_id', RangeError, (domain) => domain.addIOThread(-1)],
    ['addIOThread', 'flags', TypeError, (domain) => domain.addIOThread(1, wrong(null))],
    ['delIOThread', 'iothread_id', TypeError, (domain) => domain.delIOThread(wrong('1'))],
    ['delIOThread', 'flags', RangeError, (domain) => domain.delIOThread(1, NaN)],
    ['pinIOThread', 'iothread_id', RangeError, (domain) => domain.pinIOThread(0.5, ALL)],
    ['pinIOThread', 'cpumap', TypeError, (domain) => domain.pinIOThread(1, wrong('0'))],
    ['pinIOThread', 'flags', TypeError, (domain) => domain.pinIOThread(1, ALL, wrong('1'))],
  ]);
});
