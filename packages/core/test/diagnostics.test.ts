import {
  Connect,
  ConnectCloseReason,
  LibvirtError,
  type CallDiagnostics,
  type StreamDiagnostics,
} from '@libvirt/core';
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { runProgram } from './process.js';

const uri = 'test:///default';

/** Notes what a tracing channel reports while a function runs. */
async function record<Message extends object>(
  name: string,
  work: () => Promise<unknown>,
): Promise<[event: string, message: Message][]> {
  const log: [string, Message][] = [];
  const note = (event: string) => (message: unknown) => {
    log.push([event, message as Message]);
  };
  const channel = tracingChannel(name);
  const events = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;
  const subscribers = Object.fromEntries(events.map((event) => [event, note(event)]));
  channel.subscribe(subscribers as never);
  try {
    await work();
  } finally {
    channel.unsubscribe(subscribers as never);
  }
  return log;
}

const events = (log: readonly [string, object][], of: object) =>
  log.filter(([, message]) => message === of).map(([event]) => event);

describe('tracing:libvirt.call', () => {
  it('reports each call with its name, URI and harmless arguments', async () => {
    // Opened before anybody subscribes.
    await using conn = await Connect.open(uri);
    await using domain = await conn.lookupDomainByName('test');
    const log = await record<CallDiagnostics>('libvirt.call', async () => {
      await domain.getXMLDesc(1);
      await conn.lookupDomainByName('test');
    });
    const [xml, lookup] = [...new Set(log.map(([, message]) => message))];
    expect(xml).toEqual({ name: 'virDomainGetXMLDesc', uri, args: [undefined, 1] });
    // A name may be a secret of its owner's.
    expect(lookup).toEqual({ name: 'virDomainLookupByName', uri, args: [undefined, undefined] });
    for (const each of [xml!, lookup!]) {
      expect(events(log, each)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    }
  });

  it('reports errors, of libvirt and of wrong arguments', async () => {
    await using conn = await Connect.open(uri);
    const log = await record<CallDiagnostics>('libvirt.call', async () => {
      await conn.lookupDomainByName('nobody').catch(() => undefined);
      await conn.lookupDomainById('x' as never).catch(() => undefined);
      await Connect.open('test:///nonexistent.xml').catch(() => undefined);
    });
    const [missing, wrong, open] = [...new Set(log.map(([, message]) => message))];
    expect(missing!.error).toBeInstanceOf(LibvirtError);
    expect(missing!.error).toMatchObject({ code: 'VIR_ERR_NO_DOMAIN' });
    expect(events(log, missing!)).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd']);
    expect(wrong).toMatchObject({
      name: 'virDomainLookupByID',
      error: expect.any(TypeError) as Error,
    });
    expect(events(log, wrong!)).toEqual(['start', 'error', 'end']);
    expect(open).toMatchObject({ name: 'virConnectOpen', uri: 'test:///nonexistent.xml' });
  });

  it('reports nothing after the last subscriber has left, and calls go on', async () => {
    await using conn = await Connect.open(uri);
    const log = await record('libvirt.call', () => conn.getHostname());
    const { length } = log;
    expect(length).toBe(4);
    const signal = AbortSignal.timeout(60_000);
    expect(await conn.getHostname({ signal })).not.toBe('');
    expect(log).toHaveLength(length);
  });

  it('does not keep an abandoned call from being abandoned', async () => {
    await using conn = await Connect.open(uri);
    await record('libvirt.call', async () => {
      const controller = new AbortController();
      const call = conn.getHostname({ signal: controller.signal });
      controller.abort('enough');
      await expect(call).rejects.toBe('enough');
    });
  });
});

describe('tracing:libvirt.stream', () => {
  it('reports a stream from its opening to its end, with its bytes', async () => {
    await using conn = await Connect.open(uri);
    await using domain = await conn.lookupDomainByName('test');
    let size = 0;
    let ended = (): void => undefined;
    const end = new Promise<void>((resolve) => (ended = resolve));
    subscribe('tracing:libvirt.stream:asyncEnd', ended);
    const log = await record<StreamDiagnostics>('libvirt.stream', async () => {
      ({ length: size } = await buffer(domain.createScreenshotStream()));
      await end;
    });
    unsubscribe('tracing:libvirt.stream:asyncEnd', ended);
    expect(log.map(([event]) => event)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(log[0]![1]).toEqual({ uri, received: BigInt(size), sent: 0n });
  });
});

describe('libvirt.connection', () => {
  it('reports that a connection was opened and has ended', async () => {
    const log: unknown[] = [];
    const note = (message: unknown, name: string | symbol) => log.push([name, message]);
    for (const name of ['open', 'close']) subscribe(`libvirt.connection.${name}`, note);
    await (await Connect.open(uri)).close();
    for (const name of ['open', 'close']) unsubscribe(`libvirt.connection.${name}`, note);
    expect(log).toEqual([
      ['libvirt.connection.open', { uri }],
      ['libvirt.connection.close', { uri, reason: ConnectCloseReason.CLIENT }],
    ]);
  });
});

describe('NODE_DEBUG=libvirt', () => {
  it('prints connections and calls with their times', async () => {
    const { code, stdout, stderr } = await runProgram('node-debug.mjs', {
      env: { NODE_DEBUG: 'libvirt' },
    });
    expect([code, stdout]).toEqual([0, '']);
    const lines = stderr.trim().split('\n');
    const pattern = (text: string) => new RegExp(`^LIBVIRT \\d+: ${text}`);
    const time = 'took \\d+\\.\\d ms';
    expect(lines.some((line) => pattern(`virConnectOpen ${uri} ${time}$`).test(line))).toBe(true);
    expect(lines.some((line) => pattern(`open ${uri}$`).test(line))).toBe(true);
    expect(lines.some((line) => pattern(`virConnectGetHostname ${uri} ${time}$`).test(line))).toBe(
      true,
    );
    expect(
      lines.some((line) =>
        pattern(`virDomainLookupByName ${uri} ${time}: Domain not found`).test(line),
      ),
    ).toBe(true);
    expect(lines.some((line) => pattern(`closed ${uri}, reason 3$`).test(line))).toBe(true);
    expect((await runProgram('node-debug.mjs', { env: { NODE_DEBUG: 'http' } })).stderr).toBe('');
  });
});
