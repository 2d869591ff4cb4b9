import type { PackedParameters } from '@libvirt/native';
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { domainStatsPlacement } from '../src/parameters/domain-stats.js';
import { layOut, type Place, type Placement } from '../src/parameters/layout.js';
import { unpack } from '../src/parameters/packed.js';
import {
  canGenerate,
  generatedReader,
  interpretedReader,
  type Reader,
} from '../src/parameters/readers.js';
import { spelled, STATS } from './parameters-examples.js';
import { pack, type Packable } from './parameters-pack.js';
import { endsWell, runProgram } from './process.js';

type Made = Record<string, unknown>;

/** A placement that knows these names. */
function knowing(places: Readonly<Record<string, Place>>): Placement<Made> {
  const known = new Map(Object.entries(places));
  return { place: (name) => known.get(name) };
}

const nowhere = knowing({});

/** Reads the first record with a reader. */
function readWith(
  makeReader: (layout: ReturnType<typeof layOut>) => Reader,
  { shapes, strings, values }: PackedParameters,
  placement: Placement<unknown>,
): object {
  const views = {
    numbers: new Float64Array(values),
    signed: new BigInt64Array(values),
    unsigned: new BigUint64Array(values),
    strings,
  };
  return makeReader(layOut(shapes[0]!, placement))(views, 0);
}

const readers = [
  ['generated', generatedReader],
  ['interpreted', interpretedReader],
] as const;

describe.each(readers)('the %s reader', (_, makeReader) => {
  const read = (record: readonly Packable[], placement: Placement<unknown> = nowhere) =>
    readWith(makeReader, pack(record), placement) as Made;

  test('reads each type, 64 bits exactly', () => {
    const record: Packable[] = [
      ['int', 'i', -(2 ** 31)],
      ['uint', 'u', 2 ** 32 - 1],
      ['least', 'l', -(2n ** 63n)],
      ['most', 'l', 2n ** 63n - 1n],
      ['unsigned', 'L', 2n ** 64n - 1n],
      ['odd', 'L', 2n ** 53n + 1n],
      ['double', 'd', 0.1],
      ['infinite', 'd', -Infinity],
      ['yes', 'b', true],
      ['no', 'b', false],
      ['text', 's', 'ä\u2028"\\`${x}'],
      ['empty', 's', ''],
    ];
    const expected = Object.fromEntries(record.map(([name, , value]) => [name, value]));
    expect(read(record)).toStrictEqual({ extra: expected });
  });

  test('puts values in their places, and keeps those without a place', () => {
    const placement = knowing({
      'a.x': { path: ['a', 0, 'x'], type: 'int' },
      'a.y': { path: ['a', 7, 'y'], type: 'string' },
      'a.count': { path: ['a'], type: 'length' },
      'b.count': { path: ['b'], type: 'length' },
      'one.count': { path: ['one'], type: 'length' },
      one: { path: ['one'], type: 'int' },
    });
    const record: Packable[] = [
      ['a.y', 's', 'text'],
      ['new', 'i', 1],
      ['a.count', 'u', 8],
      ['a.x', 'i', 2],
      ['b.count', 'u', 0],
      ['one', 'i', 3],
      ['one.count', 'u', 4],
    ];
    expect(read(record, placement)).toStrictEqual({
      a: [
        { index: 0, x: 2 },
        { index: 7, y: 'text' },
      ],
      b: [],
      one: 3,
      extra: { new: 1, 'one.count': 4 },
    });
  });

  test('makes an array of repeatable parameters, and keeps other repeated ones', () => {
    const placement = knowing({
      list: { path: ['list'], type: 'strings' },
      one: { path: ['one'], type: 'int' },
    });
    const record: Packable[] = [
      ['list', 's', 'first'],
      ['one', 'i', 1],
      ['list', 's', 'second'],
      ['one', 'i', 2],
      ['new', 'i', 3],
      ['new', 's', 'four'],
      ['new', 'i', 5],
    ];
    expect(read(record, placement)).toStrictEqual({
      list: ['first', 'second'],
      one: 1,
      extra: { one: 2, new: [3, 'four', 5] },
    });
    expect(read([['list', 's', 'only']], placement)).toStrictEqual({ list: ['only'] });
  });

  test('gives a field one type for every width', () => {
    const placement = knowing({
      wide: { path: ['wide'], type: 'ullong' },
      narrow: { path: ['narrow'], type: 'uint' },
      counter: { path: ['counter'], type: 'counter' },
      flag: { path: ['flag'], type: 'counter' },
    });
    const record: Packable[] = [
      ['wide', 'u', 2 ** 32 - 1],
      ['narrow', 'L', 5n],
      ['counter', 'i', -1],
      ['flag', 'b', true],
    ];
    expect(read(record, placement)).toStrictEqual({
      wide: 4294967295n,
      narrow: 5,
      counter: -1n,
      flag: true,
    });
  });

  test('keeps values of another type than the field separately', () => {
    const placement = knowing({
      long: { path: ['long'], type: 'ullong' },
      text: { path: ['text'], type: 'string' },
      texts: { path: ['texts'], type: 'strings' },
      flag: { path: ['flag'], type: 'boolean' },
      leaf: { path: ['leaf'], type: 'int' },
      below: { path: ['leaf', 'below'], type: 'int' },
      branch: { path: ['branch', 'below'], type: 'int' },
      above: { path: ['branch'], type: 'strings' },
    });
    const record: Packable[] = [
      ['long', 'd', 0.5],
      ['text', 'i', 1],
      ['texts', 'b', true],
      ['flag', 'i', 1],
      ['leaf', 'i', 2],
      ['below', 'i', 3],
      ['branch', 'i', 4],
      ['above', 's', 'five'],
    ];
    expect(read(record, placement)).toStrictEqual({
      leaf: 2,
      branch: { below: 4 },
      extra: { long: 0.5, text: 1, texts: true, flag: 1, below: 3, above: 'five' },
    });
  });

  test('does not treat a name as code, nor as a prototype', () => {
    const hostile = [
      '__proto__',
      'constructor',
      'toString',
      '"]: process.exit(1), "x',
      "'+process.exit(1)+'",
      '`${process.exit(1)}`',
      '\\',
      '\u2028\u2029\n',
      '*/ process.exit(1) /*',
      '0',
    ];
    const placement: Placement<unknown> = {
      place: (name) =>
        name.startsWith('in ')
          ? { path: [name.slice(3), '__proto__', name.slice(3)], type: 'int' }
          : undefined,
    };
    const record = hostile.flatMap((name): Packable[] => [
      [name, 'i', 1],
      [`in ${name}`, 'i', 2],
    ]);
    const made = read(record, placement);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(({} as Made)['polluted']).toBeUndefined();
    const extra = made['extra'] as Made;
    expect(Object.getPrototypeOf(extra)).toBe(Object.prototype);
    expect(Object.keys(extra).sort()).toEqual([...hostile].sort());
    expect(Object.values(extra)).toEqual(hostile.map(() => 1));
    for (const name of hostile) {
      const inner = Object.getOwnPropertyDescriptor(made, name)?.value as Made;
      expect(Object.getPrototypeOf(inner)).toBe(Object.prototype);
      expect(Object.keys(inner)).toEqual(['__proto__']);
      const innermost = Object.getOwnPropertyDescriptor(inner, '__proto__')?.value as Made;
      expect(Object.entries(innermost)).toEqual([[name, 2]]);
    }
  });
});

test('generatedReader, interpretedReader: return the same, with the keys in the same order', () => {
  const [generated, interpreted] = readers.map(([, makeReader]) =>
    readWith(makeReader, pack(STATS), domainStatsPlacement),
  );
  expect(generated).toStrictEqual(interpreted);
  expect(spelled(generated)).toBe(spelled(interpreted));
});

describe('unpack', () => {
  test('of no record returns no object', () => {
    expect(unpack(pack(), nowhere)).toEqual([]);
  });

  test('returns an empty object for a record without parameters', () => {
    expect(unpack(pack([], []), nowhere)).toStrictEqual([{}, {}]);
  });

  test('reads records of several shapes, in any order', () => {
    const records = Array.from({ length: 50 }, (_, index): Packable[] =>
      index % 3 === 0
        ? [['a', 'i', index]]
        : [
            ['b', 's', `text ${index}`],
            ['a', index % 3 === 1 ? 'L' : 'l', BigInt(index)],
          ],
    );
    const packed = pack(...records);
    expect(packed.shapes).toHaveLength(3);
    expect(unpack(packed, nowhere)).toStrictEqual(
      records.map((record) => ({
        extra: Object.fromEntries(record.map(([name, , value]) => [name, value])),
      })),
    );
  });

  test('evicts shapes if there are many, and still reads them', () => {
    let asked = 0;
    const placement: Placement<Made> = {
      place: (name) => {
        asked += 1;
        return { path: [name], type: 'int' };
      },
    };
    const shapeOf = (number: number) => pack([[`name ${number}`, 'i', number]]);
    for (let number = 0; number < 1_200; number += 1) {
      expect(unpack(shapeOf(number), placement)).toEqual([{ [`name ${number}`]: number }]);
    }
    expect(asked).toBe(1_200);
    unpack(shapeOf(1_199), placement);
    expect(asked).toBe(1_200);
    unpack(shapeOf(0), placement);
    expect(asked).toBe(1_201);
  });

  test('works if code generation from strings is not allowed', async ({ skip }) => {
    const isEmulated = process.env['LIBVIRT_TEST_EMULATED'] === '1';
    skip(isEmulated, 'the bundler is only installed for the processor of this machine');
    const bundle = join(mkdtempSync(join(tmpdir(), 'parameters-')), 'parameters.mjs');
    const program = fileURLToPath(new URL('programs/parameters.ts', import.meta.url));
    const form = { bundle: true, platform: 'node', format: 'esm' } as const;
    await build({ entryPoints: [program], outfile: bundle, ...form });
    const options = ['--disallow-code-generation-from-strings'];
    const records = unpack(pack(...Array.from({ length: 10 }, () => STATS)), domainStatsPlacement);
    expect(canGenerate()).toBe(true);
    const ended = await runProgram(bundle, { nodeOptions: options });
    rmSync(dirname(bundle), { recursive: true });
    expect(ended).toEqual(endsWell(`false\n${spelled(records)}`));
  });

  test('is fast', () => {
    const requests = ['rd', 'wr', 'fl'].flatMap((each) =>
      ['reqs', 'bytes', 'times'].map((what) => `${each}.${what}`),
    );
    const domain = [
      ...['time', 'user', 'system'].map((name) => `cpu.${name}`),
      ...['current', 'maximum', 'unused', 'rss', 'usable'].map((name) => `balloon.${name}`),
      ...[0, 1, 2, 3].flatMap((cpu) => [`vcpu.${cpu}.time`, `vcpu.${cpu}.wait`]),
      ...[0, 1, 2, 3, 4, 5, 6].flatMap((disk) => requests.map((name) => `block.${disk}.${name}`)),
    ].map((name, index): Packable => [name, 'L', BigInt(index)]);
    const packed = pack(...Array.from({ length: 1_000 }, () => domain));
    const times = Array.from({ length: 10 }, () => {
      const start = performance.now();
      unpack(packed, domainStatsPlacement);
      return performance.now() - start;
    });
    const [first, best] = [times[0]!, Math.min(...times)].map((time) => time.toFixed(1));
    console.log(
      `1,000 domains of ${domain.length} fields: ${first} ms at first, at best ${best} ms`,
    );
  });
});
