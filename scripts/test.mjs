// Sets up, runs every suite through turbo, and ends with one line that sums them up. With
// --integration, the suite on real machines and containers is one of them.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkExercised, integration, provision, runIntegration } from './integration.mjs';
import { listPackages } from './packages.mjs';
import { printReports, printSum, readReport } from './reports.mjs';
import { prepare } from './setup.mjs';
import { guard, root } from './steps.mjs';

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

await guard(async () => {
  const given = process.argv.slice(2);
  const isIntegrated = given.includes('--integration');
  const turboArguments = given.filter((argument) => argument !== '--integration');
  prepare();
  if (isIntegrated) provision();

  const suites = listSuites();
  const codes = [await runUnitTests(suites, turboArguments)];
  if (isIntegrated) codes.push(await runIntegration());

  // Under a filter, the suites that it leaves out have nothing to report.
  const isFiltered = turboArguments.some((argument) => argument.startsWith('--filter'));
  const reports = [...suites, ...(isIntegrated ? [integration] : [])]
    .map(readReport)
    .filter(({ isMissing }) => !(isMissing && isFiltered));
  if (isIntegrated) codes.push(checkExercised());
  printReports(reports);
  const isBroken = codes.some((code) => code !== 0);
  if (isBroken && reports.every(({ failed }) => failed.length === 0)) {
    console.log('Something other than a test failed: see above.');
  }
  if (!printSum(reports) || isBroken) process.exitCode = 1;
});
