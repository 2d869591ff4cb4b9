import { defineConfig } from 'vitest/config';
import base from '../../vitest.base.js';

/** Core's tests that need no more than the test driver, which run over this engine too. */
const CORE = [
  ...['call-options', 'connect', 'cpu-map', 'domain', 'domain-checkpoint', 'domain-cpus'],
  ...['domain-devices', 'domain-guest', 'domain-jobs', 'domain-snapshot', 'errors', 'events'],
  ...['interface', 'network', 'network-port', 'node-device', 'nw-filter', 'nw-filter-binding'],
  ...['secret', 'storage-pool', 'storage-streams', 'storage-vol', 'streams', 'typed-parameters'],
  'wrong-arguments',
];

const { setupFiles, reporters, ...shared } = base.test!;

export default defineConfig({
  test: {
    reporters: reporters!,
    projects: [
      { test: { ...shared, name: 'remote', setupFiles: setupFiles! } },
      {
        test: {
          ...shared,
          name: 'core over remote',
          include: CORE.map((name) => `../core/test/${name}.test.ts`),
          setupFiles: ['test/core-over-remote.ts'],
        },
      },
    ],
  },
});
