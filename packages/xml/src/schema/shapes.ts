import { Grammar } from './grammar.js';
import type { SchemaData } from './data.js';

/** How text becomes a value: as it is; a number; a number, or a bigint beyond the safe integers. */
export type ValueKind = 'string' | 'number' | 'integer64';

/** What an element in one place may hold. Names are as in the XML, with libvirt's prefixes. */
export interface Shape {
  /** In schema order. */
  readonly attributes: ReadonlyMap<string, ValueKind>;
  /** In schema order. */
  readonly children: ReadonlyMap<string, Child>;
  /** `undefined` if there is no text. */
  readonly text: ValueKind | undefined;
  /** Whether text is all there is: the value of the property then. */
  readonly plain: boolean;
  /** Whether any further elements and attributes may occur. */
  readonly open: boolean;
}

/** A child element of a shape. */
export interface Child {
  /** The element's name; with `Element` after it if an attribute has the name. */
  readonly property: string;
  /** Whether there may be more than one, so that the property is an array. */
  readonly repeated: boolean;
  readonly shape: Shape;
}

const KINDS: readonly ValueKind[] = ['string', 'number', 'integer64'];

/** The schema of one kind of document. Everything is decoded when it is first needed. */
export class Schema {
  /** Name of the root element. */
  readonly root: string;
  readonly shape: Shape;
  /** libvirt's prefixes, with their namespaces. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly #family: Family;
  readonly #start: string;

  constructor(data: SchemaData, root: number) {
    const [name, shape, start] = data.roots[root]!;
    this.#family = familyOf(data);
    this.#start = start;
    this.root = this.#family.strings[name]!;
    this.shape = this.#family.shape(shape);
    this.namespaces = this.#family.namespaces;
  }

  /** A new decoder of the grammar that documents of this kind match. */
  grammar(): Grammar {
    return this.#family.grammar(this.#start);
  }
}

const families = new WeakMap<SchemaData, Family>();

function familyOf(data: SchemaData): Family {
  const known = families.get(data) ?? new Family(data);
  families.set(data, known);
  return known;
}

/** What kinds of one family share. */
class Family {
  readonly strings: readonly string[];
  readonly namespaces: ReadonlyMap<string, string>;
  readonly #data: SchemaData;
  readonly #shapes: Shape[] = [];

  constructor(data: SchemaData) {
    this.#data = data;
    this.strings = data.strings.split('\n');
    this.namespaces = new Map(Object.entries(data.namespaces));
  }

  shape(number: number): Shape {
    return (this.#shapes[number] ??= this.#decode(this.#data.shapes[number]!));
  }

  grammar(start: string): Grammar {
    return new Grammar(this.strings, this.#data.defines, start);
  }

  #decode([flags = 0, count = 0, ...rest]: readonly number[]): Shape {
    const attributes = new Map(
      rest.slice(0, count).map((each) => [this.strings[each >> 2]!, KINDS[each & 3]!]),
    );
    const children = new Map<string, Child>();
    for (let at = count; at < rest.length; at += 2) {
      const name = this.strings[rest[at]! >> 2]!;
      const shape = (): Shape => this.shape(rest[at + 1]!);
      children.set(name, {
        property: rest[at]! & 2 ? `${name}Element` : name,
        repeated: (rest[at]! & 1) === 1,
        // A shape may contain itself.
        get shape() {
          return shape();
        },
      });
    }
    const text = flags & 3 ? KINDS[(flags & 3) - 1] : undefined;
    const open = (flags & 4) !== 0;
    return {
      attributes,
      children,
      text,
      plain: text !== undefined && attributes.size === 0 && children.size === 0 && !open,
      open,
    };
  }
}
