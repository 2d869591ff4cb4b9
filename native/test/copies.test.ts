// Several copies of the package in one process, as when two of its versions are installed.
import { endsWell } from '@libvirt/testing';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { load, runProgram } from './process.js';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
  version: string;
};

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'libvirt-copies-')));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Copy {
  readonly module: string;
  readonly binary: string;
}

/** Installs a copy, whose binary is of another version if one is given. */
function install(name: string, other = version): Copy {
  const home = join(folder, name, 'node_modules/@libvirt/native');
  cpSync(join(packageFolder, 'dist'), join(home, 'dist'), { recursive: true });
  copyFileSync(join(packageFolder, 'package.json'), join(home, 'package.json'));
  const built = load().files[0]!;
  const binary = join(home, 'prebuilds', basename(dirname(built)), basename(built));
  mkdirSync(dirname(binary), { recursive: true });
  const text = readFileSync(built, 'latin1');
  expect(other).toHaveLength(version.length);
  writeFileSync(binary, text.replaceAll(`\0${version}\0`, `\0${other}\0`), 'latin1');
  return { module: join(home, 'dist/index.js'), binary };
}

test.each(['here', 'worker'])(
  'RegisterFirstCopy: two copies of one version both receive events (%s)',
  (mode) => {
    const [first, second] = [install(`${mode}-first`), install(`${mode}-second`)];
    const ended = runProgram('two-copies.mjs', [mode, first.module, second.module]);
    const received = 'received 3, close() returned 0\n';
    expect(ended).toEqual(endsWell(received + received));
  },
);

test.each(['here', 'worker'])(
  'RegisterFirstCopy: a copy of another version explains what to do (%s)',
  (mode) => {
    const other = version.replace(/\d(?=\.)/, (digit) => String((Number(digit) + 1) % 10));
    const [first, second] = [install(`${mode}-old`, other), install(`${mode}-new`)];
    const { code, stdout, stderr } = runProgram('two-copies.mjs', [
      mode,
      first.module,
      second.module,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').at(-2)).toBe(
      `ERR_LIBVIRT_NATIVE_VERSIONS: this process has loaded @libvirt/native ${other} (${first.binary}), and ${version} (${second.binary}) cannot work beside it, since libvirt accepts one event loop: have all packages use one version (\`npm ls @libvirt/native\` shows which package needs which, \`npm dedupe\` merges compatible ones)`,
    );
  },
);

test('RegisterFirstCopy: a binary that is loaded twice into one thread returns the same functions', () => {
  const { code, stdout, stderr } = runProgram('load-twice.cjs', [load().files[0]!]);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'true\n', stderr: '' });
});
