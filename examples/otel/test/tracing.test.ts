import { Connect, LibvirtError } from '@libvirt/core';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { traceLibvirt } from '../src/tracing.js';

const uri = 'test:///default';
const exporter = new InMemorySpanExporter();
const tracer = trace.getTracer('test');
let stop: () => void;

beforeAll(() => {
  const spanProcessors = [new SimpleSpanProcessor(exporter)];
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  stop = traceLibvirt();
});
beforeEach(() => {
  exporter.reset();
});
afterAll(() => {
  stop();
});

const named = (name: string): ReadableSpan[] =>
  exporter.getFinishedSpans().filter((span) => span.name === name);

/** Runs a function within a span, and returns that span's ID. */
async function within(name: string, work: () => Promise<unknown>): Promise<string> {
  return await tracer.startActiveSpan(name, async (span) => {
    await work();
    span.end();
    return span.spanContext().spanId;
  });
}

describe('traceLibvirt', () => {
  it('makes a client span of a call, by the conventions of RPC', async () => {
    await using conn = await Connect.open(uri);
    await conn.getHostname();
    const [span] = named('virConnectGetHostname');
    expect(span).toMatchObject({
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'rpc.system.name': 'libvirt',
        'rpc.method': 'virConnectGetHostname',
        'libvirt.uri': uri,
        'libvirt.args': ['...'],
      },
    });
    expect(span!.attributes).not.toHaveProperty('server.address');
  });

  it('names the server of a remote URI', async () => {
    await expect(Connect.open('test+tcp://[::1]:1/default')).rejects.toThrow(LibvirtError);
    expect(named('virConnectOpen')[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'server.address': '::1', 'server.port': 1 },
    });
  });

  it('takes the active span as the parent, also of calls at the same time', async () => {
    await using conn = await Connect.open(uri);
    const parents = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        within(`work ${index}`, async () => {
          await conn.lookupDomainByName('test');
          await conn.numOfDomains();
        }),
      ),
    );
    for (const name of ['virDomainLookupByName', 'virConnectNumOfDomains']) {
      const found = named(name).map(({ parentSpanContext }) => parentSpanContext?.spanId);
      expect(found.sort()).toEqual([...parents].sort());
    }
  });

  it("records libvirt's errors and those of wrong arguments", async () => {
    await using conn = await Connect.open(uri);
    await expect(conn.lookupDomainByName('nobody')).rejects.toThrow(LibvirtError);
    await expect(conn.lookupDomainById(NaN)).rejects.toThrow(RangeError);
    const [missing] = named('virDomainLookupByName');
    expect(missing).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'VIR_ERR_NO_DOMAIN' },
      events: [{ name: 'exception', attributes: { 'exception.type': 'VIR_ERR_NO_DOMAIN' } }],
    });
    expect(missing!.status.message).toBe('Domain not found');
    expect(named('virDomainLookupByID')[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'RangeError' },
    });
  });

  it('gives a listener of events the span in which it was added', async () => {
    await using conn = await Connect.open(uri);
    await using domain = await conn.lookupDomainByName('test');
    const { promise, resolve } = withResolvers();
    const parent = await within('subscribe', () => {
      conn.once('domain-lifecycle', () => {
        tracer.startSpan('in listener').end();
        resolve();
      });
      return Promise.resolve();
    });
    await within('suspend', async () => {
      await domain.suspend();
      await promise;
    });
    expect(named('in listener')[0]!.parentSpanContext?.spanId).toBe(parent);
    await domain.resume();
  });

  it('makes a span of a stream, with its bytes', async () => {
    await using conn = await Connect.open(uri);
    await using domain = await conn.lookupDomainByName('test');
    let size = 0;
    const parent = await within('screenshot', async () => {
      ({ length: size } = await buffer(domain.createScreenshotStream()));
    });
    await expect.poll(() => named('libvirt.stream')).toHaveLength(1);
    expect(named('libvirt.stream')[0]).toMatchObject({
      parentSpanContext: { spanId: parent },
      attributes: { 'libvirt.stream.received': size, 'libvirt.stream.sent': 0 },
    });
  });

  it('notes connections that open and close on the active span', async () => {
    await within('connect', async () => {
      await (await Connect.open(uri)).close();
    });
    expect(named('connect')[0]!.events.map(({ name }) => name)).toEqual([
      'libvirt.connection.open',
      'libvirt.connection.close',
    ]);
  });

  it('makes no spans after it was ended', async () => {
    await using conn = await Connect.open(uri);
    stop();
    exporter.reset();
    await conn.getHostname();
    stop = traceLibvirt();
    expect(exporter.getFinishedSpans()).toEqual([]);
  });
});

describe('main.ts', () => {
  it('prints the spans of a trace', async () => {
    const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program]);
    for (const name of ['virDomainCreate', 'machine changed', 'restart machines']) {
      expect(stdout).toContain(`name: '${name}'`);
    }
    expect(new Set(stdout.match(/traceId: '\w+'/g)).size).toBe(1);
  });
});

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
