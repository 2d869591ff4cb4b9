import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeInTree, provideTree, runInTree } from '../../../../native/scripts/debian-tree.mjs';
import { Project } from '../../src/project.mjs';
import { tour } from '../../src/programs.mjs';

/** Systems with libvirt's client library, but without headers, compiler or npm. */
const systems = [
  { suite: 'bullseye', libvirt: '7.0.0' },
  { suite: 'bookworm', libvirt: '9.0.0' },
  { suite: 'trixie', libvirt: '11.3.0' },
  { suite: 'sid', libvirt: undefined },
];

let project;

beforeAll(() => {
  project = new Project();
  project.add('list.mjs', 'list.cjs', 'tour.mjs', 'version.mjs');
  project.run('npm', ['install', '@libvirt/core']);
});

afterAll(() => {
  project.remove();
});

describe.each(systems)('Debian $suite', ({ suite, libvirt }) => {
  let tree;

  const inTree = {
    run(command, commandArguments) {
      const mounts = { [nodeInTree]: process.execPath, '/project': project.folder };
      const { status, stdout, stderr } = runInTree(
        tree,
        mounts,
        ['sh', '-c', 'cd /project && exec "$@"', 'sh', command, ...commandArguments],
        { stdio: 'pipe', encoding: 'utf8' },
      );
      if (status !== 0)
        throw new Error(`${commandArguments.join(' ')} (${status}): ${stdout}${stderr}`);
      return { stdout, stderr };
    },
  };

  beforeAll(() => {
    tree = provideTree(`libvirt-${suite}`, { suite, packages: ['libvirt0'] });
  });

  test('has no headers and no compiler', () => {
    expect(existsSync(`${tree}/usr/include/libvirt`)).toBe(false);
    expect(existsSync(`${tree}/usr/bin/cc`)).toBe(false);
  });

  test('getVersion() returns the libvirt of that release', () => {
    const { stdout } = inTree.run('node', ['version.mjs']);
    console.log(`${suite}: libvirt ${stdout.trim()}`);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    if (libvirt !== undefined) expect(stdout).toBe(`${libvirt}\n`);
  });

  test.each(['list.mjs', 'list.cjs'])('runs %s', (program) => {
    expect(inTree.run('node', [program])).toEqual({ stdout: 'test\n', stderr: '' });
  });

  test('@libvirt/core: events, errors, bigints and many calls at once', () => {
    expect(tour(inTree, 'node', ['tour.mjs'])).toEqual(tour.expected);
  });
});
