import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../../../../scripts/steps.mjs';
import { provideTool } from '../../src/tools.mjs';
import { Project } from '../../src/project.mjs';

let project;

beforeEach(() => {
  project = new Project();
  project.add('list.mjs');
  project.run('npm', ['install', '@libvirt/core']);
});

afterEach(() => {
  project.remove();
});

const esbuild = join(root, 'node_modules/esbuild/bin/esbuild');

describe.each(['esm', 'cjs'])('esbuild, for %s', (format) => {
  test('bundles @libvirt/core, if @libvirt/native is external', () => {
    // CommonJS has no top-level await.
    const source = format === 'esm' ? 'list.mjs' : 'list.cjs';
    project.add(source);
    const options = [
      '--bundle',
      '--platform=node',
      `--format=${format}`,
      '--external:@libvirt/native',
    ];
    const bundle = format === 'esm' ? 'bundle.mjs' : 'bundle.cjs';
    project.run(esbuild, [source, ...options, `--outfile=${bundle}`]);
    expect(project.run('node', [bundle])).toMatchObject({ stdout: 'test\n', stderr: '' });
  });

  test('an error says what to do if @libvirt/native is in the bundle', () => {
    const source = format === 'esm' ? 'list.mjs' : 'list.cjs';
    project.add(source);
    const bundle = format === 'esm' ? 'bundle.mjs' : 'bundle.cjs';
    const options = ['--bundle', '--platform=node', `--format=${format}`, '--log-level=error'];
    project.run(esbuild, [source, ...options, `--outfile=${bundle}`]);
    const { status, stderr } = project.run('node', [bundle], { mayFail: true });
    expect(status).not.toBe(0);
    expect(stderr).toContain('bundlers have to leave @libvirt/native out of the bundle');
  });
});

test('webpack bundles @libvirt/core, if @libvirt/native is external', () => {
  project.write(
    'build.mjs',
    `import webpack from ${JSON.stringify(pathToFileURL(join(provideTool('webpack'), 'lib/index.js')).href)};
    const stats = await new Promise((resolve, reject) =>
      webpack({
        mode: 'production', target: 'node20', entry: './list.mjs', context: process.cwd(),
        output: { filename: 'bundle.mjs', path: process.cwd(), module: true },
        experiments: { outputModule: true },
        externals: { '@libvirt/native': 'module @libvirt/native' },
      }, (error, stats) => (error ? reject(error) : resolve(stats))));
    if (stats.hasErrors()) throw new Error(stats.toString());`,
  );
  project.run('node', ['build.mjs']);
  expect(existsSync(join(project.folder, 'bundle.mjs'))).toBe(true);
  expect(project.run('node', ['bundle.mjs'])).toMatchObject({ stdout: 'test\n', stderr: '' });
});
