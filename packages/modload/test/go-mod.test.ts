import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModFileError } from '../src/base/errors.js';
import { parseGoMod, type GoMod, type Requirement } from '../src/modfile/gomod.js';
import { parseGoWork } from '../src/modfile/gowork.js';
import { modulePathOf, scanGoMod } from '../src/modfile/scan.js';
import { FileSyntax } from '../src/modfile/syntax.js';

function problems(action: () => unknown): string {
  try {
    action();
    return '';
  } catch (error) {
    if (error instanceof ModFileError) return error.message;
    throw error;
  }
}

/** The file after an edit, in Go's standard form. */
function edited(text: string, edit: (goMod: GoMod) => void): string {
  const goMod = parseGoMod('go.mod', text);
  edit(goMod);
  goMod.cleanup();
  return goMod.format();
}

describe('parseGoMod', () => {
  it('reads all directives', () => {
    const goMod = parseGoMod(
      'go.mod',
      [
        '// Deprecated: use example.com/other',
        '// instead.',
        'module "example.com/m"',
        'go 1.24.1 // language',
        'toolchain go1.24.3',
        'godebug default=go1.21',
        'require rsc.io/quote v1.5.2 // indirect; for tests',
        'require (',
        '\tgolang.org/x/text v0.3.0 // indirect',
        '\tgopkg.in/yaml.v2 v2 // not indirect',
        '\texample.com/big v7.0.0+incompatible',
        ')',
        'exclude golang.org/x/text v0.2.0',
        'replace (',
        '\trsc.io/quote => ../quote',
        '\tgolang.org/x/text v0.3.0 => example.com/text v1.0.0',
        ')',
        'retract (',
        '\t// Published by mistake.',
        '\t[v1.0.0, v1.1.0]',
        '\tv1.2.0 // broken',
        ')',
        'tool golang.org/x/tools/cmd/stringer',
        'ignore ./node_modules',
      ].join('\n'),
    );
    expect(goMod.module).toMatchObject({
      path: 'example.com/m',
      deprecated: 'use example.com/other\ninstead.',
    });
    expect(goMod.go?.version).toBe('1.24.1');
    expect(goMod.toolchain?.name).toBe('go1.24.3');
    expect(goMod.godebug).toMatchObject([{ key: 'default', value: 'go1.21' }]);
    expect(goMod.require).toMatchObject([
      { path: 'rsc.io/quote', version: 'v1.5.2', indirect: true },
      { path: 'golang.org/x/text', version: 'v0.3.0', indirect: true },
      { path: 'gopkg.in/yaml.v2', version: 'v2.0.0', indirect: false },
      { path: 'example.com/big', version: 'v7.0.0+incompatible', indirect: false },
    ]);
    expect(goMod.exclude).toMatchObject([{ path: 'golang.org/x/text', version: 'v0.2.0' }]);
    expect(goMod.replace).toMatchObject([
      { old: { path: 'rsc.io/quote', version: '' }, new: { path: '../quote', version: '' } },
      {
        old: { path: 'golang.org/x/text', version: 'v0.3.0' },
        new: { path: 'example.com/text', version: 'v1.0.0' },
      },
    ]);
    expect(goMod.retract).toMatchObject([
      { low: 'v1.0.0', high: 'v1.1.0', rationale: 'Published by mistake.' },
      { low: 'v1.2.0', high: 'v1.2.0', rationale: 'broken' },
    ]);
    expect(goMod.tool).toMatchObject([{ path: 'golang.org/x/tools/cmd/stringer' }]);
    expect(goMod.ignore).toMatchObject([{ path: './node_modules' }]);
  });

  it('ignores main-module directives with lax', () => {
    const text = [
      'module example.com/m',
      'go v1.17.3-rc.1',
      'frobnicate all',
      'frobnicate (',
      '\tthings',
      ')',
      'replace x',
      'exclude y',
      'retract [v1.0.0, )',
      'require a.b/c v1.0.0',
    ].join('\n');
    const { module, go, require, retract, replace } = parseGoMod('go.mod', text, { lax: true });
    expect([module?.path, go?.version, retract, replace]).toEqual([
      'example.com/m',
      '1.17',
      [],
      [],
    ]);
    expect(require).toMatchObject([{ path: 'a.b/c', version: 'v1.0.0' }]);
  });

  it('calls fixVersion, for retractions with the module path', () => {
    const asked: string[] = [];
    const goMod = parseGoMod('go.mod', 'retract latest\nrequire a.b/c master\nmodule x.y/z', {
      fixVersion: (path, version) => {
        asked.push(`${path}@${version}`);
        return 'v1.2.3';
      },
    });
    expect(asked).toEqual(['a.b/c@master', 'x.y/z@latest']);
    expect(goMod.retract).toMatchObject([{ low: 'v1.2.3', high: 'v1.2.3' }]);
    expect(goMod.format()).toBe('retract v1.2.3\n\nrequire a.b/c v1.2.3\n\nmodule x.y/z\n');
  });

  const usage =
    'usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory';
  it.each([
    ['module a\nmodule b', 'go.mod:2: repeated module statement'],
    ['module', 'go.mod:1: usage: module module/path'],
    ['module `a`', 'go.mod:1: invalid quoted string: unquoted string cannot contain quote'],
    ['module "\\q"', 'go.mod:1: invalid quoted string: invalid syntax'],
    ["module a'b", 'go.mod:1: invalid quoted string: unquoted string cannot contain quote'],
    ['go 1.19\ngo 1.20', 'go.mod:2: repeated go statement'],
    ['go', 'go.mod:1: go directive expects exactly one argument'],
    ['go 1', "go.mod:1: invalid go version '1': must match format 1.23"],
    ['go v1.17', "go.mod:1: invalid go version 'v1.17': must match format 1.23"],
    ['require a.b', 'go.mod:1: usage: require module/path v1.2.3'],
    ['require a.b x', 'go.mod:1: require a.b: version "x" invalid: must be of the form v1.2.3'],
    [
      'require a.b v2.0.0',
      'go.mod:1: require a.b: version "v2.0.0" invalid: should be v0 or v1, not v2',
    ],
    [
      'require a.b/v2 v1.0.0',
      'go.mod:1: require a.b/v2: version "v1.0.0" invalid: should be v2, not v1',
    ],
    ['require a.b/v1 v1.0.0', 'go.mod:1: invalid module path'],
    [
      'exclude (\n\ta.b v7.2.0\n)',
      'go.mod:2:2: exclude a.b: version "v7.2.0" invalid: should be v0 or v1, not v7',
    ],
    ['replace a.b', `go.mod:1: ${usage}`],
    [
      'replace a.b => c.d',
      'go.mod:1: replacement module without version must be directory path (rooted or starting with ./ or ../)',
    ],
    [
      'replace a.b => ..\\d',
      'go.mod:1: replacement directory appears to be Windows path (on a non-windows system)',
    ],
    [
      'replace a.b => ../d v1.0.0',
      'go.mod:1: replacement module directory path "../d" cannot have version',
    ],
    [
      'replace a.b v2.0.0 => ../d',
      'go.mod:1: replace a.b: version "v2.0.0" invalid: should be v0 or v1, not v2',
    ],
    ['retract [v1.0.0', "go.mod:1: expected ',' after version"],
    ['retract [v1.0.0,', "go.mod:1: expected version after ','"],
    ['retract [v1.0.0, v1.1.0', "go.mod:1: expected ']' after version"],
    ['retract [', "go.mod:1: expected version after '['"],
    ['retract', "go.mod:1: expected '[' or version"],
    ['retract v1.0.0 v1.1.0', 'go.mod:1: unexpected token after version: "v1.1.0"'],
    ['frobnicate', 'go.mod:1: unknown directive: frobnicate'],
    ['frobnicate (\n)', 'go.mod:1: unknown block type: frobnicate'],
    ['require a (\n)', 'go.mod:1: unknown block type: require a'],
    ['go (\n1.19\n)', 'go.mod:1: unknown block type: go'],
    [
      'toolchain go2',
      "go.mod:1: invalid toolchain version 'go2': must match format go1.23.0 or default",
    ],
    [
      'toolchain go1.22.0-/run.sh',
      "go.mod:1: invalid toolchain version 'go1.22.0-/run.sh': must match format go1.23.0 or default",
    ],
    ['godebug x', 'go.mod:1: usage: godebug key=value'],
    ['tool', 'go.mod:1: tool directive expects exactly one argument'],
    ['module a\nfoo\nbar x', 'go.mod:2: unknown directive: foo\ngo.mod:3: unknown directive: bar'],
    // A syntax error is reported alone.
    ['module a /* b */', 'go.mod:1:10: mod files must use // comments (not /* */ comments)'],
    ['module a/*b*/', 'go.mod:1:9: mod files must use // comments (not /* */ comments)'],
    ['module "a', 'go.mod:1:8: unexpected EOF in string'],
    ['module "a\nx', 'go.mod:1:10: unexpected newline in string'],
    ['module \x01', "go.mod:1:8: unexpected input character '\\x01'"],
    ['module é \u00a0', "go.mod:1:10: unexpected input character '\\u00a0'"],
    [
      'require (\n\ta.b v1.0.0\n',
      'go.mod:3: syntax error (unterminated block started at go.mod:1:1)',
    ],
    ['require (\n) x', 'go.mod:2:4: syntax error (expected newline after closing paren)'],
  ])('refuses %j', (text, message) => {
    expect(problems(() => parseGoMod('go.mod', text))).toBe(message);
  });

  it('reports file, line and column of a problem', () => {
    try {
      parseGoMod('x/go.mod', 'module a\n\n  require a.b v7.2.0');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: 'ERR_MODLOAD_MOD_FILE',
        file: 'x/go.mod',
        line: 3,
        column: 3,
      });
    }
  });

  it.each([
    ['module a.b', 'a.b'],
    ['// module x\n\n  module\t"a.b/c" // d', 'a.b/c'],
    ['module `a.b`', 'a.b'],
    ['modulex a.b', ''],
    ['module "a', ''],
    ['module', ''],
    ['go 1.19\nmodule a.b\nrequire (', 'a.b'],
  ])('finds the module path of %j, however wrong it is', (text, path) => {
    expect(modulePathOf(text)).toBe(path);
  });
});

describe('GoMod.format', () => {
  const comments = [
    '// At the top.',
    '',
    '// Of the module.',
    'module example.com/m // Beside it.',
    '',
    'require ( // Beside the parenthesis.',
    '\t// Of the first.',
    '\ta.b/c v1.0.0 // Beside the first.',
    '',
    '\t// Alone.',
    '',
    '\td.e/f v1.0.0',
    '\t// At the end of the block.',
    ') // Beside the block.',
    '',
    '// At the end.',
  ];

  it('keeps comments in place', () => {
    const text = comments.join('\n') + '\n';
    // Comments before a closing parenthesis lose their tab, in Go too.
    expect(parseGoMod('go.mod', text).format()).toBe(
      text.replace('\t// At the end of', '// At the end of'),
    );
  });

  it.each([
    ['', ''],
    ['module   a.b\r\n\r\n\r\ngo\t1.19', 'module a.b\n\ngo 1.19\n'],
    ['require(\na.b v1.0.0\n\n\n\nc.d v1.0.0)\n)', undefined],
    [
      'require (\n\n\na.b   v1.0.0\n\n\n\nc.d v1.0.0\n\n)',
      'require (\n\ta.b v1.0.0\n\n\tc.d v1.0.0\n\n)\n',
    ],
    ['module "a.b"', 'module a.b\n'],
    ['module "a b"', 'module "a b"\n'],
    ['retract [ v1.0.0 , v1.1.0 ]', 'retract [v1.0.0, v1.1.0]\n'],
    ['exclude ()', 'exclude (\n)\n'],
    ['require (\n)// c', 'require (\n) // c\n'],
  ])('gives %j its standard form', (text, expected) => {
    if (expected === undefined) expect(problems(() => parseGoMod('go.mod', text))).not.toBe('');
    else expect(parseGoMod('go.mod', text).format()).toBe(expected);
  });

  // Files made at random from what a file may hold.
  const word = fc.constantFrom(
    'a.b/c',
    'd.e/f/v2',
    'v1.0.0',
    'v2.1.0',
    '=>',
    '../x',
    '[',
    ']',
    ',',
    '"q r"',
    'x(',
    '{',
    'é',
  );
  const suffix = fc.constantFrom('', '', ' // indirect', '// x', ' //');
  const line = fc
    .tuple(fc.array(word, { minLength: 1, maxLength: 4 }), suffix)
    .map(([words, end]) => words.join(' ') + end);
  const inner = fc.oneof(
    { weight: 4, arbitrary: line },
    fc.constantFrom('', '', '// comment', '\t // other'),
  );
  const verb = fc.constantFrom('module', 'require', 'exclude', 'replace', 'retract', 'frob');
  const statement = fc.oneof(
    fc.tuple(verb, line).map((parts) => parts.join(' ')),
    fc
      .tuple(verb, suffix, fc.array(inner, { maxLength: 5 }), suffix)
      .map(([name, open, lines, close]) => `${name} (${open}\n${lines.join('\n')}\n)${close}`),
    fc.constantFrom('', '// alone', '// two\n// lines', '\n'),
  );
  const file = fc.array(statement, { maxLength: 6 }).map((statements) => statements.join('\n'));

  it('is stable for formatted files', () => {
    fc.assert(
      fc.property(file, (text) => {
        let once: string;
        try {
          once = FileSyntax.parse('go.mod', text).format();
        } catch (error) {
          expect(error).toBeInstanceOf(ModFileError);
          return;
        }
        const again = FileSyntax.parse('go.mod', once);
        expect(again.format()).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  it('throws ModFileError for malformed files', () => {
    const piece = fc.constantFrom(
      'require',
      ' ',
      '\n',
      '(',
      ')',
      '"',
      '`',
      '\\',
      '//',
      '/*',
      ',',
      'x',
      '\t',
      '\r\n',
      '\0',
      'é',
      '\ud800',
      '[',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        problems(() => parseGoMod('go.mod', pieces.join('')));
        problems(() => scanGoMod('go.mod', pieces.join('')));
        problems(() => parseGoWork('go.work', pieces.join('')));
      }),
      { numRuns: 500 },
    );
  });

  it('agrees with go mod edit -fmt', ({ skip }) => {
    if (spawnSync('go', ['version']).error !== undefined)
      skip('go is not installed: sudo apt-get install golang-go');
    const directory = mkdtempSync(join(tmpdir(), 'modload-format-'));
    try {
      const name = join(directory, 'go.mod');
      const samples = [...fc.sample(file, { numRuns: 60, seed: 2026 }), comments.join('\n')];
      let accepted = 0;
      for (const text of samples) {
        writeFileSync(name, text);
        const { stdout, stderr, status } = spawnSync('go', ['mod', 'edit', '-print', 'go.mod'], {
          cwd: directory,
          encoding: 'utf8',
          env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '' },
        });
        let ours = '';
        const message = problems(() => {
          const goMod = parseGoMod('go.mod', text);
          goMod.sortBlocks();
          goMod.cleanup();
          ours = goMod.format();
        });
        const theirs =
          status === 0 ? '' : stderr.replace('go: errors parsing go.mod:\n', '').trimEnd();
        expect({ text, output: ours, message }).toEqual({
          text,
          output: stdout,
          message: theirs.replaceAll(`${directory}/`, ''),
        });
        if (status === 0) accepted++;
      }
      expect(accepted).toBeGreaterThan(5);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('GoMod edits', () => {
  it.each<[string, string, (goMod: GoMod) => void, string]>([
    ['sets the module path', '', (m) => m.addModule('a.b/c d'), 'module "a.b/c d"\n'],
    [
      'renames the module',
      '// x\nmodule a.b // y\n',
      (m) => m.addModule('c.d'),
      '// x\nmodule c.d // y\n',
    ],
    [
      'sets the language version after the module',
      'module a.b\n\nrequire c.d v1.0.0\n',
      (m) => m.addGo('1.19'),
      'module a.b\n\ngo 1.19\n\nrequire c.d v1.0.0\n',
    ],
    [
      'changes the language version',
      'go 1.18 // why\n',
      (m) => m.addGo('1.19'),
      'go 1.19 // why\n',
    ],
    [
      'sets the toolchain after the language version',
      'module a.b\n\ngo 1.21\n',
      (m) => m.addToolchain('go1.21.3'),
      'module a.b\n\ngo 1.21\n\ntoolchain go1.21.3\n',
    ],
    [
      'drops language version and toolchain',
      'module a.b\ngo 1.21\ntoolchain go1.21.3\n',
      (m) => {
        m.dropGo();
        m.dropToolchain();
      },
      'module a.b\n',
    ],
    [
      'adds a first requirement',
      'module a.b\n',
      (m) => m.addRequire('c.d', 'v1.0.0'),
      'module a.b\n\nrequire c.d v1.0.0\n',
    ],
    [
      'makes a block of two',
      'require a.b v1.0.0 // x\n',
      (m) => m.addRequire('c.d', 'v1.0.0'),
      'require (\n\ta.b v1.0.0 // x\n\tc.d v1.0.0\n)\n',
    ],
    [
      'changes a requirement and drops its doubles',
      'require (\n\ta.b v1.0.0 // x\n\ta.b v1.1.0\n\tc.d v1.0.0\n)\n',
      (m) => m.addRequire('a.b', 'v1.2.0'),
      'require (\n\ta.b v1.2.0 // x\n\tc.d v1.0.0\n)\n',
    ],
    [
      'drops a requirement, and a block that is left with one',
      'require (\n\t// x\n\ta.b v1.0.0\n\t// y\n\tc.d v1.0.0 // z\n)\n',
      (m) => m.dropRequire('a.b'),
      '// y\nrequire c.d v1.0.0 // z\n',
    ],
    [
      'drops the last requirement with its block',
      'module x.y\n\nrequire (\n\ta.b v1.0.0\n)\n',
      (m) => m.dropRequire('a.b'),
      'module x.y\n',
    ],
    [
      'adds an exclusion beside those of the module',
      'exclude (\n\ta.b v1.0.0\n\tc.d v1.0.0\n)\n',
      (m) => m.addExclude('a.b', 'v1.1.0'),
      'exclude (\n\ta.b v1.0.0\n\ta.b v1.1.0\n\tc.d v1.0.0\n)\n',
    ],
    ['drops an exclusion', 'exclude a.b v1.0.0\n', (m) => m.dropExclude('a.b', 'v1.0.0'), ''],
    [
      'replaces a module',
      'module x.y\n',
      (m) => m.addReplace('a.b', '', '../a b', ''),
      'module x.y\n\nreplace a.b => "../a b"\n',
    ],
    [
      'replaces every version instead of some',
      'replace (\n\ta.b v1.0.0 => ../a\n\ta.b v1.1.0 => ../b\n)\n',
      (m) => m.addReplace('a.b', '', 'c.d', 'v1.0.0'),
      'replace a.b => c.d v1.0.0\n',
    ],
    [
      'drops a replacement',
      'replace a.b v1.0.0 => ../a\n',
      (m) => m.dropReplace('a.b', 'v1.0.0'),
      '',
    ],
    [
      'retracts with a reason',
      'module a.b\n',
      (m) => m.addRetract({ low: 'v1.0.0', high: 'v1.1.0' }, 'bad\nreally'),
      'module a.b\n\n// bad\n// really\nretract [v1.0.0, v1.1.0]\n',
    ],
    [
      'drops a retraction',
      'retract v1.0.0\n',
      (m) => m.dropRetract({ low: 'v1.0.0', high: 'v1.0.0' }),
      '',
    ],
    [
      'adds tools in order',
      'tool b.c/d\n',
      (m) => m.addTool('a.b/c'),
      'tool (\n\ta.b/c\n\tb.c/d\n)\n',
    ],
    [
      'sets and drops settings',
      'godebug a=1\n',
      (m) => {
        m.addGodebug('a', '2');
        m.addGodebug('b', '3');
        m.dropGodebug('a');
      },
      'godebug b=3\n',
    ],
    ['adds a comment', 'module a.b\n', (m) => m.addComment('// x'), 'module a.b\n\n// x\n'],
    [
      'sorts blocks, retractions with the newest first',
      'require (\n\tc.d v1.0.0\n\ta.b v1.0.0 // x\n)\nretract (\n\tv1.9.0\n\tv1.10.0\n)\n',
      (m) => m.sortBlocks(),
      'require (\n\ta.b v1.0.0 // x\n\tc.d v1.0.0\n)\n\nretract (\n\tv1.10.0\n\tv1.9.0\n)\n',
    ],
    [
      'drops what is said twice',
      'exclude (\n\ta.b v1.0.0 // first\n\ta.b v1.0.0\n)\nreplace (\n\ta.b => ../a\n\ta.b => ../b\n)\n',
      (m) => m.sortBlocks(),
      'exclude a.b v1.0.0 // first\n\nreplace a.b => ../b\n',
    ],
    [
      'sorts exclusions by version since 1.21',
      'go 1.21\nexclude (\n\ta.b v1.10.0\n\ta.b v1.9.0\n)\n',
      (m) => m.sortBlocks(),
      'go 1.21\n\nexclude (\n\ta.b v1.9.0\n\ta.b v1.10.0\n)\n',
    ],
    [
      'sorts them by text before',
      'go 1.20\nexclude (\n\ta.b v1.9.0\n\ta.b v1.10.0\n)\n',
      (m) => m.sortBlocks(),
      'go 1.20\n\nexclude (\n\ta.b v1.10.0\n\ta.b v1.9.0\n)\n',
    ],
  ])('%s', (_name, before, edit, after) => {
    expect(edited(before, edit)).toBe(after);
  });

  it('reject invalid versions', () => {
    const goMod = parseGoMod('go.mod', 'module a.b/v2');
    expect(() => goMod.addExclude('c.d', 'v1')).toThrow(
      'version "v1" invalid: must be of the form v1.2.3',
    );
    expect(() => goMod.addExclude('c.d/v3', 'v3')).toThrow(
      'version "v3" invalid: must be of the form v3.2.3',
    );
    expect(() => goMod.addExclude('c.d', 'v2.0.0')).toThrow(
      'version "v2.0.0" invalid: should be v2.0.0+incompatible (or module c.d/v2)',
    );
    expect(() => goMod.addRetract({ low: 'v1.0.0', high: 'v1.0.0' })).toThrow(
      'version "v1.0.0" invalid: should be v2, not v1',
    );
    expect(() => goMod.addGo('2')).toThrow('invalid language version string "2"');
    expect(goMod.format()).toBe('module a.b/v2\n');
  });

  const wanted = [
    { path: 'a.b', version: 'v1.1.0', indirect: false },
    { path: 'c.d', version: 'v1.0.0', indirect: true },
    { path: 'e.f', version: 'v1.0.0', indirect: true },
  ];

  it('setRequire() keeps comments of requirements', () => {
    const before = [
      'require (',
      '\t// of c.d',
      '\tc.d v0.9.0 // for x',
      '\tg.h v1.0.0 // gone',
      ')',
      'require a.b v1.0.0 // indirect; y',
    ].join('\n');
    expect(edited(before, (goMod) => goMod.setRequire(wanted))).toBe(
      [
        '// of c.d',
        'require c.d v1.0.0 // indirect; for x',
        '',
        'require (',
        '\ta.b v1.1.0 // y',
        '\te.f v1.0.0 // indirect',
        ')',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [
      'module x.y\n',
      'module x.y\n\nrequire a.b v1.1.0\n\nrequire (\n\tc.d v1.0.0 // indirect\n\te.f v1.0.0 // indirect\n)\n',
    ],
    // A single block is split.
    [
      'require (\n\ta.b v1.0.0\n\tc.d v1.0.0\n)\n',
      'require a.b v1.1.0\n\nrequire (\n\tc.d v1.0.0 // indirect\n\te.f v1.0.0 // indirect\n)\n',
    ],
    // What has comments stays.
    [
      '// x\nrequire (\n\ta.b v1.0.0\n\tc.d v1.0.0\n)\n',
      '// x\nrequire (\n\ta.b v1.1.0\n\tc.d v1.0.0 // indirect\n)\n\nrequire e.f v1.0.0 // indirect\n',
    ],
    // A line of its own stays where it is, as with Go.
    [
      'require (\n\tc.d v1.0.0 // why\n\tz.z v1.0.0\n)\n\nrequire a.b v1.0.0 // indirect\n',
      'require c.d v1.0.0 // indirect; why\n\nrequire (\n\ta.b v1.1.0\n\te.f v1.0.0 // indirect\n)\n',
    ],
    // Modules change blocks with their comments.
    [
      'require (\n\tc.d v1.0.0\n\tz.z v1.0.0\n)\n\nrequire (\n\ta.b v1.0.0 // indirect\n\te.f v1.0.0 // indirect\n)\n',
      'require a.b v1.1.0\n\nrequire (\n\tc.d v1.0.0 // indirect\n\te.f v1.0.0 // indirect\n)\n',
    ],
  ])('separates the indirect ones of %j', (before, after) => {
    expect(edited(before, (goMod) => goMod.setRequireSeparateIndirect(wanted))).toBe(after);
  });

  it('setRequire() results in exactly the given requirements', () => {
    const module = fc.constantFrom('a.b', 'c.d', 'e.f', 'g.h/v2');
    const comment = fc.constantFrom('', ' // indirect', ' // x', ' // indirect; y');
    const entry = fc
      .tuple(module, fc.nat(3), comment)
      .map(([path, minor, text]) => `${path} v${path.endsWith('2') ? 2 : 1}.${minor}.0${text}`);
    const block = fc.oneof(
      entry.map((text) => `require ${text}`),
      fc
        .tuple(
          fc.boolean(),
          fc.array(fc.oneof(entry, fc.constantFrom('', '// y')), { maxLength: 4 }),
        )
        .map(([has, entries]) => `${has ? '// z\n' : ''}require (\n${entries.join('\n')}\n)`),
    );
    const list = fc
      .uniqueArray(
        fc.record({
          path: module,
          version: fc.constantFrom('v1.5.0', 'v1.6.0'),
          indirect: fc.boolean(),
        }),
        { selector: ({ path }) => path },
      )
      .map((modules) =>
        modules.map((each) => (each.path.endsWith('2') ? { ...each, version: 'v2.9.0' } : each)),
      );
    fc.assert(
      fc.property(
        fc.array(block, { maxLength: 4 }),
        list,
        fc.boolean(),
        (blocks, requirements, separate) => {
          const goMod = parseGoMod('go.mod', ['module x.y', ...blocks].join('\n\n'));
          if (separate) goMod.setRequireSeparateIndirect(requirements);
          else goMod.setRequire(requirements);
          goMod.cleanup();
          const key = ({ path, version, indirect }: Requirement) =>
            `${path} ${version} ${indirect}`;
          const again = parseGoMod('go.mod', goMod.format());
          expect(again.require.map(key).sort()).toEqual(requirements.map(key).sort());
          expect(goMod.require.map(key).sort()).toEqual(requirements.map(key).sort());
          // But for empty lines, as in go: one above a block stays when the block becomes a line, and one
          // above a requirement stays when that becomes the first of its block.
          const lines = (text: string) =>
            text.replaceAll(/\n{2,}/g, '\n\n').replaceAll('(\n\n', '(\n');
          expect(lines(again.format())).toBe(lines(goMod.format()));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('GoMod.setRequireTwoBlocks', () => {
  const wanted: Requirement[] = ['a.x/a', 'b.x/b', 'c.x/c', 'd.x/d'].map((path) => ({
    path,
    version: 'v1.2.0',
    indirect: path > 'c',
  }));
  const joined = (text: string) => {
    const goMod = parseGoMod('go.mod', text);
    goMod.setRequireTwoBlocks(wanted);
    goMod.cleanup();
    return goMod.format();
  };
  const after = `module m

// Above b.
//
// Above d and a.
require (
\ta.x/a v1.2.0 // kept
\tb.x/b v1.2.0
)

// Above c.
require (
\tc.x/c v1.2.0 // indirect
\td.x/d v1.2.0 // indirect
)
`;

  it('joins all blocks and keeps their comments', () => {
    const before = `module m

// Above b.
require (
\tb.x/b v1.0.0
)

// Above d and a.
require (
\td.x/d v1.0.0 // indirect
\ta.x/a v1.0.0 // kept
)

// Above c.
require (
\tc.x/c v1.0.0 // indirect
\tgone.x/e v1.0.0 // indirect
)
`;
    expect(joined(before)).toBe(after);
  });

  it('leaves what it wrote as it is', () => {
    expect(joined(after)).toBe(after);
  });
});

describe('scanGoMod', () => {
  it('agrees with parseGoMod', () => {
    const line = fc.constantFrom(
      'module a.b/c',
      'module "a.b/c"',
      'go 1.19',
      'go 1.22.3',
      'go 1.21rc1',
      'go 1.019',
      'toolchain go1.22.3',
      'require a.b v1.0.0',
      'require  a.b\tv1.0.0 // indirect',
      'require a.b/v2 v2.0.0',
      'require a.b v2.0.0',
      'require a.b v2.0.0+incompatible',
      'require gopkg.in/x.v1 v1.0.0',
      'require gopkg.in/x v1.0.0',
      'require a.b v1',
      'require a.b v01.0.0',
      'require a.b v1.0.0-rc.1',
      'require (',
      '\ta.b v1.0.0',
      '\ta.b/v3 v3.0.0 // x',
      'a.b//c v1.0.0',
      '\ta.b v1.2.3.4',
      ')',
      '',
      '// c',
      '// Deprecated: d',
      'exclude a.b v1.0.0',
      'replace a.b => ../b',
      'retract v1.0.0',
      'retract [v1.0.0, v1.1.0] // why',
      'replace (',
      'frob x',
      'x /* y */',
      '"',
      'requirea.b v1.0.0',
      ' require a.b v1.0.0',
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        (lines, newline) => {
          const text = lines.join(newline);
          const message = problems(() => parseGoMod('go.mod', text, { lax: true }));
          expect(problems(() => scanGoMod('go.mod', text))).toBe(message);
          if (message !== '') return;
          const { module, go, require, retract } = parseGoMod('go.mod', text, { lax: true });
          expect(scanGoMod('go.mod', text)).toEqual({
            path: module?.path ?? '',
            goVersion: go?.version ?? '',
            require: require.map(({ path, version }) => ({ path, version })),
            retract: retract.map(({ low, high, rationale }) => ({ low, high, rationale })),
            deprecated: module?.deprecated ?? '',
          });
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('GoWork', () => {
  it('parses, edits and formats', () => {
    const goWork = parseGoWork(
      'go.work',
      '// top\n\ngo 1.19\nuse (\n\t./a // first\n\t"./b c"\n)\nreplace a.b => ../b\n',
    );
    expect([goWork.go?.version, goWork.use.map(({ path }) => path)]).toEqual([
      '1.19',
      ['./a', './b c'],
    ]);
    goWork.addGo('1.21');
    goWork.addToolchain('go1.21.1');
    goWork.addUse('./z');
    goWork.addUse('./a');
    goWork.dropUse('./b c');
    goWork.addReplace('a.b', '', '../c', '');
    goWork.cleanup();
    expect(goWork.format()).toBe(
      '// top\n\ngo 1.21\n\ntoolchain go1.21.1\n\nuse (\n\t./a // first\n\t./z\n)\n\nreplace a.b => ../c\n',
    );
    goWork.setUse(['./m', './a']);
    goWork.dropReplace('a.b', '');
    goWork.dropGo();
    goWork.dropToolchain();
    goWork.cleanup();
    expect(goWork.format()).toBe('// top\n\nuse (\n\t./a // first\n\t./m\n)\n');
  });

  it('addGo() inserts after the leading comments', () => {
    const goWork = parseGoWork('go.work', '// top\n\nuse ./a\n');
    goWork.addGo('1.19');
    expect(goWork.format()).toBe('// top\n\ngo 1.19\n\nuse ./a\n');
  });

  it.each([
    ['use', 'go.work:1: usage: use local/dir'],
    ['go 1.19\ngo 1.19', 'go.work:2: repeated go statement'],
    ['module a.b', 'go.work:1: unknown directive: module'],
    ['require (\n)', 'go.work:1: unknown block type: require'],
    [
      'replace a.b => c.d',
      'go.work:1: replacement module without version must be directory path (rooted or starting with ./ or ../)',
    ],
  ])('refuses %j', (text, message) => {
    expect(problems(() => parseGoWork('go.work', text))).toBe(message);
  });
});
