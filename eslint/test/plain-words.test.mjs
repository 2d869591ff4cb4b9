import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';
import plainWords from '../plain-words.js';

const eslint = new ESLint({
  overrideConfigFile: true,
  baseConfig: [...plainWords, { files: ['**/*.md'] }],
});

async function complaints(filePath, code) {
  const [{ messages }] = await eslint.lintText(code, { filePath });
  return messages.map(({ line, message }) => `${line}: ${message.split(' is not')[0]}`);
}

test.each([
  ['a comment', 'scripts/a.js', '// Whoever calls\n', ["1: 'Whoever'"]],
  ['a string', 'scripts/a.js', "f('x');\nf('it is told so');", ["2: 'is told'"]],
  ['a template', 'scripts/a.js', 'f(`${a} or nothing`);', ["1: 'or nothing'"]],
  ['an identifier', 'scripts/a.js', 'makeTwins(objectionTo);', ["1: 'Twins'", "1: 'objection'"]],
  ['a private name', 'scripts/a.js', 'class A { #interview = 1; }', ["1: 'interview'"]],
  ["a file's name", 'scripts/lazily.js', '', ["1: 'lazily'"]],
  ['Markdown', 'packages/bench/a.md', '# A\n\nWritten by hand.\n', ["3: 'by hand'"]],
  ['a C++ comment', 'native/src/a.cc', 'int a;\n// Whoever calls.\n', ["2: 'Whoever'"]],
  ['a C++ string', 'native/src/a.h', 'throw Error("it is told so");', ["1: 'is told'"]],
  ['a C++ identifier', 'native/src/a.cc', 'int a;\nauto FindTwin();', ["2: 'Twin'"]],
  ['a C identifier', 'packages/bench/a.c', 'void load_lazily(void);', ["1: 'lazily'"]],
  ['a shell script', 'vagrant/a.sh', '#!/bin/sh\n# Or nothing.\n', ["2: 'Or nothing'"]],
  ['a shell script without extension', '.ci/run', 'made_by_hand=1', ["1: 'by hand'"]],
  ['YAML', '.github/workflows/a.yml', 'name: a # in one piece\n', ["1: 'in one piece'"]],
  ['Python', 'packages/core/test/a.py', 'heard = []\n', ["1: 'heard'"]],
])('plain-words finds a replaced word in %s', async (_, filePath, code, expected) => {
  expect(await complaints(filePath, code)).toEqual(expected);
});

test.each([
  ['scripts/a.js', "import { nothing } from './a.js'; // told, news; twinkle, loads lazily"],
  ['scripts/a.js', "// The handler on the other hand.\nf('VIR_DOMAIN_EVENT');"],
  ['packages/bench/a.md', 'Nothing is ever left; the guest is running.'],
  ['native/src/a.cc', '// Loads it lazily; VIR_DOMAIN_INTERFACE_STATS\nint kSurface;'],
])('plain-words accepts other words in %s', async (filePath, code) => {
  expect(await complaints(filePath, code)).toEqual([]);
});

test.each([
  'native/src/addon.cc',
  'native/src/libvirt/library.h',
  'native/binding.gyp',
  'packages/bench/src/programs/c/program.c',
  'packages/bench/src/programs/go/program.go',
  'packages/core/test/differential/python_side.py',
  'packages/integration/machine/enter.sh',
  'vagrant/provision.sh',
  'vagrant/Vagrantfile',
  '.ci/run',
  '.github/workflows/ci.yml',
])('plain-words is a rule of the lint configuration for %s', async (path) => {
  const configured = new ESLint({ cwd: fileURLToPath(new URL('../..', import.meta.url)) });
  const { rules } = await configured.calculateConfigForFile(path);
  expect(rules['libvirt/plain-words']).toEqual([2]);
});
