import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidVersionError, ModuleError } from '../src/base/errors.js';
import { moduleKey, type ModuleVersion } from '../src/module/module.js';
import {
  buildList,
  BuildListError,
  buildListSync,
  compareVersions,
  downgrade,
  explain,
  Graph,
  maxVersion,
  minimal,
  upgrade,
  upgradeAll,
  type RequirementsAtHand,
} from '../src/mvs.js';

/** `A1` is module A at v1.1.0; `A` is the main module A. */
function moduleOf(name: string): ModuleVersion {
  const [, path, minor] = /^([A-Z]+)(\d*|none)$/.exec(name)!;
  return { path: path!, version: minor === '' || minor === 'none' ? minor : `v1.${minor!}.0` };
}

function nameOf({ path, version }: ModuleVersion): string {
  return path + version.replace(/^v1\.(\d+)\.0$/, '$1');
}

interface World extends RequirementsAtHand {
  upgrade(module: ModuleVersion): ModuleVersion;
  previous(module: ModuleVersion): ModuleVersion;
}

/** A world of modules from lines as `A1: B1 C2`; the versions of a module are those that lines begin with. */
function world(text: string): World {
  const required = new Map<string, ModuleVersion[]>();
  const versions = new Map<string, string[]>();
  for (const line of text.trim().split('\n')) {
    const [name = '', list = ''] = line.split(':').map((part) => part.trim());
    required.set(name, list.split(' ').filter(Boolean).map(moduleOf));
    const { path, version } = moduleOf(name);
    versions.set(path, [...(versions.get(path) ?? []), version].sort(compareVersions));
  }
  return {
    required(module) {
      const list = required.get(nameOf(module));
      if (list === undefined) throw new Error(`no such module`);
      return list;
    },
    max: (_, a, b) => maxVersion(a, b),
    upgrade: ({ path, version }) => ({ path, version: versions.get(path)?.at(-1) ?? version }),
    previous({ path, version }) {
      const older = versions.get(path)?.filter((each) => compareVersions(each, version) < 0);
      return { path, version: older?.at(-1) ?? 'none' };
    },
  };
}

const names = (list: readonly ModuleVersion[]) => list.map(nameOf).join(' ');
const main = moduleOf('A');

const blog = world(`
  A: B1 C2
  B1: D3
  C1: D2
  C2: D4
  C3: D5
  C4: G1
  D2: E1
  D3: E2
  D4: E2 F1
  D5: E2
  G1: C4
  A2: B1 C4 D4
  E1:
  E2:
  F1:`);

describe('mvs.buildList', () => {
  it('selects the greatest required version', async () => {
    expect(names(await buildList([main], blog))).toBe('A B1 C2 D4 E2 F1');
    expect(names(buildListSync([main], blog))).toBe('A B1 C2 D4 E2 F1');
  });

  it('handles cycles, and never selects below a target', () => {
    const cyclic = world('A: B1\nB1: C1\nB2: C2\nC1: B2\nC2: A9\nA9: D1\nD1:');
    expect(names(buildListSync([main], cyclic))).toBe('A B2 C2 D1');
  });

  it('lists targets first, in order', () => {
    const two = world('Z: C1\nB: C2\nC1:\nC2: A1\nA1:');
    expect(names(buildListSync([moduleOf('Z'), moduleOf('B')], two))).toBe('Z B A1 C2');
  });

  it('ignores requirements at none', () => {
    const none = world('A: Bnone C1\nC1: Bnone');
    expect(names(buildListSync([main], none))).toBe('A C1');
  });

  it('awaits requirements', async () => {
    const list = await buildList([main], {
      ...blog,
      required: async (module) => {
        await new Promise((resolve) => setTimeout(resolve, module.path === 'B' ? 5 : 0));
        return blog.required(module);
      },
    });
    expect(names(list)).toBe('A B1 C2 D4 E2 F1');
  });

  it('reports the shortest chain to a failure', async () => {
    const broken = world('A: B1 E1\nB1: C1\nE1: F1\nF1: C2\nC1: G1\nG1: D1');
    await expect(buildList([main], broken)).rejects.toThrow(BuildListError);
    try {
      buildListSync([main], broken);
      expect.unreachable();
    } catch (error) {
      const { message: text, chain, module } = error as BuildListError;
      expect(text).toBe('E@v1.1.0 requires\n\tF@v1.1.0 requires\n\tC@v1.2.0: no such module');
      expect(chain.map(nameOf)).toEqual(['A', 'E1', 'F1', 'C2']);
      expect(module).toEqual(moduleOf('C2'));
    }
  });

  it('names the replacement of a module that failed', () => {
    const chain = [main, moduleOf('B1')];
    const text = (cause: Error) => new BuildListError(cause, chain).message;
    expect(text(new Error('gone'))).toBe('B@v1.1.0: gone');
    expect(text(new ModuleError(moduleOf('B1'), new Error('gone')))).toBe('B@v1.1.0: gone');
    expect(text(new ModuleError(moduleOf('C2'), new Error('gone')))).toBe(
      'B@v1.1.0 (replaced by C@v1.2.0): gone',
    );
    const invalid = new InvalidVersionError('v1.1.0', 'bad');
    expect(text(new ModuleError({ path: 'B', version: '' }, invalid))).toBe(
      'B@v1.1.0: invalid version: bad',
    );
    expect(new BuildListError(new Error('gone'), [main]).message).toBe('gone');
  });
});

describe('mvs.minimal, upgrade and downgrade', () => {
  it('reduces requirements to those that imply the others', async () => {
    expect(names(await minimal(main, [], blog))).toBe('B1 C2');
    expect(names(await minimal(main, ['D'], blog))).toBe('B1 C2 D4');
    expect(names(await minimal(main, ['D', 'D', 'F'], blog))).toBe('B1 C2 D4 F1');
    const redundant = world('A: B1 C1 D1\nB1: C1\nC1: D1\nD1:');
    expect(names(await minimal(main, [], redundant))).toBe('B1');
    const cycle = world('A: G1\nG1: H1\nH1: G1');
    expect(names(await minimal(main, [], cycle))).toBe('G1');
    expect(names(await minimal(main, ['H'], cycle))).toBe('H1');
  });

  it('upgrades everything', async () => {
    expect(names(await upgradeAll(main, blog))).toBe('A B1 C4 D5 E2 F1 G1');
  });

  it('upgrades the given modules', async () => {
    expect(names(await upgrade(main, blog, [moduleOf('C4')]))).toBe('A B1 C4 D4 E2 F1 G1');
    expect(names(await upgrade(main, blog, [moduleOf('G1')]))).toBe('A B1 C4 D4 E2 F1 G1');
    expect(names(await upgrade(main, blog, [moduleOf('C3'), moduleOf('C4')]))).toBe(
      'A B1 C4 D4 E2 F1 G1',
    );
  });

  it('reports a failing upgrade', async () => {
    await expect(upgrade(main, blog, [moduleOf('C9')])).rejects.toThrow(
      'C@v1.2.0 updating to\n\tC@v1.9.0: no such module',
    );
  });

  it('downgrades modules that need a higher version as well', async () => {
    expect(names(await downgrade(main, blog, [moduleOf('D2')]))).toBe('A C1 D2 E2 F1');
    const simple = world('A: B2\nB1: C1\nB2: C2\nC1:\nC2:');
    expect(names(await downgrade(main, simple, [moduleOf('C1')]))).toBe('A B1 C1');
    expect(names(await downgrade(main, simple, [moduleOf('Cnone')]))).toBe('A');
    expect(names(await downgrade(main, simple, [moduleOf('B1')]))).toBe('A B1 C2');
  });

  it('downgrades to a version that no list contains', async () => {
    const pseudo: World = {
      ...world('A: B3\nB1:\nB3:'),
      required: (module) => (module.path === 'A' ? [moduleOf('B3')] : []),
    };
    const wanted = { path: 'B', version: 'v1.2.1-0.20261121102030-abcdef123456' };
    expect((await downgrade(main, pseudo, [wanted])).map(moduleKey)).toEqual([
      'A',
      moduleKey(wanted),
    ]);
  });

  it('drops a module that fails at every version', async () => {
    const broken = world('A: B2\nB1: C1\nB2: C2\nC2:');
    expect(names(await downgrade(main, broken, [moduleOf('C1')]))).toBe('A');
  });
});

describe('mvs.Graph', () => {
  const graphOf = (text: string, roots = [main]) => {
    const requirements = world(text);
    const graph = new Graph((_, a, b) => compareVersions(a, b), roots);
    graph.completeSync((module) => requirements.required(module));
    return graph;
  };

  it('grows step by step', () => {
    const graph = new Graph((_, a, b) => compareVersions(a, b), [main]);
    expect(graph.selected('B')).toBe('none');
    graph.require(main, [moduleOf('B1'), moduleOf('C1')]);
    expect(names(graph.buildList())).toBe('A B1 C1');
    graph.require(moduleOf('C1'), [moduleOf('B2')]);
    expect(names(graph.buildList())).toBe('A B2 C1');
    expect(graph.requiredBy(moduleOf('C1'))).toEqual([moduleOf('B2')]);
    expect(graph.requiredBy(moduleOf('B2'))).toBeUndefined();
    expect(() => graph.require(main, [])).toThrow('requirements of A have already been set');
    expect(() => graph.require(moduleOf('Z1'), [])).toThrow(
      'Z@v1.1.0 is not reachable from any root',
    );
  });

  it('walks breadth first from the roots', () => {
    const visited: string[] = [];
    graphOf('A: B1 C1\nB1: D1\nC1: Bnone\nD1: A\nBnone:').walkBreadthFirst((module) =>
      visited.push(nameOf(module)),
    );
    expect(visited.join(' ')).toBe('A B1 C1 D1');
  });

  it('explain() returns the chain to a selected version', () => {
    const graph = graphOf('A: B1 C2\nB1: D3\nC2: D4\nD3:\nD4:');
    expect(explain(graph, 'D')).toEqual({
      selected: moduleOf('D4'),
      chain: ['A', 'C2', 'D4'].map(moduleOf),
      required: [
        { version: 'v1.4.0', by: [moduleOf('C2')] },
        { version: 'v1.3.0', by: [moduleOf('B1')] },
      ],
    });
    expect(explain(graph, 'Z')).toBeUndefined();
  });
});

describe('mvs compared with a naive model', () => {
  const paths = ['B', 'C', 'D', 'E', 'F'];
  const anyModule = fc
    .tuple(fc.constantFrom(...paths), fc.integer({ min: 1, max: 4 }))
    .map(([path, minor]) => `${path}${minor}`);
  const lists = fc.array(anyModule, { maxLength: 4 });
  const anyWorld = fc
    .tuple(lists, fc.array(lists, { minLength: 20, maxLength: 20 }))
    .map(([own, others]) => {
      const every = paths.flatMap((path) => [1, 2, 3, 4].map((minor) => `${path}${minor}`));
      return world(
        [
          `A: ${own.join(' ')}`,
          ...every.map((name, index) => `${name}: ${others[index]!.join(' ')}`),
        ].join('\n'),
      );
    });

  /** All that can be reached, the greatest of each: the definition itself. */
  function naive(roots: readonly ModuleVersion[], requirements: World): string[] {
    const reached = new Map(roots.map((each) => [nameOf(each), each]));
    for (const module of reached.values()) {
      for (const each of requirements.required(module)) reached.set(nameOf(each), each);
    }
    const greatest = new Map<string, string>();
    for (const { path, version } of reached.values()) {
      greatest.set(path, maxVersion(greatest.get(path) ?? 'none', version));
    }
    return [...greatest].map(([path, version]) => nameOf({ path, version })).sort();
  }

  const withRoots = (requirements: World, roots: readonly ModuleVersion[]): World => ({
    ...requirements,
    required: (module) => (module.path === 'A' ? roots : requirements.required(module)),
  });

  it('selects the same', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (requirements) => {
        const expected = naive([main], requirements);
        expect(buildListSync([main], requirements).map(nameOf).sort()).toEqual(expected);
        expect((await buildList([main], requirements)).map(nameOf).sort()).toEqual(expected);
      }),
    );
  });

  it('reduces requirements without changing the build, to none that could go', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (requirements) => {
        const reduced = await minimal(main, [], requirements);
        const expected = naive([main], requirements);
        expect(naive([main], withRoots(requirements, reduced))).toEqual(expected);
        for (const each of reduced) {
          const less = reduced.filter((other) => other !== each);
          expect(naive([main], withRoots(requirements, less))).not.toEqual(expected);
        }
      }),
    );
  });

  it('upgrades to at least the given versions, without downgrades', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, anyModule, async (requirements, name) => {
        const before = naive([main], requirements);
        const after = (await upgrade(main, requirements, [moduleOf(name)])).map(nameOf);
        const versionIn = (list: readonly string[], path: string) =>
          list.map(moduleOf).find((each) => each.path === path)?.version ?? 'none';
        expect(
          compareVersions(versionIn(after, name[0]!), moduleOf(name).version),
        ).toBeGreaterThanOrEqual(0);
        for (const path of paths) {
          expect(
            compareVersions(versionIn(after, path), versionIn(before, path)),
          ).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('downgrades to at most the given versions, to a complete build list', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, anyModule, async (requirements, name) => {
        const result = await downgrade(main, requirements, [moduleOf(name)]);
        const found = result.find(({ path }) => path === name[0]);
        if (found !== undefined) {
          expect(compareVersions(found.version, moduleOf(name).version)).toBeLessThanOrEqual(0);
        }
        const own = result.filter(({ path }) => path !== 'A');
        expect(naive([main], withRoots(requirements, own))).toEqual(result.map(nameOf).sort());
      }),
    );
  });
});

describe('mvs.Graph with long chains and cycles', () => {
  const length = 50_000;
  const at = (index: number): ModuleVersion => ({ path: `m${index}`, version: 'v1.0.0' });
  const main = { path: 'main', version: '' };
  const requirements = {
    required: ({ path, version }: ModuleVersion) => {
      if (version === '') return [at(0)];
      const index = Number(path.slice(1));
      // The last requires the first again, and everyone the one before.
      return [at((index + 1) % length), at(Math.max(0, index - 1))];
    },
    max: (_: string, a: string, b: string) => maxVersion(a, b),
    previous: ({ path }: ModuleVersion) => ({ path, version: 'none' }),
  };

  it('supports all operations without overflow', async () => {
    expect(buildListSync([main], requirements)).toHaveLength(length + 1);
    expect(await buildList([main], requirements)).toHaveLength(length + 1);
    expect(await minimal(main, [], requirements)).toEqual([at(0)]);
    const last = at(length - 1);
    expect(await downgrade(main, requirements, [{ ...last, version: 'none' }])).toEqual([main]);
    const graph = new Graph((_, a, b) => compareVersions(a, b), [main]);
    graph.completeSync((module) => requirements.required(module));
    expect(explain(graph, last.path)!.chain).toHaveLength(length + 1);
  });
});
