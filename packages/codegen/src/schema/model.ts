import { Contents, type Content, type Slot } from './content.js';
import { valuesOf, type Values } from './values.js';
import type { Pattern, SchemaFacts } from './facts.js';

/**
 * The types of the elements of a schema.
 *
 * An element type is a set of contents: those that the schemas give to elements of that name in that
 * place. The same set elsewhere is the same type. A set is split where an attribute decides: if what
 * is left of it (content.ts, specialise) differs between the values of an attribute with a closed
 * set, it becomes a union with one variant for each group of values that leave the same; the parts of
 * a variant are element types again. Of several such attributes the one with the most groups is
 * taken, and the variants are split by the others in turn.
 */
export interface ElementType {
  readonly key: string;
  /** Of the element, as in the XML. */
  readonly element: string;
  readonly contents: readonly Pattern[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly children: ReadonlyMap<string, Child>;
  readonly text: Values | undefined;
  readonly open: boolean;
  readonly union: Union | undefined;
  /** Set by naming. */
  name?: string;
}

export interface Attribute {
  readonly required: boolean;
  readonly values: Values;
}

export interface Child {
  readonly required: boolean;
  readonly repeated: boolean;
  readonly type: ElementType;
}

export interface Union {
  readonly attribute: string;
  readonly variants: readonly Variant[];
}

export interface Variant {
  /** `undefined`: the attribute may be absent. */
  readonly values: readonly (string | undefined)[];
  readonly type: ElementType;
}

export class Model {
  readonly contents: Contents;
  readonly #types = new Map<string, ElementType>();
  /** Elements whose variants are not told apart: those of the runtime's tables. */
  readonly #whole: boolean;
  readonly #facts: SchemaFacts;

  constructor(facts: SchemaFacts, options: { readonly whole: boolean }) {
    this.#facts = facts;
    this.#whole = options.whole;
    this.contents = new Contents(facts);
  }

  /** The type at a path of elements below the start of a schema. */
  root(schema: string, path: readonly string[]): ElementType | undefined {
    const start = this.#facts.schemas[schema];
    if (start === undefined) return undefined;
    let slots = this.contents.of([start]).children;
    for (const [depth, name] of path.entries()) {
      const slot = slots.get(name);
      if (!slot) return undefined;
      if (depth === path.length - 1) return this.#type(name, slot.patterns);
      slots = this.contents.of(slot.patterns).children;
    }
    return undefined;
  }

  #type(
    element: string,
    contents: readonly Pattern[],
    settled: readonly string[] = [],
  ): ElementType {
    const key = `${element} ${settled.join()} ${keyOf(contents)}`;
    const known = this.#types.get(key);
    if (known) return known;
    const content = this.contents.of(contents);
    // Known before its parts are, which may contain it again.
    const type = {
      key,
      element,
      contents,
      attributes: new Map(
        [...content.attributes].map(([name, slot]) => [name, this.#attribute(slot)]),
      ),
      children: new Map<string, Child>(),
      text: content.text && valuesOf(content.text.patterns, this.contents.resolve),
      open: content.open,
      union: undefined as Union | undefined,
    };
    this.#types.set(key, type);
    if (!this.#whole) type.union = this.#union(element, contents, content, settled);
    if (!type.union) {
      for (const [name, slot] of content.children) {
        type.children.set(name, {
          required: slot.min > 0,
          repeated: slot.max > 1,
          type: this.#type(name, slot.patterns),
        });
      }
    }
    return type;
  }

  #attribute({ min, patterns }: Slot): Attribute {
    return { required: min > 0, values: valuesOf(patterns, this.contents.resolve) };
  }

  #union(
    element: string,
    contents: readonly Pattern[],
    content: Content,
    settled: readonly string[],
  ): Union | undefined {
    let best: Union | undefined;
    for (const [attribute, { patterns }] of content.attributes) {
      const { literals, integer, text } = valuesOf(patterns, this.contents.resolve);
      if (integer !== 0 || text || literals.length < 2 || settled.includes(attribute)) continue;
      const groups = new Map<string, { values: (string | undefined)[]; left: Pattern[] }>();
      for (const value of [...literals, undefined]) {
        const left = this.contents.specialise(contents, attribute, value);
        if (left.length === 0) continue;
        const signature = this.#signature(left, attribute);
        const group = groups.get(signature) ?? { values: [], left: [] };
        group.values.push(value);
        group.left.push(...left);
        groups.set(signature, group);
      }
      const decided = [...groups.values()].filter(({ values }) => values[0] !== undefined);
      if (decided.length < 2 || decided.length <= (best?.variants.length ?? 1)) continue;
      best = {
        attribute,
        variants: [...groups.values()].map(({ values, left }) => ({
          values,
          type: undefined as unknown as ElementType,
          left,
        })),
      };
    }
    if (!best) return undefined;
    const { attribute, variants } = best as unknown as {
      attribute: string;
      variants: { values: (string | undefined)[]; left: Pattern[] }[];
    };
    return {
      attribute,
      variants: variants.map(({ values, left }) => ({
        values,
        type: this.#type(element, left, [...settled, attribute]),
      })),
    };
  }

  /** What tells two contents apart for a program, but for one attribute's value. */
  #signature(contents: readonly Pattern[], without: string): string {
    const { attributes, children, text, open } = this.contents.of(contents);
    return JSON.stringify([
      [...attributes]
        .filter(([name]) => name !== without)
        .map(([name, slot]) => [name, this.#attribute(slot)]),
      [...children].map(([name, slot]) => [name, slot.min > 0, slot.max > 1, keyOf(slot.patterns)]),
      text && valuesOf(text.patterns, this.contents.resolve),
      open,
    ]);
  }
}

function keyOf(contents: readonly Pattern[]): string {
  return contents
    .map((pattern) => JSON.stringify(pattern))
    .sort()
    .join(' ');
}
