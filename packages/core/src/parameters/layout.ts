import type { PackedShape } from '@libvirt/native';

/** Type of a parameter in C; `strings` are several parameters of the same name. */
export type ParameterType =
  'int' | 'uint' | 'llong' | 'ullong' | 'double' | 'boolean' | 'string' | 'strings';

/** Value of one parameter. */
export type ParameterValue = number | bigint | boolean | string;

/** Parameters of a newer libvirt that this release has no fields for. */
export interface UnknownParameters {
  /**
   * Parameters without a field, by their name in C; several of the same name are an array. Absent
   * if there are none.
   */
  readonly extra?: Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>;
}

/** An item of a list. */
export interface Indexed {
  /**
   * Number by which libvirt knows the item. Lists are in ascending order of it and can have gaps: an
   * item's position in the array can be another.
   */
  readonly index: number;
}

/** Where a parameter's value is placed in the object, and its type there. */
export interface Place {
  /** Keys of objects, and numbers of items of lists. */
  readonly path: readonly (string | number)[];
  /**
   * `counter` is a 64-bit integer or a boolean, whichever the hypervisor sends; `length` means that
   * the list at the path exists, even without items.
   */
  readonly type: ParameterType | 'counter' | 'length';
}

/** Maps parameter names to places; `undefined` for an unknown name. */
export interface Placement<T> {
  readonly place: (name: string) => Place | undefined;
  /** Type only: what a record becomes. */
  readonly record?: T;
}

/** Where a record holds a value, and how to read it. */
export interface Slot {
  /** Relative to the start of the record. */
  readonly offset: number;
  /** A letter of a {@link PackedShape}. */
  readonly letter: string;
  /** Set when the number has another width than the field. */
  readonly convert?: 'BigInt' | 'Number';
}

/** The object that a record becomes: its keys, and where their values are. */
export type Layout = ReadonlyMap<string, Layout | ListLayout | Slot | readonly Slot[]>;

type Branch = Map<string, Branch | ListLayout | Slot | Slot[]>;

/** An array of objects in ascending order of their numbers, which are their `index`. */
export class ListLayout {
  readonly items: [index: number, item: Branch][] = [];
  readonly #byIndex = new Map<number, Branch>();

  /** Returns the item with a number, which is added if it is new. */
  item(index: number): Branch {
    const known = this.#byIndex.get(index);
    if (known !== undefined) return known;
    const item: Branch = new Map();
    this.#byIndex.set(index, item);
    this.items.push([index, item]);
    this.items.sort(([a], [b]) => a - b);
    return item;
  }
}

/** Computes the layout for records of a shape. */
export function layOut([letters, ...names]: PackedShape, { place }: Placement<unknown>): Layout {
  const root: Branch = new Map();
  const extra: Branch = new Map();
  names.forEach((name, index) => {
    const slot: Slot = { offset: index + 1, letter: letters[index]! };
    const found = place(name);
    if (found === undefined || !put(root, found, slot)) append(extra, name, slot);
  });
  if (extra.size > 0) root.set('extra', extra);
  return root;
}

/** Returns `false` if the value does not fit its place, or the place is taken. */
function put(root: Branch, { path, type }: Place, slot: Slot): boolean {
  if (type === 'length') return walk(root, path, 'list') instanceof ListLayout;
  const fitting = fit(slot, type);
  if (fitting === undefined) return false;
  const branch = walk(root, path.slice(0, -1), 'object');
  if (!(branch instanceof Map)) return false;
  const last = path.at(-1) as string;
  const present = branch.get(last);
  if (type !== 'strings') {
    if (present !== undefined) return false;
    branch.set(last, fitting);
    return true;
  }
  if (present === undefined) branch.set(last, [fitting]);
  else if (Array.isArray(present)) present.push(fitting);
  else return false;
  return true;
}

/**
 * Returns the object or list at a path, and adds it if it is new; `undefined` if a value is there.
 */
function walk(
  root: Branch,
  path: Place['path'],
  end: 'object' | 'list',
): Branch | ListLayout | undefined {
  let at: Branch | ListLayout = root;
  for (const [depth, key] of path.entries()) {
    if (at instanceof ListLayout) {
      at = at.item(key as number);
      continue;
    }
    const isList = depth + 1 < path.length ? typeof path[depth + 1] === 'number' : end === 'list';
    const next: ReturnType<Branch['get']> =
      at.get(key as string) ?? (isList ? new ListLayout() : new Map<string, never>());
    if (!(next instanceof Map || next instanceof ListLayout)) return undefined;
    at.set(key as string, next);
    at = next;
  }
  return at;
}

function append(extra: Branch, name: string, slot: Slot): void {
  const present = extra.get(name) as Slot | Slot[] | undefined;
  extra.set(name, present === undefined ? slot : [present, slot].flat());
}

type ValueType = Exclude<Place['type'], 'length'>;

const LETTERS: Readonly<Record<ValueType, string>> = {
  int: 'iud',
  uint: 'iud',
  double: 'iud',
  llong: 'lL',
  ullong: 'lL',
  boolean: 'b',
  string: 's',
  strings: 's',
  counter: 'lLb',
};

/**
 * A hypervisor can send another type than documented. Integers are converted to the field's width,
 * so that its type never depends on the host; other types do not fit.
 */
function fit(slot: Slot, type: ValueType): Slot | undefined {
  if (LETTERS[type].includes(slot.letter)) return slot;
  if (LETTERS[type].includes('l') && 'iu'.includes(slot.letter)) {
    return { ...slot, convert: 'BigInt' };
  }
  if (LETTERS[type].includes('i') && 'lL'.includes(slot.letter)) {
    return { ...slot, convert: 'Number' };
  }
  return undefined;
}
