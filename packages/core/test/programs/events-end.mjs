// Listens, hears of something, lets go in the way that is named, and should end by itself.
import { Connect } from '@libvirt/core';

const [how] = process.argv.slice(2);
const conn = await Connect.open('test:///default');
let heard = 0;
let heardBoth;
const both = new Promise((resolve) => {
  heardBoth = resolve;
});
const callbackID = await conn.domainEventLifecycleRegister(null, () => {
  heard += 1;
  if (heard === 2) heardBoth();
});
const domain = await conn.lookupDomainByName('test');
await domain.suspend();
await domain.resume();
await both;
console.log(`heard ${heard}`);
if (how === 'deregister') await conn.domainEventDeregister(callbackID);
if (how === 'close') await conn.close();
if (how === 'unref') conn.unref();
