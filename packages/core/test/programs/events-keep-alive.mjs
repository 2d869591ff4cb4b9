// Only a registration is left: it must keep the process alive until the event arrives.
import { Connect } from '@libvirt/core';

const conn = await Connect.open('test:///default');
conn.on('domain-lifecycle', async () => {
  console.log('still here');
  await conn.close();
});
const domain = await conn.lookupDomainByName('test');
// This timer does not keep the process alive.
setTimeout(() => void domain.suspend(), 100).unref();
