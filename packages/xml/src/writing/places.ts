// What is to be written in one place: an element, with its data and, where it continues one, its
// source.
import type { OpenContent, OpenElement, UnknownContent } from '../open-element.js';
import type { Child, Shape, ValueKind } from '../schema/shapes.js';
import { describe, encodeValue, isPlainObject } from '../mapping/values.js';
import { endOfName, isQualifiedName } from '../syntax/characters.js';
import { problemOfText } from '../syntax/escape.js';
import type { Document, Element } from '../syntax/nodes.js';

/** An element to write. */
export interface Place {
  /** As the schema names it, or as it is written if the schema does not know it. */
  readonly name: string;
  readonly isKnown: boolean;
  readonly shape: Shape;
  readonly value: unknown;
  /** What a plain value has beside it. */
  readonly more: UnknownContent | undefined;
  /** The last part of its path, without the index. */
  readonly segment: string;
  readonly index: number | undefined;
  /** The element that it continues, and the document of that. */
  readonly source: Element | undefined;
  readonly document: Document | undefined;
  /** White space at the start of its line; `undefined` if there is other text before it. */
  readonly indent: string | undefined;
}

/** Throws an error for the place in work. */
export type Fail = (problem: string, segment?: string) => never;

/** The data of an element, checked. */
export interface View {
  readonly data: Readonly<Record<string, unknown>>;
  /** Names of the known attributes that have a value. */
  readonly attributes: readonly string[];
  /** The child elements that have a value. */
  readonly children: readonly ChildEntry[];
  /** The text of its own; `undefined` if the schema gives it none. */
  readonly text: string | undefined;
  readonly unknown: UnknownContent;
}

/** A child element by its property. */
export interface ChildEntry {
  readonly name: string;
  readonly child: Child;
  /** Its place in the order of the schema. */
  readonly order: number;
  /** The part of a path that names it. */
  readonly segment: string;
}

const NO_DATA = Object.freeze({});
const NONE: readonly never[] = Object.freeze([]);
const indexes = new WeakMap<Shape, Map<string, ChildEntry>>();

/** Returns the children of a shape by property. */
export function childrenOf(shape: Shape): ReadonlyMap<string, ChildEntry> {
  let index = indexes.get(shape);
  if (index === undefined) {
    index = new Map();
    for (const [name, child] of shape.children) {
      const { property } = child;
      index.set(property, { name, child, order: index.size, segment: segmentOf(property) });
    }
    indexes.set(shape, index);
  }
  return index;
}

/** Reads and checks the data of a place. */
export function viewOf({ shape, value, more, isKnown }: Place, fail: Fail): View {
  if (shape.plain) {
    const text = encode(value, shape.text ?? 'string', fail);
    return { data: NO_DATA, attributes: NONE, children: NONE, text, unknown: check(more, fail) };
  }
  if (!isPlainObject(value)) {
    const example = shape.text === undefined ? '' : ' such as { value: ... }';
    return fail(`expected an object${example}, not ${describe(value)}`);
  }
  if (shape.open) {
    const unknown = check(value, fail, isKnown ? '' : 'name');
    return { data: NO_DATA, attributes: NONE, children: NONE, text: undefined, unknown };
  }
  return viewOfObject(value, shape, fail);
}

function viewOfObject(value: Record<string, unknown>, shape: Shape, fail: Fail): View {
  const attributes: string[] = [];
  const children: ChildEntry[] = [];
  const known = childrenOf(shape);
  let unknown: UnknownContent = NO_DATA;
  let text = shape.text === undefined ? undefined : '';
  for (const key of Object.keys(value)) {
    const property = value[key];
    if (property === undefined || property === null) continue;
    const entry = known.get(key);
    if (entry !== undefined) children.push(entry);
    else if (shape.attributes.has(key)) attributes.push(key);
    else if (key === 'value' && shape.text !== undefined) {
      text = encode(property, shape.text, (problem) => fail(problem, '.value'));
    } else if (key === '$unknown') {
      unknown = check(property, (problem, segment = '') => fail(problem, `.$unknown${segment}`));
    } else fail(`there is no property '${key}' here`);
  }
  return { data: value, attributes, children, text, unknown };
}

/** Checks what is not known to the schema, but for its child elements: each is a place of its own. */
function check(value: unknown, fail: Fail, name = ''): UnknownContent {
  if (value === undefined) return NO_DATA;
  if (!isPlainObject(value)) fail(`expected an object, not ${describe(value)}`);
  for (const key of Object.keys(value)) {
    if (!['namespaces', 'attributes', 'children', 'of', name].includes(key)) {
      fail(`there is no property '${key}' here`);
    }
  }
  const { namespaces, attributes, children } = value as OpenContent;
  for (const [prefix, namespace] of entriesOf(namespaces, 'namespaces', fail)) {
    if (prefix !== '' && (!isQualifiedName(prefix) || prefix.includes(':'))) {
      fail(`'${prefix}' is no prefix`, '.namespaces');
    }
    if (prefix === 'xml' || prefix === 'xmlns' || (prefix !== '' && namespace === '')) {
      fail(`the prefix '${prefix}' cannot stand for '${namespace}'`, '.namespaces');
    }
  }
  for (const [attribute] of entriesOf(attributes, 'attributes', fail)) {
    if (!isQualifiedName(attribute)) fail(`'${attribute}' is no name`, '.attributes');
    if (attribute === 'xmlns' || attribute.startsWith('xmlns:')) {
      fail(`'${attribute}' belongs to 'namespaces'`, '.attributes');
    }
  }
  if (children !== undefined && !Array.isArray(children)) {
    fail(`expected an array, not ${describe(children)}`, '.children');
  }
  return value;
}

/** Returns the entries of a record of texts. */
function entriesOf(record: unknown, name: string, fail: Fail): [string, string][] {
  if (record === undefined) return [];
  if (!isPlainObject(record)) fail(`expected an object, not ${describe(record)}`, `.${name}`);
  return Object.entries(record).map(([key, value]) => [
    key,
    encode(value, 'string', (problem) => fail(problem, `.${name}.${key}`)),
  ]);
}

/** Returns the text of a value. */
export function encode(value: unknown, kind: ValueKind, fail: Fail): string {
  const result = encodeValue(value, kind);
  if ('problem' in result) return fail(result.problem);
  const problem = problemOfText(result.text);
  if (problem !== undefined) fail(problem);
  return result.text;
}

/** Whether a value is an element of open content. */
export function isOpenElement(value: unknown): value is OpenElement {
  if (!isPlainObject(value) || typeof value['name'] !== 'string') return false;
  return isQualifiedName(value['name']);
}

/** The part of a path that names a property. */
export function segmentOf(property: string): string {
  return endOfName(property, 0) === property.length && !/[:.-]/.test(property)
    ? `.${property}`
    : `[${JSON.stringify(property)}]`;
}
