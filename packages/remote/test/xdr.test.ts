import { describe, expect, test } from 'vitest';
import { Framing, HEADER_SIZE, MESSAGE_MAX } from '../src/rpc/framing.js';
import { Packer, readTypedParameters, writeTypedParameters } from '../src/typed-parameters.js';
import { ProtocolError } from '../src/xdr/error.js';
import { XdrReader } from '../src/xdr/reader.js';
import { XdrWriter } from '../src/xdr/writer.js';

/** Writes every kind of value. */
function writeAll(writer: XdrWriter): void {
  writer.int(-2);
  writer.uint(0xffff_fffe);
  writer.hyper(-(2n ** 63n));
  writer.uhyper(2n ** 64n - 1n);
  writer.double(-0.5);
  writer.string('häß', 16);
  writer.optionalString(null, 16);
  writer.optionalString('', 16);
  writer.strings(['a', 'bb'], 2, 2);
  writer.opaque(new Uint8Array([1, 2, 3]));
  writer.bytes(new Uint8Array([4, 5, 6, 7, 8]), 5);
}

function readAll(reader: XdrReader): unknown[] {
  return [
    reader.int(),
    reader.uint(),
    reader.hyper(),
    reader.uhyper(),
    reader.double(),
    reader.string(16),
    reader.optionalString(16),
    reader.optionalString(16),
    reader.list(2, (each) => each.string(2)),
    reader.opaque(3),
    reader.bytes(5),
  ];
}

const VALUES = [
  -2,
  0xffff_fffe,
  -(2n ** 63n),
  2n ** 64n - 1n,
  -0.5,
  'häß',
  null,
  '',
  ['a', 'bb'],
  new Uint8Array([1, 2, 3]),
  new Uint8Array([4, 5, 6, 7, 8]),
];

describe('XdrReader, XdrWriter', () => {
  test('read what was written, and nothing is left', () => {
    const writer = new XdrWriter(1);
    writeAll(writer);
    const reader = new XdrReader(writer.take());
    expect(readAll(reader)).toEqual(VALUES);
    reader.end();
  });

  test('refuse a message that is cut off, at every byte', () => {
    const writer = new XdrWriter();
    writeAll(writer);
    const whole = writer.take();
    for (let end = 0; end < whole.length; end += 1) {
      expect(() => readAll(new XdrReader(whole, 0, end)), `${end} bytes`).toThrow(ProtocolError);
    }
  });

  test.each([
    ['a string', (reader: XdrReader) => reader.string(7)],
    ['an array of bytes', (reader: XdrReader) => reader.bytes(7)],
    ['an array', (reader: XdrReader) => reader.list(7, () => 0)],
  ])('refuse %s over its limit before they allocate it', (_, read) => {
    const writer = new XdrWriter();
    writer.uint(0xffff_ffff);
    expect(() => read(new XdrReader(writer.take()))).toThrow(/at most 7 are allowed/);
  });

  test('refuse an array whose elements cannot all be there', () => {
    const writer = new XdrWriter();
    writer.uint(1_000_000);
    expect(() => new XdrReader(writer.take()).list(1_000_000, () => 0)).toThrow('is cut off');
  });

  test('refuse an optional value whose mark is neither 0 nor 1', () => {
    const writer = new XdrWriter();
    writer.uint(2);
    expect(() => new XdrReader(writer.take()).optionalString(1)).toThrow(ProtocolError);
  });

  test('end a string at NUL, as C does', () => {
    const writer = new XdrWriter();
    writer.bytes(Buffer.from('ab\0cd'), 5);
    expect(new XdrReader(writer.take()).string(5)).toBe('ab');
  });

  test('refuse to send more than the protocol allows', () => {
    const refused = expect.objectContaining({ code: 39 }) as unknown;
    const failing = (write: (writer: XdrWriter) => void) => {
      try {
        write(new XdrWriter());
        return undefined;
      } catch (error) {
        return error;
      }
    };
    expect(failing((w) => w.string('ä', 1))).toEqual(refused);
    expect(failing((w) => w.strings(['a'], 0, 1))).toEqual(refused);
    expect(failing((w) => w.bytes(new Uint8Array(2), 1))).toEqual(refused);
  });
});

describe('readTypedParameters', () => {
  test('packs what writeTypedParameters wrote', () => {
    const writer = new XdrWriter();
    writeTypedParameters(
      writer,
      [
        ['i', 1, -1],
        ['u', 2, 4_000_000_000],
        ['l', 3, -(2n ** 63n)],
        ['L', 4, 2n ** 64n - 1n],
        ['d', 5, 0.25],
        ['b', 6, true],
        ['s', 7, 'text'],
      ],
      7,
    );
    const { shapes, strings, values } = readTypedParameters(new XdrReader(writer.take()), 7);
    expect(shapes).toEqual([['iulLdbs', 'i', 'u', 'l', 'L', 'd', 'b', 's']]);
    expect(strings).toEqual(['text']);
    const numbers = new Float64Array(values);
    expect([numbers[0], numbers[1], numbers[2], numbers[5], numbers[6], numbers[7]]).toEqual([
      0, -1, 4_000_000_000, 0.25, 1, 0,
    ]);
    expect(new BigInt64Array(values)[3]).toBe(-(2n ** 63n));
    expect(new BigUint64Array(values)[4]).toBe(2n ** 64n - 1n);
  });

  test('refuses an unknown type', () => {
    const writer = new XdrWriter();
    writer.count(1, 1);
    writer.string('a', 1);
    writer.int(9);
    writer.hyper(0n);
    expect(() => readTypedParameters(new XdrReader(writer.take()), 1)).toThrow('has the type 9');
  });

  test('gives alike records one shape, and keeps many', () => {
    const packer = new Packer();
    for (let index = 0; index < 1000; index += 1) {
      packer.begin();
      packer.double('i', 'same', index);
      if (index % 2 === 0) packer.unsigned('even', BigInt(index));
      packer.end();
    }
    const { shapes, values } = packer.take();
    expect(shapes).toEqual([
      ['iL', 'same', 'even'],
      ['i', 'same'],
    ]);
    expect(values.byteLength).toBe(8 * 2500);
  });
});

describe('Framing', () => {
  const message = (size: number) => {
    const bytes = Buffer.alloc(size, size);
    bytes.writeUInt32BE(size);
    return bytes;
  };

  test('cuts messages out of any chunks', () => {
    const sizes = [HEADER_SIZE, 100, 5000, HEADER_SIZE, 70_000, 31];
    const all = Buffer.concat(sizes.map(message));
    for (const step of [1, 3, 4, 5, 28, 1000, 65_536, all.length]) {
      const found: number[] = [];
      const framing = new Framing((bytes, start, end) => {
        expect(bytes.subarray(start, end).equals(message(end - start))).toBe(true);
        found.push(end - start);
      });
      for (let at = 0; at < all.length; at += step) framing.push(all.subarray(at, at + step));
      expect(found).toEqual(sizes);
    }
  });

  test.each([0, HEADER_SIZE - 1, MESSAGE_MAX + 1, 0xffff_ffff])(
    'refuses a message of %i bytes',
    (length) => {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(length);
      expect(() => new Framing(() => undefined).push(head)).toThrow(ProtocolError);
    },
  );
});
