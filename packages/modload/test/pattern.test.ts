import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  cleanPatterns,
  cleanSlashPath,
  hasPathPrefix,
  isLiteral,
  isMetaPackage,
  isRelativePath,
  isStandardImportPath,
  matchPattern,
  treeCanMatchPattern,
} from '../src/module/pattern.js';
import { isStandardPackage, standardPackages } from '../src/imports/standard-library.js';

describe('matchPattern', () => {
  it.each([
    ['a/...', 'a a/b a/b/c', 'ab b a/vendor/b'],
    ['a...', 'a ab a/b', 'b'],
    ['a/.../c', 'a/b/c a/b/x/c a//c', 'a/c a/b'],
    ['...', 'a a/b vendor', 'a/vendor/b vendor/a'],
    ['.../vendor/...', 'a/vendor a/vendor/b', 'a/b vendor'],
    // Go takes it for the end of a longer path.
    ['vendor/...', '/vendor /vendor/a', 'vendor vendor/a a'],
    ['./...', '. ./a ./a/b', 'a ../a ./vendor/a'],
    ['a/vendor/...', 'a/vendor a/vendor/b', 'a/vendored'],
    ['a+b/(c)/...', 'a+b/(c) a+b/(c)/d', 'aab/c'],
    ['net', 'net', 'net/http'],
    ['\0...', '', 'a'],
  ])('%j', (pattern, fitting, others) => {
    const fits = matchPattern(pattern);
    for (const name of fitting.split(' ').filter(Boolean))
      expect(`${name} ${fits(name)}`).toBe(`${name} true`);
    for (const name of others.split(' ')) expect(`${name} ${fits(name)}`).toBe(`${name} false`);
  });

  it('treeCanMatchPattern() returns whether a directory may hold matches', () => {
    const may = (pattern: string, names: string) =>
      names.split(' ').map(treeCanMatchPattern(pattern));
    expect(may('a/b/...', 'a a/b a/b/c b a/c')).toEqual([true, true, true, false, false]);
    expect(may('a/b', 'a a/b a/b/c')).toEqual([true, true, false]);
    expect(may('a...', 'a ab b')).toEqual([true, true, false]);
  });

  it('classifies patterns', () => {
    expect(['all', 'std', 'cmd', 'allx'].map(isMetaPackage)).toEqual([true, true, true, false]);
    expect(['a/b', 'a/...', 'std'].map(isLiteral)).toEqual([true, false, false]);
    expect(['.', '..', './a', '../a', '.../a', '.a', 'a/./b'].map(isRelativePath)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(['fmt', 'a/b.c', 'a.b/c', ''].map(isStandardImportPath)).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(hasPathPrefix('a/b', 'a')).toBe(true);
    expect(hasPathPrefix('ab', 'a')).toBe(false);
    expect(hasPathPrefix('a/b', 'a/')).toBe(true);
  });

  it('cleanPatterns() normalizes patterns', () => {
    expect(cleanPatterns([])).toEqual(['.']);
    expect(
      cleanPatterns([
        './',
        './a//b/',
        './/...',
        'a/b/../c@v1',
        '../x/',
        './a@b',
        'all',
        '/a/./b',
        '',
      ]),
    ).toEqual(['.', './a/b', './...', 'a/c@v1', '../x', './a@b', 'all', '/a/b', '.']);
    expect(
      ['', '.', '/', '//a', 'a/..', '../../a', '/../a', 'a/./b/', './..'].map(cleanSlashPath),
    ).toEqual(['.', '.', '/', '/a', '.', '../../a', '/a', 'a/b', '..']);
  });
});

describe('isStandardPackage', () => {
  it('works without a Go tree', () => {
    expect(
      [
        'fmt',
        'net/http/internal',
        'vendor/golang.org/x/net/http/httpguts',
        'C',
        'nofmt',
        'cmd/go',
        'builtin',
      ].map((path) => isStandardPackage(path)),
    ).toEqual([true, true, true, false, false, false, false]);
    expect(standardPackages('1.19')).toContain('go/build/constraint');
    expect(standardPackages('1.5')).toEqual(standardPackages('1.11'));
    expect([isStandardPackage('slices', '1.19'), isStandardPackage('slices', '1.25')]).toEqual([
      false,
      true,
    ]);
  });

  it('agrees with the Go tree', ({ skip }) => {
    const go = spawnSync('go', ['list', 'std'], {
      encoding: 'utf8',
      env: { ...process.env, GO111MODULE: 'off', GOFLAGS: '' },
    });
    if (go.error !== undefined) skip('go is not installed: sudo apt-get install golang-go');
    const version = /go(1\.[0-9]+)/.exec(
      spawnSync('go', ['version'], { encoding: 'utf8' }).stdout,
    )![1]!;
    for (const path of go.stdout.trim().split('\n')) {
      expect(`${path} ${isStandardPackage(path, version)}`).toBe(`${path} true`);
    }
  });
});
