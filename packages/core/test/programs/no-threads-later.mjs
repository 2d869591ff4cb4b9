// After all that was idle has gone no thread can be started: results are delivered all the same, a
// call is done or refused for good, and a close settles.
import { Connect } from '@libvirt/core';
import { becomeOrdinary, leave, limitThreads } from './limited.mjs';

// Connections to it share their domains.
const witness = await Connect.open('test:///default');
const conn = await Connect.open('test:///default');
becomeOrdinary();
const domain = await conn.lookupDomainByName('test');
const seen = await witness.lookupDomainByName('test');
const stats = conn.getAllDomainStats();
// Longer than threads wait for work; nothing is delivered meanwhile.
const end = Date.now() + 11_000;
while (Date.now() < end);
limitThreads(1);
console.log('records:', (await stats).length);
const destroyed = await domain.destroy().then(
  () => true,
  () => false,
);
await domain.free();
const never = new Promise((resolve) => setTimeout(resolve, 5000, 'never').unref());
console.log('close() returned', await Promise.race([conn.close(), never]));
limitThreads('lifted');
// Whatever still waited has been done by now.
await new Promise((resolve) => setTimeout(resolve, 200));
console.log('told what it did:', (await seen.isActive()) === !destroyed);
await seen.free();
await witness.close();
leave();
