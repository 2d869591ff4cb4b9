import { Contents, type Content } from './content.js';
import type { Pattern, SchemaFacts } from './facts.js';
import { splitByPresence } from './presence.js';
import { valuesOf, type Values } from './values.js';

/**
 * The types of the elements of a schema.
 *
 * An element type is a set of contents: those that the schemas give to elements of that name in that
 * place. The same set elsewhere is the same type. A set is split where an attribute decides: if what
 * is left of it (content.ts, specialise) differs between the values of an attribute with a closed
 * set, it becomes a union with one variant for each group of values that leave the same; the parts of
 * a variant are element types again. Of several such attributes the one with the most groups is
 * taken, and the variants are split by the others in turn. A set that no attribute decides is split
 * where the presence of an attribute or element does (presence.ts).
 *
 * The tables of the mapping know no variants: they are made of whole sets. A variant follows the
 * whole set of its place in what the mapping decides (integer or text, repeated or not, text alone or
 * an object), so every type is one of a set and of the whole set that it is a part of.
 */
export interface ElementType {
  readonly key: string;
  /** Of the element, as in the XML. */
  readonly element: string;
  readonly contents: readonly Pattern[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly children: ReadonlyMap<string, Child>;
  readonly text: Text | undefined;
  readonly open: boolean;
  /** Whether the text is the value of the property. */
  readonly plain: boolean;
  readonly union: Union | undefined;
  /** Attributes whose values make it the variant that it is. */
  readonly settled: readonly string[];
  /** Properties that only other variants of the same element have. */
  readonly absent: readonly string[];
}

export interface Attribute {
  readonly required: boolean;
  readonly values: Values;
}

export interface Text {
  readonly required: boolean;
  readonly values: Values;
}

export interface Child {
  /** The element's name; with `Element` after it if an attribute has the name. */
  readonly property: string;
  readonly required: boolean;
  readonly repeated: boolean;
  readonly type: ElementType;
}

export interface Union {
  /** Whose value decides; `undefined`: what is present decides. */
  readonly attribute: string | undefined;
  readonly variants: readonly Variant[];
}

export interface Variant {
  /**
   * Values of the attribute that decides; `undefined`: it is absent. Where presence decides, names of
   * what is there.
   */
  readonly values: readonly (string | undefined)[];
  readonly type: ElementType;
}

/** Contents that belong together for some values of an attribute. */
interface Group {
  readonly values: (string | undefined)[];
  readonly left: Pattern[];
}

export class Model {
  readonly contents: Contents;
  readonly #facts: SchemaFacts;
  /** Without variants. */
  readonly #whole: boolean;
  readonly #types = new Map<string, ElementType>();

  constructor(facts: SchemaFacts, options: { readonly whole: boolean }) {
    this.#facts = facts;
    this.#whole = options.whole;
    this.contents = new Contents(facts);
  }

  /** The type at a path of elements below the start of a schema. */
  root(schema: string, path: readonly string[]): ElementType | undefined {
    const start = this.#facts.schemas[schema];
    if (start === undefined) return undefined;
    let alternatives: readonly Pattern[] = [start];
    for (const name of path) {
      const slot = this.contents.of(alternatives).children.get(name);
      if (!slot) return undefined;
      alternatives = slot.patterns;
    }
    return this.#type(path.at(-1)!, alternatives, alternatives);
  }

  #type(
    element: string,
    contents: readonly Pattern[],
    whole: readonly Pattern[],
    settled: readonly string[] = [],
    absent: readonly string[] = [],
  ): ElementType {
    const key = JSON.stringify([element, settled, absent, keyOf(contents), keyOf(whole)]);
    const known = this.#types.get(key);
    if (known) return known;
    const content = this.contents.of(contents);
    const place = this.contents.of(whole);
    const children = new Map<string, Child>();
    const type = {
      key,
      element,
      contents,
      attributes: new Map(
        [...content.attributes].map(([name, slot]) => [
          name,
          {
            required: slot.min > 0,
            values: this.#values(slot.patterns, place.attributes.get(name)!.patterns),
          },
        ]),
      ),
      children,
      text: content.text && {
        required: content.text.min > 0,
        values: this.#values(content.text.patterns, place.text!.patterns),
      },
      open: place.open,
      plain:
        place.text !== undefined &&
        place.attributes.size === 0 &&
        place.children.size === 0 &&
        !place.open,
      union: undefined as Union | undefined,
      settled,
      absent,
    };
    // Known before its parts are, which may contain it again.
    this.#types.set(key, type);
    if (!this.#whole)
      type.union = this.#byValue(type, whole, content) ?? this.#byPresence(type, whole);
    if (type.union) return type;
    for (const [name, slot] of content.children) {
      const inPlace = place.children.get(name)!;
      children.set(name, {
        property: place.attributes.has(name) ? `${name}Element` : name,
        required: slot.min > 0,
        repeated: inPlace.max > 1,
        type: this.#type(name, slot.patterns, inPlace.patterns),
      });
    }
    return type;
  }

  /** Values of a variant, as the mapping gives them. */
  #values(patterns: readonly Pattern[], whole: readonly Pattern[]): Values {
    const values = valuesOf(patterns, this.contents.resolve);
    const { integer, text } = valuesOf(whole, this.contents.resolve);
    if (values.integer === 0 || values.integer === integer) return values;
    return { ...values, integer, text };
  }

  #byValue(
    { element, contents, settled, absent }: ElementType,
    whole: readonly Pattern[],
    content: Content,
  ): Union | undefined {
    let best: { readonly attribute: string; readonly groups: readonly Group[] } | undefined;
    let most = 1;
    for (const [attribute, { patterns }] of content.attributes) {
      const { literals, integer, text } = valuesOf(patterns, this.contents.resolve);
      if (integer !== 0 || text || literals.length < 2 || settled.includes(attribute)) continue;
      const groups = this.#groups(contents, attribute, [...literals, undefined]);
      // That it may be absent decides nothing.
      const decided = groups.filter(({ values }) => values[0] !== undefined).length;
      if (decided <= most) continue;
      most = decided;
      best = { attribute, groups };
    }
    if (!best) return undefined;
    const { attribute, groups } = best;
    return {
      attribute,
      variants: groups.map(({ values, left }) => ({
        values,
        type: this.#type(
          element,
          left,
          whole,
          [...settled, attribute],
          values.every((value) => value === undefined) ? [...absent, attribute] : absent,
        ),
      })),
    };
  }

  /** Variants of an attribute are not split again: every one would be several. */
  #byPresence(
    { element, contents, settled, absent }: ElementType,
    whole: readonly Pattern[],
  ): Union | undefined {
    if (settled.length > 0 || absent.length > 0 || contents.length > 1) return undefined;
    const split = splitByPresence(this.contents, contents[0]!);
    if (!('alternatives' in split)) return undefined;
    const { attributes, children } = this.contents.of(whole);
    // The property of such a name is the attribute's, which may be there.
    const shared = (name: string) => attributes.has(name) && children.has(name);
    return {
      attribute: undefined,
      variants: split.alternatives.map((each) => ({
        values: each.markers,
        type: this.#type(
          element,
          [each.content],
          whole,
          [],
          each.absent.filter((name) => !shared(name)),
        ),
      })),
    };
  }

  #groups(
    contents: readonly Pattern[],
    attribute: string,
    values: readonly (string | undefined)[],
  ): readonly Group[] {
    const groups = new Map<string, Group>();
    for (const value of values) {
      const left = this.contents.specialise(contents, attribute, value);
      if (left.length === 0) continue;
      const signature = this.#signature(left, attribute);
      const group = groups.get(signature) ?? { values: [], left: [] };
      group.values.push(value);
      group.left.push(...left);
      groups.set(signature, group);
    }
    return [...groups.values()];
  }

  /** What tells two contents apart for a program, but for one attribute's value. */
  #signature(contents: readonly Pattern[], without: string): string {
    const { attributes, children, text, open } = this.contents.of(contents);
    const values = (patterns: readonly Pattern[]) => valuesOf(patterns, this.contents.resolve);
    return JSON.stringify([
      [...attributes]
        .filter(([name]) => name !== without)
        .map(([name, slot]) => [name, slot.min > 0, values(slot.patterns)]),
      [...children].map(([name, slot]) => [name, slot.min > 0, slot.max > 1, keyOf(slot.patterns)]),
      text && values(text.patterns),
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
