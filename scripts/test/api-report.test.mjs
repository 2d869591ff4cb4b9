import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { report } from '../api-report.mjs';

const manifest = { name: 'mill', version: '1.0.0', types: './dist/index.d.ts' };
const types = `
  /** Not exported, and what a method takes all the same. */
  interface Speed {
    readonly turns: number;
  }
  /** Grinds. */
  declare class Mill {
    grind(speed: Speed): Promise<bigint>;
  }
  export { Mill };
`;

const parent = mkdtempSync(join(tmpdir(), 'libvirt-report-'));
const folder = join(parent, 'mill');
const file = join(folder, 'mill.api.md');
const write = (text) => writeFileSync(join(folder, 'dist/index.d.ts'), text);
const check = () => report({ folder, manifest }, true);
let written;

beforeAll(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  write(types);
  report({ folder, manifest }, false);
  written = readFileSync(file, 'utf8');
});

afterAll(() => {
  vi.restoreAllMocks();
  rmSync(parent, { recursive: true });
});

test('the report tells the public face, and the types that it takes', () => {
  expect(written).toContain('export class Mill {');
  expect(written).toContain('grind(speed: Speed): Promise<bigint>;');
  expect(written).toContain('readonly turns: number;');
});

test.each([
  ['passes while the face is as reported', types, true],
  ['fails once a method changes', types.replace('Promise<bigint>', 'Promise<number>'), false],
  ['fails once a type that it takes changes', types.replace('turns:', 'turns?:'), false],
])('the check %s, and leaves the report alone', (_, changed, isUpToDate) => {
  write(changed);
  expect(check()).toBe(isUpToDate);
  expect(readFileSync(file, 'utf8')).toBe(written);
});

test('the check fails without a report', () => {
  rmSync(file);
  expect(check()).toBe(false);
  expect(existsSync(file)).toBe(false);
});

test('a package that is not built is told apart', () => {
  rmSync(join(folder, 'dist'), { recursive: true });
  expect(check).toThrow('mill is not built');
});
