import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from './cli.js';
import { root } from './facts.js';

const generatedFolders = [
  'native/src/generated',
  'native/lib/generated',
  'packages/core/src/generated',
  'packages/xml/src/generated',
  'packages/remote/src/generated',
];

const generatedFiles = [
  'native/src/generated/declarations.h',
  'native/src/generated/symbols.h',
  'native/src/generated/handles.h',
  'native/src/generated/table.cc',
  'native/lib/generated/raw.ts',
  'packages/core/src/generated/constants.ts',
  'packages/core/src/generated/parameters.ts',
  'packages/xml/src/generated/data/domain.ts',
  'packages/codegen/schemas/choices.md',
  'packages/remote/src/generated/protocol.ts',
  'packages/remote/src/generated/calls.ts',
];

test('codegen check: the committed files are up to date', () => {
  expect(runCli('check')).toEqual({ code: 0, stdout: '', stderr: '' });
});

describe('codegen generate, check: in a copy of the repository', () => {
  let copy: string;

  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'libvirt-codegen-'));
    const sources = [
      'packages/codegen/package.json',
      'packages/codegen/src',
      'packages/codegen/schemas',
      'packages/codegen/protocol',
      'packages/remote/src/calls',
      'native/api',
    ];
    for (const path of [...sources, ...generatedFolders]) {
      cpSync(join(root, path), join(copy, path), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  });

  afterEach(() => {
    rmSync(copy, { recursive: true });
  });

  const readGenerated = () => generatedFiles.map((path) => readFileSync(join(copy, path), 'utf8'));

  test('generate gives the same bytes each time', () => {
    const runs = [1, 2].map(() => {
      for (const folder of generatedFolders) rmSync(join(copy, folder), { recursive: true });
      expect(runCli('generate', copy)).toEqual({ code: 0, stdout: '', stderr: '' });
      return readGenerated();
    });
    expect(runs[1]).toEqual(runs[0]);
    expect(runCli('check', copy).code).toBe(0);
  });

  test.each([
    ['one file', generatedFiles.slice(3, 4)],
    ['every file', generatedFiles],
  ])('check names %s that was changed, and generate restores it', (_, changed) => {
    runCli('generate', copy);
    const before = readGenerated();
    for (const path of changed) appendFileSync(join(copy, path), '\n');
    expect(runCli('check', copy)).toEqual({
      code: 1,
      stdout: '',
      stderr: `codegen: not up to date, run "npm run generate": ${changed.join(', ')}\n`,
    });
    runCli('generate', copy);
    expect(readGenerated()).toEqual(before);
  });

  test('check names a missing file', () => {
    rmSync(join(copy, 'native/lib/generated/raw.ts'));
    const { code, stderr } = runCli('check', copy);
    expect(code).toBe(1);
    expect(stderr).toContain('native/lib/generated/raw.ts');
  });
});

test('codegen: an unknown command prints the usage', () => {
  const { code, stderr } = runCli('no-such-command');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Usage: codegen <command>\n[^]*\n {2}check /);
});
