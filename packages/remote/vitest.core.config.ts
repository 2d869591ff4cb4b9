import { defineConfig } from 'vitest/config';
import base from '../../vitest.base.js';

/** Core's tests, over this engine. */
export default defineConfig({
  test: {
    ...base.test,
    include: ['connect','cpu-map','domain','domain-*','errors','events','interface','network*','node-device','nw-filter*','secret','storage-*','streams','typed-parameters','call-options','wrong-arguments'].map(n=>`../core/test/${n}.test.ts`),
    setupFiles: ['test/core-suite.ts'],
    reporters: ['default'],
  },
});
