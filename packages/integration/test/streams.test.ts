import {
  DomainConsoleFlags,
  Hole,
  StreamEventType,
  StreamFlags,
  type StorageVol,
} from '@libvirt/core';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { Command } from '../src/boot-sector.js';
import { makeDirectory, openQEMU, uniqueName, until, withMachine } from '../src/machines.js';

const MiB = 2 ** 20;
const pty = { serial: "<serial type='pty'/>" };

/** Sends on a console until the expected text has been echoed. */
async function converse(
  console: NodeJS.ReadWriteStream,
  text: string,
  expected: string,
): Promise<void> {
  let received = '';
  const listen = (chunk: Buffer) => (received += chunk.toString('latin1'));
  console.on('data', listen);
  await until(`the guest answers '${expected}'`, async () => {
    if (received === '') console.write(text);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return received.includes(expected);
  });
  console.off('data', listen);
}

test('Domain.createConsoleStream: reads and writes a console', () =>
  withMachine(pty, async ({ domain }) => {
    const console = domain.createConsoleStream(null, { flags: DomainConsoleFlags.FORCE });
    await converse(console, 'hello', 'hello');
    console.destroy();
    await once(console, 'close');
  }));

test('Domain.createConsoleStream: FORCE disconnects an existing console session', () =>
  withMachine(pty, async ({ conn, domain }) => {
    const first = domain.createConsoleStream();
    await converse(first, 'mine', 'mine');
    await using stream = await conn.newStream();
    await expect(domain.openConsole(null, stream)).rejects.toMatchObject({
      code: 'VIR_ERR_OPERATION_FAILED',
    });
    const lost = once(first, 'error');
    const second = domain.createConsoleStream(null, { flags: DomainConsoleFlags.FORCE });
    await converse(second, 'yours', 'yours');
    expect((await lost)[0]).toMatchObject({ code: 'VIR_ERR_RPC' });
    second.destroy();
  }));

test('Domain.createConsoleStream: ends with the guest', () =>
  withMachine(pty, async ({ domain }) => {
    const console = domain.createConsoleStream();
    await converse(console, 'x', 'x');
    console.resume();
    console.write(Command.POWER_OFF);
    await once(console, 'close').catch(() => undefined);
    expect(console.destroyed).toBe(true);
  }));

test('Domain.createChannelStream: opens a guest channel', () =>
  withMachine(
    {
      devices: "<channel type='unix'><target type='virtio' name='org.example.0'/></channel>",
    },
    async ({ conn, domain }) => {
      await using stream = await conn.newStream(StreamFlags.NONBLOCK);
      await domain.openChannel('org.example.0', stream);
      await stream.abort();
      const channel = domain.createChannelStream('org.example.0');
      await new Promise((resolve) => setTimeout(resolve, 200));
      channel.destroy();
      await once(channel, 'close');
    },
  ));

test('Domain.createScreenshotStream: takes a screenshot', () =>
  withMachine(
    { devices: "<graphics type='vnc' port='-1'/><video><model type='vga'/></video>" },
    async ({ conn, domain, boots }) => {
      await boots();
      const stream = domain.createScreenshotStream();
      const picture = await buffer(stream);
      // QEMU writes PNG since 7.1, and libvirt asks for it if it can.
      const type = await stream.mimeType;
      const beginning = type === 'image/png' ? '\x89PNG' : 'P6\n';
      expect(picture.subarray(0, beginning.length).toString('latin1')).toBe(beginning);

      await using raw = await conn.newStream();
      expect(await domain.screenshot(raw, 0)).toBe(type);
      const chunks: Uint8Array[] = [];
      await raw.recvAll((_, data) => chunks.push(data));
      await raw.finish();
      // Not the same picture: the cursor blinks.
      const again = Buffer.concat(chunks).subarray(0, beginning.length);
      expect(again.toString('latin1')).toBe(beginning);
    },
  ));

/** Runs a test with a new volume of 4 MiB. */
async function withVolume(use: (volume: StorageVol) => Promise<void>): Promise<void> {
  await using conn = await openQEMU();
  const xml = `<pool type='dir'>
    <name>${uniqueName('stream')}</name><target><path>${makeDirectory()}</path></target>
  </pool>`;
  await using pool = await conn.storagePoolCreateXML(xml);
  try {
    await using volume = await pool.storageVolCreateXML(
      "<volume><name>v</name><capacity unit='MiB'>4</capacity><allocation>0</allocation></volume>",
    );
    await use(volume);
  } finally {
    await pool.destroy();
  }
}

test('StorageVol.createWriteStream, createReadStream: upload and download', () =>
  withVolume(async (volume) => {
    const content = randomBytes(4 * MiB);
    await pipeline(Readable.from([content]), volume.createWriteStream());
    expect(readFileSync(await volume.getPath()).equals(content)).toBe(true);
    expect((await buffer(volume.createReadStream())).equals(content)).toBe(true);
    const part = await buffer(volume.createReadStream({ offset: MiB, length: 1000 }));
    expect(part.equals(content.subarray(MiB, MiB + 1000))).toBe(true);
  }));

test('StorageVol.createReadStream sparse: holes stay holes', () =>
  withVolume(async (volume) => {
    const data = randomBytes(MiB);
    const content = [data, new Hole(2 * MiB), data];
    await pipeline(Readable.from(content), volume.createWriteStream({ sparse: true }));
    expect((await volume.getInfo()).allocation).toBeLessThan(BigInt(3 * MiB));
    const received: (Uint8Array | Hole)[] = [];
    for await (const piece of volume.createReadStream({ sparse: true })) {
      received.push(piece as Uint8Array | Hole);
    }
    const holes = received.filter((piece) => piece instanceof Hole);
    expect(holes.reduce((sum, hole) => sum + Number(hole.length), 0)).toBe(2 * MiB);
    const bytes = received.filter((piece) => piece instanceof Uint8Array);
    expect(Buffer.concat(bytes).equals(Buffer.concat([data, data]))).toBe(true);
  }));

test('Stream.send, sendHole, recvFlags, recvHole: chunks and holes one by one', () =>
  withVolume(async (volume) => {
    const conn = volume.getConnect();
    const data = randomBytes(1000);
    {
      await using stream = await conn.newStream();
      await volume.upload(stream, 0, 0, 1);
      expect(await stream.send(data)).toBe(data.length);
      await stream.sendHole(MiB);
      expect(await stream.send(data)).toBe(data.length);
      await stream.finish();
    }
    {
      await using stream = await conn.newStream();
      await volume.download(stream, 0, 1000);
      const received = await stream.recv(2000);
      expect(Buffer.from(received as Uint8Array).equals(data)).toBe(true);
      expect(await stream.recv(2000)).toBe('end');
      await stream.finish();
    }
    await using stream = await conn.newStream();
    await volume.download(stream, 4096, 0, 1);
    expect(await stream.recvFlags(1000, 1)).toBe('hole');
    expect(await stream.recvHole()).toBeGreaterThan(0n);
    await stream.abort();
  }));

test('Stream.sendAll, recvAll, sparseSendAll, sparseRecvAll: with and without holes', () =>
  withVolume(async (volume) => {
    const conn = volume.getConnect();
    const content = randomBytes(2 * MiB);
    const source = () => {
      let at = 0;
      return (_: unknown, nbytes: number) => content.subarray(at, (at += nbytes));
    };
    {
      await using stream = await conn.newStream();
      await volume.upload(stream, 0, content.length);
      await stream.sendAll(source());
      await stream.finish();
    }
    {
      const chunks: Uint8Array[] = [];
      await using stream = await conn.newStream();
      await volume.download(stream, 0, content.length);
      await stream.recvAll((_, data) => chunks.push(data));
      await stream.finish();
      expect(Buffer.concat(chunks).equals(content)).toBe(true);
    }
    {
      await using stream = await conn.newStream();
      await volume.upload(stream, 0, 0, 1);
      let left = content.length;
      await stream.sparseSendAll(
        (_, nbytes) => content.subarray(content.length - left, content.length - (left -= nbytes)),
        () => ({ inData: left > 0, length: left }),
        () => undefined,
      );
      await stream.finish();
    }
    const chunks: Uint8Array[] = [];
    let hole = 0n;
    await using stream = await conn.newStream();
    await volume.download(stream, 0, 0, 1);
    await stream.sparseRecvAll(
      (_, data) => chunks.push(data),
      (_, length) => (hole += length),
    );
    await stream.finish();
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
    expect(hole).toBe(BigInt(2 * MiB));
  }));

test('Stream.eventAddCallback: reports readiness', () =>
  withVolume(async (volume) => {
    const { READABLE, WRITABLE } = StreamEventType;
    await using stream = await volume.getConnect().newStream(StreamFlags.NONBLOCK);
    await volume.upload(stream, 0, 0);
    const received: number[] = [];
    await stream.eventAddCallback(WRITABLE, (_, events) => received.push(events));
    await until('it may be written', () => received.length > 0);
    expect(received[0]! & WRITABLE).toBe(WRITABLE);
    await stream.eventUpdateCallback(READABLE);
    await stream.eventRemoveCallback();
    await stream.abort();
  }));
