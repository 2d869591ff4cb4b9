// libvirt returns a string that is too long for JavaScript.
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
