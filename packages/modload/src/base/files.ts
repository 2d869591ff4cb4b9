import { readdirSync, readFileSync, realpathSync, statSync, lstatSync, type Dirent } from 'node:fs';
import { firstText } from './text.js';
import { basename, dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';

/** An entry of a directory. */
export interface FileEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
}

/**
 * The files of main modules and replacement directories, as the loader sees them: those of the disk,
 * some of them replaced by an overlay. Reading is synchronous: it is the page cache that answers.
 */
export interface FileTree {
  /** The file to read for this path; `undefined` if the overlay deletes it. */
  actual(path: string): string | undefined;
  /** Returns whether the path was replaced by the overlay. */
  isOverlaid(path: string): boolean;
  kind(path: string): FileEntry['kind'] | undefined;
  /**
   * The entries of a directory by name.
   *
   * @throws {Error} when it cannot be read.
   */
  entries(directory: string): readonly FileEntry[];
  read(path: string): string;
  isFile(path: string): boolean;
  isDirectory(path: string): boolean;
  /** Returns whether a directory holds a regular file whose name ends in `.go`. */
  hasGoFiles(directory: string): boolean;
}

function kindOf(
  entry: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>,
): FileEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

const byName = (a: FileEntry, b: FileEntry) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ELOOP: 'too many levels of symbolic links',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
};

/** An error in Go's words for a directory that cannot be read, with the code that Node gave. */
function directoryError(directory: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code];
  if (reason === undefined) return error as Error;
  return Object.assign(new Error(`open ${directory}: ${reason}`, { cause: error }), { code });
}

class Disk implements FileTree {
  actual(path: string): string | undefined {
    return path;
  }
  isOverlaid(): boolean {
    return false;
  }
  kind(path: string): FileEntry['kind'] | undefined {
    try {
      const status = lstatSync(path, { throwIfNoEntry: false });
      return status && kindOf(status);
    } catch {
      // A file stands where a directory would have to be.
      return undefined;
    }
  }
  entries(directory: string): readonly FileEntry[] {
    let entries;
    try {
      entries = readdirSync(directory, { withFileTypes: true });
    } catch (error) {
      throw directoryError(directory, error);
    }
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) })).sort(byName);
  }
  read(path: string): string {
    return readFileSync(path, 'utf8');
  }
  isFile(path: string): boolean {
    return statOf(path)?.isFile() ?? false;
  }
  isDirectory(path: string): boolean {
    return statOf(path)?.isDirectory() ?? false;
  }
  hasGoFiles(directory: string): boolean {
    let entries;
    try {
      entries = readdirSync(directory, { withFileTypes: true });
    } catch {
      return false;
    }
    return entries.some(
      (entry) =>
        entry.name.endsWith('.go') &&
        (entry.isFile() || (entry.isSymbolicLink() && this.isFile(join(directory, entry.name)))),
    );
  }
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A file in place of a directory, or a name too long: nothing is there either.
    return undefined;
  }
}

/** The files of the disk. */
export const disk: FileTree = new Disk();

interface OverlayNode {
  readonly name: string;
  /** The file that is read; an empty text when the overlay deletes it; `undefined` for a directory. */
  readonly actual: string | undefined;
  readonly children: Map<string, OverlayNode>;
}

class Overlay implements FileTree {
  readonly #nodes = new Map<string, OverlayNode>();

  constructor(replacements: ReadonlyMap<string, string>) {
    for (const [path, actual] of replacements) {
      const node = { name: basename(path), actual, children: new Map<string, OverlayNode>() };
      this.#nodes.set(path, node);
      if (actual) this.#attach(path, node);
    }
    for (const [path, actual] of replacements) {
      if (!actual)
        this.#parent(dirname(path))?.children.set(basename(path), this.#nodes.get(path)!);
    }
  }

  #attach(path: string, node: OverlayNode): void {
    const directory = dirname(path);
    if (directory === path) return;
    const parent = this.#parent(directory)!;
    parent.children.set(node.name, node);
    this.#attach(directory, parent);
  }

  #parent(directory: string): OverlayNode | undefined {
    let node = this.#nodes.get(directory);
    if (node?.actual === undefined) {
      node ??= { name: basename(directory), actual: undefined, children: new Map() };
      this.#nodes.set(directory, node);
      return node;
    }
    return node;
  }

  #underFile(path: string): boolean {
    for (let directory = dirname(path); directory !== path;) {
      const node = this.#nodes.get(directory);
      if (node?.actual !== undefined) return true;
      path = directory;
      directory = dirname(path);
    }
    return false;
  }

  actual(path: string): string | undefined {
    const node = this.#nodes.get(resolve(path));
    if (node?.actual !== undefined) return node.actual || undefined;
    return path;
  }

  isOverlaid(path: string): boolean {
    return this.#nodes.get(resolve(path))?.actual !== undefined;
  }

  kind(path: string): FileEntry['kind'] | undefined {
    const node = this.#nodes.get(resolve(path));
    if (!node) return this.#underFile(resolve(path)) ? undefined : disk.kind(path);
    if (node.actual === '') return undefined;
    if (node.actual === undefined) {
      const kept = [...node.children.values()].some((child) => child.actual !== '');
      return kept ? 'directory' : disk.kind(path);
    }
    return disk.isFile(node.actual) ? 'file' : 'directory';
  }

  entries(directory: string): readonly FileEntry[] {
    const node = this.#nodes.get(resolve(directory));
    if (!node) return disk.entries(directory);
    const entries = new Map<string, FileEntry>();
    if (disk.isDirectory(directory)) {
      for (const entry of disk.entries(directory)) entries.set(entry.name, entry);
    }
    for (const [name, child] of node.children) {
      if (child.actual === '') entries.delete(name);
      else entries.set(name, { name, kind: child.actual === undefined ? 'directory' : 'file' });
    }
    return [...entries.values()].sort(byName);
  }

  read(path: string): string {
    const actual = this.actual(path);
    if (actual === undefined) {
      throw Object.assign(new Error(`open ${path}: no such file or directory`), { code: 'ENOENT' });
    }
    return disk.read(actual);
  }

  isFile(path: string): boolean {
    const kind = this.kind(path);
    return kind === 'link' ? disk.isFile(path) : kind === 'file';
  }

  isDirectory(path: string): boolean {
    const kind = this.kind(path);
    return kind === 'link' ? disk.isDirectory(path) : kind === 'directory';
  }

  hasGoFiles(directory: string): boolean {
    try {
      return this.entries(directory).some(
        ({ name }) => name.endsWith('.go') && this.isFile(join(directory, name)),
      );
    } catch {
      return false;
    }
  }
}

/**
 * The files of the disk with some replaced, as `-overlay` asks for.
 * `text`: the overlay's JSON: `{"Replace": {"path": "file to read instead, or an empty string"}}`
 * `directory`: what relative paths are relative to
 */
export function overlay(text: string, directory: string): FileTree {
  const { Replace: replace = {} } = JSON.parse(text) as { Replace?: Record<string, string> };
  const replacements = new Map<string, string>();
  for (const [from, to] of Object.entries(replace)) {
    if (from === '') throw new Error('empty string key in overlay file Replace map');
    const path = resolve(directory, from);
    if (replacements.has(path)) throw new Error(`paths ${from} repeated in overlay file`);
    replacements.set(path, to && resolve(directory, to));
  }
  return new Overlay(replacements);
}

/**
 * The part of a path below a directory: `.` for the directory itself, nothing when it is elsewhere.
 * Both are also compared with their symbolic links resolved.
 */
export function within(path: string, directory: string): string {
  const lexical = lexicallyWithin(path, directory);
  if (lexical || directory === '') return lexical;
  const realPath = realOf(path);
  const realDirectory = realOf(directory);
  return firstText(
    realPath && lexicallyWithin(realPath, directory),
    realDirectory && lexicallyWithin(path, realDirectory),
    realPath && realDirectory && lexicallyWithin(realPath, realDirectory),
  );
}

function lexicallyWithin(path: string, directory: string): string {
  if (path === directory) return '.';
  if (directory === '') return path;
  const prefix = directory.endsWith(sep) ? directory : directory + sep;
  if (!path.startsWith(prefix)) return '';
  return path.slice(prefix.length) || '.';
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The path as it is shown in messages: relative to the directory, when that is shorter. */
export function shortPath(path: string, directory: string): string {
  const short = relative(directory, path) || '.';
  return short.length < path.length ? short : path;
}

/** A path with a directory's name in front unless it is absolute, made normal; no slash at the end. */
export function absolutePath(directory: string, path: string): string {
  return cleanPath(isAbsolute(path) ? path : join(directory, path));
}

/** A path without doubled or superfluous parts, and without a slash at its end. */
export function cleanPath(path: string): string {
  const clean = normalize(path || '.');
  return clean.length > 1 && clean.endsWith(sep) ? clean.slice(0, -1) : clean;
}
