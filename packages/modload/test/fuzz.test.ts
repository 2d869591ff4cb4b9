import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compare, describeDifference, temporaryFolder, type Difference } from './fuzz/compare.js';
import { generateUniverse } from './fuzz/generate.js';
import { gomodload, spawned, type Program } from './fuzz/program.js';
import { shrink } from './fuzz/shrink.js';
import type { Universe } from './fuzz/universe.js';
import { removeAll } from './script/script.js';
import { findToolchain, withoutGo119 } from './script/toolchain.js';

/** Universes that were compared for other releases of Go would differ. */
const installed = findToolchain();
const toolchain = installed?.version === '1.19' ? installed : undefined;
const firstSeed = Number(process.env['MODLOAD_FUZZ_SEED'] ?? 1);
const count = Number(process.env['MODLOAD_FUZZ_GRAPHS'] ?? 200);
const perTest = 20;
const keptFolder = fileURLToPath(new URL('fuzz/cases', import.meta.url));
const kept = readdirSync(keptFolder).filter((file) => file.endsWith('.json'));

if (toolchain === undefined) {
  console.warn(
    `${count} random module graphs and ${kept.length} kept ones are not compared: ${withoutGo119}`,
  );
} else {
  console.log(`module graphs of the seeds ${firstSeed} to ${firstSeed + count - 1} are compared`);
}

describe('gomodload compared with go', { timeout: 600_000 }, () => {
  let folder: string;
  let go: Program;
  let other: Program;
  beforeAll(async () => {
    folder = temporaryFolder();
    if (toolchain === undefined) return;
    go = spawned('go', toolchain.program);
    other = await gomodload(toolchain.root);
  });
  beforeEach(({ skip }) => {
    skip(toolchain === undefined, withoutGo119);
  });
  afterAll(() => removeAll(folder));

  let places = 0;
  const differencesOf = (universe: Universe, program = other) =>
    compare(universe, go, program, join(folder, String((places += 1))));

  /** The smallest universe to be found that has a difference, up to the command that showed it. */
  async function smallest(
    universe: Universe,
    { session, command }: Difference,
    program = other,
  ): Promise<Universe> {
    const sessions = [session.slice(0, session.indexOf(command) + 1)];
    return await shrink({ ...universe, sessions }, async (smaller) => {
      return (await differencesOf(smaller, program)).length > 0;
    });
  }

  test.concurrent.each(kept)('agrees in the recorded case %s', async (file) => {
    const universe = JSON.parse(readFileSync(join(keptFolder, file), 'utf8')) as Universe;
    expect((await differencesOf(universe)).map(describeDifference)).toEqual([]);
  });

  const blocks = Array.from({ length: Math.ceil(count / perTest) }, (_, index) => {
    const low = firstSeed + index * perTest;
    return { low, high: Math.min(low + perTest, firstSeed + count) - 1 };
  });
  test.concurrent.each(blocks)(
    'in the module graphs of the seeds $low to $high',
    async ({ low, high }) => {
      for (let seed = low; seed <= high; seed += 1) {
        const universe = generateUniverse(seed);
        const differences = await differencesOf(universe);
        if (differences.length === 0) continue;
        const shown = differences.map(describeDifference).join('\n\n');
        const file = join(keptFolder, `seed-${seed}.json`);
        const kept = await smallest(universe, differences[0]!);
        writeFileSync(file, `${JSON.stringify(kept, undefined, 2)}\n`);
        throw new Error(`seed ${seed}, kept in ${file}:\n${shown}`);
      }
    },
  );

  test('detects a deliberate difference and shrinks it', async () => {
    const forgetful: Program = {
      name: 'forgetful',
      run: async (args, place, environment) => {
        const result = await go.run(args, place, environment);
        const goMod = join(place, 'go.mod');
        const text = readFileSync(goMod, 'utf8');
        if (args[1] === 'tidy') writeFileSync(goMod, text.replace(/ \/\/ indirect/, ''));
        return result;
      },
    };
    const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
    for (const seed of seeds) {
      const { modules, main } = generateUniverse(seed);
      const universe: Universe = { modules, main, sessions: [[['mod', 'tidy']]] };
      const [difference] = await differencesOf(universe, forgetful);
      if (difference === undefined) continue;
      const smaller = await smallest(universe, difference, forgetful);
      expect(JSON.stringify(smaller).length).toBeLessThan(JSON.stringify(universe).length / 2);
      expect(await differencesOf(smaller, forgetful)).toMatchObject([{ what: 'go.mod' }]);
      return;
    }
    expect.fail('no graph has an indirect requirement');
  });
});
