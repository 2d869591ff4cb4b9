// Reads and prints the results of test suites from vitest's reports.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './steps.mjs';

/**
 * Reads the results of the suite in a folder.
 * @param isPartial whether a part of its tests was chosen, so that the others say no reason
 */
export function readReport({ name, folder }, isPartial = false) {
  const report = join(folder, '.reports/vitest.json');
  // What ended the run before its time, as a daemon that did not start.
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
  // A file that cannot be loaded, or a hook that throws, fails without a test to show for it.
  const broken = files
    .filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    )
    .map((file) => ({ what: relative(folder, file.name), why: file.message }));
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  // Where a hook fails, the tests of its file are skipped for that.
  const unexplained = files
    .filter(({ status }) => status !== 'failed' && !isPartial)
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .filter(({ meta }) => meta?.skipReason === undefined)
    .map(({ fullName }) => ({ what: fullName, why: 'It is skipped, and says no reason.' }));
  return {
    name,
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: [...failed, ...broken, ...unexplained],
    skipped: skipped.filter(({ meta }) => meta?.skipReason !== undefined),
    isMissing: false,
  };
}

/**
 * What a suite comes to that cannot run here: each of its tests is skipped for the same reason. They
 * are counted without being run, so that several with one text count as one.
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

/** Prints the counts of each suite, every group of skipped tests, and every failed one with its reason. */
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
  // Last, so that the end of a long output says what went wrong.
  for (const { name, failed } of reports) {
    for (const { what, why } of failed) console.log(`failed in ${name}: ${what}\n${shorten(why)}`);
  }
}

/** The skipped tests by their reasons, which say what would let them run. */
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
  // A suite without a report has failed as a whole.
  const failed = sum((report) => report.failed.length + (report.isMissing ? 1 : 0));
  const passed = sum((report) => report.passed);
  const skipped = sum((report) => report.skipped.length);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0;
}
