import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Facts } from '../src/facts.js';
import type { ProtocolFacts } from '../src/protocol/facts.js';
import { programOf, readDeclarations } from '../src/protocol/read.js';
import { accountFor } from '../src/protocol/written.js';
import { Shapes } from '../src/shapes.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const readJSON = (path: string): unknown => JSON.parse(readFileSync(`${root}${path}`, 'utf8'));

const SOURCE = `
/* A comment: { } */
%#include "internal.h"
const TINY_MAX = 0x10;
typedef string tiny_nonnull_string<TINY_MAX>;
typedef tiny_nonnull_string *tiny_string;
typedef opaque tiny_uuid[16];
union tiny_value switch (int type) {
 case INT:
    int i;
 case TEXT:
    tiny_nonnull_string s;
};
struct tiny_run_args {
    unsigned hyper size; /* of it */
    unsigned flags;
    tiny_value values<TINY_MAX>;
};
struct tiny_ended_msg { int reason; };
const TINY_PROGRAM = 7;
const TINY_PROTOCOL_VERSION = 1;
enum tiny_procedure {
    /**
     * @generate: both
     * @priority: high
     * @acl: none
     */
    TINY_PROC_RUN = 1,

    /**
     * @generate: none
     * @readstream: 1
     */
    TINY_PROC_ENDED = 2
};
`;

describe('readDeclarations', () => {
  const declared = readDeclarations(SOURCE, 'tiny.x');

  test('reads constants, typedefs, structs and unions', () => {
    expect([...declared.constants]).toEqual([
      ['TINY_MAX', 16],
      ['TINY_PROGRAM', 7],
      ['TINY_PROTOCOL_VERSION', 1],
    ]);
    expect(Object.fromEntries(declared.typedefs)).toEqual({
      tiny_nonnull_string: { type: 'string', many: '<>', limit: 'TINY_MAX' },
      tiny_string: { type: 'tiny_nonnull_string', many: '*' },
      tiny_uuid: { type: 'opaque', many: '[]', limit: '16' },
    });
    expect(declared.structs.get('tiny_run_args')).toEqual([
      { name: 'size', type: 'unsigned hyper' },
      { name: 'flags', type: 'unsigned int' },
      { name: 'values', type: 'tiny_value', many: '<>', limit: 'TINY_MAX' },
    ]);
    expect(declared.unions.get('tiny_value')).toEqual({
      cases: { INT: { name: 'i', type: 'int' }, TEXT: { name: 's', type: 'tiny_nonnull_string' } },
    });
  });

  test('programOf reads the procedures with their annotations', () => {
    expect(programOf('tiny', declared)).toEqual({
      name: 'tiny',
      number: 7,
      version: 1,
      procedures: [
        { name: 'RUN', number: 1, args: 'tiny_run_args', generate: 'both', high: true },
        { name: 'ENDED', number: 2, ret: 'tiny_ended_msg', generate: 'none', stream: 'read' },
      ],
    });
  });

  test.each([
    ['struct a { int b', 'the file ends'],
    ['struct a [ int b; };', "expected '{'"],
    ['const A = 1;\n?', "tiny.x:2: unexpected '?'"],
    ['class a {};', "unknown declaration 'class'"],
  ])('refuses %s', (text, message) => {
    expect(() => readDeclarations(text, 'tiny.x')).toThrow(message);
  });

  test('programOf refuses a file without that program', () => {
    expect(() => programOf('other', declared)).toThrow('does not declare the program other');
  });
});

test.each(['9.0.0', '11.3.0'])(
  'every procedure of libvirt %s is generated, written or excepted with a reason',
  (release) => {
    const facts = readJSON('native/api/libvirt-12.8.0.json') as Facts;
    const protocol = readJSON(`packages/codegen/protocol/${release}.json`) as ProtocolFacts;
    expect(accountFor(root, facts, new Shapes(facts), protocol)).toEqual({
      missing: [],
      stale: [],
    });
  },
);

test.each(['9.0.0', '11.3.0'])('every constant of libvirt %s is a number', (release) => {
  const { constants } = readJSON(`packages/codegen/protocol/${release}.json`) as ProtocolFacts;
  expect(Object.entries(constants).filter(([, value]) => typeof value !== 'number')).toEqual([]);
});

test('procedures and structs of an older release are the same in a newer one', () => {
  const [older, newer] = ['9.0.0', '11.3.0'].map(
    (release) => readJSON(`packages/codegen/protocol/${release}.json`) as ProtocolFacts,
  );
  for (const program of older!.programs) {
    const same = newer!.programs.find(({ name }) => name === program.name)!;
    expect({ number: same.number, version: same.version }).toEqual({
      number: program.number,
      version: program.version,
    });
    for (const procedure of program.procedures) {
      const found = same.procedures.find(({ name }) => name === procedure.name);
      expect(found?.number, procedure.name).toBe(procedure.number);
      for (const struct of [procedure.args, procedure.ret]) {
        if (struct === undefined) continue;
        const types = (facts: ProtocolFacts) =>
          facts.structs[struct]?.map(({ type, many }) => ({ type, many }));
        expect(types(newer!), struct).toEqual(types(older!));
      }
    }
  }
});
