import {
  autoQuote,
  DirectiveError,
  parseGo,
  parseGodebug,
  parsePath,
  parseReplace,
  parseToolchain,
  Problems,
  type VersionFixer,
} from './directives.js';
import { DirectiveFile, readDirectives } from './directive-file.js';
import { drop, removeDuplicates } from './edits.js';
import { compareLines, FileSyntax, makeLine, updateLine, type Line } from './syntax.js';

/** One `use` directive. */
export interface Use {
  /** The directory of a module, with slashes, relative to the go.work file or rooted. */
  readonly path: string;
  /** Its line. */
  readonly syntax: Line;
}

/** A go.work file: its directives and its syntax tree. Edits keep comments. */
export class GoWork extends DirectiveFile {
  /** The modules of the workspace. */
  use: Use[] = [];
  /** Creates an empty file, or one whose directives are still to be read; see {@link parseGoWork}. */
  constructor(syntax = new FileSyntax('go.work')) {
    super(syntax);
  }

  protected override insertGo(tokens: string[]): Line {
    return this.insert(tokens, -1);
  }

  protected override insertToolchain(tokens: string[]): Line {
    const { go } = this;
    return this.insert(tokens, go === undefined ? -1 : this.syntax.statements.indexOf(go.syntax));
  }

  /** Removes duplicates, and sorts the lines of every block. */
  sortBlocks(): void {
    removeDuplicates(this.syntax, this);
    this.syntax.sortBlocks(() => compareLines);
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
}

const blockVerbs = new Set(['godebug', 'use', 'replace']);

/**
 * Reads a go.work file.
 *
 * @param file - its name, as errors show it.
 * @throws {ModFileError} with all problems of the file.
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
  readDirectives(goWork.syntax, blockVerbs, problems, false, { read });
  problems.throwAny();
  return goWork;
}
