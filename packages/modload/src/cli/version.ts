import { hostArchitecture, hostSystem } from '../base/environment.js';
import type { Command } from './command.js';
import { packageVersion } from './package-version.js';

/** `version`: the release of this program, the release of Go that it acts as, and why. */
export const version: Command = {
  usage: 'go version',
  flags: { m: 'boolean', v: 'boolean' },
  run(invocation) {
    const { version, library, reason, libraryReason } = invocation.release;
    invocation.print(
      `gomodload version ${packageVersion} go${version} ${hostSystem}/${hostArchitecture}\n` +
        `\tacts as go${version}: ${reason}\n` +
        `\tstandard library and build constraints of go${library}: ${libraryReason}\n`,
    );
    return Promise.resolve(0);
  },
};
