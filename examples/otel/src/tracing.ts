// Turns the tracing channels of @libvirt/core into OpenTelemetry spans. A span's parent is the span that
// is active where the program makes the call. Names and attributes follow OpenTelemetry's conventions for
// RPC clients; there is no convention for those that begin with `libvirt.`.
import { LibvirtError, type CallDiagnostics, type StreamDiagnostics } from '@libvirt/core';
import { SpanKind, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_RPC_METHOD,
  ATTR_RPC_SYSTEM_NAME,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@opentelemetry/semantic-conventions';
import {
  subscribe,
  tracingChannel,
  unsubscribe,
  type TracingChannelSubscribers,
} from 'node:diagnostics_channel';

const CONNECTION_CHANNELS = ['libvirt.connection.open', 'libvirt.connection.close'];

const ignore = (): void => undefined;

/** The attributes of a connection. */
function describeServer(uri: string | null): Attributes {
  if (uri === null || !URL.canParse(uri)) return {};
  const { hostname, port } = new URL(uri);
  return {
    'libvirt.uri': uri,
    ...(hostname !== '' && { [ATTR_SERVER_ADDRESS]: hostname.replace(/^\[(.*)\]$/, '$1') }),
    ...(port !== '' && { [ATTR_SERVER_PORT]: Number(port) }),
  };
}

/** The URI in a message of a channel whose messages have no type. */
function uriOf(message: unknown): string | null {
  const isKnown = typeof message === 'object' && message !== null && 'uri' in message;
  return isKnown && typeof message.uri === 'string' ? message.uri : null;
}

function fail(span: Span, error: unknown): void {
  const exception = error instanceof Error ? error : new Error(String(error));
  span.recordException(exception);
  span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
  const type = exception instanceof LibvirtError ? exception.code : exception.name;
  span.setAttribute(ATTR_ERROR_TYPE, type);
}

/** Subscribes to a channel; each of its messages becomes a span. Returns a function that ends this. */
function traceChannel<Message extends object>(
  channelName: string,
  start: (message: Message) => Span,
  finish: (span: Span, message: Message) => void = ignore,
): () => void {
  const channel = tracingChannel<Message, Message>(channelName);
  const spans = new WeakMap<Message, Span>();
  const end = (message: Message) => {
    const span = spans.get(message);
    if (span === undefined) return; // Began before the subscription.
    spans.delete(message);
    finish(span, message);
    span.end();
  };
  const subscribers: TracingChannelSubscribers<Message> = {
    start: (message) => spans.set(message, start(message)),
    error: (message) => {
      const span = spans.get(message);
      if (span !== undefined) fail(span, message.error);
    },
    // After a call that was refused for a wrong argument, nothing else follows.
    end: (message) => {
      if (message.error !== undefined) end(message);
    },
    asyncStart: ignore,
    asyncEnd: end,
  };
  channel.subscribe(subscribers);
  return () => channel.unsubscribe(subscribers);
}

/**
 * Makes spans of all of libvirt's calls and streams in this process, and events of the active span of
 * connections that open and close. Returns a function that ends this.
 */
export function traceLibvirt(): () => void {
  const tracer = trace.getTracer('libvirt');
  const endCalls = traceChannel<CallDiagnostics>('libvirt.call', ({ name, uri, args }) =>
    tracer.startSpan(name, {
      kind: SpanKind.CLIENT,
      attributes: {
        [ATTR_RPC_SYSTEM_NAME]: 'libvirt',
        [ATTR_RPC_METHOD]: name,
        ...describeServer(uri),
        // Core leaves out whatever may be secret.
        'libvirt.args': args.map((arg) => (arg === undefined ? '...' : String(arg))),
      },
    }),
  );
  const endStreams = traceChannel<StreamDiagnostics>(
    'libvirt.stream',
    ({ uri }) =>
      tracer.startSpan('libvirt.stream', {
        kind: SpanKind.CLIENT,
        attributes: { [ATTR_RPC_SYSTEM_NAME]: 'libvirt', ...describeServer(uri) },
      }),
    (span, { received, sent }) =>
      span.setAttributes({
        'libvirt.stream.received': Number(received),
        'libvirt.stream.sent': Number(sent),
      }),
  );
  const note = (message: unknown, name: string | symbol) =>
    trace.getActiveSpan()?.addEvent(String(name), describeServer(uriOf(message)));
  for (const name of CONNECTION_CHANNELS) subscribe(name, note);
  return () => {
    endCalls();
    endStreams();
    for (const name of CONNECTION_CHANNELS) unsubscribe(name, note);
  };
}
