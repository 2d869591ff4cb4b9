// The worker thread of other programs: makes 100 rounds of calls, or calls forever.
import { Connect } from '@libvirt/core';
import { ownHypervisor } from './own-hypervisor.mjs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const conn = await Connect.open(ownHypervisor);
const domain = await conn.lookupDomainByName('test');
let received = 0;
conn.on('domain-lifecycle', () => {
  received += 1;
});
await conn.domainEventLifecycleRegister(domain, () => {
  received += 1;
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
  // Both listeners receive an event of each change, perhaps with a delay.
  while (received < 400) await sleep(1);
  await conn.close();
}
