import {
  Connect,
  DomainCreateFlags,
  DomainUndefineFlagsValues,
  getVersion,
  LibvirtError,
  type Domain,
} from '@libvirt/core';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { bootSector } from './boot-sector.js';
import { Guest } from './guest.js';
import { scratch } from './host.js';

let count = 0;

/** A name that no other test uses. */
export function uniqueName(label: string): string {
  return `integration-${label}-${process.pid}-${++count}`;
}

/** A new empty directory; removed with everything else when the run ends. */
export function makeDirectory(): string {
  const parent = join(scratch, 'files');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'd'));
}

/** Opens the QEMU driver of the host that all tests share. */
export const openQEMU = (): Promise<Connect> =>
  Connect.open(process.env['LIBVIRT_INTEGRATION_QEMU_URI']);

/** Opens its LXC driver. */
export const openLXC = (): Promise<Connect> =>
  Connect.open(process.env['LIBVIRT_INTEGRATION_LXC_URI']);

/** Runs a program of the machine, and returns what it prints. */
export const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Makes a disk of 8 MiB from which the guest boots. */
function makeBootDisk(directory: string, format: 'raw' | 'qcow2' = 'qcow2'): string {
  const raw = join(directory, 'boot.raw');
  writeFileSync(
    raw,
    Buffer.concat([bootSector(), Buffer.alloc(8 * 2 ** 20 - bootSector().length)]),
  );
  if (format === 'raw') return raw;
  const disk = join(directory, `boot.${format}`);
  run('qemu-img', 'convert', '-f', 'raw', '-O', format, raw, disk);
  return disk;
}

/** The parts of a machine, in addition to a CPU, memory, a boot disk and a serial port. */
export interface MachineOptions {
  /** Memory and processors; 16 MiB and one by default. */
  readonly size?: string;
  /** Elements of the domain itself. */
  readonly elements?: string;
  /** Elements of `<devices>`. */
  readonly devices?: string;
  /** Where the serial port is, if not at a UNIX socket. */
  readonly serial?: string;
  /** The format of the boot disk; `none` for a machine without one. */
  readonly disk?: 'raw' | 'qcow2' | 'none';
  /** The label in its name. */
  readonly label?: string;
}

/** A machine that is not defined yet, with the files that belong to it. */
export interface Plan {
  readonly name: string;
  readonly directory: string;
  /** The image of its disk. */
  readonly disk: string;
  /** The socket of its serial port. */
  readonly serial: string;
  readonly xml: string;
}

/** Creates the files of a machine, and returns it without defining it. */
export function planMachine(options: MachineOptions = {}): Plan {
  const { size = "<memory unit='MiB'>16</memory>", elements = '', devices = '' } = options;
  const name = uniqueName(options.label ?? 'machine');
  const directory = makeDirectory();
  const serial = join(directory, 'serial');
  const format = options.disk ?? 'qcow2';
  const disk = format === 'none' ? '' : makeBootDisk(directory, format);
  const diskXML =
    format === 'none'
      ? ''
      : `<disk type='file' device='disk'>
           <driver name='qemu' type='${format}'/>
           <source file='${disk}'/>
           <target dev='vda' bus='virtio'/>
         </disk>`;
  const xml = `
    <domain type='qemu'>
      <name>${name}</name>
      ${size}
      <os><type arch='x86_64' machine='pc'>hvm</type></os>
      <features><acpi/></features>
      <pm><suspend-to-mem enabled='yes'/></pm>
      ${elements}
      <devices>
        ${diskXML}
        ${options.serial ?? `<serial type='unix'><source mode='bind' path='${serial}'/></serial>`}
        ${devices}
      </devices>
    </domain>`;
  return { name, directory, disk, serial, xml };
}

/** A machine as a test gets it. */
export interface Machine extends Plan {
  readonly conn: Connect;
  readonly domain: Domain;
  /** Connects to its guest, once it runs. */
  readonly guest: () => Promise<Guest>;
  /** Waits until its guest runs. */
  readonly boots: () => Promise<void>;
}

/** A machine of a plan. */
function machineOf(plan: Plan, conn: Connect, domain: Domain): Machine {
  const guest = () => Guest.connect({ path: plan.serial });
  const boots = async () => (await guest())[Symbol.dispose]();
  return { ...plan, conn, domain, guest, boots };
}

const { MANAGED_SAVE, SNAPSHOTS_METADATA, CHECKPOINTS_METADATA, NVRAM } = DomainUndefineFlagsValues;

/** Everything that the QEMU driver keeps of a domain. */
const EVERYTHING = MANAGED_SAVE | SNAPSHOTS_METADATA | CHECKPOINTS_METADATA | NVRAM;

/** Removes a domain and everything that libvirt keeps of it, whatever its state. */
export async function removeDomain(domain: Domain, what = EVERYTHING): Promise<void> {
  const ignoreMissing = (error: unknown) => {
    const expected = ['VIR_ERR_OPERATION_INVALID', 'VIR_ERR_NO_DOMAIN'];
    if (!(error instanceof LibvirtError) || !expected.includes(error.code)) throw error;
  };
  await domain.destroy().catch(ignoreMissing);
  await domain.undefineFlags(what).catch(ignoreMissing);
}

/** Runs a test with a machine that is defined for it and removed afterwards. */
export async function withDefinedMachine(
  options: MachineOptions,
  use: (machine: Machine) => Promise<void>,
): Promise<void> {
  const plan = planMachine(options);
  await using conn = await openQEMU();
  await using domain = await conn.domainDefineXML(plan.xml);
  try {
    await use(machineOf(plan, conn, domain));
  } finally {
    await removeDomain(domain);
  }
}

/** The same with a machine that has been started. */
export async function withMachine(
  options: MachineOptions,
  use: (machine: Machine) => Promise<void>,
): Promise<void> {
  await withDefinedMachine(options, async (machine) => {
    await machine.domain.create();
    await use(machine);
  });
}

/** The same with a transient machine. */
export async function withTransientMachine(
  options: MachineOptions,
  use: (machine: Machine) => Promise<void>,
): Promise<void> {
  const plan = planMachine(options);
  await using conn = await openQEMU();
  await using domain = await conn.domainCreateXML(plan.xml, DomainCreateFlags.START_VALIDATE);
  try {
    await use(machineOf(plan, conn, domain));
  } finally {
    await removeDomain(domain);
  }
}

/** Skips a test if libvirt is older than it needs. */
export async function needsLibvirt(
  { skip }: TestContext,
  major: number,
  minor: number,
): Promise<void> {
  const isOlder = (await getVersion()) < major * 1_000_000 + minor * 1_000;
  if (isOlder) skip(`libvirt ${major}.${minor} is needed`);
}

/** Waits until a condition holds. */
export async function until(what: string, is: () => Promise<boolean> | boolean): Promise<void> {
  const signal = AbortSignal.timeout(30_000);
  while (!(await is())) {
    if (signal.aborted) throw new Error(`${what}: not within 30 seconds`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
