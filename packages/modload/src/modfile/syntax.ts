import { ModFileError } from '../base/errors.js';
import { quoteCharacter } from '../base/quote.js';

/** Comments that stand with a part of a file. An empty string among them is an empty line. */
export interface Comments {
  /** Those on lines of their own before it, each with its `//`. */
  before: string[];
  /** Those that follow on its line, each with its `//`. */
  suffix: string[];
}

/** Comments that belong to no directive. */
export interface CommentBlock extends Comments {
  readonly kind: 'comments';
}

/** A directive on one line, or a line of a block. */
export interface Line extends Comments {
  readonly kind: 'line';
  /** Its words; none once it was removed. */
  tokens: string[];
  /** Whether it stands in a block, which then has the verb. */
  inBlock: boolean;
  /** Where it starts, from 1; 0 for a line that was added. */
  readonly line: number;
  /** The character of the line at which it starts, from 1. */
  readonly column: number;
}

/** Several lines of one directive, between parentheses. */
export interface LineBlock extends Comments {
  readonly kind: 'block';
  /** The words before the parenthesis. */
  tokens: string[];
  lines: Line[];
  /** Comments at the opening parenthesis. */
  readonly open: Comments;
  /** Comments at the closing parenthesis. */
  readonly close: Comments;
  /** Where it starts, from 1; 0 for a block that was added. */
  readonly line: number;
  /** The character of the line at which it starts, from 1. */
  readonly column: number;
}

/** What a file consists of at its top. */
export type Statement = CommentBlock | Line | LineBlock;

/** Makes a line that comes from no file. */
export function makeLine(tokens: string[], inBlock = false): Line {
  return { kind: 'line', tokens, inBlock, before: [], suffix: [], line: 0, column: 0 };
}

/** Makes a block that comes from no file. */
export function makeBlock(tokens: string[], lines: Line[]): LineBlock {
  return {
    kind: 'block',
    tokens,
    lines,
    before: [],
    suffix: [],
    open: { before: [], suffix: [] },
    close: { before: [], suffix: [] },
    line: 0,
    column: 0,
  };
}

type TokenKind = 'end' | 'newline' | 'comment' | 'suffix' | 'punctuation' | 'word';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

const blank = /[ \t\r]*/y;
const comment = /\/\/[^\n]*\n?/y;
const string = /"(?:[^"\\\n]|\\[^])*"|`[^`\n]*`/y;
const plainWord = /[!#-'*+\-.0-Z\\^-z|~]*(?:\/(?![/*])[!-'*+\-.0-Z\\^-z|~]*)*/y;
const word = /(?:(?![ ()[\]{},]|\/[/*])[\p{L}\p{M}\p{N}\p{P}\p{S}])+/uy;

function matchAt(pattern: RegExp, text: string, offset: number): string {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0] ?? '';
}

/** Takes a file apart into words, one in advance. */
class Lexer {
  readonly file: string;
  readonly data: string;
  private offset = 0;
  private line = 1;
  private lineStart = 0;
  private ahead: Token | undefined;
  /** Whether every character is one unit of the text. */
  private readonly isPlain: boolean;

  constructor(file: string, data: string) {
    this.file = file;
    this.data = data;
    this.isPlain = !/[\ud800-\udbff]/.test(data);
  }

  peek(): Token {
    return (this.ahead ??= this.read());
  }

  next(): Token {
    const token = this.peek();
    // The end stays ahead for ever.
    if (token.kind !== 'end') this.ahead = undefined;
    return token;
  }

  /** The character of its line at which something is, from 1. */
  column(offset: number): number {
    const start = this.data.lastIndexOf('\n', offset - 1) + 1;
    if (this.isPlain) return offset - start + 1;
    return Array.from(this.data.slice(start, offset)).length + 1;
  }

  fail(reason: string, line = this.line, offset = this.offset): never {
    throw new ModFileError([{ file: this.file, line, column: this.column(offset), reason }]);
  }

  private read(): Token {
    const { data } = this;
    this.offset += matchAt(blank, data, this.offset).length;
    const start = this.offset;
    if (start >= data.length) return this.take('end', '');

    const character = data.charAt(start);
    if (character === '/' && data.charAt(start + 1) === '/') {
      const text = matchAt(comment, data, start);
      const isAlone = data.slice(this.lineStart, start).trim() === '';
      return this.take(isAlone ? 'comment' : 'suffix', text);
    }
    this.refuseBlockComment();
    if (character === '\n') return this.take('newline', '\n');
    if ('()[]{},'.includes(character)) return this.take('punctuation', character);
    if (character === '"' || character === '`') return this.take('word', this.readString());

    let text = matchAt(plainWord, data, start);
    // Where an ordinary word stops, one with letters of other scripts may go on.
    if (text === '' || (data.charCodeAt(start + text.length) || 0) > 0x7f) {
      text = matchAt(word, data, start);
    }
    if (text === '') {
      const code = String.fromCodePoint(data.codePointAt(start)!);
      this.fail(`unexpected input character ${quoteCharacter(code)}`);
    }
    const token = this.take('word', text);
    this.refuseBlockComment();
    return token;
  }

  private refuseBlockComment(): void {
    if (this.data.startsWith('/*', this.offset)) {
      this.fail('mod files must use // comments (not /* */ comments)');
    }
  }

  private readString(): string {
    const { data, offset } = this;
    const text = matchAt(string, data, offset);
    if (text !== '') return text;
    const body = data.charAt(offset) === '"' ? /"(?:[^"\\\n]|\\[^])*/y : /`[^`\n]*/y;
    const end = offset + matchAt(body, data, offset).length;
    if (data.charAt(end) !== '\n') this.fail('unexpected EOF in string');
    return this.fail('unexpected newline in string', this.line, end);
  }

  private take(kind: TokenKind, text: string): Token {
    const start = this.offset;
    const token = {
      kind,
      text: kind === 'comment' || kind === 'suffix' ? text.replace(/\r?\n$/, '') : text,
      start,
      end: start + text.length,
      line: this.line,
    };
    this.offset = token.end;
    for (
      let newline = text.indexOf('\n');
      newline >= 0;
      newline = text.indexOf('\n', newline + 1)
    ) {
      this.line++;
      this.lineStart = start + newline + 1;
    }
    return token;
  }
}

function endsLine({ kind }: Token): boolean {
  return kind === 'newline' || kind === 'suffix' || kind === 'end';
}

function isPunctuation(token: Token, text: string): boolean {
  return token.kind === 'punctuation' && token.text === text;
}

function attach(owner: Comments, token: Token): void {
  if (token.kind === 'suffix') owner.suffix.push(token.text);
}

function parseBlockLine(lexer: Lexer, before: string[]): Line {
  const first = lexer.next();
  const tokens = [first.text];
  const line: Line = {
    kind: 'line',
    tokens,
    inBlock: true,
    before,
    suffix: [],
    line: first.line,
    column: lexer.column(first.start),
  };
  for (;;) {
    const token = lexer.next();
    if (endsLine(token)) {
      attach(line, token);
      return line;
    }
    tokens.push(token.text);
  }
}

function parseBlock(lexer: Lexer, first: Token, tokens: string[]): LineBlock {
  const block: LineBlock = {
    ...makeBlock(tokens, []),
    line: first.line,
    column: lexer.column(first.start),
  };
  let comments: string[] = [];
  for (;;) {
    const token = lexer.peek();
    if (token.kind === 'suffix') {
      attach(block.open, lexer.next());
    } else if (token.kind === 'newline') {
      lexer.next();
      // An empty line is kept, but no two, and none at the beginning.
      const isFirst = comments.length === 0 && block.lines.length === 0;
      if (!isFirst && comments.at(-1) !== '') comments.push('');
    } else if (token.kind === 'comment') {
      comments.push(lexer.next().text);
    } else if (token.kind === 'end') {
      const place = `${lexer.file}:${block.line}:${block.column}`;
      lexer.fail(`syntax error (unterminated block started at ${place})`);
    } else if (isPunctuation(token, ')')) {
      lexer.next();
      block.close.before = comments;
      const after = lexer.peek();
      if (!endsLine(after)) lexer.fail('syntax error (expected newline after closing paren)');
      attach(block.close, lexer.next());
      return block;
    } else {
      block.lines.push(parseBlockLine(lexer, comments));
      comments = [];
    }
  }
}

function parseStatement(lexer: Lexer): Line | LineBlock {
  const first = lexer.next();
  const tokens = [first.text];
  for (;;) {
    const token = lexer.next();
    if (endsLine(token)) {
      const line: Line = {
        ...makeLine(tokens),
        line: first.line,
        column: lexer.column(first.start),
      };
      attach(line, token);
      return line;
    }
    if (isPunctuation(token, '(')) {
      const next = lexer.peek();
      if (endsLine(next)) return parseBlock(lexer, first, tokens);
      if (isPunctuation(next, ')')) {
        lexer.next();
        if (endsLine(lexer.peek())) {
          const block: LineBlock = {
            ...makeBlock(tokens, []),
            line: first.line,
            column: lexer.column(first.start),
          };
          attach(block, lexer.next());
          return block;
        }
        tokens.push(token.text, next.text);
        continue;
      }
    }
    tokens.push(token.text);
  }
}

function spaced(tokens: readonly string[]): string {
  let text = '';
  let separator = '';
  for (const token of tokens) {
    if (token === ',' || token === ')' || token === ']' || token === '}') separator = '';
    text += separator + token;
    separator = token === '(' || token === '[' || token === '{' ? '' : ' ';
  }
  return text;
}

/** Writes lines, with the comments that follow what was last written. */
class Printer {
  private readonly parts: string[] = [];
  private pending: string[] = [];
  private isAtLineStart = true;

  comments(comments: readonly string[], margin: string): void {
    for (const each of comments) {
      const text = each.trim();
      this.parts.push(text === '' ? '' : margin + text, '\n');
    }
  }

  tokens(tokens: readonly string[], margin: string): void {
    const text = spaced(tokens);
    this.parts.push(text === '' ? '' : margin + text);
    this.isAtLineStart = text === '';
  }

  /** Something that may follow on the same line. */
  word(text: string): void {
    this.parts.push(text);
    this.isAtLineStart = false;
  }

  suffix(comments: readonly string[]): void {
    this.pending.push(...comments);
  }

  newline(margin: string): void {
    if (this.pending.length > 0) {
      const text = this.pending.map((each) => each.trim()).join(`\n${margin}`);
      this.parts.push(this.isAtLineStart ? `${margin} ${text}` : ` ${text}`);
      this.pending = [];
    }
    this.parts.push('\n');
    this.isAtLineStart = true;
  }

  text(): string {
    return this.parts.join('');
  }
}

/** A go.mod or go.work file as it is written, with its comments. */
export class FileSyntax {
  /** The name of the file, as errors show it. */
  readonly name: string;
  /** What it consists of. */
  statements: Statement[];

  /** Made by {@link FileSyntax.parse}; a file without statements is an empty one. */
  constructor(name: string, statements: Statement[] = []) {
    this.name = name;
    this.statements = statements;
  }

  /**
   * Reads a file, whatever its directives are.
   *
   * @throws {ModFileError} at the first place that breaks the syntax.
   */
  static parse(name: string, data: string): FileSyntax {
    const lexer = new Lexer(name, data);
    const statements: Statement[] = [];
    let comments: string[] | undefined;
    for (;;) {
      const token = lexer.peek();
      if (token.kind === 'newline' || token.kind === 'end') {
        if (comments !== undefined) {
          statements.push({ kind: 'comments', before: comments, suffix: [] });
        }
        comments = undefined;
        if (token.kind === 'end') return new FileSyntax(name, statements);
        lexer.next();
      } else if (token.kind === 'comment') {
        (comments ??= []).push(lexer.next().text);
      } else {
        const statement = parseStatement(lexer);
        if (comments !== undefined) statement.before = comments;
        comments = undefined;
        statements.push(statement);
      }
    }
  }

  /** Writes the file in Go's standard form. */
  format(): string {
    const printer = new Printer();
    this.statements.forEach((statement, index) => {
      if (index > 0) printer.newline('');
      printer.comments(statement.before, '');
      if (statement.kind === 'comments') return;
      printer.tokens(statement.tokens, '');
      if (statement.kind === 'block') {
        printer.word(' (');
        printer.suffix(statement.open.suffix);
        for (const line of statement.lines) {
          printer.newline('\t');
          printer.comments(line.before, '\t');
          printer.tokens(line.tokens, '\t');
          printer.suffix(line.suffix);
        }
        printer.newline('');
        printer.comments(statement.close.before, '');
        printer.word(')');
        printer.suffix(statement.close.suffix);
      }
      printer.suffix(statement.suffix);
      printer.newline('');
    });
    return printer.text();
  }

  /**
   * Adds a line after `hint`, or else after the last statement with the same verb, with which it forms
   * a block; without either, at the end.
   */
  addLine(tokens: string[], hint?: Line | LineBlock): Line {
    const [verb] = tokens;
    const near = hint ?? this.lastWith(verb!);
    for (const [index, statement] of this.statements.entries()) {
      if (near === undefined) break;
      if (statement.kind === 'comments') continue;
      const position = statement.kind === 'block' ? statement.lines.indexOf(near as Line) : -1;
      if (statement !== near && position < 0) continue;

      if (statement.tokens[0] !== verb) {
        const line = makeLine(tokens);
        this.statements.splice(index + 1, 0, line);
        return line;
      }
      const line = makeLine(tokens.slice(1), true);
      if (statement.kind === 'line') {
        this.statements[index] = makeBlock([verb!], [statement, line]);
        statement.tokens = statement.tokens.slice(1);
        statement.inBlock = true;
      } else {
        statement.lines.splice(position < 0 ? statement.lines.length : position + 1, 0, line);
      }
      return line;
    }
    const line = makeLine(tokens);
    this.statements.push(line);
    return line;
  }

  private lastWith(verb: string): Line | LineBlock | undefined {
    for (let index = this.statements.length - 1; index >= 0; index--) {
      const statement = this.statements[index]!;
      if (statement.kind !== 'comments' && statement.tokens[0] === verb) return statement;
    }
    return undefined;
  }

  /** Drops removed lines, and makes blocks with a single line one directive. */
  cleanup(): void {
    this.statements = this.statements.flatMap((statement): Statement[] => {
      if (statement.kind === 'comments') return [statement];
      if (statement.kind === 'line') return statement.tokens.length === 0 ? [] : [statement];
      statement.lines = statement.lines.filter((line) => line.tokens.length > 0);
      const [only] = statement.lines;
      if (only === undefined) return [];
      if (statement.lines.length > 1) return [statement];
      return [
        {
          ...makeLine([...statement.tokens, ...only.tokens]),
          before: [...statement.before, ...only.before],
          suffix: [...only.suffix, ...statement.suffix],
        },
      ];
    });
  }

  /** Drops some lines at once, and blocks that become empty by it. */
  removeLines(removed: ReadonlySet<Line>): void {
    this.statements = this.statements.filter((statement) => {
      if (statement.kind === 'comments') return true;
      if (statement.kind === 'line') return !removed.has(statement);
      statement.lines = statement.lines.filter((line) => !removed.has(line));
      return statement.lines.length > 0;
    });
  }

  /** Puts the lines of every block in order. */
  sortBlocks(order: (verb: string) => (a: Line, b: Line) => number): void {
    for (const statement of this.statements) {
      if (statement.kind === 'block') statement.lines.sort(order(statement.tokens[0]!));
    }
  }
}

/** Gives a line other words; the verb is left out within a block. */
export function updateLine(line: Line, tokens: string[]): void {
  line.tokens = line.inBlock ? tokens.slice(1) : tokens;
}

/** Empties a line; {@link FileSyntax.cleanup} drops it. */
export function removeLine(line: Line): void {
  line.tokens = [];
  line.suffix = [];
}

/** Orders lines by their words. */
export function compareLines(a: Line, b: Line): number {
  const length = Math.min(a.tokens.length, b.tokens.length);
  for (let index = 0; index < length; index++) {
    const x = a.tokens[index]!;
    const y = b.tokens[index]!;
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.tokens.length - b.tokens.length;
}
