// While events arrive endlessly, a worker is terminated, or the process exits.
import { Connect } from '@libvirt/core';
import { EVENTS } from './event-names.mjs';
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** Listens to every event, and makes libvirt fire endlessly. */
async function listen(receivedMany) {
  const conn = await Connect.open('test:///default');
  const domain = await conn.lookupDomainByName('test');
  let received = 0;
  for (const { name } of EVENTS) {
    conn.on(name, () => {
      received += 1;
      if (received === 200) receivedMany();
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
    parentPort.postMessage('received many');
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
  // The threads that fire never end.
  process.exit(0);
}
