import type { PackedParameters } from '@libvirt/native';
import { parseCPUList } from './cpu-list.js';
import { fieldSet, type Fields } from './field-set.js';
import type { ParameterValue, UnknownParameters } from './layout.js';

/** Virtual CPUs as the guest agent sees them, indexed by CPU number. Since libvirt 2.0.0. */
export interface DomainGuestVcpus extends UnknownParameters {
  /** Whether each CPU exists. */
  readonly vcpus?: readonly boolean[];
  /** Whether each CPU is online in the guest. */
  readonly online?: readonly boolean[];
  /** Whether the guest can take each CPU offline. */
  readonly offlinable?: readonly boolean[];
}

/** The lists as libvirt reports them: `0-3,^2`. */
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

/** `virDomainGetGuestVcpus`. A list that cannot be parsed is returned as text, under `extra`. */
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
