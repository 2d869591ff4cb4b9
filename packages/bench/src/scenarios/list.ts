import { compare, timeIn, type Case } from '../comparison.js';
import { startDaemon } from '../daemon.js';
import { writeDomains } from '../domains.js';
import type { Scenario } from '../scenario.js';

const scenario: Scenario = {
  summary: '1,000 domains with name, UUID, id and info; XML of 1,000 domains',
  async measure(options) {
    await using daemon = await startDaemon();
    const domains = options.short ? 20 : 1000;
    const path = writeDomains(daemon.directory, domains);
    const own = `test://${path}`;
    const remote = daemon.uri('test', path);
    const count = options.short ? 2 : 10;
    const all = (name: string, operation: string, uri: string, inFlight: number): Case => ({
      name,
      operation,
      options: { uri, count, in_flight: inFlight, loop: 1 },
      // Without a daemon, one thread is as fast as many; promises are made all at once.
      ...(inFlight === 1 && { asynchronousOptions: { in_flight: domains } }),
      seen: domains * count,
      measures: [timeIn('ms')],
    });
    return await compare(
      [
        all(`list of ${domains}, without a daemon`, 'list', own, 1),
        all(`list of ${domains} through the daemon, 16 in flight`, 'list', remote, 16),
        all(`XML of ${domains}, without a daemon`, 'xml', own, 1),
        all(`XML of ${domains} through the daemon, 16 in flight`, 'xml', remote, 16),
      ],
      options,
    );
  },
};
export default scenario;
