import { Connect } from '@libvirt/core';
import { expect, test, vi } from 'vitest';
import { Arrivals } from '../src/arrivals.js';
import { exercise } from '../src/exercise.js';
import { JsonReporter } from '../src/reporter.js';

// The waiting time is zero.
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

test('exercise: rejects if an event does not arrive, and removes the domain', async () => {
  const connection = await Connect.open('test:///default');
  const reporter = new JsonReporter(() => undefined);
  const deaf = new Arrivals();
  await expect(exercise(connection, deaf, reporter, new AbortController().signal)).rejects.toThrow(
    /^no event 'defined' of libvirt-demo-\d+ arrived within 30 seconds$/,
  );
  expect(await connection.listAllDomains()).toHaveLength(1);
  await connection.close();
});
