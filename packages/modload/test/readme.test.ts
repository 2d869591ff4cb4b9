/** Runs the complete programs of the README, each in a process of its own. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { writeProxy } from './support/proxy.js';
import { temporaryDirectory, testVariables, writeFiles } from './support/workspace.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const index = new URL('../src/index.ts', import.meta.url).href;
const programs = new Map(
  [...readme.matchAll(/^```ts\n\/\/ (\w+\.ts)\n([^]*?)^```$/gm)].map(([, name, text]) => [
    name!,
    text!,
  ]),
);

const modules = {
  't.u/lib': {
    'v1.0.0': {
      'go.mod': 'module t.u/lib\n',
      'lib.go': 'package lib\n\nimport _ "t.u/lib/in"\n',
      'in/in.go': 'package in\n',
      LICENSE: 'MIT',
    },
    'v1.1.0': {
      'go.mod': 'module t.u/lib\n\nretract v1.0.0 // leaks\n',
      'lib.go': 'package lib\n',
    },
  },
};

const expected: Record<string, { more?: string[]; output: RegExp }> = {
  'sbom.ts': { output: /^t\.u\/lib v1\.0\.0 h1:\S+= \S+t\.u\/lib@v1\.0\.0\/LICENSE\n$/ },
  'packages.ts': { output: /^m m@main \S+\nt\.u\/lib t\.u\/lib@v1\.0\.0 \S+\nt\.u\/lib\/in / },
  'outdated.ts': {
    output:
      /^t\.u\/lib v1\.0\.0: v1\.1\.0 is available\nt\.u\/lib v1\.0\.0: retracted: leaks\n {2}imported by m > t\.u\/lib\n$/,
  },
  'tidy.ts': { output: /^\n$/ },
  'tag.ts': {
    more: ['t.u/m', 'v2.0.0'],
    output: /^t\.u\/m@v2\.0\.0: refused\n\tmodule contains a go\.mod file/,
  },
};

test('names every program of the README', () => {
  expect([...programs.keys()].sort()).toEqual(Object.keys(expected).sort());
});

test.each(Object.entries(expected))('%s', async (name, { more = [], output }) => {
  const directory = temporaryDirectory();
  const root = join(directory, 'main');
  writeFiles(directory, {
    'main/go.mod': 'module m\n\ngo 1.16\n\nrequire t.u/lib v1.0.0\n',
    'main/m.go': 'package m\n\nimport _ "t.u/lib"\n',
    'package.json': '{ "type": "module" }',
    [name]: programs.get(name)!.replace("'@libvirt/modload'", JSON.stringify(index)),
  });
  const env = testVariables(directory, {
    GOPROXY: writeProxy(join(directory, 'proxy'), modules),
    GOFLAGS: '',
  });
  const run = async (args: readonly string[]) => {
    const tsx = import.meta.resolve('tsx');
    const options = { cwd: directory, env };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', tsx, ...args],
      options,
    );
    return stdout;
  };
  // They begin with a tidy module, but for the one that tidies.
  const tidy = programs.get('tidy.ts')!.replace("'@libvirt/modload'", JSON.stringify(index));
  writeFiles(directory, { 'first.ts': tidy });
  expect(await run(['first.ts', root, '--write'])).toContain('+++ b/go.sum');
  expect(await run([name, root, ...more])).toMatch(output);
});
