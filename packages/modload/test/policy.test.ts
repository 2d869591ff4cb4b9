import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveEnvironment } from '../src/base/environment.js';
import { MemorySource } from '../src/modfetch/memory.js';
import { moduleKey } from '../src/module/module.js';
import type { Semantics } from '../src/modload/policy.js';
import { openModule, settingsOf } from '../src/open-module.js';
import { temporaryDirectory, testVariables, writeFiles } from './support/workspace.js';

const source = new MemorySource({
  'a.b/one': { 'v1.0.0': { goMod: 'module a.b/one\n\nrequire a.b/two v1.1.0\n' } },
  'a.b/two': {
    'v1.0.0': {},
    'v1.1.0': {},
    'v1.2.0': {},
    'v1.3.0': { goMod: 'module a.b/two\n\nrequire a.b/three v1.0.0\n' },
  },
  'a.b/three': { 'v1.0.0': {} },
});

function open(goMod: string, semantics: Semantics) {
  const directory = temporaryDirectory();
  writeFiles(directory, { 'm/go.mod': goMod, 'm/m.go': 'package m\n' });
  const environment = resolveEnvironment(testVariables(directory, { GOFLAGS: '' }));
  return openModule(join(directory, 'm'), { environment, semantics, source });
}

async function buildList(goMod: string, semantics: Semantics): Promise<string> {
  const module = await open(goMod, semantics);
  const graph = await module.graph();
  return graph.buildList.map(moduleKey).slice(1).join(' ');
}

describe('semantics current and 2018', () => {
  const head = 'module a.b/m\n\ngo 1.16\n\nrequire a.b/one v1.0.0\n';

  test('exclude: ignores the requirement, or takes the next version', async () => {
    const excluding = (...versions: string[]) =>
      head + versions.map((version) => `exclude a.b/two ${version}\n`).join('');
    expect(await buildList(head, 'current')).toBe('a.b/one@v1.0.0 a.b/two@v1.1.0');
    expect(await buildList(excluding('v1.1.0'), 'current')).toBe('a.b/one@v1.0.0');
    expect(await buildList(excluding('v1.1.0'), '2018')).toBe('a.b/one@v1.0.0 a.b/two@v1.2.0');
    expect(await buildList(excluding('v1.1.0', 'v1.2.0'), '2018')).toBe(
      'a.b/one@v1.0.0 a.b/three@v1.0.0 a.b/two@v1.3.0',
    );
    const all = excluding('v1.1.0', 'v1.2.0', 'v1.3.0');
    await expect(buildList(all, '2018')).rejects.toThrow(
      'a.b/one@v1.0.0: requires a.b/two@v1.1.0, which is excluded: no newer version available',
    );
  });

  test('exclude in the main module', async () => {
    const goMod = 'module a.b/m\n\ngo 1.16\n\nrequire a.b/two v1.1.0\n\nexclude a.b/two v1.1.0\n';
    expect(await buildList(goMod, 'current')).toBe('');
    expect(await buildList(goMod, '2018')).toBe('a.b/two@v1.2.0');
  });

  test('implied requirements are kept, or dropped', async () => {
    const written = async (semantics: Semantics) => {
      const module = await open(`${head}\nrequire a.b/two v1.0.0 // indirect\n`, semantics);
      const { edit } = await module.load(['./...'], {});
      await edit.write();
      return readFileSync(join(module.root, 'go.mod'), 'utf8');
    };
    expect(await written('2018')).not.toContain('a.b/two');
  });

  test('GOSUMDB defaults to sum.golang.org, or off', () => {
    const sumDatabase = (semantics: Semantics, variables = {}) =>
      settingsOf('/', {
        semantics,
        environment: resolveEnvironment({ HOME: '/', GOENV: 'off', ...variables }),
      }).environment.GOSUMDB;
    expect(sumDatabase('current')).toBe('sum.golang.org');
    expect(sumDatabase('2018')).toBe('off');
    expect(sumDatabase('2018', { GOSUMDB: 'sum.example.com' })).toBe('sum.example.com');
  });
});
