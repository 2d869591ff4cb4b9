import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Preparation } from '../contender.js';
import { attempt } from '../process.js';

const sources = fileURLToPath(new URL('../programs/c', import.meta.url));

/** C, which calls the library directly: the limit for all bindings. */
export const c: Preparation = {
  name: 'C',
  prepare(folder) {
    const program = join(folder, 'c');
    const files = readdirSync(sources).filter((file) => file.endsWith('.c'));
    const failure = attempt('gcc', ['-O2', '-o', program, ...files, '-lvirt', '-pthread'], {
      cwd: sources,
    });
    if (failure !== undefined) return `apt-get install gcc libc6-dev libvirt-dev\n${failure}`;
    return { command: [program], isAsynchronous: false };
  },
};
