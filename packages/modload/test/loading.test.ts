import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import {
  formatExplanation,
  formatGraph,
  graphEdges,
  MemorySource,
  openModule,
  selectedEdges,
  type LoadEvent,
  type ModuleVersion,
  type OpenOptions,
} from '../src/index.js';
import { resolveEnvironment } from '../src/base/environment.js';
import { temporaryDirectory, testVariables, writeFiles } from './support/workspace.js';

/** Modules in memory, each with a directory that holds no package. */
class EmptyModules extends MemorySource {
  readonly #directory = temporaryDirectory();

  override download(): Promise<string> {
    return Promise.resolve(this.#directory);
  }
}

const goMod = (path: string, go: string, ...requires: string[]) =>
  `module ${path}\n${go && `\ngo ${go}\n`}${requires.map((each) => `\nrequire ${each}\n`).join('')}`;

/** a needs b and c; b and c need different versions of d; d needs e, which a pruned graph leaves out. */
const modules = (go: string) =>
  new EmptyModules({
    'x.y/a': {
      'v1.0.0': { goMod: goMod('x.y/a', go, 'x.y/b v1.1.0', 'x.y/c v1.0.0') },
      'v1.1.0': { goMod: goMod('x.y/a', go, 'x.y/b v1.2.0', 'x.y/c v1.0.0') },
    },
    'x.y/b': {
      'v1.0.0': { goMod: goMod('x.y/b', go) },
      'v1.1.0': { goMod: goMod('x.y/b', go, 'x.y/d v1.0.0') },
      'v1.2.0': { goMod: goMod('x.y/b', go, 'x.y/d v1.3.0') },
    },
    'x.y/c': { 'v1.0.0': { goMod: goMod('x.y/c', go, 'x.y/d v1.2.0') } },
    'x.y/d': {
      'v1.0.0': { goMod: goMod('x.y/d', go) },
      'v1.2.0': { goMod: goMod('x.y/d', go, 'x.y/e v1.0.0') },
      'v1.3.0': { goMod: `${goMod('x.y/d', go, 'x.y/e v1.0.0')}\nretract v1.2.0 // broken\n` },
    },
    'x.y/e': { 'v1.0.0': { goMod: goMod('x.y/e', go) } },
  });

function open(text: string, options: OpenOptions = {}, files: Record<string, string> = {}) {
  const directory = temporaryDirectory();
  const root = join(directory, 'main');
  writeFiles(root, { 'go.mod': text, ...files });
  const events: LoadEvent[] = [];
  const module = openModule(root, {
    environment: resolveEnvironment(testVariables(directory)),
    source: modules('1.16'),
    mode: 'mod',
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { root, module, events };
}

const show = (list: readonly { path: string; version: string }[]) =>
  list.map(({ path, version }) => `${path} ${version}`.trim());

describe('Module.buildList', () => {
  it('selects the highest required version', async () => {
    const module = await open(goMod('m', '1.16', 'x.y/a v1.0.0')).module;
    expect(show(await module.buildList())).toEqual([
      'm',
      'x.y/a v1.0.0',
      'x.y/b v1.1.0',
      'x.y/c v1.0.0',
      'x.y/d v1.2.0',
      'x.y/e v1.0.0',
    ]);
  });

  it('is pruned at modules from go 1.17 on', async () => {
    const { module } = open(goMod('m', '1.17', 'x.y/a v1.0.0'), { source: modules('1.17') });
    expect(show(await (await module).buildList())).toEqual([
      'm',
      'x.y/a v1.0.0',
      'x.y/b v1.1.0',
      'x.y/c v1.0.0',
    ]);
  });

  it('expands modules below go 1.17', async () => {
    const { module } = open(goMod('m', '1.17', 'x.y/a v1.0.0'));
    expect(await (await module).buildList()).toHaveLength(6);
  });

  it('applies exclude and replace', async () => {
    const text = `${goMod('m', '1.16', 'x.y/a v1.0.0')}
exclude x.y/d v1.2.0
replace x.y/b v1.1.0 => ../b
`;
    const { module } = open(text, {}, { '../b/go.mod': goMod('x.y/b', '1.16', 'x.y/e v1.0.0') });
    expect(show(await (await module).buildList())).toEqual([
      'm',
      'x.y/a v1.0.0',
      'x.y/b v1.1.0',
      'x.y/c v1.0.0',
      'x.y/e v1.0.0',
    ]);
  });

  it('reports the chain to a module that fails to load', async () => {
    const { module } = open(goMod('m', '1.16', 'x.y/a v1.9.0'));
    await expect((await module).buildList()).rejects.toThrow('x.y/a@v1.9.0: ');
  });
});

test('formatGraph: text, JSON, DOT and Mermaid', async () => {
  const module = await open(goMod('m', '1.16', 'x.y/b v1.1.0', 'x.y/c v1.0.0')).module;
  const graph = await module.graph();
  expect(formatGraph(graphEdges(graph), 'text')).toBe(
    'm x.y/b@v1.1.0\nm x.y/c@v1.0.0\nx.y/b@v1.1.0 x.y/d@v1.0.0\nx.y/c@v1.0.0 x.y/d@v1.2.0\nx.y/d@v1.2.0 x.y/e@v1.0.0\n',
  );
  const selected = selectedEdges(graph);
  expect(formatGraph(selected, 'text')).toContain('x.y/b@v1.1.0 x.y/d@v1.2.0\n');
  expect(formatGraph(selected, 'text')).not.toContain('x.y/d@v1.0.0');
  expect(JSON.parse(formatGraph(selected, 'json'))).toMatchObject({
    modules: ['m', 'x.y/b@v1.1.0', 'x.y/c@v1.0.0', 'x.y/d@v1.2.0', 'x.y/e@v1.0.0'],
  });
  expect(formatGraph(selected, 'dot')).toContain('"m" -> "x.y/b@v1.1.0";');
  expect(formatGraph(selected, 'mermaid')).toContain('m0 --> m1\n');
});

test('Module.explain: returns the chain that forced a version', async () => {
  const module = await open(goMod('m', '1.16', 'x.y/b v1.1.0', 'x.y/c v1.0.0')).module;
  const explanation = await module.explain('x.y/d');
  expect(explanation.selected.version).toBe('v1.2.0');
  expect(formatExplanation(explanation)).toBe(
    '# x.y/d@v1.2.0\nm\nx.y/c@v1.0.0\nx.y/d@v1.2.0\n\nrequired versions:\n\tv1.2.0 (selected)\n\t\tby x.y/c@v1.0.0\n\tv1.0.0\n\t\tby x.y/b@v1.1.0\n',
  );
  await expect(module.explain('x.y/z')).rejects.toThrow('not in the build list');
});

describe('Module.get', () => {
  it('upgrades what the new version requires, and writes no file', async () => {
    const { root, module } = open(goMod('m', '1.16', 'x.y/a v1.0.0'));
    const { edit, changes } = await (await module).get(['x.y/a@v1.1.0']);
    expect(changes).toEqual([{ path: 'x.y/a', before: 'v1.0.0', after: 'v1.1.0' }]);
    expect(readFileSync(join(root, 'go.mod'), 'utf8')).toContain('x.y/a v1.0.0');
    await edit.write();
    expect(readFileSync(join(root, 'go.mod'), 'utf8')).toBe(
      'module m\n\ngo 1.16\n\nrequire x.y/a v1.1.0\n',
    );
  });

  it('downgrades modules that require too high a version', async () => {
    const { module } = open(goMod('m', '1.16', 'x.y/a v1.1.0'));
    const { changes } = await (await module).get(['x.y/d@v1.2.0']);
    expect(changes).toContainEqual({ path: 'x.y/a', before: 'v1.1.0', after: 'v1.0.0' });
  });

  it('removes a module at none', async () => {
    const { module } = open(goMod('m', '1.16', 'x.y/b v1.1.0', 'x.y/c v1.0.0'));
    const { changes, edit } = await (await module).get(['x.y/d@none']);
    expect(changes).toContainEqual({ path: 'x.y/c', before: 'v1.0.0', after: undefined });
    expect(edit.goMod?.after).toContain('x.y/b v1.0.0');
  });

  it('throws VersionConflictError for contradicting versions', async () => {
    const { module, events } = open(goMod('m', '1.16', 'x.y/a v1.0.0'));
    const got = (await module).get(['x.y/a@v1.1.0', 'x.y/d@v1.0.0']);
    await expect(got).rejects.toThrow();
    expect(events.map(({ text }) => text)).toContain(
      'go: x.y/a@v1.1.0 indirectly requires x.y/d@v1.3.0, not x.y/d@v1.0.0',
    );
  });

  it('ends if upgrades undo each other, unlike go', async () => {
    const early = 'v0.0.0-20190101000000-0123456789ab';
    const late = 'v1.3.0-beta.0.20200303030303-fedcba987654';
    const withPackage = temporaryDirectory();
    writeFiles(withPackage, { 'p/p.go': 'package p\n' });
    class Restless extends EmptyModules {
      override download(asked?: ModuleVersion): Promise<string> {
        return asked?.path === 'x.y/i' ? Promise.resolve(withPackage) : super.download();
      }
    }
    // In a roundabout way, which a pruned graph does not show at first, i wants more of s than is there.
    const source = new Restless({
      'x.y/s': {
        [early]: { goMod: goMod('x.y/s', '', 'x.y/f v0.1.0') },
        'v0.1.0': { goMod: goMod('x.y/s', '') },
        [late]: { goMod: goMod('x.y/s', '') },
      },
      'x.y/f': { 'v0.1.0': { goMod: goMod('x.y/f', '', `x.y/s ${late}`) } },
      'x.y/i': { 'v1.0.1': { goMod: goMod('x.y/i', '1.19', `x.y/s ${early}`) } },
    });
    const files = { 'm.go': 'package m\n\nimport _ "x.y/i/p"\n' };
    const text = goMod('m', '1.19', 'x.y/s v0.1.0 // indirect');
    const { module } = open(text, { source }, files);
    await expect((await module).get(['./...'], { update: true })).rejects.toThrow(
      'upgrades undo each other endlessly: ask for one version of x.y/i (none, v1.0.1)',
    );
  });

  it('reports all malformed queries together', async () => {
    const { module, events } = open(goMod('m', '1.16'));
    await expect((await module).get(['x.y/a@', 'm@v1.0.0', 'all@v1'])).rejects.toThrow();
    expect(events.filter(({ kind }) => kind === 'error').length).toBeGreaterThan(1);
  });
});

describe('Module.listModules', () => {
  it('reports updates and retractions', async () => {
    const { module } = open(goMod('m', '1.16', 'x.y/d v1.2.0'));
    const listed = await (await module).listModules(['x.y/d'], { updates: true });
    expect(listed).toMatchObject([
      { path: 'x.y/d', version: 'v1.2.0', update: { version: 'v1.3.0' }, retracted: ['broken'] },
    ]);
  });

  it('resolves queries', async () => {
    const { module } = open(goMod('m', '1.16', 'x.y/a v1.0.0'));
    const listed = await (
      await module
    ).listModules(['x.y/b@latest', 'x.y/b@<v1.1.0', 'x.y/z@latest']);
    expect(listed.map(({ version, query }) => [version, query])).toEqual([
      ['v1.2.0', 'latest'],
      ['v1.0.0', '<v1.1.0'],
      ['latest', undefined],
    ]);
    expect(listed[2]!.error?.message).toContain('x.y/z');
  });
});

describe('Module.load', () => {
  const files = {
    'a.go': 'package m\n\nimport _ "m/b"\n',
    'a_test.go': 'package m\n\nimport _ "m/c"\n',
    'b/b.go': 'package b\n\nimport _ "fmt"\n',
    'b/skipped.go': '//go:build never\n\npackage b\n\nimport _ "m/none"\n',
    'c/c.go': 'package c\n',
    'nested/go.mod': 'module m/nested\n',
    'nested/n.go': 'package nested\n',
    '_hidden/h.go': 'package h\n',
    'testdata/t.go': 'package t\n',
  };

  it('matches patterns, without nested modules and hidden directories', async () => {
    const { module } = open(goMod('m', '1.19'), {}, files);
    const { matched, packages } = await (await module).load(['./...']);
    expect(matched).toEqual(['m', 'm/b', 'm/c']);
    expect(packages.find(({ path }) => path === 'm/b')?.module).toEqual({ path: 'm', version: '' });
  });

  it('loads imports of tests only with tests: true', async () => {
    const { module } = open(goMod('m', '1.19'), {}, files);
    const isC = ({ path }: { readonly path: string }) => path === 'm/c';
    expect((await (await module).load(['m'])).packages.find(isC)).toBeUndefined();
    const { packages } = await (await module).load(['m'], { tests: true });
    expect(packages.find(isC)?.stackText).toBe('m tested by\n\tm.test imports\n\tm/c');
  });

  it('reports imports that no module provides', async () => {
    const { module, events } = open(
      goMod('m', '1.19'),
      {},
      {
        'a.go': 'package m\n\nimport _ "x.y/b/none"\n',
      },
    );
    await expect((await module).load(['./...'])).rejects.toThrow();
    const texts = events.map(({ text }) => text).join('\n');
    expect(texts).toContain('go: finding module for package x.y/b/none');
    expect(texts).toContain('m imports\n\tx.y/b/none: ');
  });

  it('rejects changes of go.mod in readonly mode', async () => {
    const { module } = open(
      goMod('m', '1.19'),
      { mode: 'readonly' },
      {
        'a.go': 'package m\n\nimport _ "x.y/b"\n',
      },
    );
    await expect((await module).load(['./...'])).rejects.toThrow(
      'cannot find module providing package x.y/b: import lookup disabled by -mod=readonly',
    );
  });
});

test('openModule: without a module only queries work', async () => {
  const directory = temporaryDirectory();
  const module = await openModule(directory, {
    environment: resolveEnvironment(testVariables(directory)),
    source: modules('1.16'),
  });
  expect((await module.query('x.y/b', 'latest')).version).toBe('v1.2.0');
  await expect(module.load(['./...'])).rejects.toThrow('does not contain main module');
  await expect(openModule(directory, { root: 'need' })).rejects.toThrow('go.mod file not found');
});
