// An ESLint rule for words that this project has replaced, in comments, strings, identifiers, names
// of files, and Markdown.
import { basename } from 'node:path';
import { defineConfig } from 'eslint/config';

/** Changelogs are history. */
const history = ['**/CHANGELOG.md'];

/** What is never right here, and what to write instead. */
const words = [
  [/\bwhoever\b/i, 'name who it is: the caller, the listener, the user'],
  [/\btwins?\b/i, 'ESM and CommonJS builds, or counterpart'],
  [/\bby hand\b/i, 'handwritten'],
  [/\b(is|are|was|were) told\b/i, 'say what happens: receives, is notified, reports'],
  [/\bwhat comes back\b/i, 'the result'],
  [/\bwhat becomes of\b/i, 'say what happens to it'],
  [/\bin one piece\b/i, 'whole, or in one chunk'],
  [/\bor nothing\b/i, 'or `undefined`, `null`, an empty string'],
  [/\blead\w* .{0,40}\bthrough (its|their) life\b/i, 'run through its lifecycle'],
  [/\bobjections?\b/i, 'problem, or check...'],
  [/\binterviews?\b/i, 'CredentialPrompter'],
  [/\blazily\b/i, 'lazy', 'identifier'],
];

/** The words of an identifier or of a file's name, as prose. */
const toProse = (name) => name.replace(/([a-z\d])(?=[A-Z])|[-_.$]/g, '$1 ');

function* findIn(text, kind) {
  for (const [pattern, instead, only] of words) {
    if (only !== undefined && only !== kind) continue;
    for (const { 0: word, index } of text.matchAll(new RegExp(pattern, 'gi'))) {
      yield { word, index, message: `'${word}' is not plain here; write: ${instead}.` };
    }
  }
}

const rule = {
  meta: { type: 'suggestion', schema: [] },
  create(context) {
    const { sourceCode } = context;
    const checkText = ({ range }) => {
      for (const { index, message } of findIn(sourceCode.text.slice(...range), 'prose')) {
        context.report({ loc: sourceCode.getLocFromIndex(range[0] + index), message });
      }
    };
    const checkName = (node) => {
      for (const { message } of findIn(toProse(node.name), 'identifier')) {
        context.report({ node, message });
      }
    };
    return {
      Program(node) {
        for (const { message } of findIn(toProse(basename(context.filename)), 'identifier')) {
          context.report({ node, loc: { line: 1, column: 0 }, message });
        }
        sourceCode.getAllComments().forEach(checkText);
      },
      Literal: (node) => typeof node.value === 'string' && checkText(node),
      TemplateElement: checkText,
      Identifier: checkName,
      PrivateIdentifier: checkName,
    };
  },
};

/** Reads Markdown as a program that is one comment. */
const markdown = {
  parse(text) {
    const lines = text.split('\n');
    const range = [0, text.length];
    const loc = {
      start: { line: 1, column: 0 },
      end: { line: lines.length, column: lines.at(-1).length },
    };
    const comments = [{ type: 'Block', value: text, range, loc }];
    return { type: 'Program', sourceType: 'module', body: [], tokens: [], comments, range, loc };
  },
};

export default defineConfig(
  { files: ['**/*.md'], languageOptions: { parser: markdown } },
  {
    files: ['**/*.{js,mjs,cjs,ts,md}'],
    // Both have to name the words.
    ignores: [...history, 'eslint/plain-words.js', 'eslint/test/plain-words.test.mjs'],
    plugins: { libvirt: { rules: { 'plain-words': rule } } },
    rules: { 'libvirt/plain-words': 'error' },
  },
);
