import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { run } from '../src/cli/run.js';
import { verbs } from '../src/cli/verbs.js';
import { writeProxy } from './support/proxy.js';
import {
  hasGo,
  temporaryDirectory,
  installedGo,
  testVariables,
  withoutGo,
  writeFiles,
} from './support/workspace.js';

const proxied = {
  'x.y/lib': {
    'v1.0.0': {
      'go.mod': 'module x.y/lib\n\ngo 1.19\n',
      'lib.go': 'package lib\n',
      LICENSE: 'MIT',
    },
    'v1.1.0': {
      'go.mod': 'module x.y/lib\n\ngo 1.19\n\nrequire x.y/deep v1.0.0\n',
      'lib.go': 'package lib\n\nimport _ "x.y/deep/in"\n',
      'lib_test.go': 'package lib\n\nimport _ "testing"\n',
      'sub/sub.go': 'package sub\n',
      LICENSE: 'MIT',
    },
  },
  'x.y/deep': {
    'v1.0.0': { 'go.mod': 'module x.y/deep\n\ngo 1.19\n', 'in/in.go': 'package in\n' },
  },
};

/** A module of its own, with a proxy, and gomodload to run in it. */
function setUp(files: Readonly<Record<string, string>>) {
  const directory = temporaryDirectory();
  const root = join(directory, 'main');
  writeFiles(root, files);
  const env = testVariables(directory, {
    GOPROXY: writeProxy(join(directory, 'proxy'), proxied),
    GOFLAGS: '',
  });
  const gomodload = async (...args: string[]) => {
    let stdout = '';
    let stderr = '';
    const status = await run(args, {
      cwd: root,
      env,
      stdout: (text) => (stdout += text),
      stderr: (text) => (stderr += text),
    });
    return { status, stdout, stderr };
  };
  const read = (name: string) => readFileSync(join(root, name), 'utf8');
  return { root, env, gomodload, read };
}

const main = {
  'go.mod': 'module m\n\ngo 1.19\n',
  'm.go': 'package m\n\nimport _ "x.y/lib"\n',
};

describe('gomodload mod tidy', () => {
  it('adds missing requirements, direct and indirect, and removes unneeded ones', async () => {
    const { gomodload, read } = setUp({
      ...main,
      'go.mod': 'module m\n\ngo 1.19\n\nrequire x.y/none v1.0.0 // indirect\n',
    });
    const failed = await gomodload('mod', 'tidy');
    expect(failed.status).toBe(1);
    const { status, stderr } = await gomodload('get', 'x.y/none@none');
    expect([status, stderr]).toEqual([1, expect.stringContaining('x.y/none@v1.0.0')]);

    const again = setUp(main);
    const tidied = await again.gomodload('mod', 'tidy');
    expect(tidied).toMatchObject({ status: 0, stdout: '' });
    expect(tidied.stderr).toContain('go: found x.y/lib in x.y/lib v1.1.0\n');
    expect(again.read('go.mod')).toBe(
      'module m\n\ngo 1.19\n\nrequire x.y/lib v1.1.0\n\nrequire x.y/deep v1.0.0 // indirect\n',
    );
    expect(again.read('go.sum').trim().split('\n')).toHaveLength(4);
    expect(await again.gomodload('mod', 'tidy')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(read('go.mod')).toContain('x.y/none');
  });
});

test('gomodload mod vendor: copies packages and licences, which are then used', async () => {
  const { root, gomodload, read } = setUp(main);
  await gomodload('mod', 'tidy');
  expect(await gomodload('mod', 'vendor')).toMatchObject({ status: 0, stdout: '' });
  expect(read('vendor/modules.txt')).toBe(
    '# x.y/deep v1.0.0\n## explicit; go 1.19\nx.y/deep/in\n# x.y/lib v1.1.0\n## explicit; go 1.19\nx.y/lib\n',
  );
  expect(existsSync(join(root, 'vendor/x.y/lib/LICENSE'))).toBe(true);
  expect(existsSync(join(root, 'vendor/x.y/lib/lib_test.go'))).toBe(false);
  expect(existsSync(join(root, 'vendor/x.y/lib/sub'))).toBe(false);
  const listed = await gomodload('list', '-f', '{{.Dir}}', 'x.y/lib');
  expect(listed.stdout).toBe(`${join(root, 'vendor/x.y/lib')}\n`);
  const all = await gomodload('list', '-m', 'all');
  expect([all.status, all.stderr]).toEqual([
    1,
    "go: can't compute 'all' using the vendor directory\n\t(Use -mod=mod or -mod=readonly to bypass.)\n",
  ]);

  writeFileSync(join(root, 'go.mod'), read('go.mod').replace('v1.1.0', 'v1.0.0'));
  const inconsistent = await gomodload('list', './...');
  expect(inconsistent.status).toBe(1);
  expect(inconsistent.stderr).toContain('go: inconsistent vendoring in ');
});

test('gomodload mod verify: reports modified zips and directories', async () => {
  const { env, gomodload } = setUp(main);
  await gomodload('mod', 'tidy');
  expect(await gomodload('mod', 'verify')).toMatchObject({
    status: 0,
    stdout: 'all modules verified\n',
  });
  const file = join(env['GOPATH']!, 'pkg/mod/x.y/lib@v1.1.0/lib.go');
  chmodSync(file, 0o644);
  writeFileSync(file, 'package changed\n');
  const { status, stderr } = await gomodload('mod', 'verify');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^x\.y\/lib v1\.1\.0: dir has been modified \(/);
});

test('gomodload mod download -json: describes downloads', async () => {
  const { gomodload } = setUp(main);
  const { status, stdout } = await gomodload('mod', 'download', '-json', 'x.y/lib@v1.0.0');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    Path: 'x.y/lib',
    Version: 'v1.0.0',
    Dir: expect.stringContaining('x.y/lib@v1.0.0') as string,
    Sum: expect.stringMatching(/^h1:/) as string,
  });
});

test('gomodload mod why: prints import chains', async () => {
  const { gomodload } = setUp(main);
  await gomodload('mod', 'tidy');
  const { stdout } = await gomodload('mod', 'why', 'x.y/deep/in', 'x.y/none');
  expect(stdout).toBe(
    '# x.y/deep/in\nm\nx.y/lib\nx.y/deep/in\n\n# x.y/none\n(main module does not need package x.y/none)\n',
  );
  const modules = await gomodload('mod', 'why', '-m', 'x.y/deep');
  expect(modules.stdout).toBe('# x.y/deep\nm\nx.y/lib\nx.y/deep/in\n');
});

test('gomodload mod init: takes the path from an import comment', async () => {
  const { gomodload, read } = setUp({ 'p.go': 'package p // import "x.y/made"\n' });
  const made = await gomodload('mod', 'init');
  expect(made.stderr).toBe(
    'go: creating new go.mod: module x.y/made\ngo: to add module requirements and sums:\n\tgo mod tidy\n',
  );
  expect(read('go.mod')).toBe('module x.y/made\n\ngo 1.27.3\n');
  expect((await gomodload('mod', 'init', 'other')).stderr).toMatch(
    /^go: .*go\.mod already exists\n$/,
  );
});

test('gomodload work: init, use, and GOWORK=off', async () => {
  const { root, gomodload, read } = setUp({
    'a/go.mod': 'module a\n\ngo 1.19\n',
    'a/a.go': 'package a\n\nimport _ "b"\n',
    'b/go.mod': 'module b\n\ngo 1.19\n',
    'b/b.go': 'package b\n',
  });
  expect((await gomodload('work', 'init', './a')).status).toBe(0);
  expect((await gomodload('list', './a')).status).toBe(0);
  expect((await gomodload('list', '-deps', './a')).status).toBe(1);
  expect((await gomodload('work', 'use', './b')).status).toBe(0);
  expect(read('go.work')).toMatch(/^go 1\.27\.3\n\nuse \(\n\t\.\/a\n\t\.\/b\n\)\n$/);
  expect((await gomodload('list', '-deps', './a')).stdout).toBe('b\na\n');
  expect((await gomodload('list', '-m')).stdout).toBe('a\nb\n');
  expect((await gomodload('env', 'GOWORK')).stdout).toBe(`${join(root, 'go.work')}\n`);
});

test('gomodload: exits with 2 for unknown verbs and flags', async () => {
  const { gomodload } = setUp(main);
  expect(await gomodload('nothing')).toMatchObject({
    status: 2,
    stderr: "go nothing: unknown command\nRun 'go help' for usage.\n",
  });
  expect((await gomodload('mod', 'tidy', '-nothing')).stderr).toBe(
    "flag provided but not defined: -nothing\nusage: go mod tidy [-e] [-v] [-go=version] [-compat=version]\nRun 'go help mod tidy' for details.\n",
  );
});

describe('gomodload help', () => {
  test.each([['mod init -h'], ['mod tidy --help'], ['list -h'], ['get -help'], ['work use -h']])(
    'as %j tells the usage alone',
    async (line) => {
      const { gomodload } = setUp(main);
      const { status, stdout, stderr } = await gomodload(...line.split(' '));
      const verb = line.slice(0, line.lastIndexOf(' '));
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(
        new RegExp(`^usage: go ${verb} .*\nRun 'go help ${verb}' for details.\n$`),
      );
      if (hasGo) {
        const go = spawnSync('go', line.split(' '), { env: testVariables(temporaryDirectory()) });
        expect(stderr).toBe(go.stderr.toString());
      }
    },
  );

  test('describes every command', async () => {
    const { gomodload } = setUp(main);
    const { status, stdout } = await gomodload('help');
    expect(status).toBe(0);
    for (const name of verbs.keys()) {
      expect(stdout).toContain(`\t${name} `);
      const { stdout: one, ...ended } = await gomodload('help', ...name.split(' '));
      expect(ended).toEqual({ status: 0, stderr: '' });
      expect(one).toMatch(
        name === 'mod' ? /^gomodload/ : new RegExp(`^usage: (go|gomodload) ${name}`),
      );
    }
    expect(await gomodload('mod', 'help')).toEqual(await gomodload('help', 'mod'));
    expect(await gomodload('mod', 'help', 'tidy')).toEqual(await gomodload('help', 'mod', 'tidy'));
  });

  test('exits with 2 for an unknown topic', async () => {
    const { gomodload } = setUp(main);
    const { status, stderr } = await gomodload('help', 'nothing');
    expect([status, stderr]).toEqual([2, "go help nothing: unknown help topic. Run 'go help'.\n"]);
    const nothing = await gomodload('mod', 'nothing');
    expect(nothing.stderr).toBe("go mod nothing: unknown command\nRun 'go help mod' for usage.\n");
    expect((await gomodload('--help')).status).toBe(2);
  });
});

describe('gomodload mod with the flags of 2018', () => {
  const source = { 'm.go': 'package m\n\nimport _ "x.y/lib"\n' };
  const goMod = 'module a.b/m\n';

  test('mod -init makes a go.mod, -module names it', async () => {
    const { root, gomodload } = setUp(source);
    expect(await gomodload('mod', '-init', '-module', 'a.b/m')).toMatchObject({ status: 0 });
    expect(readFileSync(join(root, 'go.mod'), 'utf8')).toMatch(/^module a\.b\/m\n/);
    expect((await gomodload('mod', '-init', '-module', 'a.b/m')).status).toBe(1);
  });

  test('mod -sync, -graph, -verify, -vendor and -packages equal their verbs', async () => {
    const { root, gomodload } = setUp({ ...source, 'go.mod': goMod });
    const old = (...args: string[]) => gomodload('--compat=2018', 'mod', ...args);
    expect(await old('-sync')).toMatchObject({ status: 0 });
    const synced = readFileSync(join(root, 'go.mod'), 'utf8');
    // What x.y/lib requires is implied, and so not written down.
    expect(synced).toBe('module a.b/m\n\nrequire x.y/lib v1.1.0\n');
    expect((await old('-graph')).stdout).toBe(
      'a.b/m x.y/deep@v1.0.0\na.b/m x.y/lib@v1.1.0\nx.y/lib@v1.1.0 x.y/deep@v1.0.0\n',
    );
    expect(await old('-verify')).toMatchObject({ status: 0, stdout: 'all modules verified\n' });
    expect((await old('-packages')).stdout).toBe('a.b/m\n');
    expect(await old('-vendor')).toMatchObject({ status: 0 });
    expect(existsSync(join(root, 'vendor/x.y/deep/in/in.go'))).toBe(true);
    const list = ['list', '-f', '{{.Dir}}', 'x.y/lib'] as const;
    expect(
      (await gomodload('--compat=2018', list[0], '-getmode=vendor', ...list.slice(1))).stdout,
    ).toBe(`${join(root, 'vendor/x.y/lib')}\n`);
    expect((await gomodload(list[0], '-getmode=local', ...list.slice(1))).stderr).toContain(
      '-getmode=local not supported',
    );
  });

  test('mod edits go.mod, and prints it as JSON', async () => {
    const { root, gomodload } = setUp({ ...source, 'go.mod': goMod });
    const edited = await gomodload('mod', '-require=x.y/lib@v1.0.0', '-exclude', 'x.y/lib@v1.1.0');
    expect(edited).toMatchObject({ status: 0 });
    expect(readFileSync(join(root, 'go.mod'), 'utf8')).toBe(
      `${goMod}\nrequire x.y/lib v1.0.0\n\nexclude x.y/lib v1.1.0\n`,
    );
    expect(JSON.parse((await gomodload('mod', '-json')).stdout)).toMatchObject({
      Module: { Path: 'a.b/m' },
      Require: [{ Path: 'x.y/lib', Version: 'v1.0.0' }],
      Exclude: [{ Path: 'x.y/lib', Version: 'v1.1.0' }],
    });
  });

  test('mod -fix updates go.mod', async () => {
    const { root, gomodload } = setUp({
      ...source,
      'go.mod': `${goMod}\nrequire x.y/lib v1.0.0\nrequire x.y/lib v1.1.0\n`,
    });
    expect(await gomodload('--compat=2018', 'mod', '-fix')).toMatchObject({ status: 0 });
    expect(readFileSync(join(root, 'go.mod'), 'utf8')).toBe(`${goMod}\nrequire x.y/lib v1.1.0\n`);
  });

  test('mod does several operations in turn, and demands one', async () => {
    const { root, gomodload } = setUp(main);
    const { status, stdout } = await gomodload('mod', '-sync', '-vendor', '-packages');
    expect([status, stdout]).toEqual([0, 'm\n']);
    expect(existsSync(join(root, 'vendor/x.y/lib'))).toBe(true);
    expect((await gomodload('mod')).status).toBe(2);
    expect(await gomodload('--compat=2018', 'mod')).toMatchObject({
      status: 1,
      stderr: "go mod: no flags specified (see 'go help mod').\n",
    });
  });
});

test('gomodload build, test, install, run and vet: load packages and say that they do not compile', async () => {
  const { gomodload } = setUp(main);
  await gomodload('mod', 'tidy');
  const { status, stderr } = await gomodload('build', './...');
  expect([status, stderr]).toEqual([
    0,
    'gomodload: packages were loaded and resolved; nothing was compiled\n',
  ]);
});

describe('gomodload compared with go', () => {
  beforeEach(({ skip }) => {
    skip(!hasGo, withoutGo);
  });

  it.each([
    ['list', '-m', 'all'],
    ['list', '-m', '-u', 'all'],
    ['list', '-m', '-json', 'all'],
    ['list', '-m', '-versions', 'x.y/lib'],
    ['list', '-deps', '-test', './...'],
    [
      'list',
      '-f',
      '{{.ImportPath}} {{.Name}} {{.GoFiles}} {{.Imports}} {{.Module}}',
      './...',
      'x.y/lib',
    ],
    ['mod', 'graph'],
    ['mod', 'edit', '-json'],
  ])('%s %s says the same', async (...args) => {
    const { root, env, gomodload } = setUp(main);
    await gomodload('mod', 'tidy');
    const ours = await gomodload(`--go-version=${installedGo}`, ...args);
    const theirs = execFileSync('go', args, { cwd: root, env, encoding: 'utf8' });
    expect(ours.stdout).toBe(theirs);
  });
});
