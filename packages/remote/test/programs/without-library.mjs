// Uses a daemon in a process that has no binary of the addon.
import { Connect } from '@libvirt/core';
import { remote } from '@libvirt/remote';

await Connect.open('test:///default').catch((error) => {
  console.log(error.message.split('\n').at(-1));
});
const conn = await Connect.open(process.argv[2], { engine: remote });
const lost = new Promise((resolve) => conn.on('domain-lifecycle', ({ event }) => resolve(event)));
const [domain] = await conn.listAllDomains();
console.log(domain.getName());
await domain.suspend();
console.log(await lost);
await domain.resume();
await domain.free();
await conn.close();
