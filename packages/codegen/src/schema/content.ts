import { parts, withParts, type NameClass, type Pattern, type SchemaFacts } from './facts.js';
import { possible } from './merge.js';

/**
 * What an element may hold, seen without its order: its attributes, children and text, each with how
 * often it may occur. A choice makes its alternatives optional, unless every one has the name.
 *
 * {@link Contents.specialise} is the other way to look at choices: what is left of a content once an
 * attribute has a certain value. It makes the variants of a discriminated union, for any nesting of
 * choices, groups and interleaves.
 */
export interface Slot {
  readonly min: number;
  readonly max: number;
  /** Alternatives: patterns of an attribute's value, or contents of an element. */
  readonly patterns: readonly Pattern[];
}

export interface Content {
  readonly attributes: ReadonlyMap<string, Slot>;
  readonly children: ReadonlyMap<string, Slot>;
  readonly text: Slot | undefined;
  /** Whether elements or attributes of any name may occur. */
  readonly open: boolean;
}

/** Names of what a content may hold; its text is `value`. */
export function propertiesOf({ attributes, children, text }: Content): readonly string[] {
  return [...attributes.keys(), ...children.keys(), ...(text ? ['value'] : [])];
}

const NONE: Content = { attributes: new Map(), children: new Map(), text: undefined, open: false };

export class Contents {
  readonly #defines: SchemaFacts['defines'];
  readonly #known = new Map<string, Content>();
  readonly #mentions = new Map<string, ReadonlySet<string>>();

  constructor({ defines }: SchemaFacts) {
    this.#defines = defines;
  }

  resolve = (name: string): Pattern => {
    const pattern = this.#defines[name];
    if (pattern === undefined) throw new Error(`the schemas define no ${name}`);
    return pattern;
  };

  /** What one of several contents may be. */
  of(alternatives: readonly Pattern[]): Content {
    return either(alternatives.map((pattern) => this.#of(pattern)));
  }

  #of(pattern: Pattern): Content {
    if (pattern === 'text') return { ...NONE, text: { min: 0, max: 1, patterns: [pattern] } };
    if (typeof pattern === 'string') return NONE;
    switch (pattern[0]) {
      case 'ref': {
        const known = this.#known.get(pattern[1]) ?? this.#of(this.resolve(pattern[1]));
        this.#known.set(pattern[1], known);
        return known;
      }
      case 'element':
        return named(pattern[1], pattern[2], (children) => ({ ...NONE, children }));
      case 'attribute':
        return named(pattern[1], pattern[2], (attributes) => ({ ...NONE, attributes }));
      case 'group':
      case 'interleave':
        return together(parts(pattern).map((part) => this.#of(part)));
      case 'choice':
        return either(parts(pattern).map((part) => this.#of(part)));
      case 'optional':
        return times(this.#of(pattern[1]), 0, 1);
      case 'zeroOrMore':
        return times(this.#of(pattern[1]), 0, Infinity);
      case 'oneOrMore':
        return times(this.#of(pattern[1]), 1, Infinity);
      default:
        return { ...NONE, text: { min: 1, max: 1, patterns: [pattern] } };
    }
  }

  /** What is left of a content if an attribute has a value; `undefined`: if it is absent. */
  specialise(
    alternatives: readonly Pattern[],
    attribute: string,
    value: string | undefined,
  ): readonly Pattern[] {
    const left = alternatives
      .map((pattern) => {
        const { present, absent } = this.#split(pattern, attribute, value ?? '');
        return value === undefined ? absent : present;
      })
      .filter((pattern) => pattern !== 'notAllowed');
    return [...new Map(left.map((pattern) => [JSON.stringify(pattern), pattern])).values()];
  }

  /** The pattern with the attribute and that value, and without the attribute. */
  #split(
    pattern: Pattern,
    attribute: string,
    value: string,
  ): { readonly present: Pattern; readonly absent: Pattern } {
    const untouched = { present: 'notAllowed', absent: pattern } as const;
    if (typeof pattern === 'string') return untouched;
    switch (pattern[0]) {
      case 'ref':
        return this.#attributesIn(pattern[1]).has(attribute)
          ? this.#split(this.resolve(pattern[1]), attribute, value)
          : untouched;
      case 'attribute':
        if (pattern[1] !== attribute) return untouched;
        return {
          present: this.#allows(pattern[2], value)
            ? ['attribute', attribute, ['value', 'string', value]]
            : 'notAllowed',
          absent: 'notAllowed',
        };
      case 'choice': {
        const split = parts(pattern).map((part) => this.#split(part, attribute, value));
        return {
          present: possible(['choice', ...split.map(({ present }) => present)]),
          absent: possible(['choice', ...split.map(({ absent }) => absent)]),
        };
      }
      case 'group':
      case 'interleave': {
        const split = parts(pattern).map((part) => this.#split(part, attribute, value));
        const ways = split.flatMap(({ present }, index) =>
          present === 'notAllowed'
            ? []
            : [
                possible([
                  pattern[0],
                  ...split.map((other, at) => (at === index ? present : other.absent)),
                ]),
              ],
        );
        return {
          present: possible(['choice', ...ways]),
          absent: possible([pattern[0], ...split.map(({ absent }) => absent)]),
        };
      }
      case 'optional': {
        const { present, absent } = this.#split(pattern[1], attribute, value);
        return { present, absent: possible(['optional', absent]) };
      }
      default:
        return untouched;
    }
  }

  #allows(pattern: Pattern, value: string): boolean {
    if (typeof pattern === 'string') return false;
    switch (pattern[0]) {
      case 'ref':
        return this.#allows(this.resolve(pattern[1]), value);
      case 'value':
        return pattern[2] === value;
      default:
        return parts(pattern).some((part) => this.#allows(part, value));
    }
  }

  /** Attributes that a define names in the content of its element. */
  #attributesIn(name: string): ReadonlySet<string> {
    const known = this.#mentions.get(name);
    if (known) return known;
    const found = new Set(this.of([this.resolve(name)]).attributes.keys());
    this.#mentions.set(name, found);
    return found;
  }

  /** A pattern with every reference to values resolved, to compare. */
  expand(pattern: Pattern): Pattern {
    if (typeof pattern !== 'string' && pattern[0] === 'ref') {
      return this.expand(this.resolve(pattern[1]));
    }
    return withParts(pattern, (part) => this.expand(part));
  }
}

function named(
  name: NameClass,
  pattern: Pattern,
  content: (slots: ReadonlyMap<string, Slot>) => Content,
): Content {
  if (typeof name === 'string') {
    if (name.endsWith('*')) return { ...NONE, open: true };
    return content(new Map([[name, { min: 1, max: 1, patterns: [pattern] }]]));
  }
  if (name[0] === 'except') return { ...NONE, open: true };
  return either(name.slice(1).map((each) => named(each, pattern, content)));
}

function times(content: Content, least: 0 | 1, most: number): Content {
  const change = (slot: Slot): Slot => ({
    ...slot,
    min: slot.min * least,
    max: slot.max * most,
  });
  return {
    ...content,
    attributes: mapValues(content.attributes, change),
    children: mapValues(content.children, change),
    text: content.text && change(content.text),
  };
}

function together(contents: readonly Content[]): Content {
  return combine(contents, (slots) => ({
    min: sum(slots.map((slot) => slot.min)),
    max: sum(slots.map((slot) => slot.max)),
  }));
}

function either(contents: readonly Content[]): Content {
  return combine(contents, (slots) => ({
    min: slots.length < contents.length ? 0 : Math.min(...slots.map((slot) => slot.min)),
    max: Math.max(...slots.map((slot) => slot.max)),
  }));
}

function combine(
  contents: readonly Content[],
  bounds: (slots: readonly Slot[]) => { readonly min: number; readonly max: number },
): Content {
  const join = (slots: readonly Slot[]): Slot => ({
    ...bounds(slots),
    patterns: unique(slots.flatMap((slot) => slot.patterns)),
  });
  const joinAll = (maps: readonly ReadonlyMap<string, Slot>[]) =>
    new Map(
      [...new Set(maps.flatMap((map) => [...map.keys()]))].map((name) => [
        name,
        join(maps.flatMap((map) => map.get(name) ?? [])),
      ]),
    );
  const texts = contents.flatMap((content) => content.text ?? []);
  return {
    attributes: joinAll(contents.map((content) => content.attributes)),
    children: joinAll(contents.map((content) => content.children)),
    text: texts.length > 0 ? join(texts) : undefined,
    open: contents.some((content) => content.open),
  };
}

function mapValues<T>(map: ReadonlyMap<string, T>, change: (value: T) => T): Map<string, T> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

/** The same object or the same pattern counts once. */
function unique(patterns: readonly Pattern[]): readonly Pattern[] {
  return [...new Map(patterns.map((pattern) => [JSON.stringify(pattern), pattern])).values()];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
