import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Preparation } from '../contender.js';
import { attempt } from '../process.js';

/** The official Python binding. */
export const python: Preparation = {
  name: 'Python',
  prepare() {
    // The system's interpreter, if there is one: Debian's packages are only for that.
    const interpreter = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
    const failure = attempt(interpreter, ['-c', 'import libvirt']);
    if (failure !== undefined) return `apt-get install python3-libvirt\n${failure}`;
    const program = fileURLToPath(new URL('../programs/python/program.py', import.meta.url));
    return { command: [interpreter, program], isAsynchronous: false };
  },
};
