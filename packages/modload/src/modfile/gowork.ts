import { ModloadError } from '../base/errors.js';
import { isGoVersion } from '../module/goversion.js';
import { quote } from '../base/quote.js';
import {
  autoQuote,
  DirectiveError,
  isToolchain,
  parseGo,
  parseGodebug,
  parsePath,
  parseReplace,
  parseToolchain,
  Problems,
  type Godebug,
  type GoDirective,
  type Replace,
  type ToolchainDirective,
  type VersionFixer,
} from './directives.js';
import { addGodebug, addReplace, drop, removeDuplicates } from './edits.js';
import { compareLines, FileSyntax, makeLine, removeLine, updateLine, type Line } from './syntax.js';

/** One `use` directive. */
export interface Use {
  /** The directory of a module, with slashes, relative to the go.work file or rooted. */
  readonly path: string;
  /** Where it is written. */
  readonly syntax: Line;
}

/** A go.work file: what it says, and how it is written. Edits keep its comments. */
export class GoWork {
  /** The language version, if the file tells. */
  go: GoDirective | undefined;
  /** The toolchain to use, if the file tells. */
  toolchain: ToolchainDirective | undefined;
  /** Runtime settings. */
  godebug: Godebug[] = [];
  /** The modules of the workspace. */
  use: Use[] = [];
  /** Modules that others take the place of. */
  replace: Replace[] = [];
  /** The file as it is written. */
  readonly syntax: FileSyntax;

  /** An empty file, or one whose directives are to be read; see {@link parseGoWork}. */
  constructor(syntax = new FileSyntax('go.work')) {
    this.syntax = syntax;
  }

  /** The text of the file in Go's standard form. */
  format(): string {
    return this.syntax.format();
  }

  /** Drops lines that edits emptied. */
  cleanup(): void {
    this.syntax.cleanup();
  }

  /** Drops what is said twice, and sorts the lines of every block. */
  sortBlocks(): void {
    removeDuplicates(this.syntax, this);
    this.syntax.sortBlocks(() => compareLines);
  }

  /** Sets the language version. */
  addGo(version: string): void {
    if (!isGoVersion(version)) {
      throw new ModloadError('INVALID', `invalid language version string ${quote(version)}`);
    }
    const tokens = ['go', version];
    if (this.go === undefined) {
      this.go = { version, syntax: this.insert(tokens, -1) };
    } else {
      this.go.version = version;
      updateLine(this.go.syntax, tokens);
    }
  }

  /** Drops the language version. */
  dropGo(): void {
    if (this.go !== undefined) removeLine(this.go.syntax);
    this.go = undefined;
  }

  /** Sets the toolchain. */
  addToolchain(name: string): void {
    if (!isToolchain(name)) {
      throw new ModloadError('INVALID', `invalid toolchain name ${quote(name)}`);
    }
    const tokens = ['toolchain', name];
    if (this.toolchain === undefined) {
      const go = this.go === undefined ? -1 : this.syntax.statements.indexOf(this.go.syntax);
      this.toolchain = { name, syntax: this.insert(tokens, go) };
    } else {
      this.toolchain.name = name;
      updateLine(this.toolchain.syntax, tokens);
    }
  }

  /** Drops the toolchain. */
  dropToolchain(): void {
    if (this.toolchain !== undefined) removeLine(this.toolchain.syntax);
    this.toolchain = undefined;
  }

  /** Adds a line after a statement, or else after the comments with which the file begins. */
  private insert(tokens: string[], after: number): Line {
    const { statements } = this.syntax;
    let index = after + 1;
    if (index === 0) {
      while (statements[index]?.kind === 'comments') index++;
    }
    const line = makeLine(tokens);
    statements.splice(index, 0, line);
    return line;
  }

  /** Sets a runtime setting. */
  addGodebug(key: string, value: string): void {
    addGodebug(this.syntax, this.godebug, key, value);
  }

  /** Drops a runtime setting. */
  dropGodebug(key: string): void {
    this.godebug = drop(this.godebug, (each) => each.key === key);
  }

  /** Adds a module to the workspace, unless it is there. */
  addUse(path: string): void {
    const [first, ...others] = this.use.filter((each) => each.path === path);
    if (first === undefined) {
      this.addNewUse(path);
      return;
    }
    updateLine(first.syntax, ['use', autoQuote(path)]);
    this.use = drop(this.use, (each) => others.includes(each));
  }

  /** Adds a line for a module, whatever is there already. */
  addNewUse(path: string): void {
    this.use.push({ path, syntax: this.syntax.addLine(['use', autoQuote(path)]) });
  }

  /** Makes the workspace consist of exactly these modules. */
  setUse(paths: readonly string[]): void {
    const wanted = new Set(paths);
    this.use = drop(this.use, (each) => !wanted.has(each.path));
    for (const each of this.use) wanted.delete(each.path);
    for (const path of wanted) this.addNewUse(path);
    this.sortBlocks();
  }

  /** Drops a module from the workspace. */
  dropUse(path: string): void {
    this.use = drop(this.use, (each) => each.path === path);
  }

  /** Replaces a module, or one version of it, by another or by a directory. */
  addReplace(oldPath: string, oldVersion: string, newPath: string, newVersion: string): void {
    this.replace = addReplace(
      this.syntax,
      this.replace,
      { path: oldPath, version: oldVersion },
      { path: newPath, version: newVersion },
    );
  }

  /** No longer replaces a module, or one version of it. */
  dropReplace(path: string, version: string): void {
    this.replace = drop(this.replace, ({ old }) => old.path === path && old.version === version);
  }
}

const blockVerbs = new Set(['godebug', 'use', 'replace']);

/**
 * Reads a go.work file.
 *
 * @param file - its name, as errors show it.
 * @throws {ModFileError} telling everything that is wrong with it.
 */
export function parseGoWork(
  file: string,
  data: string,
  options: { readonly fixVersion?: VersionFixer | undefined } = {},
): GoWork {
  const goWork = new GoWork(FileSyntax.parse(file, data));
  const problems = new Problems(goWork.syntax);
  const read = (verb: string, line: Line, start: number) => {
    switch (verb) {
      case 'go':
        if (goWork.go !== undefined) throw new DirectiveError('repeated go statement');
        goWork.go = parseGo(line, start, false);
        break;
      case 'toolchain':
        if (goWork.toolchain !== undefined)
          throw new DirectiveError('repeated toolchain statement');
        goWork.toolchain = parseToolchain(line, start);
        break;
      case 'godebug':
        goWork.godebug.push(parseGodebug(line, start));
        break;
      case 'use':
        if (line.tokens.length - start !== 1) throw new DirectiveError('usage: use local/dir');
        goWork.use.push({ path: parsePath(line.tokens, start), syntax: line });
        break;
      case 'replace':
        goWork.replace.push(parseReplace(line, start, options.fixVersion));
        break;
      default:
        throw new DirectiveError(`unknown directive: ${verb}`);
    }
  };
  for (const statement of goWork.syntax.statements) {
    if (statement.kind === 'comments') continue;
    if (statement.kind === 'line') {
      problems.attempt(statement, () => read(statement.tokens[0]!, statement, 1));
      continue;
    }
    const [verb, ...more] = statement.tokens;
    if (more.length > 0 || !blockVerbs.has(verb!)) {
      problems.add(statement, `unknown block type: ${statement.tokens.join(' ')}`);
      continue;
    }
    for (const line of statement.lines) problems.attempt(line, () => read(verb!, line, 0));
  }
  problems.throwAny();
  return goWork;
}
