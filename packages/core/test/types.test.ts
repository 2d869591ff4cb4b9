import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('types/', import.meta.url));
const programs = readdirSync(folder).filter((name) => /\.[mc]ts$/.test(name));

/** What the compiler says against programs that use the built package, by file. */
function check(): ReadonlyMap<string, readonly string[]> {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) =>
    ts.sys.readFile(path),
  ) as { config: object };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const problems = new Map<string, string[]>();
  for (const each of ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options))) {
    const file = basename(each.file?.fileName ?? 'no file');
    const { line } = each.file?.getLineAndCharacterOfPosition(each.start ?? 0) ?? { line: -1 };
    const message = ts.flattenDiagnosticMessageText(each.messageText, '\n');
    problems.set(file, [...(problems.get(file) ?? []), `${line + 1}: ${message}`]);
  }
  return problems;
}

describe('the published types', () => {
  const problems = check();

  test.each(programs)('compile right programs and reject wrong ones: %s', (name) => {
    expect(problems.get(name) ?? []).toEqual([]);
  });

  test('have no errors of their own', () => {
    const others = [...problems].filter(([name]) => !programs.includes(name));
    expect(others).toEqual([]);
  });
});
