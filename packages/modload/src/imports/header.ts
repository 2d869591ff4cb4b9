import { nameError, ModloadError } from '../base/errors.js';
import { unquote } from '../base/quote.js';
import { isFulfilled, type BuildTags } from './constraint.js';

/** One import declaration. */
export interface ImportDeclaration {
  /** The import path. */
  readonly path: string;
  /** Its line in the file, from 1. */
  readonly line: number;
  /** The character of the line at which it starts, with its name if it has one, from 1. */
  readonly column: number;
}

/** What the beginning of a Go file says. */
export interface FileHeader {
  /** The name after `package`; empty when the file does not get that far. */
  readonly packageName: string;
  /** Its imports, in the order of the file. */
  readonly imports: readonly ImportDeclaration[];
  /** The import path in a comment after the package clause; empty when there is none. */
  readonly importComment: string;
  /** The text up to the end of the imports; all of it when there is a syntax error before. */
  readonly text: string;
  /** Where a syntax error is, as a character of the text from 0; undefined when there is none. */
  readonly errorOffset: number | undefined;
}

/** A directory or a list of files holds no Go source that takes part in the build. */
export class NoGoError extends ModloadError {
  static {
    nameError(this, 'NoGoError');
  }

  /** Created by this package. */
  constructor() {
    super('ERR_MODLOAD_NO_GO_FILES', 'no Go source files');
  }
}

// Semicolons need not be understood: they are as good as spaces here.
const space = /(?:[ \f\t\r\n;]+|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const identifier = /[\w\u0080-\uffff]+/y;
const string = /`[^`]*`|"(?:[^"\\\n]|\\[^])*"/y;
const importComment =
  /[ \t]*(?:\/\/[ \t]*import[ \t]+("[^"\n]*"|`[^`\n]*`)[ \t]*(?:\r?\n|$)|\/\*[ \t\n]*import[ \t\n]+("[^"\n]*"|`[^`\n]*`)[ \t\n]*\*\/)/y;

class HeaderScanner {
  private readonly text: string;
  private offset: number;
  packageName = '';
  importComment = '';
  readonly imports: ImportDeclaration[] = [];
  private line = 1;
  private lineStart = 0;
  private counted = 0;

  constructor(text: string) {
    this.text = text;
    // A byte order mark is no part of the source.
    this.offset = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.offset += found.length;
    return found;
  }

  private skipSpace(): void {
    this.match(space);
  }

  private keyword(word: string): boolean {
    this.skipSpace();
    const start = this.offset;
    if (this.match(identifier) === word) return true;
    this.offset = start;
    return false;
  }

  /** Reads one import. Returns whether there was one. */
  private readImport(): boolean {
    this.skipSpace();
    const start = this.offset;
    if (this.text.charAt(this.offset) === '.') this.offset++;
    else this.match(identifier);
    this.skipSpace();
    const literal = this.match(string);
    if (literal === undefined) return false;
    const path = unquote(literal);
    if (path !== undefined) this.imports.push({ path, ...this.position(start) });
    return true;
  }

  private position(offset: number): { line: number; column: number } {
    for (;;) {
      const newline = this.text.indexOf('\n', this.counted);
      if (newline < 0 || newline >= offset) break;
      this.line++;
      this.counted = newline + 1;
      this.lineStart = newline + 1;
    }
    return { line: this.line, column: offset - this.lineStart + 1 };
  }

  /** Reads to the end of the imports. Returns whether that went without a syntax error. */
  scan(): boolean {
    if (!this.keyword('package')) return false;
    this.skipSpace();
    const name = this.match(identifier);
    if (name === undefined) return false;
    this.packageName = name;
    importComment.lastIndex = this.offset;
    const comment = importComment.exec(this.text);
    if (comment !== null) this.importComment = unquote((comment[1] ?? comment[2])!) ?? '';

    for (;;) {
      this.skipSpace();
      if (this.text.charAt(this.offset) !== 'i') return !this.isBroken();
      if (!this.keyword('import')) return false;
      this.skipSpace();
      if (this.text.charAt(this.offset) !== '(') {
        if (!this.readImport()) return false;
        continue;
      }
      this.offset++;
      for (;;) {
        this.skipSpace();
        if (this.text.charAt(this.offset) === ')') break;
        if (!this.readImport()) return false;
      }
      this.offset++;
    }
  }

  /** Returns whether what follows can be no declaration: a comment that does not end, or no text at all. */
  private isBroken(): boolean {
    return /^[/\0]/.test(this.text.charAt(this.offset));
  }

  get end(): number {
    return this.offset;
  }
}

/** Reads the beginning of a Go file, up to the end of its imports. */
export function scanHeader(text: string): FileHeader {
  const scanner = new HeaderScanner(text);
  const isComplete = scanner.scan();
  const { packageName, imports, importComment: comment, end } = scanner;
  return {
    packageName,
    imports,
    importComment: comment,
    text: isComplete ? text.slice(0, end) : text,
    errorOffset: isComplete ? undefined : end,
  };
}

/** What a set of Go files imports, each path once and sorted. */
export interface FileImports {
  /** The imports of ordinary files. */
  readonly imports: string[];
  /** The imports of files whose name ends with `_test.go`. */
  readonly testImports: string[];
}

/** What is needed of a file system to read a directory of Go files. */
export interface SourceFiles {
  entries(directory: string): readonly { readonly name: string; readonly kind: string }[];
  /** Returns whether a path leads to a regular file, through links too. */
  isFile(path: string): boolean;
  read(path: string): string;
}

/** Returns whether a Go file that needs C code is left out. */
function needsMissingC(header: FileHeader, tags: BuildTags): boolean {
  return !tags.has('cgo') && header.imports.some(({ path }) => path === 'C');
}

function checkNul(name: string, header: FileHeader): void {
  if (header.text.includes('\0')) {
    throw new ModloadError('ERR_MODLOAD_PACKAGE', `reading ${name}: unexpected NUL in input`);
  }
}

function gather(
  files: Pick<SourceFiles, 'read'>,
  names: readonly string[],
  tags: BuildTags,
  isExplicit: boolean,
): FileImports {
  const imports = new Set<string>();
  const testImports = new Set<string>();
  let count = 0;
  for (const name of names) {
    const header = scanHeader(files.read(name));
    checkNul(name, header);
    if (needsMissingC(header, tags)) continue;
    if (!isExplicit && !isFulfilled(header.text, tags)) continue;
    count++;
    const target = name.endsWith('_test.go') ? testImports : imports;
    for (const { path } of header.imports) target.add(path);
  }
  if (count === 0) throw new NoGoError();
  return { imports: [...imports].sort(), testImports: [...testImports].sort() };
}

/** The names of the Go files in a directory that their names let take part. */
export function goFilesOf(files: SourceFiles, directory: string, tags: BuildTags): string[] {
  return files
    .entries(directory)
    .filter(({ name, kind }) => {
      if (!name.endsWith('.go') || name.startsWith('_') || name.startsWith('.')) return false;
      if (kind !== 'file' && !(kind === 'link' && files.isFile(`${directory}/${name}`)))
        return false;
      return tags.fulfilName(name);
    })
    .map(({ name }) => name);
}

/**
 * Reads what the Go files of a directory import, as far as they take part in a build.
 *
 * @throws {NoGoError} when none does.
 */
export function scanDirectory(files: SourceFiles, directory: string, tags: BuildTags): FileImports {
  const names = goFilesOf(files, directory, tags).map((name) => `${directory}/${name}`);
  return gather(files, names, tags, false);
}

/**
 * Reads what Go files import that were named one by one, whatever their constraints are.
 *
 * @throws {NoGoError} when all of them need C code and there is none.
 */
export function scanFiles(
  files: Pick<SourceFiles, 'read'>,
  names: readonly string[],
  tags: BuildTags,
): FileImports {
  return gather(files, names, tags, true);
}

/** Import paths that no module provides: C code, and what only exists on App Engine. */
const isElsewhere = (path: string) => /^(C|appengine(_internal)?(\/.*)?)$/.test(path);

/**
 * Returns what the package in a directory imports.
 *
 * @throws {NoGoError} when no file takes part in the build.
 */
export function scanImports(files: SourceFiles, directory: string, tags: BuildTags): FileImports {
  const { imports, testImports } = scanDirectory(files, directory, tags);
  return {
    imports: imports.filter((path) => !isElsewhere(path)),
    testImports: testImports.filter((path) => !isElsewhere(path)),
  };
}

/** Returns whether there is a package in a directory, be it one that cannot be read. */
export function hasPackage(files: SourceFiles, directory: string, tags: BuildTags): boolean {
  try {
    if (goFilesOf(files, directory, tags).length === 0) return false;
    scanDirectory(files, directory, tags);
    return true;
  } catch (error) {
    return !(error instanceof NoGoError);
  }
}
