import type { DataType } from './datatypes.js';
import type { NameClass } from './names.js';

/**
 * Patterns of RelaxNG in the form that the validator works on. Equal patterns are one object, so that
 * comparing is comparing numbers, and what was computed for one is found again.
 */
export type Pattern = { readonly id: number; readonly nullable: boolean } & (
  | { readonly kind: 'empty' | 'text' | 'notAllowed' }
  | { readonly kind: 'choice' | 'group' | 'interleave'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'oneOrMore' | 'list'; readonly part: Pattern }
  | { readonly kind: 'attribute'; readonly names: NameClass; readonly part: Pattern }
  | { readonly kind: 'element'; readonly names: NameClass; readonly content: () => Pattern }
  | { readonly kind: 'value'; readonly exact: boolean; readonly value: string }
  | { readonly kind: 'data'; readonly type: DataType; readonly except: Pattern | undefined }
  /** The rest of an element's content, and what follows the element. */
  | { readonly kind: 'after'; readonly part: Pattern; readonly rest: Pattern }
);

/** Kinds of patterns with several parts. */
export type Several = 'choice' | 'group' | 'interleave';

/** Distributive, so that a kind keeps its own properties. */
type Without<T> = T extends unknown ? Omit<T, 'id' | 'nullable'> : never;

/** Makes patterns, simplified: without `notAllowed` in a choice and `empty` in a group. */
export class Patterns {
  readonly #known = new Map<string, Pattern>();
  readonly empty = this.#add('empty', { kind: 'empty' }, true);
  readonly text = this.#add('text', { kind: 'text' }, true);
  readonly notAllowed = this.#add('notAllowed', { kind: 'notAllowed' }, false);

  get size(): number {
    return this.#known.size;
  }

  choice(...parts: readonly Pattern[]): Pattern {
    const flat = new Map<number, Pattern>();
    for (const part of parts) {
      if (part.kind === 'notAllowed') continue;
      for (const each of part.kind === 'choice' ? part.parts : [part]) flat.set(each.id, each);
    }
    if (flat.size === 0) return this.notAllowed;
    if (flat.size > 1 && flat.has(this.empty.id)) {
      const others = [...flat.values()].filter((part) => part !== this.empty);
      if (others.some((part) => part.nullable)) flat.delete(this.empty.id);
    }
    const left = [...flat.values()].sort((a, b) => a.id - b.id);
    if (left.length === 1) return left[0]!;
    return this.#several(
      'choice',
      left,
      left.some((part) => part.nullable),
    );
  }

  group(...parts: readonly Pattern[]): Pattern {
    return this.#sequence('group', parts);
  }

  interleave(...parts: readonly Pattern[]): Pattern {
    return this.#sequence('interleave', parts);
  }

  optional(part: Pattern): Pattern {
    return this.choice(this.empty, part);
  }

  oneOrMore(part: Pattern): Pattern {
    if (['empty', 'notAllowed', 'oneOrMore'].includes(part.kind)) return part;
    return this.#add(`+${String(part.id)}`, { kind: 'oneOrMore', part }, part.nullable);
  }

  list(part: Pattern): Pattern {
    if (part.kind === 'notAllowed') return part;
    return this.#add(`list ${String(part.id)}`, { kind: 'list', part }, false);
  }

  attribute(names: NameClass, part: Pattern): Pattern {
    if (part.kind === 'notAllowed') return part;
    const key = `attribute ${String(part.id)} ${names.text}`;
    return this.#add(key, { kind: 'attribute', names, part }, false);
  }

  /** Contents of elements may contain the element again: each place in the grammar has a key. */
  element(key: string, names: NameClass, content: () => Pattern): Pattern {
    return this.#add(`element ${key}`, { kind: 'element', names, content }, false);
  }

  value(value: string, exact: boolean): Pattern {
    return this.#add(
      `${exact ? 'string' : 'token'} ${value}`,
      { kind: 'value', exact, value },
      false,
    );
  }

  data(key: string, type: DataType, except: Pattern | undefined): Pattern {
    return this.#add(`data ${key}`, { kind: 'data', type, except }, false);
  }

  after(part: Pattern, rest: Pattern): Pattern {
    if (part.kind === 'notAllowed' || rest.kind === 'notAllowed') return this.notAllowed;
    return this.#add(
      `after ${String(part.id)} ${String(rest.id)}`,
      { kind: 'after', part, rest },
      false,
    );
  }

  #sequence(kind: 'group' | 'interleave', parts: readonly Pattern[]): Pattern {
    const left: Pattern[] = [];
    for (const part of parts) {
      if (part.kind === 'notAllowed') return part;
      if (part.kind === kind) left.push(...part.parts);
      else if (part.kind !== 'empty') left.push(part);
    }
    if (left.length === 0) return this.empty;
    if (left.length === 1) return left[0]!;
    if (kind === 'interleave') left.sort((a, b) => a.id - b.id);
    return this.#several(
      kind,
      left,
      left.every((part) => part.nullable),
    );
  }

  #several(kind: Several, parts: readonly Pattern[], nullable: boolean): Pattern {
    const key = `${kind} ${parts.map((part) => part.id).join()}`;
    return this.#add(key, { kind, parts }, nullable);
  }

  #add(key: string, pattern: Without<Pattern>, nullable: boolean): Pattern {
    const known = this.#known.get(key);
    if (known) return known;
    const made = { ...pattern, id: this.#known.size, nullable } as Pattern;
    this.#known.set(key, made);
    return made;
  }
}
