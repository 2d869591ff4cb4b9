import type { Preparation } from '../contender.js';
import { buildPrograms } from '../program.js';

/** The binding of this repository over its own implementation of libvirt's protocol. */
export const remote: Preparation = {
  name: '@libvirt/remote',
  prepare() {
    const programs = buildPrograms();
    return {
      command: [process.execPath, programs.core],
      environment: { BENCH_ENGINE: 'remote' },
      isAsynchronous: true,
      needsDaemon: true,
    };
  },
};
