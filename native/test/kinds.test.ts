import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const compiler = process.env['CXX'] ?? 'c++';
const hasCompiler = spawnSync(compiler, ['--version']).status === 0;

const parameter = `struct Flags : InputKind {
  using Parameters = std::tuple<unsigned>;
  void Read(Arguments&);
  Parameters Pass();
};`;

const result = `struct Number : ResultKind {
  using C = int;
  bool Check(int);
  Napi::Value Give(Environment&);
};`;

/** Compiles a check of a kind. Returns the errors of the compiler. */
function compile(kind: string, check: string): string {
  const source = `#include "marshal/kind.h"
namespace libvirt {
${parameter}
${result}
${kind}
static_assert(${check});
}`;
  const { stderr } = spawnSync(
    compiler,
    ['-std=c++17', '-fsyntax-only', '-I', 'src', '-x', 'c++', '-'],
    {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      input: source,
      encoding: 'utf8',
      // Untranslated messages.
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  return stderr;
}

describe.skipIf(!hasCompiler)('CheckParameterKind', { timeout: 60_000 }, () => {
  test('accepts a kind that fulfils the contract', () => {
    expect(compile('', 'CheckParameterKind<Flags>()')).toBe('');
  });

  test.each([
    ['no Parameters', 'struct Odd : InputKind { void Read(Arguments&); };', 'needs Parameters'],
    [
      'a parameter that C does not have',
      'struct Odd : Flags { using Parameters = std::tuple<std::unique_ptr<int>>; Parameters Pass(); };',
      'needs Parameters, a std::tuple of plain C types',
    ],
    [
      'no Read',
      'struct Odd : ParameterKind { using Parameters = std::tuple<int>; Parameters Pass(); };',
      'needs void Read(Arguments&)',
    ],
    ['a Pass of another type', 'struct Odd : Flags { int Pass(); };', 'needs Parameters Pass()'],
    [
      'an Again that hides the one of its base',
      'struct Odd : Flags { bool Again(); };',
      'needs bool Again(int)',
    ],
    [
      'a Take that hides the one of its base',
      'struct Odd : Flags { void Take(); };',
      'needs void Take(int)',
    ],
    [
      'no Give although kGives is true',
      'struct Odd : Flags { static constexpr bool kGives = true; };',
      'with kGives needs Napi::Value Give(Environment&)',
    ],
    [
      'a Give that is never called',
      'struct Odd : Flags { Napi::Value Give(Environment&); };',
      'without kGives has a Give that is never called',
    ],
    [
      'a destructor that throws',
      'struct Odd : Flags { ~Odd() noexcept(false); };',
      'destructor of a kind must not throw',
    ],
    ['no default constructor', 'struct Odd : Flags { Odd(int); };', 'needs a default constructor'],
  ])('names a kind with %s, and the rule', (_, kind, rule) => {
    const errors = compile(kind, 'CheckParameterKind<Odd>()');
    expect(errors).toContain(rule);
    expect(errors).toMatch(/Odd\b/);
  });
});

describe.skipIf(!hasCompiler)('CheckResultKind', { timeout: 60_000 }, () => {
  test('accepts a kind that fulfils the contract', () => {
    expect(compile('', 'CheckResultKind<Number>()')).toBe('');
  });

  test.each([
    ['no C', 'struct Odd : ResultKind { bool Check(int); };', 'needs C, the type'],
    ['a Check of another type', 'struct Odd : Number { void Check(int); };', 'needs bool Check(C)'],
    ['parameters', 'struct Odd : Flags {};', 'first kind of a function is that of its result'],
  ])('names a kind with %s, and the rule', (_, kind, rule) => {
    const errors = compile(kind, 'CheckResultKind<Odd>()');
    expect(errors).toContain(rule);
    expect(errors).toMatch(/Odd\b/);
  });
});
