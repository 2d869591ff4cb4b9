import type { PackedParameters } from '@libvirt/native';
import type { DomainEventTunableCpuPin, DomainTunableEvent } from '../events/payloads.js';
import { DomainTunableParameter } from '../generated/parameters.js';
import { parseCPUList } from './cpu-list.js';
import { domainBlockIoTuneParameters } from './domain-block.js';
import { domainSchedulerParameters } from './domain-tuning.js';
import { GrammarPlacement, group, open, type Grammar } from './grammar.js';
import { unpack } from './packed.js';

type Tunable = Omit<DomainTunableEvent, 'domain'>;

/** The event as libvirt sends it: CPUs are lists such as `0-3`. */
interface Told extends Omit<Tunable, 'cpuPin'> {
  readonly cpuPin?: {
    readonly vcpuPin?: Readonly<Record<string, string>>;
    readonly emulatorPin?: string;
    readonly ioThreadPin?: Readonly<Record<string, string>>;
  };
}

/** Returns a pattern for a name that contains a number. */
function numbered(name: string): RegExp {
  return new RegExp(name.replace('.', '\\.').replace('%u', '(0|[1-9]\\d{0,9})'));
}

const placement = new GrammarPlacement((): Grammar<Told> => ({
  cpuSched: group(domainSchedulerParameters.fields, 'cputune.'),
  cpuPin: group({
    vcpuPin: open(numbered(DomainTunableParameter.CPU_VCPUPIN), 'string'),
    emulatorPin: [DomainTunableParameter.CPU_EMULATORPIN, 'string'],
    ioThreadPin: open(numbered(DomainTunableParameter.CPU_IOTHREADSPIN), 'string'),
  }),
  blkdevDisk: [DomainTunableParameter.BLKDEV_DISK, 'string'],
  blkdevTune: group(domainBlockIoTuneParameters.fields, 'blkdeviotune.'),
}));

/** `virConnectDomainEventTunableCallback`. */
export function readTunable(packed: PackedParameters): Tunable {
  const [told = {}] = unpack(packed, placement);
  const { cpuPin, ...others } = told;
  return { ...others, ...(cpuPin && { cpuPin: readPins(cpuPin) }) };
}

function readPins({
  vcpuPin,
  emulatorPin,
  ioThreadPin,
}: NonNullable<Told['cpuPin']>): DomainEventTunableCpuPin {
  return {
    ...(vcpuPin && { vcpuPin: readEach(vcpuPin) }),
    ...(emulatorPin !== undefined && { emulatorPin: readList(emulatorPin) }),
    ...(ioThreadPin && { ioThreadPin: readEach(ioThreadPin) }),
  };
}

function readEach(lists: Readonly<Record<string, string>>): Record<number, boolean[]> {
  return Object.fromEntries(Object.entries(lists).map(([id, list]) => [id, readList(list)]));
}

/** Decodes a list that libvirt itself has written. */
function readList(list: string): boolean[] {
  return parseCPUList(list) ?? [];
}
