import { nameError } from '../base/errors.js';
// Go's text/template, as far as `go list -f` has use for it: actions, pipelines, variables, range,
// with, if, define and template, trim markers and comments, and the predefined functions.

import { quote, unquote } from '../base/quote.js';
import {
  isTrue,
  printFormatted,
  printValue,
  Struct,
  Time,
  typeName,
  type GoValue,
} from './go-values.js';

/** A function that templates can call. */
export type TemplateFunction = (...values: GoValue[]) => GoValue | Promise<GoValue>;

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly words: readonly Word[]; readonly line: number };

interface Word {
  readonly kind: 'string' | 'number' | 'field' | 'variable' | 'name' | 'sign' | 'space';
  readonly text: string;
  readonly offset: number;
}

type Expression =
  | { readonly kind: 'literal'; readonly value: GoValue; readonly text: string }
  | { readonly kind: 'dot'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly text: string }
  | {
      readonly kind: 'fields';
      readonly base: Expression;
      readonly names: readonly string[];
      readonly text: string;
      readonly at: number;
    }
  | { readonly kind: 'pipe'; readonly pipe: Pipe; readonly text: string };

interface Command {
  readonly words: readonly Expression[];
}

interface Pipe {
  readonly variables: readonly string[];
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
}

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipe: Pipe;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined }
  | { readonly kind: 'break' | 'continue' };

/** A template that cannot be read or carried out. */
export class TemplateError extends Error {
  static {
    nameError(this, 'TemplateError');
  }
}

const wordPattern =
  /(?<space>\s+)|(?<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+')|(?<number>[+-]?(?:0[xX][\da-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?))|(?<field>\.[\p{L}_][\p{L}\p{N}_]*)|(?<variable>\$[\p{L}\p{N}_]*)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<sign>:=|[.()|,=])/uy;

function scan(source: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let trimLeft = false;
  const pushText = (raw: string, trimRight: boolean) => {
    let text = trimLeft ? raw.trimStart() : raw;
    if (trimRight) text = text.trimEnd();
    if (text) tokens.push({ kind: 'text', text });
  };
  for (;;) {
    const start = source.indexOf('{{', position);
    if (start < 0) break;
    let inside = start + 2;
    const trimRight = /^-\s/.test(source.slice(inside, inside + 2));
    if (trimRight) inside += 2;
    pushText(source.slice(position, start), trimRight);
    trimLeft = false;
    const line = source.slice(0, start).split('\n').length;

    const comment = /^\/\*[^]*?\*\/(\s-)?\}\}/.exec(source.slice(inside));
    if (comment) {
      trimLeft = comment[1] !== undefined;
      position = inside + comment[0].length;
      continue;
    }

    const words: Word[] = [];
    for (;;) {
      if (/^\s-\}\}/.test(source.slice(inside, inside + 4))) {
        trimLeft = true;
        inside += 4;
        break;
      }
      if (source.startsWith('}}', inside)) {
        inside += 2;
        break;
      }
      if (inside >= source.length)
        throw new TemplateError(`template: main:${line}: unclosed action`);
      wordPattern.lastIndex = inside;
      const match = wordPattern.exec(source);
      if (!match) {
        const character = String.fromCodePoint(source.codePointAt(inside)!);
        throw new TemplateError(
          `template: main:${line}: unexpected ${quote(character)} in operand`,
        );
      }
      const groups = Object.entries<string | undefined>(match.groups!);
      const [kind] = groups.find(([, each]) => each !== undefined)!;
      words.push({ kind: kind as Word['kind'], text: match[0], offset: inside });
      inside += match[0].length;
    }
    tokens.push({ kind: 'action', words, line });
    position = inside;
  }
  pushText(source.slice(position), false);
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #functions: ReadonlySet<string>;
  readonly defined = new Map<string, readonly Node[]>();
  #next = 0;
  #words: readonly Word[] = [];
  #word = 0;
  #line = 1;

  constructor(tokens: readonly Token[], functions: ReadonlySet<string>) {
    this.#tokens = tokens;
    this.#functions = functions;
  }

  fail(problem: string): never {
    throw new TemplateError(`template: main:${this.#line}: ${problem}`);
  }

  parse(): Node[] {
    const { nodes, end } = this.#block();
    if (end !== undefined) this.fail(`unexpected {{${end}}}`);
    return nodes;
  }

  #block(): { nodes: Node[]; end: string | undefined } {
    const nodes: Node[] = [];
    while (this.#next < this.#tokens.length) {
      const token = this.#tokens[this.#next++]!;
      if (token.kind === 'text') {
        nodes.push(token);
        continue;
      }
      this.#words = token.words;
      this.#word = 0;
      this.#line = token.line;
      this.#skipSpace();
      const first = this.#words[this.#word];
      const keyword = first?.kind === 'name' ? first.text : '';
      switch (keyword) {
        case 'end':
        case 'else':
          this.#word++;
          return { nodes, end: keyword };
        case 'if':
        case 'with':
        case 'range':
          this.#word++;
          nodes.push(this.#control(keyword));
          break;
        case 'break':
        case 'continue':
          nodes.push({ kind: keyword });
          break;
        case 'define':
        case 'block':
        case 'template':
          this.#word++;
          this.#named(keyword, nodes);
          break;
        default:
          nodes.push({ kind: 'action', pipe: this.#wholePipe('command') });
      }
    }
    return { nodes, end: undefined };
  }

  #control(kind: 'if' | 'with' | 'range'): Node {
    const pipe = this.#wholePipe(kind);
    const { nodes: body, end } = this.#block();
    if (end === undefined) this.fail('unexpected EOF');
    let otherwise: Node[] = [];
    if (end === 'else') {
      this.#skipSpace();
      const chained = this.#words[this.#word];
      if (chained?.kind === 'name' && (chained.text === 'if' || chained.text === 'with')) {
        this.#word++;
        otherwise = [this.#control(chained.text)];
      } else {
        const rest = this.#block();
        if (rest.end !== 'end')
          this.fail(rest.end === undefined ? 'unexpected EOF' : 'expected end; found {{else}}');
        otherwise = rest.nodes;
      }
    }
    return { kind, pipe, body, otherwise };
  }

  #named(kind: 'define' | 'block' | 'template', nodes: Node[]): void {
    this.#skipSpace();
    const word = this.#words[this.#word++];
    const name = word?.kind === 'string' ? unquote(word.text) : undefined;
    if (name === undefined) this.fail(`missing name in ${kind} clause`);
    const pipe = this.#hasMore() ? this.#wholePipe(kind) : undefined;
    if (kind === 'template') {
      nodes.push({ kind, name, pipe });
      return;
    }
    const { nodes: body, end } = this.#block();
    if (end !== 'end')
      this.fail(`unexpected ${end === undefined ? 'EOF' : '{{else}}'} in ${kind} clause`);
    this.defined.set(name, body);
    if (kind === 'block') nodes.push({ kind: 'template', name, pipe });
  }

  #skipSpace(): void {
    while (this.#words[this.#word]?.kind === 'space') this.#word++;
  }

  #hasMore(): boolean {
    this.#skipSpace();
    return this.#word < this.#words.length;
  }

  #wholePipe(context: string): Pipe {
    const pipe = this.#pipe(context);
    if (this.#hasMore())
      this.fail(`unexpected ${quote(this.#words[this.#word]!.text)} in ${context}`);
    return pipe;
  }

  #pipe(context: string): Pipe {
    const variables: string[] = [];
    let isAssignment = false;
    const start = this.#word;
    for (;;) {
      this.#skipSpace();
      const word = this.#words[this.#word];
      if (word?.kind !== 'variable') break;
      this.#word++;
      this.#skipSpace();
      const sign = this.#words[this.#word]?.text;
      if (sign === ':=' || sign === '=') {
        this.#word++;
        isAssignment = sign === '=';
        variables.push(word.text);
        break;
      }
      if (sign === ',' && context === 'range' && variables.length === 0) {
        this.#word++;
        variables.push(word.text);
        continue;
      }
      variables.length = 0;
      this.#word = start;
      break;
    }

    const commands: Command[] = [];
    for (;;) {
      const words: Expression[] = [];
      while (this.#hasMore()) {
        const { text } = this.#words[this.#word]!;
        if (text === '|' || text === ')') break;
        words.push(this.#operand());
      }
      if (words.length === 0) {
        this.fail(
          commands.length === 0 ? `missing value for ${context}` : 'missing value for pipeline',
        );
      }
      commands.push({ words });
      if (this.#words[this.#word]?.text !== '|') break;
      this.#word++;
    }
    return { variables, isAssignment, commands };
  }

  #operand(): Expression {
    const word = this.#words[this.#word++]!;
    let expression: Expression;
    const names: string[] = [];
    const { text } = word;
    switch (word.kind) {
      case 'string': {
        const value = text.startsWith("'")
          ? unquote(`"${text.slice(1, -1)}"`)?.codePointAt(0)
          : unquote(text);
        if (value === undefined) this.fail(`invalid syntax: ${text}`);
        expression = { kind: 'literal', value, text };
        break;
      }
      case 'number':
        expression = { kind: 'literal', value: Number(text.replaceAll('_', '')), text };
        break;
      case 'field':
        names.push(text.slice(1));
        expression = { kind: 'dot', text: '.' };
        break;
      case 'variable':
        expression = { kind: 'variable', name: text, text };
        break;
      case 'name':
        if (text === 'true' || text === 'false')
          expression = { kind: 'literal', value: text === 'true', text };
        else if (text === 'nil') expression = { kind: 'literal', value: null, text };
        else if (this.#functions.has(text)) expression = { kind: 'call', name: text, text };
        else this.fail(`function ${quote(text)} not defined`);
        break;
      default:
        if (text === '.') {
          expression = { kind: 'dot', text };
        } else if (text === '(') {
          const pipe = this.#pipe('parenthesized pipeline');
          if (this.#words[this.#word]?.text !== ')') this.fail('unclosed left paren');
          this.#word++;
          expression = { kind: 'pipe', pipe, text: '(...)' };
        } else {
          this.fail(`unexpected ${quote(text)} in operand`);
        }
    }
    while (this.#words[this.#word]?.kind === 'field')
      names.push(this.#words[this.#word++]!.text.slice(1));
    if (names.length === 0) return expression;
    const base = expression.kind === 'dot' ? '' : expression.text;
    return {
      kind: 'fields',
      base: expression,
      names,
      text: `${base}.${names.join('.')}`,
      at: word.offset,
    };
  }
}

class LoopExit extends Error {
  readonly kind: 'break' | 'continue';
  constructor(kind: 'break' | 'continue') {
    super(`{{${kind}}} outside {{range}}`);
    this.kind = kind;
  }
}

class Execution {
  readonly #functions: Readonly<Record<string, TemplateFunction>>;
  readonly #defined: ReadonlyMap<string, readonly Node[]>;
  readonly #variables: { name: string; value: GoValue }[];
  readonly output: string[] = [];

  constructor(
    functions: Readonly<Record<string, TemplateFunction>>,
    defined: ReadonlyMap<string, readonly Node[]>,
    root: GoValue,
    output?: string[],
  ) {
    this.#functions = functions;
    this.#defined = defined;
    this.#variables = [{ name: '$', value: root }];
    if (output) this.output = output;
  }

  fail(expression: Expression, problem: string): never {
    const at = expression.kind === 'fields' ? expression.at : 2;
    throw new TemplateError(
      `template: main:1:${at}: executing "main" at <${expression.text}>: ${problem}`,
    );
  }

  async run(nodes: readonly Node[], dot: GoValue): Promise<void> {
    for (const node of nodes) {
      switch (node.kind) {
        case 'text':
          this.output.push(node.text);
          break;
        case 'action': {
          const value = await this.#pipe(node.pipe, dot);
          if (node.pipe.variables.length === 0) this.output.push(printForOutput(value));
          break;
        }
        case 'break':
        case 'continue':
          throw new LoopExit(node.kind);
        case 'template': {
          const body = this.#defined.get(node.name);
          if (!body)
            throw new TemplateError(`template: main: template ${quote(node.name)} not defined`);
          const value = node.pipe ? await this.#pipe(node.pipe, dot) : null;
          await new Execution(this.#functions, this.#defined, value, this.output).run(body, value);
          break;
        }
        default:
          await this.#control(node, dot);
      }
    }
  }

  async #control(node: Node & { kind: 'if' | 'with' | 'range' }, dot: GoValue): Promise<void> {
    const depth = this.#variables.length;
    const value = await this.#pipe(node.pipe, dot, node.kind === 'range');
    if (node.kind === 'range') {
      await this.#range(node, value, dot);
    } else if (isTrue(value)) {
      await this.run(node.body, node.kind === 'with' ? value : dot);
    } else {
      await this.run(node.otherwise, dot);
    }
    this.#variables.length = depth;
  }

  async #range(
    node: Node & { kind: 'if' | 'with' | 'range' },
    value: GoValue,
    dot: GoValue,
  ): Promise<void> {
    let entries: [GoValue, GoValue][];
    if (Array.isArray(value)) entries = value.map((each: GoValue, index) => [index, each]);
    else if (value instanceof Map)
      entries = ([...value] as [string, GoValue][]).sort(([a], [b]) => (a < b ? -1 : 1));
    else if (value === null) entries = [];
    else
      throw new TemplateError(
        `template: main:1: executing "main": range can't iterate over ${printValue(value)}`,
      );

    if (entries.length === 0) {
      await this.run(node.otherwise, dot);
      return;
    }
    const { variables } = node.pipe;
    for (const [key, each] of entries) {
      const depth = this.#variables.length;
      if (variables.length === 1) this.#assign(node.pipe, variables[0]!, each);
      if (variables.length === 2) {
        this.#assign(node.pipe, variables[0]!, key);
        this.#assign(node.pipe, variables[1]!, each);
      }
      try {
        await this.run(node.body, each);
      } catch (exit) {
        if (!(exit instanceof LoopExit)) throw exit;
        if (exit.kind === 'break') break;
      } finally {
        this.#variables.length = depth;
      }
    }
  }

  #assign({ isAssignment }: Pipe, name: string, value: GoValue): void {
    const existing = isAssignment
      ? this.#variables.findLast((each) => each.name === name)
      : undefined;
    if (existing) existing.value = value;
    else this.#variables.push({ name, value });
  }

  async #pipe(pipe: Pipe, dot: GoValue, isRange = false): Promise<GoValue> {
    let value: GoValue | undefined;
    for (const command of pipe.commands) value = await this.#command(command, dot, value);
    if (!isRange) for (const name of pipe.variables) this.#assign(pipe, name, value!);
    return value!;
  }

  async #command({ words }: Command, dot: GoValue, piped: GoValue | undefined): Promise<GoValue> {
    const [first, ...rest] = words as [Expression, ...Expression[]];
    if (first.kind === 'call') {
      if (first.name === 'and' || first.name === 'or')
        return await this.#shortCircuit(first.name, rest, dot, piped);
      const values: GoValue[] = [];
      for (const each of rest) values.push(await this.#evaluate(each, dot));
      if (piped !== undefined) values.push(piped);
      try {
        return await this.#functions[first.name]!(...values);
      } catch (error) {
        this.fail(
          first,
          `error calling ${first.name}: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
    if (first.kind === 'fields') {
      const values: GoValue[] = [];
      for (const each of rest) values.push(await this.#evaluate(each, dot));
      if (piped !== undefined) values.push(piped);
      return this.#fields(first, await this.#evaluate(first.base, dot), values);
    }
    if (rest.length > 0 || piped !== undefined)
      this.fail(first, `can't give argument to non-function ${first.text}`);
    return await this.#evaluate(first, dot);
  }

  async #shortCircuit(
    name: 'and' | 'or',
    rest: readonly Expression[],
    dot: GoValue,
    piped: GoValue | undefined,
  ): Promise<GoValue> {
    let value: GoValue = null;
    for (const each of rest) {
      value = await this.#evaluate(each, dot);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return piped === undefined ? value : piped;
  }

  async #evaluate(expression: Expression, dot: GoValue): Promise<GoValue> {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'dot':
        return dot;
      case 'variable': {
        const variable = this.#variables.findLast((each) => each.name === expression.name);
        if (!variable)
          throw new TemplateError(`template: main:1: undefined variable ${quote(expression.name)}`);
        return variable.value;
      }
      case 'pipe':
        return await this.#pipe(expression.pipe, dot);
      case 'call':
        return await this.#command({ words: [expression] }, dot, undefined);
      case 'fields':
        return this.#fields(expression, await this.#evaluate(expression.base, dot), []);
    }
  }

  #fields(
    expression: Expression & { kind: 'fields' },
    base: GoValue,
    values: readonly GoValue[],
  ): GoValue {
    let value = base;
    expression.names.forEach((name, index) => {
      const given = index === expression.names.length - 1 ? values : [];
      if (value instanceof Time && name === 'Format')
        value = value.format(printValue(given[0] ?? ''));
      else if (value instanceof Time && name === 'String') value = value.toString();
      else if (value instanceof Map)
        value = (value as ReadonlyMap<string, GoValue>).get(name) ?? '<no value>';
      else if (value instanceof Struct) {
        const found = value.get(name);
        if (found === undefined)
          this.fail(expression, `can't evaluate field ${name} in type ${typeName(value)}`);
        if (given.length > 0)
          this.fail(expression, `${name} has arguments but cannot be invoked as function`);
        value = found;
      } else if (value === null) {
        this.fail(expression, `nil pointer evaluating ${expression.text}`);
      } else {
        this.fail(expression, `can't evaluate field ${name} in type ${typeName(value)}`);
      }
    });
    return value;
  }
}

const printForOutput = (value: GoValue) => (value === null ? '<nil>' : printValue(value));

function compareValues(a: GoValue, b: GoValue): number {
  if (typeof a !== typeof b || (typeof a !== 'string' && typeof a !== 'number')) {
    throw new Error('incompatible types for comparison');
  }
  const left = a;
  const right = b as string | number;
  return left < right ? -1 : left > right ? 1 : 0;
}

function equalValues(a: GoValue, b: GoValue): boolean {
  if (a !== null && b !== null && typeof a !== typeof b)
    throw new Error('incompatible types for comparison');
  return a === b;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** Go's predefined functions. */
const predefined: Readonly<Record<string, TemplateFunction>> = {
  and: (...values) => values.find((value) => !isTrue(value)) ?? values.at(-1) ?? null,
  or: (...values) => values.find(isTrue) ?? values.at(-1) ?? null,
  not: (value = null) => !isTrue(value),
  len: (value = null) => {
    if (typeof value === 'string') return Buffer.byteLength(value);
    if (Array.isArray(value)) return value.length;
    if (value instanceof Map) return value.size;
    throw new Error(`len of type ${typeName(value)}`);
  },
  index: (value = null, ...keys) =>
    keys.reduce<GoValue>((each, key) => {
      if (each instanceof Map)
        return (each as ReadonlyMap<string, GoValue>).get(printValue(key)) ?? '';
      if (!Array.isArray(each)) throw new Error(`can't index item of type ${typeName(each)}`);
      const item = (each as readonly GoValue[])[Number(key)];
      if (item === undefined) throw new Error(`index out of range: ${printValue(key)}`);
      return item;
    }, value),
  slice: (value = null, from = 0, to?: GoValue) => {
    if (typeof value !== 'string' && !Array.isArray(value))
      throw new Error(`can't slice item of type ${typeName(value)}`);
    const end = to === undefined ? value.length : Number(to);
    return value.slice(Number(from), end) as GoValue;
  },
  print: (...values) =>
    values.reduce<string>((text, value, index) => {
      const isApart =
        index > 0 && typeof value !== 'string' && typeof values[index - 1] !== 'string';
      return `${text}${isApart ? ' ' : ''}${printValue(value)}`;
    }, ''),
  println: (...values) => `${values.map(printValue).join(' ')}\n`,
  printf: (format = '', ...values) => printFormatted(printValue(format), values),
  html: (...values) =>
    values
      .map(printValue)
      .join('')
      .replace(/[&<>"']/g, (character) => escapes[character]!),
  js: (...values) =>
    JSON.stringify(values.map(printValue).join('')).slice(1, -1).replaceAll("'", "\\'"),
  urlquery: (...values) =>
    encodeURIComponent(values.map(printValue).join('')).replaceAll('%20', '+'),
  eq: (first = null, ...values) => values.some((value) => equalValues(first, value)),
  ne: (a = null, b = null) => !equalValues(a, b),
  lt: (a = null, b = null) => compareValues(a, b) < 0,
  le: (a = null, b = null) => compareValues(a, b) <= 0,
  gt: (a = null, b = null) => compareValues(a, b) > 0,
  ge: (a = null, b = null) => compareValues(a, b) >= 0,
};

/** A template that was read. */
export class Template {
  readonly #nodes: readonly Node[];
  readonly #defined: ReadonlyMap<string, readonly Node[]>;
  readonly #functions: Readonly<Record<string, TemplateFunction>>;

  /**
   *
   *
   * @throws {TemplateError} when the text is no template.
   */
  constructor(text: string, functions: Readonly<Record<string, TemplateFunction>> = {}) {
    this.#functions = { ...predefined, ...functions };
    const parser = new Parser(scan(text), new Set(Object.keys(this.#functions)));
    this.#nodes = parser.parse();
    this.#defined = parser.defined;
  }

  /**
   * Carries the template out on a value.
   *
   * @throws {TemplateError} when the value does not fit.
   */
  async execute(value: GoValue): Promise<string> {
    const execution = new Execution(this.#functions, this.#defined, value);
    await execution.run(this.#nodes, value);
    return execution.output.join('');
  }
}
