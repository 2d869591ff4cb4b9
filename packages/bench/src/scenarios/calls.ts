import { compare, timeIn, type Case } from '../comparison.js';
import type { Scenario } from '../scenario.js';

const uri = 'test:///default';

const scenario: Scenario = {
  summary: 'getInfo of the test driver in this process, in sequence and with 64 in flight; getName',
  measure(options) {
    const count = options.short ? 200 : 40_000;
    const calls = (name: string, inFlight: number): Case => ({
      name,
      operation: 'calls',
      options: { uri, count, in_flight: inFlight, loop: 0 },
      seen: count,
      measures: [timeIn('µs')],
    });
    return compare(
      [
        calls('getInfo in sequence', 1),
        calls('getInfo, 64 in flight', 64),
        {
          name: 'getName (synchronous: it only reads the handle)',
          operation: 'names',
          options: { uri, count },
          seen: count * 'test'.length,
          measures: [timeIn('µs')],
        },
      ],
      options,
    );
  },
};
export default scenario;
