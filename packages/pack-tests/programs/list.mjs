import { Connect } from '@libvirt/core';

const conn = await Connect.open('test:///default');
for (const domain of await conn.listAllDomains()) console.log(domain.getName());
await conn.close();
