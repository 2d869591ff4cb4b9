// Prints the names that require() returns, and those that are identical to the imported ones.
import * as imported from '@libvirt/core';
import { createRequire } from 'node:module';

const core = createRequire(import.meta.url)('@libvirt/core');
const required = Object.keys(core);
const identical = required.filter((name) => imported[name] === core[name]);
console.log(JSON.stringify({ required, identical }));
