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
} from '@libvirt/core';

type Constants = Readonly<Record<string, number>>;

/** The name of a constant; its number if a newer libvirt added it. */
export type Name = string | number;

const DETAILS: Readonly<Record<number, Constants>> = {
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
  return nameOf(DomainState, state);
}

export function eventName(event: DomainEventType): Name {
  return nameOf(DomainEventType, event);
}

/** The meaning of a detail depends on the event. */
export function detailName(event: DomainEventType, detail: number): Name {
  return nameOf(DETAILS[event] ?? {}, detail);
}

/** `FROM_SNAPSHOT` is printed as `from-snapshot`. */
function nameOf(constants: Constants, value: number): Name {
  const name = Object.keys(constants).find((candidate) => constants[candidate] === value);
  return name?.toLowerCase().replaceAll('_', '-') ?? value;
}
