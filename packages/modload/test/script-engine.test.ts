import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseArchive } from './script/archive.js';
import { parseCommandLine } from './script/command-line.js';
import { goRegExp } from './script/go-regexp.js';
import { runScript, type ScriptResult } from './script/script.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'script-engine-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let count = 0;

/** Runs a script that finds `program` as `go`. */
async function run(text: string, program = '/bin/echo'): Promise<ScriptResult> {
  const work = join(folder, String((count += 1)));
  mkdirSync(work);
  symlinkSync(program, join(work, 'go'));
  writeFileSync(join(work, 'script.txt'), text);
  const variables = { PATH: process.env['PATH'] ?? '' };
  return await runScript(join(work, 'script.txt'), {
    work,
    folder: 'src',
    go: join(work, 'go'),
    variables,
  });
}

describe('runScript', () => {
  test('passes if every command behaves as required', async () => {
    const text = [
      'go version # prints its arguments',
      "stdout '^version$'",
      '! stderr .',
      'cp stdout out',
      'cmp out want',
      'exists out sub/file',
      '! exists other',
      "grep -count=2 'a' sub/file",
      'env NAME=$WORK/x',
      'go $NAME',
      'stdout ^$NAME$',
      '[windows] unknown',
      '! exec false',
      '? exec false',
      '-- want --',
      'version',
      '-- sub/file --',
      'a',
      'a',
    ].join('\n');
    expect(await run(text)).toMatchObject({ outcome: 'pass', reason: '' });
  });

  test.each([
    ['go', '/bin/false'],
    ['! go', '/bin/true'],
    ['go\nstdout .', '/bin/true'],
    ['go x\n! stdout x', '/bin/echo'],
    ['go x x\nstdout -count=1 x', '/bin/echo'],
    ['go x\ncmp stdout f\n-- f --\ny', '/bin/echo'],
    ['exists nothing', '/bin/true'],
    ['! exists f\n-- f --', '/bin/true'],
    ['grep x f\n-- f --\ny', '/bin/true'],
    ['cd nothing', '/bin/true'],
    ['rm f\ncp f g\n-- f --', '/bin/true'],
    ['go &\nwait', '/bin/false'],
    ['go &\nskip', '/bin/false'],
  ])('fails where it must: %j', async (text, program) => {
    expect((await run(text, program)).outcome).toBe('fail');
  });

  test('supports skip and stop', async () => {
    expect(await run('skip because\ngo', '/bin/false')).toMatchObject({
      outcome: 'skip',
      reason: 'because',
    });
    expect(await run('stop\ngo', '/bin/false')).toMatchObject({ outcome: 'pass' });
  });

  test('throws for an unknown command', async () => {
    await expect(run('frobnicate')).rejects.toThrow('unknown command frobnicate');
  });
});

test('parseCommandLine: splits a line into words', () => {
  const lookup = (name: string, inExpression: boolean) =>
    `<${name}${inExpression ? ' quoted' : ''}>`;
  expect(parseCommandLine("[!net] [linux] ! grep -q 'it''s $A'$B ${C}d#e", lookup)).toEqual({
    wanted: 'failure',
    conditions: [
      { name: 'net', holds: false },
      { name: 'linux', holds: true },
    ],
    name: 'grep',
    args: ['-q', "it's $A<B quoted>", '<C>d'],
  });
  expect(() => parseCommandLine("go 'x", lookup)).toThrow('unterminated');
});

test.each([
  ['^a.c$', 'x\nabc\n', true],
  ['^a.c$', 'xabc', false],
  ['a.c', 'a\nc', false],
  ['(?s)a.c', 'a\nc', true],
  ['a$', 'a\r\n', false],
  ['a\\z', 'a\nb', false],
  ['[[:alpha:]]+ \\{[^]]\\}', 'ab {c}', true],
  ['{{.Dir}}', '{{/Dir}}', true],
  ['\\Qa.b\\E', 'axb', false],
  ['example\\.com\\/\\"', 'example.com/"', true],
])('Go finds %j in %j: %j', (pattern, text, found) => {
  expect(goRegExp(pattern).test(text)).toBe(found);
});

test('parseArchive: returns a comment and files', () => {
  const { comment, files } = parseArchive(Buffer.from('one\n-- a/b --\nx\n-- c --\n-- d --\ny'));
  expect(comment).toBe('one\n');
  expect(files.map(({ name, data }) => [name, data.toString()])).toEqual([
    ['a/b', 'x\n'],
    ['c', ''],
    ['d', 'y\n'],
  ]);
});
