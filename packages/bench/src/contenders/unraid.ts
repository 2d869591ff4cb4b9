import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Preparation } from '../contender.js';
import { buildPrograms } from '../program.js';

/** Another binding for Node.js, which is compiled when it is installed. */
export const unraid: Preparation = {
  name: '@unraid/libvirt',
  prepare() {
    const folder = new URL('../../build/unraid/node_modules/@unraid/libvirt/', import.meta.url);
    if (!existsSync(new URL('build/Release/libvirt.node', folder))) {
      return '`npm run bench` installs it, but it did not compile here';
    }
    const programs = buildPrograms();
    return {
      command: [process.execPath, programs.unraid],
      environment: { UNRAID_LIBVIRT: fileURLToPath(new URL('dist/index.js', folder)) },
      isAsynchronous: true,
      operations: ['calls', 'names', 'list', 'xml', 'opens', 'memory', 'first-domain'],
    };
  },
};
