// Reads and prints the results of test suites from vitest's reports.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './steps.mjs';

/**
 * Reads the results of the suite in a folder.
 * @param isPartial whether only some of its tests were selected: the others are skipped without a reason
 */
export function readReport({ name, folder }, isPartial = false) {
  const report = join(folder, '.reports/vitest.json');
  // The error that ended the run early, such as a daemon that did not start.
  const fatal = join(folder, '.reports/fatal');
  if (existsSync(fatal)) {
    const failed = [{ what: 'the whole suite', why: readFileSync(fatal, 'utf8') }];
    return { name, passed: 0, failed, skipped: [], isMissing: false };
  }
  if (!existsSync(report)) return { name, passed: 0, failed: [], skipped: [], isMissing: true };

  const files = JSON.parse(readFileSync(report, 'utf8')).testResults;
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({ what: fullName, why: failureMessages.join('\n') }));
  // A file that cannot be loaded, or a hook that throws, fails without a failed test.
  const broken = files
    .filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    )
    .map((file) => ({ what: relative(folder, file.name), why: file.message }));
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  // If a hook fails, the tests of its file are skipped without a reason.
  const unexplained = files
    .filter(({ status }) => status !== 'failed' && !isPartial)
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .filter(({ meta }) => meta?.skipReason === undefined)
    .map(({ fullName }) => ({ what: fullName, why: 'It is skipped without a reason.' }));
  return {
    name,
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: [...failed, ...broken, ...unexplained],
    skipped: skipped.filter(({ meta }) => meta?.skipReason !== undefined),
    isMissing: false,
  };
}

/**
 * Returns the report of a suite that cannot run here: all of its tests are skipped for one reason.
 * They are counted in the sources, where a `test.each` is one test.
 */
export function leftOutReport({ name, folder }, reason) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { stdout } = spawnSync(process.execPath, [vitest, 'list', '--static-parse', '--json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  const skipped = JSON.parse(stdout).map((test) => ({
    fullName: test.name,
    meta: { skipReason: reason },
  }));
  return { name, passed: 0, failed: [], skipped, isMissing: false };
}

/** Prints the counts of each suite, each group of skipped tests, and each failed test with its error. */
export function printReports(reports) {
  console.log();
  const width = Math.max(...reports.map(({ name }) => name.length));
  for (const { name, passed, failed, skipped, isMissing } of reports) {
    const counts = `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
    console.log(`${name.padEnd(width)}  ${isMissing ? 'no report' : counts}`);
  }
  for (const [reason, { count, names }] of groupSkipped(reports)) {
    const tests = count === 1 ? '1 test' : `${count} tests`;
    console.log(`skipped, ${tests} of ${[...names].join(', ')}: ${reason}`);
  }
  // Last, so that failures are at the end of a long output.
  for (const { name, failed } of reports) {
    for (const { what, why } of failed) console.log(`failed in ${name}: ${what}\n${shorten(why)}`);
  }
}

/** Groups the skipped tests by their reasons, which say what would let them run. */
function groupSkipped(reports) {
  const groups = new Map();
  for (const { name, skipped } of reports) {
    for (const { meta } of skipped) {
      const group = groups.get(meta.skipReason) ?? { count: 0, names: new Set() };
      group.count += 1;
      groups.set(meta.skipReason, { ...group, names: group.names.add(name) });
    }
  }
  return groups;
}

/** Returns the first lines of a message and its stack, indented, without frames in node_modules. */
function shorten(text) {
  const lines = stripVTControlCharacters(text).trimEnd().split('\n');
  return lines
    .filter((line) => !/^\s*at .*(node_modules|<anonymous>)/.test(line))
    .slice(0, 20)
    .map((line) => `    ${line.slice(0, 400)}`)
    .join('\n');
}

/** Prints the total of all suites, and returns whether no test failed. */
export function printSum(reports) {
  const sum = (count) => reports.map(count).reduce((total, number) => total + number, 0);
  // A suite without a report counts as one failure.
  const failed = sum((report) => report.failed.length + (report.isMissing ? 1 : 0));
  const passed = sum((report) => report.passed);
  const skipped = sum((report) => report.skipped.length);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0;
}
