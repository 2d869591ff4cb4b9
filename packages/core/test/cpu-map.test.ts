import { describe, expect, test } from 'vitest';
import { byteLength, fromBytes, manyFromBytes, toBytes, toList } from '../src/cpu-map.js';
import { wrong } from './support.js';

const NINE = [true, false, true, false, false, false, false, false, true];

describe('cpu-map', () => {
  test('have one bit per CPU, starting with the lowest bit of the first byte', () => {
    expect(toBytes('cpumap', NINE)).toEqual(new Uint8Array([0b101, 0b1]));
    expect(fromBytes(new Uint8Array([0b101, 0b1]), 9)).toEqual(NINE);
    expect(toBytes('cpumap', [])).toEqual(new Uint8Array());
    expect([0, 1, 8, 9].map(byteLength)).toEqual([0, 1, 1, 2]);
  });

  test('are as long as the number of host CPUs', () => {
    expect(fromBytes(new Uint8Array([0xff, 0xff]), 3)).toEqual([true, true, true]);
    expect(fromBytes(new Uint8Array([0x80]), 9)).toEqual([
      ...Array<boolean>(7).fill(false),
      true,
      false,
    ]);
    expect(fromBytes(new Uint8Array(), 0)).toEqual([]);
  });

  test('manyFromBytes reads consecutive maps', () => {
    expect(manyFromBytes(new Uint8Array([0b101, 0b1, 0, 0]), 9)).toEqual([
      NINE,
      Array(9).fill(false),
    ]);
    expect(manyFromBytes(new Uint8Array(), 9)).toEqual([]);
    expect(manyFromBytes(new Uint8Array(), 0)).toEqual([]);
  });

  test('toList writes the numbers of the CPUs in a map', () => {
    expect(toList('cpumap', NINE)).toBe('0,2,8');
    expect(toList('cpumap', [false])).toBe('');
  });

  test('errors name the argument', () => {
    for (const convert of [toBytes, toList]) {
      expect(() => convert('cpumap', wrong('0-3'))).toThrow(
        new TypeError('cpumap must be an array'),
      );
      expect(() => convert('cpumap', [true, wrong(1)])).toThrow(
        new TypeError('cpumap[1] must be a boolean'),
      );
      // eslint-disable-next-line no-sparse-arrays -- what JavaScript programs may pass
      expect(() => convert('cpumap', wrong([true, , true]))).toThrow(
        new TypeError('cpumap[1] must be a boolean'),
      );
    }
  });
});
