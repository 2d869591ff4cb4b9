// Works on when no memory is to be had any more.
import { Connect } from '@libvirt/core';
import { becomeOrdinary } from './limited.mjs';

const conn = await Connect.open('test:///default');
const domain = await conn.lookupDomainByName('test');
becomeOrdinary();
process.send('no memory');
const texts = [];
for (;;) texts.push(await domain.getXMLDesc());
