import type { Kind } from './annotations.js';
import { Model, type ElementType } from './model.js';
import {
  namespaceOf,
  parts,
  prefixed,
  type NameClass,
  type Pattern,
  type SchemaFacts,
} from './facts.js';
import { refine } from './refine.js';
import type { Values } from './values.js';

/**
 * The data of one family of kinds, as packages/xml/src/schema reads it (shapes.ts and grammar.ts
 * describe the forms): the tables of the mapping, and the grammar for the validator. All strings are
 * in one pool, most used first, and everything else refers to them by number.
 */
export function emitData(facts: SchemaFacts, kinds: readonly Kind[]): string {
  const model = new Model(facts, { whole: true });
  const roots = kinds.map((kind) => {
    const type = model.root(kind.schema, kind.path);
    if (!type) throw new Error(`the schema ${kind.schema} has no ${kind.path.join('/')}`);
    return type;
  });
  // Twice: the first time counts how often each string is used.
  const counted = new Pool();
  encode(facts, model, roots, counted);
  const pool = counted.byUse();
  const data = encode(facts, model, roots, pool);
  const lines = [
    `strings: ${quoted(pool.text())},`,
    `namespaces: ${JSON.stringify(Object.fromEntries(pool.namespaces()))},`,
    `shapes: [\n${data.shapes.map((shape) => `[${shape.join(',')}],`).join('\n')}\n],`,
    `roots: [\n${data.roots.map((root) => `${JSON.stringify(root)},`).join('\n')}\n],`,
    `defines: [\n${data.defines.map((define) => `${quoted(define)},`).join('\n')}\n],`,
  ];
  const family = kinds[0]!.family;
  return `import type { SchemaData } from '../../schema/data.js';\n\nexport const ${dataName(family)}: SchemaData = {\n${lines.join('\n')}\n};`;
}

/** `storage-pool` is the data `storagePoolData`. */
export function dataName(family: string): string {
  return `${family.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase())}Data`;
}

function encode(
  facts: SchemaFacts,
  model: Model,
  types: readonly ElementType[],
  pool: Pool,
): {
  readonly shapes: readonly (readonly number[])[];
  readonly roots: readonly (readonly [number, number, string])[];
  readonly defines: readonly string[];
} {
  const { shapes, numberOf } = encodeShapes(types, pool);
  const grammar = new GrammarEncoder(facts, pool);
  const roots = types.map((type) => {
    const elements = type.contents.map((content): Pattern => ['element', type.element, content]);
    const start: Pattern = elements.length === 1 ? elements[0]! : ['choice', ...elements];
    const named = Object.entries(facts.defines).find(
      ([, pattern]) => JSON.stringify(pattern) === JSON.stringify(start),
    );
    const pattern: Pattern = named ? ['ref', named[0]] : start;
    return [pool.number(type.element), numberOf(type), grammar.encode(pattern)] as const;
  });
  return { shapes, roots, defines: grammar.defines(model) };
}

/** Shapes that say the same are one. */
function encodeShapes(
  roots: readonly ElementType[],
  pool: Pool,
): {
  readonly shapes: readonly (readonly number[])[];
  readonly numberOf: (type: ElementType) => number;
} {
  const types = new Set<ElementType>(roots);
  // A set may grow while it is walked.
  for (const type of types) for (const child of type.children.values()) types.add(child.type);
  const classes = refine(types, (type, classOf) => record(type, pool, classOf).join());
  const shapes: number[][] = [];
  for (const [type, number] of classes) {
    shapes[number] ??= record(type, pool, (child) => classes.get(child)!);
  }
  return { shapes, numberOf: (type) => classes.get(type)! };
}

function record(type: ElementType, pool: Pool, numberOf: (type: ElementType) => number): number[] {
  return [
    (type.text ? 1 + kindOf(type.text.values) : 0) + (type.open ? 4 : 0),
    type.attributes.size,
    ...[...type.attributes].map(
      ([name, { values }]) => pool.number(pool.prefixed(name)) * 4 + kindOf(values),
    ),
    ...[...type.children].flatMap(([name, child]) => [
      pool.number(pool.prefixed(name)) * 4 +
        (child.repeated ? 1 : 0) +
        (type.attributes.has(name) ? 2 : 0),
      numberOf(child.type),
    ]),
  ];
}

/** 0: a string; 1: a number; 2: a number or a bigint. */
function kindOf({ integer }: Values): 0 | 1 | 2 {
  return integer === 0 ? 0 : integer === 32 ? 1 : 2;
}

class GrammarEncoder {
  readonly #facts: SchemaFacts;
  readonly #pool: Pool;
  readonly #numbers = new Map<string, number>();

  constructor(facts: SchemaFacts, pool: Pool) {
    this.#facts = facts;
    this.#pool = pool;
  }

  /** All that were referred to, in the order of their numbers. */
  defines(model: Model): readonly string[] {
    const texts: string[] = [];
    for (const [name] of this.#numbers) texts.push(this.encode(model.contents.resolve(name)));
    return texts;
  }

  encode(pattern: Pattern): string {
    if (typeof pattern === 'string') return { empty: '.', text: '~', notAllowed: '!' }[pattern];
    const inner = () =>
      parts(pattern)
        .map((part) => this.encode(part))
        .join('');
    switch (pattern[0]) {
      case 'ref':
        return `R${this.#define(pattern[1])}`;
      case 'element':
        return `E${this.#string(className(pattern[1]))}${inner()}`;
      case 'attribute':
        return `A${this.#string(className(pattern[1]))}${inner()}`;
      case 'group':
        return `G${inner()})`;
      case 'interleave':
        return `I${inner()})`;
      case 'choice':
        return `C${inner()})`;
      case 'optional':
        return `?${inner()}`;
      case 'zeroOrMore':
        return `*${inner()}`;
      case 'oneOrMore':
        return `+${inner()}`;
      case 'list':
        return `L${inner()}`;
      case 'value':
        return `${pattern[1] === 'string' ? 'W' : 'V'}${this.#string(pattern[2])}`;
      case 'data': {
        const [, type, parameters, except] = pattern;
        const facets = parameters.map(
          ([name, value]) => `P${this.#string(name)}:${this.#string(value)}`,
        );
        return `D${this.#string(type)}${facets.join('')}${except ? `X${this.encode(except)}` : '.'}`;
      }
    }
  }

  #string(text: string): string {
    return this.#pool.number(text).toString(36);
  }

  #define(name: string): string {
    if (!(name in this.#facts.defines)) throw new Error(`the schemas define no ${name}`);
    const known = this.#numbers.get(name) ?? this.#numbers.size;
    this.#numbers.set(name, known);
    return known.toString(36);
  }
}

/** Name classes other than one name are kept as JSON. */
function className(name: NameClass): string {
  return typeof name === 'string' ? name : JSON.stringify(name);
}

class Pool {
  readonly #numbers = new Map<string, number>();
  readonly #uses = new Map<string, number>();
  readonly #namespaces = new Map<string, string>();

  number(text: string): number {
    if (text.includes('\n')) throw new Error(`a line break in ${JSON.stringify(text)}`);
    this.#uses.set(text, (this.#uses.get(text) ?? 0) + 1);
    const known = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, known);
    return known;
  }

  byUse(): Pool {
    const pool = new Pool();
    const sorted = [...this.#uses].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    for (const [text] of sorted) pool.number(text);
    return pool;
  }

  /** With libvirt's prefix, which the data explains. */
  prefixed(name: string): string {
    const [namespace] = namespaceOf(name);
    const written = prefixed(name);
    if (namespace !== '') {
      const prefix = written.slice(0, written.indexOf(':'));
      if ((this.#namespaces.get(prefix) ?? namespace) !== namespace) {
        throw new Error(`two namespaces have the prefix ${prefix}`);
      }
      this.#namespaces.set(prefix, namespace);
    }
    return written;
  }

  namespaces(): ReadonlyMap<string, string> {
    return this.#namespaces;
  }

  text(): string {
    return [...this.#numbers.keys()].join('\n');
  }
}

/** A string literal with the quotes that need the fewest escapes. */
function quoted(text: string): string {
  const double = JSON.stringify(text);
  const single = `'${double.slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
  return single.length < double.length ? single : double;
}
