// Events without end, in the middle of which a worker is terminated or the process exits.
import { Connect } from '@libvirt/core';
import { EVENTS } from './event-names.mjs';
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** Hears of every event, and orders more of them than anybody waits for. */
async function listen(heardMany) {
  const conn = await Connect.open('test:///default');
  const domain = await conn.lookupDomainByName('test');
  let heard = 0;
  for (const { name } of EVENTS) {
    conn.on(name, () => {
      heard += 1;
      if (heard === 200) heardMany();
    });
  }
  const events = conn.watch('domain-lifecycle', { limit: 1_000_000_000 });
  await domain.migrateSetMaxSpeed(1_000_000_000);
  for await (const event of events) event.domain.getName();
}

const [how] = process.argv.slice(2);
if (!isMainThread) {
  await listen(() => {
    if (workerData === 'exit') process.exit(3);
    parentPort.postMessage('heard many');
  });
} else if (how === 'exit') {
  await listen(() => process.exit(3));
} else if (how === 'throw') {
  await listen(() => {
    throw new Error('thrown in the middle');
  });
} else {
  const workers = Array.from(
    { length: 4 },
    (_, index) =>
      new Worker(new URL(import.meta.url), { workerData: index % 2 ? 'exit' : 'forever' }),
  );
  const codes = await Promise.all(
    workers.map(async (worker, index) => {
      const exited = once(worker, 'exit');
      if (index % 2 === 0) {
        await once(worker, 'message');
        await worker.terminate();
      }
      return (await exited)[0];
    }),
  );
  console.log(`workers ended with ${codes.join()}`);
  // The threads that fire go on for ever.
  process.exit(0);
}
