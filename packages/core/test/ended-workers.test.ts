import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needDaemon, startDaemon } from './daemon.js';
import { endsWell, runProgram } from './process.js';

const workers = process.env['LIBVIRT_TEST_WORKERS'] ?? '24';

test(`Worker.terminate() at any moment: ${workers} workers leave no socket, client or thread`, async (context) => {
  needDaemon(context);
  await using daemon = await startDaemon();
  const folder = join(daemon.directory, 'volumes');
  mkdirSync(folder);
  const ended = await runProgram('workers-ended.mjs', {
    arguments: [daemon.socket, folder, workers],
  });
  expect(ended).toEqual(endsWell('nothing left\n'));
}, 600_000);
