import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.js';

export default mergeConfig(base, {
  test: {
    // The packages of single drivers and the examples have their own tests on real machines.
    dir: '../..',
    include: [
      'packages/integration/test/*.test.ts',
      'packages/{qemu,lxc}/integration/*.test.ts',
      'examples/*/integration/*.test.ts',
    ],
    globalSetup: 'src/global-setup.ts',
    // No test may depend on what ran before. The seed is printed, and can be set.
    sequence: { shuffle: { files: true } },
    maxWorkers: 2,
    // Machines without KVM are slow on a busy host.
    testTimeout: 120_000,
  },
});
