// Workers that listen are ended; the main thread's own events go on.
import { Connect } from '@libvirt/core';
import { ownHypervisor } from './own-hypervisor.mjs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const conn = await Connect.open(ownHypervisor);
const domain = await conn.lookupDomainByName('test');
let heard = 0;
conn.on('domain-lifecycle', () => {
  heard += 1;
  if (heard === 20) void conn.close().then(() => console.log(`heard ${heard}`));
});
for (let round = 0; round < 10; round += 1) {
  const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: 'forever' });
  await once(worker, 'message');
  await domain.suspend();
  await worker.terminate();
  await domain.resume();
}
