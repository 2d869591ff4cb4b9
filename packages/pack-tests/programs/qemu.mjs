import { Connect } from '@libvirt/core';
import { qemuMonitorCommand } from '@libvirt/qemu';

const conn = await Connect.open('test:///default');
const domain = await conn.lookupDomainByName('test');
await qemuMonitorCommand(domain, { execute: 'query-status' }).catch(({ code }) =>
  console.log(code),
);
await conn.close();
