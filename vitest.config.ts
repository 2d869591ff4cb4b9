import { mergeConfig } from 'vitest/config';
import base from './vitest.base.js';

export default mergeConfig(base, {
  test: { include: ['{scripts,native/scripts,eslint}/test/*.test.mjs'] },
});
