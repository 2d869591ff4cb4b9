// Which element of the source each item of the data continues.
//
// An object that was parsed continues its own element, wherever it has moved to. Of the others, equal
// texts at both ends continue each other; what is left between two items that have their element
// continues, in order, what is left between those elements. So a copy of an object (`{ ...disk }`) in the place
// of the object changes its element, and an object that is added becomes a new element.
import { originOf } from '../mapping/origins.js';
import type { Element, Text } from '../syntax/nodes.js';

/** Returns the source of each item; `undefined` for those that are new. Each source serves once. */
export function pair<Source extends Element | Text>(
  sources: readonly Source[],
  items: readonly unknown[],
  isEqual: (source: Source, item: unknown) => boolean,
  canContinue: (source: Source, item: unknown) => boolean,
): (Source | undefined)[] {
  const pairs = new Array<Source | undefined>(items.length).fill(undefined);
  if (sources.length === 0) return pairs;
  const places = new Map<unknown, number>(sources.map((source, index) => [source, index]));
  const free = new Array<boolean>(sources.length).fill(true);
  const take = (item: number, source: number) => {
    pairs[item] = sources[source]!;
    free[source] = false;
  };

  items.forEach((item, index) => {
    const place = places.get(originOf(item));
    if (place !== undefined && free[place]! && canContinue(sources[place]!, item)) {
      take(index, place);
    }
  });
  const shorter = Math.min(sources.length, items.length);
  const areEqual = (item: number, source: number) =>
    pairs[item] === undefined && free[source]! && isEqual(sources[source]!, items[item]);
  let equal = 0;
  while (equal < shorter && areEqual(equal, equal)) take(equal, equal++);
  for (let end = 1; end <= shorter - equal; end += 1) {
    if (!areEqual(items.length - end, sources.length - end)) break;
    take(items.length - end, sources.length - end);
  }

  let next = 0;
  for (const [index, item] of items.entries()) {
    const source = pairs[index];
    if (source !== undefined) {
      next = places.get(source)! + 1;
    } else if (next < sources.length && free[next]! && canContinue(sources[next]!, item)) {
      take(index, next);
      next += 1;
    }
  }
  return pairs;
}
