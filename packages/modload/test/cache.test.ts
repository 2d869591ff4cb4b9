import { execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hashDirectory, hashZip } from '../src/modfetch/dirhash.js';
import { ModuleCache, removeAll } from '../src/modfetch/cache.js';
import type * as Lock from '../src/modfetch/lock.js';
import {
  failureOf,
  hasGo,
  temporaryDirectory,
  testSource,
  testVariables,
  withoutGo,
  writeFiles,
} from './support/workspace.js';
import { packModule } from './support/zip.js';

const run = promisify(execFile);
const module = { path: 'example.com/Some/m', version: 'v1.0.0-Pre' };

/** A proxy in a directory with modules of so many files, one version each. */
function makeProxy(directory: string, count: number, fileCount: number): string[] {
  const modules: string[] = [];
  for (let index = 0; index < count; index++) {
    const path = `example.com/m${index % 4}`;
    const version = `v1.${index}.0`;
    const goMod = `module ${path}\n`;
    const files: Record<string, string> = { 'go.mod': goMod };
    for (let number = 0; number < fileCount; number++) {
      files[`d${number % 7}/f${number}.go`] = `package d\n// ${path} ${version} ${number}\n`;
    }
    writeFiles(join(directory, path, '@v'), {
      [`${version}.info`]: `{"Version":"${version}"}`,
      [`${version}.mod`]: goMod,
      [`${version}.zip`]: packModule(path, version, files),
    });
    modules.push(`${path}@${version}`);
  }
  return modules;
}

const partial = (directory: string) =>
  join(directory, 'gopath/pkg/mod/cache/download/example.com/m0/@v/v1.0.0.partial');
const tree = (directory: string) => join(directory, 'gopath/pkg/mod/example.com/m0@v1.0.0');
const first = { path: 'example.com/m0', version: 'v1.0.0' };

function proxyOf(directory: string, count = 1, fileCount = 5) {
  const proxy = join(directory, 'proxy');
  const modules = makeProxy(proxy, count, fileCount);
  return { modules, variables: { GOPROXY: pathToFileURL(proxy).href } };
}

/** Checks that every module of a cache is whole. */
async function expectWhole(directory: string, modules: readonly string[]): Promise<void> {
  const cache = join(directory, 'gopath/pkg/mod');
  for (const name of modules) {
    const [path = '', version = ''] = name.split('@');
    const folder = join(cache, 'cache/download', path, '@v');
    const sum = readFileSync(join(folder, `${version}.ziphash`), 'utf8');
    expect(await hashZip(join(folder, `${version}.zip`)), name).toBe(sum);
    expect(hashDirectory(join(cache, name), name), name).toBe(sum);
    expect(JSON.parse(readFileSync(join(folder, `${version}.info`), 'utf8')), name).toHaveProperty(
      'Version',
      version,
    );
    expect(existsSync(join(folder, `${version}.partial`)), name).toBe(false);
  }
}

/** Checks that the lists of a cache have all its versions, and that nothing unfinished is beside them. */
function expectLists(directory: string, modules: readonly string[]): void {
  const lists = new Map<string, string[]>();
  for (const name of modules) {
    const [path = '', version = ''] = name.split('@');
    const folder = join(directory, 'gopath/pkg/mod/cache/download', path, '@v');
    lists.set(folder, [...(lists.get(folder) ?? []), version]);
  }
  for (const [folder, versions] of lists) {
    const sorted = versions.sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1]));
    expect(readFileSync(join(folder, 'list'), 'utf8')).toBe(`${sorted.join('\n')}\n`);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }
}

describe('ModuleCache', () => {
  test('file() returns the names that go uses', () => {
    const directory = temporaryDirectory();
    const cache = new ModuleCache(directory);
    expect(cache.file(module, 'mod')).toBe(
      join(directory, 'cache/download/example.com/!some/m/@v/v1.0.0-!pre.mod'),
    );
    expect(cache.locate(module).directory).toBe(join(directory, 'example.com/!some/m@v1.0.0-!pre'));
    expect(() => cache.file({ ...module, version: 'v1' }, 'mod')).toThrow(
      'non-canonical module version "v1"',
    );
    expect(() => cache.file({ ...module, version: 'main' }, 'mod')).toThrow(
      'non-semver module version "main"',
    );
    expect(() => cache.file({ path: 'a b', version: 'v1.0.0' }, 'mod')).toThrow(
      'malformed module path',
    );
  });

  test('readInfo() and readGoMod() return what was written', async () => {
    const directory = temporaryDirectory();
    const cache = new ModuleCache(directory);
    expect(cache.readInfo(module)).toBeUndefined();
    expect(cache.readGoMod(module)).toBeUndefined();
    const origin = {
      VCS: 'git',
      URL: 'https://a?<b>&c',
      TagSum: 't1:x',
      Ref: 'refs/tags/v1',
      Hash: 'h',
    };
    await cache.writeInfo(module.path, {
      version: module.version,
      time: '2020-01-01T00:00:00Z',
      name: 'n',
      origin,
    });
    expect(readFileSync(cache.file(module, 'info'), 'utf8')).toBe(
      String.raw`{"Version":"v1.0.0-Pre","Time":"2020-01-01T00:00:00Z","Origin":{"VCS":"git","URL":"https://a?\u003cb\u003e\u0026c","Ref":"refs/tags/v1","Hash":"h"}}`,
    );
    expect(cache.readInfo(module)?.time).toBe('2020-01-01T00:00:00Z');
    for (const version of ['v1.10.0', 'v1.9.0', 'v1.0.0-Pre']) {
      await cache.writeGoMod({ ...module, version }, Buffer.from('module m\n'));
    }
    // The name of a file of a pre-release with capital letters is no version: go leaves it out as well.
    expect(readFileSync(join(cache.folder(module.path), 'list'), 'utf8')).toBe('v1.9.0\nv1.10.0\n');
    expect(cache.readGoMod(module)?.text).toBe('module m\n');
  });

  test('ignores damaged files', async () => {
    const cache = new ModuleCache(temporaryDirectory());
    await cache.makeFolder(module.path);
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"Version":1}',
      '{"Version":"v1","Time":"never"}',
      '\0\0',
    ]) {
      writeFileSync(cache.file(module, 'info'), text);
      if (text !== 'null') expect(cache.readInfo(module), text).toBeUndefined();
    }
    for (const text of ['', 'h1:short', `h1:${'\0'.repeat(44)}`]) {
      writeFileSync(cache.file(module, 'ziphash'), text);
      expect(cache.readSum(module), text).toBeUndefined();
    }
    writeFileSync(cache.file(module, 'mod'), '//vgo 0.0.4\n\nmodule m\n');
    expect(cache.readGoMod(module)).toBeUndefined();
  });

  test('finds a commit by its hash', async () => {
    const cache = new ModuleCache(temporaryDirectory());
    const hash = 'abcdefabcdef';
    for (const version of [`v0.0.0-20200101000000-${hash}`, `v1.0.1-0.20200101000000-${hash}`]) {
      await cache.writeInfo(module.path, { version });
    }
    expect(cache.readInfoByHash(module.path, `${hash}1234`)?.version).toBe(
      `v1.0.1-0.20200101000000-${hash}`,
    );
    expect(cache.readInfoByHash(module.path, hash.slice(1))).toBeUndefined();
  });

  test.each([
    ['', 'module cache not found: neither GOMODCACHE nor GOPATH is set'],
    ['relative', 'GOMODCACHE entry is relative; must be absolute path: "relative".\n'],
    ['/dev/null', 'could not create module cache: "/dev/null" is not a directory'],
    ['/dev/null/x', 'could not create module cache: stat /dev/null/x: not a directory'],
  ])('cannot be at %j', (directory, expected) => {
    expect(() => new ModuleCache(directory).check()).toThrow(expected);
  });

  test('extract() makes directories read-only unless keepsWritable is set', async () => {
    const directory = temporaryDirectory();
    const { variables } = proxyOf(directory);
    const dir = await testSource(directory, variables).source.download(first);
    const mode = (name: string) => lstatSync(join(dir, name)).mode & 0o777;
    expect([mode('.'), mode('d1'), mode('d1/f1.go')]).toEqual([0o555, 0o555, 0o444]);
    removeAll(join(directory, 'gopath'));
    expect(existsSync(dir)).toBe(false);
    await testSource(directory, variables, { keepsWritable: true }).source.download(first);
    expect([mode('.'), mode('d1'), mode('d1/f1.go')]).toEqual([0o755, 0o755, 0o444]);
  });

  test('clean() deletes the cache', async () => {
    const directory = temporaryDirectory();
    const { variables } = proxyOf(directory);
    const { source } = testSource(directory, variables);
    await source.download(first);
    source.cache.clean();
    expect(existsSync(join(directory, 'gopath/pkg/mod'))).toBe(false);
    source.cache.clean();
  });
});

describe('ModuleCache after an interrupted download', () => {
  const remains: Record<string, (directory: string) => void> = {
    'while go unpacked it': (directory) => {
      rmSync(join(tree(directory), 'd1'), { recursive: true });
      writeFileSync(partial(directory), '');
      utimesSync(partial(directory), 0, 0);
    },
    'before its hash was kept': (directory) => {
      rmSync(join(tree(directory), 'd1'), { recursive: true });
      rmSync(partial(directory).replace('partial', 'ziphash'));
    },
    'while its hash was written': (directory) => {
      writeFileSync(partial(directory).replace('partial', 'ziphash'), '\0'.repeat(47));
    },
    'with its zip file in another place': (directory) => {
      removeAll(tree(directory));
      rmSync(partial(directory).replace('partial', 'zip'));
      writeFileSync(partial(directory).replace('.partial', '.zip123.tmp'), 'PK');
    },
    'after the zip file': (directory) => {
      removeAll(tree(directory));
      rmSync(partial(directory).replace('partial', 'ziphash'));
    },
    'with a file in its place': (directory) => {
      removeAll(tree(directory));
      writeFileSync(tree(directory), '');
    },
  };

  test.each(Object.keys(remains))('repeats %s', async (what) => {
    const directory = temporaryDirectory();
    const { modules, variables } = proxyOf(directory);
    const load = async () => {
      const { source } = testSource(directory, variables);
      await source.infoFile(first);
      await source.goMod(first);
      return source.download(first);
    };
    const dir = await load();
    makeWritable(dir);
    remains[what]!(directory);
    expect(await load()).toBe(dir);
    rmSync(partial(directory).replace('.partial', '.zip123.tmp'), { force: true });
    await expectWhole(directory, modules);
    expectLists(directory, modules);
  });

  test('deletes stale temporary files', async () => {
    const directory = temporaryDirectory();
    const { variables } = proxyOf(directory);
    const leftovers = join(directory, 'gopath/pkg/mod/cache/gomodload');
    writeFiles(leftovers, { 'old/d/f': '', oldfile: '', recent: '' });
    chmodSync(join(leftovers, 'old/d'), 0o555);
    for (const name of ['old', 'oldfile']) utimesSync(join(leftovers, name), 0, 0);
    await testSource(directory, variables).source.download(first);
    expect(readdirSync(leftovers)).toEqual(['recent']);
  });

  test('leaves no files behind after an abort', async () => {
    const directory = temporaryDirectory();
    const { variables } = proxyOf(directory);
    const { source } = testSource(directory, variables, {
      signal: AbortSignal.abort(new Error('no')),
    });
    await failureOf(source.download(first));
    expect(existsSync(partial(directory))).toBe(false);
  });
});

/** Where a program of this name is, if the system has it. */
function findProgram(name: string): string | undefined {
  const folders = process.env['PATH']?.split(delimiter) ?? [];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function makeWritable(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(join(directory, entry.name));
  }
}

// Each needs nothing but itself in the PATH; `cat` keeps the lock of `flock`.
const lockers = [
  ['perl', ['perl']],
  ['flock', ['flock', 'cat']],
] as const;

describe.each(lockers)('FileLocks by %s', (_, programs) => {
  const paths = programs.map((program) => findProgram(program));
  const isMissing = paths.includes(undefined);
  let FileLocks: typeof Lock.FileLocks;
  let lockFile: typeof Lock.lockFile;

  beforeEach(async ({ skip }) => {
    skip(isMissing, `this machine lacks ${programs.join(' or ')}`);
    const directory = temporaryDirectory();
    for (const path of paths) if (path) symlinkSync(path, join(directory, basename(path)));
    vi.stubEnv('PATH', directory);
    // The absence of a program is remembered.
    vi.resetModules();
    ({ FileLocks, lockFile } = await import('../src/modfetch/lock.js'));
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('gives the lock to one holder at a time', async () => {
    const file = join(temporaryDirectory(), 'lock');
    const unlock = await lockFile(file);
    expect(unlock).toBeDefined();
    let isFree = false;
    const second = lockFile(file).then((release) => {
      expect(isFree).toBe(true);
      release?.();
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    isFree = true;
    unlock?.();
    await second;
  });

  test('stops waiting when the signal aborts', async () => {
    const file = join(temporaryDirectory(), 'lock');
    const unlock = await lockFile(file);
    expect(unlock).toBeDefined();
    const controller = new AbortController();
    const second = lockFile(file, controller.signal);
    controller.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    unlock?.();
  });

  test('shares one helper process among many locks', async () => {
    const directory = temporaryDirectory();
    const names = ['a', "it's; $(b)", 'c\nd', ' e\\ '].map((name) => join(directory, name));
    const other = await lockFile(names[0]!);
    expect(other).toBeDefined();
    const locks = new FileLocks();
    await locks.whileTaking(async () => {
      let isFree = false;
      const held = locks.take(names[0]!).then((release) => {
        expect(isFree).toBe(true);
        release?.();
      });
      for (const name of names.slice(1)) {
        const release = await locks.take(name);
        expect(release).toBeDefined();
        expect(existsSync(name)).toBe(true);
        // Somebody else does not get it before it is given back.
        let isReleased = false;
        const next = lockFile(name).then((unlock) => {
          expect(isReleased).toBe(true);
          unlock?.();
        });
        await new Promise((resolve) => setTimeout(resolve, 50));
        isReleased = true;
        release?.();
        await next;
      }
      isFree = true;
      other?.();
      await held;
    });
  });

  test('ends the helper process with its last user', async () => {
    const file = join(temporaryDirectory(), 'lock');
    const locks = new FileLocks();
    const unlock = await locks.whileTaking(() => locks.take(file));
    expect(unlock).toBeDefined();
    const second = await lockFile(file);
    expect(second).toBeDefined();
    second?.();
  });

  test('does not take a lock for an aborted caller', async () => {
    const file = join(temporaryDirectory(), 'lock');
    const locks = new FileLocks();
    const unlock = await locks.whileTaking(() => locks.take(file));
    expect(unlock).toBeDefined();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(locks.whileTaking(() => locks.take(file, signal))).rejects.toThrow('enough');
  });
});

test('FileLocks.take: returns undefined without a program that locks files', async () => {
  vi.stubEnv('PATH', temporaryDirectory());
  vi.resetModules();
  const { FileLocks, lockFile } = await import('../src/modfetch/lock.js');
  const file = join(temporaryDirectory(), 'lock');
  const locks = new FileLocks();
  expect(await locks.whileTaking(() => locks.take(file))).toBeUndefined();
  expect(await lockFile(file)).toBeUndefined();
  vi.unstubAllEnvs();
});

const tsx = join(createRequire(import.meta.url).resolve('tsx/package.json'), '../dist/cli.mjs');
const program = fileURLToPath(new URL('support/download.mts', import.meta.url));

const filesBelow = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((file) =>
    lstatSync(join(folder, file)).isFile(),
  );

/** A process that is ready to download, and begins when its input ends. */
function startOwn(env: Readonly<Record<string, string>>, modules: readonly string[]) {
  const child = spawn(process.execPath, [tsx, program, ...modules], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const ready = new Promise((resolve) => child.stdout.once('data', resolve));
  const ended = new Promise<string>((resolve) =>
    child.on('close', (code) => resolve(code === 0 ? '' : errors)),
  );
  return { child, ready, ended };
}

/** Starts processes that begin together, and waits until all have ended well. */
async function runTogether(
  directory: string,
  variables: Readonly<Record<string, string>>,
  modules: readonly string[],
  { ours, theirs }: { ours: number; theirs: number },
): Promise<void> {
  const env = testVariables(directory, variables);
  const own = Array.from({ length: ours }, () => startOwn(env, modules));
  await Promise.all(own.map(({ ready }) => ready));
  for (const { child } of own) child.stdin.end();
  const empty = join(directory, 'empty');
  mkdirSync(empty, { recursive: true });
  const others = Array.from({ length: theirs }, () =>
    run('go', ['mod', 'download', ...modules], { cwd: empty, env }).then(
      ({ stderr }) => stderr,
      (error: unknown) => String(error),
    ),
  );
  const failures = await Promise.all([...own.map(({ ended }) => ended), ...others]);
  expect(failures.filter(Boolean)).toEqual([]);
}

describe('ModuleCache with several processes', () => {
  test('download concurrently without damage', async () => {
    const directory = temporaryDirectory();
    const { modules, variables } = proxyOf(directory, 12, 30);
    await runTogether(directory, variables, modules, { ours: 3, theirs: 0 });
    await expectWhole(directory, modules);
    expectLists(directory, modules);
  });

  test('survives SIGKILL at any moment', async () => {
    const directory = temporaryDirectory();
    const { modules, variables } = proxyOf(directory, 12, 30);
    const env = testVariables(directory, variables);
    const killed = [0, 20, 60, 150].map(async (delay) => {
      const { child, ready, ended } = startOwn(env, modules);
      await ready;
      child.stdin.end();
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill('SIGKILL');
      await ended;
    });
    await Promise.all(killed);
    await runTogether(directory, variables, modules, { ours: 1, theirs: 0 });
    // A list may still lack what was written just before: the next go.mod makes it anew, as with go.
    await expectWhole(directory, modules);
  });

  test('sweeps what a process left that was killed before it renamed a file', async () => {
    const directory = temporaryDirectory();
    const { modules, variables } = proxyOf(directory);
    const killer = join(directory, 'kill-at-rename.cjs');
    writeFiles(directory, {
      'kill-at-rename.cjs': `
        require('node:fs').rename = () => process.kill(process.pid, 'SIGKILL');
        require('node:module').syncBuiltinESMExports();`,
    });
    const env = testVariables(directory, variables);
    const own = startOwn({ ...env, NODE_OPTIONS: `--require=${killer}` }, modules);
    await own.ready;
    own.child.stdin.end();
    await own.ended;

    const cache = join(directory, 'gopath/pkg/mod/cache');
    const before = filesBelow(cache);
    expect(before).not.toEqual([]);
    for (const file of before) utimesSync(join(cache, file), 0, 0);
    await testSource(directory, variables).source.download(first);
    const after = new Set(filesBelow(cache));
    expect(before.filter((file) => after.has(file))).toEqual([]);
  });

  test('shares the cache with go', async ({ skip }) => {
    skip(!hasGo, withoutGo);
    const directory = temporaryDirectory();
    const { modules, variables } = proxyOf(directory, 12, 30);
    await runTogether(directory, variables, modules, { ours: 2, theirs: 2 });
    await expectWhole(directory, modules);
    expectLists(directory, modules);
  });
});

test('ModuleCache: go reads what it wrote, and the reverse', async ({ skip }) => {
  skip(!hasGo, withoutGo);
  const directory = temporaryDirectory();
  const { modules, variables } = proxyOf(directory, 6, 10);
  const [ours, theirs] = [join(directory, 'ours'), join(directory, 'theirs')];
  const off = { GOPROXY: 'off' };
  const load = async (place: string, settings: Readonly<Record<string, string>>) => {
    const { source } = testSource(place, settings);
    for (const name of modules) {
      const [path = '', version = ''] = name.split('@');
      await source.infoFile({ path, version });
      await source.goMod({ path, version });
      await source.download({ path, version });
    }
  };
  const go = async (place: string, settings: Readonly<Record<string, string>>) => {
    mkdirSync(join(place, 'empty'), { recursive: true });
    const env = testVariables(place, settings);
    await run('go', ['mod', 'download', ...modules], { cwd: join(place, 'empty'), env });
  };
  await load(ours, variables);
  await go(ours, off);
  await go(theirs, variables);
  await load(theirs, off);
  const contents = (place: string) => {
    const root = join(place, 'gopath/pkg/mod');
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const { mode } = lstatSync(path);
        const text = entry.isFile() ? readFileSync(path, 'latin1') : '';
        return `${path.slice(root.length)} ${(mode & 0o777).toString(8)} ${text}`;
      })
      .filter((line) => !/\.lock |^\/cache\/(lock|gomodload)/.test(line))
      .sort();
  };
  expect(contents(ours)).toEqual(contents(theirs));
});
