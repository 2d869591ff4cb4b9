// Diagnostics by Node's own means: tracing channels for calls and streams, a channel each for a
// connection's beginning and end, and NODE_DEBUG=libvirt, which prints them.
//
// Calls are traced by wrappers around the raw functions. They are put in place when a call finds
// the first subscriber, and not before: without one, a call pays for five reads of a boolean. A raw
// function gets handles and not objects, so the wrappers look up whose handle it is: objects note that
// while calls are traced.
import { layers, nodeModule } from '@libvirt/native';
import type { Channel } from 'node:diagnostics_channel';
import { toError } from './errors.js';
import type { AnyReference } from './object.js';

const { channel, subscribe, tracingChannel } = nodeModule('node:diagnostics_channel');

/** What the channels `tracing:libvirt.call:*` report of a call that libvirt makes on a thread. */
export interface CallDiagnostics {
  /** The C function, such as `virDomainGetInfo`. */
  readonly name: string;
  /** The URI of the connection as it was opened; `null` for libvirt's default, or if there is none. */
  readonly uri: string | null;
  /**
   * The arguments that are numbers, bigints, booleans or `null`. Others may be secret, or too large to
   * log, and are `undefined`.
   */
  readonly args: readonly (number | bigint | boolean | null | undefined)[];
  /** The error, on `error` and after it. */
  error?: unknown;
}

/** What the channels `tracing:libvirt.stream:*` report of a stream, from its opening to its end. */
export interface StreamDiagnostics {
  readonly uri: string | null;
  /** How much has been received. */
  received: bigint;
  /** How much has been sent. */
  sent: bigint;
  /** Why it failed, on `error` and after it. */
  error?: unknown;
}

/** What the channels `libvirt.connection.open` and `libvirt.connection.close` report. */
export interface ConnectionDiagnostics {
  readonly uri: string | null;
  /** Why it ended, one of {@link ConnectCloseReason}. */
  readonly reason?: number;
}

type Tracing = Readonly<Record<'start' | 'end' | 'asyncStart' | 'asyncEnd' | 'error', Channel>>;

const calls: Tracing = tracingChannel('libvirt.call');
/** Streams from opening to end. */
const streams: Tracing = tracingChannel('libvirt.stream');
/** A connection was opened. */
export const connectionOpen = channel('libvirt.connection.open');
/** A connection has ended. */
export const connectionClose = channel('libvirt.connection.close');

function isObserved({ start, end, asyncStart, asyncEnd, error }: Tracing): boolean {
  return (
    start.hasSubscribers ||
    asyncEnd.hasSubscribers ||
    error.hasSubscribers ||
    end.hasSubscribers ||
    asyncStart.hasSubscribers
  );
}

/** Whether the raw functions have their wrappers. */
let isInstalled = false;
let references = new WeakMap<object, AnyReference>();

/** Called before each call: starts to trace if there is a subscriber. */
export function observeCalls(): void {
  if (!isInstalled && isObserved(calls)) install();
}

/** Notes whose handle is passed to a raw function next. */
export function noteReference(handle: object, reference: AnyReference): void {
  if (isInstalled) references.set(handle, reference);
}

function install(): void {
  isInstalled = true;
  references = new WeakMap();
  layers.trace((name, raw, args) => (isObserved(calls) ? trace(name, raw, args) : raw(...args)));
}

function trace(name: string, raw: (...args: unknown[]) => unknown, args: unknown[]): unknown {
  const message: CallDiagnostics = { name, uri: uriOf(name, args[0]), args: args.map(harmless) };
  let called: unknown;
  try {
    called = raw(...args);
  } catch (error) {
    // Of wrong arguments. The caller makes an error of it as well.
    message.error = toError(error);
    calls.start.publish(message);
    calls.error.publish(message);
    calls.end.publish(message);
    throw error;
  }
  // Functions that only read a handle are not calls of libvirt's that wait.
  if (!(called instanceof Promise)) return called;
  calls.start.publish(message);
  calls.end.publish(message);
  const settled = () => {
    calls.asyncStart.publish(message);
    calls.asyncEnd.publish(message);
  };
  called.then(settled, (reason: unknown) => {
    message.error = toError(reason);
    calls.error.publish(message);
    settled();
  });
  return called;
}

function uriOf(name: string, first: unknown): string | null {
  if (typeof first === 'object' && first !== null) return references.get(first)?.uri ?? null;
  return name.startsWith('virConnectOpen') && typeof first === 'string' ? first : null;
}

function harmless(value: unknown): number | bigint | boolean | null | undefined {
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'boolean' ? value : undefined;
}

/** Begins to report a stream; `undefined` if nobody subscribes. */
export function startStream(uri: string | null): StreamDiagnostics | undefined {
  if (!isObserved(streams)) return undefined;
  const message: StreamDiagnostics = { uri, received: 0n, sent: 0n };
  streams.start.publish(message);
  streams.end.publish(message);
  return message;
}

/** Reports the end of a stream, with its error if it has one. */
export function endStream(message: StreamDiagnostics | undefined, error?: unknown): void {
  if (!message) return;
  if (error !== undefined) {
    message.error = error;
    streams.error.publish(message);
  }
  streams.asyncStart.publish(message);
  streams.asyncEnd.publish(message);
}

const log = nodeModule('node:util').debuglog('libvirt');

if (log.enabled) {
  const started = new WeakMap<object, number>();
  const begin = (message: unknown) => started.set(message as object, performance.now());
  const end = (what: (message: never) => string) => (message: unknown) => {
    const taken = (performance.now() - (started.get(message as object) ?? NaN)).toFixed(1);
    const { error } = message as { error?: { message?: string } };
    const result = error === undefined ? '' : `: ${error.message ?? 'failed'}`;
    log('%s took %s ms%s', what(message as never), taken, result);
  };
  const where = ({ uri }: ConnectionDiagnostics) => uri ?? '(default)';
  subscribe('tracing:libvirt.call:start', begin);
  subscribe(
    'tracing:libvirt.call:asyncEnd',
    end(({ name, uri }: CallDiagnostics) => `${name} ${where({ uri })}`),
  );
  subscribe('tracing:libvirt.stream:start', begin);
  subscribe(
    'tracing:libvirt.stream:asyncEnd',
    end(
      ({ uri, received, sent }: StreamDiagnostics) =>
        `stream ${where({ uri })} (${received} bytes received, ${sent} sent)`,
    ),
  );
  subscribe('libvirt.connection.open', (message) => {
    log('open %s', where(message as ConnectionDiagnostics));
  });
  subscribe('libvirt.connection.close', (message) => {
    const { reason } = message as ConnectionDiagnostics;
    log('closed %s, reason %d', where(message as ConnectionDiagnostics), reason);
  });
}
