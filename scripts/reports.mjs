// What suites of tests came to, by the reports that vitest wrote.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** What the suite in a folder came to. */
export function readReport({ name, folder }) {
  const report = join(folder, '.reports/vitest.json');
  if (!existsSync(report)) return { name, passed: 0, failed: [], skipped: [], isMissing: true };

  const files = JSON.parse(readFileSync(report, 'utf8')).testResults;
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({ what: fullName, why: failureMessages.join('\n') }));
  // A file that cannot be loaded, or a hook that throws, fails without a test to show for it.
  const broken = files
    .filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    )
    .map((file) => ({ what: relative(folder, file.name), why: file.message }));
  return {
    name,
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: [...failed, ...broken],
    skipped: tests.filter(({ status }) => status !== 'passed' && status !== 'failed'),
    isMissing: false,
  };
}

/** Prints the counts of each suite, and every skipped or failed test with its reason. */
export function printReports(reports) {
  console.log();
  const width = Math.max(...reports.map(({ name }) => name.length));
  for (const { name, passed, failed, skipped, isMissing } of reports) {
    const counts = `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
    console.log(`${name.padEnd(width)}  ${isMissing ? 'no report' : counts}`);
  }
  for (const { name, skipped } of reports) {
    for (const { fullName, meta } of skipped) {
      console.log(`skipped in ${name}: ${fullName} (${meta.skipReason ?? 'no reason given'})`);
    }
  }
  // Whoever sees only the end of a long output learns from it what went wrong.
  for (const { name, failed } of reports) {
    for (const { what, why } of failed) console.log(`failed in ${name}: ${what}\n${shorten(why)}`);
  }
}

/** The first lines of a message and its stack, each indented, without what the packages do. */
function shorten(text) {
  const lines = stripVTControlCharacters(text).trimEnd().split('\n');
  return lines
    .filter((line) => !/^\s*at .*(node_modules|<anonymous>)/.test(line))
    .slice(0, 20)
    .map((line) => `    ${line.slice(0, 400)}`)
    .join('\n');
}

/** Prints the line that sums all suites up, and returns whether nothing failed. */
export function printSum(reports) {
  const sum = (count) => reports.map(count).reduce((total, number) => total + number, 0);
  const failed = sum((report) => report.failed.length);
  const passed = sum((report) => report.passed);
  const skipped = sum((report) => report.skipped.length);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 && !reports.some(({ isMissing }) => isMissing);
}
