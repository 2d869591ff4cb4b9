// Prints whether importing loads libvirt, and whether variables set afterwards take effect.
import { Connect } from '@libvirt/core';
import { readFileSync } from 'node:fs';

const isLoaded = readFileSync('/proc/self/maps', 'utf8').includes('/libvirt.so.0');
process.env.LIBVIRT_LOG_FILTERS = '1:*';
process.env.LIBVIRT_LOG_OUTPUTS = `1:file:${process.argv[2]}`;
const conn = await Connect.open('test:///default');
await conn.close();
console.log(JSON.stringify({ isLoaded, log: readFileSync(process.argv[2], 'utf8').length }));
