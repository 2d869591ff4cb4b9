import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { right, wrong } from './types/programs.js';

const folder = fileURLToPath(new URL('types/', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));
const before = `import * as xml from '../../src/index.js'; declare const d: xml.DomainXML; declare const n: xml.NetworkXML; {`;
const options: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  types: [],
};

/** What the compiler says to each program, as an editor shows it. */
let messages: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  const programs = new Map(
    [...right, ...wrong].map((text, index) => [`${folder}program-${index}.ts`, text]),
  );
  const host = ts.createCompilerHost(options);
  const standard = ts.createCompilerHost(options);
  const textOf = (file: string) => {
    const text = programs.get(file);
    return text === undefined ? undefined : `${before}${text}}`;
  };
  host.fileExists = (file) => programs.has(file) || standard.fileExists(file);
  host.readFile = (file) => textOf(file) ?? standard.readFile(file);
  host.getSourceFile = (file, version) => {
    const text = textOf(file);
    return text === undefined
      ? standard.getSourceFile(file, version)
      : ts.createSourceFile(file, text, version);
  };
  const program = ts.createProgram([...programs.keys()], options, host);
  messages = new Map(
    [...programs].map(([file, text]) => [
      text,
      program
        .getSemanticDiagnostics(program.getSourceFile(file))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
        .map((message) => message.replaceAll(root, '')),
    ]),
  );
});

describe('the types', () => {
  it('are tested with 75 programs that compile and 73 that do not', () => {
    expect(new Set(right).size).toBe(75);
    expect(new Set(wrong).size).toBe(73);
  });

  it.each(right)('accept %s', (text) => {
    expect(messages.get(text)).toEqual([]);
  });

  it.each(wrong)('refuse %s', (text) => {
    expect(messages.get(text)).toHaveLength(1);
    // A person can read it.
    expect(messages.get(text)![0]!.length).toBeLessThan(1000);
  });

  it('refuse with the messages that were reviewed', async () => {
    const lines = wrong.flatMap((text) => [text, ...messages.get(text)!, '']);
    await expect(lines.join('\n')).toMatchFileSnapshot('types/messages.txt');
  });
});
