// File systems on several devices, as a stand-in for libvirt tells them.
import { Connect } from '@libvirt/core';

const conn = await Connect.open('test:///default');
const domain = await conn.lookupDomainByName('test');
console.log(JSON.stringify(await domain.getFSInfo()));
