import type { PackedParameters, TypedParameter } from '@libvirt/native';
import { TypedParameterType } from '../generated/constants.js';
import { lazy } from '../lazy.js';
import { nearest } from '../nearest.js';
import { hasFields } from '../options.js';
import { rangeError, typeError } from '../stack.js';
import type { ParameterType, Place, Placement, UnknownParameters } from './layout.js';
import { unpack } from './packed.js';

/** The types that a parameter can have in C, by the type of its property. */
export type ParameterTypeOf<V> = [V] extends [boolean]
  ? 'boolean'
  : [V] extends [string]
    ? 'string'
    : [V] extends [readonly string[]]
      ? 'strings'
      : [V] extends [number]
        ? 'int' | 'uint' | 'double'
        : [V] extends [bigint | number]
          ? 'llong' | 'ullong'
          : never;

/** A field's name and type in C. */
export type Field<V> = readonly [name: string, type: ParameterTypeOf<Exclude<V, undefined>>];

type FieldName<T> = Exclude<keyof T, keyof UnknownParameters>;

/** One field per property; `extra` has none. */
export type Fields<T> = { readonly [K in FieldName<T>]-?: Field<T[K]> };

/**
 * Parameters to set: any of the fields. Those that are omitted or `undefined` are left unchanged. A
 * 64-bit integer can be a `number`.
 */
export type Settable<T> = {
  readonly [K in FieldName<T>]?:
    (T[K] extends bigint | undefined ? T[K] | number : T[K]) | undefined;
};

/** Converts between the typed parameters of a function and an object. */
export interface FieldSet<T> {
  /** The fields, by property name. */
  readonly fields: Fields<T>;
  /** Returns the first record; an empty object if there is none. */
  read(packed: PackedParameters): T;
  /** Returns all records. */
  readAll(packed: PackedParameters): T[];
  /**
   * Checks an object passed as an argument and converts it to parameters. An object from `read` is
   * valid: parameters of a newer libvirt, under `extra`, are omitted and thus left unchanged.
   */
  write(argument: string, value: Settable<T>): TypedParameter[];
}

/**
 * Describes the parameters of a function: property names, names in C and types. `describe` is
 * called on first use.
 */
export function fieldSet<T extends object>(describe: () => Fields<T>): FieldSet<T> {
  const fields = lazy(describe);
  const entries = () => Object.entries<readonly [name: string, type: ParameterType]>(fields());
  const byKey = lazy(() => new Map(entries()));
  const places = lazy(
    () =>
      new Map(
        entries().map(([key, [name, type]]): [string, Place] => [name, { path: [key], type }]),
      ),
  );
  const placement: Placement<T> = { place: (name) => places().get(name) };
  const readAll = (packed: PackedParameters) => unpack(packed, placement);
  return {
    get fields() {
      return fields();
    },
    read: (packed) => readAll(packed)[0] ?? ({} as T),
    readAll,
    write: (argument, value) => write(argument, value, byKey()),
  };
}

type FieldsByKey = ReadonlyMap<string, readonly [name: string, type: ParameterType]>;

function write(argument: string, value: unknown, fields: FieldsByKey): TypedParameter[] {
  if (!hasFields(value)) throw typeError(`${argument} must be an object`);
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    const field = fields.get(key);
    if (field === undefined) {
      if (key === 'extra') return [];
      throw typeError(
        `${argument} has no field '${key}': is '${nearest(key, [...fields.keys()])}' meant?`,
      );
    }
    return each === undefined ? [] : parameters(`${argument}.${key}`, field, each);
  });
}

function parameters(
  path: string,
  [name, type]: readonly [name: string, type: ParameterType],
  value: unknown,
): TypedParameter[] {
  switch (type) {
    case 'int':
    case 'uint':
      return [[name, NUMBERS[type], Number(integer(path, type, value))]];
    case 'llong':
    case 'ullong':
      return [[name, NUMBERS[type], integer(path, type, value)]];
    case 'double':
      if (typeof value !== 'number') throw typeError(`${path} must be a number`);
      return [[name, TypedParameterType.DOUBLE, value]];
    case 'boolean':
      if (typeof value !== 'boolean') throw typeError(`${path} must be a boolean`);
      return [[name, TypedParameterType.BOOLEAN, value]];
    case 'string':
      return [[name, TypedParameterType.STRING, text(path, value)]];
    case 'strings':
      if (!Array.isArray(value)) throw typeError(`${path} must be an array`);
      // Unlike `map`, it does not skip holes.
      return Array.from(value, (each: unknown, index): TypedParameter => [
        name,
        TypedParameterType.STRING,
        text(`${path}[${index}]`, each),
      ]);
  }
}

function text(path: string, value: unknown): string {
  if (typeof value !== 'string') throw typeError(`${path} must be a string`);
  if (value.includes('\0')) throw typeError(`${path} must be a string without NUL characters`);
  return value;
}

type IntegerType = 'int' | 'uint' | 'llong' | 'ullong';

const NUMBERS: Readonly<Record<IntegerType, number>> = {
  int: TypedParameterType.INT,
  uint: TypedParameterType.UINT,
  llong: TypedParameterType.LLONG,
  ullong: TypedParameterType.ULLONG,
};

const RANGES: Readonly<Record<IntegerType, readonly [min: bigint, max: bigint]>> = {
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  uint: [0n, 2n ** 32n - 1n],
  llong: [-(2n ** 63n), 2n ** 63n - 1n],
  ullong: [0n, 2n ** 64n - 1n],
};

function integer(path: string, type: IntegerType, value: unknown): bigint {
  if (typeof value !== 'bigint' && typeof value !== 'number') {
    const isLong = type === 'llong' || type === 'ullong';
    throw typeError(`${path} must be a ${isLong ? 'bigint or a number' : 'number'}`);
  }
  if (typeof value === 'number' && !Number.isInteger(value)) {
    throw rangeError(`${path} must be a whole number`);
  }
  const [min, max] = RANGES[type];
  if (value < min || value > max) {
    throw rangeError(`${path} must be between ${min} and ${max}`);
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw rangeError(`${path} must be a bigint where a number is no longer exact`);
  }
  return BigInt(value);
}
