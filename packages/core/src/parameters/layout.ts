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

/** Where a parameter's value is placed in the object, and its type there. */
export interface Place {
  readonly path: readonly string[];
  /** `counter` is a 64-bit integer or a boolean, whichever the hypervisor sends. */
  readonly type: ParameterType | 'counter';
}

/**
 * Maps parameter names to places; `omitted` for a known name that adds no information to the
 * object, `undefined` for an unknown name.
 */
export interface Placement<T> {
  readonly place: (name: string) => Place | 'omitted' | undefined;
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
export type Layout = ReadonlyMap<string, Layout | Slot | readonly Slot[]>;

type Branch = Map<string, Branch | Slot | Slot[]>;

/** Computes the layout for records of a shape. */
export function layOut([letters, ...names]: PackedShape, { place }: Placement<unknown>): Layout {
  const root: Branch = new Map();
  const extra: Branch = new Map();
  names.forEach((name, index) => {
    const slot: Slot = { offset: index + 1, letter: letters[index]! };
    const found = place(name);
    if (found === 'omitted') return;
    if (found === undefined || !put(root, found, slot)) append(extra, name, slot);
  });
  if (extra.size > 0) root.set('extra', extra);
  return root;
}

/** Returns `false` if the value does not fit its place, or the place is taken. */
function put(root: Branch, { path, type }: Place, slot: Slot): boolean {
  const fitting = fit(slot, type);
  if (fitting === undefined) return false;
  let branch = root;
  for (const key of path.slice(0, -1)) {
    const next = branch.get(key) ?? new Map<string, never>();
    if (!(next instanceof Map)) return false;
    branch.set(key, next);
    branch = next;
  }
  const last = path.at(-1)!;
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

function append(extra: Branch, name: string, slot: Slot): void {
  const present = extra.get(name) as Slot | Slot[] | undefined;
  extra.set(name, present === undefined ? slot : [present, slot].flat());
}

const LETTERS: Readonly<Record<Place['type'], string>> = {
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
function fit(slot: Slot, type: Place['type']): Slot | undefined {
  if (LETTERS[type].includes(slot.letter)) return slot;
  if (LETTERS[type].includes('l') && 'iu'.includes(slot.letter)) {
    return { ...slot, convert: 'BigInt' };
  }
  if (LETTERS[type].includes('i') && 'lL'.includes(slot.letter)) {
    return { ...slot, convert: 'Number' };
  }
  return undefined;
}
