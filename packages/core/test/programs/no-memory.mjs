// Continues to work when no more memory can be allocated.
import { Connect } from '@libvirt/core';
import { becomeOrdinary } from './limited.mjs';

const conn = await Connect.open('test:///default');
const domain = await conn.lookupDomainByName('test');
becomeOrdinary();
process.send('no memory');
const texts = [];
for (;;) texts.push(await domain.getXMLDesc());
