// Tells which file the addon was loaded from, and what it offers.
import { native } from '@libvirt/native';
import { createRequire } from 'node:module';

const { cache } = createRequire(import.meta.url);
const files = Object.keys(cache).filter((path) => path.endsWith('.node'));
console.log(JSON.stringify({ files, functions: Object.keys(native) }));
