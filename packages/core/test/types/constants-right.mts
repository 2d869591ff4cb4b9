// What is right about constants compiles: a constant is a number, and numbers are accepted for it.
import {
  Connect,
  DomainDeviceModifyFlags,
  DomainEventStartedDetailType,
  DomainEventStoppedDetailType,
  DomainEventType,
  DomainMemoryModFlags,
  DomainModificationImpact,
  DomainRunningReason,
  DomainState,
  DomainXMLFlags,
  KeycodeSet,
  LibvirtError,
  nameOf,
  namesOf,
  NetworkUpdateCommand,
  NetworkUpdateSection,
  TypedParameterFlags,
  type ConstantName,
  type Domain,
  type DomainLifecycleEvent,
  type DomainStats,
  type DomainStatsVcpu,
  type Network,
} from '@libvirt/core';

export async function numbers(domain: Domain, flags: number): Promise<void> {
  // A literal, of this release or of a newer one, with bit 31, signed or not.
  await domain.getXMLDesc(0);
  await domain.getXMLDesc(3);
  await domain.getXMLDesc(4096);
  await domain.getXMLDesc(1 << 31);
  await domain.getXMLDesc(2 ** 31);
  // A variable, and combinations.
  await domain.getXMLDesc(flags);
  await domain.getXMLDesc(DomainXMLFlags.SECURE);
  await domain.getXMLDesc(DomainXMLFlags.SECURE | DomainXMLFlags.INACTIVE);
  await domain.getXMLDesc(DomainXMLFlags.SECURE | 4096);
  let chosen = DomainXMLFlags.SECURE;
  chosen = DomainXMLFlags.INACTIVE;
  chosen |= DomainXMLFlags.MIGRATABLE;
  await domain.getXMLDesc(chosen);
  const all = [DomainXMLFlags.SECURE, DomainXMLFlags.INACTIVE];
  const combined = all.reduce((some, flag) => some | flag, 0);
  await domain.getXMLDesc(combined);
  const isSecure: boolean = (chosen & DomainXMLFlags.SECURE) !== 0;
  // A constant is a number.
  const running: number = DomainState.RUNNING;
  const values: number[] = Object.values(DomainState);
  const byState: Record<number, string> = { [DomainState.RUNNING]: 'runs' };
  const names = new Map<DomainState, string>([[DomainState.RUNNING, 'runs']]);
  void [isSecure, running, values, byState[DomainState.RUNNING], names.get(flags), names.get(9)];
}

export async function comparisons(domain: Domain, number: number): Promise<string> {
  const { state, reason } = await domain.getState();
  if (state === DomainState.RUNNING && reason === DomainRunningReason.BOOTED) return 'booted';
  if (state === number || state !== DomainState.SHUTOFF) return 'not off';
  const info = await domain.getInfo();
  if (info.state === 99 || info.state === DomainState.PAUSED) return 'a number, or a name';
  if (info.state === DomainState.BLOCKED || info.state === 1) return 'a name, or a number';
  switch ((await domain.getInfo()).state) {
    case DomainState.RUNNING:
      return 'runs';
    case 98:
    case 99:
      return 'a newer state';
    default:
      return 'else';
  }
}

export function narrowing(event: DomainLifecycleEvent): unknown {
  if (event.event === DomainEventType.STARTED) {
    const detail: DomainEventStartedDetailType = event.detail;
    return detail === DomainEventStartedDetailType.BOOTED;
  } else if (event.event === DomainEventType.STOPPED) {
    const detail: DomainEventStoppedDetailType = event.detail;
    return detail === DomainEventStoppedDetailType.CRASHED;
  }
  // The other branch excludes the two.
  const rest: Exclude<
    DomainEventType,
    typeof DomainEventType.STARTED | typeof DomainEventType.STOPPED
  > = event.event;
  const { event: kind, detail } = event;
  switch (kind) {
    case DomainEventType.SUSPENDED:
      return nameOf(DomainEventStoppedDetailType, detail as number);
    case 99:
      return rest;
    default:
      return nameOf(DomainEventType, kind);
  }
}

export async function several(domain: Domain, network: Network): Promise<void> {
  // Where libvirt takes the flags of several enums.
  const { LIVE, CONFIG } = DomainModificationImpact;
  await domain.setMemoryFlags(1024, LIVE);
  await domain.setMemoryFlags(1024, DomainMemoryModFlags.MAXIMUM);
  await domain.setMemoryFlags(1024, CONFIG | DomainMemoryModFlags.MAXIMUM);
  await domain.setVcpusFlags(2, LIVE);
  await domain.attachDeviceFlags('<disk/>', CONFIG);
  await domain.updateDeviceFlags('<disk/>', LIVE | DomainDeviceModifyFlags.FORCE);
  await domain.getMemoryParameters(CONFIG);
  await domain.getMemoryParameters(TypedParameterFlags.STRING_OKAY);
  await domain.managedSaveGetXMLDesc(DomainXMLFlags.SECURE);
  await domain.sendKey(KeycodeSet.LINUX, 100, [30]);
  const { ADD_LAST } = NetworkUpdateCommand;
  await network.update(ADD_LAST, NetworkUpdateSection.IP_DHCP_HOST, -1, '<host/>');
}

export function names(state: DomainState): string {
  const name: ConstantName<typeof DomainState> | undefined = nameOf(DomainState, state);
  const flags: string[] = namesOf(DomainXMLFlags, DomainXMLFlags.SECURE | 8);
  nameOf(DomainState, 99);
  nameOf<Record<string, number>>({ ONE: 1 }, 1);
  return name ?? flags.join('|');
}

export function codes(error: LibvirtError, code: string): boolean {
  // A code of a newer libvirt is its number.
  return error.code === 'VIR_ERR_NO_DOMAIN' || error.code === '999' || error.code === code;
}

export function lists({ vcpu = [], block }: DomainStats, conn: Connect): unknown {
  for (const { index, state } of vcpu) void [index.toFixed(), state === 1];
  const third: DomainStatsVcpu | undefined = vcpu.find(({ index }) => index === 3);
  return [vcpu.length, third?.time, block?.map(({ name }) => name), conn];
}
