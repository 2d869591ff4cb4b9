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
    // In parallel they would not be faster: an install alone uses all of a small machine.
    fileParallelism: false,
    reporters: ['verbose', skipReasons, ['json', { outputFile: '.reports/vitest.json' }]],
  },
});
