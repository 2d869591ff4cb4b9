import libvirt = require('@libvirt/core');

async function list(): Promise<void> {
  const conn: libvirt.Connect = await libvirt.Connect.open('test:///default');
  const domains: libvirt.Domain[] = await conn.listAllDomains();
  for (const domain of domains) console.log(domain.getName());
  await conn.close();
}

void list();
