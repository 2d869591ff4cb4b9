import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';

/** Keeps the reason a test gave for skipping itself, which the JSON report leaves out otherwise. */
export const skipReasons: Reporter = {
  onTestCaseResult(testCase) {
    const result = testCase.result();
    if (result.state === 'skipped' && result.note !== undefined) {
      Object.assign(testCase.meta(), { skipReason: result.note });
    }
  },
};

const recorder = fileURLToPath(
  new URL('packages/testing/src/method-recorder.mjs', import.meta.url),
);

export default defineConfig({
  test: {
    setupFiles: process.env['LIBVIRT_RECORD_METHODS'] === undefined ? [] : [recorder],
    include: ['test/*.test.ts'],
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ['default', skipReasons, ['json', { outputFile: '.reports/vitest.json' }]],
  },
});
