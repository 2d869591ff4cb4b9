// Searches for memory errors in two ways:
//
//   lies       a daemon replaces each word of its replies with wrong values; an addon built with
//              AddressSanitizer and UBSan must have no errors except libvirt's own
//              (packages/core/test/lying-fuzz.test.ts)
//   valgrind   core's unit tests must have no invalid access, and no leak except Node's own
//
// --lies runs only the first; other arguments choose tests of the second. LIBVIRT_FUZZ_SEED and
// LIBVIRT_FUZZ_SECONDS change the order of the lies, and for how long they are sent.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setup } from '../../scripts/setup.mjs';
import { main, root, run, log, StepError } from '../../scripts/steps.mjs';
import { installFromSystem } from '../../scripts/system-packages.mjs';

// ---- Valgrind -----------------------------------------------------------------------------------

const hasValgrind = () => spawnSync('valgrind', ['--version']).status === 0;

/** Runs a command and all its child processes under valgrind; returns what valgrind found. */
function watch(command, options) {
  const folder = mkdtempSync(join(tmpdir(), 'libvirt-memory-'));
  const { status } = spawnSync(
    'valgrind',
    [
      '--quiet',
      '--trace-children=yes',
      // The compiler, which builds a stand-in library, and the shell are not tested.
      '--trace-children-skip=*/cc,*/cc1,*/as,*/ld,*/collect2,*/sh,*/ldconfig*',
      '--leak-check=full',
      '--show-leak-kinds=definite,indirect',
      '--num-callers=40',
      `--suppressions=${join(root, 'native/scripts/node.supp')}`,
      `--log-file=${join(folder, '%p.log')}`,
      ...command,
    ],
    { stdio: 'inherit', ...options },
  );
  const found = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .filter((text) => text.trim() !== '');
  rmSync(folder, { recursive: true });
  return { status, found };
}

/** Throws if valgrind does not find the leak of a program that has one. */
function checkThatLeaksAreFound() {
  const folder = mkdtempSync(join(tmpdir(), 'libvirt-leak-'));
  const source = join(folder, 'leak.c');
  const program = join(folder, 'leak');
  writeFileSync(source, '#include <stdlib.h>\nint main(void) { return malloc(42) == 0; }\n');
  run('cc', ['-O0', '-o', program, source]);
  const starts = `require('child_process').spawnSync(${JSON.stringify(program)})`;
  const { found } = watch([process.execPath, '-e', starts]);
  rmSync(folder, { recursive: true });
  if (!found.join('').includes('42 bytes in 1 blocks are definitely lost')) {
    throw new StepError('valgrind did not find a leak that was made on purpose.');
  }
}

// ---- Lies ---------------------------------------------------------------------------------------

/** Enough for all of them on two cores. */
const SECONDS = '420';

const compiler = process.env.CXX ?? 'g++';
const sanitizer = () =>
  spawnSync(compiler, ['-print-file-name=libasan.so'], { encoding: 'utf8' }).stdout.trim();

/** Throws if the sanitizer does not find the fault of an addon that reads beyond its memory. */
function checkThatFaultsAreFound() {
  const folder = mkdtempSync(join(tmpdir(), 'libvirt-fault-'));
  const source = join(folder, 'fault.cc');
  const addon = join(folder, 'fault.node');
  writeFileSync(
    source,
    `#include <cstdlib>
     static volatile char *text = static_cast<char *>(std::malloc(8));
     static char beyond = text[8];
     extern "C" char fault() { return beyond; }\n`,
  );
  run(compiler, ['-fsanitize=address,undefined', '-shared', '-fPIC', '-o', addon, source]);
  const { stderr } = spawnSync(
    process.execPath,
    ['-e', `process.dlopen({ exports: {} }, ${JSON.stringify(addon)})`],
    {
      encoding: 'utf8',
      env: { ...process.env, LD_PRELOAD: sanitizer(), ASAN_OPTIONS: 'detect_leaks=0' },
    },
  );
  rmSync(folder, { recursive: true });
  if (!stderr.includes('heap-buffer-overflow')) {
    throw new StepError('AddressSanitizer did not find a fault that was made on purpose.');
  }
}

function runLies() {
  if (process.getuid() !== 0 || spawnSync('libvirtd', ['--version']).status !== 0) {
    throw new StepError('libvirtd sends the lies: install libvirt-daemon, and run this as root.');
  }
  checkThatFaultsAreFound();
  log('Building the addon that watches its memory ...');
  run(process.execPath, [join(root, 'native/scripts/build-addon.mjs'), '--watched']);
  log('Telling it lies, which takes some minutes ...');
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--disableConsoleIntercept', 'test/lying-fuzz.test.ts'],
    {
      cwd: core,
      stdio: 'inherit',
      env: {
        LIBVIRT_FUZZ_SECONDS: SECONDS,
        ...process.env,
        LIBVIRT_FUZZ_ADDON: join(root, 'native/build/Debug/libvirt.node'),
        // With libvirt goes its library for XDR, which the sanitizer looks for as it starts.
        LIBVIRT_FUZZ_PRELOAD: `${sanitizer()}:libvirt.so.0`,
      },
    },
  );
  if (status !== 0) throw new StepError('A lie did harm; see above.');
}

// ---- Unit tests ---------------------------------------------------------------------------------

const notUnderValgrind = [
  // Lies make libvirt itself lose memory and read beyond it.
  '--exclude=test/lying-fuzz.test.ts',
  // Valgrind needs threads, memory and files of its own, and does not end without them.
  '--exclude=test/exhaustion.test.ts',
];

function runUnitTests(chosen) {
  if (!hasValgrind()) installFromSystem('valgrind', 'valgrind');
  checkThatLeaksAreFound();
  const patience = ['--testTimeout=3600000', '--hookTimeout=3600000', '--teardownTimeout=600000'];
  log('Running the unit tests under valgrind, which takes a good quarter of an hour ...');
  const { status, found } = watch(
    [process.execPath, vitest, 'run', ...patience, ...notUnderValgrind, ...chosen],
    { cwd: core },
  );
  for (const text of found) console.log(text);
  if (status !== 0 || found.length > 0) {
    throw new StepError(`valgrind complained about ${found.length} processes; see above.`);
  }
  console.log('valgrind found nothing.');
}

const core = join(root, 'packages/core');
let vitest;

await main(async () => {
  await setup('--filter=@libvirt/core');
  // One of the packages that setup installs.
  const { resolve } = createRequire(import.meta.url);
  vitest = join(dirname(resolve('vitest/package.json')), 'vitest.mjs');
  const chosen = process.argv.slice(2);
  if (chosen.length === 0 || chosen.includes('--lies')) runLies();
  if (!chosen.includes('--lies')) runUnitTests(chosen);
});
