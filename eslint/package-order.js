// Which package may import which, and what an import may name. A package also needs each import in
// its package.json.
import { join } from 'node:path';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';

// ESLint runs in the folder of each package.
const root = join(import.meta.dirname, '..');
const inRoot = (folder) => join(root, folder);

/** The packages that each may import, besides @libvirt/testing in tests. */
const order = {
  native: [],
  'packages/codegen': [],
  'packages/core': ['native'],
  'packages/qemu': ['packages/core'],
  'packages/lxc': ['packages/core'],
  'packages/admin': ['packages/core'],
  'packages/fleet': ['packages/core', 'packages/remote'],
  'packages/remote': ['packages/core', 'packages/admin'],
  'packages/demo': ['packages/core'],
  'packages/modload': [],
  'packages/xml': [],
  'packages/bench': [
    'packages/core',
    'packages/remote',
    'packages/modload',
    'packages/testing',
    'packages/xml',
  ],
  'packages/testing': [],
  'examples/otel': ['packages/core'],
  'examples/fleet-nats': ['packages/core', 'packages/fleet'],
  'examples/backup': ['packages/core', 'packages/xml'],
  'examples/ci-runner': ['packages/core', 'packages/xml'],
  'examples/provision': ['packages/core', 'packages/fleet', 'packages/xml'],
  docs: [
    'packages/admin',
    'packages/core',
    'packages/fleet',
    'packages/lxc',
    'packages/qemu',
    'packages/remote',
    'packages/xml',
  ],
};
const published = [
  'native',
  'packages/core',
  'packages/qemu',
  'packages/lxc',
  'packages/admin',
  'packages/fleet',
  'packages/remote',
  'packages/modload',
  'packages/xml',
];

/** The packages that may use core's internal entry. */
const internals = ['packages/qemu', 'packages/lxc', 'packages/admin', 'packages/remote'];

/** Import circles that stay. */
const circles = [
  // libvirt's object model: a volume returns its pool, and a pool its volumes.
  'packages/core/src/storage-{pool,vol}.ts',
];

/** modload's folders and files from the bottom up: each imports only those before its own line. */
const modload = [
  ['base'],
  ['module'],
  ['modfile', 'mvs.ts', 'imports'],
  ['modfetch'],
  ['modload'],
  ['commands'],
  ['open-module.ts'],
  ['cli'],
];

const nameOf = (folder) =>
  `@libvirt/${folder.replace('packages/', '').replace('examples/', 'example-')}`;
/** Packages are found by their sources, so that none has to be built. */
const alias = {
  '@libvirt/core/internal$': [inRoot('packages/core/src/internal.ts')],
  ...Object.fromEntries(
    Object.keys(order).map((folder) => [
      `${nameOf(folder)}$`,
      [inRoot(`${folder}/${folder === 'native' ? 'lib' : 'src'}/index.ts`)],
    ]),
  ),
};
const sourcesOf = (folder) => `${folder}/{src,lib}/**/*.{ts,mjs}`;

const forSources = Object.keys(order).map((folder) => ({
  files: [sourcesOf(folder)],
  rules: {
    'import-x/no-extraneous-dependencies': [
      'error',
      {
        packageDir: published.includes(folder) ? [inRoot(folder)] : [inRoot(folder), root],
        devDependencies: !published.includes(folder),
        peerDependencies: false,
        includeTypes: true,
      },
    ],
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^${nameOf(folder)}(/|$)`,
            message: 'Import the module itself, by its relative path.',
          },
          ...(internals.includes(folder)
            ? []
            : [{ regex: '^@libvirt/core/internal', message: 'For packages that extend core.' }]),
        ],
      },
    ],
    'no-restricted-syntax': [
      'error',
      {
        selector: 'TSImportType:not([source.value=/^node:/])',
        message: "Use 'import type', whose package is checked.",
      },
    ],
  },
}));

const forTests = Object.keys(order).map((folder) => ({
  files: [`${folder}/{test,scripts}/**/*.{ts,mjs,cjs,js}`, `${folder}/*.{ts,mjs,js}`],
  rules: {
    'import-x/no-extraneous-dependencies': ['error', { packageDir: [inRoot(folder), root] }],
  },
}));

const packageZones = Object.entries(order).map(([folder, allowed]) => ({
  target: `./${folder}/{src,lib,test}/**`,
  from: Object.keys(order)
    .filter((other) => other !== folder && !allowed.includes(other))
    // Tests of any package may use it.
    .filter((other) => other !== 'packages/testing')
    .map((other) => `./${other}`),
  message: 'See the order of packages in eslint/package-order.js.',
}));

const modloadZones = modload.flatMap((level, index) =>
  level.map((name) => ({
    target: `./packages/modload/src/${name}`,
    from: [...modload.slice(index).flat(), 'index.ts', 'pure.ts']
      .filter((other) => other !== name)
      .map((other) => `./packages/modload/src/${other}`),
    message: "See the order of modload's folders in eslint/package-order.js.",
  })),
);

const zones = [...packageZones, ...modloadZones];

const everywhere = Object.keys(order).map((folder) => `${folder}/**/*.{ts,mjs,cjs,js}`);

export default defineConfig(
  {
    files: everywhere,
    plugins: { 'import-x': importX },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [
        createNodeResolver({
          alias,
          extensionAlias: { '.js': ['.ts', '.js'], '.cjs': ['.cts', '.cjs'] },
          extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
        }),
      ],
    },
    rules: {
      'import-x/no-unresolved': 'error',
      'import-x/no-restricted-paths': ['error', { basePath: root, zones }],
    },
  },
  {
    files: everywhere,
    ignores: circles,
    rules: { 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
  },
  {
    files: Object.keys(order).map((folder) => `${folder}/{src,lib,test}/**/*.{ts,mjs}`),
    rules: { 'import-x/no-relative-packages': 'error' },
  },
  ...forSources,
  ...forTests,
);
