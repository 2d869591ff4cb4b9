import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.js';

export default mergeConfig(base, {
  test: {
    // The packages of single drivers keep their tests on real machines at home.
    dir: '..',
    include: ['integration/test/*.test.ts', '{qemu,lxc}/integration/*.test.ts'],
    globalSetup: 'src/global-setup.ts',
    // Nothing may depend on what ran before; the seed is told and can be given again.
    sequence: { shuffle: { files: true } },
    maxWorkers: 2,
    // Machines without KVM take their time where others work too.
    testTimeout: 120_000,
  },
});
