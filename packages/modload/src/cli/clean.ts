import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { removeAll } from '../modfetch/cache.js';
import { within } from '../base/files.js';
import { describePackages, type PackageDescription } from '../modload/list-packages.js';
import { buildFlags, type Command, type Invocation } from './command.js';
import { CommandError } from './host.js';

const productFolders = new Set(['_test', '_obj']);
const products = /^(?:_testmain\.go|(?:test|build|a)\.out|.*\.(?:[568ao]|so))$/;

/** Returns what building in the directory of a package may have left there. */
function leftovers({
  directory,
  name,
  goFiles,
  cgoFiles,
  testGoFiles,
}: PackageDescription): string[] {
  const entries = readdirSync(directory, { withFileTypes: true });
  const folder = basename(directory);
  const programs = new Set([`${folder}.test`]);
  if (name === 'main') programs.add(folder);
  const own = new Set(name === 'main' ? [] : [...goFiles, ...cgoFiles, ...testGoFiles]);
  for (const entry of entries) {
    // Any other Go file may have been built alone.
    if (own.has(entry.name) || entry.isDirectory()) continue;
    const [, base, test] = /^(.*?)(_test)?\.go$/.exec(entry.name) ?? [];
    if (base) programs.add(test ? `${base}.test` : base);
  }
  return entries
    .filter((entry) =>
      entry.isDirectory()
        ? productFolders.has(entry.name)
        : products.test(entry.name) || programs.has(entry.name.replace(/\.exe$/, '')),
    )
    .map((entry) => join(directory, entry.name));
}

async function cleanPackages(invocation: Invocation): Promise<void> {
  const module = await invocation.open();
  // Outside of any module there is nothing to clean but what is named.
  if (module.root === '' && invocation.args.length === 0 && !invocation.has('r')) return;
  const { packages, edit } = await describePackages(await module.open(), invocation.args, {
    dependencies: invocation.has('r'),
    allowErrors: true,
  });
  await invocation.write(edit);
  const { GOMODCACHE } = invocation.environment;
  for (const each of packages) {
    // Nothing is ever built in the Go tree or the module cache.
    if (each.directory === '' || each.isInGoRoot || within(each.directory, GOMODCACHE)) continue;
    for (const file of leftovers(each)) {
      if (invocation.has('n') || invocation.has('x')) invocation.print(`rm -rf ${file}\n`);
      if (!invocation.has('n')) rmSync(file, { recursive: true });
    }
  }
}

/** `go clean`. The caches of builds and tests are not ours to clean. */
export const clean: Command = {
  usage: 'go clean [clean flags] [build flags] [packages]',
  flags: {
    ...buildFlags,
    i: 'boolean',
    r: 'boolean',
    cache: 'boolean',
    testcache: 'boolean',
    modcache: 'boolean',
    fuzzcache: 'boolean',
  },
  async run(invocation) {
    const isOfCaches = ['cache', 'testcache', 'modcache', 'fuzzcache'].some((name) =>
      invocation.has(name),
    );
    if (invocation.args.length > 0 || invocation.has('r') || !isOfCaches) {
      await cleanPackages(invocation);
    }
    if (invocation.has('modcache')) {
      if (invocation.args.length > 0) {
        throw new CommandError('go: clean -modcache cannot be used with package arguments');
      }
      const { GOMODCACHE } = invocation.environment;
      if (GOMODCACHE === '') {
        throw new CommandError('go: cannot clean -modcache without a module cache');
      }
      if (invocation.has('n') || invocation.has('x')) invocation.print(`rm -rf ${GOMODCACHE}\n`);
      if (!invocation.has('n')) removeAll(GOMODCACHE);
    }
    return 0;
  },
};
