import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { load, runProgram } from './process.js';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

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

const otherEngine =
  'Connections to daemons need none: install @libvirt/remote, and pass { engine: remote } to Connect.open().';

describe('load', () => {
  test('loads the binary that was built for this platform', () => {
    const { files, functions } = load();
    expect(files).toHaveLength(1);
    expect(basename(dirname(files[0]!))).toBe(`${process.platform}-${process.arch}`);
    expect(basename(files[0]!)).toMatch(/^libvirt\.\w+\.node$/);
    expect(functions).toContain('virConnectOpen');
  });

  test('returns the same functions in the ESM and CommonJS builds', () => {
    expect(load().isShared).toBe(true);
  });

  test('loads the file that LIBVIRT_NATIVE_ADDON names, and no other', () => {
    const copy = join(folder, 'another.node');
    copyFileSync(load().files[0]!, copy);
    expect(load({ LIBVIRT_NATIVE_ADDON: copy }).files).toEqual([copy]);
  });

  test('ignores an empty LIBVIRT_NATIVE_ADDON', () => {
    expect(load({ LIBVIRT_NATIVE_ADDON: '' })).toEqual(load());
  });

  test.each([
    ['does not exist', () => join(folder, 'missing.node'), 'no such file'],
    ['is not a library', () => write('text.node', 'not a library'), 'file too short'],
    ['is not an addon', () => write('module.cjs', 'module.exports = {};'), 'not a libvirt addon'],
  ])('names the path, the reason and the remedy if the file %s', (_, file, reason) => {
    const path = file();
    const [title, tried, remedy, other, ...rest] = failure(path);
    expect(title).toMatch(
      /^@libvirt\/native has no binary that this Node\.js can load \(\w+-\w+, \w+\)\. Tried:$/,
    );
    expect(tried?.slice(0, path.length + 4)).toBe(`  ${path}: `);
    expect(tried).toContain(reason);
    expect(remedy).toBe('LIBVIRT_NATIVE_ADDON names that file: correct or unset it.');
    expect(other).toBe(otherEngine);
    expect(rest).toEqual([]);
  });
});

/** Another machine than this one. */
interface Elsewhere {
  /** The binaries of the package: the one that was built here, or a file with this text. */
  readonly binaries?: Readonly<Record<string, 'built' | (string & {})>>;
  readonly process?: Readonly<Record<string, string>>;
}

/** Loads an installed copy of the package as on another machine. Returns the lines that it prints. */
function loadElsewhere({ binaries = {}, process: other = {} }: Elsewhere): string[] {
  const installed = mkdtempSync(join(folder, 'installed-'));
  const home = join(installed, 'node_modules/@libvirt/native');
  cpSync(join(packageFolder, 'dist'), join(home, 'dist'), { recursive: true });
  copyFileSync(join(packageFolder, 'package.json'), join(home, 'package.json'));
  for (const [name, content] of Object.entries(binaries)) {
    const file = join(home, 'prebuilds', name);
    mkdirSync(dirname(file), { recursive: true });
    if (content === 'built') copyFileSync(load().files[0]!, file);
    else writeFileSync(file, content);
  }
  const preload = join(installed, 'elsewhere.cjs');
  writeFileSync(
    preload,
    `for (const [name, value] of Object.entries(${JSON.stringify(other)}))
      Object.defineProperty(process, name, { value });`,
  );
  const program = join(installed, 'load.mjs');
  copyFileSync(fileURLToPath(new URL('programs/load-elsewhere.mjs', import.meta.url)), program);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', preload, program], {
    encoding: 'utf8',
    env: { ...process.env, LIBVIRT_NATIVE_ADDON: undefined },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout
    .trimEnd()
    .replaceAll(`${realpathSync(home)}/`, '')
    .split('\n');
}

/** Creates a program with an interpreter, which is all that the loader reads of it. */
function interpreted(interpreter: string): string {
  return write(`node-with-${interpreter}`, `\x7fELF${'\0'.repeat(600)}/lib/${interpreter}\0`);
}

const glibcProgram = () => interpreted('ld-linux-x86-64.so.2');
const muslProgram = () => interpreted('ld-musl-x86_64.so.1');

describe('load, in an installed package', () => {
  test.for([
    ['glibc', glibcProgram],
    ['musl', muslProgram],
    ['glibc', () => join(folder, 'a-program-that-was-replaced')],
  ] as const)('loads the binary for %s', ([libc, program], { skip }) => {
    skip(process.platform !== 'linux', 'only Linux has more than one C library');
    const here = `linux-${process.arch}`;
    const binaries = Object.fromEntries(
      ['glibc', 'musl'].map((each) => [
        `${here}/libvirt.${each}.node`,
        each === libc ? 'built' : 'of another C library',
      ]),
    );
    expect(loadElsewhere({ binaries, process: { execPath: program() } })).toEqual([
      `loaded prebuilds/${here}/libvirt.${libc}.node`,
    ]);
  });

  test.each([
    ['linux', 'riscv64', 'glibc'],
    ['darwin', 'arm64', 'darwin'],
    ['win32', 'x64', 'win32'],
  ])('has no binary for %s on %s, and lists those that exist', (platform, arch, libc) => {
    const binaries = { 'linux-x64/libvirt.glibc.node': 'built', 'linux-x64/libvirt.musl.node': '' };
    const other = { platform, arch, execPath: glibcProgram() };
    const [title, first, second, what, build, ...rest] = loadElsewhere({
      binaries,
      process: other,
    });
    expect(title).toBe(
      `@libvirt/native has no binary that this Node.js can load (${platform}-${arch}, ${libc}). Tried:`,
    );
    const file = `prebuilds/${platform}-${arch}/libvirt.${libc}.node`;
    expect(first).toBe(`  ${file}: no such file`);
    expect(second).toMatch(/^ {2}\S+: no such file$/);
    expect(what).toBe(
      'Available binaries: linux-x64/libvirt.glibc.node, linux-x64/libvirt.musl.node.',
    );
    expect(build).toMatch(
      /^Build one \(https:\S+#building-from-source\) and set LIBVIRT_NATIVE_ADDON to its path\.$/,
    );
    expect(rest).toEqual([otherEngine]);
  });

  test('reports a broken binary', () => {
    const name = `${process.platform}-${process.arch}/libvirt.glibc.node`;
    const lines = loadElsewhere({
      binaries: { [name]: 'cut off' },
      process: { execPath: glibcProgram() },
    });
    expect(lines[1]).toMatch(/^ {2}prebuilds\/\S+: .*file too short/);
    expect(lines[3]).toBe(`Available binaries: ${name}.`);
  });

  test('reports that there are no binaries', () => {
    const lines = loadElsewhere({ binaries: { 'README.md': '' } });
    expect(lines[3]).toBe('Available binaries: none.');
  });

  test('explains what bundlers have to do if the binaries are elsewhere', () => {
    expect(loadElsewhere({})[3]).toMatch(/leave @libvirt\/native out of the bundle/);
  });
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
