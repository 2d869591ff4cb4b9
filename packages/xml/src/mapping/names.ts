// Names of a document and of the schema, which may use other prefixes for one namespace.
import type { Schema } from '../schema/shapes.js';
import { XMLNS_NAMESPACE } from '../syntax/parser.js';
import type { Attribute, Element } from '../syntax/nodes.js';

/** Libvirt's prefixes by namespace. */
export type Prefixes = ReadonlyMap<string, string>;

const known = new WeakMap<Schema, Prefixes>();

/** Returns libvirt's prefixes by namespace. */
export function prefixesOf(schema: Schema): Prefixes {
  let prefixes = known.get(schema);
  if (prefixes === undefined) {
    prefixes = new Map([...schema.namespaces].map(([prefix, namespace]) => [namespace, prefix]));
    known.set(schema, prefixes);
  }
  return prefixes;
}

/** The name under which the schema lists an element or an attribute; `undefined` if it cannot. */
export function schemaName(
  { local, namespace }: Element | Attribute,
  prefixes: Prefixes,
): string | undefined {
  if (namespace === '') return local;
  const prefix = prefixes.get(namespace);
  return prefix === undefined ? undefined : `${prefix}:${local}`;
}

/** The prefix of a name; empty if it has none. */
export function prefixOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf(':')));
}

/** The prefix that an attribute declares, empty for the default; `undefined` if it is no declaration. */
export function declaredPrefix({ name, namespace }: Attribute): string | undefined {
  return namespace === XMLNS_NAMESPACE ? name.slice('xmlns:'.length) : undefined;
}
