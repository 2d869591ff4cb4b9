import type { Preparation } from '../contender.js';
import { buildPrograms } from '../program.js';

/** The binding of this repository. */
export const core: Preparation = {
  name: '@libvirt/core',
  prepare() {
    const programs = buildPrograms();
    return { command: [process.execPath, programs.core], isAsynchronous: true };
  },
};
