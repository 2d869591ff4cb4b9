import { ModloadError, ModuleError } from '../base/errors.js';
import { compareGoVersions } from '../module/goversion.js';
import { quote } from '../base/quote.js';
import * as semver from '../module/semver.js';
import {
  autoQuote,
  checkCanonicalVersion,
  checkMajor,
  DirectiveError,
  modulePathMajor,
  parseGo,
  parseGodebug,
  parsePath,
  parseReplace,
  parseToolchain,
  parseVersion,
  Problems,
  type Exclude,
  type PathDirective,
  type VersionFixer,
} from './directives.js';
import { DirectiveFile, readDirectives } from './directive-file.js';
import { drop, removeDuplicates } from './edits.js';
import {
  compareLines,
  FileSyntax,
  makeBlock,
  makeLine,
  updateLine,
  type Comments,
  type Line,
  type LineBlock,
} from './syntax.js';

/** The `module` directive. */
export interface ModuleDirective {
  /** The module path. */
  path: string;
  /** What its comment says after `Deprecated:`; empty when it is not deprecated. */
  readonly deprecated: string;
  /** Its line. */
  readonly syntax: Line;
}

/** What a go.mod file requires of one module. */
export interface Requirement {
  readonly path: string;
  readonly version: string;
  /** Whether only other modules need it. */
  readonly indirect: boolean;
}

/** One `require` directive. */
export interface Require extends Requirement {
  version: string;
  indirect: boolean;
  /** Its line. */
  syntax: Line;
}

/** Versions from one to another, both included. */
export interface VersionInterval {
  readonly low: string;
  readonly high: string;
}

/** One `retract` directive. */
export interface Retract extends VersionInterval {
  low: string;
  high: string;
  /** Why, as its comment says; empty when it says nothing. */
  readonly rationale: string;
  /** Its line. */
  readonly syntax: Line;
}

/** How to read a go.mod file. */
export interface ParseOptions {
  /**
   * Whether to skip what concerns only a main module, and what is not known. That is how a dependency's
   * file is read.
   */
  readonly lax?: boolean | undefined;
  /** Gives the version that stands for what the file says; without it versions must be semantic ones. */
  readonly fixVersion?: VersionFixer | undefined;
}

const blockVerbs = new Set([
  'module',
  'godebug',
  'require',
  'exclude',
  'replace',
  'retract',
  'tool',
  'ignore',
]);

/** A go.mod file: its directives and its syntax tree. Edits keep comments. */
export class GoMod extends DirectiveFile {
  /** The module path, if the file has one. */
  module: ModuleDirective | undefined;
  /** The modules that it requires, in the order of the file. */
  require: Require[] = [];
  /** The versions that may not be used. */
  exclude: Exclude[] = [];
  /** Versions of the module itself that should not be used. */
  retract: Retract[] = [];
  /** Packages that are tools of the module. */
  tool: PathDirective[] = [];
  /** Directories that patterns pass over. */
  ignore: PathDirective[] = [];
  /** Creates an empty file, or one whose directives are still to be read; see {@link parseGoMod}. */
  constructor(syntax = new FileSyntax('go.mod')) {
    super(syntax);
  }

  protected override insertGo(tokens: string[]): Line {
    return this.syntax.addLine(tokens, this.module?.syntax);
  }

  protected override insertToolchain(tokens: string[]): Line {
    return this.syntax.addLine(tokens, this.go?.syntax ?? this.module?.syntax);
  }

  /** Removes duplicates, and sorts the lines of every block. */
  sortBlocks(): void {
    removeDuplicates(this.syntax, this);
    const isSemantic = this.go !== undefined && compareGoVersions(this.go.version, '1.21') >= 0;
    this.syntax.sortBlocks((verb) => {
      if (verb === 'retract') return compareRetracts;
      return verb === 'exclude' && isSemantic ? compareExcludes : compareLines;
    });
  }

  /** Sets the module path. */
  addModule(path: string): void {
    const tokens = ['module', autoQuote(path)];
    if (this.module === undefined) {
      this.module = { path, deprecated: '', syntax: this.syntax.addLine(tokens) };
    } else {
      this.module.path = path;
      updateLine(this.module.syntax, tokens);
    }
  }

  /** Adds a comment at the end; `text` begins with `//`. */
  addComment(text: string): void {
    this.syntax.statements.push({ kind: 'comments', before: [text], suffix: [] });
  }

  /**
   * Requires a version of a module: changes the first line that names it, drops others, or adds a line
   * to the last `require` block.
   */
  addRequire(path: string, version: string): void {
    const [first, ...others] = this.require.filter((each) => each.path === path);
    if (first === undefined) {
      this.addNewRequire(path, version, false);
      return;
    }
    first.version = version;
    updateLine(first.syntax, ['require', autoQuote(path), version]);
    this.require = drop(this.require, (each) => others.includes(each));
  }

  /** Adds a line to the last `require` block, whatever is there already. */
  addNewRequire(path: string, version: string, indirect: boolean): void {
    const syntax = this.syntax.addLine(['require', autoQuote(path), version]);
    setIndirect(syntax, indirect);
    this.require.push({ path, version, indirect, syntax });
  }

  /**
   * Makes the file require exactly these modules. Blocks and comments stay, new modules go to the last
   * `require` block.
   */
  setRequire(list: readonly Requirement[]): void {
    const wanted = indexByPath(list);
    this.require = drop(this.require, (each) => {
      const requirement = wanted.get(each.path);
      if (requirement === undefined) return true;
      wanted.delete(each.path);
      updateRequire(each, requirement);
      return false;
    });
    for (const { path, version, indirect } of wanted.values()) {
      this.addNewRequire(path, version, indirect);
    }
    this.sortBlocks();
  }

  /**
   * Makes the file require exactly these modules, direct ones in one block and indirect ones in
   * another. Lines in blocks with comments of their own stay where they are.
   */
  setRequireSeparateIndirect(list: readonly Requirement[]): void {
    new RequireSeparation(this, false).set(list);
    this.sortBlocks();
  }

  /**
   * Makes the file require exactly these modules in two blocks: direct ones and indirect ones. The comments of all
   * blocks are kept above these two.
   */
  setRequireTwoBlocks(list: readonly Requirement[]): void {
    new RequireSeparation(this, true).set(list);
    this.sortBlocks();
  }

  /** Drops a required module. */
  dropRequire(path: string): void {
    this.require = drop(this.require, (each) => each.path === path);
  }

  /**
   * Excludes a version.
   *
   * @throws {InvalidVersionError} for a version that is not written in full or does not fit the path.
   */
  addExclude(path: string, version: string): void {
    checkCanonicalVersion(path, version);
    const others = this.exclude.filter((each) => each.path === path);
    if (others.some((each) => each.version === version)) return;
    const tokens = ['exclude', autoQuote(path), version];
    this.exclude.push({
      path,
      version,
      syntax: this.syntax.addLine(tokens, others.at(-1)?.syntax),
    });
  }

  /** No longer excludes a version. */
  dropExclude(path: string, version: string): void {
    this.exclude = drop(this.exclude, (each) => each.path === path && each.version === version);
  }

  /**
   * Retracts versions of the module itself.
   *
   * @throws {InvalidVersionError} for a version that is not written in full or does not fit the path.
   */
  addRetract({ low, high }: VersionInterval, rationale = ''): void {
    const path = this.module?.path ?? '';
    checkCanonicalVersion(path, high);
    checkCanonicalVersion(path, low);
    const interval =
      low === high ? [autoQuote(low)] : ['[', autoQuote(low), ',', autoQuote(high), ']'];
    const syntax = this.syntax.addLine(['retract', ...interval]);
    if (rationale !== '') syntax.before.push(...rationale.split('\n').map((line) => `// ${line}`));
    this.retract.push({ low, high, rationale, syntax });
  }

  /** No longer retracts versions. */
  dropRetract({ low, high }: VersionInterval): void {
    this.retract = drop(this.retract, (each) => each.low === low && each.high === high);
  }

  /** Adds a tool. */
  addTool(path: string): void {
    addPath(this.syntax, this.tool, 'tool', path);
    this.sortBlocks();
  }

  /** Drops a tool. */
  dropTool(path: string): void {
    this.tool = drop(this.tool, (each) => each.path === path);
  }

  /** Passes over a directory in patterns. */
  addIgnore(path: string): void {
    addPath(this.syntax, this.ignore, 'ignore', path);
    this.sortBlocks();
  }

  /** No longer passes over a directory in patterns. */
  dropIgnore(path: string): void {
    this.ignore = drop(this.ignore, (each) => each.path === path);
  }
}

/**
 * Reads a go.mod file.
 *
 * @param file - its name, as errors show it.
 * @throws {ModFileError} with all problems of the file.
 */
export function parseGoMod(file: string, data: string, options: ParseOptions = {}): GoMod {
  const goMod = new GoMod(FileSyntax.parse(file, data));
  const problems = new Problems(goMod.syntax);
  const reader = new DirectiveReader(goMod, options);
  readDirectives(goMod.syntax, blockVerbs, problems, options.lax === true, reader);
  reader.fixRetracts(problems);
  problems.throwAny();
  return goMod;
}

const laxVerbs = new Set(['go', 'module', 'retract', 'require', 'ignore']);

/** Reads lines into a file, one after the other. */
class DirectiveReader {
  private readonly goMod: GoMod;
  private readonly isLax: boolean;
  private readonly fix: VersionFixer | undefined;

  constructor(goMod: GoMod, options: ParseOptions) {
    this.goMod = goMod;
    this.isLax = options.lax === true;
    this.fix = options.fixVersion;
  }

  /** Reads the line's words from `start`. */
  read(verb: string, line: Line, start: number, block: LineBlock | undefined): void {
    if (this.isLax && !laxVerbs.has(verb)) return;
    const { goMod } = this;
    const count = line.tokens.length - start;
    switch (verb) {
      case 'go':
        if (goMod.go !== undefined) throw new DirectiveError('repeated go statement');
        goMod.go = parseGo(line, start, this.isLax);
        break;
      case 'toolchain':
        if (goMod.toolchain !== undefined) throw new DirectiveError('repeated toolchain statement');
        goMod.toolchain = parseToolchain(line, start);
        break;
      case 'module': {
        if (goMod.module !== undefined) throw new DirectiveError('repeated module statement');
        const deprecated = deprecationOf(commentOf(line, block));
        goMod.module = { path: '', deprecated, syntax: line };
        if (count !== 1) throw new DirectiveError('usage: module module/path');
        goMod.module.path = parsePath(line.tokens, start);
        break;
      }
      case 'require':
      case 'exclude': {
        if (count !== 2) throw new DirectiveError(`usage: ${verb} module/path v1.2.3`);
        const path = parsePath(line.tokens, start);
        const version = parseVersion(verb, path, line.tokens, start + 1, this.fix);
        checkMajor(verb, path, version, modulePathMajor(path));
        if (verb === 'exclude') goMod.exclude.push({ path, version, syntax: line });
        else goMod.require.push({ path, version, indirect: isIndirect(line), syntax: line });
        break;
      }
      case 'replace':
        goMod.replace.push(parseReplace(line, start, this.fix));
        break;
      case 'retract':
        this.readRetract(line, start, block);
        break;
      case 'godebug':
        goMod.godebug.push(parseGodebug(line, start));
        break;
      case 'tool':
      case 'ignore':
        if (count !== 1) throw new DirectiveError(`${verb} directive expects exactly one argument`);
        goMod[verb].push({ path: parsePath(line.tokens, start), syntax: line });
        break;
      default:
        throw new DirectiveError(`unknown directive: ${verb}`);
    }
  }

  private readRetract(line: Line, start: number, block: LineBlock | undefined): void {
    let interval;
    try {
      // The module path, by which versions are fixed, may come later in the file.
      interval = parseInterval(line.tokens, start, '', (_, version) => version);
    } catch (error) {
      // A dependency may use a form that is yet to be invented.
      if (this.isLax) return;
      throw error;
    }
    const { low, high, next } = interval;
    if (next < line.tokens.length && !this.isLax) {
      throw new DirectiveError(`unexpected token after version: ${quote(line.tokens[next]!)}`);
    }
    this.goMod.retract.push({ low, high, rationale: commentOf(line, block), syntax: line });
  }

  fixRetracts(problems: Problems): void {
    const { goMod, fix } = this;
    if (fix === undefined) return;
    const path = goMod.module?.path ?? '';
    for (const retract of goMod.retract) {
      const { syntax: line } = retract;
      if (path === '') {
        problems.add(line, 'no module directive found, so retract cannot be used');
        return;
      }
      problems.attempt(line, () => {
        const start = line.tokens[0] === 'retract' ? 1 : 0;
        const { low, high } = parseInterval(line.tokens, start, path, fix);
        Object.assign(retract, { low, high });
      });
    }
  }
}

function parseInterval(
  tokens: string[],
  start: number,
  path: string,
  fix: VersionFixer,
): VersionInterval & { next: number } {
  const first = tokens[start];
  if (first === undefined || first === '(') throw new DirectiveError("expected '[' or version");
  const version = (index: number) => parseVersion('retract', path, tokens, index, fix);
  if (first !== '[') {
    const only = version(start);
    return { low: only, high: only, next: start + 1 };
  }
  if (tokens.length <= start + 1) throw new DirectiveError("expected version after '['");
  const low = version(start + 1);
  if (tokens[start + 2] !== ',') throw new DirectiveError("expected ',' after version");
  if (tokens.length <= start + 3) throw new DirectiveError("expected version after ','");
  const high = version(start + 3);
  if (tokens[start + 4] !== ']') throw new DirectiveError("expected ']' after version");
  return { low, high, next: start + 5 };
}

/** Returns what the comments of a line say, or those of its block when it has none. */
function commentOf(line: Line, block: LineBlock | undefined): string {
  const hasNone = line.before.length === 0 && line.suffix.length === 0;
  const { before, suffix } = block !== undefined && hasNone ? block : line;
  return [...before, ...suffix]
    .filter((each) => each.startsWith('//'))
    .map((each) => each.slice(2).trim())
    .join('\n');
}

function deprecationOf(comment: string): string {
  return /(?:^|\n\n)Deprecated: *([^]*?)(?:$|\n\n)/.exec(comment)?.[1] ?? '';
}

function isIndirect(line: Line): boolean {
  const [first] = line.suffix;
  if (first === undefined) return false;
  if (first === '// indirect') return true;
  const [word, ...more] = first.replace(/^\/\//, '').trim().split(/\s+/);
  return more.length === 0 ? word === 'indirect' : word === 'indirect;';
}

function setIndirect(line: Line, indirect: boolean): void {
  if (isIndirect(line) === indirect) return;
  const [comment = ''] = line.suffix;
  const text = comment.replace(/^\/\//, '').trim();
  if (indirect) {
    line.suffix[0] = text === '' ? '// indirect' : `// indirect; ${text}`;
  } else if (text === 'indirect') {
    line.suffix = [];
  } else {
    const mark = 'indirect;';
    line.suffix[0] = `//${comment.slice(comment.indexOf(mark) + mark.length)}`;
  }
}

function updateRequire(require: Require, { version, indirect }: Requirement): void {
  require.version = version;
  require.indirect = indirect;
  const { syntax: line } = require;
  if (line.tokens.length > 0) {
    // A line that changes joins those before it.
    if (line.inBlock && line.before.length === 1 && line.before[0] === '') line.before = [];
    const index = line.inBlock ? 1 : 2;
    if (line.tokens.length > index) line.tokens[index] = version;
  }
  setIndirect(line, indirect);
}

function indexByPath(list: readonly Requirement[]): Map<string, Requirement> {
  const byPath = new Map<string, Requirement>();
  for (const each of list) {
    const other = byPath.get(each.path);
    if (other !== undefined && other.version !== each.version) {
      throw new ModuleError(
        { path: each.path, version: '' },
        new ModloadError(
          'ERR_MODLOAD_REQUIREMENT_CONFLICT',
          `required at both ${other.version} and ${each.version}`,
        ),
      );
    }
    byPath.set(each.path, each);
  }
  return byPath;
}

function addPath(syntax: FileSyntax, list: PathDirective[], verb: string, path: string): void {
  if (list.some((each) => each.path === path)) return;
  list.push({ path, syntax: syntax.addLine([verb, autoQuote(path)]) });
}

function intervalOf({ tokens }: Line): VersionInterval {
  if (tokens.length === 1) return { low: tokens[0]!, high: tokens[0]! };
  const [open, low, comma, high, close, ...rest] = tokens;
  const isInterval = open === '[' && comma === ',' && close === ']' && rest.length === 0;
  return isInterval ? { low: low!, high: high! } : { low: '', high: '' };
}

/** The newest first. */
function compareRetracts(a: Line, b: Line): number {
  const left = intervalOf(a);
  const right = intervalOf(b);
  return semver.compare(right.low, left.low) || semver.compare(right.high, left.high);
}

function compareExcludes(a: Line, b: Line): number {
  if (a.tokens.length !== 2 || b.tokens.length !== 2 || a.tokens[0] !== b.tokens[0]) {
    return compareLines(a, b);
  }
  return semver.compare(a.tokens[1]!, b.tokens[1]!);
}

/** Returns whether something has comments that say more than `indirect`. */
function hasComments({ before, suffix }: Comments): boolean {
  if (before.length > 0 || suffix.length > 1) return true;
  return suffix.length === 1 && suffix[0]!.replace(/^\/\//, '').trim() !== 'indirect';
}

/** Puts direct and indirect requirements into blocks of their own. */
class RequireSeparation {
  private readonly goMod: GoMod;
  private readonly syntax: FileSyntax;
  /** The last `require` without comments that has only direct, or only indirect modules; -1 if none. */
  private direct = -1;
  private indirect = -1;
  /** The last `require`; -1 if none. */
  private last = -1;
  /** How many `require` lines and blocks there are. */
  private count = 0;
  private readonly blockOf = new Map<Line, LineBlock>();
  /** Whether everything is moved into two blocks. */
  private readonly joins: boolean;

  constructor(goMod: GoMod, joins: boolean) {
    this.goMod = goMod;
    this.joins = joins;
    this.syntax = goMod.syntax;
    for (const [index, statement] of this.syntax.statements.entries()) {
      if (statement.kind === 'comments' || statement.tokens[0] !== 'require') continue;
      this.last = index;
      this.count++;
      const lines = statement.kind === 'line' ? [statement] : statement.lines;
      if (statement.kind === 'block') {
        for (const line of lines) this.blockOf.set(line, statement);
      }
      if (lines.length === 0 || hasComments(statement) || lines.some(hasComments)) continue;
      if (lines.every((line) => !isIndirect(line))) this.direct = index;
      if (lines.every(isIndirect)) this.indirect = index;
    }
  }

  set(list: readonly Requirement[]): void {
    const { goMod } = this;
    const onlyStatement = this.count === 1 ? this.syntax.statements[this.last]! : undefined;
    // A single block without comments is split whatever it mixes.
    const isFlat = onlyStatement !== undefined && !hasComments(onlyStatement);
    const wanted = new Map(list.map((each) => [each.path, each]));
    const comments = this.joins ? this.takeComments(wanted) : { direct: [], indirect: [] };
    const [direct, indirect] = this.makeBlocks();
    direct.before.push(...comments.direct);
    indirect.before.push(...comments.indirect);

    goMod.require = drop(goMod.require, (each) => {
      const requirement = wanted.get(each.path);
      if (requirement === undefined) return true;
      wanted.delete(each.path);
      updateRequire(each, requirement);
      const [home, other] = requirement.indirect ? [indirect, direct] : [direct, indirect];
      if (this.joins || isFlat || this.blockOf.get(each.syntax) === other) move(each, home);
      return false;
    });
    for (const { path, version, indirect: isIndirectOne } of wanted.values()) {
      const syntax = makeLine([autoQuote(path), version], true);
      setIndirect(syntax, isIndirectOne);
      (isIndirectOne ? indirect : direct).lines.push(syntax);
      goMod.require.push({ path, version, indirect: isIndirectOne, syntax });
    }
  }

  /** Takes the comments above all blocks: those of blocks with a direct requirement, and those of the others. */
  private takeComments(wanted: ReadonlyMap<string, Requirement>): {
    direct: string[];
    indirect: string[];
  } {
    const comments: { direct: string[]; indirect: string[] } = { direct: [], indirect: [] };
    const directLines = new Set(
      this.goMod.require
        .filter(({ path }) => wanted.get(path)?.indirect === false)
        .map(({ syntax }) => syntax),
    );
    for (const statement of this.syntax.statements) {
      if (statement.kind !== 'block' || statement.tokens[0] !== 'require') continue;
      const { lines } = statement;
      const isDirect = lines.length === 0 || lines.some((line) => directLines.has(line));
      const target = isDirect ? comments.direct : comments.indirect;
      if (target.length > 0 && statement.before.length > 0) target.push('//');
      target.push(...statement.before.splice(0));
    }
    return comments;
  }

  private makeBlocks(): [direct: LineBlock, indirect: LineBlock] {
    let direct;
    if (this.direct >= 0) {
      direct = this.ensureBlock(this.direct);
    } else {
      if (this.indirect >= 0) this.direct = this.indirect++;
      else this.direct = this.last >= 0 ? this.last + 1 : this.syntax.statements.length;
      direct = this.insertBlock(this.direct);
    }
    if (this.indirect >= 0) return [direct, this.ensureBlock(this.indirect)];
    return [direct, this.insertBlock(this.direct + 1)];
  }

  private insertBlock(index: number): LineBlock {
    const block = makeBlock(['require'], []);
    this.syntax.statements.splice(index, 0, block);
    return block;
  }

  private ensureBlock(index: number): LineBlock {
    const statement = this.syntax.statements[index] as Line | LineBlock;
    if (statement.kind === 'block') return statement;
    const block = makeBlock(['require'], [statement]);
    statement.tokens = statement.tokens.slice(1);
    statement.inBlock = true;
    this.syntax.statements[index] = block;
    return block;
  }
}

/** Moves a requirement with its comments to the end of a block. */
function move(require: Require, block: LineBlock): void {
  const { syntax: old } = require;
  const tokens = old.inBlock ? old.tokens : old.tokens.slice(1);
  require.syntax = { ...old, tokens, inBlock: true };
  old.tokens = [];
  block.lines.push(require.syntax);
}
