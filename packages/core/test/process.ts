import { Programs, type Ended, type ProgramOptions } from '@libvirt/testing';
export { endsWell, type Ended } from '@libvirt/testing';

// libvirt warns on stderr if a connection breaks during a keep-alive ping: log its errors alone.
const programs = new Programs(new URL('programs/', import.meta.url), { LIBVIRT_DEBUG: '4' });

/** Runs a program of `test/programs`, or of another path, in a process of its own. */
export function runProgram(name: string, options?: ProgramOptions): Promise<Ended> {
  return programs.run(name, options);
}
