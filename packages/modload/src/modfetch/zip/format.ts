import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import * as zlib from 'node:zlib';
import type * as yauzl from 'yauzl';
import { ModloadError } from '../../base/errors.js';

/** Entries above this size, in bytes, are unpacked in chunks, because many are held at the same time. */
const inMemory = 1 << 20;

/** One file or directory in a zip file. */
export interface ZipEntry {
  /** Its name with slashes; that of a directory ends in one. */
  readonly name: string;
  /** Whether the name is UTF-8. */
  readonly isText: boolean;
  /** Its size unpacked, in bytes, as the zip file declares it. */
  readonly size: number;
  /** Its Unix permissions and type, or 0 where it was not packed on a Unix. */
  readonly mode: number;
  readonly record: yauzl.Entry;
}

/** A zip file that is open for reading. */
export interface ZipArchive extends Disposable {
  readonly entries: readonly ZipEntry[];
  /** The size of the zip file, in bytes. */
  readonly size: number;
  /** Returns the content of an entry in chunks, and checks its size and checksum. */
  read(entry: ZipEntry): Iterable<Buffer> | AsyncIterable<Buffer>;
}

function malformed(cause?: unknown): ModloadError {
  return new ModloadError('ERR_MODLOAD_ZIP', 'zip: not a valid zip file', cause);
}

function truncated(): ModloadError {
  return new ModloadError('ERR_MODLOAD_ZIP', 'unexpected EOF');
}

function checksumMismatch(): ModloadError {
  return new ModloadError('ERR_MODLOAD_ZIP', 'zip: checksum error');
}

const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function ownCrc32(data: Uint8Array, start = 0): number {
  let crc = ~start;
  for (const byte of data) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

// Node has it from 20.15 on.
const crc32 = (zlib as { crc32?: typeof ownCrc32 }).crc32 ?? ownCrc32;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeName(bytes: Buffer): { name: string; isText: boolean } {
  try {
    return { name: utf8.decode(bytes), isText: true };
  } catch {
    return { name: bytes.toString('latin1'), isText: false };
  }
}

/** How much is read at once of a zip file's directory, in bytes. */
const directoryChunk = 1 << 16;

async function readCentralDirectory(descriptor: number, size: number): Promise<yauzl.Entry[]> {
  // Most commands never see a zip file, and need not wait for what reads them.
  const { fromRandomAccessReader, RandomAccessReader } = await import('yauzl');
  // Otherwise it would be asked for twice for each entry, and each time by a thread of the pool.
  const reader = new (class extends RandomAccessReader {
    #chunk: Buffer = Buffer.alloc(0);
    #start = 0;
    override read(
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      callback: (error: Error | null, count?: number) => void,
    ): void {
      const end = this.#start + this.#chunk.length;
      const isAtHand = position >= this.#start && position + length <= end;
      if (!isAtHand) {
        try {
          this.#chunk = readUpTo(descriptor, Math.max(length, directoryChunk), position);
          this.#start = position;
        } catch (error) {
          setImmediate(callback, error as Error);
          return;
        }
      }
      const from = position - this.#start;
      const count = this.#chunk.copy(buffer, offset, from, from + length);
      // Yields to the event loop once per chunk: a zip file can hold millions of entries.
      if (isAtHand) process.nextTick(callback, null, count);
      else setImmediate(callback, null, count);
    }
  })();
  return await new Promise((resolve, reject) => {
    const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false };
    fromRandomAccessReader(reader, size, options, (error, zip) => {
      if (error) {
        reject(malformed(error));
        return;
      }
      const entries: yauzl.Entry[] = [];
      zip.on('entry', (entry: yauzl.Entry) => entries.push(entry));
      zip.on('error', (problem) => reject(malformed(problem)));
      zip.on('end', () => resolve(entries));
    });
  });
}

/** Reads up to `length` bytes; fewer at the end of the file. */
function readUpTo(descriptor: number, length: number, position: number): Buffer {
  const data = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, data, done, length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return data.subarray(0, done);
}

function readExactly(descriptor: number, length: number, position: number): Buffer {
  const data = readUpTo(descriptor, length, position);
  if (data.length < length) throw truncated();
  return data;
}

const localHeaderSize = 30;

/** Where the packed data of an entry begins. */
function findData(descriptor: number, { relativeOffsetOfLocalHeader: offset }: yauzl.Entry) {
  const header = readExactly(descriptor, localHeaderSize, offset);
  if (header.readUInt32LE(0) !== 0x04034b50) throw malformed();
  return offset + localHeaderSize + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function checkMethod(record: yauzl.Entry): void {
  if (record.compressionMethod !== 0 && record.compressionMethod !== 8) {
    throw new ModloadError('ERR_MODLOAD_ZIP', 'zip: unsupported compression algorithm');
  }
}

function readWhole(descriptor: number, record: yauzl.Entry): Buffer {
  const packed = readExactly(descriptor, record.compressedSize, findData(descriptor, record));
  let data = packed;
  if (record.compressionMethod === 8) {
    try {
      data = zlib.inflateRawSync(packed, { maxOutputLength: record.uncompressedSize + 1 });
    } catch (error) {
      throw inflateProblem(error, record);
    }
  }
  if (data.length > record.uncompressedSize) throw tooLong(record);
  if (data.length < record.uncompressedSize) throw truncated();
  if (record.crc32 !== 0 && crc32(data) !== record.crc32) throw checksumMismatch();
  return data;
}

async function* readInChunks(file: string, descriptor: number, record: yauzl.Entry) {
  const start = findData(descriptor, record);
  const packed = createReadStream(file, { start, end: start + record.compressedSize - 1 });
  let size = 0;
  let crc = 0;
  try {
    const data = record.compressionMethod === 8 ? packed.pipe(zlib.createInflateRaw()) : packed;
    packed.on('error', (error) => data.destroy(error));
    for await (const chunk of data as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > record.uncompressedSize) throw tooLong(record);
      crc = crc32(chunk, crc);
      yield chunk;
    }
  } catch (error) {
    throw inflateProblem(error, record);
  } finally {
    packed.destroy();
  }
  if (size < record.uncompressedSize) throw truncated();
  if (record.crc32 !== 0 && crc !== record.crc32) throw checksumMismatch();
}

function tooLong(record: yauzl.Entry): ModloadError {
  const { name } = decodeName(record.fileNameRaw);
  return new ModloadError(
    'ERR_MODLOAD_ZIP',
    `uncompressed size of file ${name} is larger than declared size (${record.uncompressedSize} bytes)`,
  );
}

function inflateProblem(error: unknown, record: yauzl.Entry): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLong(record);
  if (code === 'Z_BUF_ERROR') return truncated();
  if (code === 'Z_DATA_ERROR') {
    return new ModloadError('ERR_MODLOAD_ZIP', 'flate: corrupt input', error);
  }
  return error;
}

/**
 * Opens a zip file and reads its directory. Rejects when it is none, or cut short.
 * Does not check the names of entries.
 */
export async function openZip(file: string): Promise<ZipArchive> {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const records = await readCentralDirectory(descriptor, size);
    return {
      size,
      entries: records.map((record) => ({
        ...decodeName(record.fileNameRaw),
        size: record.uncompressedSize,
        mode: record.versionMadeBy >> 8 === 3 ? record.externalFileAttributes >>> 16 : 0,
        record,
      })),
      read: ({ record }) => {
        checkMethod(record);
        return record.uncompressedSize > inMemory || record.compressedSize > inMemory
          ? readInChunks(file, descriptor, record)
          : [readWhole(descriptor, record)];
      },
      [Symbol.dispose]: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
