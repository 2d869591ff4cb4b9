// Drops a thousand Domain objects from all sources, and counts the references that are left.
import { Connect } from '@libvirt/core';
import { setTimeout as sleep } from 'node:timers/promises';

const conn = await Connect.open('test:///default');
let events = 0;
conn.on('domain-lifecycle', () => {
  events += 1;
});

async function forget() {
  for (let round = 0; round < 100; round += 1) {
    const [domain] = await conn.listAllDomains();
    await conn.lookupDomainByName('test');
    await conn.lookupDomainByUUIDString(domain.getUUIDString());
    await domain.suspend();
    await domain.resume();
  }
}

await forget();
while (events < 200) await sleep(1);
conn.removeAllListeners('domain-lifecycle');
for (let round = 0; round < 20; round += 1) {
  globalThis.gc();
  await sleep(5);
}
console.log(`close() returned ${await conn.close()}`);
