import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { provideTool } from '../../src/tools.mjs';
import { tour } from '../../src/programs.mjs';
import { Project } from '../../src/project.mjs';

let project;

beforeEach(() => {
  project = new Project();
});

afterEach(() => {
  project.remove();
});

describe('Bun', () => {
  const bun = () => join(provideTool('@oven/bun-linux-x64'), 'bin/bun');

  test('installs @libvirt/core: events, errors, bigints and many calls at once', () => {
    project.add('list.mjs', 'list.cjs', 'list.mts', 'tour.mjs');
    project.run(bun(), ['add', '@libvirt/core']);
    for (const program of ['list.mjs', 'list.cjs', 'list.mts']) {
      expect(project.run(bun(), ['run', program])).toMatchObject({ stdout: 'test\n' });
    }
    // Its engine does not add the awaiting functions to a stack.
    const expected = { ...tour.expected, stack: false };
    expect(tour(project, bun(), ['run', 'tour.mjs'])).toEqual(expected);
  });
});

describe('Deno', () => {
  const permissions = ['--no-prompt', '--allow-ffi', '--allow-read', '--allow-env'];
  const deno = () => join(provideTool('@deno/linux-x64-glibc'), 'deno');

  test('installs @libvirt/core: events, errors, bigints and many calls at once', () => {
    project.add('list.mjs', 'list.cjs', 'list.mts', 'tour.mjs');
    // By default, Deno installs nothing that was published within the last day.
    project.run(deno(), ['add', '--minimum-dependency-age=0', 'npm:@libvirt/core']);
    for (const program of ['list.mjs', 'list.cjs', 'list.mts']) {
      expect(project.run(deno(), ['run', ...permissions, program])).toMatchObject({
        stdout: 'test\n',
      });
    }
    expect(tour(project, deno(), ['run', ...permissions, 'tour.mjs'])).toEqual(tour.expected);
  });
});
