// Random changes of parsed data.
import { originOf } from '../../src/mapping/origins.js';
import type { UnknownContent } from '../../src/open-element.js';
import type { Random } from './random.js';

type Data = Record<string, unknown>;

/** Changes one thing somewhere in the data. */
export function change(random: Random, data: object): void {
  const objects = collect(data);
  const target = random.pick(objects);
  const keys = Object.keys(target).filter(
    (key) => !['$unknown', 'name', 'namespaces'].includes(key),
  );
  if (keys.length === 0) return;
  const key = random.pick(keys);
  // Without the first one of an element, the second would not be unknown any more.
  const { children = [] } = (target['$unknown'] ?? {}) as UnknownContent;
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  if (children.some((child) => typeof child === 'object' && local(child.name) === local(key)))
    return;
  const value = target[key];
  if (Array.isArray(value)) changeArray(random, value);
  else if (random.chance(0.2)) Reflect.deleteProperty(target, key);
  else if (typeof value !== 'object') target[key] = scalar(random, value);
  else if (random.chance(0.5)) target[key] = { ...value };
  else target[key] = structuredClone(value);
}

/** Numbers stay numbers; what looks like one might be read as one. */
function scalar(random: Random, value: unknown): unknown {
  if (typeof value === 'number') return random.pick([0, 1, -5, 2 ** 31 - 1]);
  return random.pick(['x', `a'b"c`, '<&>', 'two words', '\t tab', 'line\nbreak', '\r', 'é']);
}

function changeArray(random: Random, array: unknown[]): void {
  const index = random.below(array.length);
  const item = array[index];
  const isText = typeof item !== 'object';
  const copy = isText
    ? scalar(random, item)
    : random.chance(0.5)
      ? { ...item }
      : structuredClone(item);
  switch (random.below(5)) {
    case 0:
      array.splice(index, 1);
      break;
    case 1:
      array.splice(random.below(array.length + 1), 0, copy);
      break;
    case 2:
      array[index] = copy;
      break;
    case 3:
      array.reverse();
      break;
    default:
      array.push(...array.splice(0, index));
  }
}

/** All objects of elements that the schema knows. */
function collect(data: object): Data[] {
  const found: Data[] = [];
  const visit = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null && originOf(value) !== undefined) {
      found.push(value as Data);
      for (const [key, inner] of Object.entries(value)) if (key !== '$unknown') visit(inner);
    }
  };
  visit(data);
  return found;
}

/**
 * Returns data for a comparison: without what is the same as its absence (`undefined`, an empty array,
 * an empty text, what elements have beside their value that are not there), and with texts that
 * follow each other as one.
 */
export function normalize(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalize);
  if (typeof value !== 'object' || value === null) return value;
  const object: Data = { ...value };
  const { of, ...unknown } = (object['$unknown'] ?? {}) as UnknownContent;
  if (of !== undefined) object['$unknown'] = { ...unknown, of: present(of, object) };
  const entries = Object.entries(object)
    .map(([key, inner]): [string, unknown] => [
      key,
      normalize(key === 'children' ? joinTexts(inner as unknown[]) : inner),
    ])
    .filter(([key, inner]) => {
      if (inner === undefined || (Array.isArray(inner) && inner.length === 0)) return false;
      if (key === 'of' || key === '$unknown') return Object.keys(inner as object).length > 0;
      return !(key === 'value' && inner === '');
    });
  return Object.fromEntries(entries);
}

/** What is in `of` of elements that are there. */
function present(of: Required<UnknownContent>['of'], object: Data): Data {
  const entries = Object.entries(of).map(([property, content]): [string, unknown] => {
    const value = object[property];
    if (!Array.isArray(content) || !Array.isArray(value)) {
      return [property, value === undefined ? undefined : content];
    }
    const list = content.slice(0, value.length);
    while (list.length > 0 && list[list.length - 1] === null) list.pop();
    return [property, list];
  });
  return Object.fromEntries(entries);
}

function joinTexts(children: readonly unknown[]): unknown[] {
  const joined: unknown[] = [];
  for (const child of children) {
    const last = joined[joined.length - 1];
    if (typeof child === 'string' && typeof last === 'string') {
      joined[joined.length - 1] = last + child;
    } else {
      joined.push(child);
    }
  }
  // White space between elements is no content.
  if (joined.every((child) => typeof child === 'string')) return joined;
  const isBlank = joined.every((child) => typeof child !== 'string' || /^\s*$/.test(child));
  return isBlank ? joined.filter((child) => typeof child !== 'string') : joined;
}
