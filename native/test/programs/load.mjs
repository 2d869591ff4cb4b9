// Prints which file the addon was loaded from, and its functions.
import { native } from '@libvirt/native';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const isShared = require('@libvirt/native').native === native;
const files = Object.keys(require.cache).filter((path) => path.endsWith('.node'));
console.log(JSON.stringify({ files, isShared, functions: Object.keys(native) }));
