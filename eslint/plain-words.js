// An ESLint rule for words that this project has replaced, in comments, strings, identifiers and names
// of files. Files that ESLint cannot parse, such as Markdown, C++ and shell scripts, are read as text.
import { basename } from 'node:path';
import { defineConfig } from 'eslint/config';

/** Changelogs keep their words. */
const history = ['**/CHANGELOG.md'];

/** Words to avoid, and what to write instead. */
const words = [
  [/\bfaces?\b/i, 'API, or form'],
  [/\b(hears?|heard)\b/i, 'receives, is notified'],
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

/** Separates the words of an identifier or of a file's name. */
const toProse = (name) => name.replace(/([a-z\d])(?=[A-Z])|[-_.$]/g, '$1 ');

/** Identifiers of several words in a text. */
const IDENTIFIER = /[A-Za-z_]\w*(_|[a-z\d][A-Z])\w*/g;

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
    const reportAt = (index, message) =>
      context.report({ loc: sourceCode.getLocFromIndex(index), message });
    const checkText = ({ range }) => {
      for (const { index, message } of findIn(sourceCode.text.slice(...range), 'prose')) {
        reportAt(range[0] + index, message);
      }
    };
    const checkIdentifiers = (text) => {
      for (const { 0: name, index } of text.matchAll(IDENTIFIER)) {
        for (const { message } of findIn(toProse(name), 'identifier')) reportAt(index, message);
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
        if (sourceCode.parserServices.isText) checkIdentifiers(sourceCode.text);
      },
      Literal: (node) => typeof node.value === 'string' && checkText(node),
      TemplateElement: checkText,
      Identifier: checkName,
      PrivateIdentifier: checkName,
    };
  },
};

/** Reads any file as a program that is one comment. */
const textParser = {
  parseForESLint(text) {
    const lines = text.split('\n');
    const range = [0, text.length];
    const loc = {
      start: { line: 1, column: 0 },
      end: { line: lines.length, column: lines.at(-1).length },
    };
    const comments = [{ type: 'Block', value: text, range, loc }];
    const program = { type: 'Program', sourceType: 'module', body: [], tokens: [], comments };
    return { ast: { ...program, range, loc }, services: { isText: true } };
  },
};

/** Files that are read as text. */
const texts = [
  '**/*.{md,c,cc,h,gyp,go,py,sh,yml,yaml}',
  '.ci/run',
  'native/exports.map',
  'vagrant/Vagrantfile',
];

export default defineConfig(
  { files: texts, languageOptions: { parser: textParser } },
  {
    files: ['**/*.{js,mjs,cjs,ts}', ...texts],
    // Both contain the words.
    ignores: [...history, 'eslint/plain-words.js', 'eslint/test/plain-words.test.mjs'],
    plugins: { libvirt: { rules: { 'plain-words': rule } } },
    rules: { 'libvirt/plain-words': 'error' },
  },
);
