import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// XML that both sides pass to libvirt, by the names that calls use: `xml.newcomer`. It has everything
// that libvirt would otherwise generate, such as a UUID, so that both sides have the same.

/** A domain definition without generated values. */
function machine(name: string, number: number, more = ''): string {
  return `<domain type='test'>
    <name>${name}</name>
    <uuid>44444444-7c16-4a3f-9d2a-8d1f0c00000${number}</uuid>
    <memory unit='KiB'>1048576</memory>
    <currentMemory unit='KiB'>524288</currentMemory>
    <vcpu current='2'>4</vcpu>
    <os><type>hvm</type></os>
    ${more}
  </domain>`;
}

/** The domain whose definition ends each script: no event of the script comes after it. */
export const lastName = 'the-last-one';
export const last = machine(lastName, 1);

export const newcomer = machine('newcomer', 2);
export const changed = machine('newcomer', 2, '<title>Changed</title>');
export const impostor = machine('running', 3);
export const passing = machine('passing', 4);
export const unnamed = machine('', 5);
export const slashed = machine('a/b', 6);
export const otherType = machine('other', 8).replace("'test'", "'kvm'");
export const unknownElements = machine('unknown', 7, '<nothing-that-exists/>');
export const broken = `<domain type='test'><name>broken`;
export const empty = '';
export const accented = 'Zoë – 起動 🚀';
export const device = `<disk type='file' device='disk'>
  <source file='/guest/second'/><target dev='vdb' bus='virtio'/>
</disk>`;
export const card = `<interface type='network'>
  <mac address='52:54:00:aa:00:02'/><source network='isolated'/>
</interface>`;

export const snapshotFirst = `<domainsnapshot><name>first</name></domainsnapshot>`;
export const snapshotSecond = `<domainsnapshot>
  <name>second</name><description>${accented}</description>
</domainsnapshot>`;
export const snapshotThird = `<domainsnapshot><name>third</name><memory snapshot='no'/></domainsnapshot>`;
export const snapshotWrong = `<domainsnapshot><name>wrong</name><disks><disk name='nowhere'/></disks></domainsnapshot>`;

export const checkpointFirst = `<domaincheckpoint>
  <name>first</name><disks><disk name='vda' checkpoint='bitmap'/></disks>
</domaincheckpoint>`;
export const checkpointSecond = `<domaincheckpoint><name>second</name></domaincheckpoint>`;
export const checkpointThird = `<domaincheckpoint>
  <name>third</name><description>${accented}</description>
</domaincheckpoint>`;

export const note = `<owner since='2026'>${accented}</owner>`;
export const namespace = 'https://example.org/notes';
export const otherNamespace = 'https://example.org/others';

export const network = `<network>
  <name>new</name>
  <uuid>55555555-7c16-4a3f-9d2a-8d1f0c000001</uuid>
  <forward mode='nat'/>
  <bridge name='virbr9'/>
  <mac address='52:54:00:bb:00:09'/>
  <ip address='192.168.123.1' netmask='255.255.255.0'>
    <dhcp><range start='192.168.123.2' end='192.168.123.9'/></dhcp>
  </ip>
</network>`;
export const networkHost = `<host mac='52:54:00:aa:00:09' name='guest' ip='192.168.123.9'/>`;
export const networkWrong = `<network><name>wrong</name><forward mode='teleport'/></network>`;

export const ethernet = `<interface type='ethernet' name='eth8'>
  <start mode='none'/>
  <mac address='aa:bb:cc:dd:ee:08'/>
  <protocol family='ipv4'><dhcp/></protocol>
</interface>`;
export const ethernetChanged = `<interface type='ethernet' name='eth7'>
  <start mode='none'/>
  <mac address='aa:bb:cc:dd:ee:07'/>
  <mtu size='9000'/>
</interface>`;

export const pool = `<pool type='dir'>
  <name>new</name>
  <uuid>66666666-7c16-4a3f-9d2a-8d1f0c000001</uuid>
  <target><path>/new</path></target>
</pool>`;
export const poolTransient = `<pool type='dir'>
  <name>passing</name>
  <uuid>66666666-7c16-4a3f-9d2a-8d1f0c000002</uuid>
  <target><path>/passing</path></target>
</pool>`;
export const poolWrong = `<pool type='dir'><name>wrong</name></pool>`;
export const poolSource = `<source><host name='storage.example.org'/></source>`;
export const volume = `<volume>
  <name>new.img</name>
  <capacity unit='bytes'>5000000000</capacity>
  <allocation unit='bytes'>1000</allocation>
  <target><path>/images/new.img</path></target>
</volume>`;
export const volumeHuge = `<volume>
  <name>huge.img</name>
  <capacity unit='bytes'>9223372036854775807</capacity>
  <allocation unit='bytes'>9223372036854775807</allocation>
</volume>`;
export const volumeSparse = `<volume>
  <name>sparse.img</name>
  <capacity unit='bytes'>18446744073709551615</capacity>
  <allocation unit='bytes'>0</allocation>
</volume>`;
export const volumeClone = `<volume>
  <name>clone.img</name>
  <capacity unit='bytes'>1000000000</capacity>
</volume>`;

export const vport = `<device>
  <parent>scsi_host7</parent>
  <capability type='scsi_host'>
    <capability type='fc_host'>
      <wwnn>2000000012341235</wwnn>
      <wwpn>1000000012341235</wwpn>
    </capability>
  </capability>
</device>`;

export const cpu = `<cpu><arch>x86_64</arch><model>Nehalem</model><vendor>Intel</vendor></cpu>`;
export const lesserCPU = `<cpu><arch>x86_64</arch><model>qemu64</model></cpu>`;
export const unknownCPU = `<cpu><arch>x86_64</arch><model>abacus</model></cpu>`;

const directory = mkdtempSync(join(tmpdir(), 'libvirt-differential-'));
/** The directory in which scripts write files; the tests remove it. */
export const files = directory;
export const saved = join(directory, 'saved');
export const dumped = join(directory, 'dumped');
export const missing = join(directory, 'missing');
