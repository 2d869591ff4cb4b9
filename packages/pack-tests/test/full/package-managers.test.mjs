import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { provideTool } from '../../src/tools.mjs';
import { tour } from '../../src/programs.mjs';
import { Project } from '../../src/project.mjs';

let project;

beforeEach(() => {
  project = new Project();
  project.add('list.mjs', 'list.cjs', 'tour.mjs');
});

afterEach(() => {
  project.remove();
});

function expectWorking(runner, ...options) {
  for (const program of ['list.mjs', 'list.cjs']) {
    const { stdout } = project.run(runner, [...options, program]);
    expect(stdout).toBe('test\n');
  }
  expect(tour(project, runner, [...options, 'tour.mjs'])).toEqual(tour.expected);
}

test('npm install @libvirt/core without optional dependencies and scripts', () => {
  project.run('npm', ['install', '--omit=optional', '--ignore-scripts', '@libvirt/core']);
  expectWorking('node');
});

test('npm ci installs @libvirt/core from the lock file', () => {
  project.run('npm', ['install', '@libvirt/core']);
  project.run('npm', ['ci']);
  expectWorking('node');
});

test('pnpm add @libvirt/core, with links into its store', () => {
  const pnpm = join(provideTool('pnpm'), 'bin/pnpm.cjs');
  project.run('node', [
    pnpm,
    'add',
    '@libvirt/core',
    '--store-dir',
    join(project.folder, '.store'),
  ]);
  const core = join(project.folder, 'node_modules/@libvirt/core');
  expect(realpathSync(core)).toContain('/.pnpm/');
  expectWorking('node');
});

describe.each(['node-modules', 'pnp'])('Yarn with %s', (linker) => {
  test('yarn add @libvirt/core', () => {
    const yarn = join(provideTool('@yarnpkg/cli-dist'), 'bin/yarn.js');
    project.write(
      '.yarnrc.yml',
      [
        `nodeLinker: ${linker}`,
        'enableTelemetry: false',
        'enableScripts: false',
        'enableGlobalCache: false',
        // Otherwise it caches answers from the registry of an earlier run.
        'globalFolder: .yarn/global',
        'npmPreapprovedPackages: ["@libvirt/*"]',
        'unsafeHttpWhitelist: ["127.0.0.1"]',
        'npmScopes:',
        '  libvirt:',
        `    npmRegistryServer: "${inject('registry')}"`,
      ].join('\n'),
    );
    project.write('yarn.lock', '');
    project.run('node', [yarn, 'add', '@libvirt/core']);
    if (linker === 'pnp') {
      expect(existsSync(join(project.folder, 'node_modules'))).toBe(false);
      expect(existsSync(join(project.folder, '.yarn/unplugged'))).toBe(true);
      expectWorking('node', yarn, 'node');
    } else {
      expectWorking('node');
    }
  });
});
