// Builds the addon with and without QEMU, LXC and the admin API, checks that what is left out is not
// there, and runs the tests of the three packages with each of these builds. Those of core take the longest and
// run with the smallest build, since "npm test" has run them with the whole one; with --all they
// run with each; with --poll they also run with the event loop of other systems than Linux. The
// ordinary build is not touched; what it compiled is used again, so that only
// what differs is compiled and linked.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { printReports, printSum, readReport } from '../../scripts/reports.mjs';
import { setup } from '../../scripts/setup.mjs';
import { main, root, run, log, StepError } from '../../scripts/steps.mjs';
import { provideExtras } from '../../scripts/system-packages.mjs';
import { addonPackages } from '../../scripts/test-packages.mjs';

/** A sibling of native/, since what was compiled knows of other folders by relative paths. */
const workshop = join(root, '.build-tags');
const parts = ['qemu', 'lxc', 'admin'];

function prepareWorkshop() {
  rmSync(workshop, { recursive: true, force: true });
  mkdirSync(workshop);
  for (const name of ['package.json', 'binding.gyp', 'exports.map', 'scripts', 'src', 'build']) {
    const source = join(root, 'native', name);
    if (!existsSync(source)) continue;
    cpSync(source, join(workshop, name), { recursive: true, preserveTimestamps: true });
  }
}

/** Builds without some parts. Returns the binary with its symbols, and a copy without. */
function build(without, ...more) {
  const options = [...without.map((part) => `--without-${part}`), ...more];
  run(process.execPath, [join(workshop, 'scripts/build-addon.mjs'), '--dev', ...options], {
    JOBS: String(availableParallelism()),
  });
  const whole = join(workshop, 'build/Release/libvirt.node');
  const stripped = join(workshop, `${['libvirt', ...without].join('-without-')}.node`);
  copyFileSync(whole, stripped);
  run('strip', [stripped]);
  return { without, whole: readFileSync(whole, 'latin1'), file: stripped };
}

/** Called by libvirt itself: no build has these names. */
const unused = new Set(['virAdmInitialize']);

/** The functions of a part, as the committed facts name them. */
function functionsOf(part) {
  const { version } = JSON.parse(readFileSync(join(root, 'native/package.json'), 'utf8'));
  const path = join(root, `native/api/libvirt-${version.replace(/\d+$/, '0')}.json`);
  const { functions } = JSON.parse(readFileSync(path, 'utf8'));
  const names = functions.filter(({ library }) => library === part).map(({ name }) => name);
  return names.filter((name) => !unused.has(name));
}

/** Symbols and texts both have the names in full. */
function checkNames({ without, whole, file }) {
  for (const part of parts) {
    const names = functionsOf(part);
    const found = names.filter((name) => whole.includes(name));
    if (without.includes(part) && found.length > 0) {
      throw new StepError(`${file} was built without_${part}, and has ${found.join(', ')}.`);
    }
    // Otherwise a name that is never used would pass the check.
    if (!without.includes(part) && found.length < names.length) {
      const missing = names.filter((name) => !found.includes(name));
      throw new StepError(`${file} lacks ${missing.join(', ')}.`);
    }
  }
}

function test(name, { without, file }) {
  const folder = join(root, 'packages', name);
  rmSync(join(folder, '.reports'), { recursive: true, force: true });
  // Looked up here: on a new machine, setup() has to install it first.
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json');
  const { status } = spawnSync(process.execPath, [join(dirname(vitest), 'vitest.mjs'), 'run'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      LIBVIRT_NATIVE_ADDON: file,
      LIBVIRT_TEST_WITHOUT: without.join(' '),
    },
  });
  const report = readReport({ name: `${name}, ${describe(without)}`, folder });
  // Something other than a test can fail, too.
  if (status !== 0 && report.failed.length === 0) report.isMissing = true;
  return report;
}

const describe = (without) =>
  without.length === 0
    ? 'the whole addon'
    : `the addon ${without.map((part) => `without_${part}`).join(', ')}`;

await main(async () => {
  provideExtras(addonPackages);
  await setup(...parts.map((part) => `--filter=@libvirt/${part}`));
  prepareWorkshop();
  try {
    const sizes = new Map();
    const reports = [];
    for (const without of [[], ...parts.map((part) => [part]), parts]) {
      log(`Building ${describe(without)} ...`);
      const variant = build(without);
      checkNames(variant);
      const size = readFileSync(variant.file).length;
      sizes.set(without.join(), size);
      console.log(`${describe(without)}: ${size} bytes`);
      for (const part of parts) reports.push(test(part, variant));
      if (without.length === parts.length || process.argv.includes('--all')) {
        reports.push(test('core', variant));
      }
    }
    for (const part of parts) {
      const isSmaller =
        sizes.get(part) < sizes.get('') && sizes.get(parts.join()) < sizes.get(part);
      if (!isSmaller) throw new StepError(`To leave ${part} out makes the addon no smaller.`);
    }
    if (process.argv.includes('--poll')) {
      log('Building the addon with the event loop of other systems ...');
      reports.push(test('core', build([], '--poll')));
    }
    printReports(reports);
    if (!printSum(reports)) process.exitCode = 1;
  } finally {
    rmSync(workshop, { recursive: true });
  }
});
