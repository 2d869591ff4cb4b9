// libvirt returns more text than a JavaScript string can hold.
import { Connect } from '@libvirt/core';

const conn = await Connect.open('test:///default');
const domain = await conn.lookupDomainByName('test');
console.log(
  await domain.getXMLDesc().then(
    ({ length }) => length,
    (error) => `rejected: ${error.message}`,
  ),
);
await domain.free();
console.log('close() returned', await conn.close());
