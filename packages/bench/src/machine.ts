import { getVersion } from '@libvirt/core';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** The machine on which the figures were measured. */
export interface Machine {
  readonly system: string;
  readonly architecture: string;
  readonly cpus: number;
  readonly cpuModel: string;
  readonly memoryMiB: number;
  readonly node: string;
  readonly libvirt: string;
  /** The load average of the last minute: near 0 on an idle machine. */
  readonly load: number;
}

export async function describeMachine(): Promise<Machine> {
  const processors = cpus();
  return {
    system: `${type()} ${release()}`,
    architecture: process.arch,
    cpus: processors.length,
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    node: process.versions.node,
    libvirt: formatVersion(await getVersion()),
    load: loadavg()[0]!,
  };
}

export function formatMachine(machine: Machine): string[] {
  return [
    `${machine.cpus} CPUs (${machine.cpuModel}, ${machine.architecture}), ${machine.memoryMiB} MiB`,
    `${machine.system}, Node.js ${machine.node}, libvirt ${machine.libvirt}, load ${machine.load.toFixed(2)}`,
  ];
}

/** Formats libvirt's version number: 9000000 is `9.0.0`. */
function formatVersion(version: number): string {
  return [version / 1_000_000, (version / 1000) % 1000, version % 1000].map(Math.trunc).join('.');
}
