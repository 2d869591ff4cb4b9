import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exceptions, naming } from '../src/schema/annotations.js';
import { checkKinds } from '../src/schema/complete.js';
import type { SchemaFacts } from '../src/schema/facts.js';
import { Model } from '../src/schema/model.js';
import { nameTypes } from '../src/schema/naming.js';
import { root } from './facts.js';

const path = join(root, 'packages/codegen/schemas/12.8.0.json');
const facts = JSON.parse(readFileSync(path, 'utf8')) as SchemaFacts;
const model = new Model(facts, { whole: false });

describe('nameTypes', () => {
  test.each([
    ['first', { first: [...naming.first, { why: 'x', elements: ['lamp'] }] }, 'first: lamp'],
    ['typeNames', { typeNames: { 'a/b': { name: 'B', why: 'x' } } }, 'typeNames: a/b'],
    ['acronyms', { acronyms: new Set([...naming.acronyms, 'xyz']) }, 'acronyms: xyz'],
  ])('fails for an entry of %s that applies to nothing', (_name, changed, expected) => {
    expect(() => nameTypes(model, { ...naming, ...changed })).toThrow(
      `annotations that apply to nothing: ${expected}`,
    );
  });
});

describe('checkKinds', () => {
  test('fails for a schema without a kind', () => {
    const more = { ...facts, schemas: { ...facts.schemas, lamp: 'empty' as const } };
    expect(() => checkKinds(more, model)).toThrow('no kind and no exception for schema lamp');
  });

  test('fails for a device without a kind', () => {
    const all = Object.entries(exceptions);
    const others = Object.fromEntries(all.filter(([name]) => name !== 'device emulator'));
    expect(() => checkKinds(facts, model, others)).toThrow(
      'no kind and no exception for device emulator',
    );
  });

  test('fails for an exception that applies to nothing', () => {
    expect(() => checkKinds(facts, model, { ...exceptions, 'schema domain': 'x' })).toThrow(
      'exceptions that apply to nothing: schema domain',
    );
  });
});
