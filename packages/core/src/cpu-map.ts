import { native, type ConnectHandle } from '@libvirt/native';
import { settle, type CallOptions } from './call.js';
import { LibvirtError } from './errors.js';
import { ErrorNumber } from './generated/constants.js';
import { formatCPUList } from './parameters/cpu-list.js';
import { typeError } from './stack.js';

/** Returns the number of bytes that hold one bit per CPU. */
export function byteLength(cpus: number): number {
  return Math.ceil(cpus / 8);
}

/**
 * Encodes booleans, indexed by CPU number, as C's bitmap: the lowest bit of the first byte is CPU
 * 0.
 * @param name Name of the argument, for error messages.
 * @param cpus Whether each CPU is in the map.
 */
export function toBytes(name: string, cpus: readonly boolean[]): Uint8Array {
  check(name, cpus);
  const bytes = new Uint8Array(byteLength(cpus.length));
  cpus.forEach((set, cpu) => {
    if (set) bytes[cpu >> 3]! |= 1 << (cpu & 7);
  });
  return bytes;
}

/** Decodes the first CPUs of a bitmap to booleans; bits beyond its end are `false`. */
export function fromBytes(bytes: Uint8Array, cpus: number): boolean[] {
  return Array.from(
    { length: cpus },
    (_, cpu) => (((bytes[cpu >> 3] ?? 0) >> (cpu & 7)) & 1) === 1,
  );
}

/** Decodes several concatenated bitmaps of the same number of CPUs. */
export function manyFromBytes(bytes: Uint8Array, cpus: number): boolean[][] {
  const length = byteLength(cpus);
  const count = length === 0 ? 0 : bytes.length / length;
  return Array.from({ length: count }, (_, index) =>
    fromBytes(bytes.subarray(index * length, (index + 1) * length), cpus),
  );
}

/**
 * Encodes booleans, indexed by CPU number, as C's list format, such as `0,2`.
 * @param name Name of the argument, for error messages.
 * @param cpus Whether each CPU is in the list.
 */
export function toList(name: string, cpus: readonly boolean[]): string {
  check(name, cpus);
  return formatCPUList(cpus);
}

/** The most CPUs that a bitmap of the remote protocol can hold, and so the most of any host. */
const MAX_HOST_CPUS = 16_384;

/**
 * Returns the number of the host's CPUs, including those offline. libvirt reports it in two ways,
 * and drivers size their maps by one or the other: a map sized by the smaller number would lose
 * CPUs.
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
  // Unlike the methods that take a callback, `entries()` does not skip holes.
  for (const [cpu, set] of cpus.entries()) {
    if (typeof set !== 'boolean') throw typeError(`${name}[${cpu}] must be a boolean`);
  }
}
