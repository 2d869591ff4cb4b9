import { expect, test } from 'vitest';
import { endsWell, runProgram } from './process.js';

test('Worker: the main thread and eight workers use libvirt concurrently', async () => {
  expect(await runProgram('workers-together.mjs')).toEqual(endsWell('all done\n'));
});

test('Worker.terminate() during calls and with events registered, 100 times', async () => {
  expect(await runProgram('workers-terminate.mjs')).toEqual(endsWell('terminated 100\n'));
});

test('Worker: can be the first and only user of libvirt', async () => {
  expect(await runProgram('workers-only.mjs')).toEqual(endsWell('done\n'));
});

test('process.exit() during calls of all threads', async () => {
  for (let round = 0; round < 10; round += 1) {
    expect(await runProgram('workers-exit.mjs')).toEqual(endsWell());
  }
});

test('Worker: one with listeners can end, and the main thread still receives its events', async () => {
  expect(await runProgram('workers-shared-events.mjs')).toEqual(endsWell('received 20\n'));
});
