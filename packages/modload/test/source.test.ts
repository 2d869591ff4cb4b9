import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BuildTags,
  ConstraintError,
  isFulfilled,
  parseGoBuild,
  parsePlusBuild,
  type Constraint,
} from '../src/imports/constraint.js';
import { NoGoError, scanDirectory, scanFiles, scanHeader } from '../src/imports/header.js';

const linux = BuildTags.of({
  system: 'linux',
  architecture: 'amd64',
  cgo: true,
  goVersion: '1.19',
});

describe('isFulfilled and BuildTags', () => {
  it.each([
    ['linux', true],
    ['windows', false],
    ['unix', true],
    ['cgo && amd64', true],
    ['!cgo', false],
    ['gc', true],
    ['go1.19', true],
    ['go1.20', false],
    ['!(windows || arm64)', true],
    ['linux && !amd64 || gc', true],
    ['windows || linux && arm64', false],
    ['custom', false],
    ['ignore', false],
    ['(linux)', true],
  ])('%s', (expression, holds) => {
    expect(isFulfilled(`//go:build ${expression}\n\npackage p\n`, linux)).toBe(holds);
  });

  it.each([
    ['', 'unexpected end of expression', 0],
    ['linux &', 'invalid syntax at &', 6],
    ['linux & amd64', 'invalid syntax at &', 6],
    ['linux amd64', 'unexpected token amd64', 6],
    ['!!linux', 'double negation not allowed', 1],
    ['(linux', 'missing close paren', 0],
    ['linux)', 'unexpected token )', 5],
    ['linux-amd64', 'invalid syntax at -', 5],
    ['&& linux', 'unexpected token &&', 0],
    ['('.repeat(5000), 'build expression too large', 1000],
  ])('refuses %j', (expression, message, offset) => {
    try {
      parseGoBuild(expression);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConstraintError);
      expect(error).toMatchObject({ message, offset });
    }
    // A file that says what cannot be understood takes no part.
    expect(isFulfilled(`//go:build ${expression}\n\npackage p`, BuildTags.any)).toBe(false);
  });

  it('parses +build lines', () => {
    const fulfils = (words: string) => linux.fulfil(parsePlusBuild(words));
    expect(
      ['linux', 'windows linux', 'windows,amd64 linux,amd64', '!windows', ''].map(fulfils),
    ).toEqual([true, true, true, true, false]);
    expect(['linux,arm64', '!linux', '!!linux', '!', 'a-b'].map(fulfils)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('finds +build lines only in the header', () => {
    const of = (text: string) => isFulfilled(text, linux);
    expect(of('// +build windows\n\npackage p\n')).toBe(false);
    expect(of('// +build windows\npackage p\n')).toBe(true);
    expect(of('// Copyright\n\n//+build windows\n// +build amd64\n\npackage p\n')).toBe(false);
    expect(of('/* x */\n\n// +build windows\n\npackage p\n')).toBe(true);
    expect(of('package p\n\n// +build windows\n\n')).toBe(true);
    expect(of('// +build linux\n// +build arm64\n\npackage p\n')).toBe(false);
    // The newer form overrides it.
    expect(of('//go:build linux\n// +build windows\n\npackage p\n')).toBe(true);
    expect(of('/* x\n//go:build windows\n*/\npackage p\n')).toBe(true);
    expect(of('//go:build linux\n//go:build linux\npackage p\n')).toBe(false);
    expect(of('//go:buildx windows\npackage p\n')).toBe(true);
    expect(of('package p\n//go:build windows\n')).toBe(true);
  });

  it('BuildTags.any accepts everything but ignore', () => {
    const of = (expression: string) =>
      isFulfilled(`//go:build ${expression}\npackage p`, BuildTags.any);
    expect(['linux', '!linux', 'linux && windows', 'linux && !linux', '!ignore'].map(of)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(['ignore', 'ignore && linux'].map(of)).toEqual([false, false]);
  });

  it.each([
    ['a.go', true],
    ['linux.go', true],
    ['windows.go', true],
    ['a_linux.go', true],
    ['a_windows.go', false],
    ['a_amd64.go', true],
    ['a_linux_amd64.go', true],
    ['a_windows_amd64.go', false],
    ['a_linux_arm64.go', false],
    ['a_windows_test.go', false],
    ['a_linux_test.go', true],
    ['a_test.go', true],
    ['a_windows_x.go', true],
    ['a_unix.go', true],
    ['_windows.go', false],
    ['a_linux.windows.go', true],
  ])('lets %s take part: %s', (name, holds) => {
    expect(linux.fulfilName(name)).toBe(holds);
    expect(BuildTags.any.fulfilName(name)).toBe(true);
  });

  it('treats android as linux and illumos as solaris', () => {
    const tags = (system: string) =>
      BuildTags.of({
        system,
        architecture: 'arm64',
        cgo: false,
        goVersion: '1.22.3',
        tags: ['mine'],
      });
    expect(
      ['linux', 'android', 'unix', 'mine', 'go1.22', 'go1.23', 'cgo'].map((tag) =>
        tags('android').has(tag),
      ),
    ).toEqual([true, true, true, true, true, false, false]);
    expect([
      tags('ios').has('darwin'),
      tags('illumos').has('solaris'),
      tags('windows').has('unix'),
    ]).toEqual([true, true, false]);
  });

  it('agrees with a naive evaluator', () => {
    const tag = fc.constantFrom('linux', 'windows', 'amd64', 'cgo', 'x.y', 'é');
    const { constraint } = fc.letrec<{ constraint: Constraint }>((tie) => ({
      constraint: fc.oneof(
        { depthSize: 'small' },
        tag.map((each): Constraint => ({ kind: 'tag', tag: each })),
        tag.map((each): Constraint => ({ kind: 'not', operand: { kind: 'tag', tag: each } })),
        fc.record({
          kind: fc.constantFrom('and' as const, 'or' as const),
          left: tie('constraint'),
          right: tie('constraint'),
        }),
      ),
    }));
    const show = (each: Constraint): string => {
      if (each.kind === 'tag') return each.tag;
      if (each.kind === 'not') return `!${show(each.operand)}`;
      return `(${show(each.left)} ${each.kind === 'and' ? '&&' : '||'} ${show(each.right)})`;
    };
    fc.assert(
      fc.property(constraint, (each) => {
        expect(parseGoBuild(show(each))).toEqual(each);
      }),
    );
  });
});

describe('scanHeader', () => {
  const paths = (text: string) => scanHeader(text).imports.map(({ path }) => path);

  it('returns the package name and imports', () => {
    const header = scanHeader(
      [
        '\ufeff// Package p is one.',
        'package p // import "example.com/p"',
        '',
        'import "fmt"',
        'import ( . "a"; _ `b`',
        '\tnamed "c/d" /* e */',
        ')',
        'import é"x\\u0079"',
        'func main() { import "no" }',
      ].join('\n'),
    );
    expect(header).toMatchObject({
      packageName: 'p',
      importComment: 'example.com/p',
      errorOffset: undefined,
    });
    expect(header.imports).toEqual([
      { path: 'fmt', line: 4, column: 8 },
      { path: 'a', line: 5, column: 10 },
      { path: 'b', line: 5, column: 17 },
      { path: 'c/d', line: 6, column: 2 },
      { path: 'xy', line: 8, column: 8 },
    ]);
    expect(header.text).not.toContain('func');
  });

  it.each([
    ['', 0],
    ['pkg p', 0],
    ['package', 7],
    ['package p; import 3', 19],
    ['package p; import "a', 18],
    ['package p; import "a\n"', 18],
    ['package p; import ( "a"', 23],
    ['package p; import "a"; init', 23],
    ['package p; /', 11],
  ])('stops where %j is wrong', (text, offset) => {
    expect(scanHeader(text)).toMatchObject({ errorOffset: offset, text });
  });

  it('keeps imports before a syntax error', () => {
    expect(paths('package p; import "a"; import 3; import "b"')).toEqual(['a']);
    expect(paths('package p; import "\\q"; import "b"')).toEqual(['b']);
  });

  it.each([
    ['package p // import "a.b/c"', 'a.b/c'],
    ['package p /* import "a.b/c" */', 'a.b/c'],
    ['package p\n// import "a.b/c"', ''],
    ['package p // imports "a.b/c"', ''],
  ])('reads the import comment of %j', (text, comment) => {
    expect(scanHeader(text).importComment).toBe(comment);
  });
});

/** A directory in memory. */
function memory(files: Readonly<Record<string, string>>) {
  return {
    entries: () =>
      Object.keys(files).map((name) => ({ name, kind: name.endsWith('/') ? 'directory' : 'file' })),
    isFile: () => true,
    read: (name: string) => files[name.replace('d/', '')]!,
  };
}

describe('scanDirectory', () => {
  it('returns imports, with those of tests apart', () => {
    const files = memory({
      'a.go': 'package p\nimport "z"\nimport "b"',
      'b_windows.go': 'package p\nimport "windows"',
      'c.go': '//go:build ignore\n\npackage main\nimport "ignored"',
      'd_test.go': 'package p_test\nimport "testing"\nimport "b"',
      '_e.go': 'package p; import "no"',
      '.f.go': 'package p; import "no"',
      'g.txt': 'package p; import "no"',
      'sub.go/': '',
    });
    expect(scanDirectory(files, 'd', linux)).toEqual({
      imports: ['b', 'z'],
      testImports: ['b', 'testing'],
    });
    expect(scanDirectory(files, 'd', BuildTags.any)).toEqual({
      imports: ['b', 'windows', 'z'],
      testImports: ['b', 'testing'],
    });
  });

  it('skips files that import C without cgo', () => {
    const files = memory({ 'a.go': 'package p\nimport "C"\nimport "x"' });
    const noC = BuildTags.of({
      system: 'linux',
      architecture: 'amd64',
      cgo: false,
      goVersion: '1.19',
    });
    expect(scanDirectory(files, 'd', linux).imports).toEqual(['C', 'x']);
    expect(() => scanDirectory(files, 'd', noC)).toThrow(NoGoError);
    expect(() => scanFiles(files, ['a.go'], noC)).toThrow('no Go source files');
  });

  it('scanFiles() ignores constraints', () => {
    const files = memory({ 'a.go': '//go:build ignore\n\npackage p\nimport "x"' });
    expect(() => scanDirectory(files, 'd', linux)).toThrow(NoGoError);
    expect(scanFiles(files, ['a.go'], linux).imports).toEqual(['x']);
  });

  it('rejects NUL bytes', () => {
    const files = memory({ 'a.go': 'package p\n\0import "x"' });
    expect(() => scanDirectory(files, 'd', linux)).toThrow(
      'reading d/a.go: unexpected NUL in input',
    );
  });

  it('agrees with go list on the standard library', ({ skip }) => {
    const go = spawnSync(
      'go',
      [
        'list',
        '-f',
        '{{.Dir}}\t{{join .Imports ","}}',
        'net/...',
        'os/...',
        'runtime/...',
        'crypto/...',
      ],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          CGO_ENABLED: '0',
          GOFLAGS: '',
          GO111MODULE: 'off',
          GOOS: 'linux',
          GOARCH: 'amd64',
        },
      },
    );
    if (go.error !== undefined) skip('go is not installed: sudo apt-get install golang-go');
    const version = /go([0-9.]+)/.exec(
      spawnSync('go', ['version'], { encoding: 'utf8' }).stdout,
    )![1]!;
    const tags = BuildTags.of({
      system: 'linux',
      architecture: 'amd64',
      cgo: false,
      goVersion: version,
    });
    const disk = {
      entries: (directory: string) =>
        readdirSync(directory, { withFileTypes: true }).map((entry) => ({
          name: entry.name,
          kind: entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other',
        })),
      isFile: (path: string) => statSync(path).isFile(),
      read: (path: string) => readFileSync(path, 'utf8'),
    };
    const lines = go.stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThan(30);
    for (const line of lines) {
      const [directory = '', imports = ''] = line.split('\t');
      const own = scanDirectory(disk, directory, tags).imports;
      // Go tells of vendored packages by where they are.
      const theirs = imports
        .split(',')
        .filter(Boolean)
        .map((path) => path.replace(/^vendor\//, ''));
      expect({ directory, imports: own }).toEqual({ directory, imports: theirs.sort() });
    }
  });
});

describe('scanHeader with hostile files', () => {
  it('ends quickly, with an error or a result', () => {
    const directory = mkdtempSync(join(tmpdir(), 'modload-source-'));
    try {
      for (const text of [
        '/*'.repeat(100_000),
        '//go:build ' + '!('.repeat(100_000),
        'package p\nimport (' + '"a";'.repeat(50_000),
        '// +build ' + 'a,'.repeat(100_000) + '\n\npackage p',
        ' '.repeat(1_000_000),
        '"'.repeat(100_000),
      ]) {
        writeFileSync(join(directory, 'a.go'), text);
        const header = scanHeader(text);
        expect(header.imports.length).toBeLessThanOrEqual(50_000);
        isFulfilled(header.text, linux);
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
