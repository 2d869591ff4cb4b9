import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { repack } from '../../src/pack.mjs';
import { Project } from '../../src/project.mjs';
import { startRegistry } from '../../src/registry.mjs';

const packages = inject('packages');
const { version } = packages.find(({ manifest }) => manifest.name === '@libvirt/core').manifest;
const [year, month] = version.split('.').map(Number);
const correction = `${year}.${month}.1`;
const nextMonth = `${year}.${month + 1}.0`;
const nextYear = `${year + 1}.0.0`;

let folder;
let registry;
let project;

/** Publishes this release of all packages again under another version. */
function release(number, ...options) {
  for (const { tarball } of packages) {
    registry.publish(repack(tarball, number, folder), ...options);
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'libvirt-releases-'));
  registry = await startRegistry();
  for (const { tarball } of packages) registry.publish(tarball);
});

afterAll(async () => {
  await registry?.stop();
  rmSync(folder, { recursive: true });
});

afterEach(() => {
  project.remove();
});

function installed(name) {
  const file = join(project.folder, 'node_modules', name, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

function write(range) {
  project.write(
    'package.json',
    JSON.stringify({ private: true, dependencies: { '@libvirt/core': range } }),
  );
}

describe('npm update', () => {
  test('updates @libvirt/core and @libvirt/native together', () => {
    project = new Project({ registry: registry.url });
    project.add('list.mjs');
    project.run('npm', ['install', '@libvirt/core']);
    expect([installed('@libvirt/core'), installed('@libvirt/native')]).toEqual([version, version]);
    release(correction);
    release(nextMonth);
    project.run('npm', ['update']);
    expect([installed('@libvirt/core'), installed('@libvirt/native')]).toEqual([
      nextMonth,
      nextMonth,
    ]);
    expect(project.run('node', ['list.mjs']).stdout).toBe('test\n');
  });
});

describe('npm install of a range, with releases of two years', () => {
  beforeAll(() => {
    release(nextYear);
    release(`${year + 1}.1.0-rc.1`, '--tag=next');
  });

  test.each([
    [`~${version}`, correction],
    [`^${version}`, nextMonth],
    [`>=${version} <${year + 2}`, nextYear],
    ['next', `${year + 1}.1.0-rc.1`],
    [version, version],
  ])('%s installs %s', (range, expected) => {
    project = new Project({ registry: registry.url });
    project.add('list.mjs');
    write(range);
    project.run('npm', ['install']);
    expect([installed('@libvirt/core'), installed('@libvirt/native')]).toEqual([
      expected,
      expected,
    ]);
    expect(project.run('node', ['list.mjs']).stdout).toBe('test\n');
  });
});
