import { describe, expect, it, test } from 'vitest';
import { environmentFlags, parseFlags } from '../src/cli/flags.js';
import { releaseTags, priorGoVersion, resolveEnvironment } from '../src/base/environment.js';
import { temporaryDirectory } from './support/workspace.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const kinds = { e: 'boolean', f: 'text', u: 'optional', require: 'each' } as const;

describe('parseFlags', () => {
  it('parses flags as Go does', () => {
    const { flags, rest } = parseFlags(kinds, ['-e', '--f', 'x y', '-u=patch', 'a', '-e']);
    expect(flags).toEqual({ e: true, f: 'x y', u: 'patch', require: [] });
    expect(rest).toEqual(['a', '-e']);
  });

  it('keeps the order, and the last value of each', () => {
    const { flags, given } = parseFlags(kinds, [
      '-require=a@v1',
      '-f=1',
      '-require',
      'b@v2',
      '-f=2',
    ]);
    expect(flags.require).toEqual(['a@v1', 'b@v2']);
    expect(flags.f).toBe('2');
    expect(given.map(({ value }) => value)).toEqual(['a@v1', '1', 'b@v2', '2']);
  });

  it('stops at --', () => {
    expect(parseFlags(kinds, ['--', '-e'])).toMatchObject({ flags: { e: false }, rest: ['-e'] });
    expect(parseFlags(kinds, ['-u', 'a']).flags.u).toBe('true');
    expect(parseFlags(kinds, ['-e=false']).flags.e).toBe(false);
  });

  it.each([
    [['-x'], 'flag provided but not defined: -x'],
    [['-f'], 'flag needs an argument: -f'],
    [['-e=maybe'], 'invalid boolean value "maybe" for -e: parse error'],
    [['---f'], 'bad flag syntax: ---f'],
    [['-=f'], 'bad flag syntax: -=f'],
  ])('%s is refused', (words, problem) => {
    expect(() => parseFlags(kinds, words)).toThrow(problem);
  });

  it('calls the check of a flag', () => {
    const checks = { f: (value: string) => (value === 'a' ? undefined : 'not a') };
    expect(parseFlags(kinds, ['-f=a'], checks).flags.f).toBe('a');
    expect(() => parseFlags(kinds, ['-f=b'], checks)).toThrow(
      'invalid value "b" for flag -f: not a',
    );
  });

  it('takes flags that the command has from GOFLAGS', () => {
    const known = new Set(['e', 'f', 'other']);
    expect(environmentFlags(' -e  -other=x -f=y', kinds, known)).toEqual(['-e', '-f=y']);
    expect(() => environmentFlags('-nope', kinds, known)).toThrow('unknown flag -nope');
    expect(() => environmentFlags('nope', kinds, known)).toThrow('non-flag "nope"');
  });
});

describe('resolveEnvironment', () => {
  it("has Go's defaults", () => {
    const environment = resolveEnvironment({ HOME: '/home/u', GOPRIVATE: 'x.y', GOENV: 'off' });
    expect(environment).toMatchObject({
      GOPATH: '/home/u/go',
      GOMODCACHE: '/home/u/go/pkg/mod',
      GONOPROXY: 'x.y',
      GONOSUMDB: 'x.y',
      GOENV: '',
    });
  });

  it('reads the file of go env -w; process variables override it', () => {
    const file = join(temporaryDirectory(), 'env');
    writeFileSync(file, '# note\nGOPROXY=file:///p\nGOFLAGS=-mod=mod\nbad\n');
    const environment = resolveEnvironment({ HOME: '/h', GOENV: file, GOFLAGS: '-e' });
    expect(environment.GOPROXY).toBe('file:///p');
    expect(environment.GOFLAGS).toBe('-e');
  });

  it('disables cgo for other platforms', () => {
    expect(resolveEnvironment({ HOME: '/h', GOENV: 'off', GOOS: 'plan9' }).CGO_ENABLED).toBe('0');
  });
});

test('releaseTags: includes the tags of all earlier releases', () => {
  expect(releaseTags('1.3')).toEqual(['go1.1', 'go1.2', 'go1.3']);
  expect(priorGoVersion('1.17')).toBe('1.16');
  expect(priorGoVersion('1.1')).toBe('1.1');
  expect(priorGoVersion('2.0')).toBe('2.0');
});
