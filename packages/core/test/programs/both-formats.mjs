// Tells what can be required, and what of it is the same when it is imported.
import * as imported from '@libvirt/core';
import { createRequire } from 'node:module';

const core = createRequire(import.meta.url)('@libvirt/core');
const required = Object.keys(core);
const alike = required.filter((name) => imported[name] === core[name]);
console.log(JSON.stringify({ required, alike }));
