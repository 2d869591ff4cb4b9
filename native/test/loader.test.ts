import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { load, runProgram } from './process.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'libvirt-native-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function failure(addon: string): string[] {
  const { code, stdout, stderr } = runProgram('load-failure.mjs', [], {
    LIBVIRT_NATIVE_ADDON: addon,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trimEnd().split('\n');
}

describe('the loader', () => {
  test('takes the binary that was built for this platform', () => {
    const { files, functions } = load();
    expect(files).toHaveLength(1);
    expect(basename(dirname(files[0]!))).toBe(`${process.platform}-${process.arch}`);
    expect(basename(files[0]!)).toMatch(/^libvirt\.\w+\.node$/);
    expect(functions).toContain('virConnectOpen');
  });

  test('gives the ESM and the CommonJS copy of the package the same functions', () => {
    expect(load().isShared).toBe(true);
  });

  test('takes the file that LIBVIRT_NATIVE_ADDON names, and no other', () => {
    const copy = join(folder, 'another.node');
    copyFileSync(load().files[0]!, copy);
    expect(load({ LIBVIRT_NATIVE_ADDON: copy }).files).toEqual([copy]);
  });

  test('ignores a variable that is empty', () => {
    expect(load({ LIBVIRT_NATIVE_ADDON: '' })).toEqual(load());
  });

  test.each([
    ['is not there', () => join(folder, 'missing.node'), 'Cannot find module'],
    ['is no library', () => write('text.node', 'not a library'), ''],
    ['is no addon', () => write('module.cjs', 'module.exports = {};'), 'initialize'],
  ])('says what it tried and what to do if the file %s', (_, file, why) => {
    const path = file();
    const [title, tried, remedy, ...rest] = failure(path);
    expect(title).toMatch(
      /^@libvirt\/native has no binary that this Node\.js can load \(\w+-\w+, \w+\)\. Tried:$/,
    );
    expect(tried?.slice(0, path.length + 4)).toBe(`  ${path}: `);
    expect(tried).toContain(why);
    expect(tried!.length).toBeGreaterThan(path.length + 4);
    expect(remedy).toMatch(/^Build one .* LIBVIRT_NATIVE_ADDON\.$/);
    expect(rest).toEqual([]);
  });
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
