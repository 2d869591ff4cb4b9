import { expect, test } from 'vitest';
import { runProgram } from './process.js';

test('100 hosts that never answer delay nobody else, hold few threads, and do not stop the exit', async () => {
  const ended = await runProgram('hung-hosts.mjs');
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  const told = JSON.parse(ended.stdout) as Record<string, unknown>;
  expect(told).toMatchObject({ pendingBefore: 100, pendingAfter: 100, closed: 0 });
  expect(told['threads']).toBeLessThan(64);
});

test('hosts of different names that never answer do not wait for each other', async () => {
  const ended = await runProgram('hung-hosts.mjs', { arguments: ['different'] });
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  const told = JSON.parse(ended.stdout) as Record<string, unknown>;
  expect(told).toMatchObject({ pendingBefore: 100, pendingAfter: 100, closed: 0 });
  // One thread for each, and the process's own.
  expect(told['threads']).toBeLessThan(100 + 64);
});
