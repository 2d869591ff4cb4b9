// What suites of tests came to, by the reports that vitest wrote.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the suite in a folder came to. */
export function readReport({ name, folder }) {
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

/** Prints the counts of each suite, and every skipped test with its reason. */
export function printReports(reports) {
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

/** Prints the line that sums all suites up, and returns whether nothing failed. */
export function printSum(reports) {
  const sum = (count) => reports.map(count).reduce((total, number) => total + number, 0);
  const failed = sum((report) => report.failed);
  const passed = sum((report) => report.passed);
  const skipped = sum((report) => report.skipped.length);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 && !reports.some(({ isMissing }) => isMissing);
}
