import { parts, type Parameters, type Pattern } from './facts.js';

/** What the text of an attribute or element may be, as a program sees it. */
export interface Values {
  /** Words of a closed set, in schema order. */
  readonly literals: readonly string[];
  /** Bits of the integers among the values; 0 if there are none. */
  readonly integer: 0 | 32 | 64;
  /** Whether other text is possible, too: then `integer` is 0. */
  readonly text: boolean;
  readonly range?: readonly [least: string | undefined, greatest: string | undefined];
  readonly patterns: readonly string[];
  /** The one pattern that every value has to match. */
  readonly pattern?: string;
}

const INTEGERS: Readonly<Record<string, 32 | 64>> = {
  byte: 32,
  unsignedByte: 32,
  short: 32,
  unsignedShort: 32,
  int: 32,
  unsignedInt: 32,
  long: 64,
  unsignedLong: 64,
  integer: 64,
  positiveInteger: 64,
  nonNegativeInteger: 64,
  nonPositiveInteger: 64,
  negativeInteger: 64,
};

/** Patterns of integers that are written as JavaScript writes them, apart from leading zeros. */
const DECIMAL = /^(?:\(-\|\\\+\)\?|-\?)?\[0-9\](?:\+|\{\d+(?:,\d+)?\})$/;

/** The values of one or more alternatives. */
export function valuesOf(patterns: readonly Pattern[], resolve: (name: string) => Pattern): Values {
  const leaves = patterns.flatMap((pattern) => leavesOf(pattern, resolve));
  const data = leaves.filter(isData);
  const integers = data.filter(isInteger);
  const others = data.filter((each) => !isInteger(each));
  const text = others.length > 0 || leaves.some((leaf) => leaf === 'text' || leaf[0] === 'list');
  const literals = [...new Set(leaves.filter(isValue).map(([, , word]) => word))];
  const facets = others.flatMap(([, , parameters]) => valuesFor(parameters, 'pattern'));
  if (text || integers.length === 0) {
    const only = leaves.length === 1 && facets.length === 1;
    return { literals, integer: 0, text, patterns: facets, ...(only && { pattern: facets[0]! }) };
  }
  return {
    literals: literals.filter((word) => !/^[+-]?\d+$/.test(word)),
    integer: integers.some((each) => widthOf(each) === 64) ? 64 : 32,
    text,
    ...(integers.length === 1 && { range: rangeOf(integers[0]!) }),
    patterns: facets,
  };
}

type Data = Extract<Pattern, readonly ['data', ...unknown[]]>;
type Value = Extract<Pattern, readonly ['value', ...unknown[]]>;

function isData(pattern: Pattern): pattern is Data {
  return pattern[0] === 'data';
}

function isValue(pattern: Pattern): pattern is Value {
  return pattern[0] === 'value';
}

/** Patterns without parts: words, data, lists and text. */
function leavesOf(pattern: Pattern, resolve: (name: string) => Pattern): readonly Pattern[] {
  if (typeof pattern === 'string') return pattern === 'text' ? [pattern] : [];
  switch (pattern[0]) {
    case 'ref':
      return leavesOf(resolve(pattern[1]), resolve);
    case 'value':
    case 'data':
    case 'list':
      return [pattern];
    default:
      return parts(pattern).flatMap((part) => leavesOf(part, resolve));
  }
}

/** Integers with a pattern of their own, such as octal modes, are text. */
function isInteger([, type, parameters]: Data): boolean {
  return type in INTEGERS && valuesFor(parameters, 'pattern').every((each) => DECIMAL.test(each));
}

function widthOf(data: Data): 32 | 64 {
  const [least, greatest] = rangeOf(data);
  if (greatest === undefined || BigInt(greatest) > 0xffff_ffffn) return INTEGERS[data[1]]!;
  return least === undefined || BigInt(least) >= -0x8000_0000n ? 32 : INTEGERS[data[1]]!;
}

function rangeOf([, , parameters]: Data): readonly [string | undefined, string | undefined] {
  return [valuesFor(parameters, 'minInclusive')[0], valuesFor(parameters, 'maxInclusive')[0]];
}

function valuesFor(parameters: Parameters, facet: string): readonly string[] {
  return parameters.filter(([name]) => name === facet).map(([, value]) => value);
}
