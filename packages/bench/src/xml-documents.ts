import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Disks of each document. */
export const DISKS = 2;

/**
 * Writes documents of running QEMU machines, as libvirt returns them.
 * @returns the path of a JSON array of texts
 */
export function writeDocuments(folder: string, count: number): string {
  const path = join(folder, `${count}-documents.json`);
  writeFileSync(path, JSON.stringify(Array.from({ length: count }, (_, index) => write(index))));
  return path;
}

function write(index: number): string {
  const name = `web-${index}`;
  const hex = index.toString(16).padStart(4, '0');
  const [label, low, high] = [`c${index},c${index + 1}`, hex.slice(2), hex.slice(0, 2)];
  const pci = (bus: number, slot = 0, func = 0) =>
    `<address type='pci' domain='0x0000' bus='0x${bus.toString(16).padStart(2, '0')}' slot='0x${slot.toString(16).padStart(2, '0')}' function='0x${func.toString(16)}'/>`;
  const ports = Array.from(
    { length: 8 },
    (_, port) => `
    <controller type='pci' index='${port + 1}' model='pcie-root-port'>
      <model name='pcie-root-port'/>
      <target chassis='${port + 1}' port='0x${(port + 16).toString(16)}'/>
      <alias name='pci.${port + 1}'/>
      ${pci(0, 2, port)}
    </controller>`,
  );
  const disks = ['vda', 'vdb'].map(
    (target, disk) => `
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='none' discard='unmap'/>
      <source file='/var/lib/libvirt/images/${name}-${disk}.qcow2' index='${disk + 1}'/>
      <backingStore/>
      <target dev='${target}' bus='virtio'/>
      <alias name='virtio-disk${disk}'/>
      ${pci(disk + 3)}
    </disk>`,
  );
  return `<domain type='kvm' id='${index + 1}'>
  <name>${name}</name>
  <uuid>6695eb01-f6a4-8304-79aa-97f2502e${hex}</uuid>
  <metadata>
    <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0">
      <libosinfo:os id="http://debian.org/debian/12"/>
    </libosinfo:libosinfo>
  </metadata>
  <memory unit='KiB'>4194304</memory>
  <currentMemory unit='KiB'>4194304</currentMemory>
  <vcpu placement='static'>2</vcpu>
  <resource>
    <partition>/machine</partition>
  </resource>
  <os>
    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
    <boot dev='hd'/>
  </os>
  <features>
    <acpi/>
    <apic/>
    <vmport state='off'/>
  </features>
  <cpu mode='host-passthrough' check='none' migratable='on'/>
  <clock offset='utc'>
    <timer name='rtc' tickpolicy='catchup'/>
    <timer name='pit' tickpolicy='delay'/>
    <timer name='hpet' present='no'/>
  </clock>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <pm>
    <suspend-to-mem enabled='no'/>
    <suspend-to-disk enabled='no'/>
  </pm>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>${disks.join('')}
    <controller type='usb' index='0' model='qemu-xhci' ports='15'>
      <alias name='usb'/>
      ${pci(2)}
    </controller>
    <controller type='pci' index='0' model='pcie-root'>
      <alias name='pcie.0'/>
    </controller>${ports.join('')}
    <interface type='network'>
      <mac address='52:54:00:6b:${high}:${low}'/>
      <source network='default' portid='0b1bb1ce-7a5b-4a0e-8a3e-0f1b2c3d${hex}' bridge='virbr0'/>
      <target dev='vnet${index}'/>
      <model type='virtio'/>
      <alias name='net0'/>
      ${pci(1)}
    </interface>
    <serial type='pty'>
      <source path='/dev/pts/${index}'/>
      <target type='isa-serial' port='0'>
        <model name='isa-serial'/>
      </target>
      <alias name='serial0'/>
    </serial>
    <console type='pty' tty='/dev/pts/${index}'>
      <source path='/dev/pts/${index}'/>
      <target type='serial' port='0'/>
      <alias name='serial0'/>
    </console>
    <channel type='unix'>
      <source mode='bind' path='/run/libvirt/qemu/channel/${index}-${name}/org.qemu.guest_agent.0'/>
      <target type='virtio' name='org.qemu.guest_agent.0' state='disconnected'/>
      <alias name='channel0'/>
      <address type='virtio-serial' controller='0' bus='0' port='1'/>
    </channel>
    <input type='tablet' bus='usb'>
      <alias name='input0'/>
      <address type='usb' bus='0' port='1'/>
    </input>
    <graphics type='vnc' port='${5900 + index}' autoport='yes' listen='127.0.0.1'>
      <listen type='address' address='127.0.0.1'/>
    </graphics>
    <video>
      <model type='virtio' heads='1' primary='yes'/>
      <alias name='video0'/>
      ${pci(0, 1)}
    </video>
    <memballoon model='virtio'>
      <alias name='balloon0'/>
      ${pci(5)}
    </memballoon>
    <rng model='virtio'>
      <backend model='random'>/dev/urandom</backend>
      <alias name='rng0'/>
      ${pci(6)}
    </rng>
  </devices>
  <seclabel type='dynamic' model='dac' relabel='yes'>
    <label>+64055:+64055</label>
    <imagelabel>+64055:+64055</imagelabel>
  </seclabel>
  <seclabel type='dynamic' model='selinux' relabel='yes'>
    <label>system_u:system_r:svirt_t:s0:${label}</label>
    <imagelabel>system_u:object_r:svirt_image_t:s0:${label}</imagelabel>
  </seclabel>
</domain>
`;
}
