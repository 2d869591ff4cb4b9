import { nameError } from '../base/errors.js';
import * as platforms from './generated/platforms.js';

/** A build constraint: when a file takes part in a build. */
export type Constraint =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'not'; readonly operand: Constraint }
  | { readonly kind: 'and' | 'or'; readonly left: Constraint; readonly right: Constraint };

/** A `//go:build` line cannot be understood. */
export class ConstraintError extends Error {
  static {
    nameError(this, 'ConstraintError');
  }

  /** The character of the expression at which it goes wrong, from 0. */
  readonly offset: number;

  /** Created by this package. */
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** More operators than anybody writes; beyond it an expression is taken for an attack on the stack. */
const largest = 1000;

const token = /[ \t]*(?:(&&|\|\||[()!])|([\p{L}\p{Nd}_.]+)|$)/uy;

class ConstraintParser {
  private readonly text: string;
  private offset = 0;
  private start = 0;
  private size = 0;
  /** The token ahead: an operator, a tag, or empty at the end. */
  private token = '';
  private isTag = false;

  constructor(text: string) {
    this.text = text;
  }

  parse(): Constraint {
    this.next();
    const constraint = this.or();
    if (!this.at('')) this.fail(`unexpected token ${this.token}`);
    return constraint;
  }

  private at(token: string): boolean {
    return this.token === token;
  }

  private fail(message: string, offset = this.start): never {
    throw new ConstraintError(offset, message);
  }

  private next(): void {
    token.lastIndex = this.offset;
    const match = token.exec(this.text);
    if (match === null) {
      const rest = this.text.slice(this.offset).trimStart();
      const offset = this.text.length - rest.length;
      this.fail(`invalid syntax at ${String.fromCodePoint(rest.codePointAt(0)!)}`, offset);
    }
    const [all, operator, tag] = match;
    this.token = operator ?? tag ?? '';
    this.isTag = tag !== undefined;
    this.offset += all.length;
    this.start = this.offset - this.token.length;
    if (++this.size > largest) this.fail('build expression too large');
  }

  private or(): Constraint {
    let left = this.and();
    while (this.at('||')) {
      this.next();
      left = { kind: 'or', left, right: this.and() };
    }
    return left;
  }

  private and(): Constraint {
    let left = this.not();
    while (this.at('&&')) {
      this.next();
      left = { kind: 'and', left, right: this.not() };
    }
    return left;
  }

  private not(): Constraint {
    if (!this.at('!')) return this.atom();
    this.next();
    if (this.at('!')) this.fail('double negation not allowed');
    return { kind: 'not', operand: this.atom() };
  }

  private atom(): Constraint {
    if (this.at('(')) {
      const { start } = this;
      this.next();
      if (this.at('')) this.fail('missing close paren');
      const constraint = this.or();
      if (!this.at(')')) this.fail('missing close paren', start);
      this.next();
      return constraint;
    }
    if (!this.isTag) {
      this.fail(this.at('') ? 'unexpected end of expression' : `unexpected token ${this.token}`);
    }
    const tag = this.token;
    this.next();
    return { kind: 'tag', tag };
  }
}

/** Returns what follows a marker such as `//go:build` on a line, if the line is one. */
function afterMarker(line: string, marker: string): string | undefined {
  if (!line.startsWith(marker)) return undefined;
  const rest = line.slice(marker.length);
  return rest === '' || /^\s/.test(rest) ? rest.trim() : undefined;
}

/** The expression of a `//go:build` line; undefined for any other line. */
export function goBuildExpression(line: string): string | undefined {
  return afterMarker(line, '//go:build');
}

/** The words of a `// +build` line; undefined for any other line. */
export function plusBuildWords(line: string): string | undefined {
  return line.startsWith('//') ? afterMarker(line.slice(2).trim(), '+build') : undefined;
}

/**
 * Reads the expression of a `//go:build` line.
 *
 * @throws {ConstraintError} at the first place that breaks the syntax.
 */
export function parseGoBuild(expression: string): Constraint {
  return new ConstraintParser(expression).parse();
}

function parseOption(option: string): Constraint {
  const isNegated = option.startsWith('!');
  const tag = isNegated ? option.slice(1) : option;
  const isTag = /^[\p{L}\p{Nd}_.]+$/u.test(tag);
  // What is malformed is never fulfilled, nor is `ignore`.
  if (!isTag && (tag === '' || tag.startsWith('!'))) return { kind: 'tag', tag: 'ignore' };
  const operand: Constraint = { kind: 'tag', tag: isTag ? tag : 'ignore' };
  return isNegated ? { kind: 'not', operand } : operand;
}

/**
 * Reads the words of a `// +build` line: alternatives between spaces, of which each part must hold.
 *
 * @throws {ConstraintError} when there are too many of them.
 */
export function parsePlusBuild(words: string): Constraint {
  const alternatives = words.split(/\s+/).filter((word) => word !== '');
  if (words.split(/[\s,]+/).length > largest) {
    throw new ConstraintError(0, 'build expression too large');
  }
  return (
    alternatives
      .map((alternative) =>
        alternative
          .split(',')
          .map(parseOption)
          .reduce((left, right) => ({ kind: 'and', left, right })),
      )
      .reduce<Constraint | undefined>(
        (left, right) => (left === undefined ? right : { kind: 'or', left, right }),
        undefined,
      ) ?? { kind: 'tag', tag: 'ignore' }
  );
}

const systems = new Set(platforms.systems.split(' '));
const unixSystems = new Set(platforms.unixSystems.split(' '));
const architectures = new Set(platforms.architectures.split(' '));

/** For which build files are chosen. */
export interface BuildTarget {
  /** The operating system, by Go's name. */
  readonly system: string;
  /** The processor, by Go's name. */
  readonly architecture: string;
  /** Whether C code takes part. */
  readonly cgo: boolean;
  /** The Go release, such as `1.19`. */
  readonly goVersion: string;
  /** Further tags. */
  readonly tags?: readonly string[];
  /** Experiments to turn on or, with `no` in front, off: the variable GOEXPERIMENT. */
  readonly experiments?: string;
}

const minorOf = (release: string) => Number(/^1\.([0-9]+)/.exec(release)?.[1] ?? 0);

/** The experiments that are on. */
function experimentsOf({
  system,
  architecture,
  goVersion,
  experiments = '',
}: BuildTarget): string[] {
  const minor = minorOf(goVersion);
  const [, list = ''] = platforms.experiments.findLast(([since]) => since <= minor) ?? [];
  const on = new Set<string>();
  for (const [name = '', where = ''] of list.split(' ').map((each) => each.split('='))) {
    const isOn = where.startsWith('!')
      ? !where.slice(1).split(',').includes(system)
      : where === '*' || where.split(',').includes(architecture);
    if (isOn) on.add(name);
  }
  for (const name of experiments.split(',').filter(Boolean)) {
    if (name === 'none') on.clear();
    else if (name.startsWith('no')) on.delete(name.slice(2));
    else on.add(name);
  }
  return [...on].map((name) => `goexperiment.${name}`);
}

/** The tags that hold in a build. */
export class BuildTags {
  /** Every tag but `ignore` holds, and so does its negation: what any build might take. */
  static readonly any = new BuildTags(new Set(), true);

  /** Whether this is {@link BuildTags.any}. */
  readonly isAny: boolean;
  private readonly tags: ReadonlySet<string>;

  private constructor(tags: ReadonlySet<string>, isAny: boolean) {
    this.tags = tags;
    this.isAny = isAny;
  }

  /** The tags of a build. */
  static of(target: BuildTarget): BuildTags {
    const { system, architecture, cgo, goVersion, tags = [] } = target;
    const all = new Set([system, architecture, 'gc', ...experimentsOf(target), ...tags]);
    if (cgo) all.add('cgo');
    if (system === 'android') all.add('linux');
    if (system === 'illumos') all.add('solaris');
    if (system === 'ios') all.add('darwin');
    if (unixSystems.has(system)) all.add('unix');
    for (let release = 1; release <= minorOf(goVersion); release++) all.add(`go1.${release}`);
    return new BuildTags(all, false);
  }

  /** Returns whether a tag holds. Where every tag does, `wanted` is returned. */
  has(tag: string, wanted = true): boolean {
    return this.isAny && tag !== 'ignore' && tag !== '' ? wanted : this.tags.has(tag);
  }

  /** Returns whether a constraint is fulfilled. */
  fulfil(constraint: Constraint, wanted = true): boolean {
    switch (constraint.kind) {
      case 'tag':
        return this.has(constraint.tag, wanted);
      case 'not':
        return !this.fulfil(constraint.operand, !wanted);
      case 'and':
        return this.fulfil(constraint.left, wanted) && this.fulfil(constraint.right, wanted);
      case 'or':
        return this.fulfil(constraint.left, wanted) || this.fulfil(constraint.right, wanted);
    }
  }

  /** Returns whether the name of a file lets it take part: `x_linux.go` does on Linux alone. */
  fulfilName(name: string): boolean {
    if (this.isAny) return true;
    const [base = ''] = name.split('.', 1);
    // The part before the first underscore has no meaning: linux.go is for every system.
    const words = base.split('_').slice(1);
    if (words.at(-1) === 'test') words.pop();
    const last = words.at(-1) ?? '';
    const previous = words.at(-2) ?? '';
    if (architectures.has(last)) {
      return this.has(last) && (!systems.has(previous) || this.has(previous));
    }
    return !systems.has(last) || this.has(last);
  }
}

/** The lines of a file that may hold constraints: its first comments. */
interface Header {
  /** The expressions of its `//go:build` lines. */
  readonly goBuild: string[];
  /** The words of its `// +build` lines. */
  readonly plusBuild: string[];
}

function readHeader(content: string): Header {
  const goBuild: string[] = [];
  let plusBuild: string[] = [];
  // `// +build` counts only before an empty line that comes before anything but `//` comments.
  let pending: string[] = [];
  let isInComment = false;
  let hasEnded = false;
  for (let start = 0; start < content.length;) {
    let end = content.indexOf('\n', start);
    if (end < 0) end = content.length;
    let line = content.slice(start, end).trim();
    start = end + 1;
    if (!isInComment && line.startsWith('//')) {
      const expression = goBuildExpression(line);
      if (expression !== undefined) goBuild.push(expression);
      const words = hasEnded ? undefined : plusBuildWords(line);
      if (words !== undefined) pending.push(words);
      continue;
    }
    if (line === '') {
      if (!hasEnded) plusBuild = plusBuild.concat(pending);
      if (!hasEnded) pending = [];
      continue;
    }
    hasEnded = true;
    while (line !== '') {
      if (isInComment) {
        const close = line.indexOf('*/');
        if (close < 0) break;
        isInComment = false;
        line = line.slice(close + 2).trim();
      } else if (line.startsWith('//')) {
        break;
      } else if (line.startsWith('/*')) {
        isInComment = true;
        line = line.slice(2).trim();
      } else {
        return { goBuild, plusBuild };
      }
    }
  }
  return { goBuild, plusBuild };
}

/** Returns whether a constraint is fulfilled; undefined when it cannot be understood. */
function evaluate(parse: () => Constraint, tags: BuildTags): boolean | undefined {
  try {
    return tags.fulfil(parse());
  } catch (error) {
    if (error instanceof ConstraintError) return undefined;
    throw error;
  }
}

/** Returns whether the constraints at the beginning of a file let it take part. */
export function isFulfilled(content: string, tags: BuildTags): boolean {
  if (!/\/\/.*build/.test(content)) return true;
  const { goBuild, plusBuild } = readHeader(content);
  const [expression, ...more] = goBuild;
  if (more.length > 0) return false;
  if (expression !== undefined) return evaluate(() => parseGoBuild(expression), tags) ?? false;
  return plusBuild.every((words) => evaluate(() => parsePlusBuild(words), tags) ?? true);
}
