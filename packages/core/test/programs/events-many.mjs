// A hundred thousand numbered events, for the consumer that the argument names.
import { Connect, EventOverflowError } from '@libvirt/core';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

const COUNT = 100_000;
const [how] = process.argv.slice(2);
const conn = await Connect.open('test:///default');
const domain = await conn.lookupDomainByName('test');
const events = conn.watch('domain-migration-iteration');
await conn.isAlive();

/** Checks the number of an event. Numbers start at 0 for each call that fires events. */
function check(actual, expected) {
  if (actual !== expected) throw new Error(`event ${actual} arrived instead of ${expected}`);
}

/** Fires as many events as the queue holds, each time after the consumer has read all. */
async function awaiting() {
  const batch = 1000;
  let peak = 0;
  for (let round = 0; round < COUNT / batch; round += 1) {
    await domain.migrateSetMaxSpeed(batch);
    for (let number = 0; number < batch; number += 1) {
      check((await events.next()).value.iteration, number);
      if (number % 10 === 0) await nextTurn();
    }
    // After a tenth, memory that is reused has been allocated.
    if (round === COUNT / batch / 10) peak = process.memoryUsage().rss;
  }
  const grown = process.memoryUsage().rss - peak;
  console.log(
    `read ${COUNT}, ${grown < 64 * 1024 * 1024 ? 'in bounded memory' : `and ${grown} more`}`,
  );
}

/** Fires all events at once, many more than the queue holds. */
async function promptly() {
  await domain.migrateSetMaxSpeed(COUNT);
  for (let number = 0; number < COUNT; number += 1) {
    check((await events.next()).value.iteration, number);
  }
  console.log(`read ${COUNT}`);
}

async function slowly() {
  await domain.migrateSetMaxSpeed(COUNT);
  let read = 0;
  try {
    for await (const { iteration } of events) {
      check(iteration, read);
      read += 1;
      if (read % 100 === 1) await sleep(1);
    }
  } catch (error) {
    if (!(error instanceof EventOverflowError)) throw error;
    console.log(read >= 1000 && read < COUNT ? 'no gap before the error' : `read ${read}`);
  }
  console.log(`then ${JSON.stringify(await events.next())}`);
}

await { awaiting, promptly, slowly }[how]();
await conn.close();
