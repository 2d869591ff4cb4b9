import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { root } from '../../../scripts/steps.mjs';
import { Project } from '../src/project.mjs';
import { tour } from '../src/programs.mjs';

const published = inject('packages').map(({ manifest }) => manifest.name);

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Returns the README's first code block in a language, after a line of its text. */
function readmeBlock(language, after = '') {
  const text = readme.slice(readme.indexOf(`\n${after}`));
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(text)[1];
}

let project;

beforeEach(() => {
  project = new Project();
});

afterEach(() => {
  project.remove();
});

test.each(['cc', 'gcc', 'g++', 'make', 'python3'])('Project: has no %s', (command) => {
  expect(project.run('sh', ['-c', `command -v ${command}`], { mayFail: true }).status).not.toBe(0);
});

describe('npm install @libvirt/core', () => {
  test('installs core and native only, and then a program lists a domain', () => {
    project.add('list.mjs');
    const start = Date.now();
    project.run('npm', ['install', '@libvirt/core']);
    const { stdout, stderr } = project.run('node', ['list.mjs']);
    console.log(`from an empty directory to a listed domain: ${Date.now() - start} ms`);
    expect({ stdout, stderr }).toEqual({ stdout: 'test\n', stderr: '' });
    expect(readdirSync(join(project.folder, 'node_modules/@libvirt')).sort()).toEqual([
      'core',
      'native',
    ]);
    expect(readdirSync(join(project.folder, 'node_modules')).sort()).toEqual([
      '.package-lock.json',
      '@libvirt',
    ]);
  });

  test('the first example of the README runs unchanged', () => {
    project.write('list.mjs', readmeBlock('js'));
    project.run('npm', ['install', '@libvirt/core']);
    expect(project.run('node', ['list.mjs'])).toMatchObject({
      stdout: expect.stringMatching(/^test runs \d+n\n$/),
      stderr: '',
    });
  });

  test('works with require()', () => {
    project.add('list.cjs');
    project.run('npm', ['install', '@libvirt/core']);
    expect(project.run('node', ['list.cjs'])).toMatchObject({ stdout: 'test\n', stderr: '' });
  });

  test('compiles with TypeScript to ESM and to CommonJS', () => {
    project.add('list.mts', 'list-common.cts');
    project.run('npm', ['install', '@libvirt/core', '@types/node@20']);
    const options = ['--strict', '--target', 'es2022', '--module', 'nodenext'];
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    project.run('node', [compiler, ...options, 'list.mts', 'list-common.cts']);
    for (const program of ['list.mjs', 'list-common.cjs']) {
      expect(project.run('node', [program])).toMatchObject({ stdout: 'test\n', stderr: '' });
    }
  });

  test("the README's steps for TypeScript compile its example, with the oldest TypeScript too", () => {
    const [, oldest] = /^TypeScript (\d+\.\d+) or newer/m.exec(readme);
    project.write('watch.mts', readmeBlock('ts'));
    project.write('tsconfig.json', readmeBlock('json', '## TypeScript'));
    project.run('npm', ['install', '@libvirt/core']);
    project.run('sh', ['-ec', readmeBlock('sh', '## TypeScript')]);
    project.run('npx', ['tsc', '--noEmit']);
    project.run('npm', ['install', '--save-dev', `typescript@${oldest}`]);
    expect(project.run('npx', ['tsc', '--version']).stdout).toContain(` ${oldest}.`);
    project.run('npx', ['tsc', '--noEmit']);
  });

  test('events, errors, bigints and many calls at once', () => {
    project.add('tour.mjs');
    project.run('npm', ['install', '@libvirt/core']);
    expect(tour(project, 'node', ['tour.mjs'])).toEqual(tour.expected);
  });
});

describe.each([
  ['@libvirt/qemu', 'VIR_ERR_NO_SUPPORT'],
  ['@libvirt/lxc', 'VIR_ERR_NO_SUPPORT'],
  ['@libvirt/admin', 'VIR_ERR_SYSTEM_ERROR'],
])('npm install %s', (name, code) => {
  test('shares @libvirt/core with the project', (context) => {
    context.skip(!published.includes(name), `${name} is not in this repository yet`);
    const program = `${name.slice('@libvirt/'.length)}.mjs`;
    project.add(program);
    project.run('npm', ['install', '@libvirt/core']);
    project.run('npm', ['install', name]);
    expect(project.run('node', [program])).toMatchObject({ stdout: `${code}\n` });
    expect(existsSync(join(project.folder, 'node_modules', name, 'node_modules'))).toBe(false);
  });
});
