// Values as Go's templates and Go's JSON see them. The library's objects are plain JavaScript; a
// shape says under which name and of which type Go knows each of their properties.

import { quote } from '../base/quote.js';

/** The type of a field. */
export type FieldType =
  | 'string'
  | 'boolean'
  | 'strings'
  | 'time'
  | 'any'
  | 'map'
  | { readonly pointer: () => Shape }
  | { readonly slice: () => Shape };

/** A field of a Go struct, and the property that holds it. */
export interface Field {
  readonly name: string;
  readonly property: string;
  readonly type: FieldType;
  /** Whether JSON has it even when it is empty. */
  readonly always?: boolean;
}

/** A Go struct: its name in messages, its fields, what it prints as and the methods it has. */
export interface Shape {
  readonly name: string;
  readonly fields: readonly Field[];
  /** Go's String or Error method. */
  readonly text?: (value: never) => string;
  readonly methods?: Readonly<Record<string, (value: never) => unknown>>;
}

/** An object together with its shape. */
export class Struct {
  readonly shape: Shape;
  readonly object: Readonly<Record<string, unknown>>;

  constructor(shape: Shape, object: object) {
    this.shape = shape;
    this.object = object as Readonly<Record<string, unknown>>;
  }

  /** The value of a field or method; `undefined` when the struct has none of this name. */
  get(name: string): GoValue | undefined {
    const field = this.shape.fields.find((each) => each.name === name);
    if (field) return this.read(field);
    const method = this.shape.methods?.[name] ?? (name === 'String' ? this.shape.text : undefined);
    return method && (method(this.object as never) as GoValue);
  }

  /** The value of a field. */
  read({ property, type }: Field): GoValue {
    const value = this.object[property];
    if (type === 'string') return (value as string | undefined) ?? '';
    if (type === 'boolean') return (value as boolean | undefined) ?? false;
    if (type === 'strings') return (value as string[] | undefined) ?? [];
    if (type === 'map') return new Map(Object.entries((value as object | undefined) ?? {}));
    if (type === 'any') return (value as GoValue | undefined) ?? null;
    if (value === undefined || value === null)
      return typeof type === 'object' && 'slice' in type ? [] : null;
    if (type === 'time') return new Time(value as string);
    if ('pointer' in type) return new Struct(type.pointer(), value);
    return (value as object[]).map((each) => new Struct(type.slice(), each));
  }
}

/** Anything that a template works on. */
export type GoValue =
  | string
  | boolean
  | number
  | null
  | readonly GoValue[]
  | ReadonlyMap<string, GoValue>
  | Struct
  | Time;

const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** A moment, with the offset and the fraction of a second in which it was written (RFC 3339). */
export class Time {
  readonly #text: string;
  readonly #local: Date;
  readonly #offset: string;
  readonly #fraction: string;

  constructor(text: string) {
    this.#text = text;
    const [, local = '', fraction = '', offset = 'Z'] =
      /^([^.Zz+]*T[^.Zz+-]*)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
    this.#local = new Date(`${local}Z`);
    this.#fraction = fraction.replace(/0+$/, '');
    this.#offset = offset;
  }

  toString(): string {
    return this.format('2006-01-02 15:04:05.999999999 -0700 MST');
  }

  toJSON(): string {
    return this.#text;
  }

  /** Formats as Go's `Time.Format` does. */
  format(layout: string): string {
    const date = this.#local;
    const two = (number: number) => String(number).padStart(2, '0');
    const hour12 = date.getUTCHours() % 12 || 12;
    const isUtc = this.#offset === 'Z' || this.#offset === '+00:00';
    const offset = isUtc ? '+00:00' : this.#offset;
    const parts: Readonly<Record<string, () => string>> = {
      January: () => months[date.getUTCMonth()]!,
      Jan: () => months[date.getUTCMonth()]!.slice(0, 3),
      Monday: () => weekdays[date.getUTCDay()]!,
      Mon: () => weekdays[date.getUTCDay()]!.slice(0, 3),
      MST: () => (isUtc ? 'UTC' : offset.replace(':', '')),
      '2006': () => String(date.getUTCFullYear()).padStart(4, '0'),
      'Z07:00': () => (isUtc ? 'Z' : offset),
      '-07:00': () => offset,
      '-0700': () => offset.replace(':', ''),
      '01': () => two(date.getUTCMonth() + 1),
      '02': () => two(date.getUTCDate()),
      '03': () => two(hour12),
      '04': () => two(date.getUTCMinutes()),
      '05': () => two(date.getUTCSeconds()),
      '06': () => two(date.getUTCFullYear() % 100),
      _2: () => String(date.getUTCDate()).padStart(2, ' '),
      '15': () => two(date.getUTCHours()),
      PM: () => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
      pm: () => (date.getUTCHours() < 12 ? 'am' : 'pm'),
      '1': () => String(date.getUTCMonth() + 1),
      '2': () => String(date.getUTCDate()),
      '3': () => String(hour12),
      '4': () => String(date.getUTCMinutes()),
      '5': () => String(date.getUTCSeconds()),
    };
    return layout.replace(
      /[.,]9+|[.,]0+(?!\d)|January|Jan|Monday|Mon|MST|2006|Z07:00|-07:00|-0700|0[1-6]|_2|15|PM|pm|[1-5]/g,
      (part) => {
        if (/^[.,]9/.test(part)) {
          const digits = this.#fraction.slice(0, part.length - 1);
          return digits && part[0]! + digits;
        }
        if (/^[.,]0/.test(part)) {
          return part[0]! + this.#fraction.padEnd(part.length - 1, '0').slice(0, part.length - 1);
        }
        return parts[part]!();
      },
    );
  }
}

/** Returns what Go's `fmt` prints for a value with `%v`. */
export function printValue(value: GoValue): string {
  if (value === null) return '<nil>';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if (value instanceof Time) return value.toString();
  if (value instanceof Struct) {
    const { shape } = value;
    if (shape.text) return shape.text(value.object as never);
    return `{${shape.fields.map((field) => printValue(value.read(field))).join(' ')}}`;
  }
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, GoValue>)].sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    return `map[${entries.map(([key, each]) => `${key}:${printValue(each)}`).join(' ')}]`;
  }
  return `[${(value as readonly GoValue[]).map(printValue).join(' ')}]`;
}

/** Returns whether a value counts as true in a template. */
export function isTrue(value: GoValue): boolean {
  if (value === null || value === '' || value === 0 || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  return !(value instanceof Map) || value.size > 0;
}

function jsonString(text: string): string {
  return JSON.stringify(text)
    .replace(/[<>&\u2028\u2029\x7f]/g, (character) =>
      character === '\x7f'
        ? character
        : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replace(/\\[bf]/g, (escape) => (escape === '\\b' ? '\\u0008' : '\\u000c'));
}

/** Writes a value as Go's `json.MarshalIndent` with a tabulator does: fields in order, empty ones left out. */
export function encodeJson(value: unknown, indent = ''): string {
  const inner = `${indent}\t`;
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return jsonString(value);
  if (value instanceof Time) return jsonString(value.toJSON());
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((each) => `${inner}${encodeJson(each, inner)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  let entries: (readonly [string, unknown])[];
  if (value instanceof Struct) {
    entries = value.shape.fields
      .map((field) => [field, value.read(field)] as const)
      .filter(([field, each]) => field.always === true || isTrue(each))
      .map(([field, each]) => [field.name, each] as const);
  } else if (value instanceof Map) {
    entries = [...(value as Map<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1));
  } else {
    entries = Object.entries(value).filter(([, each]) => each !== undefined);
  }
  if (entries.length === 0) return '{}';
  const lines = entries.map(
    ([key, each]) => `${inner}${jsonString(key)}: ${encodeJson(each, inner)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** Go's `fmt.Sprintf`, for what templates print. */
export function printFormatted(format: string, values: readonly GoValue[]): string {
  let next = 0;
  const text = format.replace(
    /%([-+# 0]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g,
    (verb, flags: string, width: string, precision: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      if (next >= values.length) return `%!${kind}(MISSING)`;
      const value = values[next++]!;
      let printed = printVerb(kind, value, verb);
      if (precision !== undefined && (kind === 's' || kind === 'v'))
        printed = printed.slice(0, Number(precision));
      const length = Number(width);
      return flags.includes('-')
        ? printed.padEnd(length)
        : printed.padStart(length, flags.includes('0') ? '0' : ' ');
    },
  );
  if (next >= values.length) return text;
  const extra = values.slice(next).map((value) => `${typeName(value)}=${printValue(value)}`);
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function printVerb(kind: string, value: GoValue, verb: string): string {
  switch (kind) {
    case 'v':
    case 's':
      return kind === 's' &&
        value !== null &&
        typeof value !== 'string' &&
        typeof value !== 'object'
        ? `%!s(${typeName(value)}=${printValue(value)})`
        : printValue(value);
    case 'd':
      return typeof value === 'number'
        ? String(value)
        : `%!d(${typeName(value)}=${printValue(value)})`;
    case 't':
      return typeof value === 'boolean'
        ? String(value)
        : `%!t(${typeName(value)}=${printValue(value)})`;
    case 'q':
      return Array.isArray(value)
        ? `[${value.map((each: GoValue) => quote(printValue(each))).join(' ')}]`
        : quote(printValue(value));
    case 'x':
      return typeof value === 'number'
        ? value.toString(16)
        : Buffer.from(printValue(value)).toString('hex');
    case 'T':
      return typeName(value);
    default:
      return `%!${verb.slice(-1)}(${typeName(value)}=${printValue(value)})`;
  }
}

/** The name of a value's Go type, for messages. */
export function typeName(value: GoValue): string {
  if (value === null) return '<nil>';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (value instanceof Time) return '*time.Time';
  if (value instanceof Struct) return `*${value.shape.name}`;
  return value instanceof Map ? 'map[string]string' : '[]string';
}
