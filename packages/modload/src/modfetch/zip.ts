import {
  closeSync,
  createReadStream,
  createWriteStream,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
} from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import type * as yauzl from 'yauzl';
import { InvalidPathError, messageOf, ModloadError } from '../base/errors.js';
import { canonicalVersion, check, checkFilePath, type ModuleVersion } from '../module/module.js';
import { quote } from '../base/quote.js';

/** The largest zip file of a module, packed or unpacked, in bytes. */
export const maxZipFile = 500 << 20;
/** The largest go.mod of a module, in bytes. */
export const maxGoMod = 16 << 20;
/** The largest LICENSE of a module, in bytes. */
export const maxLicense = 16 << 20;

/** Above this size, in bytes, an entry is unpacked piece by piece: many are held at the same time. */
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
  /** Gives the content of an entry in pieces, and checks its size and checksum. */
  read(entry: ZipEntry): Iterable<Buffer> | AsyncIterable<Buffer>;
}

function malformed(cause?: unknown): ModloadError {
  return new ModloadError('INVALID', 'zip: not a valid zip file', cause);
}

function truncated(): ModloadError {
  return new ModloadError('INVALID', 'unexpected EOF');
}

function checksumMismatch(): ModloadError {
  return new ModloadError('INVALID', 'zip: checksum error');
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
const directoryPiece = 1 << 16;

async function readCentralDirectory(descriptor: number, size: number): Promise<yauzl.Entry[]> {
  // Most commands never see a zip file, and need not wait for what reads them.
  const { fromRandomAccessReader, RandomAccessReader } = await import('yauzl');
  // Otherwise it would be asked for twice for each entry, and each time by a thread of the pool.
  const reader = new (class extends RandomAccessReader {
    #piece: Buffer = Buffer.alloc(0);
    #start = 0;
    override read(
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      callback: (error: Error | null, count?: number) => void,
    ): void {
      const end = this.#start + this.#piece.length;
      const isAtHand = position >= this.#start && position + length <= end;
      if (!isAtHand) {
        try {
          this.#piece = readUpTo(descriptor, Math.max(length, directoryPiece), position);
          this.#start = position;
        } catch (error) {
          setImmediate(callback, error as Error);
          return;
        }
      }
      const from = position - this.#start;
      const count = this.#piece.copy(buffer, offset, from, from + length);
      // Everybody else has a turn with each piece: millions of entries fit into a zip file.
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

/** Reads until there is nothing more, or as much as was asked for. */
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
    throw new ModloadError('INVALID', 'zip: unsupported compression algorithm');
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

async function* readInPieces(file: string, descriptor: number, record: yauzl.Entry) {
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
    'INVALID',
    `uncompressed size of file ${name} is larger than declared size (${record.uncompressedSize} bytes)`,
  );
}

function inflateProblem(error: unknown, record: yauzl.Entry): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLong(record);
  if (code === 'Z_BUF_ERROR') return truncated();
  if (code === 'Z_DATA_ERROR') {
    return new ModloadError('INVALID', 'flate: corrupt input', error);
  }
  return error;
}

/**
 * Opens a zip file and reads its directory. Rejects when it is none, or cut short.
 * Nothing is checked of what the entries are called.
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
          ? readInPieces(file, descriptor, record)
          : [readWhole(descriptor, record)];
      },
      [Symbol.dispose]: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** A file that may belong into the zip file of a module. */
export interface ModuleFile {
  /** Its name below the module's root, with slashes. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** In bytes. */
  readonly size: number;
  /** Its content. */
  read(): Buffer | Promise<Buffer>;
}

/** What is wrong with a file. */
export interface FileProblem {
  readonly path: string;
  readonly reason: string;
}

/** Which files of a module belong into its zip file. */
export interface CheckedFiles {
  readonly valid: string[];
  /** Files that are left out, and why. */
  readonly omitted: FileProblem[];
  /** Files for which there can be no zip file, and why. */
  readonly invalid: FileProblem[];
  /** Says that all the files together are too large. */
  readonly sizeProblem?: string | undefined;
}

/** Throws if {@link CheckedFiles} are no valid module. */
function demandValid({ sizeProblem, invalid }: CheckedFiles): void {
  if (sizeProblem !== undefined) throw new ModloadError('INVALID', sizeProblem);
  if (invalid.length === 0) return;
  const text = invalid.map(({ path, reason }) => `${path}: ${reason}`).join('\n');
  throw new ModloadError('INVALID', text);
}

/** Folds one character so that all that differ from it by case alone become the same. */
function foldCharacter(character: string): string {
  // The dotless i is a letter of its own, although its capital is that of the i.
  if (character === 'ı') return character;
  const isSingle = (folded: string) => /^.$/su.test(folded);
  const upper = character.toUpperCase();
  const base = isSingle(upper) ? upper : character;
  const lower = base.toLowerCase();
  return isSingle(lower) ? lower : base;
}

function foldCase(path: string): string {
  if (!/[A-Z\x80-\u{10ffff}]/u.test(path)) return path;
  let folded = '';
  for (const character of path) folded += foldCharacter(character);
  return folded;
}

/** Finds names that a file system without case, or with one kind of thing per name, cannot hold. */
class Collisions {
  readonly #seen = new Map<string, { path: string; isDirectory: boolean }>();

  /** What is wrong with one more name, if anything. */
  check(path: string, isDirectory: boolean): string | undefined {
    const folded = foldCase(path);
    const other = this.#seen.get(folded);
    if (other === undefined) this.#seen.set(folded, { path, isDirectory });
    else if (other.path !== path) {
      return `case-insensitive file name collision: ${quote(other.path)} and ${quote(path)}`;
    } else if (other.isDirectory !== isDirectory) {
      return `entry ${quote(path)} is both a file and a directory`;
    } else if (!isDirectory) return `multiple entries for file ${quote(path)}`;
    // A directory that is known has parents that are.
    else return undefined;
    const parent = posix.dirname(path);
    return parent === '.' || parent === '/' ? undefined : this.check(parent, true);
  }
}

function cleanPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** What breaks the rules for names of files, if anything. */
function nameProblem(path: string): string | undefined {
  try {
    checkFilePath(path);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * Whether a file is in a package below a directory `vendor`. Of such directories below the root, files of
 * their own count as well: that is an old mistake of Go's, on which all checksums depend.
 */
function isVendored(path: string): boolean {
  return path.startsWith('vendor/')
    ? path.includes('/', 'vendor/'.length)
    : path.includes('/vendor/');
}

const splitPath = (path: string) => {
  const slash = path.lastIndexOf('/') + 1;
  return { parent: path.slice(0, slash), base: path.slice(slash) };
};

/** Sorts out which files of a module's tree belong into its zip file. */
export function checkFiles(files: Iterable<ModuleFile>): CheckedFiles {
  return sortOut([...files]).checked;
}

function sortOut(files: readonly ModuleFile[]): { checked: CheckedFiles; kept: ModuleFile[] } {
  const omitted: FileProblem[] = [];
  const invalid: FileProblem[] = [];
  const kept: ModuleFile[] = [];
  const reported = new Set<string>();
  const report = (list: FileProblem[], path: string, reason: string) => {
    if (!reported.has(path)) list.push({ path, reason });
    reported.add(path);
  };

  const moduleRoots = new Set<string>();
  for (const { path, kind } of files) {
    const { parent, base } = splitPath(path);
    if (kind === 'file' && parent !== '' && foldCase(base) === 'go.mod') moduleRoots.add(parent);
  }
  const isInOtherModule = (path: string) => {
    for (let { parent } = splitPath(path); parent !== '';) {
      if (moduleRoots.has(parent)) return true;
      ({ parent } = splitPath(parent.slice(0, -1)));
    }
    return false;
  };

  const collisions = new Collisions();
  let left = maxZipFile;
  let sizeProblem: string | undefined;
  for (const file of files) {
    const { path, kind, size } = file;
    const omit = (reason: string) => report(omitted, path, reason);
    const refuse = (reason: string) => report(invalid, path, reason);
    if (path !== cleanPath(path)) refuse('file path is not clean');
    else if (path.startsWith('/')) refuse('file path is not relative');
    else if (isVendored(path)) omit('file is in vendor directory');
    else if (isInOtherModule(path)) omit('file is in another module');
    else if (path === '.hg_archival.txt') {
      omit("file is inserted by 'hg archive' and is always omitted");
    } else {
      const problem =
        nameProblem(path) ??
        (path !== 'go.mod' && path.toLowerCase() === 'go.mod'
          ? 'go.mod files must have lowercase names'
          : collisions.check(path, kind === 'directory'));
      if (problem !== undefined) refuse(problem);
      else if (kind === 'link') omit('file is a symbolic link');
      else if (kind !== 'file') omit('not a regular file');
      else {
        if (size <= left) left -= size;
        else {
          sizeProblem ??= `module source tree too large (max size is ${maxZipFile} bytes)`;
        }
        const limit = sizeLimitProblem(path, size);
        if (limit !== undefined) refuse(limit);
        else kept.push(file);
      }
    }
  }
  const valid = kept.map(({ path }) => path);
  return { checked: { valid, omitted, invalid, sizeProblem }, kept };
}

function sizeLimitProblem(path: string, size: number): string | undefined {
  if (path === 'go.mod' && size > maxGoMod) {
    return `go.mod file too large (max size is ${maxGoMod} bytes)`;
  }
  if (path === 'LICENSE' && size > maxLicense) {
    return `LICENSE file too large (max size is ${maxLicense} bytes)`;
  }
  return undefined;
}

const versionControl = new Set(['.bzr', '.git', '.hg', '.svn']);

function listDirectory(directory: string): { files: ModuleFile[]; omitted: FileProblem[] } {
  const files: ModuleFile[] = [];
  const omitted: FileProblem[] = [];
  const walk = (relative: string) => {
    const entries = readdirSync(join(directory, relative), { withFileTypes: true });
    entries.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
    for (const entry of entries) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      const omit = (reason: string) => omitted.push({ path, reason });
      if (isVendored(path)) {
        omit('file is in vendor directory');
        if (entry.isDirectory()) walk(path);
      } else if (entry.isDirectory()) {
        const goMod = lstatSync(join(directory, path, 'go.mod'), { throwIfNoEntry: false });
        if (versionControl.has(entry.name)) omit('directory is a version control repository');
        else if (goMod !== undefined && !goMod.isDirectory())
          omit('directory is in another module');
        else walk(path);
      } else if (!entry.isFile()) omit('not a regular file');
      else {
        const name = join(directory, path);
        files.push({
          path,
          kind: 'file',
          size: lstatSync(name).size,
          read: () => readFileSync(name),
        });
      }
    }
  };
  walk('');
  return { files, omitted };
}

/** Sorts out which files of a directory belong into the zip file of the module in it. */
export function checkDirectory(directory: string): CheckedFiles {
  const { files, omitted } = listDirectory(directory);
  const checked = checkFiles(files);
  const place = (problem: FileProblem) => ({ ...problem, path: join(directory, problem.path) });
  return {
    valid: checked.valid.map((path) => join(directory, path)),
    omitted: [...checked.omitted, ...omitted].map(place),
    invalid: checked.invalid.map(place),
    sizeProblem: checked.sizeProblem,
  };
}

function demandModule(module: ModuleVersion): void {
  const canonical = canonicalVersion(module.version);
  if (canonical !== module.version) {
    throw new ModloadError(
      'INVALID_VERSION',
      `version ${quote(module.version)} is not canonical (should be ${quote(canonical)})`,
    );
  }
  check(module.path, module.version);
}

const rootOf = ({ path, version }: ModuleVersion) => `${path}@${version}/`;

function checkEntries(module: ModuleVersion, zip: ZipArchive): CheckedFiles {
  const prefix = rootOf(module);
  const valid: string[] = [];
  const invalid: FileProblem[] = [];
  const collisions = new Collisions();
  let left = maxZipFile;
  let sizeProblem: string | undefined;

  const problemOf = (entry: ZipEntry): string | undefined => {
    if (!entry.name.startsWith(prefix)) return `path does not have prefix ${quote(prefix)}`;
    let name = entry.name.slice(prefix.length);
    if (!entry.isText) return new InvalidPathError('file', name, 'invalid UTF-8').message;
    if (name === '') return undefined;
    const isDirectory = name.endsWith('/');
    if (isDirectory) name = name.slice(0, -1);
    if (cleanPath(name) !== name) return 'file path is not clean';
    const problem = nameProblem(name) ?? collisions.check(name, isDirectory);
    if (problem !== undefined || isDirectory) return problem;
    const { parent, base } = splitPath(name);
    if (foldCase(base) === 'go.mod') {
      if (parent !== '') return 'go.mod file not in module root directory';
      if (name !== 'go.mod') return 'go.mod files must have lowercase names';
    }
    if (entry.size <= left) left -= entry.size;
    else {
      sizeProblem ??= `total uncompressed size of module contents too large (max size is ${maxZipFile} bytes)`;
    }
    const limit = sizeLimitProblem(name, entry.size);
    if (limit === undefined) valid.push(entry.name);
    return limit;
  };

  for (const entry of zip.entries) {
    const reason = problemOf(entry);
    if (reason !== undefined) invalid.push({ path: entry.name, reason });
  }
  return { valid, omitted: [], invalid, sizeProblem };
}

function checkArchive(module: ModuleVersion, zip: ZipArchive): CheckedFiles {
  demandModule(module);
  if (zip.size > maxZipFile) {
    const sizeProblem = `module zip file is too large (${zip.size} bytes; limit is ${maxZipFile} bytes)`;
    return { valid: [], omitted: [], invalid: [], sizeProblem };
  }
  return checkEntries(module, zip);
}

/** Checks the names and sizes in the zip file of a module. Rejects when it is no zip file. */
export async function checkZip(module: ModuleVersion, file: string): Promise<CheckedFiles> {
  using zip = await openZip(file);
  return checkArchive(module, zip);
}

/** Throws unless all that a zip file holds together is small enough for a module. */
export function demandSize(zip: ZipArchive): void {
  let total = 0;
  for (const { size } of zip.entries) total += size;
  if (total > maxZipFile || zip.size > maxZipFile) {
    throw new ModloadError(
      'INVALID',
      `total uncompressed size of module contents too large (max size is ${maxZipFile} bytes)`,
    );
  }
}

function unzipError(file: string, error: unknown): ModloadError {
  return new ModloadError('INVALID', `unzip ${file}: ${messageOf(error)}`, error);
}

/**
 * Unpacks the zip file of a module into a directory that does not exist or is empty. The files are
 * read-only. Rejects, before anything is written, when a name or size breaks a rule for modules; when the
 * content is not as declared, something may have been written.
 */
export async function extractZip(
  directory: string,
  module: ModuleVersion,
  file: string,
): Promise<void> {
  try {
    if (isOccupied(directory)) {
      throw new ModloadError('INVALID', `target directory ${directory} exists and is not empty`);
    }
    using zip = await openZip(file);
    demandValid(checkArchive(module, zip));
    await unpack(directory, zip, rootOf(module).length);
  } catch (error) {
    throw unzipError(file, error);
  }
}

function isOccupied(directory: string): boolean {
  try {
    return readdirSync(directory).length > 0;
  } catch {
    return false;
  }
}

/** How many files of a zip file are written at the same time. */
const filesAtOnce = 8;

async function unpack(directory: string, zip: ZipArchive, prefixLength: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  const parents = new Map<string, Promise<unknown>>();
  let next = 0;
  const work = async () => {
    while (next < zip.entries.length) {
      const entry = zip.entries[next++]!;
      const name = entry.name.slice(prefixLength);
      if (name === '' || name.endsWith('/')) continue;
      const target = join(directory, name);
      const parent = dirname(target);
      if (!parents.has(parent)) parents.set(parent, mkdir(parent, { recursive: true }));
      await parents.get(parent);
      await writeFile(target, zip.read(entry), { flag: 'wx', mode: 0o444 });
    }
  };
  const stop = (error: unknown) => {
    next = zip.entries.length;
    throw error;
  };
  const workers = Array.from({ length: filesAtOnce }, () => work().catch(stop));
  // Who hears of a failure may remove the directory: by then nobody writes to it any more.
  await Promise.allSettled(workers);
  await Promise.all(workers);
}

/**
 * Writes the zip file of a module from the files of its tree; files that do not belong into it are left
 * out. Rejects when a name or size breaks a rule for modules.
 */
export async function createZip(
  destination: string,
  module: ModuleVersion,
  files: Iterable<ModuleFile>,
): Promise<void> {
  try {
    demandModule(module);
    const { checked, kept } = sortOut([...files]);
    demandValid(checked);
    const { ZipFile } = await import('yazl');
    const zip = new ZipFile();
    const written = pipeline(zip.outputStream, createWriteStream(destination));
    // Whoever waits for the files first must not leave this one's failure unheard.
    written.catch(() => undefined);
    const prefix = rootOf(module);
    for (const file of kept) {
      const data = await file.read();
      if (data.length > file.size) {
        throw new ModloadError('INVALID', `file ${quote(file.path)} is larger than declared size`);
      }
      zip.addBuffer(data, prefix + file.path, { mtime: epoch, mode: 0o100644 });
    }
    zip.end();
    await written;
  } catch (error) {
    throw new ModloadError('INVALID', `create zip: ${messageOf(error)}`, error);
  }
}

/** The earliest time that a zip file can tell. */
const epoch = new Date('1980-01-01T00:00:00Z');

/** Like {@link createZip}, with the files of a directory. */
export function createZipFromDirectory(
  destination: string,
  module: ModuleVersion,
  directory: string,
): Promise<void> {
  return createZip(destination, module, listDirectory(directory).files);
}
