import { describe, expect, test } from 'vitest';
import { Checksums, GoSum } from '../src/modfetch/checksums.js';
import { resolveEnvironment } from '../src/base/environment.js';
import { ChecksumError, ModuleError } from '../src/base/errors.js';
import { matchesPrefix } from '../src/module/prefix-patterns.js';
import { failureOf } from './support/workspace.js';

const module = { path: 'example.com/m', version: 'v1.0.0' };
const goMod = { path: 'example.com/m', version: 'v1.0.0/go.mod' };
const hash = (letter: string) => `h1:${letter.repeat(43)}=`;
const line = (version: string, letter: string) => `example.com/m ${version} ${hash(letter)}\n`;
const keys = (...versions: string[]) => new Set(versions.map((each) => `example.com/m ${each}`));

describe('GoSum', () => {
  test('has() finds listed hashes of known kinds', () => {
    const sum = GoSum.parse(`${line('v1.0.0', 'a')}example.com/m v1.1.0 h9:zzz\n`);
    expect(sum.has(module)).toBe(true);
    expect(sum.has(goMod)).toBe(false);
    expect(sum.has({ ...module, version: 'v1.1.0' })).toBe(false);
  });

  test('check() accepts a listed hash and rejects another', () => {
    const sum = GoSum.parse(line('v1.0.0', 'a'));
    expect(sum.check(module, hash('a'))).toBe(true);
    expect(sum.check(goMod, hash('b'))).toBe(false);
    expect(() => sum.check(module, hash('b'))).toThrow(ChecksumError);
    expect(() => sum.check(module, hash('b'))).toThrow(
      `verifying example.com/m@v1.0.0: checksum mismatch\n\tdownloaded: ${hash('b')}\n\tgo.sum:     ${hash('a')}\n\nSECURITY ERROR\nThis download does NOT match an earlier download recorded in go.sum.\n`,
    );
  });

  test('reads up to a malformed line, and skips empty lines and known wrong hashes', () => {
    const empty = 'h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=';
    const text = `\n${line('v1.0.0', 'a')}example.com/m v1.0.0/go.mod ${empty}\nmalformed\n${line('v1.2.0', 'c')}`;
    const sum = GoSum.parse(text);
    expect(sum.text()).toBe(line('v1.0.0', 'a'));
  });

  test('format() sorts lines and keeps added ones that are needed', () => {
    const sum = GoSum.parse(line('v1.10.0', 'a'));
    for (const version of ['v1.9.0', 'v1.9.0/go.mod', 'v1.2.0']) {
      expect(sum.check({ ...module, version }, hash('n'))).toBe(false);
      sum.add({ ...module, version }, hash('n'));
    }
    expect(sum.has({ ...module, version: 'v1.9.0' })).toBe(false);
    expect(sum.isDirty(keys('v1.0.0'))).toBe(false);
    const keep = keys('v1.9.0', 'v1.9.0/go.mod');
    expect(sum.isDirty(keep)).toBe(true);
    expect(sum.write(line('v1.10.0', 'a'), keep)).toBe(
      line('v1.9.0', 'n') + line('v1.9.0/go.mod', 'n') + line('v1.10.0', 'a'),
    );
    expect(sum.isDirty(keep)).toBe(false);
    expect(sum.has({ ...module, version: 'v1.9.0' })).toBe(true);
  });

  test('keeps lines that other processes wrote meanwhile', () => {
    const sum = GoSum.parse('');
    sum.check(module, hash('a'));
    sum.add(module, hash('a'));
    const current = line('v1.0.0', 'a') + line('v1.5.0', 'x');
    expect(sum.write(current, keys('v1.0.0'))).toBe(current);
  });

  test('rejects a conflicting line of another process', () => {
    const sum = GoSum.parse('');
    sum.check(module, hash('a'));
    sum.add(module, hash('a'));
    expect(() => sum.write(line('v1.0.0', 'x'), keys('v1.0.0'))).toThrow('checksum mismatch');
  });

  test('trim() keeps only the given lines', () => {
    const sum = GoSum.parse(line('v1.0.0', 'a') + line('v1.1.0', 'b'));
    sum.check(module, hash('a'));
    sum.trim(keys('v1.0.0'));
    expect(sum.isDirty(keys('v1.0.0'))).toBe(true);
    expect(sum.write('whatever', keys('v1.0.0'))).toBe(line('v1.0.0', 'a'));
  });

  test('uses the go.sum of workspace modules without repeating their lines', () => {
    const make = () =>
      new GoSum({
        file: '/w/go.work.sum',
        text: line('v1.3.0', 'w'),
        workspace: [{ file: '/w/a/go.sum', text: line('v1.0.0', 'a') }],
      });
    expect(make().has(module)).toBe(true);
    expect(make().check(module, hash('a'))).toBe(true);
    expect(() => make().check(module, hash('b'))).toThrow(`\n\t/w/a/go.sum:     ${hash('a')}`);
    expect(() => make().check({ ...module, version: 'v1.3.0' }, hash('b'))).toThrow(
      `\n\tgo.work.sum:     ${hash('w')}`,
    );
    const sum = make();
    sum.check(module, hash('a'));
    sum.check(goMod, hash('g'));
    sum.add(goMod, hash('g'));
    expect(sum.write('', keys('v1.0.0', 'v1.0.0/go.mod'))).toBe(line('v1.0.0/go.mod', 'g'));
  });

  test('warns about hashes of unknown kinds', () => {
    const warnings: string[] = [];
    const text = 'example.com/m v1.0.0 h7:old\n';
    const sum = new GoSum({ file: 'go.sum', text, warn: (each) => warnings.push(each) });
    expect(sum.check(module, hash('a'))).toBe(false);
    sum.add(module, hash('a'));
    expect(warnings[0]).toMatch(
      /^warning: verifying example.com\/m@v1.0.0: unknown hashes in go.sum: h7:old; adding h1:a+=\n\nSECURITY WARNING\n/,
    );
  });

  test('records no lines without a file', () => {
    const sum = new GoSum();
    sum.add(module, hash('a'));
    expect(sum.check(module, hash('b'))).toBe(false);
    expect(sum.isDirty(keys('v1.0.0'))).toBe(false);
  });
});

describe('Checksums', () => {
  const open = (variables: Record<string, string>, lines: readonly string[], text = '') => {
    const asked: string[] = [];
    const goSum = GoSum.parse(text);
    const checksums = new Checksums(goSum, resolveEnvironment(variables), () => ({
      name: 'sum.example.com',
      lookup: ({ path, version }) => {
        asked.push(`${path}@${version}`);
        return lines.length > 0 ? Promise.resolve(lines) : Promise.reject(new Error('unreachable'));
      },
    }));
    return { checksums, goSum, asked };
  };

  test('looks up missing lines in the database and adds them', async () => {
    const { checksums, goSum, asked } = open({}, [line('v1.0.0', 'a').trim()]);
    expect(checksums.checkLocally(module, hash('a'))).toBe(false);
    await checksums.check(module, hash('a'));
    await checksums.check(module, hash('a'));
    expect(asked).toEqual(['example.com/m@v1.0.0']);
    expect(goSum.text()).toBe(line('v1.0.0', 'a'));
  });

  test('rejects a hash that differs from the database', async () => {
    const { checksums, goSum } = open({}, [line('v1.0.0/go.mod', 'a').trim()]);
    const failure = checksums.check(goMod, hash('b'));
    await expect(failure).rejects.toBeInstanceOf(ModuleError);
    expect(await failureOf(failure)).toMatch(
      /^example.com\/m@v1.0.0: verifying go.mod: checksum mismatch\n\tdownloaded: h1:b+=\n\tsum.example.com: h1:a+=\n\nSECURITY ERROR\nThis download does NOT match the one reported by the checksum server.\n/,
    );
    expect(goSum.text()).toBe('');
  });

  test('fails if the database is unreachable', async () => {
    const { checksums } = open({}, []);
    expect(await failureOf(checksums.check(module, hash('a')))).toBe(
      'example.com/m@v1.0.0: verifying module: unreachable',
    );
  });

  test.each([{ GOSUMDB: 'off' }, { GONOSUMDB: 'other.org,example.com' }, { GOPRIVATE: '*.com/m' }])(
    'asks no database with %j',
    async (variables) => {
      const { checksums, goSum, asked } = open(variables, []);
      expect(checksums.checkLocally(module, hash('a'))).toBe(true);
      await checksums.check(module, hash('a'));
      expect(asked).toEqual([]);
      expect(goSum.text()).toBe(line('v1.0.0', 'a'));
    },
  );
});

describe('matchesPrefix', () => {
  test.each([
    ['*.corp.example.com', 'git.corp.example.com/x', true],
    ['*.corp.example.com', 'corp.example.com', false],
    ['rsc.io/private', 'rsc.io/private/quux', true],
    ['rsc.io/private', 'rsc.io/privateer', false],
    ['rsc.io/private/', 'rsc.io/private', true],
    ['a,,b', 'b/c', true],
    ['', 'a', false],
    ['*', 'anything/at/all', true],
    ['*/x', 'a/x/y', true],
    ['*/x', 'a/b/x', false],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['[^a-c]x', 'dx', true],
    [String.raw`[\]]`, ']', true],
    [String.raw`\*`, '*', true],
    [String.raw`\*`, 'a', false],
    ['[', '[', false],
    ['[z-a]', 'm', false],
    ['a.b', 'aXb', false],
    ['none', 'example.com', false],
  ])('%j on %j: %j', (globs, path, expected) => {
    expect(matchesPrefix(globs, path)).toBe(expected);
  });
});
