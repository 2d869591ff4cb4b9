import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeDocument } from '../src/mapping/decode.js';
import { XMLParseError } from '../src/syntax/error.js';
import { parseDocument } from '../src/syntax/parser.js';
import { writeDocument } from '../src/writing/writer.js';
import { canonicalize } from './support/canonical.js';
import { findDocuments, releases } from './support/libvirt-documents.js';
import { schemas } from './support/schemas.js';
import { whyNoXmllint } from './support/xmllint.js';

/** The text of a file; `undefined` if it is not well-formed, as some are on purpose. */
function readWellFormed(file: string): string | undefined {
  const text = readFileSync(file, 'utf8');
  try {
    parseDocument(text);
    return text;
  } catch (error) {
    if (error instanceof XMLParseError) return undefined;
    throw error;
  }
}

describe.each(releases)("libvirt %s's own test documents", (release) => {
  const found = findDocuments(release);
  const { documents } = found;
  const whyNoDocuments = 'why' in found ? found.why : undefined;

  test.for([...schemas])('%s: parse and format give the same', ([name, schema], context) => {
    if (!documents) return context.skip(whyNoDocuments);
    const different: string[] = [];
    for (const file of documents.files.get(name) ?? []) {
      const text = readWellFormed(file);
      if (text === undefined) continue;
      const data = decodeDocument(schema, parseDocument(text));
      const written = writeDocument(schema, data);
      const copied = writeDocument(schema, structuredClone(data));
      const isSame =
        written === text &&
        canonicalize(written) === canonicalize(text) &&
        equals(decodeDocument(schema, parseDocument(copied)), data);
      if (!isSame) different.push(relative(documents.folder, file));
    }
    expect(different).toEqual([]);
  });

  test('canonicalize agrees with xmllint', (context) => {
    const missing = whyNoDocuments ?? whyNoXmllint;
    if (missing !== undefined || !documents) return context.skip(missing);
    const files = [...documents.files.values()].flat().filter((_, index) => index % 40 === 0);
    for (const file of files) {
      const text = readWellFormed(file);
      if (text === undefined) continue;
      const { stdout } = spawnSync('xmllint', ['--c14n', file], { encoding: 'utf8' });
      expect(canonicalize(text), file).toBe(stdout);
    }
  });
});

function equals(one: unknown, other: unknown): boolean {
  try {
    expect(one).toEqual(other);
    return true;
  } catch {
    return false;
  }
}
