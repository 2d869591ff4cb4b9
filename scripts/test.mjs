// Sets up, runs every suite through turbo, and ends with one line that sums them up. What the tests
// compare with or need is installed where that asks nobody, but not with --no-install; tests that lack
// it are left out, in groups that say how to add them. With --integration, the suite on real machines
// and containers is one of them.
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

/** Every folder with unit tests, under the name that its suite goes by. */
function listSuites() {
  const tested = listPackages().filter(({ manifest }) => manifest.scripts.test !== undefined);
  const suites = tested.map(({ folder, manifest }) => ({ name: manifest.name, folder }));
  return [...suites, { name: 'scripts', folder: root }];
}

async function runUnitTests(suites, turboArguments) {
  // Imported late: turbo is one of the packages.
  const { runTurbo } = await import('./turbo.mjs');
  for (const { folder } of suites)
    rmSync(join(folder, '.reports'), { recursive: true, force: true });
  const tasks = ['test', 'test:root', '--continue=dependencies-successful'];
  return runTurbo([...tasks, ...turboArguments]);
}

/** The packages whose tests load the addon: those that depend on it, through others too. */
function listOfAddon() {
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
 * Makes ready what can be, and returns why no test that needs the addon runs, or undefined. With
 * a filter, the chosen suites must have what they need.
 */
function prepareWhatCanBe(isFiltered) {
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
  // Under a filter, the suites that it leaves out have nothing to report.
  const isFiltered = turboArguments.some((argument) => argument.startsWith('--filter'));
  if (given.includes('--no-install')) forbidInstalling();
  const withoutAddon = prepareWhatCanBe(isFiltered || isIntegrated);
  provideExtras(testPackages);
  if (isIntegrated) provision();

  const suites = listSuites();
  const ofAddon = withoutAddon === undefined ? new Set() : listOfAddon();
  const leftOut = suites.filter(({ name }) => ofAddon.has(name));
  // All of them: also one without tests would have the addon built.
  const filters = [...ofAddon].map((name) => `--filter=!${name}`);
  const codes = [await runUnitTests(suites, [...turboArguments, ...filters])];
  if (isIntegrated) codes.push(await runIntegration());

  const reports = [...suites, ...(isIntegrated ? [integration] : [])]
    .map((suite) =>
      leftOut.includes(suite)
        ? leftOutReport(suite, withoutAddon)
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
