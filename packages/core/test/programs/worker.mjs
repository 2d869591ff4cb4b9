// What a worker thread of the other programs does: a job that ends, or calls without end.
import { Connect } from '@libvirt/core';
import { ownHypervisor } from './own-hypervisor.mjs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const conn = await Connect.open(ownHypervisor);
const domain = await conn.lookupDomainByName('test');
let heard = 0;
conn.on('domain-lifecycle', () => {
  heard += 1;
});
await conn.domainEventLifecycleRegister(domain, () => {
  heard += 1;
});
parentPort?.postMessage('ready');

async function call() {
  await Promise.all([
    domain.suspend().then(() => domain.resume()),
    domain.getXMLDesc(),
    conn.listAllDomains(),
    conn.lookupDomainByName('nobody').catch(() => undefined),
  ]);
}

if (workerData === 'forever') {
  for (;;) await call();
} else {
  for (let round = 0; round < 100; round += 1) await call();
  // Both listeners hear of each call that changed the domain, though perhaps not at once.
  while (heard < 400) await sleep(1);
  await conn.close();
}
