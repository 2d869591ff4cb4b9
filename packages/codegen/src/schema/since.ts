import { kinds } from './annotations.js';
import type { SchemaFacts } from './facts.js';
import { Model, type ElementType } from './model.js';

/**
 * Since which release the schemas have something, of those whose facts are kept. The types are walked
 * together with those of the older releases, by the names of elements: a part is as old as the first
 * release that has its name in one of its places.
 */
export class Since {
  readonly #older: readonly { readonly version: string; readonly model: Model }[];
  readonly #newest: string;
  /** For each type, what the elements in its places are in each older release. */
  readonly #places = new Map<ElementType, readonly Set<ElementType>[]>();

  constructor(facts: readonly SchemaFacts[], newest: Model) {
    this.#older = facts
      .slice(0, -1)
      .map((each) => ({ version: each.version, model: new Model(each, { whole: true }) }));
    this.#newest = facts.at(-1)!.version;
    for (const { schema, path } of kinds) {
      const root = newest.root(schema, path)!;
      this.#walk(root, (index) => this.#older[index]!.model.root(schema, path));
    }
  }

  type(type: ElementType): string {
    return this.#first(type, () => true);
  }

  attribute(type: ElementType, name: string): string {
    return this.#first(type, (place) => place.attributes.has(name));
  }

  child(type: ElementType, name: string): string {
    return this.#first(type, (place) => place.children.has(name));
  }

  /** Of a word of an attribute, or of the text if no attribute is named. */
  word(type: ElementType, attribute: string | undefined, word: string): string {
    return this.#first(type, (place) => {
      const values =
        attribute === undefined ? place.text?.values : place.attributes.get(attribute)?.values;
      return values !== undefined && (values.text || values.literals.includes(word));
    });
  }

  /** Whether anything is in every release. */
  isAlways(version: string): boolean {
    return version === (this.#older[0]?.version ?? this.#newest);
  }

  #first(type: ElementType, has: (place: ElementType) => boolean): string {
    const places = this.#places.get(type);
    const index = places?.findIndex((each) => [...each].some(has)) ?? -1;
    return this.#older[index]?.version ?? this.#newest;
  }

  #walk(root: ElementType, place: (index: number) => ElementType | undefined): void {
    const queue = [{ type: root, places: this.#older.map((_each, index) => place(index)) }];
    for (const { type, places } of queue) {
      const known = this.#places.get(type) ?? this.#older.map(() => new Set<ElementType>());
      const first = !this.#places.has(type);
      this.#places.set(type, known);
      let more = first;
      for (const [index, each] of places.entries()) {
        if (!each || known[index]!.has(each)) continue;
        known[index]!.add(each);
        more = true;
      }
      if (!more) continue;
      for (const { type: variant } of type.union?.variants ?? []) {
        queue.push({ type: variant, places });
      }
      for (const [name, child] of type.children) {
        queue.push({
          type: child.type,
          places: places.map((each) => each?.children.get(name)?.type),
        });
      }
    }
  }
}
