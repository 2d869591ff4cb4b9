// After all idle workers have ended, no thread can be started. Results are still delivered, a call either
// takes effect or is refused for good, and close() settles.
import { Connect } from '@libvirt/core';
import { becomeOrdinary, leave, limitThreads } from './limited.mjs';

// All connections to it share their domains.
const witness = await Connect.open('test:///default');
const conn = await Connect.open('test:///default');
becomeOrdinary();
const domain = await conn.lookupDomainByName('test');
const seen = await witness.lookupDomainByName('test');
const stats = conn.getAllDomainStats();
// Longer than idle workers wait for work; this blocks delivery.
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
// By now, jobs that were waiting have run.
await new Promise((resolve) => setTimeout(resolve, 200));
console.log('the result matches the effect:', (await seen.isActive()) === !destroyed);
await seen.free();
await witness.close();
leave();
