// Sets up, runs every suite through turbo, and ends with one line that adds them up. What the tests
// need or compare with is installed if this needs no password, unless --no-install is given. Tests that
// lack something are skipped, in groups that say how to add it. With --integration, the suite on real
// machines and containers runs too.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkExercised,
  integration,
  provision,
  runIntegration,
} from '../packages/integration/scripts/integration.mjs';
import { listPackages } from './packages.mjs';
import { leftOutReport, printReports, printSum, readReport } from './reports.mjs';
import { missingForAddon, prepare, prepareScripts } from './setup.mjs';
import { main, root } from './steps.mjs';
import { canInstall, forbidInstalling, provideExtras } from './system-packages.mjs';
import { testPackages } from './test-packages.mjs';

const OPTIONS = ['--integration', '--no-install'];

/** Returns the name and the folder of every suite of unit tests. */
function listSuites() {
  const tested = listPackages().filter(({ manifest }) => manifest.scripts.test !== undefined);
  const suites = tested.map(({ folder, manifest }) => ({ name: manifest.name, folder }));
  return [...suites, { name: 'scripts', folder: root }];
}

async function runUnitTests(suites, turboArguments) {
  // Imported here, because turbo is one of the packages.
  const { runTurbo } = await import('./turbo.mjs');
  for (const { folder } of suites)
    rmSync(join(folder, '.reports'), { recursive: true, force: true });
  const tasks = ['test', 'test:root', '--continue=dependencies-successful'];
  return runTurbo([...tasks, ...turboArguments]);
}

/** Returns the packages whose tests load the addon: those that depend on it, directly or not. */
function packagesWithAddon() {
  const packages = listPackages().map(({ manifest }) => manifest);
  const names = new Set(['@libvirt/native']);
  const needsAddon = ({ dependencies, devDependencies }) =>
    Object.keys({ ...dependencies, ...devDependencies }).some((name) => names.has(name));
  for (let size = 0; size < names.size;) {
    size = names.size;
    for (const manifest of packages.filter(needsAddon)) names.add(manifest.name);
  }
  return names;
}

/**
 * Sets up as far as possible without installing system packages, unless this may install them. Returns
 * why the tests that need the addon are skipped, or undefined if they run. With a filter, everything
 * has to be ready.
 */
function prepareIfPossible(isFiltered) {
  if (canInstall() || isFiltered) {
    prepare();
    return undefined;
  }
  prepareScripts();
  const command = missingForAddon();
  if (command === undefined) prepare();
  return command && `the addon cannot be built or has no libvirt to open: ${command}`;
}

await main(async () => {
  const given = process.argv.slice(2);
  const isIntegrated = given.includes('--integration');
  const turboArguments = given.filter((argument) => !OPTIONS.includes(argument));
  // Suites that a filter excludes have no report.
  const isFiltered = turboArguments.some((argument) => argument.startsWith('--filter'));
  if (given.includes('--no-install')) forbidInstalling();
  const whyNoAddon = prepareIfPossible(isFiltered || isIntegrated);
  provideExtras(testPackages);
  if (isIntegrated) provision();

  const suites = listSuites();
  const excluded = whyNoAddon === undefined ? new Set() : packagesWithAddon();
  const leftOut = suites.filter(({ name }) => excluded.has(name));
  // Also those without tests: turbo would build the addon for them.
  const filters = [...excluded].map((name) => `--filter=!${name}`);
  const codes = [await runUnitTests(suites, [...turboArguments, ...filters])];
  if (isIntegrated) codes.push(await runIntegration());

  const reports = [...suites, ...(isIntegrated ? [integration] : [])]
    .map((suite) =>
      leftOut.includes(suite)
        ? leftOutReport(suite, whyNoAddon)
        : readReport(suite, turboArguments.includes('--')),
    )
    .filter(({ isMissing }) => !(isMissing && isFiltered));
  if (isIntegrated) codes.push(checkExercised());
  printReports(reports);
  const isBroken = codes.some((code) => code !== 0);
  if (isBroken && reports.every(({ failed }) => failed.length === 0)) {
    console.log('Something other than a test failed: see above.');
  }
  if (!printSum(reports) || isBroken) process.exitCode = 1;
});
