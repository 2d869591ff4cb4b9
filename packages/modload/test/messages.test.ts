import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../src/cli/run.js';
import { messageOfRelease } from '../src/module/messages.js';
import { disk } from '../src/base/files.js';
import { failureOf, temporaryDirectory, testVariables, writeFiles } from './support/workspace.js';

async function gomodload(cwd: string, args: readonly string[]) {
  let [stdout, stderr] = ['', ''];
  const code = await run(args, {
    cwd,
    env: testVariables(cwd, { GOPROXY: 'off', GOWORK: '' }),
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
  });
  return { code, stdout, stderr };
}

/** What only Node.js writes: `EISDIR: illegal operation`, `scandir '/x'`. */
const nodeText = /\bE[A-Z]{3,}: |\b(open|read|scandir|l?stat|mkdir|rename) '/;

describe('messageOfRelease', () => {
  it('returns the words of the release', () => {
    expect(messageOfRelease('thisDirectory', '1.20')).toBe('directory .');
    expect(messageOfRelease('thisDirectory', '1.21')).toBe('current directory');
    expect(messageOfRelease('graphUsage', '1.27.3')).toContain('[-x]');
  });
});

describe('Messages for files that cannot be read', () => {
  it("have Go's words: disk.entries of a directory that does not exist", async () => {
    const directory = join(temporaryDirectory(), 'none');
    const failure = await failureOf(Promise.resolve().then(() => disk.entries(directory)));
    expect(failure).toBe(`open ${directory}: no such file or directory`);
  });

  const goMod = 'module x.y/m\n\ngo 1.24\n';
  const replaced = `${goMod}\nrequire x.y/a v1.0.0\n\nreplace x.y/a => ./a\n`;
  it.each<[string, string[], Record<string, string>, string]>([
    ['go.sum is a directory', ['mod', 'tidy'], { 'go.mod': goMod, 'go.sum/f': '' }, ''],
    [
      'modules.txt is a directory',
      ['list', '-mod=vendor', './...'],
      { 'go.mod': goMod, 'vendor/modules.txt/f': '' },
      '',
    ],
    ['a replacement is a file', ['list', '-m', 'all'], { 'go.mod': replaced, a: '' }, 'a/go.mod'],
    [
      'a replacement is absent',
      ['mod', 'tidy'],
      { 'go.mod': replaced, 'm.go': 'package m\n\nimport _ "x.y/a"\n' },
      'directory ./a does not exist',
    ],
    ['a pattern names no directory', ['list', './none/...'], { 'go.mod': goMod }, 'none'],
    ['an overlay is absent', ['list', '-overlay=o.json', '.'], { 'go.mod': goMod }, 'o.json'],
    [
      'a file to edit is a directory',
      ['mod', 'edit', '-json', '.'],
      { 'go.mod': goMod },
      'directory',
    ],
  ])("have none of Node's: %s", async (_, args, files, mentioned) => {
    const directory = temporaryDirectory();
    writeFiles(directory, files);
    const { stdout, stderr } = await gomodload(directory, args);
    expect(stdout + stderr).not.toMatch(nodeText);
    expect(stderr).toContain(mentioned);
  });
});

describe('go work sync', () => {
  it('reports a replacement of two modules once, however many modules the workspace has', async () => {
    const directory = temporaryDirectory();
    const modules = ['a', 'b', 'c'];
    writeFileSync(
      join(directory, 'go.work'),
      `go 1.24\n\nuse (\n${modules.map((name) => `\t./${name}\n`).join('')})\n`,
    );
    mkdirSync(join(directory, 'shared'));
    writeFileSync(join(directory, 'shared/go.mod'), 'module x.y/shared\n\ngo 1.24\n');
    for (const name of modules) {
      const needs = `\nrequire x.y/r${name} v1.0.0\n\nreplace x.y/r${name} v1.0.0 => ../shared\n`;
      writeFiles(join(directory, name), {
        'go.mod': `module x.y/${name}\n\ngo 1.24\n${name === 'c' ? '' : needs}`,
      });
    }
    const { code, stderr } = await gomodload(directory, ['work', 'sync']);
    expect(stderr.match(/used for two different module paths/g)).toHaveLength(1);
    expect(code).toBe(0);
  });
});
