// Listens, hears of something, lets go in the way that is named, and should end by itself.
import { Connect } from '@libvirt/core';
import { once } from 'node:events';

const [how] = process.argv.slice(2);
const conn = await Connect.open('test:///default');
let heard = 0;
const callbackID = await conn.domainEventLifecycleRegister(null, () => {
  heard += 1;
});
const domain = await conn.lookupDomainByName('test');
await domain.suspend();
const told = once(conn, 'domain-lifecycle');
await domain.resume();
await told;
console.log(`heard ${heard}`);
if (how === 'deregister') await conn.domainEventDeregister(callbackID);
if (how === 'close') await conn.close();
if (how === 'unref') conn.unref();
