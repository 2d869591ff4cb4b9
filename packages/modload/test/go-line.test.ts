import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../src/cli/run.js';
import { openModule } from '../src/index.js';
import { temporaryDirectory, testVariables, writeFiles, failureOf } from './support/workspace.js';

/** A directory with files, and the command in it. */
function workspace(files: Readonly<Record<string, string>>) {
  const directory = temporaryDirectory();
  const root = join(directory, 'main');
  writeFiles(root, files);
  const env = testVariables(directory, { GOFLAGS: '', GOTOOLCHAIN: 'auto' });
  const gomodload = async (...args: string[]) => {
    let [stdout, stderr] = ['', ''];
    const status = await run(args, {
      cwd: root,
      env: { ...env, PWD: root },
      stdout: (text) => (stdout += text),
      stderr: (text) => (stderr += text),
    });
    return { status, stdout, stderr };
  };
  const read = (name: string) => readFileSync(join(root, name), 'utf8');
  return { root, gomodload, read, has: (name: string) => existsSync(join(root, name)) };
}

/** A main module that imports x.y/lib, which is in the directory `lib` and says `go 1.N`. */
const withLibrary = (mainGo: string, libraryGo: string) => ({
  'go.mod': `module m\n\ngo ${mainGo}\n\nrequire x.y/lib v1.0.0\n\nreplace x.y/lib => ./lib\n`,
  'm.go': 'package m\n\nimport _ "x.y/lib"\n',
  'lib/go.mod': `module x.y/lib\n\ngo ${libraryGo}\n`,
  'lib/lib.go': 'package lib\n',
});

describe('go line', () => {
  it('is raised by mod tidy to that of a requirement', async () => {
    const { gomodload, read } = workspace(withLibrary('1.21', '1.23.1'));
    expect(await gomodload('mod', 'tidy')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(read('go.mod')).toContain('\ngo 1.23.1\n');
  });

  it('is raised by get, which says so, and drops a toolchain line that says no more', async () => {
    const { gomodload, read } = workspace({
      ...withLibrary('1.21', '1.23.1'),
      'go.mod': 'module m\n\ngo 1.21\n\ntoolchain go1.22.0\n\nreplace x.y/lib v1.0.0 => ./lib\n',
    });
    const { status, stderr } = await gomodload('get', 'x.y/lib@v1.0.0');
    expect([status, stderr]).toEqual([
      0,
      'go: upgraded go 1.21 => 1.23.1\ngo: added x.y/lib v1.0.0\n',
    ]);
    expect(read('go.mod')).toContain('\ngo 1.23.1\n');
    expect(read('go.mod')).not.toContain('toolchain');
  });

  it('that is too low is an error where go.mod may not change', async () => {
    const { gomodload } = workspace(withLibrary('1.21', '1.23.1'));
    const { status, stderr } = await gomodload('list', '-m', 'all');
    expect([status, stderr]).toEqual([
      1,
      'go: updates to go.mod needed; to update it:\n\tgo mod tidy\n',
    ]);
  });

  it('that is newer than known is refused, of the main module and of a requirement', async () => {
    const main = workspace({ 'go.mod': 'module m\n\ngo 1.99\n' });
    const requirement = workspace(withLibrary('1.21', '1.99.1'));
    expect((await main.gomodload('list', '-m')).stderr).toBe(
      'go: go.mod requires go >= 1.99 (running go 1.27.3)\n',
    );
    expect((await requirement.gomodload('mod', 'tidy')).stderr).toContain(
      'x.y/lib@v1.0.0 requires go >= 1.99.1 (running go 1.27.3)',
    );
  });

  it('of a release before 1.21 is no requirement', async () => {
    const { gomodload, read } = workspace(withLibrary('1.18', '1.20'));
    expect((await gomodload('mod', 'tidy')).status).toBe(0);
    expect(read('go.mod')).toContain('\ngo 1.18\n');
  });

  it('is set by get go@ and shown by list and mod graph', async () => {
    const { gomodload, read } = workspace({ 'go.mod': 'module m\n\ngo 1.21\n' });
    expect((await gomodload('get', 'go@1.24.2', 'toolchain@go1.25.0')).stderr).toContain(
      'go: upgraded go 1.21 => 1.24.2\n',
    );
    expect(read('go.mod')).toBe('module m\n\ngo 1.24.2\n\ntoolchain go1.25.0\n');
    expect((await gomodload('list', '-m', 'go', 'toolchain')).stdout).toBe(
      'go 1.24.2\ntoolchain go1.25.0\n',
    );
    expect((await gomodload('mod', 'graph')).stdout).toBe(
      'm go@1.24.2\nm toolchain@go1.25.0\ngo@1.24.2 toolchain@go1.24.2\n',
    );
  });
});

describe('tool lines', () => {
  const files = {
    'go.mod':
      'module m\n\ngo 1.24\n\ntool x.y/lib/cmd\n\nrequire x.y/lib v1.0.0 // indirect\n\nreplace x.y/lib => ./lib\n',
    'm.go': 'package m\n',
    'lib/go.mod': 'module x.y/lib\n\ngo 1.24\n',
    'lib/cmd/cmd.go': 'package main\n\nfunc main() {}\n',
  };

  it('keep their requirements in mod tidy', async () => {
    const { gomodload, read } = workspace(files);
    expect(await gomodload('mod', 'tidy')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(read('go.mod')).toBe(files['go.mod']);
  });

  it('are part of all, of tool, of why and of the vendor directory', async () => {
    const { gomodload, has } = workspace(files);
    expect((await gomodload('list', 'all')).stdout).toBe('m\nx.y/lib/cmd\n');
    expect((await gomodload('list', 'tool')).stdout).toBe('x.y/lib/cmd\n');
    expect((await gomodload('mod', 'why', 'x.y/lib/cmd')).stdout).toBe(
      '# x.y/lib/cmd\nx.y/lib/cmd\n',
    );
    expect((await gomodload('mod', 'vendor')).status).toBe(0);
    expect(has('vendor/x.y/lib/cmd/cmd.go')).toBe(true);
  });

  it('are added and dropped by get -tool and mod edit', async () => {
    const { gomodload, read } = workspace({
      ...files,
      'go.mod': 'module m\n\ngo 1.23.0\n\nreplace x.y/lib v1.0.0 => ./lib\n',
    });
    expect((await gomodload('get', '-tool', 'x.y/lib/cmd@v1.0.0')).status).toBe(0);
    expect(read('go.mod')).toMatch(/go 1\.24\n[^]*tool x\.y\/lib\/cmd\n/);
    await gomodload('mod', 'edit', '-droptool', 'x.y/lib/cmd', '-tool', 'x.y/other');
    expect(read('go.mod')).toContain('tool x.y/other\n');
  });
});

describe('ignore lines', () => {
  it('leave directories out of patterns', async () => {
    const source = (name: string) => `package ${name}\n`;
    const { gomodload } = workspace({
      'go.mod': 'module m\n\ngo 1.25\n\nignore (\n\t./a\n\tdeep\n)\n',
      'a/a.go': source('a'),
      'b/b.go': source('b'),
      'b/a/a.go': source('a'),
      'b/deep/d.go': source('d'),
      'b/deep/er/e.go': source('e'),
    });
    for (const pattern of ['./...', 'm/...', 'all']) {
      expect([pattern, (await gomodload('list', pattern)).stdout]).toEqual([
        pattern,
        'm/b\nm/b/a\n',
      ]);
    }
    expect((await gomodload('--go-version=1.24', 'list', './...')).stderr).toContain(
      'go.mod requires go >= 1.25',
    );
  });
});

describe('replace', () => {
  it('takes .. and . for directories', async () => {
    const { gomodload } = workspace({
      'go.mod': 'module x.y/up\n\ngo 1.20\n',
      'in/go.mod': 'module m\n\ngo 1.20\n\nrequire x.y/up v1.0.0\n\nreplace x.y/up => ..\n',
    });
    expect((await gomodload('-C', 'in', 'list', '-m', 'all')).stdout).toBe(
      'm\nx.y/up v1.0.0 => ..\n',
    );
  });
});

describe('work vendor', () => {
  const files = {
    'go.work': 'go 1.22\n\nuse (\n\t./a\n\t./b\n)\n',
    'a/go.mod': 'module x.y/a\n\ngo 1.22\n\nrequire x.y/lib v1.0.0\n\nreplace x.y/lib => ../lib\n',
    'a/a.go': 'package a\n\nimport (\n\t_ "x.y/b"\n\t_ "x.y/lib"\n)\n',
    'b/go.mod': 'module x.y/b\n\ngo 1.22\n',
    'b/b.go': 'package b\n',
    'lib/go.mod': 'module x.y/lib\n\ngo 1.20\n',
    'lib/lib.go': 'package lib\n',
  };

  it('makes a vendor directory, which is then used and checked', async () => {
    const { root, gomodload, read } = workspace(files);
    expect(await gomodload('work', 'vendor')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(read('vendor/modules.txt')).toBe(
      '## workspace\n# x.y/lib v1.0.0 => ./lib\n## explicit; go 1.20\nx.y/lib\n# x.y/lib => ./lib\n',
    );
    expect((await gomodload('list', '-f', '{{.Dir}}', 'x.y/lib')).stdout).toBe(
      `${root}/vendor/x.y/lib\n`,
    );
    writeFiles(root, { 'vendor/modules.txt': '## workspace\n' });
    expect((await gomodload('list', 'x.y/lib')).stderr).toContain(
      'x.y/lib@v1.0.0: is explicitly required in go.mod, but not marked as explicit',
    );
  });

  it('is what mod vendor refers to in a workspace', async () => {
    const { gomodload } = workspace(files);
    expect((await gomodload('mod', 'vendor')).stderr).toContain("Run 'go work vendor'");
  });
});

describe('mod vendor', () => {
  it('refuses modules whose paths differ by case alone', async () => {
    const { gomodload } = workspace({
      'go.mod':
        'module m\n\ngo 1.20\n\nrequire (\n\tx.y/Foo v1.0.0\n\tx.y/foo v1.0.0\n)\n\nreplace (\n\tx.y/Foo => ./upper\n\tx.y/foo => ./lower\n)\n',
      'm.go': 'package m\n\nimport (\n\t_ "x.y/Foo"\n\t_ "x.y/foo"\n)\n',
      'upper/go.mod': 'module x.y/Foo\n',
      'upper/f.go': 'package foo\n',
      'lower/go.mod': 'module x.y/foo\n',
      'lower/f.go': 'package foo\n',
    });
    expect(await gomodload('mod', 'vendor')).toMatchObject({
      status: 1,
      stderr: 'go: go.mod: case-insensitive import collision: "x.y/foo" and "x.y/Foo"\n',
    });
  });
});

describe('mod edit -json', () => {
  it('has every directive, and leaves out empty lists', async () => {
    const { gomodload } = workspace({
      'go.mod':
        'module m\n\ngo 1.25\n\ntoolchain go1.25.1\n\ngodebug a=b\n\ntool x.y/t\n\nignore ./n\n',
      'go.work': 'go 1.25\n\ntoolchain go1.25.1\n\ngodebug a=b\n\nuse .\n',
    });
    expect(JSON.parse((await gomodload('mod', 'edit', '-json')).stdout)).toEqual({
      Module: { Path: 'm' },
      Go: '1.25',
      Toolchain: 'go1.25.1',
      GoDebug: [{ Key: 'a', Value: 'b' }],
      Tool: [{ Path: 'x.y/t' }],
      Ignore: [{ Path: './n' }],
    });
    expect(JSON.parse((await gomodload('work', 'edit', '-json')).stdout)).toEqual({
      Go: '1.25',
      Toolchain: 'go1.25.1',
      Godebug: [{ Key: 'a', Value: 'b' }],
      Use: [{ DiskPath: '.', ModPath: 'm' }],
    });
  });
});

describe('mod tidy -diff', () => {
  it('prints the difference, and changes nothing', async () => {
    const files = withLibrary('1.21', '1.21');
    const { gomodload, read } = workspace({ ...files, 'm.go': 'package m\n' });
    const { status, stdout } = await gomodload('mod', 'tidy', '-diff');
    expect([status, stdout]).toEqual([
      1,
      'diff current/go.mod tidy/go.mod\n--- current/go.mod\n+++ tidy/go.mod\n@@ -2,6 +2,4 @@\n \n go 1.21\n \n-require x.y/lib v1.0.0\n-\n replace x.y/lib => ./lib\n',
    ]);
    expect(read('go.mod')).toBe(files['go.mod']);
  });
});

describe('openModule', () => {
  it('refuses a directory that does not exist, and arguments that are no strings', async () => {
    expect(await failureOf(openModule('/nonexistent'))).toBe(
      'directory /nonexistent does not exist',
    );
    const module = await openModule(temporaryDirectory());
    expect(await failureOf(module.query(undefined as unknown as string, 'latest'))).toBe(
      'path must be a non-empty string, not undefined',
    );
  });

  it('lets download reject once the signal is aborted', async () => {
    const module = await openModule(temporaryDirectory(), {
      signal: AbortSignal.abort(new Error('enough')),
    });
    expect(await failureOf(module.download(['x.y/z@v1.0.0']))).toBe('enough');
  });
});
