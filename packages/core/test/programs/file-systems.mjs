// Prints file systems on several devices, which a stand-in for libvirt returns.
import { Connect } from '@libvirt/core';

const conn = await Connect.open('test:///default');
const domain = await conn.lookupDomainByName('test');
console.log(JSON.stringify(await domain.getFSInfo()));
