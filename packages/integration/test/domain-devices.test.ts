import { DomainDeviceModifyFlags, DomainModificationImpact } from '@libvirt/core';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, until, withDefinedMachine, withMachine } from '../src/machines.js';

const { LIVE, CONFIG } = DomainModificationImpact;

const diskXML = (file: string, target: string) => `
  <disk type='file' device='disk'>
    <driver name='qemu' type='raw'/><source file='${file}'/>
    <target dev='${target}' bus='virtio'/><alias name='ua-${target}'/>
  </disk>`;

function makeDisk(directory: string, name: string): string {
  const file = join(directory, name);
  run('qemu-img', 'create', '-f', 'raw', file, '1M');
  return file;
}

test('Domain.attachDevice, detachDevice: hotplug a disk', () =>
  withMachine({}, async ({ domain, boots, directory }) => {
    await boots();
    await domain.attachDevice(diskXML(makeDisk(directory, 'b'), 'vdb'));
    await domain.attachDeviceFlags(diskXML(makeDisk(directory, 'c'), 'vdc'), LIVE | CONFIG);
    expect((await domain.getBlockInfo('vdb')).capacity).toBe(2n ** 20n);
    expect((await domain.blockStats('vdc')).rdBytes).toBe(0n);

    await domain.detachDevice(diskXML(join(directory, 'b'), 'vdb'));
    await domain.detachDeviceFlags(diskXML(join(directory, 'c'), 'vdc'), LIVE | CONFIG);
    await until('the guest has let go of both', async () => {
      const xml = await domain.getXMLDesc();
      return !xml.includes("dev='vdb'") && !xml.includes("dev='vdc'");
    });
  }));

test('Domain.detachDeviceAlias: a USB device is removed at once', () =>
  withMachine({ devices: "<controller type='usb' model='qemu-xhci'/>" }, async ({ domain }) => {
    const input = "<input type='tablet' bus='usb'><alias name='ua-tablet'/></input>";
    await domain.attachDevice(input);
    expect(await domain.getXMLDesc()).toContain("<alias name='ua-tablet'/>");
    await domain.detachDeviceAlias('ua-tablet', LIVE);
    await until('the tablet is gone', async () => {
      return !(await domain.getXMLDesc()).includes('ua-tablet');
    });
  }));

test('Domain.attachDevice, interfaceStats: hotplug a network interface and count its traffic', () =>
  withMachine({}, async ({ domain }) => {
    const xml = (link: string) => `
      <interface type='ethernet'>
        <mac address='52:54:00:11:22:33'/>
        <target dev='hotplug0'/><model type='virtio'/><link state='${link}'/>
      </interface>`;
    await domain.attachDeviceFlags(xml('up'), LIVE);
    expect(await domain.interfaceStats('52:54:00:11:22:33')).toMatchObject({ rxErrs: 0n });
    await domain.updateDeviceFlags(xml('down'), LIVE);
    expect(await domain.getXMLDesc()).toContain("<link state='down'/>");

    await domain.detachDevice(xml('down'));
    await until('the guest has let go of it', async () => {
      return !(await domain.getXMLDesc()).includes('hotplug0');
    });
  }));

test('Domain.setInterfaceParameters: limits bandwidth in the persistent configuration', () =>
  withDefinedMachine(
    {
      devices: "<interface type='ethernet'><mac address='52:54:00:11:22:44'/></interface>",
    },
    async ({ domain }) => {
      // In the persistent configuration only: kernels may lack the queues that limit a live interface.
      const limits = { bandwidthInAverage: 1000, bandwidthOutAverage: 500 };
      await domain.setInterfaceParameters('52:54:00:11:22:44', limits, CONFIG);
      const found = await domain.getInterfaceParameters('52:54:00:11:22:44', CONFIG);
      expect(found).toMatchObject(limits);
    },
  ));

test('Domain.updateDeviceFlags: changes the medium of a CD-ROM drive', () =>
  withMachine(
    { devices: "<disk type='file' device='cdrom'><target dev='hdc' bus='ide'/></disk>" },
    async ({ domain, directory, boots }) => {
      // The firmware closes the tray when it looks for a boot device.
      await boots();
      const file = makeDisk(directory, 'medium');
      await domain.updateDeviceFlags(
        `<disk type='file' device='cdrom'>
           <driver name='qemu' type='raw'/><source file='${file}'/>
           <target dev='hdc' bus='ide'/><readonly/>
         </disk>`,
        LIVE | DomainDeviceModifyFlags.FORCE,
      );
      expect(await domain.getXMLDesc()).toContain(file);
    },
  ));

test('Domain.addIOThread, setIOThreadParams, delIOThread: on a running domain', () =>
  withMachine({ elements: '<iothreads>1</iothreads>' }, async ({ domain }) => {
    await domain.addIOThread(7, DomainModificationImpact.LIVE);
    const ids = async () => (await domain.getIOThreadInfo()).map((info) => info.ioThreadID).sort();
    expect(await ids()).toEqual([1, 7]);
    await domain.setIOThreadParams(7, { pollMaxNs: 1000 }, DomainModificationImpact.LIVE);
    await domain.pinIOThread(7, [true], DomainModificationImpact.LIVE);
    const pinned = (await domain.getIOThreadInfo()).find((info) => info.ioThreadID === 7)!;
    expect(pinned.cpuMap[0]).toBe(true);
    expect(pinned.cpuMap.slice(1)).not.toContain(true);
    const [stats] = await domain.domainGetConnect().getAllDomainStats([domain]);
    expect(stats!.ioThread).toContainEqual(expect.objectContaining({ index: 7, pollMaxNS: 1000n }));
    await domain.delIOThread(7, DomainModificationImpact.LIVE);
    expect(await ids()).toEqual([1]);
  }));

test('Domain.attachDeviceFlags: changes the persistent configuration of a shut-off domain', () =>
  withDefinedMachine({}, async ({ domain, directory }) => {
    await domain.attachDeviceFlags(diskXML(makeDisk(directory, 'b'), 'vdb'), CONFIG);
    expect(await domain.getXMLDesc()).toContain('vdb');
    await domain.detachDeviceAlias('ua-vdb', CONFIG);
    expect(await domain.getXMLDesc()).not.toContain('vdb');
  }));
