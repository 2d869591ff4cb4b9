// Nothing but a registration is left: the process must still be there when the event comes.
import { Connect } from '@libvirt/core';

const conn = await Connect.open('test:///default');
conn.on('domain-lifecycle', async () => {
  console.log('still here');
  await conn.close();
});
const domain = await conn.lookupDomainByName('test');
// A timer that does not keep the process alive either.
setTimeout(() => void domain.suspend(), 100).unref();
