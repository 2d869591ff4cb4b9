/**
 * The standard library of each Go release, without a Go tree: which packages it has, and what they import.
 */

import { constraints, names, packages, releases, treeOf } from './generated/standard-library.js';

/** The files of a package that share a constraint. */
interface Group {
  readonly constraint: string;
  readonly imports: readonly string[];
}

/** A package of the standard library. */
export interface StandardPackage {
  readonly name: string;
  readonly groups: readonly Group[];
}

const paths = names.split(' ');
const number = (code: string) => parseInt(code, 36);

/** Reads ranges such as `0-3,5-g`. */
function isIn(ranges: string, value: number): boolean {
  return ranges.split(',').some((range) => {
    const [first, last] = range.split('-');
    return number(first!) <= value && value <= number(last!);
  });
}

/** The number of the newest known release that is not newer than this one; of the oldest if none is. */
function releaseNumber(release: string): number {
  const minorOf = (text: string) => Number(/^1\.([0-9]+)/.exec(text)?.[1] ?? Infinity);
  const minor = minorOf(release);
  return Math.max(
    releases.findLastIndex((each) => minorOf(each) <= minor),
    0,
  );
}

/** The packages of a release with their lines in the table. */
function readRelease(number: number): Map<string, string> {
  const found = new Map<string, string>();
  packages.forEach((line, index) => {
    const presence = line.slice(0, line.indexOf(' '));
    if (isIn(presence, number)) found.set(paths[index]!, line);
  });
  return found;
}

/** Returns a package of a release; `undefined` if it has none of this path. */
export function standardPackage(path: string, release: string): StandardPackage | undefined {
  const line = packagesOf(release).get(path);
  return line === undefined ? undefined : readPackage(path, line, treeOf[releaseNumber(release)]!);
}

function readPackage(path: string, line: string, tree: number): StandardPackage {
  const [, name = '', groups = ''] = line.split(' ');
  return {
    name: name || path.slice(path.lastIndexOf('/') + 1),
    groups: groups.split(';').flatMap((text) => {
      const [constraint = '', list = ''] = text.split(':');
      const items = list.split(',').flatMap((item) => {
        const [code = '', range] = item.split('@');
        return range === undefined || isIn(range, tree) ? [code] : [];
      });
      if (items.length === 0) return [];
      const imports = items.filter(Boolean).map((code) => paths[number(code)]!);
      return [{ constraint: constraints[number(constraint)]!, imports }];
    }),
  };
}

const known = new Map<number, Map<string, string>>();

function packagesOf(release: string): ReadonlyMap<string, string> {
  const number = releaseNumber(release);
  let found = known.get(number);
  if (!found) known.set(number, (found = readRelease(number)));
  return found;
}

/**
 * Returns whether the standard library has a package.
 *
 * @param path - its import path.
 * @param release - of which Go release, such as `1.19`; of any that is known if not given.
 */
export function isStandardPackage(path: string, release?: string): boolean {
  if (release !== undefined) return packagesOf(release).has(path);
  return releases.some((each) => packagesOf(each).has(path));
}

/**
 * Returns the packages of the standard library, sorted, those for its own use included.
 *
 * @param release - of which Go release, such as `1.19`; the newest that is known if not given.
 */
export function standardPackages(release = releases.at(-1)!): string[] {
  return [...packagesOf(release).keys()].sort();
}
