import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Why a test that needs the tests of one Go is skipped. */
export const withoutGo119 =
  'Go 1.19 is not installed (Debian 12 has it): sudo apt-get install golang-go';

/** An installed Go: the source of the scripts, and what they are checked against. */
export interface Toolchain {
  readonly root: string;
  /** The language version, such as `1.19`. */
  readonly version: string;
  /** Such as `1.19.8`. */
  readonly release: string;
  /** Go's own command. */
  readonly program: string;
  /** The folder with `script` and `mod`. */
  readonly testData: string;
}

/**
 * The Go to test with: the one in a directory, else that of GOROOT, else the one that Debian's and
 * Ubuntu's golang-go install; undefined if there is none, or none with its tests.
 */
export function findToolchain(directory?: string): Toolchain | undefined {
  const roots =
    directory === undefined ? [process.env['GOROOT'], '/usr/lib/go', '/usr/local/go'] : [directory];
  return roots
    .map((root) => (root === undefined || !existsSync(root) ? undefined : describe(root)))
    .find((toolchain) => toolchain !== undefined);
}

const newestGo = fileURLToPath(new URL('../../scripts/newest-go.mjs', import.meta.url));

/** Go 1.27, which is downloaded where it is not in the cache; or why it is not to be had. */
export function findNewestToolchain(): Toolchain | string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [newestGo], { encoding: 'utf8' });
  const toolchain = status === 0 ? findToolchain(stdout.trim()) : undefined;
  return toolchain ?? `Go 1.27 is not here: ${stderr.trim() || 'its packages have no tests'}`;
}

function describe(path: string): Toolchain | undefined {
  const root = realpathSync(path);
  const program = join(root, 'bin/go');
  const testData = join(root, 'src/cmd/go/testdata');
  if (!existsSync(program) || !existsSync(join(testData, 'script'))) return undefined;
  const text = readFileSync(join(root, 'VERSION'), 'utf8');
  const [, release, version] = /go((\d+\.\d+)\S*)/.exec(text)!;
  return { root, version: version!, release: release!, program, testData };
}
