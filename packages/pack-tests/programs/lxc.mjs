import { Connect } from '@libvirt/core';
import { lxcOpenNamespace } from '@libvirt/lxc';

const conn = await Connect.open('test:///default');
const domain = await conn.lookupDomainByName('test');
await lxcOpenNamespace(domain).catch(({ code }) => console.log(code));
await conn.close();
