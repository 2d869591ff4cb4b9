import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidPathError, InvalidVersionError, ModuleError } from '../src/base/errors.js';
import {
  canonicalVersion,
  check,
  checkFilePath,
  checkImportPath,
  checkPath,
  checkPathMajor,
  escapePath,
  escapeVersion,
  matchPathMajor,
  pathMajorPrefix,
  sortModules,
  splitPathVersion,
  unescapePath,
  unescapeVersion,
} from '../src/module/module.js';

function problem(action: () => void): string {
  try {
    action();
    return '';
  } catch (error) {
    return error instanceof InvalidPathError ? error.reason : String(error);
  }
}

describe('checkPath, checkImportPath and checkFilePath', () => {
  // path, and what is wrong with it as a module, an import and a file.
  it.each([
    ['example.com/m', '', '', ''],
    ['rsc.io/quote/v2', '', '', ''],
    ['gopkg.in/yaml.v2', '', '', ''],
    ['gopkg.in/yaml.v2-unstable', '', '', ''],
    ['github.com/BurntSushi/toml', '', '', ''],
    ['xn--a.example/b_c~d/e.f', '', '', ''],
    ['', 'empty string', 'empty string', 'empty string'],
    ['-x.com/a', 'leading dash', 'leading dash', ''],
    ['example.com/-a', '', '', ''],
    ['example.com//a', 'double slash', 'double slash', 'double slash'],
    ['example.com/', 'trailing slash', 'trailing slash', 'trailing slash'],
    ['/example.com', 'empty path element', 'empty path element', 'empty path element'],
    [
      'example.com/.',
      'invalid path element "."',
      'invalid path element "."',
      'invalid path element "."',
    ],
    [
      'example.com/a/..',
      'invalid path element ".."',
      'invalid path element ".."',
      'invalid path element ".."',
    ],
    ['example.com/.git', 'leading dot in path element', '', ''],
    [
      'example.com/a.',
      'trailing dot in path element',
      'trailing dot in path element',
      'trailing dot in path element',
    ],
    ['example.com/a b', "invalid char ' '", "invalid char ' '", ''],
    ['example.com/a+b', "invalid char '+'", '', ''],
    ['example.com/é', "invalid char 'é'", "invalid char 'é'", ''],
    [
      'example.com/a\u200b',
      "invalid char '\\u200b'",
      "invalid char '\\u200b'",
      "invalid char '\\u200b'",
    ],
    ['example.com/a*b', "invalid char '*'", "invalid char '*'", "invalid char '*'"],
    ["example.com/a'b", "invalid char '\\''", "invalid char '\\''", "invalid char '\\''"],
    ['example.com/a\ud800', 'invalid UTF-8', 'invalid UTF-8', 'invalid UTF-8'],
    [
      'example.com/con',
      '"con" disallowed as path element component on Windows',
      '"con" disallowed as path element component on Windows',
      '"con" disallowed as path element component on Windows',
    ],
    [
      'example.com/Aux.txt',
      '"Aux" disallowed as path element component on Windows',
      '"Aux" disallowed as path element component on Windows',
      '"Aux" disallowed as path element component on Windows',
    ],
    ['example.com/com10', '', '', ''],
    ['example.com/conx', '', '', ''],
    [
      'example.com/a~1',
      'trailing tilde and digits in path element',
      'trailing tilde and digits in path element',
      '',
    ],
    [
      'example.com/a~1.go',
      'trailing tilde and digits in path element',
      'trailing tilde and digits in path element',
      '',
    ],
    ['example.com/a~', '', '', ''],
    ['example', 'missing dot in first path element', '', ''],
    ['Example.com/a', "invalid char 'E' in first path element", '', ''],
    ['exam_ple.com/a', "invalid char '_' in first path element", '', ''],
    ['example.com/v1', 'invalid version', '', ''],
    ['example.com/v01', 'invalid version', '', ''],
    ['example.com/v2.1', 'invalid version', '', ''],
    ['example.com/v', '', '', ''],
    ['gopkg.in/yaml', 'invalid version', '', ''],
    ['gopkg.in/yaml.v01', 'invalid version', '', ''],
    [
      'gopkg.in/con.v1',
      '"con" disallowed as path element component on Windows',
      '"con" disallowed as path element component on Windows',
      '"con" disallowed as path element component on Windows',
    ],
  ])('%j', (path, asModule, asImport, asFile) => {
    expect(problem(() => checkPath(path))).toBe(asModule);
    expect(problem(() => checkImportPath(path))).toBe(asImport);
    expect(problem(() => checkFilePath(path))).toBe(asFile);
  });

  it('name the kind of path in the error', () => {
    expect(() => checkPath('a b.c')).toThrow('malformed module path "a b.c": invalid char \' \'');
    expect(() => checkImportPath('a b')).toThrow('malformed import path "a b": invalid char \' \'');
    expect(() => checkFilePath('a:b')).toThrow('malformed file path "a:b": invalid char \':\'');
  });

  it.each([
    ['example.com/m', 'example.com/m', '', true],
    ['example.com/m/v2', 'example.com/m', '/v2', true],
    ['example.com/m/v20', 'example.com/m', '/v20', true],
    ['v2', 'v2', '', true],
    ['example.com/m/v0', 'example.com/m/v0', '', false],
    ['example.com/m/v1', 'example.com/m/v1', '', false],
    ['example.com/m/v02', 'example.com/m/v02', '', false],
    ['example.com/m/v.2', 'example.com/m/v.2', '', false],
    ['example.com/m/xv2', 'example.com/m/xv2', '', true],
    ['gopkg.in/m.v0', 'gopkg.in/m', '.v0', true],
    ['gopkg.in/m.v1-unstable', 'gopkg.in/m', '.v1-unstable', true],
    ['gopkg.in/m.v0-unstable', 'gopkg.in/m.v0-unstable', '', false],
    ['gopkg.in/m/v2', 'gopkg.in/m/v2', '', false],
  ])('splits %s', (path, prefix, pathMajor, ok) => {
    expect(splitPathVersion(path)).toEqual({ prefix, pathMajor, ok });
  });
});

describe('check', () => {
  it.each([
    ['v1.2.3', '', true],
    ['v0.1.0', '', true],
    ['v2.0.0', '', false],
    ['v2.0.0+incompatible', '', true],
    ['v2.0.0', '/v2', true],
    ['v2.0.0+incompatible', '/v2', true],
    ['v3.0.0', '/v2', false],
    ['v1.0.0', '.v1', true],
    ['v1.0.0', '.v1-unstable', true],
    ['v0.0.0-20261121102030-abcdef123456', '.v1', true],
    ['v0.0.0-20261121102030-abcdef123456', '.v2', false],
    ['v0.0.0-20261121102030-abcdef123456', '/v2', false],
  ])('%s with %j: %s', (version, pathMajor, fits) => {
    expect(matchPathMajor(version, pathMajor)).toBe(fits);
    if (fits) checkPathMajor(version, pathMajor);
    else expect(() => checkPathMajor(version, pathMajor)).toThrow(InvalidVersionError);
  });

  it('names the problem', () => {
    expect(() => check('example.com/m', 'v7.0.0')).toThrow(
      'example.com/m@v7.0.0: invalid version: should be v0 or v1, not v7',
    );
    expect(() => check('example.com/m/v2', 'v1.0.0')).toThrow(
      'example.com/m/v2@v1.0.0: invalid version: should be v2, not v1',
    );
    expect(() => check('example.com/m', 'master')).toThrow(ModuleError);
    expect(() => check('example.com/m', 'master')).toThrow(
      'example.com/m@master: invalid version: not a semantic version',
    );
    check('example.com/m', 'v7.0.0+incompatible');
  });

  it('pathMajorPrefix() returns the prefix of tags', () => {
    expect(['', '/v2', '.v1', '.v1-unstable'].map(pathMajorPrefix)).toEqual(['', 'v2', 'v1', 'v1']);
  });

  it('canonicalVersion() keeps only +incompatible', () => {
    expect(canonicalVersion('v2.0+incompatible')).toBe('');
    expect(canonicalVersion('v2.0.0+incompatible')).toBe('v2.0.0+incompatible');
    expect(canonicalVersion('v2.0.0+meta')).toBe('v2.0.0');
    expect(canonicalVersion('v2')).toBe('v2.0.0');
  });

  it('sortModules() sorts as go.sum does', () => {
    const sorted = sortModules([
      { path: 'b.c', version: 'v1.0.0' },
      { path: 'a.b', version: 'v1.10.0' },
      { path: 'a.b', version: 'v1.9.0/go.mod' },
      { path: 'a.b', version: 'v1.9.0' },
    ]);
    expect(sorted.map(({ path, version }) => `${path} ${version}`)).toEqual([
      'a.b v1.9.0',
      'a.b v1.9.0/go.mod',
      'a.b v1.10.0',
      'b.c v1.0.0',
    ]);
  });
});

describe('escapePath and unescapePath', () => {
  it('escape capitals', () => {
    expect(escapePath('github.com/BurntSushi/toml')).toBe('github.com/!burnt!sushi/toml');
    expect(escapeVersion('v1.0.0-RC1')).toBe('v1.0.0-!r!c1');
  });

  it('are inverse', () => {
    const element = fc
      .stringMatching(/^[A-Za-z_-]{1,6}$/)
      .filter((each) => problem(() => checkPath(`a.b/${each}`)) === '');
    fc.assert(
      fc.property(fc.array(element, { maxLength: 3 }), (elements) => {
        const path = ['a.b', ...elements].join('/');
        expect(escapePath(path)).not.toMatch(/[A-Z]/);
        expect(unescapePath(escapePath(path))).toBe(path);
        const version = `v1.0.0-${elements.join('-')}x`;
        expect(unescapeVersion(escapeVersion(version))).toBe(version);
      }),
    );
  });

  it.each(['A.b', 'a.b/!', 'a.b/!1', 'a.b/!A', 'a.b/é', 'a.b/!b/..'])('refuses %j', (escaped) => {
    expect(() => unescapePath(escaped)).toThrow(/^invalid escaped module path/);
  });

  it('reject versions that are not file names', () => {
    expect(() => escapeVersion('a/b')).toThrow('version "a/b" invalid: disallowed version string');
    expect(() => escapeVersion('a!b')).toThrow('version "a!b" invalid: disallowed version string');
    expect(() => unescapeVersion('A')).toThrow('invalid escaped version "A"');
    expect(() => unescapeVersion('a:b')).toThrow(
      'invalid escaped version "a:b": invalid char \':\'',
    );
  });
});
