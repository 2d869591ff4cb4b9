import { defineConfig } from 'vitest/config';
import base, { skipReasons } from '../../vitest.base.js';

const files = 'scripts/test-pack/*.test.mjs';
const more = 'scripts/test-pack/full/*.test.mjs';

export default defineConfig({
  test: {
    ...base.test,
    include: process.env.TEST_PACK_FULL ? [files, more] : [files],
    globalSetup: 'scripts/test-pack/setup.mjs',
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // They would only wait for each other: installing takes all that a small machine has.
    fileParallelism: false,
    reporters: [
      'verbose',
      skipReasons,
      ['json', { outputFile: 'scripts/test-pack/.reports/vitest.json' }],
    ],
  },
});
