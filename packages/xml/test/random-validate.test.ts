import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseDocument } from '../src/syntax/parser.js';
import { validateElement } from '../src/validate/index.js';
import { Random } from './support/random.js';
import { readFacts, relaxNG } from './support/facts.js';
import { mutate, randomDocument, toXML } from './support/random-valid.js';
import { schemas } from './support/schemas.js';
import { whyNoXmllint, xmllint } from './support/xmllint.js';

/** Documents and mutations of each schema; LIBVIRT_XML_FUZZ is the number in all. */
const count = Math.ceil(Number(process.env['LIBVIRT_XML_FUZZ'] ?? 1_000) / schemas.size / 2);
const facts = readFacts();

describe('random documents, and mutations of them', () => {
  test.for([...schemas])('%s: validate agrees with xmllint', ([name, schema], context) => {
    if (whyNoXmllint !== undefined) return context.skip(whyNoXmllint);
    const folder = mkdtempSync(join(tmpdir(), 'libvirt-random-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const random = new Random(18);
    const files: string[] = [];
    const add = (text: string) => {
      const file = join(folder, `${String(files.length)}.xml`);
      writeFileSync(file, text);
      files.push(file);
    };
    for (let index = 0; index < count; index++) {
      const document = randomDocument(facts, name, random);
      add(toXML(document));
      add(toXML(mutate(document, random)));
    }
    const { accepted, rejected } = xmllint(relaxNG(facts, name), files);
    const disagreements = files.flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      const problems = validateElement(schema, parseDocument(text).root);
      if ((problems.length === 0) === accepted.has(file)) return [];
      return [{ text: text.slice(0, 3000), xmllint: accepted.has(file), problems }];
    });
    expect(disagreements.slice(0, 3)).toEqual([]);
    expect(accepted.size + rejected.size).toBe(files.length);
    // Both verdicts occur, or the test says nothing.
    expect(accepted.size).toBeGreaterThan(0);
    expect(rejected.size).toBeGreaterThan(0);
  });
});
