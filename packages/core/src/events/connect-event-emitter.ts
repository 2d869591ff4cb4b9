import type { ConnectHandle } from '@libvirt/native';
import {
  CLOSE_NOTIFIER,
  type ConnectCloseEvent,
  type ConnectCloseNotifier,
} from '../close-notifier.js';
import { REFERENCE, type Reference, type Referenced } from '../object.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { typeError } from '../stack.js';
import { EVENTS, ITERATION_OPTIONS, type EventHub, type IterationOptions } from './hub.js';
import type { EventIterator } from './iterator.js';
import { FAMILIES, isEventName, KINDS } from './kinds.js';
import { OnDemandEmitter, type Subscription } from './on-demand-emitter.js';
import type {
  ConnectEvents,
  EventName,
  EventSubjects,
  SubjectKey,
  SubjectKeyOf,
  SubjectOf,
} from './payloads.js';

/** Options of {@link Connect.watch}: the object, an abort signal, and the length of the queue. */
export type WatchOptions<Name extends EventName> = {
  /** Watches only this object. Its key depends on the event. Default: every object. */
  readonly [Key in SubjectKeyOf<Name>]?: EventSubjects[Key] | null;
} & IterationOptions;

/** The events that {@link Connect} emits, with their arguments. */
export type Emitted = { [Name in EventName]: [event: ConnectEvents[Name]] } & {
  /**
   * The connection has ended, because it was lost or because this program closed it. Emitted once. A
   * listener for it does not keep the process alive.
   */
  close: [event: ConnectCloseEvent];
  /**
   * An event could not be registered, because the driver or the installed libvirt lacks it. The error
   * names the event, and its stack starts at the line that added the listener. Without a listener
   * for `error`, it is an uncaught exception.
   */
  error: [error: unknown];
};

/**
 * The events of a connection as an emitter (`on`) and as async iterators (`watch`).
 *
 * All forms share libvirt's registrations. The events of one connection arrive one at a time and in
 * libvirt's order, across event names. Each goes to the listeners of that moment, in the order in
 * which they were added. An event that a call causes may arrive before or after its promise is
 * fulfilled.
 */
export abstract class ConnectEventEmitter
  extends OnDemandEmitter<Emitted>
  implements Referenced<ConnectHandle>
{
  declare readonly [REFERENCE]: Reference<ConnectHandle>;
  /** The registrations. */
  declare readonly [EVENTS]: EventHub;
  /** Notifies of the connection's end. */
  declare readonly [CLOSE_NOTIFIER]: ConnectCloseNotifier;

  /** Lets registrations of this connection keep the process alive; this is the default. */
  ref(): this {
    this[EVENTS].ref();
    return this;
  }

  /** Lets the process exit although there are registrations. */
  unref(): this {
    this[EVENTS].unref();
    return this;
  }

  /**
   * Returns an async iterator over the events of one name. It registers the event at once.
   *
   * The iteration ends when you leave the loop, when the signal is aborted, or with the connection;
   * if that is lost, with a {@link ConnectionClosedError} after the events that are queued. While the
   * consumer handles one event, up to `limit` others are queued. If there are more, the iteration
   * ends with an {@link EventOverflowError} after the queued ones. Events are never dropped silently.
   * @param name the event's name
   * @param options the object to watch, an abort signal, the length of the queue
   * @throws {TypeError} if the name is unknown, or an option does not apply to it
   * @throws {RangeError} if `limit` is not a whole number of at least 1
   */
  watch<Name extends EventName>(
    name: Name,
    options: WatchOptions<Name> = {},
  ): EventIterator<ConnectEvents[Name]> {
    if (!isEventName(name)) {
      throw typeError(`name must be the name of an event: ${problemWith(name)}`);
    }
    return this[EVENTS].watch(name, KINDS[name], subjectOf(name, options), options);
  }

  protected override subscribe(
    name: unknown,
    emit: (event: unknown) => void,
  ): Subscription | undefined {
    if (name === 'close') return this[CLOSE_NOTIFIER].subscribe(this[REFERENCE].handle, emit);
    return isEventName(name)
      ? this[EVENTS].subscribe<unknown, SubjectKey, unknown>(name, KINDS[name], null, emit)
      : undefined;
  }
}

const SUBJECTS: OptionKeys<typeof FAMILIES> = {
  domain: true,
  network: true,
  pool: true,
  device: true,
  secret: true,
};

/** Describes a wrong name. Only a string is quoted; not every value can be converted to one. */
function problemWith(name: unknown): string {
  return typeof name === 'string'
    ? `unknown event '${name}'`
    : `got a value of type ${typeof name}`;
}

/** Returns the object to watch from the options of `watch`, and checks their keys. */
function subjectOf<Name extends EventName>(
  name: Name,
  options: WatchOptions<Name>,
): SubjectOf<Name> | null {
  const { key } = KINDS[name].family;
  checkOptions(options, { ...ITERATION_OPTIONS, ...SUBJECTS });
  for (const other of Object.keys(SUBJECTS)) {
    if (other !== key && other in options) {
      throw typeError(`option '${other}' does not apply to '${name}'; its events have a ${key}`);
    }
  }
  const { [key]: subject = null } = options as Readonly<Record<string, unknown>>;
  return subject as SubjectOf<Name> | null;
}
