// The main thread makes calls while eight workers at a time are terminated during theirs.
import { Connect } from '@libvirt/core';
import { ownHypervisor } from './own-hypervisor.mjs';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

const conn = await Connect.open(ownHypervisor);
const url = new URL('worker.mjs', import.meta.url);
let terminated = 0;

async function endOne() {
  const worker = new Worker(url, { workerData: 'forever' });
  // Some are terminated before they open a connection, others during calls.
  if (terminated % 4 !== 0) await once(worker, 'message');
  await sleep(Math.random() * 10);
  terminated += 1;
  await worker.terminate();
}

async function endMany() {
  while (terminated <= 92) await endOne();
}

await Promise.all([
  ...Array.from({ length: 8 }, endMany),
  (async () => {
    while (terminated < 92) await conn.listAllDomains();
  })(),
]);
while (terminated < 100) await endOne();
await conn.close();
console.log(`terminated ${terminated}`);
