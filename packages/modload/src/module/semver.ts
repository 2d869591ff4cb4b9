/**
 * Semantic versions by Go's rules: a leading `v` is needed, and `v1` and `v1.2` stand for `v1.0.0`
 * and `v1.2.0`. Numbers may be of any size.
 */

interface Parts {
  readonly major: string;
  readonly minor: string;
  readonly patch: string;
  /** What is missing for three numbers: `''`, `'.0'` or `'.0.0'`. */
  readonly missing: string;
  /** With its leading `-`. */
  readonly prerelease: string;
  /** With its leading `+`. */
  readonly build: string;
}

const number = '(0|[1-9][0-9]*)';
const identifier = '(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)';
const full = new RegExp(
  `^v${number}(?:\\.${number}(?:\\.${number}` +
    `(-${identifier}(?:\\.${identifier})*)?(\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?)?)?$`,
);

function parse(version: string): Parts | undefined {
  // In JavaScript `$` also stands before nothing else than the end, without the `m` flag.
  const match = full.exec(version);
  if (match === null) return undefined;
  const [, major, minor, patch, prerelease = '', build = ''] = match;
  return {
    major: major!,
    minor: minor ?? '0',
    patch: patch ?? '0',
    missing: minor === undefined ? '.0.0' : patch === undefined ? '.0' : '',
    prerelease,
    build,
  };
}

/** The three numbers of the release that was last looked at by {@link readRelease}. */
const release = { major: 0, minor: 0, patch: 0 };

/** Reads a version that has three numbers of ordinary size and nothing else. Returns whether it is one. */
function readRelease(version: string): boolean {
  if (version.charCodeAt(0) !== 0x76 || version.length > 24) return false;
  let number = -1;
  let dots = 0;
  for (let index = 1; index < version.length; index++) {
    const code = version.charCodeAt(index);
    if (code >= 0x30 && code <= 0x39) {
      // No leading zeros, and nothing that a double cannot hold.
      if (number === 0 || number > 1e14) return false;
      number = number < 0 ? code - 0x30 : number * 10 + (code - 0x30);
    } else if (code === 0x2e && number >= 0 && dots < 2) {
      if (dots === 0) release.major = number;
      else release.minor = number;
      dots++;
      number = -1;
    } else {
      return false;
    }
  }
  release.patch = number;
  return dots === 2 && number >= 0;
}

/** Returns whether this is a semantic version as Go understands it. */
export function isValid(version: string): boolean {
  return readRelease(version) || full.test(version);
}

/**
 * The version with all three numbers and without build metadata: `v1.2` gives `v1.2.0`, and
 * `v1.2.3+meta` gives `v1.2.3`. Returns the empty string for what is no version.
 */
export function canonical(version: string): string {
  if (readRelease(version)) return version;
  const parts = parse(version);
  if (parts === undefined) return '';
  if (parts.build !== '') return version.slice(0, -parts.build.length);
  return version + parts.missing;
}

/** The major version: `v2.1.0` gives `v2`. Returns the empty string for what is no version. */
export function major(version: string): string {
  const parts = parse(version);
  return parts === undefined ? '' : `v${parts.major}`;
}

/** The first two numbers: `v2.1.0` gives `v2.1`. Returns the empty string for what is no version. */
export function majorMinor(version: string): string {
  const parts = parse(version);
  return parts === undefined ? '' : `v${parts.major}.${parts.minor}`;
}

/** The pre-release with its dash: `v2.1.0-pre+meta` gives `-pre`. Empty when there is none. */
export function prerelease(version: string): string {
  return parse(version)?.prerelease ?? '';
}

/** The build metadata with its plus: `v2.1.0+meta` gives `+meta`. Empty when there is none. */
export function build(version: string): string {
  return version.includes('+') ? (parse(version)?.build ?? '') : '';
}

function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length !== b.length) return a.length < b.length ? -1 : 1;
  return a < b ? -1 : 1;
}

const digits = /^[0-9]+$/;

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  const left = a.slice(1).split('.');
  const right = b.slice(1).split('.');
  for (let index = 0; index < left.length && index < right.length; index++) {
    const x = left[index]!;
    const y = right[index]!;
    if (x === y) continue;
    const isNumber = digits.test(x);
    if (isNumber !== digits.test(y)) return isNumber ? -1 : 1;
    if (isNumber) return compareNumbers(x, y);
    return x < y ? -1 : 1;
  }
  return left.length < right.length ? -1 : 1;
}

/** Compares two versions that are nothing but three numbers; undefined for others. */
function compareReleases(a: string, b: string): number | undefined {
  if (!readRelease(a)) return undefined;
  const { major: aMajor, minor: aMinor, patch: aPatch } = release;
  if (!readRelease(b)) return undefined;
  return Math.sign(aMajor - release.major || aMinor - release.minor || aPatch - release.patch);
}

/**
 * Compares two versions by precedence, build metadata aside. Returns -1, 0 or 1. What is no version
 * comes before every version, and equals anything else that is none.
 */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  const quick = compareReleases(a, b);
  if (quick !== undefined) return quick;
  const left = parse(a);
  const right = parse(b);
  if (left === undefined || right === undefined) {
    return left === right ? 0 : left === undefined ? -1 : 1;
  }
  return (
    compareNumbers(left.major, right.major) ||
    compareNumbers(left.minor, right.minor) ||
    compareNumbers(left.patch, right.patch) ||
    comparePrereleases(left.prerelease, right.prerelease)
  );
}

/** The greater of two versions, as it was written; the second when they are equal. */
export function max(a: string, b: string): string {
  return compare(a, b) > 0 ? a : b;
}

/** Compares as {@link compare}, and where that finds no difference by text. */
export function compareStrictly(a: string, b: string): number {
  return compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** Sorts versions in place, the least first, equal ones by their text. Returns the list. */
export function sort(versions: string[]): string[] {
  return versions.sort(compareStrictly);
}
