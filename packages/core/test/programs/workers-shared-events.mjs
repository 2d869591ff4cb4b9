// Terminates workers with listeners; the main thread still receives its events.
import { Connect } from '@libvirt/core';
import { ownHypervisor } from './own-hypervisor.mjs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const conn = await Connect.open(ownHypervisor);
const domain = await conn.lookupDomainByName('test');
let received = 0;
conn.on('domain-lifecycle', () => {
  received += 1;
  if (received === 20) void conn.close().then(() => console.log(`received ${received}`));
});
for (let round = 0; round < 10; round += 1) {
  const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: 'forever' });
  await once(worker, 'message');
  await domain.suspend();
  await worker.terminate();
  await domain.resume();
}
