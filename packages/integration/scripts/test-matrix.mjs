// Runs the unit tests and the integration suite against other releases of libvirt, each in a tree
// of the Debian release that has it, all with the same binary of the addon.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { nodeInTree, provideTree, runInTree } from '../../../native/scripts/debian-tree.mjs';
import { removeLeftOvers, makeScratch } from './machine.mjs';
import { integration } from './integration.mjs';
import { provideBinaries } from '../../../native/scripts/published-binaries.mjs';
import { printReports, printSum, readReport } from '../../../scripts/reports.mjs';
import { setup } from '../../../scripts/setup.mjs';
import { main, root, log, StepError } from '../../../scripts/steps.mjs';

const USAGE = `Usage: npm run test:matrix -- [--addon FILE] [release...]

  --addon FILE   the addon's binary (default: the one to be published, which is built first)
  release        bullseye, trixie or sid (default: all)`;

/** libvirt, its Python binding to compare with, and the compiler for libraries in its place. */
const unit = ['libvirt0', 'libvirt-daemon', 'python3-libvirt', 'gcc', 'libc6-dev'];

/** Parts of libvirt-daemon that are packages of their own since Debian 13. */
const drivers = ['libvirt-daemon-driver-storage', 'libvirt-daemon-driver-secret'];

/** Releases of Debian: bullseye has libvirt 7.0.0, the oldest; trixie 11.3.0; sid the newest. */
const releases = {
  // libvirt-daemon-system creates the users that the daemon's drivers need.
  bullseye: { packages: [...unit, 'libvirt-daemon-system'], suites: ['unit'] },
  trixie: { packages: [...unit, ...drivers], suites: ['unit', 'integration'] },
  sid: { packages: [...unit, ...drivers], suites: ['unit'] },
};

/** Files and folders of this machine that are mounted in every tree. */
const machine = {
  [nodeInTree]: process.execPath,
  '/etc/hosts': '/etc/hosts',
  [root]: root,
};

const vitest = join(root, 'node_modules/vitest/vitest.mjs');

/** Runs vitest in a tree, in the folder of one package, and returns what its report says. */
function runSuite(
  tree,
  { name, folder, command = ['node', vitest, 'run'], mounts = {}, env = {} },
) {
  const report = join(folder, '.reports/vitest.json');
  rmSync(report, { force: true });
  runInTree(
    tree,
    { ...machine, ...mounts },
    ['sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', folder, ...command],
    { env },
  );
  return readReport({ name, folder });
}

function runUnitTests(release, tree, env) {
  return ['native', 'packages/core', 'packages/qemu', 'packages/lxc', 'packages/admin']
    .map((folder) => ({ name: `${release}: ${folder}`, folder: join(root, folder), env }))
    .filter(({ folder }) => existsSync(join(folder, 'test')))
    .map((suite) => runSuite(tree, suite));
}

function runIntegrationSuite(release, tree, env) {
  removeLeftOvers();
  const scratch = makeScratch();
  runInTree(tree, machine, [join(root, 'vagrant/provision.sh')]);
  mkdirSync(join(tree, scratch), { recursive: true });
  try {
    const enter = join(integration.folder, 'machine/enter.sh');
    return runSuite(tree, {
      name: `${release}: ${integration.name}`,
      folder: integration.folder,
      command: [enter, 'node', vitest, 'run'],
      // The machine's own mounts need a root of their own.
      mounts: { [scratch]: scratch, '/sys': '/sys' },
      env: { ...env, LIBVIRT_INTEGRATION_DIRECTORY: scratch },
    });
  } finally {
    rmSync(join(tree, scratch), { recursive: true, force: true });
    removeLeftOvers();
  }
}

const digest = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

await main(async () => {
  const { values, positionals } = parseArgs({
    options: { addon: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  if (values.help) return log(USAGE);
  const unknown = positionals.filter((name) => !Object.hasOwn(releases, name));
  if (unknown.length > 0) throw new StepError(`${unknown.join(', ')}: unknown.\n${USAGE}`);

  const addon = resolve(
    values.addon ?? join(root, `prebuilds/linux-${process.arch}/libvirt.glibc.node`),
  );
  if (values.addon === undefined) provideBinaries();
  if (!existsSync(addon)) throw new StepError(`There is no addon at ${addon}.`);
  await setup();
  log(`The addon: ${addon}, sha256 ${digest(addon)}`);

  const names = positionals.length > 0 ? positionals : Object.keys(releases);
  const reports = names.flatMap((release) => {
    const { packages, suites } = releases[release];
    const tree = provideTree(`matrix-${release}`, { suite: release, packages });
    const mounted = '/libvirt.node';
    const env = { LIBVIRT_NATIVE_ADDON: mounted };
    spawnSync('cp', [addon, join(tree, mounted)]);
    log(`\nDebian ${release}\n`);
    return [
      ...(suites.includes('unit') ? runUnitTests(release, tree, env) : []),
      ...(suites.includes('integration') ? [runIntegrationSuite(release, tree, env)] : []),
    ];
  });
  printReports(reports);
  if (!printSum(reports)) process.exitCode = 1;
});
