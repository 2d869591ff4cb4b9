import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { printReports, printSum, readReport } from '../reports.mjs';

let folder;
let printed;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'libvirt-reports-'));
  mkdirSync(join(folder, '.reports'));
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line = '') => printed.push(line));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Writes the report of one file with some tests, and reads it back. */
function reportOf(tests, { status = 'passed', isPartial } = {}) {
  const assertionResults = tests.map((test, index) => ({
    fullName: `test ${index}`,
    status: 'passed',
    failureMessages: [],
    meta: {},
    ...test,
  }));
  const testResults = [
    { name: join(folder, 'a.test.ts'), status, message: 'broken', assertionResults },
  ];
  writeFileSync(join(folder, '.reports/vitest.json'), JSON.stringify({ testResults }));
  return readReport({ name: 'suite', folder }, isPartial);
}

const skipped = (skipReason) => ({ status: 'skipped', meta: { skipReason } });

describe('readReport', () => {
  test('counts a test that is skipped without a reason as failed', () => {
    const { failed, skipped: explained } = reportOf([skipped('no go'), skipped(undefined)]);
    expect(failed).toEqual([{ what: 'test 1', why: 'It is skipped without a reason.' }]);
    expect(explained).toHaveLength(1);
  });

  test('requires no reasons if only some of the tests were selected', () => {
    expect(reportOf([{}, skipped(undefined)], { isPartial: true }).failed).toEqual([]);
  });

  test('counts a hook that fails as one failure, not one for each test of its file', () => {
    const tests = [skipped(undefined), skipped(undefined)];
    expect(reportOf(tests, { status: 'failed' }).failed).toEqual([
      { what: 'a.test.ts', why: 'broken' },
    ]);
  });

  test('returns an error that ended the run early as the only failure', () => {
    writeFileSync(join(folder, '.reports/fatal'), 'libvirtd ended with exit code 6');
    const { failed } = reportOf([{}, {}]);
    expect(failed).toEqual([{ what: 'the whole suite', why: 'libvirtd ended with exit code 6' }]);
  });
});

describe('printReports', () => {
  test('prints one line for each group of skipped tests', () => {
    const reason = 'go is not installed: sudo apt-get install golang-go';
    const tests = [{}, skipped(reason), skipped(reason), skipped('this libvirt is new enough')];
    const reports = [reportOf(tests), { ...reportOf([skipped(reason)]), name: 'other' }];
    printReports(reports);
    expect(printed.filter((line) => line.startsWith('skipped'))).toEqual([
      `skipped, 3 tests of suite, other: ${reason}`,
      'skipped, 1 test of suite: this libvirt is new enough',
    ]);
  });
});

describe('printSum', () => {
  test('prints the total of all suites in one line', () => {
    const report = reportOf([{}, {}, skipped('no go')]);
    expect(printSum([report, report])).toBe(true);
    expect(printed).toEqual(['4 passed, 0 failed, 2 skipped']);
  });

  test('counts a suite without a report as one failure', () => {
    expect(printSum([readReport({ name: 'suite', folder })])).toBe(false);
    expect(printed).toEqual(['0 passed, 1 failed, 0 skipped']);
  });
});
