// Start tags, without the end: `>` or `/>`.
import { declaredPrefix, schemaName } from '../mapping/names.js';
import { decodeValue } from '../mapping/values.js';
import type { Shape, ValueKind } from '../schema/shapes.js';
import { isSpace } from '../syntax/characters.js';
import { escapeAttribute } from '../syntax/escape.js';
import type { Attribute, Element } from '../syntax/nodes.js';
import type { Context } from './context.js';
import { encode, segmentOf, type Place, type View } from './places.js';

/** Writes the start tag of a new element, and returns its name as it is written. */
export function writeStartTag(
  context: Context,
  { name, isKnown, shape }: Place,
  view: View,
): string {
  let declarations = '';
  for (const [prefix, namespace] of Object.entries(view.unknown.namespaces ?? {})) {
    declarations += context.declare(prefix, namespace);
  }
  let written = name;
  if (isKnown) {
    const result = context.write(name);
    written = result.name;
    declarations += result.declaration;
  } else {
    context.requirePrefix(name);
  }
  context.output.write(`<${written}${declarations}`);
  writeNewAttributes(context, shape, view, "'");
  return written;
}

/** Writes attributes that are not in a source. */
function writeNewAttributes(
  context: Context,
  shape: Shape,
  view: View,
  quote: string,
  present: Present = { known: 0, unknown: 0, has: () => false },
): void {
  const { output } = context;
  if (view.attributes.length > present.known) {
    for (const [name, kind] of shape.attributes) {
      const value = view.data[name];
      if (value === undefined || value === null || present.has(name)) continue;
      const text = textOfAttribute(context, name, value, kind);
      const written = context.write(name);
      const escaped = escapeAttribute(text, quote);
      output.write(`${written.declaration} ${written.name}=${quote}${escaped}${quote}`);
    }
  }
  const { attributes } = view.unknown;
  if (attributes === undefined) return;
  for (const [name, text] of Object.entries(attributes)) {
    if (shape.attributes.has(name)) {
      context.fail(`'${name}' is known here: it has a property of its own`, '.$unknown.attributes');
    }
    context.requirePrefix(name);
    if (present.unknown > 0 && present.has(name)) continue;
    output.write(` ${name}=${quote}${escapeAttribute(text, quote)}${quote}`);
  }
}

/** The attributes of a source that stay. */
interface Present {
  readonly known: number;
  readonly unknown: number;
  /** By the name in the schema or, of one that is not known, as it is written. */
  has(name: string): boolean;
}

/** Copies the start tag of a source but for what differs. */
export function continueStartTag(
  context: Context,
  { shape, document }: Place,
  source: Element,
  view: View,
): void {
  const { text } = document!;
  const { output, scope, prefixes } = context;
  const { namespaces, attributes } = view.unknown;
  let at = source.start;
  const replace = ({ valueStart, valueEnd }: Attribute, value: string) => {
    output.copy(text, at, valueStart);
    output.write(escapeAttribute(value, text[valueEnd]!));
    at = valueEnd;
  };
  let known = 0;
  let unknown = 0;
  for (const attribute of source.attributes) {
    const prefix = declaredPrefix(attribute);
    if (prefix !== undefined) {
      const namespace = ownValue(namespaces, prefix) ?? attribute.value;
      if (namespace !== attribute.value) replace(attribute, namespace);
      scope.declare(prefix, namespace);
      continue;
    }
    const name = schemaName(attribute, prefixes);
    const kind = name === undefined ? undefined : shape.attributes.get(name);
    const key = kind === undefined ? attribute.name : name!;
    const value = kind === undefined ? ownValue(attributes, key) : view.data[key];
    if (value === undefined || value === null) {
      output.copy(text, at, startOfSpace(text, attribute.start));
      at = attribute.valueEnd + 1;
      continue;
    }
    if (kind === undefined) unknown += 1;
    else known += 1;
    const wanted = textOfAttribute(context, key, value, kind ?? 'string');
    if (!isTextOf(wanted, attribute.value, kind ?? 'string')) replace(attribute, wanted);
  }
  const last = source.attributes[source.attributes.length - 1];
  const end = last === undefined ? source.start + 1 + source.name.length : last.valueEnd + 1;
  output.copy(text, at, end);
  if (namespaces !== undefined) {
    for (const [prefix, namespace] of Object.entries(namespaces)) {
      if (scope.resolve(prefix) === namespace) continue;
      output.write(context.declare(prefix, namespace));
    }
  }
  const quote = last === undefined ? "'" : text[last.valueEnd]!;
  let names: Set<string> | undefined;
  const has = (name: string) => {
    names ??= new Set(
      source.attributes.flatMap((each) => [schemaName(each, prefixes) ?? each.name, each.name]),
    );
    return names.has(name);
  };
  writeNewAttributes(context, shape, view, quote, { known, unknown, has });
  output.copy(text, end, tagEndOf(source));
}

/** Returns the offset of the `>` or `/>` of a start tag. */
function tagEndOf(element: Element): number {
  return element.contentStart - (hasEndTag(element) ? 1 : 2);
}

/** Whether an element has an end tag. */
export function hasEndTag({ contentEnd, end }: Element): boolean {
  return contentEnd < end;
}

/** Whether a text of a source has a value already, perhaps spelled in another way. */
export function isTextOf(wanted: string, text: string, kind: ValueKind): boolean {
  return wanted === text || (kind !== 'string' && String(decodeValue(text, kind)) === wanted);
}

function textOfAttribute(context: Context, name: string, value: unknown, kind: ValueKind): string {
  return encode(value, kind, (problem) => context.fail(problem, segmentOf(name)));
}

function ownValue(record: Record<string, string> | undefined, name: string): string | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

function startOfSpace(text: string, offset: number): number {
  let start = offset;
  while (isSpace(text.charCodeAt(start - 1))) start -= 1;
  return start;
}
