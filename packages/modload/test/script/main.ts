/**
 * Runs scripts of Go's test suite, prints what became of each, and ends with 1 if one failed.
 *
 *   npm run conformance -- [--verbose] [--goroot DIR] [--program FILE | --here] [script...]
 *
 * DIR is the tree of the Go whose scripts are run, also of a release other than the one installed. What
 * it takes is `bin/go`, `VERSION` and `src/cmd/go/testdata`.
 * FILE is what the scripts are to know as `go`; gomodload, as it was built last, by default. With
 * --here it is gomodload's source, run in this process.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Suite } from './suite.js';
import { findToolchain } from './toolchain.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    goroot: { type: 'string' },
    program: { type: 'string' },
    here: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const toolchain = findToolchain(values.goroot);
if (toolchain === undefined) {
  throw new Error(
    values.goroot === undefined
      ? 'no Go with its tests is installed: apt-get install golang-go'
      : `no Go with its tests in ${values.goroot}`,
  );
}

const gomodload = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const program = values.program === undefined ? [process.execPath, gomodload] : [values.program];
const run = values.here ? (await import('../../src/cli/run.js')).run : undefined;
const suite = await Suite.start(toolchain, program, run);
const scripts = positionals.length > 0 ? positionals : suite.scripts;
const counts = { pass: 0, skip: 0, fail: 0 };
const remaining = scripts[Symbol.iterator]();

async function work(): Promise<void> {
  for (const script of remaining) {
    const { outcome, reason, log } = await suite.run(script);
    counts[outcome] += 1;
    console.log(`${outcome} ${script} ${reason}`.trimEnd());
    if (values.verbose && outcome === 'fail') console.log(log.replace(/^/gm, '    '));
  }
}

try {
  await Promise.all(Array.from({ length: availableParallelism() }, work));
} finally {
  suite.close();
}
console.log(`${counts.pass} passed, ${counts.skip} skipped, ${counts.fail} failed`);
process.exitCode = counts.fail > 0 ? 1 : 0;
