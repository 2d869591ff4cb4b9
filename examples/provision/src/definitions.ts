// What libvirt is asked to make, as typed data.
import type { StorageVol } from '@libvirt/core';
import {
  CapabilitiesXML,
  DomainXML,
  NetworkXML,
  StoragePoolXML,
  StorageVolXML,
  type DomainDiskXML,
} from '@libvirt/xml';

/** What to provision. */
export interface Plan {
  /** The name of the machine, its network and its pool: what has it belongs to this program. */
  readonly name: string;
  /** The folder on the host for the pool. */
  readonly directory: string;
  /** The image of a disk with an operating system, qcow2 or raw. Default: an empty disk. */
  readonly image?: string | undefined;
  /** What cloud-init does when the machine first starts. Default: no seed. */
  readonly userData?: string | undefined;
  /** The network's addresses, without the last number: `192.168.150`. */
  readonly subnet: string;
  /** In MiB. */
  readonly memory: number;
  /** Never uses KVM. */
  readonly emulate: boolean;
}

export const definePool = ({ name, directory }: Plan): string =>
  StoragePoolXML.format({ type: 'dir', name, target: { path: directory } });

export const defineVolume = (name: string, type: 'qcow2' | 'raw', size: number): string =>
  StorageVolXML.format({
    name,
    capacity: { unit: 'bytes', value: size },
    target: { format: { type } },
  });

export const defineNetwork = ({ name, subnet }: Plan): string =>
  NetworkXML.format({
    name,
    forward: { mode: 'nat' },
    ip: [
      {
        address: `${subnet}.1`,
        netmask: '255.255.255.0',
        dhcp: { range: [{ start: `${subnet}.10`, end: `${subnet}.99` }] },
      },
    ],
  });

export const defineMachine = (
  { name, memory }: Plan,
  type: ReturnType<typeof chooseType>,
  disk: DomainDiskXML[],
): string =>
  DomainXML.format({
    type,
    name,
    memory: { unit: 'MiB', value: memory },
    vcpu: { value: 1 },
    os: { type: { arch: 'x86_64', value: 'hvm' }, boot: [{ dev: 'hd' }] },
    features: { acpi: {} },
    devices: {
      disk,
      interface: [{ type: 'network', source: { network: name }, model: { type: 'virtio' } }],
      serial: [{ type: 'pty' }],
    },
  });

/** Describes the disk of a machine that is in a volume. */
export async function defineDisk(volume: StorageVol, dev: string): Promise<DomainDiskXML> {
  const { target } = StorageVolXML.parse(await volume.getXMLDesc());
  return {
    type: 'file',
    driver: { name: 'qemu', type: target.format?.type === 'qcow2' ? 'qcow2' : 'raw' },
    source: { file: await volume.getPath() },
    target: { dev, bus: 'virtio' },
  };
}

/** Chooses how a host runs the machine: by KVM if it can and may. Emulation is slow, and works everywhere. */
export function chooseType(capabilities: string, { emulate }: Plan) {
  const { guest = [] } = CapabilitiesXML.parse(capabilities);
  const types = guest.flatMap(({ arch }) => arch.domain).map(({ type }) => type);
  return types.find((type) => (type === 'kvm') !== emulate) ?? types[0]!;
}
