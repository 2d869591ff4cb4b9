import type { PackedParameters } from '@libvirt/native';
import { parseCPUList } from './cpu-list.js';
import { fieldSet, type Fields } from './field-set.js';
import type { ParameterValue, UnknownParameters } from './layout.js';

/**
 * The virtual CPUs as the agent in the guest sees them: each a list of truth values by the number
 * of the CPU. Since libvirt 2.0.0.
 */
export interface DomainGuestVcpus extends UnknownParameters {
  /** Which there are. */
  readonly vcpus?: readonly boolean[];
  /** Which of them the guest uses. */
  readonly online?: readonly boolean[];
  /** Which of them the guest can stop using. */
  readonly offlinable?: readonly boolean[];
}

/** The lists as libvirt has them: `0-3,^2`. */
interface GuestVcpuLists extends UnknownParameters {
  readonly vcpus?: string;
  readonly online?: string;
  readonly offlinable?: string;
}

const guestVcpuLists = fieldSet((): Fields<GuestVcpuLists> => ({
  vcpus: ['vcpus', 'string'],
  online: ['online', 'string'],
  offlinable: ['offlinable', 'string'],
}));

/** `virDomainGetGuestVcpus`. A list that makes no sense is left as it is, under `extra`. */
export function readGuestVcpus(packed: PackedParameters): DomainGuestVcpus {
  const { extra, ...lists } = guestVcpuLists.read(packed);
  const cpus: Record<string, readonly boolean[]> = {};
  const rest: Record<string, ParameterValue | readonly ParameterValue[]> = { ...extra };
  for (const [key, list] of Object.entries(lists)) {
    const parsed = parseCPUList(list);
    if (parsed === undefined) rest[key] = list;
    else cpus[key] = parsed;
  }
  return Object.keys(rest).length === 0 ? cpus : { ...cpus, extra: rest };
}
