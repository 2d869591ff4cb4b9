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
  type EventFamily,
  type EventKind,
  type IterationOptions,
  type OptionKeys,
  type Subscription,
} from '@libvirt/core/internal';
import { ConnectDomainQemuMonitorEventRegisterFlags } from './generated/constants.js';

/** An event of QEMU's monitor. */
export interface QemuMonitorEvent {
  /** The domain, a new object of the listener's: free it, or leave it to the garbage collector. */
  readonly domain: Domain;
  /** QEMU's name for the event, such as `STOP`. */
  readonly event: string;
  /** Time of the event by the host's clock: seconds since 1970-01-01 UTC. */
  readonly seconds: bigint;
  /** Microseconds to add to `seconds`. */
  readonly micros: number;
  /** The event's data as JSON text, or `null` if it has none. */
  readonly details: string | null;
}

/** Options of {@link qemuMonitorWatch}. */
export interface QemuMonitorWatchOptions extends IterationOptions {
  /** Yields events of this domain only. Default: all domains. */
  readonly domain?: Domain | null;
  /**
   * Bitwise OR of {@link ConnectDomainQemuMonitorEventRegisterFlags}, as for
   * {@link domainQemuMonitorEventRegister}. Default: 0.
   */
  readonly flags?: ConnectDomainQemuMonitorEventRegisterFlags;
}

const WATCH_OPTIONS: OptionKeys<QemuMonitorWatchOptions> = {
  ...ITERATION_OPTIONS,
  domain: true,
  flags: true,
};

const FAMILY: EventFamily<'domain', Domain> = {
  key: 'domain',
  Class: Domain,
  identify: (handle) => native.virDomainGetUUIDString(handle),
  deregister: (...args) => native.virConnectDomainQemuMonitorEventDeregister(...args),
};

/**
 * libvirt accepts one registration per domain and one for all domains, whatever the event's name.
 * So each registration is for all events, its listeners share it, and names are matched here.
 */
const NAME = 'qemu-monitor';
const KIND: EventKind<QemuMonitorEvent, 'domain', Domain> = {
  family: FAMILY,
  register: (connection, domain, listener, freed) =>
    native.virConnectDomainQemuMonitorEventRegister(connection, domain, null, 0, listener, freed),
  decode: (event: string, seconds: bigint, micros: number, details: string | null) => ({
    event,
    seconds,
    micros,
    details,
  }),
};

/** Returns a predicate that matches an event's name. */
function matcher(
  event: string | null,
  flags: ConnectDomainQemuMonitorEventRegisterFlags,
): (happened: QemuMonitorEvent) => boolean {
  const { REGEX, NOCASE } = ConnectDomainQemuMonitorEventRegisterFlags;
  if (typeof flags !== 'number') throw typeError('flags must be a number');
  if ((flags & ~(REGEX | NOCASE)) !== 0) {
    throw rangeError(`flags must be a combination of REGEX and NOCASE, not ${flags}`);
  }
  if (event === null) return () => true;
  if (typeof (event as unknown) !== 'string') throw typeError('event must be a string');
  const ignoresCase = (flags & NOCASE) !== 0;
  if ((flags & REGEX) !== 0) {
    const pattern = patternOf(event, ignoresCase);
    return (happened) => pattern.test(happened.event);
  }
  const plain = (name: string) => (ignoresCase ? name.toUpperCase() : name);
  const name = plain(event);
  return (happened) => plain(happened.event) === name;
}

function patternOf(event: string, ignoresCase: boolean): RegExp {
  try {
    return new RegExp(event, ignoresCase ? 'i' : '');
  } catch (error) {
    const { message } = error as SyntaxError;
    throw typeError(`event must be a regular expression with the flag REGEX: ${message}`);
  }
}

/**
 * Registers a callback for events of QEMU's monitor. They arrive as QEMU sends them, before libvirt
 * acts on them.
 *
 * Since libvirt 1.2.3. C: `virConnectDomainQemuMonitorEventRegister`.
 * @param conn A connection to QEMU.
 * @param domain The domain, or `null` for all.
 * @param event QEMU's name for the event, such as `STOP`, or `null` for all.
 * @param callback Called with the connection, the domain and the event.
 * @param flags Bitwise OR of {@link ConnectDomainQemuMonitorEventRegisterFlags}: `REGEX` makes the
 *   name a JavaScript regular expression, `NOCASE` ignores case.
 * @param options An abort signal. Aborting ends the registration.
 * @returns The callback ID, for {@link domainQemuEventDeregister}.
 * @throws {TypeError} When an argument has the wrong type, or `event` is not a regular expression with
 *   the flag `REGEX`.
 * @throws {RangeError} When `flags` contains an unknown flag.
 * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` when the connection is not one to QEMU.
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
 * Deregisters a callback; it is not called again. Does nothing if that was done before.
 *
 * Since libvirt 1.2.3. C: `virConnectDomainQemuMonitorEventDeregister`.
 * @param conn The connection.
 * @param callbackID The ID that {@link domainQemuMonitorEventRegister} returned.
 * @param options An abort signal.
 * @throws {TypeError} When `callbackID` is not a whole number.
 * @throws {RangeError} When `callbackID` belongs to events of libvirt itself.
 */
export async function domainQemuEventDeregister(
  conn: Connect,
  callbackID: number,
  options?: CallOptions,
): Promise<void> {
  await hubOf(conn).deregister(FAMILY, callbackID, options);
}

/**
 * Returns an async iterator over events of QEMU's monitor. It registers at once, and ends like that of
 * {@link Connect.watch}: when you leave the loop, when the signal is aborted, with the connection, or with
 * an `EventOverflowError` when more than `limit` events are queued.
 *
 * Since libvirt 1.2.3. C: `virConnectDomainQemuMonitorEventRegister`.
 * @param conn A connection to QEMU.
 * @param event QEMU's name for the event, or `null` for all.
 * @param options The domain, the flags for `event`, an abort signal, and the length of the queue.
 * @throws {TypeError} When an argument or option has the wrong type.
 * @throws {RangeError} When `flags` contains an unknown flag, or `limit` is not a whole number of at
 *   least 1.
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

/** Events of {@link QemuMonitorEvents}: each under QEMU's name, and `event` for all. */
export type QemuMonitorEventMap = Record<Uppercase<string>, [event: QemuMonitorEvent]> & {
  event: [event: QemuMonitorEvent];
  /** The events could not be registered: a `LibvirtError`, such as `VIR_ERR_NO_SUPPORT`. */
  error: [error: unknown];
};

/**
 * Emits the events of QEMU's monitor under their names, such as `STOP`, and all of them as `event`.
 * The first listener registers with libvirt; removing the last one, or the end of the connection,
 * deregisters. Calls made after `on()` reach libvirt after the registration.
 *
 * Since libvirt 1.2.3. C: `virConnectDomainQemuMonitorEventRegister`.
 */
export class QemuMonitorEvents extends OnDemandEmitter<QemuMonitorEventMap> {
  readonly #conn: Connect;
  readonly #domain: Domain | null;

  /**
   * Creates an emitter. It registers with libvirt once a listener is added.
   * @param conn A connection to QEMU.
   * @param domain Emits events of this domain only; `null` for all domains.
   * @throws {TypeError} When `conn` is not a Connect.
   */
  constructor(conn: Connect, domain: Domain | null = null) {
    super();
    hubOf(conn);
    this.#conn = conn;
    this.#domain = domain;
  }

  protected override subscribe(
    name: unknown,
    emit: (event: unknown) => void,
  ): Subscription | undefined {
    if (!isEventName(name)) return undefined;
    const isWanted = matcher(name === 'event' ? null : name, 0);
    return hubOf(this.#conn).subscribe(NAME, KIND, this.#domain, (event) => {
      if (isWanted(event)) emit(event);
    });
  }
}

/** Returns whether a name is an event of QEMU: the emitter's own are in lower case. */
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
