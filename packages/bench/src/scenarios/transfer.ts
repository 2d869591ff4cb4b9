import { Connect } from '@libvirt/core';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, timeIn, type Case } from '../comparison.js';
import { startDaemon } from '../daemon.js';
import type { Scenario } from '../scenario.js';

const MIB = 2 ** 20;

const scenario: Scenario = {
  summary: 'upload and download of a volume of 256 MiB through a daemon',
  async measure(options) {
    const size = options.short ? 2 : 256;
    await using daemon = await startDaemon();
    const directory = join(daemon.directory, 'pool');
    mkdirSync(directory);
    for (const volume of ['upload', 'download']) {
      writeFileSync(join(directory, volume), randomBytes(size * MIB));
    }
    const uri = daemon.uri('storage', '/system');
    await using conn = await Connect.open(uri);
    await using pool = await conn.storagePoolCreateXML(
      `<pool type="dir"><name>pool</name><target><path>${directory}</path></target></pool>`,
    );
    const transfer = (operation: string): Case => ({
      name: `${operation} of ${size} MiB`,
      operation,
      options: { uri, pool: pool.getName(), volume: operation, bytes: size * MIB },
      seen: size * MIB,
      measures: [
        timeIn('ms'),
        { name: 'rate', unit: 'MiB/s', of: ({ seconds }) => size / seconds },
      ],
    });
    return await compare([transfer('upload'), transfer('download')], options);
  },
};
export default scenario;
