import { isPseudoVersion } from '../../src/module/pseudo.js';
import { Random } from './random.js';
import type {
  Command,
  GoModSpec,
  MainSpec,
  ModuleSpec,
  PackageSpec,
  ReplaceSpec,
  RequireSpec,
  Universe,
  VersionSpec,
} from './universe.js';

const paths = [
  'example.com/a',
  'example.com/a/sub',
  'example.com/b',
  'example.com/b/v2',
  'example.com/c',
  'example.net/D',
  'gopkg.in/e.v1',
  'example.org/f',
  'example.org/g/nested/h',
  'example.org/i',
];

const goLines = [undefined, '1.11', '1.14', '1.15', '1.16', '1.16', '1.17', '1.17', '1.18', '1.19'];

function versionsOf(path: string): readonly string[] {
  if (path.endsWith('/v2')) return ['v2.0.0', 'v2.1.0-rc.1', 'v2.1.0', 'v2.2.0'];
  const common = ['v1.0.0', 'v1.0.1', 'v1.1.0-pre.1', 'v1.1.0', 'v1.1.1', 'v1.2.0', 'v1.3.0-beta'];
  if (path.startsWith('gopkg.in/')) return common;
  return [
    'v0.0.0-20190101000000-0123456789ab',
    'v0.1.0',
    'v0.2.0',
    ...common,
    'v1.1.2-0.20200202020202-abcdef012345',
    'v1.3.0-beta.0.20200303030303-fedcba987654',
    'v2.0.0+incompatible',
  ];
}

/** The universe that a seed stands for. */
export function generateUniverse(seed: number): Universe {
  const random = new Random(seed);
  // Sparse and crowded ones, tidy and wild ones.
  const wildness = random.pick([0, 0, 0.03, 0.1]);
  const known = random
    .some(paths, random.pick([0.4, 0.7, 1]))
    .map((path) => ({
      path,
      versions: random.some(versionsOf(path), random.pick([0.2, 0.5])),
      folders: ['', ...random.some(['p', 'q', 'internal/r'], 0.4)],
    }))
    .filter(({ versions }) => versions.length > 0);
  const generator = new Generator(random, wildness, known);
  const modules = known.map((module) => generator.module(module));
  const main = generator.main();
  return { modules, main, sessions: generator.sessions(main) };
}

interface Known {
  readonly path: string;
  readonly versions: readonly string[];
  /** The folders of its packages, which nearly all versions have. */
  readonly folders: readonly string[];
}

class Generator {
  readonly #random: Random;
  /** How often something is wrong. */
  readonly #wildness: number;
  readonly #known: readonly Known[];

  constructor(random: Random, wildness: number, known: readonly Known[]) {
    this.#random = random;
    this.#wildness = wildness;
    this.#known = known;
  }

  module(module: Known): ModuleSpec {
    const versions = module.versions.map((version) => this.#version(module, version));
    return { path: module.path, versions };
  }

  #version({ path, versions, folders }: Known, version: string): VersionSpec {
    const random = this.#random;
    const retract = random.chance(0.15)
      ? [random.pick(versions)].map((low) => [low, low] as const)
      : [];
    const goMod: GoModSpec = {
      ...(random.chance(this.#wildness / 3) ? { path: random.pick(paths) } : {}),
      ...goLine(random),
      ...(random.chance(0.05) ? { deprecated: 'use another one' } : {}),
      require: this.#requires(3, path),
      // These do not count in a dependency.
      exclude: random.chance(0.1) ? this.#requires(1, path) : [],
      replace: random.chance(0.1) ? this.#replaces(1) : [],
      retract,
    };
    const bare = { require: [], exclude: [], replace: [], retract: [] };
    return {
      version,
      // What is incompatible has no go.mod of its own.
      goMod: version.endsWith('+incompatible') ? bare : goMod,
      packages: this.#packages(path, folders),
    };
  }

  main(): MainSpec {
    const random = this.#random;
    const goMod: GoModSpec = {
      ...goLine(random),
      require: this.#requires(5, 'example.com/main'),
      exclude: random.chance(0.3) ? this.#requires(2, 'example.com/main') : [],
      replace: random.chance(0.3) ? this.#replaces(2) : [],
      retract: random.chance(0.05) ? [['v1.0.0', 'v1.0.5']] : [],
    };
    return { goMod, packages: this.#packages('example.com/main', ['', 'p', 'q']) };
  }

  #requires(count: number, self: string): RequireSpec[] {
    const requires = new Map<string, RequireSpec>();
    for (const each of this.#random.several(count, () => this.#require())) {
      // A module may well require another version of itself, but hardly ever does.
      if (each.path !== self || this.#random.chance(0.1)) requires.set(each.path, each);
    }
    return [...requires.values()];
  }

  #require(): RequireSpec {
    const random = this.#random;
    if (this.#known.length === 0 || random.chance(this.#wildness / 2)) {
      return { path: 'example.org/missing', version: 'v1.0.0' };
    }
    const { path, versions } = random.pick(this.#known);
    const version = random.chance(this.#wildness / 2)
      ? random.pick(versionsOf(path))
      : random.pick(versions);
    return { path, version, ...(random.chance(0.2) ? { indirect: true } : {}) };
  }

  #replaces(count: number): ReplaceSpec[] {
    const random = this.#random;
    return random.several(count, () => {
      const { path, version } = this.#require();
      const versions = this.#known.find((each) => each.path === path)?.versions ?? [version];
      return {
        path,
        version: random.chance(0.5) ? version : '',
        by: random.chance(0.7) ? { path, version: random.pick(versions) } : this.#require(),
      };
    });
  }

  #packages(path: string, folders: readonly string[]): PackageSpec[] {
    const random = this.#random;
    const strange = random.chance(this.#wildness) ? ['sub'] : [];
    return [...folders, ...strange]
      .filter(() => !random.chance(this.#wildness))
      .map((folder) => ({
        folder,
        imports: random.several(2, () => this.#import(path)),
        testImports: random.chance(0.3) ? random.several(2, () => this.#import(path)) : [],
        windowsImports: random.chance(0.1) ? random.several(2, () => this.#import(path)) : [],
      }));
  }

  /** Something from a module that comes later, so that packages go in no circle. */
  #import(from: string): string {
    const random = this.#random;
    const later = this.#known.filter(({ path }) => paths.indexOf(path) > paths.indexOf(from));
    if (random.chance(this.#wildness / 3)) return 'example.org/missing/p';
    if (later.length === 0 || random.chance(0.1))
      return random.pick(['errors', 'sort', 'unicode/utf8']);
    const { path, folders } = random.pick(later);
    const folder = random.pick(folders.filter((each) => !each.startsWith('internal/')));
    return folder === '' ? path : `${path}/${folder}`;
  }

  sessions({ goMod }: MainSpec): Command[][] {
    const random = this.#random;
    const query = () => this.#query();
    const get = () => random.several(2, query).concat(query());
    const path = random.pick([...goMod.require.map((each) => each.path), 'example.com/a']);
    const sessions: Command[][] = [
      [
        ['list', '-m', 'all'],
        ['mod', 'graph'],
      ],
      [
        ['mod', 'tidy'],
        ['list', '-m', '-json', 'all'],
        ['mod', 'vendor'],
        ['list', '-mod=vendor', '-deps', './...'],
      ],
      [['list', '-mod=readonly', '-m', 'all']],
      [['list', '-m', query()]],
      [['list', '-m', query()]],
      [['get', ...get()]],
      [['get', ...get()]],
      [
        ['get', '-u', './...'],
        ['list', '-deps', '-test', './...'],
      ],
      [['get', random.pick(['-u', '-u=patch', '-t']), ...get()]],
    ];
    const others: Command[][] = [
      [['list', '-m', '-u', 'all']],
      [['list', '-m', '-versions', path]],
      [['list', '-m', '-retracted', '-versions', path]],
      [['list', '-m', '-u', '-json', path]],
      [['mod', 'why', '-m', path]],
      [['mod', 'why', `${path}/p`]],
      [['list', '-e', '-f', '{{.ImportPath}} {{.Module}} {{.DepsErrors}}', './...']],
      [['list', 'all']],
      [['mod', 'tidy', `-go=${random.pick(['1.15', '1.16', '1.17', '1.19'])}`]],
      [['mod', 'tidy', '-e']],
      [['mod', 'tidy', '-compat=1.17']],
      [['mod', 'download', '-json']],
      [
        ['mod', 'download'],
        ['mod', 'verify'],
      ],
      [['get', `${path}@none`]],
      [['get', '-u=patch', './...']],
    ];
    return [...sessions, ...random.some(others, 0.3)];
  }

  #query(): string {
    const random = this.#random;
    const { path, version } = this.#require();
    const queries = [version, version, 'latest', 'upgrade', 'patch', 'v1', 'v1.1', `<${version}`];
    queries.push(`<=${version}`, `>${version}`, `>=${version}`, 'none', 'master');
    if (isPseudoVersion(version)) queries.push(version.slice(-12), version.slice(-12, -5));
    return `${path}${random.chance(0.15) ? '/p' : ''}@${random.pick(queries)}`;
  }
}

function goLine(random: Random): { go?: string } {
  const go = random.pick(goLines);
  return go === undefined ? {} : { go };
}
