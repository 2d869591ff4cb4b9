import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { findProblems } from '../../../native/scripts/check-prebuilds.mjs';
import { root } from '../../../scripts/steps.mjs';
import { unpack } from '../src/pack.mjs';

/** A module in both formats, with its types and source maps. */
const module = (name) => new RegExp(`^dist/${name}\\.(js|cjs|js\\.map|cjs\\.map|d\\.ts|d\\.cts)$`);

/** Chunks that several entries share, named by the bundler. */
const shared = /^dist\/(chunk|errors|internal)-[\w-]+\.(js|cjs|js\.map|cjs\.map|d\.ts|d\.cts)$/;

const declared = {
  '@libvirt/native': [module('index'), /^prebuilds\/\w+-\w+\/libvirt\.(glibc|musl|darwin)\.node$/],
  // `index` starts to load libvirt, then loads `api`.
  '@libvirt/core': [module('index'), module('api'), module('internal'), shared],
  '@libvirt/qemu': [module('index')],
  '@libvirt/fleet': [module('index')],
  '@libvirt/remote': [module('index')],
  '@libvirt/admin': [module('index')],
  // Its command loads each verb when it is used.
  '@libvirt/modload': [
    module('index'),
    /^dist\/(cli\/)?[\w-]+\.(js|cjs|js\.map|cjs\.map|d\.ts|d\.cts)$/,
  ],
  '@libvirt/xml': [module('index')],
  // The helper is a separate program, which enters a container.
  '@libvirt/lxc': [module('index'), /^dist\/helper\.(js|cjs)(\.map)?$/, shared],
};
const everywhere = [/^package\.json$/, /^README\.md$/, /^LICENSE$/, /^CHANGELOG\.md$/];

const MAX_BYTES = {
  '@libvirt/native': 10_000_000,
  // Twice for the library, once for the command, each with the text of its source maps.
  '@libvirt/modload': 8_500_000,
  // Types for ESM and for CommonJS, in which each of a thousand constants is documented.
  '@libvirt/core': 5_500_000,
  // Types for ESM and for CommonJS, in which each of 4,500 properties is documented, and their source
  // maps.
  '@libvirt/xml': 4_800_000,
};
const USUAL_MAX_BYTES = 4_000_000;

/** The siblings on which each package depends, always in the same release. */
const siblings = {
  '@libvirt/core': ['@libvirt/native'],
  '@libvirt/qemu': ['@libvirt/core'],
  '@libvirt/fleet': ['@libvirt/core'],
  '@libvirt/remote': ['@libvirt/core'],
  '@libvirt/lxc': ['@libvirt/core'],
  '@libvirt/admin': ['@libvirt/core'],
};

/** Dependencies from elsewhere, with reasons. The bindings have none. */
const external = {
  '@libvirt/modload': {
    'smol-toml': "Gopkg.lock, dep's lock file",
    yaml: "glide.lock and other tools' lock files",
    yauzl: 'reads the zip files of modules',
    yazl: 'writes the zip files of modules that come from git',
  },
};

/** Returns the files that `exports` names, under any condition. */
const targets = (exports) =>
  typeof exports === 'string' ? [exports] : Object.values(exports).flatMap(targets);

describe.each(inject('packages'))('$manifest.name', ({ manifest: { name, version }, tarball }) => {
  let folder;
  let unpacked;
  let files;
  let manifest;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'libvirt-contents-'));
    unpacked = unpack(tarball, folder);
    files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(unpacked.length + 1));
    manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('contains the declared files and no others', () => {
    const patterns = [...everywhere, ...declared[name]];
    expect(files.filter((file) => !patterns.some((pattern) => pattern.test(file)))).toEqual([]);
    const missing = patterns.filter((pattern) => !files.some((file) => pattern.test(file)));
    expect(missing).toEqual([]);
    for (const entry of ['cjs', 'd.ts', 'd.cts']) expect(files).toContain(`dist/index.${entry}`);
    for (const target of targets(manifest.exports)) expect(files).toContain(target.slice(2));
  });

  test('runs no script when it is installed', () => {
    const installScripts = [
      'preinstall',
      'install',
      'postinstall',
      'prepare',
      'preprepare',
      'postprepare',
    ];
    expect(
      Object.keys(manifest.scripts ?? {}).filter((key) => installScripts.includes(key)),
    ).toEqual([]);
    expect(files.filter((file) => file.endsWith('binding.gyp'))).toEqual([]);
  });

  test('pins its siblings and the declared dependencies, and no others', () => {
    const pins = Object.fromEntries((siblings[name] ?? []).map((sibling) => [sibling, version]));
    const others = Object.fromEntries(
      Object.keys(external[name] ?? {}).map((other) => [
        other,
        expect.stringMatching(/^\d+[.\d]+$/),
      ]),
    );
    expect(manifest.dependencies ?? {}).toEqual({ ...pins, ...others });
    expect(manifest.optionalDependencies).toBeUndefined();
    expect(manifest.bundleDependencies).toBeUndefined();
  });

  test('has the licence of the repository', () => {
    expect(manifest.license).toBe('MIT');
    expect(readFileSync(join(unpacked, 'LICENSE'), 'utf8')).toBe(
      readFileSync(join(root, 'LICENSE'), 'utf8'),
    );
  });

  test('names its repository and folder, with which npm compares the provenance', () => {
    expect(manifest.repository).toMatchObject({
      type: 'git',
      url: expect.stringMatching(/^git\+https/),
    });
    expect(join(root, manifest.repository.directory)).toBe(
      inject('packages').find((each) => each.manifest.name === name).source,
    );
  });

  test('is not larger than its limit', () => {
    const bytes = files.reduce((sum, file) => sum + statSync(join(unpacked, file)).size, 0);
    console.log(`${name}: ${statSync(tarball).size} bytes packed, ${bytes} unpacked`);
    expect(bytes).toBeLessThan(MAX_BYTES[name] ?? USUAL_MAX_BYTES);
  });

  test(name === '@libvirt/native' ? 'contains valid binaries' : 'contains no binaries', () => {
    const binaries = files.filter((file) => file.endsWith('.node'));
    const own = `prebuilds/linux-${process.arch}/libvirt.glibc.node`;
    expect(binaries.includes(own)).toBe(name === '@libvirt/native');
    for (const file of binaries)
      expect([file, findProblems(join(unpacked, file))]).toEqual([file, []]);
  });
});
