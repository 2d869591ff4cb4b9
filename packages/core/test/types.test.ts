import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('types/', import.meta.url));
const programs = readdirSync(folder).filter((name) => /\.[mc]ts$/.test(name));
const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** Returns a compiler's errors for programs that use the built package, by file. */
async function check(compiler: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const tsc = join(dirname(require.resolve(`${compiler}/package.json`)), 'bin/tsc');
  const arguments_ = [tsc, '--project', folder, '--pretty', 'false'];
  const { stdout } = await run(process.execPath, arguments_, { cwd: folder }).catch(
    // It exits with a failure where it found something.
    (error: unknown) => error as { readonly stdout: string },
  );
  const problems = new Map<string, string[]>();
  for (const line of stdout.split('\n').filter((each) => /^\S/.test(each))) {
    const [, file = 'no file', message = line] = /^(.+?)\(([^]+)$/.exec(line) ?? [];
    problems.set(file, [...(problems.get(file) ?? []), message]);
  }
  return problems;
}

// The repository's TypeScript, and the newest.
describe.each(['typescript', 'typescript-newest'])(
  '@libvirt/core: published types with %s',
  (compiler) => {
    const checked = check(compiler);

    test('use the intended compiler', async () => {
      const tsc = join(dirname(require.resolve(`${compiler}/package.json`)), 'bin/tsc');
      const { stdout } = await run(process.execPath, [tsc, '--version']);
      expect(stdout).toMatch(compiler === 'typescript' ? /^Version 5\./ : /^Version [7-9]\./);
    });

    test.each(programs)('compile right programs and reject wrong ones: %s', async (name) => {
      expect((await checked).get(name) ?? []).toEqual([]);
    });

    test('have no errors of their own', async () => {
      const others = [...(await checked)].filter(([name]) => !programs.includes(name));
      expect(others).toEqual([]);
    });
  },
);
