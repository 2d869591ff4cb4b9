import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { InvalidPathError, messageOf, ModloadError, nameError } from '../../base/errors.js';
import { quote } from '../../base/quote.js';
import { canonicalVersion, check, checkFilePath, type ModuleVersion } from '../../module/module.js';
import { openZip, type ZipArchive, type ZipEntry } from './format.js';

/** The largest zip file of a module, packed or unpacked, in bytes. */
export const maxZipFile = 500 << 20;
/** The largest go.mod of a module, in bytes. */
export const maxGoMod = 16 << 20;
/** The largest LICENSE of a module, in bytes. */
const maxLicense = 16 << 20;

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

/** Files of a zip file break the rules for modules. */
export class InvalidFilesError extends ModloadError {
  static {
    nameError(this, 'InvalidFilesError');
  }

  readonly problems: readonly FileProblem[];

  constructor(problems: readonly FileProblem[]) {
    super('ERR_MODLOAD_ZIP', problems.map(({ path, reason }) => `${path}: ${reason}`).join('\n'));
    this.problems = problems;
  }
}

/** Throws if {@link CheckedFiles} are no valid module. */
export function demandValid({ sizeProblem, invalid }: CheckedFiles): void {
  if (sizeProblem !== undefined) throw new ModloadError('ERR_MODLOAD_ZIP', sizeProblem);
  if (invalid.length > 0) throw new InvalidFilesError(invalid);
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

  /** Returns what is wrong with one more name, if anything. */
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

/** Returns what breaks the rules for names of files, if anything. */
function nameProblem(path: string): string | undefined {
  try {
    checkFilePath(path);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * Returns whether a file is in a package below a directory `vendor`. Of such directories below the root, files of
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

/** Separates the files that belong into the zip file from the others. */
export function sortOut(files: readonly ModuleFile[]): {
  checked: CheckedFiles;
  kept: ModuleFile[];
} {
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

/** Lists the files of a module's directory, and those that a zip file omits. */
export function listDirectory(directory: string): { files: ModuleFile[]; omitted: FileProblem[] } {
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

/** @throws {ModloadError} unless the path is valid and the version canonical. */
export function demandModule(module: ModuleVersion): void {
  const canonical = canonicalVersion(module.version);
  if (canonical !== module.version) {
    throw new ModloadError(
      'ERR_MODLOAD_INVALID_VERSION',
      `version ${quote(module.version)} is not canonical (should be ${quote(canonical)})`,
    );
  }
  check(module.path, module.version);
}

/** The prefix of every name in a module's zip file. */
export const rootOf = ({ path, version }: ModuleVersion) => `${path}@${version}/`;

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

/** Sorts the entries of a module's zip file into valid and invalid ones. */
export function checkArchive(module: ModuleVersion, zip: ZipArchive): CheckedFiles {
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
      'ERR_MODLOAD_ZIP',
      `total uncompressed size of module contents too large (max size is ${maxZipFile} bytes)`,
    );
  }
}
