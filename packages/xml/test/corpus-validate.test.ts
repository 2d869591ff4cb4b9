import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Schema, Shape } from '../src/schema/shapes.js';
import { XMLParseError } from '../src/syntax/error.js';
import type { Element } from '../src/syntax/nodes.js';
import { parseDocument } from '../src/syntax/parser.js';
import { validateElement } from '../src/validate/index.js';
import { readFacts, relaxNG } from './support/facts.js';
import { findDocuments, releases } from './support/libvirt-documents.js';
import { schemas } from './support/schemas.js';
import { whyNoXmllint, xmllint } from './support/xmllint.js';

describe.each(releases)("libvirt %s's own test documents", (release) => {
  const found = findDocuments(release);
  const { documents } = found;
  const whyNoDocuments = 'why' in found ? found.why : undefined;
  const missing = whyNoDocuments ?? whyNoXmllint;

  test('there are thousands, and each schema of documents has some', (context) => {
    if (!documents) return context.skip(whyNoDocuments);
    const counts = [...documents.files.values()].map((files) => files.length);
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThan(2_900);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect([...documents.files.keys()].filter((name) => !schemas.has(name))).toEqual([]);
  });

  test.for([...schemas])('%s: validate agrees with xmllint', ([name, schema], context) => {
    if (missing !== undefined || !documents) return context.skip(missing);
    const files = documents.files.get(name) ?? [];
    const { accepted, rejected } = xmllint(relaxNG(readFacts(), name), files);
    const problems = new Map(
      files
        .filter((file) => !isMalformed(file))
        .map((file) => [file, validateElement(schema, rootOf(file))] as const),
    );
    const disagreements = [...problems.keys()]
      .filter((file) => (problems.get(file)!.length === 0) !== accepted.has(file))
      .map((file) => ({ file: relative(documents.folder, file), problems: problems.get(file) }));
    expect(disagreements).toEqual([]);
    // What is not well-formed, as one file is on purpose, xmllint neither accepts nor rejects.
    const decided = new Set([...accepted, ...rejected]);
    expect(files.filter((file) => !decided.has(file))).toEqual(files.filter(isMalformed));
    const unknown = [...accepted].flatMap((file) => unknownParts(schema, rootOf(file)));
    expect(unknown).toEqual([]);
  });
});

function rootOf(file: string): Element {
  return parseDocument(readFileSync(file, 'utf8')).root;
}

function isMalformed(file: string): boolean {
  try {
    rootOf(file);
    return false;
  } catch (error) {
    if (error instanceof XMLParseError) return true;
    throw error;
  }
}

/** Parts that the tables of the mapping do not know. */
function unknownParts(schema: Schema, root: Element): readonly string[] {
  const found: string[] = [];
  const visit = (element: Element, shape: Shape, path: string): void => {
    if (shape.open) return;
    for (const attribute of element.attributes) {
      if (attribute.namespace === 'http://www.w3.org/2000/xmlns/') continue;
      if (!shape.attributes.has(attribute.local)) found.push(`${path}/@${attribute.name}`);
    }
    const counts = new Map<string, number>();
    for (const child of element.children) {
      if (child.kind === 'text' || child.kind === 'cdata') {
        if (child.value.trim() !== '' && shape.text === undefined) found.push(`${path}/text()`);
      }
      if (child.kind !== 'element') continue;
      const name = mappedName(schema, child);
      const known = shape.children.get(name);
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      if (!known) found.push(`${path}/${name}`);
      else if (count > 1 && !known.repeated) found.push(`${path}/${name}[${String(count)}]`);
      else visit(child, known.shape, `${path}/${name}`);
    }
  };
  visit(root, schema.shape, `/${root.name}`);
  return found;
}

/** The name with libvirt's own prefix for its namespace. */
function mappedName({ namespaces }: Schema, { local, namespace }: Element): string {
  const prefix = [...namespaces].find(([, uri]) => uri === namespace)?.[0];
  return prefix === undefined ? local : `${prefix}:${local}`;
}
