// Sets up, runs every suite through turbo, and ends with one line that sums them up.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { listPackages } from './packages.mjs';
import { prepare } from './setup.mjs';
import { guard, root } from './steps.mjs';

/** Every folder with tests, under the name that its suite goes by. */
function listSuites() {
  const tested = listPackages().filter(({ manifest }) => manifest.scripts.test !== undefined);
  const suites = tested.map(({ folder, manifest }) => ({ name: manifest.name, folder }));
  return [...suites, { name: 'scripts', folder: root }];
}

/** What one suite came to, by the report that vitest wrote. */
function readReport({ name, folder }) {
  const report = join(folder, '.reports/vitest.json');
  if (!existsSync(report)) return { name, passed: 0, failed: 0, skipped: [], isMissing: true };

  const files = JSON.parse(readFileSync(report, 'utf8')).testResults;
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === 'failed');
  // A file that cannot be loaded, or a hook that throws, fails without a test to show for it.
  const broken = files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  return {
    name,
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: failed.length + broken.length,
    skipped: tests.filter(({ status }) => status !== 'passed' && status !== 'failed'),
    isMissing: false,
  };
}

function printReports(reports) {
  console.log();
  const width = Math.max(...reports.map(({ name }) => name.length));
  for (const { name, passed, failed, skipped, isMissing } of reports) {
    const counts = `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
    console.log(`${name.padEnd(width)}  ${isMissing ? 'no report' : counts}`);
  }
  for (const { name, skipped } of reports) {
    for (const { fullName, meta } of skipped) {
      console.log(`skipped in ${name}: ${fullName} (${meta.skipReason ?? 'no reason given'})`);
    }
  }
}

async function runTests(turboArguments) {
  // Imported late: turbo is one of the packages.
  const { runTurbo } = await import('./turbo.mjs');
  const suites = listSuites();
  for (const { folder } of suites)
    rmSync(join(folder, '.reports'), { recursive: true, force: true });

  const tasks = ['test', 'test:root', '--continue=dependencies-successful'];
  const code = await runTurbo([...tasks, ...turboArguments]);

  // Under a filter, the suites that it leaves out have nothing to report.
  const isFiltered = turboArguments.some((argument) => argument.startsWith('--filter'));
  const reports = suites.map(readReport).filter(({ isMissing }) => !(isMissing && isFiltered));
  printReports(reports);
  const sum = (count) => reports.map(count).reduce((total, number) => total + number, 0);
  const failed = sum((report) => report.failed);
  if (code !== 0 && failed === 0) console.log('Something other than a test failed: see above.');
  if (code !== 0 || failed > 0 || reports.some(({ isMissing }) => isMissing)) process.exitCode = 1;

  const passed = sum((report) => report.passed);
  const skipped = sum((report) => report.skipped.length);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
}

await guard(async () => {
  prepare();
  await runTests(process.argv.slice(2));
});
