import { compare, timeIn, type Case } from '../comparison.js';
import { startDaemon } from '../daemon.js';
import type { Scenario } from '../scenario.js';

const scenario: Scenario = {
  summary: 'opening and closing a connection, without a daemon and to one',
  async measure(options) {
    await using daemon = await startDaemon();
    const count = options.short ? 10 : 500;
    const opens = (name: string, uri: string): Case => ({
      name,
      operation: 'opens',
      options: { uri, count },
      seen: count,
      measures: [timeIn('µs')],
    });
    return await compare(
      [
        opens('open and close, without a daemon', 'test:///default'),
        opens('open and close, through the daemon', daemon.uri('test', '/default')),
      ],
      options,
    );
  },
};
export default scenario;
