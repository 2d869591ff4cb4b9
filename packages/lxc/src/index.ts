export { FileDescriptors } from '@libvirt/core/internal';
export { lxcOpenNamespace } from './namespace.js';
export { LxcProcess, type LxcProcessEvents } from './process.js';
export { lxcSpawn, type LxcSpawnOptions } from './spawn.js';
