import { compare, timeIn } from '../comparison.js';
import type { Scenario } from '../scenario.js';

const scenario: Scenario = {
  summary: 'memory growth over 200,000 calls that return XML',
  measure(options) {
    const count = options.short ? 500 : 200_000;
    return compare(
      [
        {
          name: `growth over ${count} calls, after a warm-up of ${count / 5}`,
          operation: 'memory',
          options: { uri: 'test:///default', count, warm_up: count / 5, in_flight: 1 },
          // In sequence, promises take ten times as long, and memory grows no more.
          asynchronousOptions: { in_flight: 64 },
          seen: count,
          measures: [
            timeIn('µs'),
            { name: 'growth', unit: 'MiB', of: ({ grownKiB }) => grownKiB! / 1024 },
            {
              name: "growth beyond V8's heap",
              unit: 'MiB',
              of: ({ grownKiB, heapGrownKiB = 0 }) => (grownKiB! - heapGrownKiB) / 1024,
            },
          ],
        },
      ],
      { ...options, rounds: Math.min(options.rounds, 3) },
    );
  },
};
export default scenario;
