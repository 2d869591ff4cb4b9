import { toRegExp } from './regular-expression.js';

/** A data type of XML Schema with its facets. */
export interface DataType {
  readonly name: string;
  readonly accepts: (text: string) => boolean;
  /** For messages: `unsignedInt from 0 to 31`. */
  readonly description: string;
}

/** Restrictions of a data type. */
export type Facets = readonly (readonly [name: string, value: string])[];

const NAME_START = String.raw`[\p{L}_]`;
const NAME = String.raw`[\p{L}\p{N}\p{M}_.\-]`;
const ZONE = String.raw`(?:Z|[+-]\d\d:\d\d)?`;
const DATE = String.raw`-?\d{4,}-\d\d-\d\d`;
const TIME = String.raw`\d\d:\d\d:\d\d(?:\.\d+)?`;

/** What text of a type looks like, once its white space is collapsed. */
const LEXICAL: Readonly<Record<string, RegExp>> = {
  string: /^/,
  normalizedString: /^/,
  token: /^/,
  anyURI: /^/,
  boolean: /^(?:true|false|0|1)$/,
  decimal: /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/,
  double: /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN)$/,
  float: /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN)$/,
  NCName: new RegExp(`^${NAME_START}${NAME}*$`, 'u'),
  Name: new RegExp(`^(?:${NAME_START}|:)(?:${NAME}|:)*$`, 'u'),
  NMTOKEN: new RegExp(`^(?:${NAME}|:)+$`, 'u'),
  ID: new RegExp(`^${NAME_START}${NAME}*$`, 'u'),
  IDREF: new RegExp(`^${NAME_START}${NAME}*$`, 'u'),
  hexBinary: /^(?:[0-9a-fA-F]{2})*$/,
  base64Binary: /^[0-9A-Za-z+/= ]*$/,
  dateTime: new RegExp(`^${DATE}T${TIME}${ZONE}$`),
  date: new RegExp(`^${DATE}${ZONE}$`),
  time: new RegExp(`^${TIME}${ZONE}$`),
};

/** Least and greatest value; `undefined`: no bound. */
const INTEGERS: Readonly<Record<string, readonly [bigint | undefined, bigint | undefined]>> = {
  integer: [undefined, undefined],
  positiveInteger: [1n, undefined],
  nonNegativeInteger: [0n, undefined],
  negativeInteger: [undefined, -1n],
  nonPositiveInteger: [undefined, 0n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  short: [-(2n ** 15n), 2n ** 15n - 1n],
  byte: [-128n, 127n],
  unsignedLong: [0n, 2n ** 64n - 1n],
  unsignedInt: [0n, 2n ** 32n - 1n],
  unsignedShort: [0n, 2n ** 16n - 1n],
  unsignedByte: [0n, 255n],
};

/** White space counts as written in these alone. */
const PRESERVED = new Set(['string', 'normalizedString']);

/** Returns the data type of a name, restricted by facets. */
export function dataType(name: string, facets: Facets): DataType {
  const bounds = INTEGERS[name];
  // XML Schema 1.0 gives unsigned integers no sign.
  const integer = name.startsWith('unsigned') ? /^\d+$/ : /^[+-]?\d+$/;
  const lexical = bounds ? integer : LEXICAL[name];
  if (!lexical) throw new Error(`unknown data type ${name}`);
  const checks = facets.map(([facet, value]) => facetCheck(facet, value, bounds !== undefined));
  return {
    name,
    description: describe(name, facets),
    accepts: (text) => {
      const collapsed = PRESERVED.has(name) ? text : collapse(text);
      if (!lexical.test(collapsed)) return false;
      if (bounds) {
        const number = integerOf(collapsed);
        if (bounds[0] !== undefined && number < bounds[0]) return false;
        if (bounds[1] !== undefined && number > bounds[1]) return false;
      }
      return checks.every((check) => check(collapsed, text));
    },
  };
}

/** More than any bound. */
const HUGE = 10n ** 64n;

/** Converts an integer to compare it with bounds. Many digits would take more than linear time. */
function integerOf(text: string): bigint {
  const [, sign, digits = ''] = /^([+-]?)0*(\d*)$/.exec(text)!;
  const number = digits.length > 64 ? HUGE : BigInt(digits);
  return sign === '-' ? -number : number;
}

/** Returns a check of a text, given with its white space collapsed and as it is written. */
function facetCheck(
  facet: string,
  value: string,
  integer: boolean,
): (text: string, written: string) => boolean {
  const compare = (text: string): number => {
    if (!integer) return Number(text) - Number(value);
    const [a, b] = [integerOf(text), integerOf(value)];
    return a < b ? -1 : a > b ? 1 : 0;
  };
  const length = (text: string) => Array.from(text).length;
  switch (facet) {
    case 'pattern': {
      const expression = toRegExp(value);
      // By XML Schema white space is collapsed before; libxml2, and so libvirt, does not.
      return (_text, written) => expression.test(written);
    }
    case 'minInclusive':
      return (text) => compare(text) >= 0;
    case 'maxInclusive':
      return (text) => compare(text) <= 0;
    case 'minExclusive':
      return (text) => compare(text) > 0;
    case 'maxExclusive':
      return (text) => compare(text) < 0;
    case 'length':
      return (text) => length(text) === Number(value);
    case 'minLength':
      return (text) => length(text) >= Number(value);
    case 'maxLength':
      return (text) => length(text) <= Number(value);
    default:
      throw new Error(`unknown facet ${facet}`);
  }
}

function describe(name: string, facets: Facets): string {
  const words: Readonly<Record<string, string>> = {
    pattern: 'matching',
    minInclusive: 'from',
    maxInclusive: 'to',
    minExclusive: 'above',
    maxExclusive: 'below',
    length: 'of length',
    minLength: 'of at least length',
    maxLength: 'of at most length',
  };
  return [name, ...facets.map(([facet, value]) => `${words[facet] ?? facet} ${value}`)].join(' ');
}

/** Collapses white space, as data types other than strings do. */
export function collapse(text: string): string {
  return text.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '');
}
