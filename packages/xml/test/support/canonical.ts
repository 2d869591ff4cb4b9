import { isText } from '../../src/mapping/content.js';
import { parseDocument, XMLNS_NAMESPACE } from '../../src/syntax/parser.js';
import type { Aside, Element } from '../../src/syntax/nodes.js';

const limits = { maxLength: Infinity, maxDepth: Infinity };

/** Returns the Canonical XML 1.0 of a document, with its comments. */
export function canonicalize(text: string): string {
  const { root, before, after } = parseDocument(text, limits);
  return [
    ...before.map((node) => `${aside(node)}\n`),
    ...element(root, new Map()),
    ...after.map((node) => `\n${aside(node)}`),
  ].join('');
}

function* element(node: Element, outer: ReadonlyMap<string, string>): Generator<string> {
  const scope = new Map(outer);
  const declarations: [string, string][] = [];
  for (const { name, namespace, value } of node.attributes) {
    if (namespace !== XMLNS_NAMESPACE) continue;
    const prefix = name.slice('xmlns:'.length);
    if (prefix === 'xml' || (outer.get(prefix) ?? '') === value) continue;
    scope.set(prefix, value);
    declarations.push([prefix, ` ${name}="${attributeText(value)}"`]);
  }
  const attributes = node.attributes
    .filter(({ namespace }) => namespace !== XMLNS_NAMESPACE)
    .map(({ namespace, local, name, value }): [string, string] => [
      `${namespace}\0${local}`,
      ` ${name}="${attributeText(value)}"`,
    ]);
  yield `<${node.name}${sorted(declarations)}${sorted(attributes)}>`;
  for (const child of node.children) {
    if (child.kind === 'element') yield* element(child, scope);
    else if (isText(child)) yield contentText(child.value);
    else yield aside(child);
  }
  yield `</${node.name}>`;
}

function aside({ kind, value }: Aside): string {
  return kind === 'comment' ? `<!--${value}-->` : `<?${value.replace(/ $/, '')}?>`;
}

function sorted(entries: readonly [string, string][]): string {
  return [...entries]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, text]) => text)
    .join('');
}

function contentText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#xD;');
}

function attributeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#x9;')
    .replaceAll('\n', '&#xA;')
    .replaceAll('\r', '&#xD;');
}
