import {
  InvalidPathError,
  InvalidVersionError,
  ModloadError,
  ModuleError,
} from '../base/errors.js';
import { quote, quoteCharacter } from '../base/quote.js';
import * as semver from './semver.js';

/** A module at a version. */
export interface ModuleVersion {
  /** The module path, such as `golang.org/x/text`; in a replacement it may be a directory. */
  readonly path: string;
  /** Its version; empty for a main module, a directory, or where any version is meant. */
  readonly version: string;
}

/** `path@version`, or the path alone where there is no version. */
export function moduleKey({ path, version }: ModuleVersion): string {
  return version === '' ? path : `${path}@${version}`;
}

/** Returns whether two modules are the same, path and version. */
export function isSameModule(a: ModuleVersion, b: ModuleVersion): boolean {
  return a.path === b.path && a.version === b.version;
}

/** A module with a reference to its table, which saves a lookup by path. */
class TableModule implements ModuleVersion {
  readonly path: string;
  readonly version: string;
  readonly #table: ModuleTable;

  constructor(table: ModuleTable, { path, version }: ModuleVersion) {
    this.#table = table;
    this.path = path;
    this.version = version;
  }

  static isOf(module: ModuleVersion, table: ModuleTable): boolean {
    return #table in module && module.#table === table;
  }
}

/**
 * Gives one object for each module, so that those who compare and number modules by the thousand need
 * not look at their paths.
 */
export class ModuleTable {
  private readonly modules = new Map<string, ModuleVersion>();

  /** The object for a module. */
  get(module: ModuleVersion): ModuleVersion {
    if (TableModule.isOf(module, this)) return module;
    const key = `${module.path} ${module.version}`;
    const known = this.modules.get(key);
    if (known !== undefined) return known;
    const own = new TableModule(this, module);
    this.modules.set(key, own);
    return own;
  }

  /** The object for a module that is written as go.mod does, with one space; undefined for a new one. */
  find(text: string): ModuleVersion | undefined {
    return this.modules.get(text);
  }
}

type PathKind = 'module' | 'import' | 'file';

const allowedCharacters: Readonly<Record<PathKind, RegExp>> = {
  module: /[^A-Za-z0-9\-._~]/u,
  import: /[^A-Za-z0-9\-._~+]/u,
  file: /[^A-Za-z0-9!#$%&()+,\-.=@[\]^_{}~ \p{L}]/u,
};

const windowsName = /^(?:CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9])$/i;

/** Says which rule an element of a path breaks, or `undefined`. */
function elementProblem(element: string, kind: PathKind): string | undefined {
  if (element === '') return 'empty path element';
  if (/^\.+$/.test(element)) return `invalid path element ${quote(element)}`;
  if (kind === 'module' && element.startsWith('.')) return 'leading dot in path element';
  if (element.endsWith('.')) return 'trailing dot in path element';
  const bad = allowedCharacters[kind].exec(element);
  if (bad !== null) return `invalid char ${quoteCharacter(bad[0])}`;
  // Windows keeps names such as CON.txt for devices.
  const [short = ''] = element.split('.', 1);
  if (windowsName.test(short)) {
    return `${quote(short)} disallowed as path element component on Windows`;
  }
  if (kind !== 'file' && /~[0-9]+$/.test(short)) {
    return 'trailing tilde and digits in path element';
  }
  return undefined;
}

/** Says which rule a path breaks, or `undefined`. */
function pathProblem(path: string, kind: PathKind): string | undefined {
  if (/\p{Cs}/u.test(path)) return 'invalid UTF-8';
  if (path === '') return 'empty string';
  if (path.startsWith('-') && kind !== 'file') return 'leading dash';
  if (path.includes('//')) return 'double slash';
  if (path.endsWith('/')) return 'trailing slash';
  for (const element of path.split('/')) {
    const problem = elementProblem(element, kind);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function modulePathProblem(path: string): string | undefined {
  const problem = pathProblem(path, 'module');
  if (problem !== undefined) return problem;
  const [first = ''] = path.split('/', 1);
  if (first === '') return 'leading slash';
  if (!first.includes('.')) return 'missing dot in first path element';
  const bad = /[^-.0-9a-z]/.exec(first);
  if (bad !== null) return `invalid char ${quoteCharacter(bad[0])} in first path element`;
  return splitPathVersion(path).ok ? undefined : 'invalid version';
}

// The fast way for the paths that nearly every module has; the rest is judged rule by rule.
const plainPath = /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]*[a-z0-9])+(?:\/[A-Za-z0-9_-]+)*$/;
const suspectPath =
  /(?:^|\/)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:[./]|$)|^gopkg\.in(?:\/|$)|\/v[0-9]+$/i;

/**
 * Checks that a path may name a module that can be downloaded.
 *
 * @throws {InvalidPathError} naming the rule that it breaks.
 */
export function checkPath(path: string): void {
  if (plainPath.test(path) && !suspectPath.test(path)) return;
  const problem = modulePathProblem(path);
  if (problem !== undefined) throw new InvalidPathError('module', path, problem);
}

/**
 * Checks that a path may name a package in an import declaration.
 *
 * @throws {InvalidPathError} naming the rule that it breaks.
 */
export function checkImportPath(path: string): void {
  const problem = pathProblem(path, 'import');
  if (problem !== undefined) throw new InvalidPathError('import', path, problem);
}

/**
 * Checks that a path with slashes may name a file in a module's zip.
 *
 * @throws {InvalidPathError} naming the rule that it breaks.
 */
export function checkFilePath(path: string): void {
  const problem = pathProblem(path, 'file');
  if (problem !== undefined) throw new InvalidPathError('file', path, problem);
}

/**
 * Checks that a module path and a version are each valid, and fit together: `example.com/m/v2` goes
 * with `v2.x.y` alone.
 *
 * @throws {InvalidPathError | ModuleError} naming the rule that is broken.
 */
export function check(path: string, version: string): void {
  checkPath(path);
  const module = { path, version: '' };
  if (!semver.isValid(version)) {
    throw new ModuleError(module, new InvalidVersionError(version, 'not a semantic version'));
  }
  const problem = pathMajorProblem(version, splitPathVersion(path).pathMajor);
  if (problem !== undefined)
    throw new ModuleError(module, new InvalidVersionError(version, problem));
}

/** A module path taken apart. */
export interface PathVersion {
  /** The path without its major version. */
  readonly prefix: string;
  /** `''`, `'/v2'`, or for gopkg.in `'.v1'` and `'.v1-unstable'`. */
  readonly pathMajor: string;
  /** Whether the path ends as a module path may. */
  readonly ok: boolean;
}

/** Splits the major version off a module path; `prefix + pathMajor` is the path again. */
export function splitPathVersion(path: string): PathVersion {
  if (path.startsWith('gopkg.in/')) {
    const match = /^(.*)(\.v[0-9]+(?:-unstable)?)$/s.exec(path);
    if (match === null || /^\.v0[0-9-]/.test(match[2]!)) {
      return { prefix: path, pathMajor: '', ok: false };
    }
    return { prefix: match[1]!, pathMajor: match[2]!, ok: true };
  }
  // Nothing but digits and dots can follow `/v`.
  let start = path.length;
  while (start > 0 && isDigitOrDot(path.charCodeAt(start - 1))) start--;
  if (start === path.length || !path.endsWith('/v', start)) {
    return { prefix: path, pathMajor: '', ok: true };
  }
  const pathMajor = path.slice(start - 2);
  if (!/^\/v(?:[2-9]|[1-9][0-9]+)$/.test(pathMajor)) {
    return { prefix: path, pathMajor: '', ok: false };
  }
  return { prefix: path.slice(0, start - 2), pathMajor, ok: true };
}

function isDigitOrDot(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2e;
}

function withoutUnstable(pathMajor: string): string {
  return pathMajor.startsWith('.v') && pathMajor.endsWith('-unstable')
    ? pathMajor.slice(0, -'-unstable'.length)
    : pathMajor;
}

function pathMajorProblem(version: string, pathMajor: string): string | undefined {
  const wanted = withoutUnstable(pathMajor);
  // Early pseudo-versions of gopkg.in modules are v0.0.0-... whatever the path says.
  if (wanted === '.v1' && version.startsWith('v0.0.0-')) return undefined;
  const found = semver.major(version);
  if (wanted === '') {
    if (found === 'v0' || found === 'v1' || semver.build(version) === '+incompatible')
      return undefined;
    return `should be v0 or v1, not ${found}`;
  }
  const needed = /^[/.]/.test(wanted) ? wanted.slice(1) : wanted;
  return needed === found && needed !== wanted ? undefined : `should be ${needed}, not ${found}`;
}

/**
 * Checks that a version fits the major version that a module path ends with, as
 * {@link splitPathVersion} gives it.
 *
 * @throws {InvalidVersionError} telling which major version it should be.
 */
export function checkPathMajor(version: string, pathMajor: string): void {
  const problem = pathMajorProblem(version, pathMajor);
  if (problem !== undefined) throw new InvalidVersionError(version, problem);
}

/** Returns whether a version fits the major version that a module path ends with. */
export function matchPathMajor(version: string, pathMajor: string): boolean {
  return pathMajorProblem(version, pathMajor) === undefined;
}

/** The major version that tags need for such a path: `'/v2'` gives `'v2'`, `''` gives `''`. */
export function pathMajorPrefix(pathMajor: string): string {
  return withoutUnstable(pathMajor).slice(1);
}

/** The version with all three numbers, without build metadata other than `+incompatible`. */
export function canonicalVersion(version: string): string {
  const canonical = semver.canonical(version);
  return semver.build(version) === '+incompatible' ? `${canonical}+incompatible` : canonical;
}

/** Returns whether a version is of major version 2 or more without its module path saying so. */
export function isIncompatible(version: string): boolean {
  return version.endsWith('+incompatible');
}

/** Orders modules by path, then version, then what follows a slash in the version. */
export function compareModules(a: ModuleVersion, b: ModuleVersion): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  if (a.version === b.version) return 0;
  const [left, leftFile] = splitFile(a.version);
  const [right, rightFile] = splitFile(b.version);
  if (left !== right) return semver.compare(left, right);
  return leftFile < rightFile ? -1 : 1;
}

// go.sum writes `v1.2.3/go.mod`.
function splitFile(version: string): [string, string] {
  const slash = version.indexOf('/');
  return slash < 0 ? [version, ''] : [version.slice(0, slash), version.slice(slash)];
}

/** Sorts modules in place by {@link compareModules}. Returns the list. */
export function sortModules<M extends ModuleVersion>(modules: M[]): M[] {
  return modules.sort(compareModules);
}

function escapeCapitals(text: string): string {
  return text.replace(/[A-Z]/g, (capital) => `!${capital.toLowerCase()}`);
}

function unescapeCapitals(text: string): string | undefined {
  if (/[A-Z]|\P{ASCII}|!(?![a-z])/u.test(text)) return undefined;
  return text.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The form of a module path in the cache and in proxy addresses, where case must not matter: each
 * capital is written as `!` and the small letter.
 *
 * @throws {InvalidPathError} for what is no module path.
 */
export function escapePath(path: string): string {
  checkPath(path);
  return escapeCapitals(path);
}

const plainVersion =
  /^v[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9a-z][0-9a-z.-]*[0-9a-z])?(?:\+incompatible)?$/;

/**
 * The form of a version in the cache and in proxy addresses. It need not be a semantic version, but a
 * valid file name.
 *
 * @throws {InvalidVersionError} for what cannot be one.
 */
export function escapeVersion(version: string): string {
  if (plainVersion.test(version)) return version;
  if (elementProblem(version, 'file') !== undefined || version.includes('!')) {
    throw new InvalidVersionError(version, 'disallowed version string');
  }
  if (/\P{ASCII}/u.test(version)) {
    throw new ModloadError('ERR_MODLOAD_INTERNAL', 'internal error: inconsistency in EscapePath');
  }
  return escapeCapitals(version);
}

/**
 * The module path of an escaped one.
 *
 * @throws {ModloadError} for what {@link escapePath} cannot have made.
 */
export function unescapePath(escaped: string): string {
  const path = unescapeCapitals(escaped);
  const prefix = `invalid escaped module path ${quote(escaped)}`;
  if (path === undefined) throw new ModloadError('ERR_MODLOAD_INVALID_PATH', prefix);
  try {
    checkPath(path);
  } catch (error) {
    throw new ModloadError(
      'ERR_MODLOAD_INVALID_PATH',
      `${prefix}: ${(error as Error).message}`,
      error,
    );
  }
  return path;
}

/**
 * The version of an escaped one.
 *
 * @throws {ModloadError} for what {@link escapeVersion} cannot have made.
 */
export function unescapeVersion(escaped: string): string {
  const version = unescapeCapitals(escaped);
  if (version === undefined) {
    throw new ModloadError(
      'ERR_MODLOAD_INVALID_VERSION',
      `invalid escaped version ${quote(escaped)}`,
    );
  }
  const problem = elementProblem(version, 'file');
  if (problem !== undefined) {
    throw new ModloadError(
      'ERR_MODLOAD_INVALID_VERSION',
      `invalid escaped version ${quote(version)}: ${problem}`,
    );
  }
  return version;
}
