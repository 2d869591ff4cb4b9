import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';
import { OBJECTS, readCodeBlocks, type CodeBlock } from '../src/code-blocks.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const objects = join(root, 'docs/src/example-objects.ts');

/** The guides, and the pages of the packages on npm. modload's page has a test of its own. */
const files = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !/node_modules|dist|^\./.test(name))
    .map((name) => `docs/${name}`),
  ...['core', 'qemu', 'lxc', 'admin', 'fleet', 'remote', 'xml'].map(
    (name) => `packages/${name}/README.md`,
  ),
].sort();

async function exportsOf(name: string): Promise<[string, Set<string>]> {
  return [name, new Set(Object.keys((await import(name)) as object))];
}

const importable = new Map([
  [OBJECTS, new Set(readFileSync(objects, 'utf8').match(/(?<=^export (?:declare )?const )\w+/gm))],
  ['node:fs', new Set(['createReadStream', 'createWriteStream'])],
  ['node:stream/promises', new Set(['pipeline'])],
  ...(await Promise.all(['@libvirt/core', '@libvirt/qemu', '@libvirt/lxc'].map(exportsOf))),
]);
const blocks = files.flatMap((file) => readCodeBlocks(root, file, importable));

// Below docs/, so that the packages are found.
mkdirSync(join(root, 'docs/.blocks'), { recursive: true });
const folder = mkdtempSync(join(root, 'docs/.blocks/'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const names = new Map(blocks.map((block, index) => [block, `block-${index}.m${block.language}`]));
const pathOf = (block: CodeBlock) => join(folder, names.get(block)!);

for (const block of blocks) writeFileSync(pathOf(block), block.code);
writeFileSync(join(folder, 'example-objects.ts'), readFileSync(objects));

/** The complaints of the compiler by file, with the options that the README gives to users. */
function compile(): Map<string, string[]> {
  const program = ts.createProgram(
    blocks.map((block) => pathOf(block)),
    {
      strict: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      allowJs: true,
      checkJs: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
    },
  );
  const complaints = new Map<string, string[]>();
  for (const { file, start = 0, messageText } of ts.getPreEmitDiagnostics(program)) {
    const name = file?.fileName ?? '';
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    const text = `${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    complaints.set(name, [...(complaints.get(name) ?? []), text]);
  }
  return complaints;
}

/** Runs a block as JavaScript, which is what its TypeScript is without the types. */
function run(block: CodeBlock) {
  const transpile = (from: string, to: string) => {
    const { outputText } = ts.transpileModule(readFileSync(from, 'utf8'), {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    writeFileSync(to, outputText);
    return to;
  };
  transpile(objects, join(folder, 'example-objects.js'));
  const program = transpile(pathOf(block), `${pathOf(block)}.run.mjs`);
  return spawnSync(process.execPath, [program], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
}

test('there are blocks of code in the pages', () => {
  expect(blocks.length).toBeGreaterThan(10);
  expect(blocks.some(({ runs }) => runs)).toBe(true);
});

const complaints = compile();
const title = ({ file, line }: CodeBlock) => `${file}:${line}`;

describe.each(blocks.map((block) => [title(block), block] as const))('%s', (_, block) => {
  test('compiles', () => {
    expect(complaints.get(pathOf(block)) ?? [], block.code).toEqual([]);
  });

  if (block.runs) {
    test('runs on the test driver', () => {
      const { status, signal, stderr } = run(block);
      expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
    });
  }
});
