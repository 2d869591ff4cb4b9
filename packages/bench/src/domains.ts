import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the test driver's description of a host with `count` running domains.
 * @returns the path, for a URI after `test://`
 */
export function writeDomains(folder: string, count: number): string {
  const domains = Array.from({ length: count }, (_, index) => {
    const uuid = `6695eb01-f6a4-8304-79aa-${index.toString(16).padStart(12, '0')}`;
    return `<domain type="test">
      <name>domain-${index}</name><uuid>${uuid}</uuid>
      <memory>1048576</memory><currentMemory>524288</currentMemory><vcpu>2</vcpu>
      <os><type arch="x86_64">hvm</type><boot dev="hd"/></os>
      <features><acpi/><apic/></features>
      <devices>
        <disk type="file" device="disk">
          <source file="/var/lib/libvirt/images/domain-${index}.qcow2"/><target dev="vda" bus="virtio"/>
        </disk>
        <interface type="network">
          <mac address="52:54:00:00:${hexByte(index >> 8)}:${hexByte(index)}"/>
          <source network="default"/><model type="virtio"/>
        </interface>
        <graphics type="vnc" port="-1" autoport="yes"/>
      </devices>
    </domain>`;
  });
  const path = join(folder, `${count}-domains.xml`);
  writeFileSync(path, `<node>${domains.join('\n')}</node>`);
  return path;
}

function hexByte(value: number): string {
  return (value & 255).toString(16).padStart(2, '0');
}
