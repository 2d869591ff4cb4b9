import {
  Connect,
  ConnectCloseReason,
  ConnectionClosedError,
  StreamEventType,
  StreamFlags,
  type Stream,
} from '@libvirt/core';
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { expect, test, vi } from 'vitest';
import { runProgram } from './process.js';
import { testWrongArguments, withConnection, withDomain, wrong, type Lend } from './support.js';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

/** Returns the size of the test driver's screenshot, which is always the same. */
async function screenshotSize(): Promise<number> {
  let size = 0;
  await withDomain(async (domain) => {
    size = (await buffer(domain.createScreenshotStream())).length;
  });
  return size;
}

const withStream: Lend<Stream> = (use) =>
  withConnection(async (conn) => {
    await using stream = await conn.newStream();
    await use(stream);
  });

test('Domain.createScreenshotStream returns a Readable with the MIME type', () =>
  withDomain(async (domain) => {
    const stream = domain.createScreenshotStream();
    const picture = await buffer(stream);
    expect(await stream.mimeType).toBe('image/png');
    expect(picture.subarray(0, 4)).toEqual(PNG);
    expect(picture.length).toBeGreaterThan(10_000);
  }));

test('Stream.recv receives a screenshot in chunks', () =>
  withDomain(async (domain) => {
    await using stream = await domain.domainGetConnect().newStream();
    expect(await domain.screenshot(stream, 0)).toBe('image/png');
    const chunks: Uint8Array[] = [];
    for (;;) {
      const chunk = await stream.recv(1000);
      if (typeof chunk === 'string') {
        expect(chunk).toBe('end');
        break;
      }
      expect(chunk.length).toBeLessThanOrEqual(1000);
      chunks.push(chunk);
    }
    await stream.finish();
    const expected = await buffer(domain.createScreenshotStream());
    expect(Buffer.concat(chunks).equals(expected)).toBe(true);
  }));

test('Stream.recvAll awaits its handler, one chunk at a time', () =>
  withDomain(async (domain) => {
    await using stream = await domain.domainGetConnect().newStream();
    await domain.screenshot(stream, 0);
    let busy = 0;
    let size = 0;
    await stream.recvAll(async (_, data) => {
      expect(++busy).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      size += data.length;
      busy -= 1;
    });
    await stream.finish();
    expect(size).toBe(await screenshotSize());
  }));

test('Stream.recvAll aborts the stream and rejects if its handler throws', () =>
  withDomain(async (domain) => {
    await using stream = await domain.domainGetConnect().newStream();
    await domain.screenshot(stream, 0);
    const failure = new Error('the disk is full');
    await expect(stream.recvAll(() => Promise.reject(failure))).rejects.toBe(failure);
    await expect(stream.recv(1)).rejects.toMatchObject({ name: 'LibvirtError' });
  }));

test('Stream.eventAddCallback calls back when data can be read, after the listener has settled', () =>
  withDomain(async (domain) => {
    await using stream = await domain.domainGetConnect().newStream(StreamFlags.NONBLOCK);
    await domain.screenshot(stream, 0);
    let size = 0;
    let busy = 0;
    await new Promise<void>((resolve, reject) => {
      const listener = async (of: Stream, events: number) => {
        expect(of).toBe(stream);
        expect(events & (StreamEventType.READABLE | StreamEventType.HANGUP)).not.toBe(0);
        expect(++busy).toBe(1);
        const received = await stream.recv(4096);
        busy -= 1;
        if (received === 'end') {
          await stream.eventRemoveCallback();
          resolve();
        } else if (typeof received !== 'string') {
          size += received.length;
        }
      };
      stream.eventAddCallback(StreamEventType.READABLE, listener).catch(reject);
    });
    await stream.finish();
    expect(size).toBe(await screenshotSize());
  }));

test('Stream.eventUpdateCallback: 0 stops the events, another value restarts them', () =>
  withDomain(async (domain) => {
    await using stream = await domain.domainGetConnect().newStream(StreamFlags.NONBLOCK);
    await domain.screenshot(stream, 0);
    let calls = 0;
    await stream.eventAddCallback(0, () => (calls += 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(calls).toBe(0);
    await stream.eventUpdateCallback(StreamEventType.READABLE);
    while (calls === 0) await new Promise((resolve) => setImmediate(resolve));
    await stream.abort();
  }));

test('Stream.sendAll, recvAll reject on a non-blocking stream, as in C', () =>
  withConnection(async (conn) => {
    await using stream = await conn.newStream(StreamFlags.NONBLOCK);
    const nothing = () => null;
    const section = () => ({ inData: false, length: 0 });
    for (const call of [
      stream.recvAll(nothing),
      stream.sendAll(nothing),
      stream.sparseRecvAll(nothing, nothing),
      stream.sparseSendAll(nothing, section, nothing),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' });
    }
  }));

test('Stream: without a source or destination, send and recv reject, and free works', () =>
  withStream(async (stream) => {
    await expect(stream.send(Buffer.from('x'))).rejects.toMatchObject({ name: 'LibvirtError' });
    await expect(stream.recv(1)).rejects.toMatchObject({ name: 'LibvirtError' });
    await expect(stream.recvFlags(1)).rejects.toMatchObject({ name: 'LibvirtError' });
    await expect(stream.sendHole(1)).rejects.toMatchObject({ name: 'LibvirtError' });
    await expect(stream.recvHole()).rejects.toMatchObject({ name: 'LibvirtError' });
  }));

test('Stream.finish, abort, free may be called in any order and number', () =>
  withDomain(async (domain) => {
    const conn = domain.domainGetConnect();
    for (const ends of [
      (stream: Stream) => [stream.finish(), stream.abort()],
      (stream: Stream) => [stream.abort(), stream.abort(), stream.finish()],
      (stream: Stream) => [stream.recv(10), stream.abort(), stream.recv(10), stream.recv(10)],
      (stream: Stream) => [stream.recv(10), stream.recv(10), stream.finish()],
    ]) {
      for (const flags of [0, StreamFlags.NONBLOCK]) {
        await using stream = await conn.newStream(flags);
        await domain.screenshot(stream, 0);
        if (flags) await stream.eventAddCallback(StreamEventType.READABLE, () => undefined);
        await Promise.allSettled(ends(stream));
      }
    }
  }));

test('Readable.destroy at any time frees the libvirt stream', () =>
  withDomain(async (domain) => {
    for (let turns = 0; turns < 20; turns += 1) {
      const stream = domain.createScreenshotStream(0, { highWaterMark: 1024 });
      stream.on('data', () => undefined);
      for (let turn = 0; turn < turns; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      stream.destroy();
      if (!stream.closed) await once(stream, 'close');
    }
  }));

test('Connect.close destroys its streams with ConnectionClosedError', async () => {
  const conn = await Connect.open('test:///default');
  const domain = await conn.lookupDomainByName('test');
  const stream = domain.createScreenshotStream(0, { highWaterMark: 1 });
  const failed = once(stream, 'error');
  await once(stream, 'readable');
  await domain.free();
  expect(await conn.close()).toBe(0);
  const [error] = (await failed) as [unknown];
  expect(error).toBeInstanceOf(ConnectionClosedError);
  expect(error).toMatchObject({
    code: 'ERR_LIBVIRT_CONNECTION_CLOSED',
    reason: ConnectCloseReason.CLIENT,
  });
});

test('StreamOptions.signal destroys the stream', () =>
  withDomain(async (domain) => {
    const controller = new AbortController();
    const { signal } = controller;
    const stream = domain.createScreenshotStream(0, { signal, highWaterMark: 1 });
    controller.abort(new Error('enough'));
    await expect(buffer(stream)).rejects.toMatchObject({ name: 'AbortError' });
  }));

test('createConsoleStream, createScreenshotStream: errors reject the pipeline', () =>
  withDomain(async (domain) => {
    const conn = domain.domainGetConnect();
    const stream = domain.createConsoleStream();
    await expect(pipeline(stream, new Writable())).rejects.toMatchObject({
      code: 'VIR_ERR_NO_SUPPORT',
    });
    const freed = await conn.lookupDomainByName('test');
    await freed.free();
    expect(() => freed.createScreenshotStream()).toThrow('this Domain has been freed');
    const aborted = domain.createScreenshotStream(0, { signal: AbortSignal.abort() });
    await expect(pipeline(aborted, new Writable())).rejects.toMatchObject({ name: 'AbortError' });
    expect(await conn.isAlive()).toBe(true);
  }));

test('create…Stream throws for a wrong argument, and opens no stream', () =>
  withDomain((domain) => {
    const newStream = vi.spyOn(domain.domainGetConnect(), 'newStream');
    const text = new TypeError('devname must be a string');
    expect(() => domain.createConsoleStream(wrong(1))).toThrow(text);
    const nul = new TypeError('devname must be a string without NUL characters');
    expect(() => domain.createConsoleStream('a\0b')).toThrow(nul);
    const name = new TypeError('name must be a string');
    expect(() => domain.createChannelStream(wrong({}))).toThrow(name);
    const number = new TypeError('screen must be a number');
    expect(() => domain.createScreenshotStream(wrong('0'))).toThrow(number);
    const whole = new RangeError('screen must be a whole number');
    expect(() => domain.createScreenshotStream(0.5)).toThrow(whole);
    const range = new RangeError('screen must be between 0 and 4294967295');
    expect(() => domain.createScreenshotStream(-1)).toThrow(range);
    expect(newStream).not.toHaveBeenCalled();
    newStream.mockRestore();
    return Promise.resolve();
  }));

test('Readable.toWeb converts the streams to Web streams', () =>
  withDomain(async (domain) => {
    const web = Readable.toWeb(domain.createScreenshotStream());
    let size = 0;
    for await (const chunk of web) size += (chunk as Uint8Array).length;
    expect(size).toBe(await screenshotSize());
  }));

test('Domain.createScreenshotStream: many at once occupy no threads, and each gets its own data', () =>
  withDomain(async (domain) => {
    const pictures = await Promise.all(
      Array.from({ length: 100 }, () => buffer(domain.createScreenshotStream())),
    );
    expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(1);
  }));

test.each<[string, unknown, string]>([
  ['options.signal', { signal: 1 }, 'options.signal must be an AbortSignal'],
  [
    'options.highWaterMark',
    { highWaterMark: 0 },
    'options.highWaterMark must be a whole number of at least 1',
  ],
])('StreamOptions: %s is checked', (_, options, message) =>
  withDomain((domain) => {
    expect(() => domain.createScreenshotStream(0, wrong(options))).toThrow(message);
    return Promise.resolve();
  }),
);

testWrongArguments(withStream, [
  ['send', 'data', TypeError, (stream) => stream.send(wrong('text'))],
  ['recv', 'nbytes', RangeError, (stream) => stream.recv(0)],
  ['recv', 'nbytes', TypeError, (stream) => stream.recv(wrong('1'))],
  ['recvFlags', 'flags', TypeError, (stream) => stream.recvFlags(1, wrong('1'))],
  ['sendHole', 'length', TypeError, (stream) => stream.sendHole(wrong('1'))],
  ['recvAll', 'handler', TypeError, (stream) => stream.recvAll(wrong(null))],
  ['sendAll', 'handler', TypeError, (stream) => stream.sendAll(wrong(null))],
  [
    'sparseRecvAll',
    'holeHandler',
    TypeError,
    (stream) => stream.sparseRecvAll(() => undefined, wrong(null)),
  ],
  [
    'sparseSendAll',
    'skipHandler',
    TypeError,
    (stream) =>
      stream.sparseSendAll(
        () => null,
        () => ({ inData: false, length: 0 }),
        wrong(null),
      ),
  ],
  ['eventAddCallback', 'callback', TypeError, (stream) => stream.eventAddCallback(1, wrong(null))],
  [
    'eventAddCallback',
    'events',
    TypeError,
    (stream) => stream.eventAddCallback(wrong('all'), () => undefined),
  ],
]);

test("Connect.on('close'): fires once with CLIENT when this process closes the connection", async () => {
  const conn = await Connect.open('test:///default');
  const events: unknown[] = [];
  conn.on('close', (event) => events.push(event));
  await conn.registerCloseCallback(() => events.push('lost'));
  await conn.registerCloseCallback(() => events.push('lost too'));
  await conn.unregisterCloseCallback();
  await conn.unregisterCloseCallback();
  expect(await conn.close()).toBe(0);
  expect(events).toEqual([{ reason: ConnectCloseReason.CLIENT }]);
});

test('Connect.registerCloseCallback rejects a callback that is not a function', () =>
  withConnection(async (conn) => {
    await expect(conn.registerCloseCallback(wrong(1))).rejects.toThrow(
      new TypeError('callback must be a function'),
    );
  }));

test.each([
  [{ keepAlive: true }, 'options.keepAlive must be an object or false'],
  [{ keepAlive: { interval: 0 } }, 'options.keepAlive.interval must be a whole number'],
  [{ keepAlive: { count: 1.5 } }, 'options.keepAlive.count must be a whole number'],
])('ConnectOptions.keepAlive: rejects %o', async (options, message) => {
  await expect(Connect.open('test:///default', wrong(options))).rejects.toThrow(message);
});

test("Connect.on('close'): a listener keeps neither the process nor the connection alive", async () => {
  const ended = await runProgram('close-listener.mjs', { nodeOptions: ['--expose-gc'] });
  expect(ended).toEqual({ code: 0, signal: null, stdout: 'collected\n', stderr: '' });
});

test('Readable, Stream: no crash when workers terminate or the process exits', async () => {
  expect(await runProgram('streams-end.mjs')).toEqual({
    code: 7,
    signal: null,
    stdout: '20 workers ended\n',
    stderr: '',
  });
});
