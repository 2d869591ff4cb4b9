import { describe, expect, it } from 'vitest';
import { Slots } from '../src/slots.js';

const { signal } = new AbortController();

/** Takes a slot, and notes when it gets it. */
function queue(slots: Slots, group: string, log: string[], ...names: string[]): void {
  for (const name of names) void slots.take(group, signal).then(() => log.push(name));
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('Slots', () => {
  it('gives so many slots, and the next when one is given back', async () => {
    const slots = new Slots(2);
    const frees = [await slots.take(0, signal), await slots.take(0, signal)];
    const log: string[] = [];
    queue(slots, 'a', log, 'a1', 'a2');
    await settle();
    expect([log, slots.waiting]).toEqual([[], 2]);
    frees[0]!();
    frees[0]!(); // Idempotent.
    await settle();
    expect([log, slots.waiting]).toEqual([['a1'], 1]);
  });

  it('keeps the order within a group, and lets groups take turns', async () => {
    const slots = new Slots(1);
    let free = await slots.take(0, signal);
    const log: string[] = [];
    const take = (group: string, name: string) => {
      void slots.take(group, signal).then((mine) => {
        log.push(name);
        free = mine;
      });
    };
    for (const name of ['a1', 'a2', 'a3', 'a4']) take('a', name);
    take('b', 'b1');
    take('c', 'c1');
    take('b', 'b2');
    for (let round = 0; round < 7; round += 1) {
      free();
      await settle();
    }
    expect(log).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  });

  it('forgets a wait whose signal is aborted', async () => {
    const slots = new Slots(1);
    const free = await slots.take(0, signal);
    const controller = new AbortController();
    const given = slots.take('a', controller.signal);
    const log: string[] = [];
    queue(slots, 'a', log, 'a2');
    controller.abort('enough');
    await expect(given).rejects.toBe('enough');
    expect(slots.waiting).toBe(1);
    free();
    await settle();
    expect(log).toEqual(['a2']);
    await expect(slots.take('a', AbortSignal.abort('late'))).rejects.toBe('late');
  });

  it('has all slots free again after a thousand runs and aborts', async () => {
    const slots = new Slots(4);
    const all = Array.from({ length: 1000 }, async (_, index) => {
      const own = new AbortController();
      const taken = slots.take(index % 7, own.signal);
      if (index % 3 === 0) own.abort();
      const free = await taken.catch(() => undefined);
      await settle();
      free?.();
    });
    await Promise.all(all);
    expect(slots.waiting).toBe(0);
    for (let slot = 0; slot < 4; slot += 1) await slots.take('last', signal);
  });
});
