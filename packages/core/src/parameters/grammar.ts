import { lazy } from '../lazy.js';
import type { ParameterTypeOf } from './field-set.js';
import type { Indexed, Place, Placement, UnknownParameters } from './layout.js';

/**
 * The names that a nested object's values have in C, as a tree: each name is prefixed by those of
 * the objects around it.
 */
export type Grammar<T> = {
  readonly [K in Exclude<keyof T, keyof UnknownParameters>]-?: Rule<Exclude<T[K], undefined>>;
};

type Rule<V> = [ParameterTypeOf<V>] extends [never]
  ? V extends readonly (infer Item)[]
    ? Each<Omit<Item, keyof Indexed>>
    : string extends keyof V
      ? Open
      : Group<V>
  : readonly [name: string, type: ParameterTypeOf<V>];

/** A nested object. */
export interface Group<T> {
  readonly kind: 'group';
  readonly prefix: string;
  readonly fields: Grammar<T>;
}

/** A list of objects with numbers, and the names of parameters that only count them. */
export interface Each<T> {
  readonly kind: 'each';
  readonly prefix: string;
  readonly counts: readonly string[];
  readonly fields: Grammar<T>;
}

/** Values whose names the hypervisor chooses. */
export interface Open {
  readonly kind: 'open';
  /** The rest of the name, after the prefix. Each capture group is a key of the result. */
  readonly pattern: RegExp;
  readonly type: Place['type'];
}

/** A nested object. Names of its fields start with `prefix`. */
export function group<T>(fields: Grammar<T>, prefix = ''): Group<T> {
  return { kind: 'group', prefix, fields };
}

/** A list of objects; their numbers can have gaps. In names, the number follows `prefix`. */
export function each<T>(prefix: string, fields: Grammar<T>, ...counts: string[]): Each<T> {
  return { kind: 'each', prefix, counts, fields };
}

/** Values whose names the hypervisor chooses. */
export function open(pattern: RegExp, type: Place['type']): Open {
  return { kind: 'open', pattern, type };
}

/** Stands for the number of an item in names and paths. */
const NUMBER = '#';

/** Stands in paths for a key that the hypervisor chooses. */
const NAME = '*';

interface OpenName {
  readonly pattern: RegExp;
  readonly path: readonly string[];
  readonly type: Place['type'];
}

/** The names of a grammar: exact ones, with `NUMBER` in place of numbers, and patterns. */
interface Names {
  readonly places: Map<string, Place>;
  readonly open: OpenName[];
}

/** A {@link Placement} defined by a grammar. */
export class GrammarPlacement<T> implements Placement<T> {
  declare readonly record?: T;
  readonly #names: () => Names;

  /** `describe` returns the fields of the outermost object; it is called on first use. */
  constructor(describe: () => Grammar<T>) {
    this.#names = lazy(() => {
      const names: Names = { places: new Map(), open: [] };
      add(names, describe(), '', []);
      return names;
    });
  }

  readonly place = (name: string): Place | undefined => {
    const numbers: string[] = [];
    const pattern = name.replace(/\.(0|[1-9]\d{0,9})(?=\.)/g, (_, number: string) => {
      numbers.push(number);
      return `.${NUMBER}`;
    });
    const found = this.#names().places.get(pattern);
    // A name that itself contains `NUMBER` is not an exact name of the grammar.
    if (found === undefined || name.includes(NUMBER)) return this.#placeOpen(name);
    return { ...found, path: filled(found.path, numbers) };
  };

  #placeOpen(name: string): Place | undefined {
    for (const { pattern, path, type } of this.#names().open) {
      const match = pattern.exec(name);
      if (match !== null) return { path: filled(path, match.slice(1)), type };
    }
    return undefined;
  }
}

function add(names: Names, fields: object, prefix: string, path: readonly string[]): void {
  const { places, open } = names;
  for (const [key, rule] of Object.entries(fields) as [string, AnyRule][]) {
    const inner = [...path, key];
    if (!('kind' in rule)) {
      places.set(prefix + rule[0], { path: inner, type: rule[1] });
    } else if (rule.kind === 'open') {
      open.push(openName(prefix, rule, inner));
    } else if (rule.kind === 'group') {
      add(names, rule.fields, prefix + rule.prefix, inner);
    } else {
      for (const count of rule.counts) places.set(prefix + count, { path: inner, type: 'length' });
      add(names, rule.fields, prefix + rule.prefix + NUMBER, [...inner, NUMBER]);
    }
  }
}

type AnyRule = readonly [name: string, type: Place['type']] | Group<unknown> | Each<unknown> | Open;

function openName(prefix: string, { pattern, type }: Open, path: readonly string[]): OpenName {
  const above = prefix
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(NUMBER, '(0|[1-9]\\d{0,9})');
  const keys = pattern.source.match(/\((?!\?)/g)?.map(() => NAME) ?? [];
  return {
    pattern: new RegExp(`^${above}${pattern.source}$`, 's'),
    path: [...path, ...keys],
    type,
  };
}

/** Fills in the captured numbers and names. */
function filled(path: Place['path'], captures: readonly string[]): Place['path'] {
  let used = 0;
  return path.map((key) => {
    if (key === NUMBER) return Number(captures[used++]);
    return key === NAME ? captures[used++]! : key;
  });
}
