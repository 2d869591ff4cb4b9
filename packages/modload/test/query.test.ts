import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemorySource, type MemoryModules } from '../src/modfetch/memory.js';
import { isIncompatible } from '../src/module/module.js';
import { query } from '../src/modload/version-query.js';
import { compare, prerelease, sort } from '../src/module/semver.js';
import { failureOf } from './support/workspace.js';

const path = 'example.com/m';
const withGoMod = { goMod: `module ${path}\n\ngo 1.19\n` };

const tagged: MemoryModules = {
  [path]: {
    'v0.9.0': {},
    'v1.0.0': {},
    'v1.1.0-rc.1': {},
    'v1.1.0': { time: '2020-03-01T00:00:00Z' },
    'v1.2.0-beta': {},
    'v1.2.3': { time: '2020-06-01T00:00:00Z', revisions: ['main', 'abcdefabcdef'] },
    'v1.3.0-rc.1': {},
    'v1.1.1-0.20200801000000-dddddddddddd': { time: '2020-08-01T00:00:00Z' },
    'v1.2.4-0.20200701000000-aaaaaaaaaaaa': {
      time: '2020-07-01T00:00:00Z',
      revisions: ['side'],
    },
    'v1.2.4-0.20200501000000-bbbbbbbbbbbb': { time: '2020-05-01T00:00:00Z' },
  },
};

const resolve = async (text: string, current = '', modules = tagged, module = path) =>
  (await query(new MemorySource(modules), module, text, current)).version;

describe('queryRepo', () => {
  test.each([
    ['latest', 'v1.2.3'],
    ['v1', 'v1.2.3'],
    ['v0', 'v0.9.0'],
    ['v1.1', 'v1.1.0'],
    ['v1.0.0', 'v1.0.0'],
    ['v1.0.0+meta', 'v1.0.0'],
    ['<v1.2.3', 'v1.1.0'],
    ['<=v1.2.3', 'v1.2.3'],
    ['>v1.0.0', 'v1.1.0'],
    ['>=v1.1.0-rc.1', 'v1.1.0'],
    ['>v1.2.3', 'v1.3.0-rc.1'],
    ['<v1', 'v0.9.0'],
    ['>=v1', 'v1.0.0'],
    ['main', 'v1.2.3'],
    ['side', 'v1.2.4-0.20200701000000-aaaaaaaaaaaa'],
    ['abcdefabcdef', 'v1.2.3'],
  ])('for %s finds %s', async (text, expected) => {
    expect(await resolve(text)).toBe(expected);
  });

  test.each([
    ['upgrade', 'v1.0.0', 'v1.2.3'],
    ['upgrade', 'v1.2.3', 'v1.2.3'],
    ['upgrade', 'v1.3.0-rc.1', 'v1.3.0-rc.1'],
    ['upgrade', 'none', 'v1.2.3'],
    ['patch', 'v1.0.0', 'v1.0.0'],
    ['patch', 'v1.1.0-rc.1', 'v1.1.0'],
    ['patch', 'v1.2.0-beta', 'v1.2.3'],
    // Nobody who follows a branch is taken back to what was there before.
    ['upgrade', 'v1.1.1-0.20200801000000-dddddddddddd', 'v1.1.1-0.20200801000000-dddddddddddd'],
    ['patch', 'v1.2.4-0.20200701000000-aaaaaaaaaaaa', 'v1.2.4-0.20200701000000-aaaaaaaaaaaa'],
    ['upgrade', 'v1.1.1-0.20200401000000-cccccccccccc', 'v1.2.3'],
  ])('for %s of %s finds %s', async (text, current, expected) => {
    expect(await resolve(text, current)).toBe(expected);
  });

  test.each([
    ['v7', '', 'no matching versions for query "v7"'],
    // Its only version comes before v1.3.
    ['v1.3', '', 'no matching versions for query "v1.3"'],
    ['>v9.0.0', '', 'no matching versions for query ">v9.0.0"'],
    ['<v0.1.0', '', 'no matching versions for query "<v0.1.0"'],
    ['patch', 'v1.9.0', 'example.com/m@v1.9.0: invalid version: unknown revision v1.9.0'],
    ['patch', '', `can't query version "patch" of module ${path}: no existing version is required`],
    ['<v1.x', '', 'invalid semantic version "v1.x" in range "<v1.x"'],
    ['>=', '', 'invalid semantic version "" in range ">="'],
    ['<=v1.2', '', 'ambiguous semantic version "v1.2" in range "<=v1.2"'],
    ['>v1', '', 'ambiguous semantic version "v1" in range ">v1"'],
    ['latest', 'nonsense', 'invalid previous version "nonsense"'],
  ])('for %s of %j fails', async (text, current, expected) => {
    expect(await failureOf(resolve(text, current))).toContain(expected);
  });

  test('skips disallowed versions, and rejects a named one', async () => {
    const source = new MemorySource(tagged);
    const allowed = ({ version }: { version: string }) => version !== 'v1.2.3';
    const found = async (text: string, current = '') =>
      (await query(source, path, text, current, allowed)).version;
    expect(await found('latest')).toBe('v1.1.0');
    expect(await failureOf(found('v1.2'))).toBe('no matching versions for query "v1.2"');
    expect(await found('upgrade', 'v1.0.0')).toBe('v1.1.0');
    expect(await failureOf(found('v1.2.3'))).toBe('example.com/m@v1.2.3 is not allowed');
    expect(await failureOf(found('main'))).toBe('example.com/m@v1.2.3 is not allowed');
  });

  test('resolves the newest commit if there is no version', async () => {
    const pseudo = 'v0.0.0-20200101000000-abcdefabcdef';
    const modules = { [path]: { [pseudo]: { time: '2020-01-01T00:00:00Z' } } };
    expect(await resolve('latest', '', modules)).toBe(pseudo);
    expect(await resolve('upgrade', '', modules)).toBe(pseudo);
    expect(await failureOf(resolve('v0', '', modules))).toContain('no matching versions');
  });

  describe('with incompatible versions', () => {
    const incompatible = { 'v1.0.0': {}, 'v2.0.0+incompatible': {}, 'v3.0.0+incompatible': {} };
    const plain = { [path]: incompatible };
    const migrated = { [path]: { ...incompatible, 'v1.1.0': withGoMod } };

    test.each([
      ['latest', '', plain, 'v3.0.0+incompatible'],
      ['v2', '', plain, 'v2.0.0+incompatible'],
      ['<v3.0.0', '', plain, 'v2.0.0+incompatible'],
      ['latest', '', migrated, 'v1.1.0'],
      ['>=v1.1.0', '', migrated, 'v1.1.0'],
      ['v3', '', migrated, 'v3.0.0+incompatible'],
      ['>=v2.0.0', '', migrated, 'v2.0.0+incompatible'],
      // A current incompatible version keeps incompatible ones selectable.
      ['latest', 'v2.0.0+incompatible', migrated, 'v3.0.0+incompatible'],
      ['upgrade', 'v2.0.0+incompatible', migrated, 'v3.0.0+incompatible'],
    ])(
      'for %s of %j finds what its go.mod allows (%#)',
      async (text, current, modules, expected) => {
        expect(await resolve(text, current, modules)).toBe(expected);
      },
    );
  });

  test('resolves a comparison to the nearest version, preferring releases', async () => {
    const number = fc.nat(3);
    const version = fc
      .tuple(fc.nat(1), number, number, fc.constantFrom('', '', '-pre', '-rc.1'))
      .map(([major, minor, patch, suffix]) => `v${major}.${minor}.${patch}${suffix}`);
    const versions = fc.uniqueArray(version, { minLength: 1, maxLength: 12 });
    const operator = fc.constantFrom('<', '<=', '>', '>=');
    await fc.assert(
      fc.asyncProperty(versions, operator, version, async (list, comparison, bound) => {
        const modules = { [path]: Object.fromEntries(list.map((each) => [each, withGoMod])) };
        const holds = (order: number) =>
          ({ '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 })[comparison];
        const fitting = sort(list.filter((each) => holds(compare(each, bound))));
        const releases = fitting.filter((each) => prerelease(each) === '' && !isIncompatible(each));
        const candidates = releases.length > 0 ? releases : fitting;
        const expected = comparison.startsWith('<') ? candidates.at(-1) : candidates[0];
        const found = resolve(`${comparison}${bound}`, '', modules);
        if (expected === undefined)
          expect(await failureOf(found)).toContain('no matching versions');
        else expect(await found).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });
});
