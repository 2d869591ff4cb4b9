import { compare } from '../comparison.js';
import type { Scenario } from '../scenario.js';

const scenario: Scenario = {
  summary: 'a process, from start to exit, that opens a connection and lists a domain',
  measure(options) {
    return compare(
      [
        {
          name: 'start to first domain',
          operation: 'first-domain',
          options: { uri: 'test:///default' },
          seen: 'test'.length,
          measures: [
            { name: 'process', unit: 'ms', of: ({ processSeconds }) => processSeconds * 1000 },
            { name: "libvirt's part", unit: 'ms', of: ({ seconds }) => seconds * 1000 },
          ],
        },
      ],
      { ...options, rounds: options.rounds * (options.short ? 1 : 3) },
    );
  },
};
export default scenario;
