// Opens connections without closing them. test:///default is one hypervisor for the whole process, which
// is reset when its last connection ends: a domain defined on it shows whether all were released.
import { Connect } from '@libvirt/core';
import { setTimeout as sleep } from 'node:timers/promises';

async function forget() {
  for (let round = 0; round < 100; round += 1) {
    const conn = await Connect.open('test:///default');
    await conn.listAllDomains();
    if (round === 50) {
      await conn.domainDefineXML(
        '<domain type="test"><name>trace</name><memory>1</memory><os><type>hvm</type></os></domain>',
      );
    }
  }
}

async function findTrace() {
  const conn = await Connect.open('test:///default');
  const names = await conn.listDefinedDomains();
  await conn.close();
  return names.length;
}

await forget();
console.log(`before: ${await findTrace()}`);
for (let round = 0; round < 20; round += 1) {
  globalThis.gc();
  await sleep(5);
}
console.log(`after: ${await findTrace()}`);
