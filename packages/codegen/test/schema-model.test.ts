import { describe, expect, test } from 'vitest';
import type { Pattern, SchemaFacts } from '../src/schema/facts.js';
import { Model } from '../src/schema/model.js';
import { valuesOf } from '../src/schema/values.js';

const word = (text: string): Pattern => ['value', 'token', text];
const attribute = (name: string, ...values: Pattern[]): Pattern => [
  'attribute',
  name,
  values.length === 1 ? values[0]! : ['choice', ...values],
];
const data = (type: string, ...parameters: [string, string][]): Pattern => [
  'data',
  type,
  parameters,
];

function root(content: Pattern, whole = false) {
  const facts: SchemaFacts = {
    version: '1.2.3',
    schemas: { lamp: ['element', 'lamp', content] },
    defines: {},
  };
  return new Model(facts, { whole }).root('lamp', ['lamp'])!;
}

describe('Model', () => {
  const choice: Pattern = [
    'group',
    ['attribute', 'name', 'text'],
    [
      'choice',
      ['group', ['optional', attribute('type', word('desk'))], ['element', 'foot', 'text']],
      ['group', attribute('type', word('wall'), word('roof')), ['element', 'hook', data('int')]],
    ],
  ];

  test('splits an element by the attribute that decides', () => {
    const { union } = root(choice);
    expect(union?.attribute).toBe('type');
    expect(union?.variants.map(({ values }) => values)).toEqual([
      ['desk', undefined],
      ['wall', 'roof'],
    ]);
    const [desk, wall] = union!.variants.map(({ type }) => type);
    expect([...desk!.children.keys()]).toEqual(['foot']);
    expect([...wall!.children.keys()]).toEqual(['hook']);
    expect(desk!.attributes.get('type')?.required).toBe(false);
    expect(wall!.attributes.get('type')?.required).toBe(true);
  });

  test('has no variants for the tables, where alternatives are optional', () => {
    const type = root(choice, true);
    expect(type.union).toBeUndefined();
    expect([...type.children].map(([name, { required }]) => [name, required])).toEqual([
      ['foot', false],
      ['hook', false],
    ]);
  });

  test('finds what may be repeated, in groups and in repetitions', () => {
    const one: Pattern = ['element', 'one', 'text'];
    const twice = root(['group', one, ['optional', one], ['element', 'other', 'empty']]);
    expect(twice.children.get('one')).toMatchObject({ required: true, repeated: true });
    expect(twice.children.get('other')).toMatchObject({ required: true, repeated: false });
    expect(root(['zeroOrMore', one]).children.get('one')).toMatchObject({
      required: false,
      repeated: true,
    });
  });

  test('gives a child another property if an attribute has its name', () => {
    const type = root(['group', attribute('size', word('big')), ['element', 'size', 'text']]);
    expect(type.children.get('size')?.property).toBe('sizeElement');
  });
});

describe('valuesOf', () => {
  const none = () => 'notAllowed' as const;

  test.for([
    ['32 bits by type', [data('unsignedInt')], { integer: 32 }],
    ['64 bits by type', [data('unsignedLong')], { integer: 64 }],
    [
      '32 bits by range',
      [data('integer', ['minInclusive', '0'], ['maxInclusive', '9'])],
      { integer: 32 },
    ],
    [
      'words beside an integer',
      [word('auto'), word('7'), data('int')],
      { integer: 32, literals: ['auto'] },
    ],
    [
      'an octal mode is text',
      [data('unsignedInt', ['pattern', '0[0-7]{3}'])],
      { integer: 0, text: true },
    ],
    ['text beside an integer is text', [data('int'), 'text'], { integer: 0, text: true }],
    ['words alone', [word('on'), word('off')], { literals: ['on', 'off'], text: false }],
  ] as const)('%s', ([, patterns, expected]) => {
    expect(valuesOf(patterns as readonly Pattern[], none)).toMatchObject(expected);
  });
});
