import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidVersionError } from '../src/base/errors.js';
import { compareGoVersions, isGoVersion, languageVersion } from '../src/module/goversion.js';
import * as semver from '../src/module/semver.js';
import {
  isPseudoVersion,
  isZeroPseudoVersion,
  pseudoVersion,
  pseudoVersionBase,
  pseudoVersionRev,
  pseudoVersionTime,
  zeroPseudoVersion,
} from '../src/module/pseudo.js';

const number = fc.oneof(fc.nat(20), fc.bigInt({ min: 0n, max: 10n ** 25n })).map(String);
const identifier = fc.oneof(number, fc.stringMatching(/^[0-9]{0,3}[A-Za-z-][0-9A-Za-z-]{0,3}$/));
const prerelease = fc.array(identifier, { maxLength: 3 });
const version = fc
  .tuple(
    number,
    number,
    number,
    prerelease,
    fc.array(fc.stringMatching(/^[0-9A-Za-z-]{1,4}$/), { maxLength: 2 }),
  )
  .map(([major, minor, patch, pre, build]) => ({
    text:
      `v${major}.${minor}.${patch}` +
      (pre.length > 0 ? `-${pre.join('.')}` : '') +
      (build.length > 0 ? `+${build.join('.')}` : ''),
    release: [major, minor, patch].map(BigInt),
    pre,
    build,
  }));

type Version = typeof version extends fc.Arbitrary<infer V> ? V : never;

/** Precedence as semver.org tells it, on what a version was made from. */
function oracle(a: Version, b: Version): number {
  for (const index of [0, 1, 2]) {
    const [x, y] = [a.release[index]!, b.release[index]!];
    if (x !== y) return x < y ? -1 : 1;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  for (const [index, x] of a.pre.entries()) {
    const y = b.pre[index];
    if (y === undefined) return 1;
    if (x === y) continue;
    const numbers = [x, y].map((each) => (/^\d+$/.test(each) ? BigInt(each) : undefined));
    if (numbers[0] !== undefined && numbers[1] !== undefined)
      return numbers[0] < numbers[1] ? -1 : 1;
    if (numbers[0] !== undefined || numbers[1] !== undefined)
      return numbers[0] !== undefined ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return a.pre.length === b.pre.length ? 0 : -1;
}

describe('semver', () => {
  it.each([
    ['v1', 'v1.0.0', 'v1', 'v1.0'],
    ['v1.2', 'v1.2.0', 'v1', 'v1.2'],
    ['v1.2.3', 'v1.2.3', 'v1', 'v1.2'],
    ['v1.2.3-rc.1', 'v1.2.3-rc.1', 'v1', 'v1.2'],
    ['v12.8.0+incompatible', 'v12.8.0', 'v12', 'v12.8'],
    ['v1.2.3-0a+01', 'v1.2.3-0a', 'v1', 'v1.2'],
    [
      'v99999999999999999999.0.0',
      'v99999999999999999999.0.0',
      'v99999999999999999999',
      'v99999999999999999999.0',
    ],
  ])('takes %s apart', (text, canonical, major, majorMinor) => {
    expect(semver.isValid(text)).toBe(true);
    expect(semver.canonical(text)).toBe(canonical);
    expect(semver.major(text)).toBe(major);
    expect(semver.majorMinor(text)).toBe(majorMinor);
  });

  it.each([
    '',
    'v',
    '1.2.3',
    'V1.2.3',
    'v01.2.3',
    'v1.02.3',
    'v1.2.03',
    'v1.2.3.4',
    'v1-pre',
    'v1.2-pre',
    'v1+meta',
    'v1.2.3-',
    'v1.2.3-01',
    'v1.2.3-a..b',
    'v1.2.3+',
    'v1.2.3+a..b',
    'v1.2.3-a_b',
    'v1.2.3 ',
    'v1.2.3\n',
    '\nv1.2.3',
    'v-1.2.3',
    'v1.2.x',
    'v١.0.0',
  ])('refuses %j', (text) => {
    expect(semver.isValid(text)).toBe(false);
    expect(semver.canonical(text)).toBe('');
    expect(semver.major(text)).toBe('');
    expect(semver.build(text)).toBe('');
    expect(semver.compare(text, 'v0.0.0-0')).toBe(-1);
    expect(semver.compare('v0.0.0-0', text)).toBe(1);
    expect(semver.compare(text, 'also none')).toBe(0);
  });

  it('returns pre-release and build metadata with their marks', () => {
    expect(semver.prerelease('v1.2.3-rc.1+linux')).toBe('-rc.1');
    expect(semver.build('v1.2.3-rc.1+linux')).toBe('+linux');
    expect(semver.prerelease('v1')).toBe('');
  });

  it('compare() follows semver.org', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(semver.compare(a.text, b.text)).toBe(oracle(a, b));
        expect(semver.compare(b.text, a.text) + oracle(a, b)).toBe(0);
      }),
    );
  });

  it('compare() orders similar versions', () => {
    const near = fc.constantFrom(
      'v1',
      'v1.0',
      'v1.0.0',
      'v1.0.0-0',
      'v1.0.0-1',
      'v1.0.0-10',
      'v1.0.0-9',
      'v1.0.0-a',
      'v1.0.0-a.0',
      'v1.0.0-a.b',
      'v1.0.0-A',
      'v1.0.0+x',
      'v1.0.1',
      'v1.0.10',
      'v1.0.9',
      'v1.1',
      'v2',
      'none',
      '',
    );
    fc.assert(
      fc.property(near, near, near, (a, b, c) => {
        // A total order up to equality.
        expect(Math.sign(semver.compare(a, b))).toBe(0 - Math.sign(semver.compare(b, a)) + 0);
        if (semver.compare(a, b) <= 0 && semver.compare(b, c) <= 0) {
          expect(semver.compare(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it('sort() orders equal versions by text', () => {
    expect(
      semver.sort(['v1.0.0', 'v1', 'bad', 'v1.0.0-pre', 'v0.9.0', 'v1.0.0+b', 'also bad']),
    ).toEqual(['also bad', 'bad', 'v0.9.0', 'v1.0.0-pre', 'v1', 'v1.0.0', 'v1.0.0+b']);
  });
});

describe('pseudoVersion', () => {
  const time = new Date('2026-11-21T10:20:30.999Z');

  it.each([
    ['', '', 'v0.0.0-20261121102030-abcdef123456'],
    ['v2', '', 'v2.0.0-20261121102030-abcdef123456'],
    ['v1', 'v1.2.3', 'v1.2.4-0.20261121102030-abcdef123456'],
    ['v1', 'v1.2.9', 'v1.2.10-0.20261121102030-abcdef123456'],
    ['v1', 'v1.2.99999999999999999999', 'v1.2.100000000000000000000-0.20261121102030-abcdef123456'],
    ['v1', 'v1.2.3-pre', 'v1.2.3-pre.0.20261121102030-abcdef123456'],
    ['v2', 'v2.0.0+incompatible', 'v2.0.1-0.20261121102030-abcdef123456+incompatible'],
    ['v2', 'v2.0.0-rc.1+incompatible', 'v2.0.0-rc.1.0.20261121102030-abcdef123456+incompatible'],
  ])('names a commit of %j after %j', (major, older, expected) => {
    const made = pseudoVersion(major, older, time, 'abcdef123456');
    expect(made).toBe(expected);
    expect(isPseudoVersion(made)).toBe(true);
    expect(pseudoVersionBase(made)).toBe(older);
    expect(pseudoVersionRev(made)).toBe('abcdef123456');
    expect(pseudoVersionTime(made)).toEqual(new Date('2026-11-21T10:20:30Z'));
  });

  it('is parsed into its parts', () => {
    const older = version
      .filter(({ build }) => build.length === 0)
      .chain(({ text }) => fc.constantFrom(text, `${text}+incompatible`));
    const moment = fc.date({
      min: new Date('1970-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(older, moment, fc.stringMatching(/^[0-9a-f]{12}$/), (base, when, revision) => {
        const made = pseudoVersion(semver.major(base), base, when, revision);
        expect(isPseudoVersion(made)).toBe(true);
        expect(pseudoVersionBase(made)).toBe(base);
        expect(pseudoVersionRev(made)).toBe(revision);
        expect(pseudoVersionTime(made).getTime()).toBe(Math.floor(when.getTime() / 1000) * 1000);
        expect(semver.compare(base, made)).toBe(-1);
      }),
    );
  });

  it.each([
    'v1.2.3',
    'v1.2.3-pre',
    'v0.0.0-2026112110203-abcdef123456',
    'v0.0.0-20261121102030-',
    'v0.0.0-20261121102030-abc_def',
    'v0.0.1-20261121102030-abcdef123456',
    '0.0.0-20261121102030-abcdef123456',
    'v01.0.0-20261121102030-abcdef123456',
  ])('does not take %s for one', (text) => {
    expect(isPseudoVersion(text)).toBe(false);
    expect(() => pseudoVersionRev(text)).toThrow(
      new InvalidVersionError(text, 'syntax error', { isPseudo: true }),
    );
  });

  it('names the problem of a malformed one', () => {
    expect(() => pseudoVersionTime('v0.0.0-20260230102030-abcdef123456')).toThrow(
      'pseudo-version "v0.0.0-20260230102030-abcdef123456" invalid: malformed time "20260230102030"',
    );
    expect(() => pseudoVersionBase('v2.0.0-20261121102030-abcdef123456+incompatible')).toThrow(
      'lacks base version, but has build metadata "+incompatible"',
    );
    expect(() => pseudoVersionBase('v1.0.0-0.20261121102030-abcdef123456')).toThrow(
      'version before v1.0.0 would have negative patch number',
    );
  });

  it('zeroPseudoVersion() has time and revision zero', () => {
    expect(zeroPseudoVersion('v3')).toBe('v3.0.0-00010101000000-000000000000');
    expect(isZeroPseudoVersion('v3.0.0-00010101000000-000000000000')).toBe(true);
    expect(isZeroPseudoVersion('v3.0.0-20261121102030-000000000000')).toBe(false);
  });
});

describe('compareGoVersions', () => {
  it('orders language, release candidates, releases', () => {
    const ordered = [
      'none',
      '1.9',
      '1.20rc1',
      '1.20',
      '1.20.1',
      '1.21',
      '1.21beta1',
      '1.21rc1',
      '1.21rc2',
      '1.21.0',
      '1.21.10',
      '1.22',
    ];
    for (const [index, a] of ordered.entries()) {
      for (const [other, b] of ordered.entries()) {
        expect(`${a} ${b} ${compareGoVersions(a, b)}`).toBe(
          `${a} ${b} ${Math.sign(index - other)}`,
        );
      }
    }
    expect(compareGoVersions('1.20', '1.20.0')).toBe(0);
    expect(compareGoVersions('1.21', '1.21.0')).toBe(-1);
  });

  it('isGoVersion() accepts languages, releases and candidates', () => {
    expect(['1.19', '1.22.3', '1.21rc1'].map(isGoVersion)).toEqual([true, true, true]);
    expect(['1', 'v1.19', '1.019', '1.19-x', ''].map(isGoVersion)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(['1.19', '1.22.3', '1.21rc1', 'x'].map(languageVersion)).toEqual([
      '1.19',
      '1.22',
      '1.21',
      'x',
    ]);
  });
});
