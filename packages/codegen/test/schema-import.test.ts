import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { formatSchemaFacts } from '../src/schema/facts.js';
import { importSchemas } from '../src/schema/import.js';
import { readSchema } from '../src/schema/read.js';

const fixture = fileURLToPath(new URL('fixtures/schemas', import.meta.url));

describe('importSchemas', () => {
  const facts = importSchemas(fixture, '1.2.3');

  test('keeps the schemas of documents, without those that are only included', () => {
    expect(Object.keys(facts.schemas)).toEqual(['lamps', 'shop']);
    expect(facts.version).toBe('1.2.3');
  });

  test('keeps names, structure, values and data types', () => {
    expect(facts.schemas['lamps']).toEqual(['ref', 'lamp']);
    expect(facts.defines['lamp']).toEqual([
      'element',
      'lamp',
      [
        'group',
        ['attribute', 'kind', ['value', 'token', 'desk']],
        ['optional', ['ref', 'extra']],
        [
          'interleave',
          [
            'oneOrMore',
            [
              'element',
              'bulb',
              [
                'group',
                ['attribute', 'watt', ['data', 'unsignedInt', [['maxInclusive', '500']]]],
                ['ref', 'colour'],
              ],
            ],
          ],
          ['optional', ['ref', 'nested']],
          ['zeroOrMore', ['element', 'label', 'text']],
          ['optional', ['element', '{https://example.org/wire}wire', 'empty']],
          [
            'optional',
            ['element', 'open', ['zeroOrMore', ['element', ['except', '*', 'closed'], 'text']]],
          ],
          ['optional', ['element', 'hours', ['list', ['oneOrMore', ['data', 'int', []]]]]],
          ['optional', ['element', 'words', ['interleave', 'text', ['element', 'b', 'text']]]],
        ],
      ],
    ]);
  });

  test('combines components, and forgets what can never match', () => {
    expect(facts.defines['extra']).toEqual(['attribute', 'shade', 'text']);
    expect(formatSchemaFacts(facts)).not.toContain('notAllowed');
    expect(formatSchemaFacts(facts)).not.toContain('secret');
  });

  test('an include replaces what it defines itself, for each schema apart', () => {
    expect(facts.defines['colour']).toEqual([
      'choice',
      ['value', 'token', 'red'],
      ['value', 'token', 'green'],
    ]);
    expect(facts.defines['colour@shop']).toEqual(['value', 'token', 'blue']);
  });

  test('a nested grammar has names of its own, which are joined with equal ones', () => {
    expect(facts.schemas['shop']).toEqual([
      'element',
      'shop',
      [
        'group',
        ['attribute', 'name', ['ref', 'name']],
        ['choice', ['ref', 'colour@shop'], ['ref', 'lamp']],
      ],
    ]);
    expect(facts.defines['name']).toEqual([
      'data',
      'string',
      [['pattern', '[^ ]+']],
      ['value', 'token', 'none'],
    ]);
  });

  test('gives the same text every time, one record a line', () => {
    const text = formatSchemaFacts(facts);
    expect(formatSchemaFacts(importSchemas(fixture, '1.2.3'))).toBe(text);
    expect(JSON.parse(text)).toEqual(facts);
    expect(text.split('\n').length).toBe(
      6 + Object.keys(facts.schemas).length + Object.keys(facts.defines).length + 2,
    );
  });
});

describe('readSchema refuses', () => {
  const grammar = (content: string, attributes = '') =>
    `<grammar xmlns="http://relaxng.org/ns/structure/1.0" ${attributes}>${content}</grammar>`;

  test.for([
    ['an unknown pattern', grammar('<start><sometimes/></start>'), 'no pattern <sometimes>'],
    ['an unknown component', grammar('<begin/>'), 'no component <begin>'],
    [
      'two definitions without combine',
      grammar(
        '<start><empty/></start><define name="a"><empty/></define><define name="a"><text/></define>',
      ),
      'a is defined more than once',
    ],
    ['an element without a name', grammar('<start><element/></start>'), '<element> has no name'],
    [
      'a reference without a name',
      grammar('<start><ref/></start>'),
      '<ref> lacks the attribute "name"',
    ],
    [
      'a data type of an unknown library',
      grammar('<start><element name="a"><data type="colour"/></element></start>'),
      'unknown data type colour',
    ],
    ['another document', '<html/>', 'is not a RelaxNG schema'],
  ] as const)('%s', ([, text, message]) => {
    const folder = mkdtempSync(join(tmpdir(), 'libvirt-schema-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'a.rng'), text);
    expect(() => readSchema(join(folder, 'a.rng'))).toThrow(message);
  });

  test('a folder without schemas', () => {
    const folder = mkdtempSync(join(tmpdir(), 'libvirt-schema-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    expect(() => importSchemas(folder, '1.2.3')).toThrow('holds no RelaxNG schema');
  });

  test('a reference to what is not defined', () => {
    const folder = mkdtempSync(join(tmpdir(), 'libvirt-schema-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'a.rng'), grammar('<start><ref name="b"/></start>'));
    expect(() => importSchemas(folder, '1.2.3')).toThrow(/no pattern is named .*b/);
  });
});
