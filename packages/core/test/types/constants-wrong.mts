// Every line with a constant of another enum is refused.
import {
  Connect,
  DomainDestroyFlagsValues,
  DomainEventStoppedDetailType,
  DomainEventType,
  DomainPausedReason,
  DomainShutdownFlagValues,
  DomainState,
  DomainXMLFlags,
  LibvirtError,
  nameOf,
  namesOf,
  NetworkUpdateCommand,
  NetworkUpdateSection,
  type Domain,
  type DomainLifecycleEvent,
  type DomainStats,
  type Network,
} from '@libvirt/core';

export async function parameters(conn: Connect, domain: Domain, net: Network): Promise<void> {
  // @ts-expect-error -- flags of another method
  await conn.listAllDomains(DomainXMLFlags.SECURE);
  // @ts-expect-error -- a state is no flag
  await domain.createWithFlags(DomainState.SHUTOFF);
  // @ts-expect-error -- of shutdown
  await domain.destroyFlags(DomainShutdownFlagValues.SIGNAL);
  // @ts-expect-error -- of destroy
  await domain.shutdownFlags(DomainDestroyFlagsValues.GRACEFUL);
  const { ADD_LAST } = NetworkUpdateCommand;
  const { IP_DHCP_HOST } = NetworkUpdateSection;
  // @ts-expect-error -- the command and the section are swapped
  await net.update(IP_DHCP_HOST, ADD_LAST, -1, '<host/>');
  // @ts-expect-error -- a state is no set of keycodes
  await domain.sendKey(DomainState.RUNNING, 100, [30]);
  // @ts-expect-error -- a state is no flag, in a variable either
  await domain.getXMLDesc((await domain.getInfo()).state);
  // @ts-expect-error -- of no console
  domain.createConsoleStream(null, { flags: DomainXMLFlags.SECURE });
  // @ts-expect-error -- a state is no event
  const state: DomainState = DomainEventType.STARTED;
  // @ts-expect-error -- an event is no state
  nameOf(DomainState, DomainEventType.STARTED);
  // @ts-expect-error -- flags of another enum
  namesOf(DomainXMLFlags, DomainDestroyFlagsValues.GRACEFUL);
  // @ts-expect-error -- names are found by nameOf
  const name: string = DomainState[1];
  // @ts-expect-error -- a type, not a value
  const other: number = DomainState.other;
  // @ts-expect-error -- constants cannot be changed
  DomainState.RUNNING = 2;
  // @ts-expect-error -- no such state
  void DomainState.RUNING;
  void [state, name, other];
}

export async function comparisons(domain: Domain, event: DomainLifecycleEvent): Promise<unknown> {
  const { state, reason } = await domain.getState();
  const { event: kind, detail } = event;
  const { STARTED } = DomainEventType;
  return [
    // @ts-expect-error -- a state is no event
    state === DomainEventType.STARTED,
    // @ts-expect-error -- the other way round
    DomainEventType.STARTED === state,
    // @ts-expect-error -- nor is it different from one
    state !== DomainEventType.STARTED,
    // @ts-expect-error -- an event is no state
    kind === DomainState.SHUTOFF,
    // @ts-expect-error -- the detail of another event
    event.event === STARTED && event.detail === DomainEventStoppedDetailType.CRASHED,
    // @ts-expect-error -- the same, taken apart
    kind === STARTED && detail === DomainEventStoppedDetailType.CRASHED,
    // @ts-expect-error -- the reason of another state
    state === DomainState.RUNNING && reason === DomainPausedReason.USER,
  ];
}

export function choice(state: DomainState): void {
  switch (state) {
    case DomainState.RUNNING:
    // @ts-expect-error -- a state is no event
    case DomainEventType.CRASHED:
  }
}

export function codes(error: LibvirtError): boolean {
  // @ts-expect-error -- a misspelt code
  return error.code === 'VIR_ERR_NO_DOMIAN';
}

export function lists({ vcpu }: DomainStats): void {
  // @ts-expect-error -- it may be absent
  vcpu.find(({ index }) => index === 3);
}
