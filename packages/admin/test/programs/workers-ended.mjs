// Ends workers at any moment of their work, and waits until the daemon has no client of theirs left.
import { AdmConnect } from '@libvirt/admin';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

const uri = process.argv[2];

async function endOne(index) {
  const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: uri });
  // Some are ended before they have opened anything.
  if (index % 4 !== 0) await once(worker, 'message');
  await sleep(Math.random() * 20);
  await worker.terminate();
}

for (let index = 0; index < 12; index += 2) await Promise.all([endOne(index), endOne(index + 1)]);

const conn = await AdmConnect.open(uri);
const server = await conn.lookupServer('admin');
for (;;) {
  const { currentClients } = await server.getClientLimits();
  if (currentClients === 1) break;
  await sleep(20);
}
await server.free();
await conn.close();
console.log('nothing left');
