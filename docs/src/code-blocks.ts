// Finds the blocks of TypeScript and JavaScript in Markdown, and makes a module of each, so that it can be
// compiled and run:
//
// - The objects of `example-objects.ts`, such as `conn` and `domain`, are imported where a block uses them and
//   does not declare them.
// - So is what a package exports, if the block does not import from that package itself.
// - A block runs if it uses such objects, or opens a connection, and all of it on the test driver.
//
// - The cells of a table's last column, if that is headed `code`, are statements of one module.
//
// Words after the language change that: `no-run` for a block that needs more than the test driver, `no-check` for
// one that is not for Node.js.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A block of code, as a module. */
export interface CodeBlock {
  /** The file, relative to the root of the repository. */
  readonly file: string;
  /** The line of the first line of code, from 1. */
  readonly line: number;
  readonly language: 'ts' | 'js';
  /** The module. Its first line has the added imports before the block's own first line. */
  readonly code: string;
  /** Whether it can run on the test driver. */
  readonly runs: boolean;
}

/** What a block may use without an import: the names, by the module that exports them. */
export type Importable = ReadonlyMap<string, ReadonlySet<string>>;

/** The module whose objects blocks use. */
export const OBJECTS = './example-objects.js';

const TEST_DRIVER = 'test:///default';
const FENCE =
  /^(?<indent> *)```(?<language>ts|js|mts|mjs)\b(?<words>[^\n`]*)\n(?<code>[^]*?)^\k<indent>```$/gm;

/** A table whose last column is headed `code`. */
const TABLE = /^\|[^\n]*\| code \|\n\|[ |-]+\|\n(?<rows>(?:\|.*\|\n)+)/gm;
const LAST_CELL = /`(?<code>(?:[^`\\]|\\.)+)` \|$/;

interface Names {
  readonly used: ReadonlySet<string>;
  readonly declared: ReadonlySet<string>;
  readonly modules: ReadonlySet<string>;
}

function namesIn(code: string): Names {
  const used = new Set<string>();
  const declared = new Set<string>();
  const modules = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      modules.add(node.moduleSpecifier.text);
    }
    if ((ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node)) && node.name) {
      for (const name of boundBy(node.name)) declared.add(name);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest));
  return { used, declared, modules };
}

function boundBy(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? boundBy(element.name) : [],
  );
}

function toBlock(
  place: { file: string; line: number; language: 'ts' | 'js' },
  code: string,
  words: readonly string[],
  importable: Importable,
): CodeBlock {
  const { used, declared, modules } = namesIn(code);
  const imports = Array.from(importable).flatMap(([module, exported]) => {
    if (modules.has(module)) return [];
    const names = Array.from(exported).filter((name) => used.has(name) && !declared.has(name));
    return names.length === 0 ? [] : [{ module, names }];
  });
  const usesObjects = imports.some(({ module }) => module === OBJECTS);
  const uris = Array.from(
    code.matchAll(/['"`](\w+(?:\+\w+)?:\/\/[^'"`]*)['"`]/g),
    ([, uri]) => uri,
  );
  const isOnTestDriver = uris.every((uri) => uri === TEST_DRIVER);
  return {
    ...place,
    code:
      imports
        .map(({ module, names }) => `import { ${names.join(', ')} } from '${module}'; `)
        .join('') +
      code +
      // Listeners of the objects would keep the process alive.
      (usesObjects ? ';process.exit();\n' : ''),
    runs:
      (usesObjects || (uris.length > 0 && modules.has('@libvirt/core'))) &&
      isOnTestDriver &&
      !words.includes('no-run'),
  };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function readTables(text: string, file: string, importable: Importable): CodeBlock[] {
  return Array.from(text.matchAll(TABLE), (match) => {
    const rows = match.groups!['rows']!.trimEnd().split('\n');
    const line = lineAt(text, match.index) + 2;
    const statements = rows.map((row, index) => {
      const code = LAST_CELL.exec(row)?.groups!['code'];
      if (code === undefined) throw new Error(`${file}:${line + index}: the last cell is no code`);
      return `{ ${code.replaceAll('\\|', '|')}; }\n`;
    });
    const place = { file, line, language: 'ts' as const };
    return toBlock(place, statements.join(''), ['no-run'], importable);
  });
}

/** Returns a file's blocks of TypeScript and JavaScript, and its tables of code. */
export function readCodeBlocks(root: string, file: string, importable: Importable): CodeBlock[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...readFences(text, file, importable), ...readTables(text, file, importable)];
}

function readFences(text: string, file: string, importable: Importable): CodeBlock[] {
  return Array.from(text.matchAll(FENCE)).flatMap((match) => {
    const { indent = '', language = '', words = '', code = '' } = match.groups!;
    const options = words.trim().split(/\s+/);
    if (options.includes('no-check')) return [];
    const place = {
      file,
      line: lineAt(text, match.index) + 1,
      language: language.endsWith('ts') ? ('ts' as const) : ('js' as const),
    };
    const unindented = code.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    return [toBlock(place, unindented, options, importable)];
  });
}
