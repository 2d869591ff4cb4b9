import type { PackedParameters, PackedShape, TypedParameter } from '@libvirt/native';
import { TypedParameterType } from '../src/generated/constants.js';

/** A parameter to pack: its name, the letter of its type, its value. */
export type Packable = readonly [
  name: string,
  letter: string,
  value: number | bigint | boolean | string,
];

/** Packs records like the addon. */
export function pack(...records: readonly (readonly Packable[])[]): PackedParameters {
  const shapes: PackedShape[] = [];
  const strings: string[] = [];
  const numberOf = (list: string[], text: string) => {
    if (!list.includes(text)) list.push(text);
    return list.indexOf(text);
  };
  const shapeKeys: string[] = [];
  const values = new ArrayBuffer(8 * records.reduce((sum, each) => sum + 1 + each.length, 0));
  const view = new DataView(values);
  let at = 0;
  const add = (letter: string, value: Packable[2]) => {
    if (letter === 'l') view.setBigInt64(at, value as bigint, true);
    else if (letter === 'L') view.setBigUint64(at, value as bigint, true);
    else if (letter === 's') view.setFloat64(at, numberOf(strings, value as string), true);
    else view.setFloat64(at, Number(value), true);
    at += 8;
  };
  for (const record of records) {
    const shape: PackedShape = [
      record.map(([, letter]) => letter).join(''),
      ...record.map(([name]) => name),
    ];
    const shapeNumber = numberOf(shapeKeys, shape.join('\0'));
    shapes[shapeNumber] = shape;
    add('d', shapeNumber);
    for (const [, letter, value] of record) add(letter, value);
  }
  return { shapes, strings, values };
}

const LETTERS: Readonly<Record<number, string>> = {
  [TypedParameterType.INT]: 'i',
  [TypedParameterType.UINT]: 'u',
  [TypedParameterType.LLONG]: 'l',
  [TypedParameterType.ULLONG]: 'L',
  [TypedParameterType.DOUBLE]: 'd',
  [TypedParameterType.BOOLEAN]: 'b',
  [TypedParameterType.STRING]: 's',
};

/** Converts written parameters to what a read would return. */
export function packWritten(parameters: readonly TypedParameter[]): PackedParameters {
  return pack(parameters.map(([name, type, value]) => [name, LETTERS[type]!, value]));
}
