// What a directory of Go files is for a build: which files take part and as what, as `go list` prints it.

import { nameError, ModloadError } from '../base/errors.js';
import { quoteCharacter, unquote } from '../base/quote.js';
import { isFulfilled, type BuildTags } from './constraint.js';
import { scanHeader, type FileHeader, type SourceFiles } from './header.js';

/** A place in a file. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A file cannot be read as Go. */
export class SourceError extends ModloadError {
  static {
    nameError(this, 'SourceError');
  }

  /** Where it goes wrong; `undefined` if there is none. */
  readonly position: Position | undefined;

  /** Created by this package. */
  constructor(reason: string, position?: Position) {
    super('ERR_MODLOAD_PACKAGE', reason);
    this.position = position;
  }
}

/** No Go file of a directory takes part. */
export class NoBuildableFilesError extends ModloadError {
  static {
    nameError(this, 'NoBuildableFilesError');
  }

  /** The directory. */
  readonly directory: string;

  /** Created by this package. */
  constructor(directory: string) {
    super('ERR_MODLOAD_NO_GO_FILES', `no buildable Go source files in ${directory}`);
    this.directory = directory;
  }
}

/** Files of a directory belong to different packages. */
class MultiplePackagesError extends ModloadError {
  static {
    nameError(this, 'MultiplePackagesError');
  }

  /** Created by this package. */
  constructor(
    directory: string,
    packages: readonly [string, string],
    files: readonly [string, string],
  ) {
    super(
      'ERR_MODLOAD_PACKAGE',
      `found packages ${packages[0]} (${files[0]}) and ${packages[1]} (${files[1]}) in ${directory}`,
    );
  }
}

/** Where each import path or pattern stands in the files. */
export type Positions = Map<string, Position[]>;

/** The files of a package by what they are, and what they import and embed. */
export class SourceDirectory {
  readonly directory: string;
  name = '';
  doc = '';
  error: Error | undefined;
  readonly goFiles: string[] = [];
  readonly cgoFiles: string[] = [];
  readonly ignoredGoFiles: string[] = [];
  readonly invalidGoFiles: string[] = [];
  ignoredOtherFiles: string[] = [];
  readonly cFiles: string[] = [];
  readonly cxxFiles: string[] = [];
  readonly mFiles: string[] = [];
  readonly hFiles: string[] = [];
  readonly fFiles: string[] = [];
  sFiles: string[] = [];
  readonly swigFiles: string[] = [];
  readonly swigCxxFiles: string[] = [];
  readonly sysoFiles: string[] = [];
  readonly testGoFiles: string[] = [];
  readonly externalTestGoFiles: string[] = [];
  /** By import path, where it is imported. */
  readonly imports: Positions = new Map();
  readonly testImports: Positions = new Map();
  readonly externalTestImports: Positions = new Map();
  /** By pattern, where it is embedded. */
  readonly embeds: Positions = new Map();
  readonly testEmbeds: Positions = new Map();
  readonly externalTestEmbeds: Positions = new Map();

  constructor(directory: string) {
    this.directory = directory;
  }

  /** The list to which a file belongs that is not Go; `undefined` if it does not matter to a build. */
  listOf(extension: string): string[] | undefined {
    switch (extension) {
      case '.c':
        return this.cFiles;
      case '.cc':
      case '.cpp':
      case '.cxx':
        return this.cxxFiles;
      case '.m':
        return this.mFiles;
      case '.h':
      case '.hh':
      case '.hpp':
      case '.hxx':
        return this.hFiles;
      case '.f':
      case '.F':
      case '.for':
      case '.f90':
        return this.fFiles;
      case '.s':
      case '.S':
      case '.sx':
        return this.sFiles;
      case '.swig':
        return this.swigFiles;
      case '.swigcxx':
        return this.swigCxxFiles;
      case '.syso':
        return this.sysoFiles;
      default:
        return undefined;
    }
  }
}

/** The keys of what a directory imports or embeds, sorted. */
export const sortedKeys = (positions: ReadonlyMap<string, unknown>) => [...positions.keys()].sort();

const extensionOf = (name: string) => {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
};

/** How a directory is read. */
export interface DirectoryOptions {
  /** The files that count; all of the directory by default. */
  readonly names?: readonly string[];
  /** Whether files take part whatever their names and constraints say. */
  readonly useAllFiles?: boolean;
}

/** Reads a directory as a build for these tags does. Its `error` says what is wrong with its files. */
export function readSourceDirectory(
  files: SourceFiles,
  directory: string,
  tags: BuildTags,
  { names, useAllFiles = false }: DirectoryOptions = {},
): SourceDirectory {
  const result = new SourceDirectory(directory);
  const invalid = new Set<string>();
  let first = '';
  const bad = (name: string, error: Error) => {
    result.error ??= error;
    if (invalid.has(name)) return;
    invalid.add(name);
    result.invalidGoFiles.push(name);
  };

  let entries: readonly string[];
  try {
    entries =
      names ??
      files
        .entries(directory)
        .filter(
          ({ name, kind }) =>
            kind === 'file' || (kind === 'link' && files.isFile(`${directory}/${name}`)),
        )
        .map(({ name }) => name);
  } catch (error) {
    result.error = error as Error;
    return result;
  }
  const assembly: string[] = [];

  for (const name of entries) {
    if (/^[._]/.test(name)) continue;
    const extension = extensionOf(name);
    const isGo = extension === '.go';
    const list = result.listOf(extension);
    if (!isGo && !list) continue;
    const path = `${directory}/${name}`;
    const ignore = () => (isGo ? result.ignoredGoFiles : result.ignoredOtherFiles).push(name);
    if (!useAllFiles && !tags.fulfilName(name)) {
      ignore();
      continue;
    }
    if (extension === '.syso') {
      list!.push(name);
      continue;
    }
    let text: string;
    try {
      text = files.read(path);
    } catch (error) {
      bad(name, error as Error);
      continue;
    }
    if (!isGo) {
      if (!useAllFiles && !isFulfilled(leadingComments(text), tags)) ignore();
      else if (extension === '.S' || extension === '.sx') assembly.push(name);
      else list!.push(name);
      continue;
    }

    const header = scanHeader(text);
    if (header.text.includes('\0')) {
      bad(name, new SourceError(`read ${path}: unexpected NUL in input`));
      continue;
    }
    if (!useAllFiles && !isFulfilled(header.text, tags)) {
      ignore();
      continue;
    }
    let isBroken = false;
    if (header.errorOffset !== undefined) {
      isBroken = true;
      bad(name, syntaxError(path, text, header));
    }
    if (!isBroken && header.packageName === 'documentation') {
      result.ignoredGoFiles.push(name);
      continue;
    }

    const isTest = name.endsWith('_test.go');
    let packageName = isBroken ? '' : header.packageName;
    const isExternal = isTest && packageName.endsWith('_test') && result.name !== packageName;
    if (isExternal) packageName = packageName.slice(0, -'_test'.length);
    if (result.name === '') {
      result.name = packageName;
      first = name;
    } else if (packageName !== result.name) {
      bad(name, new MultiplePackagesError(directory, [result.name, packageName], [first, name]));
    }
    if (result.doc === '' && !isTest && !isBroken) result.doc = synopsis(text);

    const isCgo = header.imports.some((each) => each.path === 'C');
    if (isCgo && isTest) {
      bad(name, new SourceError(`use of cgo in test ${path} not supported`));
    }
    let imports: Positions | undefined;
    let embeds: Positions | undefined;
    if (isCgo && !isTest) {
      if (tags.has('cgo')) {
        result.cgoFiles.push(name);
        imports = result.imports;
        embeds = result.embeds;
      } else {
        result.ignoredGoFiles.push(name);
      }
    } else if (isExternal) {
      result.externalTestGoFiles.push(name);
      imports = result.externalTestImports;
      embeds = result.externalTestEmbeds;
    } else if (isTest) {
      result.testGoFiles.push(name);
      imports = result.testImports;
      embeds = result.testEmbeds;
    } else {
      result.goFiles.push(name);
      imports = result.imports;
      embeds = result.embeds;
    }
    if (isBroken) continue;
    for (const each of header.imports) {
      if (imports) note(imports, each.path, { file: path, line: each.line, column: each.column });
    }
    if (embeds && header.imports.some((each) => each.path === 'embed')) {
      for (const { pattern, position } of findEmbeds(path, text, header)) {
        note(embeds, pattern, position);
      }
    }
  }

  if (result.cgoFiles.length > 0) result.sFiles = [...result.sFiles, ...assembly].sort();
  else result.ignoredOtherFiles = [...result.ignoredOtherFiles, ...assembly].sort();
  const { goFiles, cgoFiles, testGoFiles, externalTestGoFiles } = result;
  if ([goFiles, cgoFiles, testGoFiles, externalTestGoFiles].every((each) => each.length === 0)) {
    result.error ??= new NoBuildableFilesError(directory);
  }
  return result;
}

function note(positions: Positions, key: string, position: Position): void {
  const known = positions.get(key);
  if (known) known.push(position);
  else positions.set(key, [position]);
}

function leadingComments(text: string): string {
  return /^(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/.exec(text)![0];
}

function positionAt(file: string, text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { file, line, column: Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1)) + 1 };
}

function syntaxError(file: string, text: string, header: FileHeader): SourceError {
  const rest = text.slice(header.errorOffset);
  const skipped = /^(?:[ \t\r\n]|\/\/[^\n]*|\/\*[^]*?\*\/)*/.exec(rest)![0].length;
  const position = positionAt(file, text, header.errorOffset! + skipped);
  const found = describeToken(rest.slice(skipped));
  const isStart = header.packageName === '';
  const expected = isStart
    ? /^\s*package\b/.test(text.slice(0, header.errorOffset))
      ? "'IDENT'"
      : "'package'"
    : 'import path';
  const reason = isStart
    ? `expected ${expected}, found ${found}`
    : 'missing import path; require quoted string';
  return new SourceError(reason, position);
}

function describeToken(text: string): string {
  if (text === '') return "'EOF'";
  const word = /^[\p{L}_][\p{L}\p{N}_]*/u.exec(text)?.[0];
  if (word !== undefined) {
    return /^(break|case|chan|const|continue|default|defer|else|fallthrough|for|func|go|goto|if|import|interface|map|package|range|return|select|struct|switch|type|var)$/.test(
      word,
    )
      ? `'${word}'`
      : word;
  }
  const literal = /^(\d[\w.]*|"(?:[^"\\\n]|\\.)*"|`[^`]*`)/.exec(text)?.[0];
  return literal ?? quoteCharacter(String.fromCodePoint(text.codePointAt(0)!));
}

/** The first sentence of the comment on the package clause. */
function synopsis(text: string): string {
  const clause = /(?:^|\n)((?:\/\/[^\n]*\n)+|\/\*[^]*?\*\/[ \t]*\n)package\s/.exec(text);
  if (!clause) return '';
  const comment = clause[1]!
    .replace(/^\/\*|\*\/\s*$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .filter((line) => !/^(go:build|go:generate|\+build| \+build)/.test(line));
  const words = comment
    .join('\n')
    .split(/\n\s*\n/)[0]!
    .replace(/\s+/g, ' ')
    .trim();
  const end = /[.。．]/u.exec(words);
  for (let at = words.indexOf('. '); at >= 0; at = words.indexOf('. ', at + 1)) {
    if (!/(^|\s|\()[A-Z]$/.test(words.slice(0, at))) return words.slice(0, at + 1);
  }
  return end || words ? words : '';
}

/** Where a line ends, by its number. */
function lineEnd(text: string, line: number): number {
  let end = -1;
  for (let count = 0; count < line; count++) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) return text.length;
  }
  return end;
}

const skippable = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'|\/\*[^]*?\*\/|\/\/[^\n]*/g;

function* findEmbeds(
  file: string,
  text: string,
  header: FileHeader,
): Generator<{ pattern: string; position: Position }> {
  skippable.lastIndex = lineEnd(text, header.imports.at(-1)!.line);
  for (let match = skippable.exec(text); match; match = skippable.exec(text)) {
    if (!/^\/\/go:embed[ \t]/.test(match[0])) continue;
    const lineStart = text.lastIndexOf('\n', match.index) + 1;
    if (text.slice(lineStart, match.index).trim() !== '') continue;
    yield* parseEmbed(
      file,
      text,
      match.index + '//go:embed '.length,
      match.index + match[0].length,
    );
  }
}

function parseEmbed(
  file: string,
  text: string,
  start: number,
  end: number,
): { pattern: string; position: Position }[] {
  const found: { pattern: string; position: Position }[] = [];
  const words = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|[^\s"`]\S*/y;
  for (let at = start; at < end;) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    words.lastIndex = at;
    const word = words.exec(text)?.[0];
    if (word === undefined) return [];
    const pattern = /^["`]/.test(word) ? unquote(word) : word;
    if (pattern === undefined) return [];
    found.push({ pattern, position: positionAt(file, text, at) });
    at += word.length;
  }
  return found;
}
