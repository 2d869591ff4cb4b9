import { Connect, type Domain } from '@libvirt/core';

const conn: Connect = await Connect.open('test:///default');
const domains: Domain[] = await conn.listAllDomains();
for (const domain of domains) {
  const name: string = domain.getName();
  console.log(name);
}
await conn.close();
