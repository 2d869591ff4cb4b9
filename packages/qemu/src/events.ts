import { Domain, type CallOptions, type Connect, type EventIterator } from '@libvirt/core';
import {
  checkOptions,
  EVENTS,
  isCalledByUsers,
  ITERATION_OPTIONS,
  native,
  OnDemandEmitter,
  rangeError,
  typeError,
  type EventKind,
  type IterationOptions,
  type OptionKeys,
  type Subscription,
} from '@libvirt/core/internal';
import type { EventEmitter } from 'node:events';
import { ConnectDomainQemuMonitorEventRegisterFlags } from './generated/constants.js';

/** QEMU's monitor told of something. */
export interface QemuMonitorEvent {
  readonly domain: Domain;
  /** What happened, by QEMU's name for it: `STOP`. */
  readonly event: string;
  /** When, by the host's clock: seconds since 1970 ... */
  readonly seconds: bigint;
  /** ... and microseconds. */
  readonly micros: number;
  /** More about it as JSON, or null. */
  readonly details: string | null;
}

/** Which events {@link qemuMonitorWatch} tells, and how many may wait. */
export interface QemuMonitorWatchOptions extends IterationOptions {
  /** This domain's events alone. Default: those of all domains. */
  readonly domain?: Domain | null;
  /** How the event's name is meant, as for {@link domainQemuMonitorEventRegister}. */
  readonly flags?: ConnectDomainQemuMonitorEventRegisterFlags;
}

const WATCH_OPTIONS: OptionKeys<QemuMonitorWatchOptions> = {
  ...ITERATION_OPTIONS,
  domain: true,
  flags: true,
};

const FAMILY = {
  key: 'domain',
  Class: Domain,
  identify: native.virDomainGetUUIDString,
  deregister: native.virConnectDomainQemuMonitorEventDeregister,
} as const;

/**
 * libvirt accepts one registration for each domain and one for all domains, whatever the names of
 * the events are. So each is for all events, its listeners share it, and the names are minded here.
 */
const NAME = 'qemu-monitor';
const KIND: EventKind<QemuMonitorEvent, 'domain', Domain> = {
  family: FAMILY,
  register: (connection, domain, listener, freed) =>
    native.virConnectDomainQemuMonitorEventRegister(connection, domain, null, 0, listener, freed),
  tell: (event: string, seconds: bigint, micros: number, details: string | null) => ({
    event,
    seconds,
    micros,
    details,
  }),
};

/** Whether an event has the name that is asked for. */
function matcher(
  event: string | null,
  flags: ConnectDomainQemuMonitorEventRegisterFlags,
): (happened: QemuMonitorEvent) => boolean {
  const { REGEX, NOCASE } = ConnectDomainQemuMonitorEventRegisterFlags;
  if (typeof flags !== 'number') throw typeError('flags must be a number');
  if ((flags & ~(REGEX | NOCASE)) !== 0) throw rangeError('flags must be REGEX and NOCASE');
  if (event === null) return () => true;
  if (typeof (event as unknown) !== 'string') throw typeError('event must be a string');
  const mindsNoCase = (flags & NOCASE) !== 0;
  if ((flags & REGEX) !== 0) {
    const pattern = patternOf(event, mindsNoCase);
    return (happened) => pattern.test(happened.event);
  }
  const plain = (name: string) => (mindsNoCase ? name.toUpperCase() : name);
  const name = plain(event);
  return (happened) => plain(happened.event) === name;
}

function patternOf(event: string, mindsNoCase: boolean): RegExp {
  try {
    return new RegExp(event, mindsNoCase ? 'i' : '');
  } catch {
    throw typeError('event must be a regular expression with the flag REGEX');
  }
}

/**
 * Calls back whenever QEMU's monitor tells of an event, as it is and before libvirt has done
 * anything about it.
 *
 * Since libvirt 1.2.3. C: `virConnectDomainQemuMonitorEventRegister`.
 * @param conn a connection to QEMU
 * @param domain the domain, or null for all
 * @param event QEMU's name for it, or null for all
 * @param callback called with the connection, the domain and what happened
 * @param flags `REGEX` makes the name a regular expression of JavaScript's, `NOCASE` minds no case
 * @returns the number to pass to {@link domainQemuEventDeregister}
 */
export async function domainQemuMonitorEventRegister(
  conn: Connect,
  domain: Domain | null,
  event: string | null,
  callback: (connect: Connect, domain: Domain, event: QemuMonitorEvent) => void,
  flags: ConnectDomainQemuMonitorEventRegisterFlags = 0,
  options?: CallOptions,
): Promise<number> {
  const isWanted = matcher(event, flags);
  const listener = (happened: QemuMonitorEvent) => {
    if (isWanted(happened)) callback(conn, happened.domain, happened);
  };
  return await hubOf(conn).register(NAME, KIND, domain, callback, listener, options);
}

/**
 * Ends a registration: its callback is not called any more. Harmless if done before.
 *
 * Since libvirt 1.2.3. C: `virConnectDomainQemuMonitorEventDeregister`.
 * @param conn the connection
 * @param callbackID what the registration returned
 */
export async function domainQemuEventDeregister(
  conn: Connect,
  callbackID: number,
  options?: CallOptions,
): Promise<void> {
  await hubOf(conn).deregister(FAMILY, callbackID, options);
}

/**
 * The events of QEMU's monitor, one after the other, as `Connect.watch` gives those of libvirt.
 *
 * Since libvirt 1.2.3. C: `virConnectDomainQemuMonitorEventRegister`.
 * @param conn a connection to QEMU
 * @param event QEMU's name for it, or null for all
 * @param options which of them
 */
export function qemuMonitorWatch(
  conn: Connect,
  event: string | null = null,
  options: QemuMonitorWatchOptions = {},
): EventIterator<QemuMonitorEvent> {
  checkOptions(options, WATCH_OPTIONS);
  const { domain = null, flags = 0 } = options;
  return hubOf(conn).watch(NAME, KIND, domain, options, matcher(event, flags));
}

/** What {@link QemuMonitorEvents} emits: `event` for every event, and each under QEMU's name. */
export type QemuMonitorEventMap = Record<Uppercase<string>, [event: QemuMonitorEvent]> & {
  event: [event: QemuMonitorEvent];
  /** An event could not be registered. */
  error: [error: unknown];
};

/**
 * Emits the events of QEMU's monitor under their names: `STOP`, or `event` for all of them. The
 * first listener registers the event with libvirt, and the removal of the last one ends that, as
 * the connection's end does. A call made after `on()` runs after the registration.
 *
 * Since libvirt 1.2.3. C: `virConnectDomainQemuMonitorEventRegister`.
 */
export class QemuMonitorEvents extends OnDemandEmitter<QemuMonitorEventMap> {
  readonly #conn: Connect;
  readonly #domain: Domain | null;

  /**
   * Registers nothing yet.
   * @param conn a connection to QEMU
   * @param domain this domain's events alone, or null for those of all domains
   */
  constructor(conn: Connect, domain: Domain | null = null) {
    super();
    hubOf(conn);
    this.#conn = conn;
    this.#domain = domain;
  }

  protected override begin(name: unknown): Subscription | undefined {
    if (!isEventName(name)) return undefined;
    const isWanted = matcher(name === 'event' ? null : name, 0);
    return hubOf(this.#conn).subscribe(NAME, KIND, this.#domain, (happened) => {
      if (isWanted(happened)) (this as unknown as EventEmitter).emit(name, happened);
    });
  }
}

/** Those of the emitter itself are in lower case. */
function isEventName(name: unknown): name is string {
  return name === 'event' || (typeof name === 'string' && name === name.toUpperCase());
}

function hubOf(conn: Connect) {
  const given: unknown = conn;
  if (typeof given !== 'object' || given === null || !(EVENTS in given)) {
    throw typeError('conn must be a Connect');
  }
  return conn[EVENTS];
}

isCalledByUsers(
  domainQemuMonitorEventRegister,
  domainQemuEventDeregister,
  qemuMonitorWatch,
  QemuMonitorEvents,
);
