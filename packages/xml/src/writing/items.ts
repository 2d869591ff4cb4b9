// The items of an element's data that become its children.
import { describe } from '../mapping/values.js';
import type { UnknownContent } from '../open-element.js';
import type { Shape } from '../schema/shapes.js';
import { problemOfText } from '../syntax/escape.js';
import { childrenOf, isOpenElement, type ChildEntry, type Fail, type View } from './places.js';

/** What becomes a child element or, if it is unknown, perhaps a text. */
export interface Item {
  readonly value: unknown;
  readonly segment: string;
  readonly index: number | undefined;
  /** `undefined` if it is unknown. */
  readonly entry: ChildEntry | undefined;
  /** What a plain value has beside it. */
  readonly more: UnknownContent | undefined;
}

/** Returns the items of one property. */
export function itemsOf(entry: ChildEntry, { data, unknown }: View, fail: Fail): readonly Item[] {
  const { property, repeated, shape } = entry.child;
  const { segment } = entry;
  const value = data[property];
  const more = unknown.of?.[property];
  if (!repeated) {
    if (Array.isArray(value)) fail('expected one value, not an array', segment);
    return [{ value, segment, index: undefined, entry, more: more as UnknownContent | undefined }];
  }
  if (!Array.isArray(value)) fail(`expected an array, not ${describe(value)}`, segment);
  return (value as unknown[]).map((item, index) => {
    if (item === undefined || item === null) {
      fail(`expected a value, not ${describe(item)}`, `${segment}[${index}]`);
    }
    const extra = shape.plain && Array.isArray(more) ? (more[index] ?? undefined) : undefined;
    return { value: item, segment, index, entry, more: extra };
  });
}

/** Returns the items that the schema does not know. */
export function unknownItems({ unknown }: View, shape: Shape, fail: Fail): readonly Item[] {
  const known = childrenOf(shape);
  for (const property of Object.keys(unknown.of ?? {})) {
    if (known.get(property)?.child.shape.plain !== true) {
      fail(`'${property}' has no plain value here`, '.$unknown.of');
    }
  }
  const segment = shape.open ? '.children' : '.$unknown.children';
  return (unknown.children ?? []).map((value, index) => {
    const at = `${segment}[${index}]`;
    if (typeof value === 'string') {
      const problem = problemOfText(value);
      if (problem !== undefined) fail(problem, at);
    } else if (!isOpenElement(value)) {
      fail('expected a string or an object with a valid name', at);
    }
    return { value, segment, index, entry: undefined, more: undefined };
  });
}
