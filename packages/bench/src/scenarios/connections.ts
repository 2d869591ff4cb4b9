import { compare, timeIn, type Case } from '../comparison.js';
import { startDaemon } from '../daemon.js';
import type { Scenario } from '../scenario.js';

const scenario: Scenario = {
  summary: 'memory and threads of 1,000 open connections with an event registration each',
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
          name: 'memory per connection',
          unit: 'KiB',
          of: ({ grownKiB, operations }) => grownKiB! / operations,
        },
        { name: 'threads in total', unit: '', of: ({ threads }) => threads! },
        timeIn('ms'),
      ],
    });
    return await compare(
      [
        connections('without a daemon', 'test:///default'),
        connections('through the daemon', daemon.uri('test', '/default')),
      ],
      { ...options, rounds: Math.min(options.rounds, 3) },
    );
  },
};
export default scenario;
