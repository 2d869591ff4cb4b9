import * as crypto from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModloadError } from '../base/errors.js';
import { openZip } from './zip/format.js';

type Encoding = 'hex' | 'base64';

interface OneShot {
  readonly hash?: (algorithm: string, data: string | Uint8Array, encoding: Encoding) => string;
}

// One call instead of three where Node has it (20.12): go.mod files are hashed by the thousand.
const oneShot = (crypto as OneShot).hash;

/** The SHA-256 of data, in the given encoding. A string is hashed as UTF-8. */
const sha256: (data: string | Uint8Array, encoding: Encoding) => string = oneShot
  ? (data, encoding) => oneShot('sha256', data, encoding)
  : (data, encoding) => crypto.createHash('sha256').update(data).digest(encoding);

/** A file of a tree by its name, which has slashes, and the SHA-256 of its content in hexadecimal. */
export interface HashedFile {
  readonly name: string;
  readonly digest: string;
}

function compareBytes(a: HashedFile, b: HashedFile): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function compareUnicode(a: HashedFile, b: HashedFile): number {
  return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
}

/**
 * Go's `h1:` hash of a tree: that of its files' names and digests, in the order of the names' bytes.
 *
 * @throws {ModloadError} if a name has a line break.
 */
export function hashTree(files: Iterable<HashedFile>): string {
  const sorted = [...files];
  const isPlain = sorted.every(({ name }) => !/[^ -~]/.test(name));
  sorted.sort(isPlain ? compareBytes : compareUnicode);
  let summary = '';
  for (const { name, digest } of sorted) {
    if (name.includes('\n')) {
      throw new ModloadError(
        'ERR_MODLOAD_ZIP',
        'dirhash: filenames with newlines are not supported',
      );
    }
    summary += `${digest}  ${name}\n`;
  }
  return `h1:${sha256(summary, 'base64')}`;
}

/** The `h1:` hash of files in memory, by their names. */
export function hash1(files: ReadonlyMap<string, string | Uint8Array>): string {
  return hashTree(Array.from(files, ([name, data]) => ({ name, digest: sha256(data, 'hex') })));
}

/** The `h1:` hash that go.sum has for a go.mod file. */
export function hashGoMod(data: string | Uint8Array): string {
  return `h1:${sha256(`${sha256(data, 'hex')}  go.mod\n`, 'base64')}`;
}

/**
 * The `h1:` hash of a directory, as if its files' names began with the given prefix and a slash;
 * for a module that is `path@version`. Rejects only with errors of the file system.
 */
export function hashDirectory(directory: string, prefix: string): string {
  const files: HashedFile[] = [];
  const walk = (relative: string) => {
    for (const entry of readdirSync(join(directory, relative), { withFileTypes: true })) {
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) walk(name);
      else {
        const digest = sha256(readFileSync(join(directory, name)), 'hex');
        files.push({ name: prefix === '' ? name : `${prefix}/${name}`, digest });
      }
    }
  };
  walk('');
  return hashTree(files);
}

/** The `h1:` hash of the content of a zip file. Rejects when it is no whole zip file. */
export async function hashZip(file: string): Promise<string> {
  using zip = await openZip(file);
  const files: HashedFile[] = [];
  for (const entry of zip.entries) {
    const hash = crypto.createHash('sha256');
    for await (const chunk of zip.read(entry)) hash.update(chunk);
    files.push({ name: entry.name, digest: hash.digest('hex') });
  }
  return hashTree(files);
}
