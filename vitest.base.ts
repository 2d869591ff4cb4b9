import { defineConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';

/** Keeps the reason a test gave for skipping itself, which the JSON report leaves out otherwise. */
const skipReasons: Reporter = {
  onTestCaseResult(testCase) {
    const result = testCase.result();
    if (result.state === 'skipped' && result.note !== undefined) {
      Object.assign(testCase.meta(), { skipReason: result.note });
    }
  },
};

export default defineConfig({
  test: {
    include: ['test/*.test.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    reporters: ['default', skipReasons, ['json', { outputFile: '.reports/vitest.json' }]],
  },
});
