import { deflateRawSync } from 'node:zlib';

/** A file as a hostile hand would pack it: nothing about it needs to be true. */
export interface PackedFile {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** The size that is declared, when it is not the true one. */
  readonly size?: number;
  /** The checksum that is declared, when it is not the true one. */
  readonly crc?: number;
  /** The Unix type and permissions. */
  readonly mode?: number;
  /** 8 for deflate, 0 for none, or one that nobody knows. */
  readonly method?: number;
}

const table = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(data: Buffer): number {
  let crc = ~0;
  for (const byte of data) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Packs files into a zip file as given. */
export function packZip(files: readonly PackedFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content = '', size, crc, mode = 0o100644, method = 8 } of files) {
    const bytes = Buffer.from(name as string);
    const data = Buffer.from(content as string);
    const packed = method === 8 ? deflateRawSync(data) : data;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(1 << 11, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt16LE(0x21, 8);
    fields.writeUInt32LE(crc ?? crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(size ?? data.length, 18);
    fields.writeUInt16LE(bytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, bytes, packed]);
    parts.push(local);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), fields, rest, bytes);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06'), end]);
}

/** Packs the files of a module, whose names are completed. */
export function packModule(
  path: string,
  version: string,
  files: Readonly<Record<string, string | Buffer>>,
): Buffer {
  return packZip(
    Object.entries(files).map(([name, content]) => ({
      name: `${path}@${version}/${name}`,
      content,
    })),
  );
}
