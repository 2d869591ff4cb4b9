import { expect, it } from 'vitest';
import { nextTurn } from '../src/turns.js';

it('nextTurn: gives one turn per turn of the event loop, in order', async () => {
  const log: string[] = [];
  const take = async (name: string) => {
    await nextTurn();
    log.push(name);
  };
  const all = Promise.all(['a', 'b', 'c'].map(take));
  const seen: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(log.length);
  }
  await all;
  expect(log).toEqual(['a', 'b', 'c']);
  expect(seen).toEqual([1, 2, 3]);
});
