// Starts and stops a machine on libvirt's test driver (or at the URI that is given), and prints the spans
// of it. Replace the console's exporter by an OTLP exporter to send them to Jaeger, Tempo or a collector.
import { Connect, type DomainLifecycleEvent } from '@libvirt/core';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  ConsoleSpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { traceLibvirt } from './tracing.js';

const provider = new BasicTracerProvider({
  spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())],
});
trace.setGlobalTracerProvider(provider);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
traceLibvirt();

const tracer = trace.getTracer('example');

/** Runs in the context of the code that added it, so its spans belong to that code's trace. */
function onLifecycle({ domain, event }: DomainLifecycleEvent): void {
  tracer.startActiveSpan('machine changed', (span) => {
    span.setAttributes({ 'libvirt.domain.name': domain.getName(), 'libvirt.event': event });
    span.end();
  });
}

await tracer.startActiveSpan('restart machines', async (span) => {
  await using conn = await Connect.open(process.argv[2] ?? 'test:///default');
  conn.on('domain-lifecycle', onLifecycle);
  await using domain = await conn.domainDefineXML(
    `<domain type="test"><name>traced</name><memory>1</memory><os><type>hvm</type></os></domain>`,
  );
  await domain.create();
  await domain.destroy();
  await domain.undefine();
  await conn.lookupDomainByName('traced').catch(() => undefined); // A span with an error.
  conn.off('domain-lifecycle', onLifecycle);
  span.end();
});
await provider.shutdown();
