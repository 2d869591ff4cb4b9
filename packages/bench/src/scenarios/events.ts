import { compare, timeIn, type Case, type Measure } from '../comparison.js';
import { startDaemon } from '../daemon.js';
import { writeDomains } from '../domains.js';
import type { Scenario } from '../scenario.js';
import { percentile } from '../statistics.js';

const latency = (name: string, share: number): Measure => ({
  name,
  unit: 'µs',
  of: ({ latencies }) => percentile(latencies!, share),
});

const scenario: Scenario = {
  summary:
    'lifecycle events: time per event, and latency from the start of the call that causes it',
  async measure(options) {
    await using daemon = await startDaemon();
    const path = writeDomains(daemon.directory, 16);
    const count = options.short ? 64 : 4000;
    const events = (name: string, uri: string, inFlight: number): Case => ({
      name,
      operation: 'events',
      options: { uri, count, in_flight: inFlight },
      // Every event arrives.
      seen: count,
      measures: [timeIn('µs'), latency('p50', 0.5), latency('p99', 0.99)],
    });
    return await compare(
      [
        events('events, without a daemon, one call at a time', `test://${path}`, 1),
        events('events, without a daemon, 16 calls in flight', `test://${path}`, 16),
        events('events, through the daemon, one call at a time', daemon.uri('test', path), 1),
        events('events, through the daemon, 16 calls in flight', daemon.uri('test', path), 16),
      ],
      options,
    );
  },
};
export default scenario;
