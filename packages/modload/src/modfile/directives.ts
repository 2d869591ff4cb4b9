import {
  InvalidVersionError,
  messageOf,
  ModFileError,
  ModuleError,
  type ModFileProblem,
} from '../base/errors.js';
import { isGoVersion } from '../module/goversion.js';
import { canonicalVersion, matchPathMajor, splitPathVersion } from '../module/module.js';
import { checkPathMajor, type ModuleVersion } from '../module/module.js';
import { quote, unquote } from '../base/quote.js';
import type { FileSyntax, Line, LineBlock } from './syntax.js';

/**
 * Gives the version that stands for what a file says, or throws. It may return what it cannot answer
 * at once, and the caller parse again when it knows.
 */
export type VersionFixer = (path: string, version: string) => string;

/** One `replace` directive. */
export interface Replace {
  /** What is replaced; without a version, every version of it. */
  old: ModuleVersion;
  /** What takes its place; without a version, a directory. */
  new: ModuleVersion;
  /** Its line. */
  readonly syntax: Line;
}

/** The `go` directive. */
export interface GoDirective {
  /** The language version, such as `1.19` or `1.22.3`. */
  version: string;
  /** Its line. */
  readonly syntax: Line;
}

/** The `toolchain` directive. */
export interface ToolchainDirective {
  /** The name of the toolchain, such as `go1.22.3` or `default`. */
  name: string;
  /** Its line. */
  readonly syntax: Line;
}

/** One `godebug` directive. */
export interface Godebug {
  readonly key: string;
  value: string;
  /** Its line. */
  readonly syntax: Line;
}

/** One `exclude` directive. */
export interface Exclude extends ModuleVersion {
  /** Its line. */
  readonly syntax: Line;
}

/** One `tool` or `ignore` directive. */
export interface PathDirective {
  readonly path: string;
  /** Its line. */
  readonly syntax: Line;
}

/**
 * Returns whether the name of a toolchain may stand in a `toolchain` directive. It is the name of a program: with a
 * slash it would be a file, perhaps one that came with the module.
 */
export function isToolchain(name: string): boolean {
  return name === 'default' || /^go1(?:$|\.[^\\/]*$)/.test(name);
}

/**
 * Returns whether the target of a replacement names a directory: `.`, `..`, rooted, or starting with `./` or
 * `../`, in the way of any system.
 */
export function isDirectoryPath(path: string): boolean {
  return /^(?:\.{1,2}$|\.{0,2}[/\\]|[A-Za-z]:)/.test(path);
}

/** Returns whether a text needs quotation marks to be one word of a go.mod file. */
export function mustQuote(text: string): boolean {
  if (/^[\w.~+-]+(?:\/[\w.~+-]+)*$/.test(text)) return false;
  if (text === '' || text.includes('//') || text.includes('/*')) return true;
  if (/[ "'`]/.test(text) || /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(text)) return true;
  return text.length > 1 && /[()[\]{},]/.test(text);
}

/** A text as a word of a go.mod file, with quotation marks if it needs them. */
export function autoQuote(text: string): string {
  return mustQuote(text) ? quote(text) : text;
}

/** A directive that cannot be parsed. */
export class DirectiveError extends Error {
  /** Says what is wrong, and perhaps of which module. */
  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
  }

  /** An error that names the directive and the module path. */
  static of(verb: string, path: string, cause: unknown): DirectiveError {
    const subject = path === '' ? verb : `${verb} ${path}`;
    return new DirectiveError(`${subject}: ${messageOf(cause)}`, cause);
  }
}

/** Collects the problems of a file. */
export class Problems {
  private readonly syntax: FileSyntax;
  private readonly list: ModFileProblem[] = [];
  private cause: unknown;

  /** For one file. */
  constructor(syntax: FileSyntax) {
    this.syntax = syntax;
  }

  /** Notes that a line is wrong. */
  add(line: Line | LineBlock, reason: string, cause?: unknown): void {
    this.cause ??= cause;
    this.list.push({ file: this.syntax.name, line: line.line, column: line.column, reason });
  }

  /** Does something with a line, and notes what it throws. */
  attempt(line: Line, action: () => void): void {
    try {
      action();
    } catch (error) {
      const cause = error instanceof DirectiveError ? error.cause : error;
      this.add(line, messageOf(error), cause);
    }
  }

  /** Throws a ModFileError if there are problems. */
  throwAny(): void {
    if (this.list.length > 0) throw new ModFileError(this.list, this.cause);
  }
}

/** The value of a word, which is given its standard form in the file. */
function parseString(tokens: string[], index: number): string {
  let text = tokens[index]!;
  if (text.startsWith('"')) {
    const value = unquote(text);
    if (value === undefined) throw new DirectiveError('invalid syntax');
    text = value;
  } else if (/["'`]/.test(text)) {
    throw new DirectiveError('unquoted string cannot contain quote');
  }
  tokens[index] = autoQuote(text);
  return text;
}

/** The value of a word that is a path, or an error that says so. */
export function parsePath(tokens: string[], index: number): string {
  try {
    return parseString(tokens, index);
  } catch (error) {
    throw new DirectiveError(`invalid quoted string: ${messageOf(error)}`);
  }
}

/** The version that a word stands for, which it becomes in the file. */
export function parseVersion(
  verb: string,
  path: string,
  tokens: string[],
  index: number,
  fix: VersionFixer | undefined,
): string {
  let version: string;
  try {
    version = parseString(tokens, index);
  } catch (error) {
    const reason = messageOf(error);
    throw DirectiveError.of(verb, path, new InvalidVersionError(tokens[index]!, reason));
  }
  if (fix === undefined) {
    const canonical = canonicalVersion(version);
    if (canonical === '') {
      const error = new InvalidVersionError(version, 'must be of the form v1.2.3');
      throw DirectiveError.of(verb, path, error);
    }
    version = canonical;
  } else {
    try {
      version = fix(path, version);
    } catch (error) {
      if (error instanceof ModuleError) throw DirectiveError.of(verb, path, error.cause);
      throw error;
    }
  }
  tokens[index] = version;
  return version;
}

/** The major version that a module path ends with. */
export function modulePathMajor(path: string): string {
  const { pathMajor, ok } = splitPathVersion(path);
  if (!ok) throw new DirectiveError('invalid module path');
  return pathMajor;
}

/** Checks that a version fits a module path. */
export function checkMajor(verb: string, path: string, version: string, pathMajor: string): void {
  try {
    checkPathMajor(version, pathMajor);
  } catch (error) {
    throw DirectiveError.of(verb, path, error);
  }
}

/** Reads a `replace` line, from the given word. */
export function parseReplace(line: Line, start: number, fix: VersionFixer | undefined): Replace {
  const { tokens } = line;
  const count = tokens.length - start;
  const arrow = count >= 2 && tokens[start + 1] === '=>' ? 1 : 2;
  if (count < arrow + 2 || count > arrow + 3 || tokens[start + arrow] !== '=>') {
    throw new DirectiveError(
      'usage: replace module/path [v1.2.3] => other/module v1.4\n' +
        '\t or replace module/path [v1.2.3] => ../local/directory',
    );
  }
  const path = parsePath(tokens, start);
  const { pathMajor, ok } = splitPathVersion(path);
  if (!ok) throw DirectiveError.of('replace', path, new DirectiveError('invalid module path'));
  let version = '';
  if (arrow === 2) {
    version = parseVersion('replace', path, tokens, start + 1, fix);
    checkMajor('replace', path, version, pathMajor);
  }
  const target = start + arrow + 1;
  const newPath = parsePath(tokens, target);
  let newVersion = '';
  if (count === arrow + 2) {
    if (!isDirectoryPath(newPath)) {
      throw new DirectiveError(
        newPath.includes('@')
          ? "replacement module must match format 'path version', not 'path@version'"
          : 'replacement module without version must be directory path (rooted or starting with ./ or ../)',
      );
    }
    if (newPath.includes('\\') && pathSeparator === '/') {
      throw new DirectiveError(
        'replacement directory appears to be Windows path (on a non-windows system)',
      );
    }
  } else {
    newVersion = parseVersion('replace', newPath, tokens, target + 1, fix);
    if (isDirectoryPath(newPath)) {
      throw new DirectiveError(
        `replacement module directory path ${quote(newPath)} cannot have version`,
      );
    }
  }
  return {
    old: { path, version },
    new: { path: newPath, version: newVersion },
    syntax: line,
  };
}

// Browsers have no process, and paths with slashes.
const pathSeparator =
  (globalThis as { process?: { platform?: string } }).process?.platform === 'win32' ? '\\' : '/';

/** Reads a `go` line, from the given word. A dependency may say more than a version, which is dropped. */
export function parseGo(line: Line, start: number, isLax: boolean): GoDirective {
  const { tokens } = line;
  if (tokens.length - start !== 1) {
    throw new DirectiveError('go directive expects exactly one argument');
  }
  const text = tokens[start]!;
  if (!isGoVersion(text)) {
    const lax = /^v?([1-9][0-9]*\.(?:0|[1-9][0-9]*))[^0-9].*$/.exec(text);
    if (!isLax || lax === null) {
      throw new DirectiveError(`invalid go version '${text}': must match format 1.23`);
    }
    tokens[start] = lax[1]!;
  }
  return { version: tokens[start]!, syntax: line };
}

/** Reads a `toolchain` line, from the given word. */
export function parseToolchain(line: Line, start: number): ToolchainDirective {
  const { tokens } = line;
  if (tokens.length - start !== 1) {
    throw new DirectiveError('toolchain directive expects exactly one argument');
  }
  const name = tokens[start]!;
  if (!isToolchain(name)) {
    throw new DirectiveError(
      `invalid toolchain version '${name}': must match format go1.23.0 or default`,
    );
  }
  return { name, syntax: line };
}

/** Reads a `godebug` line, from the given word. */
export function parseGodebug(line: Line, start: number): Godebug {
  const { tokens } = line;
  const [text, ...rest] = tokens.slice(start);
  const match = /^([^="'`,]*)=([^"'`,]*)$/.exec(text ?? '');
  if (match === null || rest.length > 0) throw new DirectiveError('usage: godebug key=value');
  return { key: match[1]!, value: match[2]!, syntax: line };
}

/**
 * Checks that a version is written in full and fits a module path.
 *
 * @throws {InvalidVersionError} which says how to write it.
 */
export function checkCanonicalVersion(path: string, version: string): void {
  const { pathMajor, ok } = splitPathVersion(path);
  if (version === '' || version !== canonicalVersion(version)) {
    const major = pathMajor === '' ? 'v1' : /v[0-9]+/.exec(pathMajor)![0];
    throw new InvalidVersionError(version, `must be of the form ${major}.2.3`);
  }
  if (!ok || matchPathMajor(version, pathMajor)) return;
  if (pathMajor !== '') checkPathMajor(version, pathMajor);
  const [major] = version.split('.', 1);
  throw new InvalidVersionError(
    version,
    `should be ${version}+incompatible (or module ${path}/${major!})`,
  );
}
