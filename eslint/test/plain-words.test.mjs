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
])('plain-words finds a replaced word in %s', async (_, filePath, code, expected) => {
  expect(await complaints(filePath, code)).toEqual(expected);
});

test.each([
  ['scripts/a.js', "import { nothing } from './a.js'; // told, news; twinkle, loads lazily"],
  ['scripts/a.js', "// The handler on the other hand.\nf('VIR_DOMAIN_EVENT');"],
  ['packages/bench/a.md', 'Nothing is ever left; the guest is running.'],
])('plain-words accepts other words in %s', async (filePath, code) => {
  expect(await complaints(filePath, code)).toEqual([]);
});
