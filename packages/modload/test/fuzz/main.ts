/**
 * Compares gomodload with go on random universes, and prints where they differ.
 *
 *   npx tsx test/fuzz/main.ts [--seed N] [--count N] [--goroot DIR] [--shrink] [--self] [file...]
 *
 * A file is a universe that was kept, in which case no random ones are made. `--self` compares go
 * with itself, which shows what is not worth comparing. DIR is the tree of the Go to compare with, if not the installed
 * one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { removeAll } from '../script/script.js';
import { findToolchain } from '../script/toolchain.js';
import { compare, describeDifference, temporaryFolder } from './compare.js';
import { generateUniverse } from './generate.js';
import { gomodload, spawned } from './program.js';
import { shrink } from './shrink.js';
import type { Universe } from './universe.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1' },
    goroot: { type: 'string' },
    shrink: { type: 'boolean', default: false },
    self: { type: 'boolean', default: false },
  },
});
const toolchain = findToolchain(values.goroot);
if (toolchain === undefined) throw new Error('no Go: apt-get install golang-go');
const go = spawned('go', toolchain.program);
const other = values.self ? spawned('self', toolchain.program) : await gomodload(toolchain.root);
const folder = temporaryFolder();

const universes =
  positionals.length > 0
    ? positionals.map((file) => [file, JSON.parse(readFileSync(file, 'utf8')) as Universe] as const)
    : Array.from({ length: Number(values.count) }, (_, index) => {
        const seed = Number(values.seed) + index;
        return [`seed ${seed}`, generateUniverse(seed)] as const;
      });
const remaining = universes[Symbol.iterator]();
let differing = 0;

async function work(worker: number): Promise<void> {
  const place = join(folder, String(worker));
  for (const [name, universe] of remaining) {
    const differences = await compare(universe, go, other, place);
    if (differences.length > 0) differing += 1;
    for (const difference of differences) {
      console.log(`${name}: ${describeDifference(difference)}\n`);
    }
    if (!values.shrink || differences.length === 0) continue;
    const { session, command } = differences[0]!;
    const sessions = [session.slice(0, session.indexOf(command) + 1)];
    const smaller = await shrink({ ...universe, sessions }, async (candidate) => {
      return (await compare(candidate, go, other, place)).length > 0;
    });
    const file = join(tmpdir(), `${name.replace(/\W+/g, '-')}.json`);
    writeFileSync(file, `${JSON.stringify(smaller, undefined, 2)}\n`);
    console.log(`shrunk: ${file}`);
  }
}

await Promise.all([work(0), work(1)]);
removeAll(folder);
console.log(`${differing} of ${universes.length} differ`);
process.exitCode = differing > 0 ? 1 : 0;
