// Receives events, ends the registration in the way of the argument, and should exit by itself.
import { Connect } from '@libvirt/core';

const [how] = process.argv.slice(2);
const conn = await Connect.open('test:///default');
let received = 0;
let receivedBoth;
const both = new Promise((resolve) => {
  receivedBoth = resolve;
});
const callbackID = await conn.domainEventLifecycleRegister(null, () => {
  received += 1;
  if (received === 2) receivedBoth();
});
const domain = await conn.lookupDomainByName('test');
await domain.suspend();
await domain.resume();
await both;
console.log(`received ${received}`);
if (how === 'deregister') await conn.domainEventDeregister(callbackID);
if (how === 'close') await conn.close();
if (how === 'unref') conn.unref();
