import { removeAll } from '../fetch/cache.js';
import { buildFlags, type Command } from './command.js';
import { CommandError } from './host.js';

/** `go clean`, of which only -modcache has anything to do here. */
export const clean: Command = {
  usage: 'go clean [clean flags] [build flags] [packages]',
  flags: {
    ...buildFlags,
    i: 'boolean',
    r: 'boolean',
    cache: 'boolean',
    testcache: 'boolean',
    modcache: 'boolean',
    fuzzcache: 'boolean',
  },
  run(invocation) {
    if (invocation.has('modcache')) {
      if (invocation.args.length > 0) {
        throw new CommandError('go: clean -modcache cannot be used with package arguments');
      }
      const { GOMODCACHE } = invocation.environment;
      if (GOMODCACHE === '')
        throw new CommandError('go: cannot clean -modcache without a module cache');
      if (invocation.has('n') || invocation.has('x')) {
        invocation.print(`rm -rf ${GOMODCACHE}\n`);
      }
      if (!invocation.has('n')) removeAll(GOMODCACHE);
    }
    return Promise.resolve(0);
  },
};
