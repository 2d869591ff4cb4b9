import { compare, timeIn, type Case } from '../comparison.js';
import { startDaemon } from '../daemon.js';
import type { Scenario } from '../scenario.js';

const scenario: Scenario = {
  summary: 'memory and threads for each of 1,000 open connections with events on each',
  async measure(options) {
    await using daemon = await startDaemon();
    const count = options.short ? 20 : 1000;
    const connections = (name: string, uri: string): Case => ({
      name: `${count} connections, ${name}`,
      operation: 'connections',
      options: { uri, count },
      seen: count,
      measures: [
        {
          name: 'memory of each',
          unit: 'KiB',
          of: ({ grownKiB, operations }) => grownKiB! / operations,
        },
        { name: 'threads of all', unit: '', of: ({ threads }) => threads! },
        timeIn('ms'),
      ],
    });
    return await compare(
      [
        connections('own process', 'test:///default'),
        connections('through the daemon', daemon.uri('test', '/default')),
      ],
      { ...options, rounds: Math.min(options.rounds, 3) },
    );
  },
};
export default scenario;
