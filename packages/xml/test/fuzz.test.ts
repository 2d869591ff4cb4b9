import { describe, expect, it } from 'vitest';
import { documentKind } from '../src/document-kind.js';
import { domainData } from '../src/generated/data/domain.js';
import { networkData } from '../src/generated/data/network.js';
import { Schema } from '../src/schema/shapes.js';
import { XMLParseError } from '../src/syntax/error.js';
import { canonicalize } from './support/canonical.js';
import { change, normalize } from './support/change.js';
import { foreign, randomDocument } from './support/random-document.js';
import { Random } from './support/random.js';

const count = Number(process.env['LIBVIRT_XML_FUZZ'] ?? 2000);
const seeds = Array.from({ length: count }, (_, index) => index);
const kinds = [
  { kind: documentKind('domain', domainData, 0), schema: new Schema(domainData, 0) },
  { kind: documentKind('network', networkData, 0), schema: new Schema(networkData, 0) },
];

/** Runs a check for each seed, and names the seed that fails. */
function forEachSeed(check: (random: Random, seed: number) => void): void {
  for (const seed of seeds) {
    try {
      check(new Random(seed), seed);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
}

describe(`${count} random documents`, () => {
  it('parse, format: the same bytes', () => {
    forEachSeed((random, seed) => {
      const { kind, schema } = kinds[seed % 2]!;
      const text = randomDocument(random, schema);
      expect(kind.format(kind.parse(text))).toBe(text);
    });
  });

  it('parse, copy, format, parse: the same data, and a text that stays', () => {
    forEachSeed((random, seed) => {
      const { kind, schema } = kinds[seed % 2]!;
      const data = kind.parse(randomDocument(random, schema));
      const copy = structuredClone(data);
      const text = kind.format(copy);
      expect(normalize(kind.parse(text))).toEqual(normalize(data));
      expect(kind.format(structuredClone(kind.parse(text)))).toBe(text);
    });
  });

  it('edit with a random change, parse: the changed data', () => {
    forEachSeed((random, seed) => {
      const { kind, schema } = kinds[seed % 2]!;
      const text = randomDocument(random, schema);
      let expected: unknown;
      const edited = kind.edit(text, (data) => {
        for (let changes = 1 + random.below(3); changes > 0; changes -= 1) change(random, data);
        expected = withoutInherited(normalize(data));
      });
      expect(withoutInherited(normalize(kind.parse(edited))), edited).toEqual(expected);
      // What is written is well-formed by itself, and stays as it is.
      expect(kind.format(kind.parse(edited))).toBe(edited);
      expect(canonicalize(edited)).not.toBe('');
    });
  });

  it('with random damage: refused with an XMLParseError, or read and written back', () => {
    const accepted = { yes: 0, no: 0 };
    forEachSeed((random, seed) => {
      const { kind, schema } = kinds[seed % 2]!;
      const text = damage(random, randomDocument(random, schema));
      let data: object;
      try {
        data = kind.parse(text);
      } catch (error) {
        expect(error).toBeInstanceOf(XMLParseError);
        accepted.no += 1;
        return;
      }
      accepted.yes += 1;
      expect(kind.format(data)).toBe(text);
    });
    expect(accepted.yes).toBeGreaterThan(count / 50);
    expect(accepted.no).toBeGreaterThan(count / 50);
  });
});

/** Leaves out namespaces that the root declares: content lists them only while it uses them. */
function withoutInherited(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => {
      if (typeof inner === 'bigint') return `${inner}n`;
      if (foreign.includes(inner as string)) return undefined;
      return key === 'namespaces' &&
        Object.values(inner as object).every((each) => foreign.includes(each as string))
        ? undefined
        : inner;
    }),
  ) as unknown;
}

/** Deletes, doubles or moves a part of a text, or puts a character of syntax into it. */
function damage(random: Random, text: string): string {
  const from = random.below(text.length);
  const to = Math.min(text.length, from + 1 + random.below(12));
  const part = text.slice(from, to);
  const syntax = random.pick([
    '<',
    '>',
    '&',
    '"',
    "'",
    '/',
    ']]>',
    '--',
    ':',
    '=',
    '\0',
    '\ud800',
    '<!',
    '<?',
  ]);
  return random.pick([
    text.slice(0, from) + text.slice(to),
    text.slice(0, to) + part + text.slice(to),
    text.slice(0, from) + syntax + text.slice(from),
    text.slice(0, from) + syntax + text.slice(to),
    part + text.slice(0, from) + text.slice(to),
  ]);
}
