import { readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';

/** An element of a schema file. Text of an element with children is left out. */
export interface SchemaElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly SchemaElement[];
  readonly text: string;
}

const RELAX_NG = 'http://relaxng.org/ns/structure/1.0';

type Node = Readonly<Record<string, unknown>>;

/** Reads a schema file: its RelaxNG elements, without annotations in other namespaces. */
export function readSchemaFile(path: string): SchemaElement {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    parseTagValue: false,
    trimValues: false,
    htmlEntities: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
  });
  const nodes = parser.parse(readFileSync(path)) as readonly Node[];
  const root = elements(nodes, new Map())[0];
  if (!root) throw new Error(`${path} is not a RelaxNG schema`);
  return root;
}

function elements(
  nodes: readonly Node[],
  outer: ReadonlyMap<string, string>,
): readonly SchemaElement[] {
  return nodes.flatMap((node) => {
    const tag = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
    if (tag === undefined) return [];
    const attributes = (node[':@'] ?? {}) as Record<string, string>;
    const namespaces = new Map(outer);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === 'xmlns') namespaces.set('', value);
      else if (name.startsWith('xmlns:')) namespaces.set(name.slice('xmlns:'.length), value);
    }
    const [prefix, local] = tag.includes(':') ? (tag.split(':') as [string, string]) : ['', tag];
    if (namespaces.get(prefix) !== RELAX_NG) return [];
    const content = node[tag] as readonly Node[];
    return [
      {
        name: local,
        attributes,
        children: elements(content, namespaces),
        text: content.map((each) => (each['#text'] as string | undefined) ?? '').join(''),
      },
    ];
  });
}
