import { ModloadError } from '../base/errors.js';
import { quote } from '../base/quote.js';
import { isGoVersion } from '../module/goversion.js';
import {
  isToolchain,
  type Godebug,
  type GoDirective,
  type Problems,
  type Replace,
  type ToolchainDirective,
} from './directives.js';
import { addGodebug, addReplace, drop } from './edits.js';
import { removeLine, updateLine, type FileSyntax, type Line, type LineBlock } from './syntax.js';

/** The directives that go.mod and go.work share, with the edits of them. */
export abstract class DirectiveFile {
  /** The `go` directive, if the file has one. */
  go: GoDirective | undefined;
  /** The `toolchain` directive, if the file has one. */
  toolchain: ToolchainDirective | undefined;
  /** The `godebug` directives: runtime settings. */
  godebug: Godebug[] = [];
  /** The `replace` directives. */
  replace: Replace[] = [];
  /** The syntax tree: lines, blocks and comments. */
  readonly syntax: FileSyntax;

  /** Creates a file over a syntax tree whose directives are still to be read. */
  constructor(syntax: FileSyntax) {
    this.syntax = syntax;
  }

  /** Adds the line of the first `go` directive. */
  protected abstract insertGo(tokens: string[]): Line;

  /** Adds the line of the first `toolchain` directive. */
  protected abstract insertToolchain(tokens: string[]): Line;

  /** Returns the text of the file in Go's standard form. */
  format(): string {
    return this.syntax.format();
  }

  /** Removes lines that edits emptied. */
  cleanup(): void {
    this.syntax.cleanup();
  }

  /**
   * Sets the Go version.
   *
   * @throws {ModloadError} if `version` is not a Go version such as `1.22` or `1.22.3`.
   */
  addGo(version: string): void {
    if (!isGoVersion(version)) {
      throw new ModloadError(
        'ERR_MODLOAD_ARGUMENT',
        `invalid language version string ${quote(version)}`,
      );
    }
    const tokens = ['go', version];
    if (this.go === undefined) {
      this.go = { version, syntax: this.insertGo(tokens) };
    } else {
      this.go.version = version;
      updateLine(this.go.syntax, tokens);
    }
  }

  /** Removes the `go` directive. */
  dropGo(): void {
    if (this.go !== undefined) removeLine(this.go.syntax);
    this.go = undefined;
  }

  /**
   * Sets the toolchain.
   *
   * @throws {ModloadError} if `name` is neither `default` nor of the form `go1.22.3`.
   */
  addToolchain(name: string): void {
    if (!isToolchain(name)) {
      throw new ModloadError('ERR_MODLOAD_ARGUMENT', `invalid toolchain name ${quote(name)}`);
    }
    const tokens = ['toolchain', name];
    if (this.toolchain === undefined) {
      this.toolchain = { name, syntax: this.insertToolchain(tokens) };
    } else {
      this.toolchain.name = name;
      updateLine(this.toolchain.syntax, tokens);
    }
  }

  /** Removes the `toolchain` directive. */
  dropToolchain(): void {
    if (this.toolchain !== undefined) removeLine(this.toolchain.syntax);
    this.toolchain = undefined;
  }

  /** Sets a runtime setting. */
  addGodebug(key: string, value: string): void {
    addGodebug(this.syntax, this.godebug, key, value);
  }

  /** Removes a runtime setting. */
  dropGodebug(key: string): void {
    this.godebug = drop(this.godebug, (each) => each.key === key);
  }

  /** Replaces a module, or one version of it, by another module or by a directory. */
  addReplace(oldPath: string, oldVersion: string, newPath: string, newVersion: string): void {
    this.replace = addReplace(
      this.syntax,
      this.replace,
      { path: oldPath, version: oldVersion },
      { path: newPath, version: newVersion },
    );
  }

  /** Removes the replacement of a module, or of one version of it. */
  dropReplace(path: string, version: string): void {
    this.replace = drop(this.replace, ({ old }) => old.path === path && old.version === version);
  }
}

/** Reads single directives: the words of `line` from `start` on, in `block` if there is one. */
interface Reader {
  read(verb: string, line: Line, start: number, block: LineBlock | undefined): void;
}

/** Passes every directive of a file to `reader`, and collects what is wrong with them. */
export function readDirectives(
  syntax: FileSyntax,
  blockVerbs: ReadonlySet<string>,
  problems: Problems,
  isLax: boolean,
  reader: Reader,
): void {
  for (const statement of syntax.statements) {
    if (statement.kind === 'comments') continue;
    if (statement.kind === 'line') {
      const verb = statement.tokens[0]!;
      problems.attempt(statement, () => reader.read(verb, statement, 1, undefined));
      continue;
    }
    const [verb, ...more] = statement.tokens;
    if (more.length > 0 || !blockVerbs.has(verb!)) {
      if (!isLax) problems.add(statement, `unknown block type: ${statement.tokens.join(' ')}`);
      continue;
    }
    for (const line of statement.lines) {
      problems.attempt(line, () => reader.read(verb!, line, 0, statement));
    }
  }
}
