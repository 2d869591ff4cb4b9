import { ListLayout, type Layout, type ParameterValue, type Slot } from './layout.js';

/** Views of the same memory by type, and the strings. */
export interface Values {
  readonly numbers: Float64Array;
  readonly signed: BigInt64Array;
  readonly unsigned: BigUint64Array;
  readonly strings: readonly string[];
}

/** Makes the object for the record that starts at a slot. */
export type Reader = (values: Values, start: number) => object;

let allowed: boolean | undefined;

/** Returns whether this process permits generating functions from strings. */
export function canGenerate(): boolean {
  allowed ??= probe();
  return allowed;
}

function probe(): boolean {
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    return typeof new Function() === 'function';
  } catch {
    return false;
  }
}

/**
 * Generates a function with one object literal for the layout. It is several times faster than a
 * loop over keys, since its objects have their final hidden class from the start.
 */
export function generatedReader(layout: Layout): Reader {
  const source = `const { numbers, signed, unsigned, strings } = values;\nreturn ${literal(layout)};`;
  // Names are the only part of the source that comes from outside; each is a JSON string.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return new Function('values', 'start', source) as Reader;
}

function literal(layout: Layout): string {
  return `{${fields(layout).join(', ')}}`;
}

function fields(layout: Layout): string[] {
  return [...layout].map(([key, each]) => `${property(key)}: ${valueSource(each)}`);
}

function listLiteral({ items }: ListLayout): string {
  const each = items.map(([index, item]) => `{${[`index: ${index}`, ...fields(item)].join(', ')}}`);
  return `[${each.join(', ')}]`;
}

/** In brackets, `__proto__` is an ordinary key. */
function property(key: string): string {
  return key === '__proto__' ? '["__proto__"]' : JSON.stringify(key);
}

type Value = Layout | ListLayout | Slot | readonly Slot[];

function valueSource(each: Value): string {
  if (each instanceof Map) return literal(each);
  if (each instanceof ListLayout) return listLiteral(each);
  if (Array.isArray(each)) return `[${each.map(slotSource).join(', ')}]`;
  return slotSource(each as Slot);
}

function slotSource({ offset, letter, convert }: Slot): string {
  const source = letterSource(letter, `[start + ${offset}]`);
  return convert === undefined ? source : `${convert}(${source})`;
}

function letterSource(letter: string, at: string): string {
  switch (letter) {
    case 'l':
      return `signed${at}`;
    case 'L':
      return `unsigned${at}`;
    case 'b':
      return `numbers${at} !== 0`;
    case 's':
      return `strings[numbers${at}]`;
    default:
      return `numbers${at}`;
  }
}

/** Like {@link generatedReader}, without generating code. */
export function interpretedReader(layout: Layout): Reader {
  return (values, start) => readLayout(layout, values, start);
}

function readLayout(
  layout: Layout,
  values: Values,
  start: number,
  object: Record<string, unknown> = {},
): object {
  for (const [key, each] of layout) {
    const value = readEach(each, values, start);
    if (key === '__proto__') define(object, key, value);
    else object[key] = value;
  }
  return object;
}

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function readEach(each: Value, values: Values, start: number): object | ParameterValue {
  if (each instanceof Map) return readLayout(each, values, start);
  if (each instanceof ListLayout) {
    return each.items.map(([index, item]) => readLayout(item, values, start, { index }));
  }
  if (Array.isArray(each)) return each.map((slot: Slot) => readSlot(slot, values, start));
  return readSlot(each as Slot, values, start);
}

function readSlot(
  { offset, letter, convert }: Slot,
  values: Values,
  start: number,
): ParameterValue {
  const value = readLetter(letter, values, start + offset);
  if (convert === 'BigInt') return BigInt(value);
  return convert === 'Number' ? Number(value) : value;
}

function readLetter(letter: string, values: Values, at: number): ParameterValue {
  switch (letter) {
    case 'l':
      return values.signed[at]!;
    case 'L':
      return values.unsigned[at]!;
    case 'b':
      return values.numbers[at] !== 0;
    case 's':
      return values.strings[values.numbers[at]!]!;
    default:
      return values.numbers[at]!;
  }
}
