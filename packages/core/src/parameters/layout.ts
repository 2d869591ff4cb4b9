import type { PackedShape } from '@libvirt/native';

/** How C types a parameter; `strings` are those of one name that occurs repeatedly. */
export type ParameterType =
  'int' | 'uint' | 'llong' | 'ullong' | 'double' | 'boolean' | 'string' | 'strings';

/** The value of one parameter. */
export type ParameterValue = number | bigint | boolean | string;

/** What a newer libvirt tells beyond the fields that this release knows. */
export interface UnknownParameters {
  /**
   * The parameters that have no field here, by their names in C; several of one name as an array.
   * Absent when there are none.
   */
  readonly extra?: Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>;
}

/** Where a parameter's value stands in the object, and how it is typed there. */
export interface Place {
  readonly path: readonly string[];
  /** `counter` is a 64-bit number or a truth value, whichever the hypervisor sends. */
  readonly type: ParameterType | 'counter';
}

/**
 * Says for the name of a parameter where its value stands; `omitted` for one that is known but
 * tells nothing that the object does not, and undefined for an unknown one.
 */
export interface Placement<T> {
  readonly place: (name: string) => Place | 'omitted' | undefined;
  /** For the compiler alone: what a record becomes. */
  readonly record?: T;
}

/** Where a record holds a value, and how that is read. */
export interface Slot {
  /** Counted from the beginning of the record. */
  readonly offset: number;
  /** One of the letters of a {@link PackedShape}. */
  readonly letter: string;
  /** For a number of another width than the field has. */
  readonly convert?: 'BigInt' | 'Number';
}

/** The object that a record becomes: its keys, and what stands there. */
export type Layout = ReadonlyMap<string, Layout | Slot | readonly Slot[]>;

type Branch = Map<string, Branch | Slot | Slot[]>;

/** Lays out the object for the records of a shape. */
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

/** False if the value does not fit there, or something else stands there. */
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
 * A hypervisor may send another type than the one that is documented. Between widths it is
 * converted, so that the type of a field never depends on the host; anything else does not fit.
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
