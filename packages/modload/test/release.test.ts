import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveEnvironment } from '../src/base/environment.js';
import { disk } from '../src/base/files.js';
import { BuildTags } from '../src/imports/constraint.js';
import { standardPackages } from '../src/imports/standard-library.js';
import { openModule } from '../src/index.js';
import { chooseRelease } from '../src/modload/release.js';
import { failureOf, temporaryDirectory, testVariables, writeFiles } from './support/workspace.js';

/** The release that is chosen in a directory with these files. */
function releaseIn(
  files: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
  goVersion?: string,
) {
  const directory = temporaryDirectory();
  writeFiles(directory, files);
  const environment = resolveEnvironment(
    testVariables(directory, { GOTOOLCHAIN: 'auto', ...variables }),
  );
  const { version, library } = chooseRelease({ environment, files: disk, directory, goVersion });
  return `${version} ${library}`;
}

const goMod = (lines: string) => ({ 'go.mod': `module example.com/m\n\n${lines}\n` });

describe('chooseRelease', () => {
  it('takes the library from the go line, or a newer toolchain line', () => {
    expect(releaseIn({})).toBe('1.27.3 1.27.3');
    expect(releaseIn(goMod('go 1.24'))).toBe('1.27.3 1.24');
    expect(releaseIn(goMod('go 1.19.5'))).toBe('1.27.3 1.19');
    expect(releaseIn(goMod('go 1.22.0\n\ntoolchain go1.24.1'))).toBe('1.27.3 1.24.1');
    expect(releaseIn(goMod('go 1.27.9'))).toBe('1.27.9 1.27.9');
    expect(releaseIn({ ...goMod('go 1.22'), 'go.work': 'go 1.25.1\n\nuse .\n' })).toBe(
      '1.27.3 1.25.1',
    );
  });

  it('follows the option, then GOTOOLCHAIN, before any line', () => {
    expect(releaseIn(goMod('go 1.24'), { GOTOOLCHAIN: 'go1.22.5' }, '1.20')).toBe('1.20 1.20');
    expect(releaseIn(goMod('go 1.24'), { GOTOOLCHAIN: 'go1.22.5' })).toBe('1.22.5 1.22.5');
    expect(releaseIn(goMod('go 1.24'), { GOTOOLCHAIN: 'go1.22.5+auto' })).toBe('1.24 1.24');
    expect(releaseIn(goMod('go 1.20'), { GOTOOLCHAIN: 'go1.22.5+auto' })).toBe('1.22.5 1.22.5');
    expect(releaseIn(goMod('go 1.24'), { GOTOOLCHAIN: 'local' })).toBe('1.27.3 1.27.3');
  });

  it('follows the Go tree in GOROOT, and no installed one', () => {
    const root = temporaryDirectory();
    writeFiles(root, { VERSION: 'go1.21.4\ntime 2023-10-31T20:27:31Z\n' });
    mkdirSync(join(root, 'src'));
    expect(releaseIn(goMod('go 1.19'), { GOROOT: root })).toBe('1.21.4 1.21.4');
  });

  it.each([
    ['banana', 'goVersion "banana" is not a Go version such as 1.24 or 1.24.3'],
    ['1.99', 'goVersion "1.99" is not known: it must be from 1.11 to 1.27'],
    ['1.4', 'goVersion "1.4" is not known: it must be from 1.11 to 1.27'],
  ])('refuses %s', async (goVersion, message) => {
    expect(await failureOf(openModule(temporaryDirectory(), { goVersion }))).toBe(message);
    const variables = testVariables('/h', { GOTOOLCHAIN: goVersion });
    const environment = resolveEnvironment(variables);
    expect(() => chooseRelease({ environment, files: disk, directory: '/h' })).toThrow(
      `invalid GOTOOLCHAIN "${goVersion}"`,
    );
  });
});

describe('standardPackages', () => {
  it('grows with the releases', () => {
    const firsts = [
      ['embed', '1.16'],
      ['log/slog', '1.21'],
      ['maps', '1.21'],
      ['math/rand/v2', '1.22'],
      ['iter', '1.23'],
      ['weak', '1.24'],
      ['testing/synctest', '1.25'],
    ] as const;
    for (const [path, first] of firsts) {
      const before = `1.${Number(first.slice(2)) - 1}`;
      expect([path, standardPackages(before).includes(path)]).toEqual([path, false]);
      expect([path, standardPackages(first).includes(path)]).toEqual([path, true]);
    }
  });
});

describe('Module.listPackages without a Go tree', () => {
  async function dependencies(go: string, source: string, variables = {}) {
    const directory = temporaryDirectory();
    writeFiles(directory, { ...goMod(`go ${go}`), 'm.go': source });
    const environment = resolveEnvironment(
      testVariables(directory, {
        GOTOOLCHAIN: 'auto',
        GOOS: 'linux',
        GOARCH: 'amd64',
        ...variables,
      }),
    );
    const module = await openModule(directory, { environment });
    const { packages } = await module.listPackages(['./...'], { dependencies: true });
    return packages;
  }

  it('loads what packages of the standard library import', async () => {
    const packages = await dependencies('1.24', 'package m\n\nimport (\n\t"fmt"\n\t"slices"\n)\n');
    const paths = packages.map(({ importPath }) => importPath);
    expect(paths).toContain('internal/fmtsort');
    expect(paths.indexOf('unsafe')).toBeLessThan(paths.indexOf('fmt'));
    expect(paths.at(-1)).toBe('example.com/m');
    const fmt = packages.find(({ importPath }) => importPath === 'fmt')!;
    expect(fmt).toMatchObject({ name: 'fmt', isStandard: true, directory: '', goFiles: [] });
  });

  it('follows the release, the platform, and cgo', async () => {
    const source = 'package m\n\nimport _ "os/user"\n';
    const paths = async (go: string, variables = {}) =>
      (await dependencies(go, source, variables)).map(({ importPath }) => importPath);
    expect(await paths('1.24', { CGO_ENABLED: '1' })).toContain('runtime/cgo');
    expect(await paths('1.24', { CGO_ENABLED: '0' })).not.toContain('runtime/cgo');
    expect(await paths('1.24', { GOOS: 'windows' })).toContain('internal/syscall/windows');
    expect(await paths('1.24')).toContain('internal/runtime/maps');
    expect(await paths('1.22')).not.toContain('internal/runtime/maps');
  });
});

describe('BuildTags.of', () => {
  const has = (goVersion: string, tag: string, rest = {}) =>
    BuildTags.of({ system: 'linux', architecture: 'amd64', cgo: false, goVersion, ...rest }).has(
      tag,
    );

  it('turns on the experiments of the release', () => {
    expect(has('1.24', 'goexperiment.swissmap')).toBe(true);
    expect(has('1.23', 'goexperiment.swissmap')).toBe(false);
    expect(has('1.26', 'goexperiment.dwarf5')).toBe(true);
    expect(has('1.26', 'goexperiment.dwarf5', { system: 'darwin' })).toBe(false);
    expect(has('1.24', 'goexperiment.regabiargs', { architecture: 'mips' })).toBe(false);
  });

  it('follows GOEXPERIMENT', () => {
    expect(has('1.24', 'goexperiment.swissmap', { experiments: 'noswissmap' })).toBe(false);
    expect(has('1.24', 'goexperiment.arenas', { experiments: 'arenas' })).toBe(true);
    expect(has('1.24', 'goexperiment.swissmap', { experiments: 'none' })).toBe(false);
  });
});
