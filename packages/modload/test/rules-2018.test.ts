/** The rules of 2018, on modules of our own. Go's scripts of that time run in script-2018.test.ts. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveEnvironment } from '../src/base/environment.js';
import { run } from '../src/cli/run.js';
import { openModule } from '../src/open-module.js';
import { writeProxy } from './support/proxy.js';
import { failureOf, temporaryDirectory, testVariables, writeFiles } from './support/workspace.js';

const version = (name: string, ...require: string[]) => ({
  'go.mod': `module q.r/${name}\n${require.map((each) => `\nrequire q.r/${each}\n`).join('')}`,
  [`${name}.go`]: `package ${name}\n`,
  'part/part.go': 'package part\n',
});

const pseudo = 'v0.0.0-20300101000000-abcdefabcdef';

/** `pear` needs `plum`, which has patches and a newer minor version. */
const modules = {
  'q.r/pear': {
    'v1.0.0': version('pear', 'plum v1.0.0'),
    'v1.0.1': version('pear', 'plum v1.0.0'),
    'v1.2.0': version('pear', 'plum v1.1.0'),
    'v1.3.0-rc.1': version('pear', 'plum v1.1.0'),
    [pseudo]: version('pear'),
  },
  'q.r/plum': {
    'v1.0.0': version('plum'),
    'v1.0.4': version('plum'),
    'v1.1.0': version('plum'),
    'v1.4.0': version('plum'),
  },
  // A module whose root holds no code.
  'q.r/crate': {
    'v1.0.0': { 'go.mod': 'module q.r/crate\n', 'lid/lid.go': 'package lid\n' },
  },
};

function setUp(files: Readonly<Record<string, string>>, place = 'main') {
  const directory = temporaryDirectory();
  const root = join(directory, place);
  writeFiles(root, files);
  const proxy = join(directory, 'proxy');
  const url = writeProxy(proxy, modules);
  // A proxy lists no pseudo-versions.
  writeFileSync(join(proxy, 'q.r/pear/@v/list'), 'v1.0.0\nv1.0.1\nv1.2.0\nv1.3.0-rc.1\n');
  const variables = testVariables(directory, { GOPROXY: url, GOFLAGS: '' });
  delete variables['GOSUMDB'];
  const go = async (line: string, more: Readonly<Record<string, string>> = {}, cwd = root) => {
    let stdout = '';
    let stderr = '';
    const status = await run(line.split(' '), {
      cwd,
      env: { ...variables, GOMODLOAD_COMPAT: '2018', GOMODLOAD_QUIET: '1', ...more },
      stdout: (text) => (stdout += text),
      stderr: (text) => (stderr += text),
    });
    return { status, stdout, stderr };
  };
  const read = (name: string) => readFileSync(join(root, name), 'utf8');
  return { directory, root, variables, go, read };
}

const fruit = { 'a.go': 'package fruit\n\nimport _ "q.r/pear/part"\n' };
const goMod = (...require: string[]) =>
  `module a.b/fruit\n${require.map((each) => `\nrequire q.r/${each}\n`).join('')}`;

describe('Lock files of older tools', () => {
  const lock = '[[projects]]\n  name = "q.r/pear"\n  version = "v1.0.0"\n';

  test('become a go.mod at the first use, in a directory above too', async () => {
    const { root, go, read } = setUp({
      'Gopkg.lock': lock,
      'below/b.go': 'package below // import "a.b/fruit/below"\n',
    });
    const first = await go('list -m all', { GO111MODULE: 'on' }, join(root, 'below'));
    expect(first).toMatchObject({
      status: 0,
      stdout: 'a.b/fruit\nq.r/pear v1.0.0\nq.r/plum v1.0.0\n',
    });
    expect(first.stderr).toContain('go: creating new go.mod: module a.b/fruit\n');
    expect(first.stderr).toContain('go: copying requirements from ../Gopkg.lock\n');
    expect(read('go.mod')).toBe(goMod('pear v1.0.0'));
    expect((await go('list -m all')).stderr).toBe('');
  });

  test('fill a go.mod that has only a module line, and only once', async () => {
    const { go, read } = setUp({ ...fruit, 'Gopkg.lock': lock, 'go.mod': goMod() });
    expect((await go('build')).stderr).toContain('copying requirements from Gopkg.lock');
    expect(read('go.mod')).toBe(goMod('pear v1.0.0'));

    const empty = setUp({ 'b.go': 'package b\n', GLOCKFILE: '', 'go.mod': goMod() });
    expect((await empty.go('list')).stderr).toContain('copying requirements from GLOCKFILE');
    expect(empty.read('go.mod')).toBe(`${goMod()}\n// go: no requirements found in GLOCKFILE\n`);
    expect((await empty.go('list')).stderr).toBe('');
  });

  test('are left alone by other rules, and where go.mod says more', async () => {
    const files = { ...fruit, 'Gopkg.lock': lock, 'go.mod': goMod('pear v1.2.0') };
    const { go, read } = setUp(files);
    expect((await go('list')).stderr).not.toContain('copying');
    expect(read('go.mod')).toBe(goMod('pear v1.2.0'));
    const current = setUp({ ...files, 'go.mod': goMod() });
    const { stderr } = await current.go('list', { GOMODLOAD_COMPAT: 'current' });
    expect(stderr).not.toContain('copying');
  });

  test('convert in the library too: load() returns the go.mod to write', async () => {
    const { root, variables } = setUp({ ...fruit, 'Gopkg.lock': lock, 'go.mod': goMod() });
    const environment = resolveEnvironment(variables);
    const module = await openModule(root, { environment, semantics: '2018' });
    const { edit } = await module.load(['./...']);
    expect(edit.goMod).toMatchObject({ before: goMod(), after: goMod('pear v1.0.0') });
  });

  test('leave a directory without go.mod a git repository as its root', async () => {
    const { root, go } = setUp({ '.git/config': '', 'x/x.go': 'package x // import "a.b/x"\n' });
    const listed = await go('list -m', { GO111MODULE: 'on' }, join(root, 'x'));
    expect([listed.stdout, existsSync(join(root, 'go.mod'))]).toEqual(['a.b\n', true]);
  });
});

describe('get', () => {
  test('-u without packages upgrades what the main module requires', async () => {
    const { go, read } = setUp({ ...fruit, 'go.mod': goMod('pear v1.0.0') });
    expect(await go('get -u')).toMatchObject({ status: 0 });
    // Pre-releases do not count, and what is above the requirement of another module is indirect.
    expect(read('go.mod')).toBe(
      'module a.b/fruit\n\nrequire (\n\tq.r/pear v1.2.0\n\tq.r/plum v1.4.0 // indirect\n)\n',
    );
  });

  test('-u with a package upgrades what that needs, and nothing else', async () => {
    const { go, read } = setUp({ ...fruit, 'go.mod': goMod('pear v1.0.0') });
    expect(await go('get -m -u q.r/plum')).toMatchObject({ status: 0 });
    expect(read('go.mod')).toContain('q.r/pear v1.0.0\n');
    expect(read('go.mod')).toContain('q.r/plum v1.4.0 // indirect\n');
  });

  test('-u=patch stays within the minor version', async () => {
    const { go } = setUp({ ...fruit, 'go.mod': goMod('pear v1.0.0') });
    expect(await go('get -m -u=patch')).toMatchObject({ status: 0 });
    expect((await go('list -m all')).stdout).toBe('a.b/fruit\nq.r/pear v1.0.1\nq.r/plum v1.0.4\n');
    // A named module is still taken at its latest version; only its requirements are patched.
    expect(await go('get -m -u=patch q.r/pear')).toMatchObject({ status: 0 });
    expect((await go('list -m all')).stdout).toBe('a.b/fruit\nq.r/pear v1.2.0\nq.r/plum v1.1.0\n');
  });

  test('-u does not go back from a newer commit', async () => {
    const { go, read } = setUp({ ...fruit, 'go.mod': goMod('pear v1.0.0') });
    expect(await go(`get -m q.r/pear@${pseudo}`)).toMatchObject({ status: 0 });
    expect(await go('get -m -u')).toMatchObject({ status: 0 });
    expect(read('go.mod')).toContain(`q.r/pear ${pseudo}\n`);
  });

  test('-m takes module paths alone, and looks at no package', async () => {
    const { root, go, read } = setUp({ ...fruit, 'go.mod': goMod() });
    const refused = await go('get -m q.r/pear/part@v1.0.0');
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringContaining('go get q.r/pear/part@v1.0.0: '),
    ]);
    expect(read('go.mod')).toBe(goMod());
    rmSync(join(root, 'a.go'));
    expect(await go('get -m q.r/crate')).toMatchObject({ status: 0 });
    expect((await go('get -m nothing...')).stderr).toContain(
      'go get nothing...: pattern matches no modules in build list',
    );
    expect((await go('get -m std')).stderr).toContain('cannot use pattern "std" with -m');
    expect((await go('get ...plum@v1@v2')).stderr).toContain('invalid module version syntax');
    expect((await go('get a.b/fruit@v1.0.0')).stderr).toContain(
      'cannot update main module to explicit version',
    );
  });

  test('accepts a package path, a module without code in its root, and none', async () => {
    const { go, read } = setUp({ ...fruit, 'go.mod': goMod() });
    expect(await go('get q.r/pear/part@v1.0.0')).toMatchObject({ status: 0 });
    expect(read('go.mod')).toContain('q.r/pear v1.0.0');
    expect(await go('get q.r/crate')).toMatchObject({ status: 0 });
    expect(await go('get q.r/crate@none')).toMatchObject({ status: 0 });
    expect(read('go.mod')).not.toContain('crate');
    // To lower what a module requires, the module is lowered, or removed.
    expect(await go('get -m q.r/pear@v1.2.0')).toMatchObject({ status: 0 });
    expect(await go('get -m q.r/plum@v1.0.4')).toMatchObject({ status: 0 });
    expect((await go('list -m all')).stdout).toBe('a.b/fruit\nq.r/pear v1.0.1\nq.r/plum v1.0.4\n');
  });

  test('reports packages and modules that do not exist, and excluded versions', async () => {
    const { go, read } = setUp({ ...fruit, 'go.mod': `${goMod()}\nexclude q.r/pear v1.0.0\n` });
    const before = read('go.mod');
    expect((await go('get appengine')).stderr).toContain(
      'cannot find module providing package appengine',
    );
    expect((await go('get q.r/pear/absent')).status).toBe(1);
    expect((await go('get q.r/pear@v1.0.0')).stderr).toContain('q.r/pear@v1.0.0 excluded');
    expect((await go('get q.r/pear@v1.0.1 q.r/pear/part@v1.2.0')).status).toBe(1);
    expect((await go('get ../elsewhere')).stderr).toContain('is outside module root');
    expect(read('go.mod')).toBe(before);
  });

  test('says what is left to do, unless -d or -m was given', async () => {
    const { go } = setUp({ ...fruit, 'go.mod': goMod() });
    const left = 'nothing was compiled or installed';
    expect((await go('get q.r/pear', { GOMODLOAD_QUIET: '' })).stderr).toContain(left);
    expect((await go('get -d q.r/pear', { GOMODLOAD_QUIET: '' })).stderr).not.toContain(left);
  });
});

describe('GO111MODULE', () => {
  test('auto: modules are used outside GOPATH/src, where there is a go.mod', async () => {
    const outside = setUp({ ...fruit, 'go.mod': goMod() });
    const file = join(outside.root, 'go.mod');
    expect((await outside.go('env GOMOD')).stdout).toBe(`${file}\n`);
    const bare = setUp(fruit);
    expect((await bare.go('env GOMOD')).stdout).toBe('\n');
    expect(await bare.go('mod -sync')).toMatchObject({
      status: 1,
      stderr: "go mod: cannot use outside module; see 'go help modules'\n",
    });

    const inside = setUp({ ...fruit, 'go.mod': goMod() }, 'gopath/src/a.b/fruit');
    expect((await inside.go('env GOMOD')).stdout).toBe('\n');
    expect((await inside.go('mod -init')).stderr).toBe(
      "go: modules disabled inside GOPATH/src by GO111MODULE=auto; see 'go help modules'\n",
    );
    expect((await inside.go('get')).stderr).toContain(
      'go get: warning: modules disabled by GO111MODULE=auto in GOPATH/src;\n\tignoring go.mod;\n',
    );
    expect((await inside.go('list -getmode=local')).stderr).toContain(
      'build flag -getmode=local only valid when using modules',
    );
  });

  test('on: modules are used everywhere, and needed', async () => {
    const on = { GO111MODULE: 'on' };
    const inside = setUp({ ...fruit, 'go.mod': goMod() }, 'gopath/src/a.b/fruit');
    expect((await inside.go('env GOMOD', on)).stdout).toBe(`${join(inside.root, 'go.mod')}\n`);
    const bare = setUp({}, 'bare');
    expect(await bare.go('env GOMOD', on, bare.directory)).toMatchObject({
      status: 1,
      stderr: "go: cannot find main module root; see 'go help modules'\n",
    });
    expect(await bare.go('version', on, bare.directory)).toMatchObject({ status: 0 });
  });

  test('off: paths with versions are refused', async () => {
    const { go } = setUp({ ...fruit, 'go.mod': goMod() });
    for (const verb of ['get', 'build']) {
      expect((await go(`${verb} q.r/pear@v1.0.0`, { GO111MODULE: 'off' })).stderr).toBe(
        'go: cannot use path@version syntax in GOPATH mode\n',
      );
    }
  });
});

describe('The module cache and GOPROXY', () => {
  test('are in GOPATH/src/mod and direct, unless set', async () => {
    const { directory, go } = setUp({ ...fruit, 'go.mod': goMod('pear v1.0.0') });
    const place = join(directory, 'gopath/src/mod');
    expect(await go('list -f {{.Dir}} q.r/pear/part')).toMatchObject({
      stdout: `${join(place, 'q.r/pear@v1.0.0/part')}\n`,
    });
    const { stdout } = await go('env GOMODCACHE GOSUMDB GOPROXY', { GOPROXY: '' });
    expect(stdout).toBe(`${place}\noff\ndirect\n`);
    expect((await go('env GOMODCACHE', { GOMODCACHE: '/c' })).stdout).toBe('/c\n');
    expect(await go('clean -modcache')).toMatchObject({ status: 0 });
    expect(existsSync(place)).toBe(false);
  });

  test('openModule has the same defaults', async () => {
    const { directory, root, variables } = setUp({ ...fruit, 'go.mod': goMod('pear v1.0.0') });
    const environment = resolveEnvironment(variables);
    const module = await openModule(root, { environment, semantics: '2018' });
    const { directory: found } = await module.resolveImport('q.r/pear/part');
    expect(found).toBe(join(directory, 'gopath/src/mod/q.r/pear@v1.0.0/part'));
  });
});

describe('-getmode', () => {
  test('local: only the module cache is used', async () => {
    const { go } = setUp({ ...fruit, 'go.mod': goMod('pear v1.0.0') });
    expect((await go('list -deps -getmode=local')).status).toBe(1);
    expect((await go('list -deps')).status).toBe(0);
    const off = { GOPROXY: 'file:///absent' };
    expect(await go('list -deps -getmode=local', off)).toMatchObject({
      stdout: 'q.r/pear/part\na.b/fruit\n',
    });
    expect((await go('list -getmode=other')).stderr).toContain("(can be '', 'local', or 'vendor')");
  });

  test('vendor: the vendor directory says what there is, and where', async () => {
    const { root, go } = setUp({ ...fruit, 'go.mod': goMod('pear v1.0.0') });
    expect(await go('mod -vendor')).toMatchObject({ status: 0 });
    const off = { GOPROXY: 'off', GOMODCACHE: join(root, 'empty') };
    const vendor = async (line: string) => await go(line.replace(' ', ' -getmode=vendor '), off);
    expect((await vendor('list -f {{.Dir}} q.r/pear/part')).stdout).toBe(
      `${join(root, 'vendor/q.r/pear/part')}\n`,
    );
    // plum provides no package, so it is not there.
    expect((await vendor('list -m -f {{.Path}}:{{.Version}}:{{.Dir}} q.r/pear')).stdout).toBe(
      `q.r/pear:v1.0.0:${join(root, 'vendor/q.r/pear')}\n`,
    );
    expect((await vendor('list -m all')).stdout).toBe('a.b/fruit\nq.r/pear v1.0.0\n');
    expect((await vendor('list -m q.r/pear@latest')).stderr).toContain(
      'module lookup disabled by -getmode=vendor',
    );
    expect((await vendor('get -u')).stderr).toBe('go get: disabled by -getmode=vendor\n');
  });
});

describe('mod', () => {
  test('-json prints the shape of 2018, after what else was asked for', async () => {
    const { go } = setUp({ ...fruit, 'go.mod': `module a.b/fruit\n\ngo 1.12\n` });
    const { status, stdout } = await go('mod -sync -json');
    expect(status).toBe(0);
    expect(stdout).toBe(
      '{\n\t"Module": {\n\t\t"Path": "a.b/fruit"\n\t},\n\t"Require": [\n\t\t{\n\t\t\t"Path": "q.r/pear",\n' +
        '\t\t\t"Version": "v1.2.0"\n\t\t}\n\t],\n\t"Exclude": null,\n\t"Replace": null\n}\n',
    );
    const edited = await go('mod -droprequire=q.r/pear -exclude=q.r/pear@v1.2.0 -json');
    expect(JSON.parse(edited.stdout)).toEqual({
      Module: { Path: 'a.b/fruit' },
      Require: null,
      Exclude: [{ Path: 'q.r/pear', Version: 'v1.2.0' }],
      Replace: null,
    });
  });

  test('-packages asks nobody, -graph completes go.sum', async () => {
    const { go, read } = setUp({
      ...fruit,
      'sub/s.go': '// +build odd\n\npackage sub\n',
      'go.mod': `${goMod('pear v1.0.0')}\nexclude q.r/absent v1.0.0\n`,
    });
    expect(await go('mod -packages', { GOPROXY: 'off' })).toMatchObject({
      stdout: 'a.b/fruit\na.b/fruit/sub\n',
    });
    expect((await go('mod -graph')).stdout).toContain('q.r/pear@v1.0.0 q.r/plum@v1.0.0\n');
    expect(read('go.sum')).toContain('q.r/plum v1.0.0/go.mod h1:');
    expect((await go('mod extra')).status).toBe(2);
  });
});

describe('go.modverify', () => {
  const bad = `q.r/pear v1.0.0 h1:${'A'.repeat(43)}=\n`;

  test('is checked: a wrong sum ends the command, and the file stays', async () => {
    const { root, go, read } = setUp({
      ...fruit,
      'go.mod': goMod('pear v1.0.0'),
      'go.modverify': bad,
    });
    const { status, stderr } = await go('mod -sync');
    expect([status, stderr]).toEqual([1, expect.stringContaining('checksum mismatch')]);
    expect(read('go.modverify')).toBe(bad);
    expect(existsSync(join(root, 'vendor'))).toBe(false);
  });

  test('contradicting go.sum is an error', async () => {
    const other = bad.replace('AA=', 'EA=');
    const { root, variables } = setUp({
      ...fruit,
      'go.mod': goMod('pear v1.0.0'),
      'go.modverify': bad,
      'go.sum': other,
    });
    const environment = resolveEnvironment(variables);
    const module = await openModule(root, { environment, semantics: '2018' });
    expect(await failureOf(module.load(['./...']))).toContain('checksum mismatch');
  });

  test('is replaced by go.sum', async () => {
    const { root, go, read } = setUp({ ...fruit, 'go.mod': goMod('pear v1.0.0') });
    await go('mod -sync');
    const sums = read('go.sum');
    const [line = ''] = sums.split('\n').filter((each) => each.startsWith('q.r/pear v1.0.0 '));
    rmSync(join(root, 'go.sum'));
    writeFileSync(join(root, 'go.modverify'), `${line}\n`);
    expect(await go('mod -sync')).toMatchObject({ status: 0 });
    expect(read('go.sum')).toBe(sums);
    expect(existsSync(join(root, 'go.modverify'))).toBe(false);
  });

  test('means nothing by the rules of today', async () => {
    const { go, read } = setUp({
      ...fruit,
      'go.mod': goMod('pear v1.0.0'),
      'go.modverify': bad,
    });
    const today = { GOMODLOAD_COMPAT: 'current', GOSUMDB: 'off' };
    expect(await go('mod tidy', today)).toMatchObject({ status: 0 });
    expect(read('go.modverify')).toBe(bad);
  });
});

test('Errors of list -m name the command and the module', async () => {
  const { go } = setUp({ ...fruit, 'go.mod': goMod('pear v1.0.0') });
  expect((await go('list -m q.r/pear@>v9.0.0')).stderr).toBe(
    'go list -m q.r/pear: no matching versions for query ">v9.0.0"\n',
  );
  expect((await go('list -m q.r/none')).stderr).toBe(
    'go list -m q.r/none: module "q.r/none" is not a known dependency\n',
  );
});
