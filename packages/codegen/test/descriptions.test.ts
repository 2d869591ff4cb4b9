import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { checkDescriptions, descriptions } from '../src/descriptions/index.js';
import { enumComment, valueComment } from '../src/emit/comments.js';
import type { CEnum, Facts } from '../src/facts.js';
import { enumName, memberName, members } from '../src/names.js';
import { runCli } from './cli.js';
import { newestFacts, root } from './facts.js';

const facts = newestFacts();

const texts = Object.entries(descriptions).flatMap(([name, { about, values }]) => [
  { name, text: about },
  ...Object.entries(values).map(([value, text]) => ({ name: value, text })),
]);

describe('checkDescriptions', () => {
  const colour: CEnum = {
    name: 'virColour',
    since: '1.0.0',
    values: [
      { name: 'VIR_COLOUR_RED', value: 0, since: '1.0.0' },
      { name: 'VIR_COLOUR_BLUE', value: 1, since: '1.2.0' },
      { name: 'VIR_COLOUR_LAST', value: 2, since: '1.0.0' },
    ],
  };
  const only: Facts = { ...facts, enums: [colour] };
  const values = { VIR_COLOUR_RED: 'As blood.', VIR_COLOUR_BLUE: 'As the sky.' };
  const described = { virColour: { about: 'Colours.', values } };

  test('accepts a description of each constant, and none of a sentinel', () => {
    expect(() => checkDescriptions(only, [described])).not.toThrow();
  });

  test.each([
    [
      'a value without one',
      { virColour: { about: 'Colours.', values: { VIR_COLOUR_RED: 'As blood.' } } },
      'virColour.VIR_COLOUR_BLUE has no description',
    ],
    [
      'a value that does not exist',
      { virColour: { about: 'Colours.', values: { ...values, VIR_COLOUR_PINK: 'As a pig.' } } },
      'virColour.VIR_COLOUR_PINK is described, but does not exist',
    ],
    [
      'a sentinel',
      { virColour: { about: 'Colours.', values: { ...values, VIR_COLOUR_LAST: 'None.' } } },
      'virColour.VIR_COLOUR_LAST is described, but does not exist',
    ],
    [
      'an enum that does not exist',
      { ...described, virSmell: { about: 'Smells.', values: {} } },
      'virSmell is described, but does not exist',
    ],
  ])('names %s', (_, given, problem) => {
    expect(() => checkDescriptions(only, [given])).toThrow(
      new Error(`packages/codegen/src/descriptions: ${problem}`),
    );
  });

  test('names an enum without one, with its values', () => {
    expect(() => checkDescriptions(only, [])).toThrow(
      'virColour has no description, virColour.VIR_COLOUR_RED has no description, ' +
        'virColour.VIR_COLOUR_BLUE has no description',
    );
  });

  test('names an enum that two files describe', () => {
    expect(() => checkDescriptions(only, [described, described])).toThrow(
      'virColour is described twice, virColour.VIR_COLOUR_RED is described twice, ',
    );
  });
});

test.each(['check', 'generate'])(
  'codegen %s: refuses a constant without a description',
  (command) => {
    const copy = mkdtempSync(join(tmpdir(), 'libvirt-codegen-'));
    try {
      const sources = ['package.json', 'src', 'schemas', 'protocol'].map(
        (name) => `packages/codegen/${name}`,
      );
      for (const path of [...sources, 'native/api', 'packages/remote/src/calls']) {
        cpSync(join(root, path), join(copy, path), { recursive: true });
      }
      symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
      const file = join(copy, 'packages/codegen/src/descriptions/domain-states.ts');
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace('VIR_DOMAIN_PAUSED:', 'VIR_DOMAIN_HALTED:'));
      expect(runCli(command, copy)).toEqual({
        code: 1,
        stdout: '',
        stderr:
          'codegen: packages/codegen/src/descriptions: ' +
          'virDomainState.VIR_DOMAIN_PAUSED has no description, ' +
          'virDomainState.VIR_DOMAIN_HALTED is described, but does not exist\n',
      });
    } finally {
      rmSync(copy, { recursive: true });
    }
  },
);

describe('the descriptions', () => {
  test('are sentences', () => {
    const isSentence = (text: string) => /^\S.*[^.]\.$/.test(text) && !/\s\s|\*\//.test(text);
    expect(texts.filter(({ text }) => !isSentence(text))).toEqual([]);
  });

  test('link only to what the packages export', () => {
    const isExported = exportedNames();
    const links = texts.flatMap(({ name, text }) =>
      [...text.matchAll(/\{@link ([^}]*)\}/g)].map(([, target = '']) => ({ name, target })),
    );
    expect(links.length).toBeGreaterThan(200);
    expect(links.filter(({ target }) => !isExported(target))).toEqual([]);
  });

  test('mention only constants that exist', () => {
    const constants = new Set([
      ...facts.enums.flatMap((each) => [
        ...members(each).map(({ name }) => name),
        ...members(each).map(({ name }) => `${enumName(each.name)}.${memberName(each, name)}`),
      ]),
    ]);
    const mentions = texts.flatMap(({ name, text }) =>
      [...text.matchAll(/`(\w+\.[A-Z][A-Z0-9_]*|VIR_\w+)`/g)].map(([, mentioned = '']) => ({
        name,
        mentioned,
      })),
    );
    expect(mentions.length).toBeGreaterThan(40);
    expect(mentions.filter(({ mentioned }) => !constants.has(mentioned))).toEqual([]);
  });
});

/** Returns a function that tells whether a class, function, type or member is exported. */
function exportedNames(): (target: string) => boolean {
  const entries = ['core', 'qemu', 'admin'].map((name) =>
    join(root, 'packages', name, 'src/index.ts'),
  );
  const program = ts.createProgram(entries, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    noEmit: true,
    lib: ['lib.es2022.d.ts'],
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const exported = new Map(
    entries.flatMap((entry) =>
      checker
        .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!)
        .map((symbol) => [symbol.name, symbol] as const),
    ),
  );
  return (target) => {
    const [name = '', member] = target.split('.');
    const alias = exported.get(name);
    if (!alias || member === undefined) return alias !== undefined;
    const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias;
    return checker.getPropertyOfType(checker.getDeclaredTypeOfSymbol(symbol), member) !== undefined;
  };
}

describe('enumComment, valueComment', () => {
  const state = facts.enums.find(({ name }) => name === 'virDomainState')!;
  const [noState] = state.values;

  test('put the description before the C name, the value and the release', () => {
    expect(valueComment(state, noState!, 4)).toBe(
      '/** The driver does not know the state. `VIR_DOMAIN_NOSTATE` (0), since libvirt 0.0.1 */',
    );
  });

  test('make blocks of at most 110 columns', () => {
    const blocks = facts.enums.flatMap((each) => [
      enumComment(each),
      ...members(each).map((value) => `    ${valueComment(each, value, 4)}`),
    ]);
    const lines = blocks.flatMap((block) => block.split('\n'));
    expect(lines.filter((line) => line.length > 110)).toEqual([]);
    expect(enumComment(state)).toMatch(
      /^\/\*\*\n( \* .+\n)+ \* `virDomainState`, since libvirt 0\.0\.1\n \*\/$/,
    );
  });
});
