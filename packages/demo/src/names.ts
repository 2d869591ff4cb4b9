import {
  DomainEventCrashedDetailType,
  DomainEventDefinedDetailType,
  DomainEventPMSuspendedDetailType,
  DomainEventResumedDetailType,
  DomainEventShutdownDetailType,
  DomainEventStartedDetailType,
  DomainEventStoppedDetailType,
  DomainEventSuspendedDetailType,
  DomainEventType,
  DomainEventUndefinedDetailType,
  DomainState,
  nameOf,
  type Constants,
} from '@libvirt/core';

/** The name of a constant; its number if a newer libvirt added it. */
export type Name = string | number;

type AnyConstants = Constants<Record<string, number>>;

const DETAILS: Readonly<Record<number, AnyConstants>> = {
  [DomainEventType.DEFINED]: DomainEventDefinedDetailType,
  [DomainEventType.UNDEFINED]: DomainEventUndefinedDetailType,
  [DomainEventType.STARTED]: DomainEventStartedDetailType,
  [DomainEventType.SUSPENDED]: DomainEventSuspendedDetailType,
  [DomainEventType.RESUMED]: DomainEventResumedDetailType,
  [DomainEventType.STOPPED]: DomainEventStoppedDetailType,
  [DomainEventType.SHUTDOWN]: DomainEventShutdownDetailType,
  [DomainEventType.PMSUSPENDED]: DomainEventPMSuspendedDetailType,
  [DomainEventType.CRASHED]: DomainEventCrashedDetailType,
};

export function stateName(state: DomainState): Name {
  return spelled(nameOf(DomainState, state), state);
}

export function eventName(event: DomainEventType): Name {
  return spelled(nameOf(DomainEventType, event), event);
}

/** The meaning of a detail depends on the event. */
export function detailName(event: DomainEventType, detail: number): Name {
  return spelled(nameOf<Record<string, number>>(DETAILS[event] ?? {}, detail), detail);
}

/** `FROM_SNAPSHOT` is printed as `from-snapshot`. */
function spelled(name: string | undefined, value: number): Name {
  return name?.toLowerCase().replaceAll('_', '-') ?? value;
}
