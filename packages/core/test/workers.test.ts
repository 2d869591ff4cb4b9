import { expect, test } from 'vitest';
import { endsWell, runProgram } from './process.js';

test('the main thread and eight workers use libvirt at once', async () => {
  expect(await runProgram('workers-together.mjs')).toEqual(endsWell('all done\n'));
});

test('workers may be terminated in the middle of calls and with events registered, 100 times over', async () => {
  expect(await runProgram('workers-terminate.mjs')).toEqual(endsWell('terminated 100\n'));
});

test('a worker may be the first and only user of libvirt', async () => {
  expect(await runProgram('workers-only.mjs')).toEqual(endsWell('done\n'));
});

test('the process may exit in the middle of calls of all threads', async () => {
  for (let round = 0; round < 10; round += 1) {
    expect(await runProgram('workers-exit.mjs')).toEqual(endsWell());
  }
});

test('a worker whose listeners are forgotten ends with its events', async () => {
  expect(await runProgram('workers-shared-events.mjs')).toEqual(endsWell('heard 20\n'));
});
