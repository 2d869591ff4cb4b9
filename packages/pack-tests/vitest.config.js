import { defineConfig } from 'vitest/config';
import base, { skipReasons } from '../../vitest.base.js';

const usual = 'test/*.test.mjs';
const full = 'test/full/*.test.mjs';

export default defineConfig({
  test: {
    ...base.test,
    include: process.env.TEST_PACK_FULL ? [usual, full] : [usual],
    globalSetup: 'src/setup.mjs',
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // They would only wait for each other: installing takes all that a small machine has.
    fileParallelism: false,
    reporters: ['verbose', skipReasons, ['json', { outputFile: '.reports/vitest.json' }]],
  },
});
