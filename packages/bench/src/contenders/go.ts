import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Preparation } from '../contender.js';
import { attempt } from '../process.js';

/** The official Go binding, in Debian's release. */
export const go: Preparation = {
  name: 'Go',
  prepare(folder) {
    const program = join(folder, 'go');
    const failure = attempt('go', ['build', '-o', program, '.'], {
      cwd: fileURLToPath(new URL('../programs/go', import.meta.url)),
      // Debian's packages of Go sources are not modules.
      env: { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOPATH: '/usr/share/gocode' },
    });
    if (failure !== undefined) {
      return `apt-get install golang-go golang-github-libvirt-libvirt-go-dev libvirt-dev pkg-config\n${failure}`;
    }
    return { command: [program], isAsynchronous: false };
  },
};
