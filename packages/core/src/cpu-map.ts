import { native, type ConnectHandle } from '@libvirt/native';
import { settle, type CallOptions } from './call.js';
import { LibvirtError } from './errors.js';
import { ErrorNumber } from './generated/constants.js';
import { formatCPUList } from './parameters/cpu-list.js';
import { typeError } from './stack.js';

/** How many bytes hold a bit for each CPU. */
export function byteLength(cpus: number): number {
  return Math.ceil(cpus / 8);
}

/**
 * The bits that C takes for truth values by the number of the CPU: the lowest bit of the first
 * byte first.
 * @param name the name of the argument, for errors
 */
export function toBytes(name: string, cpus: readonly boolean[]): Uint8Array {
  check(name, cpus);
  const bytes = new Uint8Array(byteLength(cpus.length));
  cpus.forEach((set, cpu) => {
    if (set) bytes[cpu >> 3]! |= 1 << (cpu & 7);
  });
  return bytes;
}

/** The truth values of the first CPUs; bits that are not there are false. */
export function fromBytes(bytes: Uint8Array, cpus: number): boolean[] {
  return Array.from(
    { length: cpus },
    (_, cpu) => (((bytes[cpu >> 3] ?? 0) >> (cpu & 7)) & 1) === 1,
  );
}

/** The same for several maps of as many CPUs, one after the other. */
export function manyFromBytes(bytes: Uint8Array, cpus: number): boolean[][] {
  const length = byteLength(cpus);
  const count = length === 0 ? 0 : bytes.length / length;
  return Array.from({ length: count }, (_, index) =>
    fromBytes(bytes.subarray(index * length, (index + 1) * length), cpus),
  );
}

/**
 * The text that C takes for truth values by the number of the CPU, such as `0,2`.
 * @param name the name of the argument, for errors
 */
export function toList(name: string, cpus: readonly boolean[]): string {
  check(name, cpus);
  return formatCPUList(cpus);
}

/** As many CPUs as a map has bits for in the remote protocol: no host has more. */
const MAX_HOST_CPUS = 16_384;

/**
 * How many CPUs the host has, those that are offline among them. libvirt tells it in two ways, and
 * its drivers fill maps by either: a map that is shorter than one of them would lose CPUs.
 */
export async function countHostCPUs(conn: ConnectHandle, options?: CallOptions): Promise<number> {
  const answers = await Promise.allSettled([
    settle(() => native.virNodeGetCPUMap(conn, 0), options).then(([count]) => count),
    settle(() => native.virNodeGetInfo(conn), options).then(
      ([, , , , nodes, sockets, cores, threads]) => nodes * sockets * cores * threads,
    ),
  ]);
  const counts = answers.flatMap((answer) => {
    if (answer.status === 'fulfilled') return [answer.value];
    const error: unknown = answer.reason;
    if (error instanceof LibvirtError && error.errno === ErrorNumber.NO_SUPPORT) return [];
    throw error;
  });
  const [first] = answers;
  if (counts.length === 0 && first.status === 'rejected') throw first.reason;
  return Math.min(MAX_HOST_CPUS, Math.max(0, ...counts));
}

function check(name: string, cpus: readonly unknown[]): void {
  if (!Array.isArray(cpus)) throw typeError(`${name} must be an array`);
  // Not by a method of arrays: those that call back pass over what is missing.
  for (const [cpu, set] of cpus.entries()) {
    if (typeof set !== 'boolean') throw typeError(`${name}[${cpu}] must be a boolean`);
  }
}
