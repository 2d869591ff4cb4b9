import { packages, releases } from './generated/stdlib-packages.js';

interface Presence {
  readonly since: number;
  readonly until: number;
}

let table: Map<string, Presence> | undefined;

/** The packages with the releases, by number, from which to which they were there. */
function presences(): Map<string, Presence> {
  if (table === undefined) {
    table = new Map();
    for (const { since, until, paths } of packages) {
      const presence = { since: releases.indexOf(since), until: releases.indexOf(until) };
      for (const path of paths.split(' ')) table.set(path, presence);
    }
  }
  return table;
}

/** The number of the newest known release that is not newer than this one; of the oldest if none is. */
function releaseNumber(release: string): number {
  const minorOf = (text: string) => Number(/^1\.([0-9]+)/.exec(text)?.[1] ?? Infinity);
  const minor = minorOf(release);
  const number = releases.findLastIndex((each) => minorOf(each) <= minor);
  return Math.max(number, 0);
}

/**
 * Whether the standard library has a package.
 *
 * @param path - its import path.
 * @param release - of which Go release, such as `1.19`; without it, of any that is known. Releases
 *   between those that are known count as the older one.
 */
export function isStandardPackage(path: string, release?: string): boolean {
  const presence = presences().get(path);
  if (presence === undefined || release === undefined) return presence !== undefined;
  const number = releaseNumber(release);
  return presence.since <= number && number <= presence.until;
}

/**
 * The packages of the standard library, sorted, those for its own use included.
 *
 * @param release - of which Go release, such as `1.19`; the newest that is known if not given.
 */
export function standardPackages(release = releases.at(-1)!): string[] {
  const number = releaseNumber(release);
  return [...presences()]
    .filter(([, { since, until }]) => since <= number && number <= until)
    .map(([path]) => path)
    .sort();
}
