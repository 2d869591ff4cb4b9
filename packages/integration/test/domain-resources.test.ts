import {
  DomainMemoryModFlags,
  DomainMemoryStatTags,
  DomainModificationImpact,
  DomainNumatuneMemMode,
  DomainVcpuFlags,
  VcpuState,
} from '@libvirt/core';
import { expect, test } from 'vitest';
import { Command } from '../src/boot-sector.js';
import { until, withDefinedMachine, withMachine } from '../src/machines.js';

const { LIVE, CONFIG } = DomainModificationImpact;
const twoOfFour = { elements: "<vcpu current='2'>4</vcpu>" };

test('Domain.setVcpusFlags: hotplugs CPUs', () =>
  withMachine(twoOfFour, async ({ domain }) => {
    expect(await domain.getMaxVcpus()).toBe(4);
    expect(await domain.getVcpusFlags(DomainVcpuFlags.LIVE)).toBe(2);
    await domain.setVcpus(3);
    await domain.setVcpusFlags(3, DomainVcpuFlags.CONFIG);
    expect(await domain.getVcpusFlags(DomainVcpuFlags.CONFIG)).toBe(3);
    await domain.setVcpu([false, false, false, true], true, LIVE);
    const vcpus = await domain.getVcpus();
    expect(vcpus.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    expect(vcpus[0]!.state).toBe(VcpuState.RUNNING);
    expect((await domain.getInfo()).nrVirtCpu).toBe(4);
    const { MAXIMUM } = DomainVcpuFlags;
    expect(await domain.getVcpusFlags(DomainVcpuFlags.CONFIG | MAXIMUM)).toBe(4);
  }));

test('Domain.pinVcpuFlags, pinEmulator: pin CPUs and the emulator', () =>
  withMachine(twoOfFour, async ({ conn, domain }) => {
    const { cpus } = await conn.getCPUMap();
    await domain.pinVcpu(0, [true]);
    await domain.pinVcpuFlags(1, [true], LIVE | CONFIG);
    await domain.pinEmulator([true], LIVE);
    const first = cpus.map((_, cpu) => cpu === 0);
    expect((await domain.getVcpuPinInfo(LIVE)).slice(0, 2)).toEqual([first, first]);
    expect(await domain.getEmulatorPinInfo(LIVE)).toEqual(first);
  }));

test('Domain.getCPUStats, setSchedulerParametersFlags: count and share CPU time', () =>
  withMachine({}, async ({ domain }) => {
    const [total] = await domain.getCPUStats(-1, 1);
    expect(total!.cpuTime).toBeGreaterThan(0n);
    expect((await domain.getCPUStats(0, 0)).length).toBeGreaterThan(0);

    expect(await domain.getSchedulerType()).toBe('posix');
    await domain.setSchedulerParameters({ cpuShares: 512n });
    expect(await domain.getSchedulerParameters()).toMatchObject({ cpuShares: 512n });
    await domain.setSchedulerParametersFlags({ cpuShares: 256n }, CONFIG);
    expect(await domain.getSchedulerParametersFlags(CONFIG)).toMatchObject({ cpuShares: 256n });
  }));

test('Domain.setMemoryFlags, setMemoryParameters: balloon and limit memory', () =>
  withMachine({}, async ({ domain }) => {
    expect(await domain.getMaxMemory()).toBe(16384n);
    // Without a driver in the guest the balloon does not move; libvirt accepts the call.
    await domain.setMemory(8192);
    await domain.setMemoryFlags(12288, DomainMemoryModFlags.CONFIG);
    await domain.setMemoryStatsPeriod(2, DomainMemoryModFlags.LIVE);
    const stats = await domain.memoryStats();
    expect(stats.map(({ tag }) => tag)).toContain(DomainMemoryStatTags.ACTUAL_BALLOON);

    await domain.setMemoryParameters({ hardLimit: 600_000n, softLimit: 500_000n }, LIVE);
    expect(await domain.getMemoryParameters(LIVE)).toMatchObject({
      hardLimit: 600_000n,
      softLimit: 500_000n,
    });
  }));

test('Domain.setMaxMemory: on a shut-off domain', () =>
  withDefinedMachine({}, async ({ domain }) => {
    await domain.setMaxMemory(32768);
    expect(await domain.getMaxMemory()).toBe(32768n);
    await domain.setNumaParameters({ nodeset: '0', mode: DomainNumatuneMemMode.STRICT }, CONFIG);
    expect(await domain.getNumaParameters(CONFIG)).toMatchObject({
      nodeset: '0',
      mode: DomainNumatuneMemMode.STRICT,
    });
  }));

test('Domain.attachDevice: hotplugs a memory module', () =>
  withMachine(
    {
      size: `<maxMemory slots='2' unit='MiB'>512</maxMemory>
             <memory unit='MiB'>128</memory>`,
      elements: `<cpu><numa><cell id='0' cpus='0' memory='128' unit='MiB'/></numa></cpu>`,
    },
    async ({ domain }) => {
      await domain.attachDevice(
        "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target></memory>",
      );
      expect(await domain.getXMLDesc()).toContain("<memory model='dimm'");
      expect(await domain.getMaxMemory()).toBe(256n * 1024n);
    },
  ));

test('Domain.startDirtyRateCalc: measures the dirty rate', () =>
  withMachine({}, async ({ domain, guest }) => {
    using serial = await guest();
    serial.send(Command.CHANGE_MEMORY);
    await domain.startDirtyRateCalc(1);
    await until('the rate is known', async () => {
      const [stats] = await domain.domainGetConnect().getAllDomainStats([domain]);
      return stats!.dirtyRate?.megabytesPerSecond !== undefined;
    });
  }));

test('Domain.setPerfEvents: counts performance events where the host can', () =>
  withMachine({}, async ({ domain }) => {
    expect(await domain.getPerfEvents()).toMatchObject({ cpuClock: false });
    await domain.setPerfEvents({ cpuClock: true }, CONFIG);
    expect(await domain.getPerfEvents(CONFIG)).toMatchObject({ cpuClock: true });
  }));

test('Domain.getSecurityLabel: empty without a security driver', () =>
  withMachine({}, async ({ conn, domain }) => {
    expect(await domain.getSecurityLabel()).toEqual({ label: '', enforcing: false });
    const list = await domain.getSecurityLabelList();
    expect(list.every(({ enforcing }) => !enforcing)).toBe(true);
    expect(await conn.getSecurityModel()).toEqual({ model: 'none', doi: '0' });
  }));
