import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findProblems } from '../check-prebuilds.mjs';

const here = `linux-${process.arch}/libvirt.glibc.node`;
const entries = `
  const char libvirt_native_version[] = "0.0.0";
  int napi_register_module_v1(void) { return 0; }
  int node_api_module_get_api_version_v1(void) { return 9; }`;
const parts =
  '__attribute__((used)) static const char *const parts[] = { "virDomainQemuMonitorCommand", "virDomainLxc", "virAdm" };';
const good = `${entries} ${parts}`;
const usual = ['-s', '-Wl,-z,nodelete'];

const lacks = ['cc', 'readelf'].filter((tool) => spawnSync(tool, ['--version']).error);
const isLinux = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

let folder;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'libvirt-prebuilds-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function place(name, content) {
  const file = join(mkdtempSync(join(folder, 'p-')), name);
  mkdirSync(dirname(file));
  if (content !== undefined) writeFileSync(file, content);
  return file;
}

function compile(source, options = usual, name = here) {
  const file = place(name);
  const { status, stderr } = spawnSync(
    'cc',
    ['-shared', '-fPIC', '-x', 'c', '-o', file, '-', ...options],
    {
      input: source,
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return file;
}

describe('check-prebuilds', () => {
  test.each([
    ['a text', here, 'no binary'],
    ['a text as macOS', 'darwin-arm64/libvirt.darwin.node', undefined],
  ])('recognizes %s by its first bytes', (_, name, content = '') => {
    const found = findProblems(place(name, content));
    if (name === here) expect(found).toEqual(['is no binary for its platform']);
    else expect(found).toEqual(['lacks qemu', 'lacks lxc', 'lacks admin']);
  });
});

describe('check-prebuilds: binaries for Linux', () => {
  beforeEach((context) => {
    context.skip(!isLinux, 'only Linux compiles such binaries');
    context.skip(
      lacks.length > 0,
      `${lacks.join(', ')} is not installed: sudo apt-get install gcc binutils`,
    );
  });

  test('accepts a good one', () => {
    expect(findProblems(compile(good), { isPublished: true })).toEqual([]);
  });

  test.each([
    ['that is not stripped', good, ['-Wl,-z,nodelete'], 'is not stripped'],
    ['that may be unloaded', good, ['-s'], 'may be unloaded: it lacks -z nodelete'],
    ['that exports more', `${good} int leaked;`, usual, 'exports leaked'],
    [
      'that is not an addon',
      parts,
      usual,
      'does not export libvirt_native_version, napi_register_module_v1, node_api_module_get_api_version_v1',
    ],
    [
      'without LXC',
      `${entries} __attribute__((used)) static const char *const part = "virDomainQemuMonitorCommand";`,
      usual,
      'lacks lxc',
    ],
    ['without anything', entries, usual, 'lacks qemu'],
    [
      'that is large',
      `${good} __attribute__((used)) static const char fat[1600000] = "fat";`,
      usual,
      expect.stringMatching(/^has \d+ bytes, and 1600000 are to be enough$/),
    ],
  ])('rejects one %s', (_, source, options, why) => {
    expect(findProblems(compile(source, options))).toContainEqual(why);
  });

  test('rejects one that needs libvirt', () => {
    const libvirt = join(folder, 'libvirt.so.0');
    spawnSync('cc', ['-shared', '-x', 'c', '-o', libvirt, '-Wl,-soname,libvirt.so.0', '-'], {
      input: '',
    });
    const file = compile(good, [...usual, '-Wl,--no-as-needed', '-x', 'none', libvirt]);
    expect(findProblems(file)).toEqual(['needs libvirt.so.0']);
  });

  test('rejects one that needs a newer glibc, if it is to be published', () => {
    // The name of a version that no glibc of a supported system has.
    const source = `${good} extern int printf(const char *, ...);
      __asm__(".symver arc4random, arc4random@GLIBC_2.36"); extern unsigned arc4random(void);
      __attribute__((used)) static unsigned (*const use)(void) = arc4random;`;
    const file = compile(source);
    expect(findProblems(file)).toEqual([]);
    expect(findProblems(file, { isPublished: true })).toEqual([
      'needs glibc 2.36, and 2.28 is to be enough',
    ]);
  });

  test('rejects one in the folder of another architecture, or of another C library', () => {
    const other = process.arch === 'x64' ? 'arm64' : 'x64';
    const [found] = findProblems(compile(good, usual, `linux-${other}/libvirt.glibc.node`));
    expect(found).toMatch(/^is made for /);
    const source = `${good} extern int puts(const char *); int (*const use)(const char *) __attribute__((used, visibility("hidden"))) = puts;`;
    const musl = findProblems(compile(source, usual, `linux-${process.arch}/libvirt.musl.node`));
    expect(musl).toEqual([expect.stringMatching(/^is for musl and needs glibc/)]);
  });

  test('rejects one that has what it was to be built without', () => {
    expect(findProblems(compile(good), { tags: ['without-qemu'] })).toEqual(['has qemu']);
  });
});
