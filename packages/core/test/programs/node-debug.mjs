// What NODE_DEBUG=libvirt prints on standard error.
import { Connect } from '@libvirt/core';

const conn = await Connect.open('test:///default', { keepAlive: false });
await conn.getHostname();
await conn.lookupDomainByName('nobody').catch(() => undefined);
await conn.close();
