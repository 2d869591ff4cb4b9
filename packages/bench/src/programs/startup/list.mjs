import { Connect } from '@libvirt/core';

const conn = await Connect.open('test:///default');
const [domain] = await conn.listAllDomains();
domain.getName();
process.exit();
