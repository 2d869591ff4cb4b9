/**
 * Writes src/imports/generated from Go trees: which packages the standard library has in which release and what
 * they import (standard-library.ts), and the systems, processors and experiments that are known (platforms.ts).
 * Facts only.
 *
 *     npx tsx scripts/standard-library.ts GOROOT...
 *
 * Needed are `api/` and `src/` of each tree. The newest tree says with which release each public package
 * appeared. Everything else, internal packages and imports, is that of a tree; a release without one uses the next
 * newer tree.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { parseGoBuild, parsePlusBuild, type Constraint } from '../src/imports/constraint.js';
import { scanHeader } from '../src/imports/header.js';

const oldest = 11;
const roots = process.argv.slice(2).sort((a, b) => minorOf(a) - minorOf(b));
const newestRoot = roots.at(-1);
if (newestRoot === undefined) throw new Error('usage: standard-library GOROOT...');
const platforms = readPlatforms(newestRoot);
const [systems, , architectures] = platforms.map((list) => new Set(list));

interface Tree {
  readonly minor: number;
  /** Such as `1.27.3`. */
  readonly version: string;
  readonly root: string;
  readonly packages: ReadonlyMap<string, PackageFacts>;
}

interface PackageFacts {
  readonly name: string;
  /** The imports by the constraint under which they are needed; those without one under an empty text. */
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
}

function minorOf(root: string): number {
  const minors = readdirSync(join(root, 'api')).flatMap(
    (name) => /^go1\.([0-9]+)\.txt$/.exec(name)?.[1] ?? [],
  );
  return Math.max(...minors.map(Number));
}

function versionOf(root: string, minor: number): string {
  const file = join(root, 'VERSION');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return /^go([0-9.]+)/.exec(text)?.[1] ?? `1.${minor}`;
}

/** Known systems, those that count as Unix, and known processors. */
function readPlatforms(root: string): [string[], string[], string[]] {
  const text = readFileSync(join(root, 'src/internal/syslist/syslist.go'), 'utf8');
  const list = (name: string) => {
    const body = new RegExp(`var ${name} = map\\[string\\]bool\\{([^}]*)\\}`).exec(text)?.[1] ?? '';
    return [...body.matchAll(/"(\w+)":/g)].map(([, each]) => each!);
  };
  return [list('KnownOS'), list('UnixOS'), list('KnownArch')];
}

/** The constraint that a file's name means, as x_linux_amd64.go does. */
function nameConstraint(file: string): Constraint | undefined {
  const [previous = '', last = ''] = ['', ...file.slice(0, -3).split('_').slice(1)].slice(-2);
  const tag = (name: string): Constraint => ({ kind: 'tag', tag: name });
  if (!architectures!.has(last)) return systems!.has(last) ? tag(last) : undefined;
  if (!systems!.has(previous)) return tag(last);
  return { kind: 'and', left: tag(previous), right: tag(last) };
}

function formatConstraint(constraint: Constraint): string {
  const inner = (each: Constraint) =>
    each.kind === 'tag' || each.kind === 'not' || each.kind === constraint.kind
      ? formatConstraint(each)
      : `(${formatConstraint(each)})`;
  switch (constraint.kind) {
    case 'tag':
      return constraint.tag;
    case 'not':
      return `!${inner(constraint.operand)}`;
    case 'and':
      return `${inner(constraint.left)} && ${inner(constraint.right)}`;
    case 'or':
      return `${inner(constraint.left)} || ${inner(constraint.right)}`;
  }
}

/** The constraint of a file, from its name and its first comments; `undefined` if it has none. */
function constraintOf(file: string, header: string, needsC: boolean): Constraint | undefined {
  const expression = /^\/\/go:build (.*)$/m.exec(header)?.[1];
  const lines = [...header.matchAll(/^\/\/ \+build (.*)$/gm)].map(([, words]) => words!);
  const all = [
    nameConstraint(file),
    ...(expression === undefined ? lines.map(parsePlusBuild) : [parseGoBuild(expression)]),
    needsC ? ({ kind: 'tag', tag: 'cgo' } as const) : undefined,
  ].filter((each) => each !== undefined);
  return all.reduce<Constraint | undefined>(
    (left, right) => (left ? { kind: 'and', left, right } : right),
    undefined,
  );
}

/** Whether only a file with the tag `ignore` could fulfil a constraint. */
function isIgnored(constraint: Constraint): boolean {
  if (constraint.kind === 'tag') return constraint.tag === 'ignore';
  if (constraint.kind === 'not') return false;
  const [left, right] = [isIgnored(constraint.left), isIgnored(constraint.right)];
  return constraint.kind === 'and' ? left || right : left && right;
}

function packageIn(directory: string, files: readonly string[]): PackageFacts | undefined {
  const groups = new Map<string, Set<string>>();
  let name = '';
  for (const file of files) {
    const { packageName, imports, text } = scanHeader(readFileSync(join(directory, file), 'utf8'));
    const needsC = imports.some(({ path }) => path === 'C');
    const constraint = constraintOf(file, text, needsC);
    if (constraint && isIgnored(constraint)) continue;
    name = packageName;
    const key = constraint ? formatConstraint(constraint) : '';
    const group = groups.get(key) ?? new Set();
    groups.set(key, group);
    for (const { path } of imports) group.add(path);
  }
  if (groups.size === 0) return undefined;
  const always = groups.get('');
  for (const [key, group] of groups) {
    if (!always || key === '') continue;
    for (const path of always) group.delete(path);
    if (group.size === 0) groups.delete(key);
  }
  return { name, groups };
}

function readPackages(root: string): Map<string, PackageFacts> {
  const packages = new Map<string, PackageFacts>();
  const visit = (path: string) => {
    const directory = join(root, 'src', path);
    const entries = readdirSync(directory, { withFileTypes: true });
    const files = entries
      .filter((each) => each.isFile() && /^[^._].*\.go$/.test(each.name))
      .map(({ name }) => name);
    const sources = files.filter((name) => !name.endsWith('_test.go'));
    const isTestOnly = sources.length === 0 && files.length > 0;
    const found = isTestOnly
      ? { name: path.split('/').at(-1)!, groups: new Map() }
      : packageIn(directory, sources);
    if (path !== '' && path !== 'builtin' && found) packages.set(path, found);
    for (const entry of entries) {
      const { name } = entry;
      if (!entry.isDirectory() || /^[._]/.test(name) || name === 'testdata') continue;
      if (path === '' && name === 'cmd') continue;
      visit(path === '' ? name : `${path}/${name}`);
    }
  };
  visit('');
  return packages;
}

/** With which release each public package appeared, by its exported names. */
function readAppearances(root: string): Map<string, number> {
  const since = new Map<string, number>();
  for (let minor = 0; existsSync(join(root, 'api', apiFile(minor))); minor++) {
    const text = readFileSync(join(root, 'api', apiFile(minor)), 'utf8');
    for (const [, path] of text.matchAll(/^pkg ([^ ,]+)/gm)) {
      if (!since.has(path!)) since.set(path!, minor);
    }
  }
  return since;
}

const apiFile = (minor: number) => (minor === 0 ? 'go1.txt' : `go1.${minor}.txt`);

/**
 * The experiments that are on, each with where: `*`, the processors on which alone, or, after `!`, the systems on
 * which not.
 */
function readExperiments(root: string): string[] {
  const file = join(root, 'src/internal/buildcfg/exp.go');
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const flags = /baseline := goexperiment\.Flags\{([^}]*)\}/.exec(text)?.[1];
  if (flags === undefined) throw new Error(`${file}: no experiments found`);
  return [...flags.matchAll(/^\s*(\w+):\s*(\w+),/gm)].map(([, name, value]) => {
    const tag = name!.toLowerCase();
    if (value === 'true') return `${tag}=*`;
    const processors = [...text.matchAll(/case ((?:"\w+"(?:, )?)+):\n((?:\t\t\w+ = true\n)+)/g)]
      .filter(([, , body]) => body!.includes(`\t${value} = true`))
      .flatMap(([, list]) => [...list!.matchAll(/"(\w+)"/g)].map(([, each]) => each!));
    if (processors.length > 0) return `${tag}=${processors.join(',')}`;
    const excluded = new RegExp(`${value} := \\((goos != .*)\\)`).exec(text)?.[1];
    const systems = [...(excluded ?? '').matchAll(/goos != "(\w+)"/g)].map(([, each]) => each!);
    if (systems.length === 0) throw new Error(`${file}: when ${name} is on cannot be read`);
    return `${tag}=!${systems.join(',')}`;
  });
}

async function write(name: string, source: string): Promise<void> {
  const target = fileURLToPath(new URL(`../src/imports/generated/${name}.ts`, import.meta.url));
  const options = await resolveConfig(target);
  const text = `// Written by scripts/standard-library.ts from Go trees.\n\n${source}`;
  writeFileSync(target, await format(text, { ...options, filepath: target }));
}

const trees: Tree[] = roots.map((root) => {
  const minor = minorOf(root);
  return { minor, root, version: versionOf(root, minor), packages: readPackages(root) };
});
const newest = trees.at(-1)!;
const appearances = readAppearances(newest.root);
const releases = Array.from({ length: newest.minor - oldest + 1 }, (_, index) => oldest + index);
const treeOf = releases.map((minor) => trees.findIndex((tree) => tree.minor >= minor));

const paths = [...new Set(trees.flatMap(({ packages }) => [...packages.keys()]))].sort();
const imported = trees.flatMap(({ packages }) =>
  [...packages.values()].flatMap(({ groups }) => [...groups.values()].flatMap((all) => [...all])),
);
const names = [...paths, ...[...new Set(imported)].filter((each) => !paths.includes(each)).sort()];
const number = new Map(names.map((name, index) => [name, index]));
const constraints = [
  ...new Set(
    trees.flatMap(({ packages }) =>
      [...packages.values()].flatMap((all) => [...all.groups.keys()]),
    ),
  ),
].sort();
const code = (value: number) => value.toString(36);

/** The stretches of `true`, as `first-last`. */
function stretches(present: readonly boolean[]): string[] {
  const found: string[] = [];
  present.forEach((each, index) => {
    if (!each || present[index - 1]) return;
    let last = index;
    while (present[last + 1]) last++;
    found.push(`${code(index)}-${code(last)}`);
  });
  return found;
}

function describe(path: string): string {
  const inTrees = trees.map(({ packages }) => packages.get(path));
  const since = appearances.get(path) ?? 0;
  const presence = stretches(
    releases.map((minor, index) => minor >= since && inTrees[treeOf[index]!] !== undefined),
  );
  const name = inTrees.find((each) => each)!.name;
  const groups = constraints.flatMap((constraint, index) => {
    const all = inTrees.map((each) => each?.groups.get(constraint));
    if (!all.some((each) => each)) return [];
    // An empty group says that there is a file, and that it needs nothing.
    const items = [undefined, ...new Set(all.flatMap((each) => [...(each ?? [])]))].flatMap(
      (item) => {
        const has = all.map((each) =>
          item === undefined ? each?.size === 0 : (each?.has(item) ?? false),
        );
        const isEverywhere = has.every((each, tree) => each || !inTrees[tree]);
        const text = item === undefined ? '' : code(number.get(item)!);
        return isEverywhere ? [text] : stretches(has).map((range) => `${text}@${range}`);
      },
    );
    return [`${code(index)}:${items.join(',')}`];
  });
  const own = name === path.split('/').at(-1) ? '' : name;
  return [presence.join(','), own, groups.join(';')].join(' ');
}

const experiments = trees
  .map((tree) => [tree.minor, readExperiments(tree.root).join(' ')] as const)
  .filter(([, text]) => text !== '');
const [allSystems, unixSystems, allArchitectures] = platforms.map((list) => list.join(' '));
await write(
  'platforms',
  `/** Known operating systems. */
export const systems = ${JSON.stringify(allSystems)};

/** Those that count as Unix. */
export const unixSystems = ${JSON.stringify(unixSystems)};

/** Known processors. */
export const architectures = ${JSON.stringify(allArchitectures)};

/** The newest release that is known, in full. */
export const newestRelease = ${JSON.stringify(newest.version)};

/** The oldest release that is known. */
export const oldestRelease = ${JSON.stringify(`1.${oldest}`)};

/** By release, from it on: experiments that are on, as \`name=*\`, \`name=processors\` or \`name=!systems\`. */
export const experiments: readonly (readonly [minor: number, tags: string])[] = ${JSON.stringify(experiments)};
`,
);
await write(
  'standard-library',
  `/** The releases that are known, the oldest first. */
export const releases: readonly string[] = ${JSON.stringify(releases.map((minor) => `1.${minor}`))};

/** For each release, the number of the tree that its imports are from. */
export const treeOf: readonly number[] = ${JSON.stringify(treeOf)};

/** Constraints of files. */
export const constraints: readonly string[] = ${JSON.stringify(constraints)};

/** Import paths: those of the packages first. */
export const names = ${JSON.stringify(names.join(' '))};

/**
 * For each package: the releases that have it, its name if that is not the last element of its path, and
 * what it imports under which constraint. Numbers are in base 36; ranges after \`@\` are of trees, others of releases.
 */
export const packages: readonly string[] = ${JSON.stringify(paths.map(describe))};
`,
);
console.log(`${trees.map(({ version }) => version).join(', ')}: ${paths.length} packages`);
