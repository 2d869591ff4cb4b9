/**
 * Writes src/imports/generated/stdlib-packages.ts from Go trees: which packages the standard library had in which release.
 *
 *     npx tsx scripts/stdlib.ts GOROOT...
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const target = fileURLToPath(
  new URL('../src/imports/generated/stdlib-packages.ts', import.meta.url),
);

function releaseOf(goroot: string): string {
  const version = join(goroot, 'VERSION');
  const api = join(goroot, 'api');
  const text = existsSync(version) ? readFileSync(version, 'utf8') : '';
  const release = /go(1\.[0-9]+)/.exec(text)?.[1];
  if (release !== undefined) return release;
  const minors = readdirSync(api).flatMap((name) => /^go1\.([0-9]+)\.txt$/.exec(name)?.[1] ?? []);
  return `1.${Math.max(...minors.map(Number))}`;
}

function packagesOf(goroot: string): string[] {
  const root = join(goroot, 'src');
  const packages: string[] = [];
  const visit = (path: string) => {
    const entries = readdirSync(join(root, path), { withFileTypes: true });
    if (path !== '' && entries.some((each) => each.isFile() && isSource(each.name))) {
      packages.push(path);
    }
    for (const entry of entries) {
      const { name } = entry;
      if (!entry.isDirectory() || /^[._]/.test(name) || name === 'testdata') continue;
      if (path === '' && name === 'cmd') continue;
      visit(path === '' ? name : `${path}/${name}`);
    }
  };
  visit('');
  return packages.filter((each) => each !== 'builtin').sort();
}

function isSource(name: string): boolean {
  return name.endsWith('.go') && !/^[._]/.test(name);
}

const releases = process.argv
  .slice(2)
  .map((goroot) => ({ release: releaseOf(goroot), packages: packagesOf(goroot) }))
  .sort((a, b) => Number(a.release.slice(2)) - Number(b.release.slice(2)));
if (releases.length === 0) throw new Error('usage: stdlib GOROOT...');

const table = new Map<string, string[]>();
for (const { release, packages } of releases) {
  for (const path of packages) table.set(path, [...(table.get(path) ?? []), release]);
}
const all = releases.map(({ release }) => release);
const groups = new Map<string, string[]>();
for (const [path, present] of [...table].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const key = present.join(' ');
  groups.set(key, [...(groups.get(key) ?? []), path]);
}
const lines = [...groups].map(([key, paths]) => {
  const since = key.split(' ')[0]!;
  const until = key.split(' ').at(-1)!;
  return `{ since: '${since}', until: '${until}', paths: ${JSON.stringify(paths.join(' '))} },`;
});
const source = `// Written by scripts/stdlib.ts from the Go trees of these releases.

/** The releases that the table knows, the oldest first. */
export const releases: readonly string[] = ${JSON.stringify(all)};

/** Which packages there were from which of these releases to which, both included. */
export const packages: readonly {
  readonly since: string;
  readonly until: string;
  readonly paths: string;
}[] = [${lines.join('\n')}];
`;
const options = await resolveConfig(target);
writeFileSync(target, await format(source, { ...options, filepath: target }));
console.log(`${all.join(', ')}: ${table.size} packages`);
