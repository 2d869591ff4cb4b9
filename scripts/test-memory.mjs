// Runs core's unit tests under valgrind: no invalid access, and no leak but Node's own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setup } from './setup.mjs';
import { guard, root, run, say, StepError } from './steps.mjs';
import { installFromSystem } from './system-packages.mjs';

const hasValgrind = () => spawnSync('valgrind', ['--version']).status === 0;

/** Runs a command and all that it starts under valgrind; returns what valgrind found. */
function watch(command, options) {
  const folder = mkdtempSync(join(tmpdir(), 'libvirt-memory-'));
  const { status } = spawnSync(
    'valgrind',
    [
      '--quiet',
      '--trace-children=yes',
      // The compiler that builds a stand-in library, and the shell, are not ours to watch.
      '--trace-children-skip=*/cc,*/cc1,*/as,*/ld,*/collect2,*/sh,*/ldconfig*',
      '--leak-check=full',
      '--show-leak-kinds=definite,indirect',
      '--num-callers=40',
      `--suppressions=${join(root, 'scripts/node.supp')}`,
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

/** A check that cannot fail proves nothing: a program that loses memory has to be found out. */
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

await guard(async () => {
  await setup('--filter=@libvirt/core');
  if (!hasValgrind()) installFromSystem('valgrind', 'valgrind');
  checkThatLeaksAreFound();
  const core = join(root, 'packages/core');
  const vitest = join(
    dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
    'vitest.mjs',
  );
  const patience = ['--testTimeout=3600000', '--hookTimeout=3600000', '--teardownTimeout=600000'];
  say('Running the unit tests under valgrind, which takes a good quarter of an hour ...');
  const { status, found } = watch(
    [process.execPath, vitest, 'run', ...patience, ...process.argv.slice(2)],
    { cwd: core },
  );
  for (const text of found) console.log(text);
  if (status !== 0 || found.length > 0) {
    throw new StepError(`valgrind complained about ${found.length} processes; see above.`);
  }
  console.log('valgrind found nothing.');
});
