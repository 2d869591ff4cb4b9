import { hostArchitecture, hostSystem } from '../base/environment.js';
import type { Command } from './command.js';
import { packageVersion } from './package-version.js';

/** `version`: which release of this program it is, and which release of Go it follows. */
export const version: Command = {
  usage: 'go version',
  flags: { m: 'boolean', v: 'boolean' },
  run(invocation) {
    const { goVersion } = invocation.environment;
    invocation.print(
      `gomodload version ${packageVersion} go${goVersion} ${hostSystem}/${hostArchitecture}\n`,
    );
    return Promise.resolve(0);
  },
};
