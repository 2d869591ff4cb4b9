import { compare, timeIn, type Case } from '../comparison.js';
import { startDaemon } from '../daemon.js';
import type { Scenario } from '../scenario.js';

const LOOPS = [
  { loop: 1, running: 'event loop running' },
  { loop: 0, running: 'no event loop (@libvirt/core always has one)' },
];

const scenario: Scenario = {
  summary: 'getInfo through a daemon, in sequence and with 4, 16 and 64 in flight',
  async measure(options) {
    await using daemon = await startDaemon();
    const uri = daemon.uri('test', '/default');
    const cases = LOOPS.flatMap(({ loop, running }) =>
      [1, 4, 16, 64].map((inFlight): Case => {
        const most = inFlight === 1 ? 3000 : 6000;
        const count = options.short ? 200 : most;
        return {
          name: `${inFlight === 1 ? 'in sequence' : `${inFlight} in flight`}, ${running}`,
          operation: 'calls',
          options: { uri, count, in_flight: inFlight, loop },
          seen: count,
          measures: [timeIn('µs')],
        };
      }),
    );
    return await compare(cases, options);
  },
};
export default scenario;
