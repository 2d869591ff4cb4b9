import { InvalidVersionError } from '../base/errors.js';
import * as semver from './semver.js';

const form =
  /^v[0-9]+\.(?:0\.0-|[0-9]+\.[0-9]+-(?:[^+]*\.)?0\.)[0-9]{14}-[A-Za-z0-9]+(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

function timestamp(time: Date): string {
  return time
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[^0-9]/g, '');
}

/**
 * Makes the pseudo-version of a commit.
 *
 * @param major - the major version wanted, such as `v1`; `v0` when empty.
 * @param older - the nearest tagged version before the commit, or empty when there is none.
 * @param time - when the commit was made; its fractions of seconds are dropped.
 * @param revision - how the commit is named, usually the first 12 characters of its hash.
 */
export function pseudoVersion(major: string, older: string, time: Date, revision: string): string {
  return assemble(major, older, timestamp(time), revision);
}

function assemble(major: string, older: string, time: string, revision: string): string {
  const commit = `${time}-${revision}`;
  const base = semver.canonical(older);
  if (base === '') return `${major === '' ? 'v0' : major}.0.0-${commit}`;
  const build = semver.build(older);
  if (semver.prerelease(base) !== '') return `${base}.0.${commit}${build}`;
  const dot = base.lastIndexOf('.') + 1;
  const next = BigInt(base.slice(dot)) + 1n;
  return `${base.slice(0, dot)}${next}-0.${commit}${build}`;
}

/** A pseudo-version without time and commit, which stands where a version must but none is known. */
export function zeroPseudoVersion(major: string): string {
  return assemble(major, '', '00010101000000', '000000000000');
}

/** Returns whether this is a pseudo-version. */
export function isPseudoVersion(version: string): boolean {
  return form.test(version) && semver.isValid(version);
}

/** Returns whether this is what {@link zeroPseudoVersion} makes. */
export function isZeroPseudoVersion(version: string): boolean {
  return version === zeroPseudoVersion(semver.major(version));
}

interface Parts {
  readonly base: string;
  readonly time: string;
  readonly revision: string;
  readonly build: string;
}

function takeApart(version: string): Parts {
  if (!isPseudoVersion(version)) {
    throw new InvalidVersionError(version, 'syntax error', { isPseudo: true });
  }
  const build = semver.build(version);
  const rest = version.slice(0, version.length - build.length);
  const [, base, time, revision] = /^(.*)[-.]([0-9]{14})-([A-Za-z0-9]+)$/.exec(rest)!;
  return { base: base!, time: time!, revision: revision!, build };
}

/**
 * When the commit of a pseudo-version was made.
 *
 * @throws {InvalidVersionError} if it is not a pseudo-version, or its time is invalid.
 */
export function pseudoVersionTime(version: string): Date {
  const { time } = takeApart(version);
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(
    time,
  )!;
  const date = new Date(`${year!}-${month!}-${day!}T${hour!}:${minute!}:${second!}Z`);
  // A date that does not exist, such as 30 February, is taken for a later one.
  if (Number.isNaN(date.getTime()) || timestamp(date) !== time) {
    throw new InvalidVersionError(version, `malformed time "${time}"`, { isPseudo: true });
  }
  return date;
}

/**
 * How a pseudo-version names its commit.
 *
 * @throws {InvalidVersionError} for what is no pseudo-version.
 */
export function pseudoVersionRev(version: string): string {
  return takeApart(version).revision;
}

/**
 * The tagged version that a pseudo-version comes after, or the empty string when it comes after none.
 *
 * @throws {InvalidVersionError} for what is no pseudo-version, or cannot come after a version.
 */
export function pseudoVersionBase(version: string): string {
  const { base, build } = takeApart(version);
  const prerelease = semver.prerelease(base);
  if (prerelease === '') {
    if (build === '') return '';
    throw new InvalidVersionError(
      version,
      `lacks base version, but has build metadata "${build}"`,
      {
        isPseudo: true,
      },
    );
  }
  if (prerelease !== '-0') return base.slice(0, -'.0'.length) + build;
  const release = base.slice(0, -prerelease.length);
  const dot = release.lastIndexOf('.') + 1;
  const patch = BigInt(release.slice(dot));
  if (patch === 0n) {
    throw new InvalidVersionError(
      version,
      `version before ${release} would have negative patch number`,
      {
        isPseudo: true,
      },
    );
  }
  return `${release.slice(0, dot)}${patch - 1n}${build}`;
}
