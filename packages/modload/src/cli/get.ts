import { get as getModules, showChange } from '../commands/get.js';
import { buildFlags, type Command } from './command.js';
import { isGoVersionBefore } from '../module/goversion.js';
import { CommandError } from './host.js';

const outside =
  'go: go.mod file not found in current directory or any parent directory.\n' +
  "\t'go get' is no longer supported outside a module.\n" +
  "\tTo build and install a command, use 'go install' with a version,\n" +
  "\tlike 'go install example.com/cmd@latest'\n" +
  '\tFor more information, see https://golang.org/doc/go-get-install-deprecation\n' +
  "\tor run 'go help get' or 'go help install'.";

// It is there to change go.mod: there is no mode to choose.
const getFlags = Object.fromEntries(
  Object.entries(buildFlags).filter(([name]) => name !== 'mod'),
) as Omit<typeof buildFlags, 'mod'>;

/** `go get`. */
export const get: Command = {
  usage: 'go get [-t] [-u] [-v] [build flags] [packages]',
  flags: {
    ...getFlags,
    d: 'optional',
    f: 'boolean',
    fix: 'boolean',
    insecure: 'boolean',
    m: 'boolean',
    t: 'boolean',
    tool: 'boolean',
    u: 'optional',
  },
  async run(invocation) {
    const isOld = invocation.semantics === '2018';
    if (invocation.environment.GO111MODULE === 'off') {
      throw new CommandError(
        invocation.args.some((word) => word.includes('@')) &&
          (isOld || isGoVersionBefore(invocation.release.version, '1.21'))
          ? isOld
            ? 'go: cannot use path@version syntax in GOPATH mode'
            : "go: can only use path@version syntax with 'go get' and 'go install' in module-aware mode"
          : "go: modules disabled by GO111MODULE=off; see 'go help modules'",
      );
    }
    const update = invocation.text('u');
    if (update !== undefined && !/^(true|false|patch|upgrade|)$/.test(update)) {
      throw new CommandError(`go: unknown upgrade flag -u=${update}`);
    }
    if (invocation.text('d') === 'false') throw new CommandError('go: -d flag may not be disabled');
    if (invocation.has('f')) invocation.complain('go: -f flag is a no-op when using modules');
    if (invocation.has('fix')) invocation.complain('go: -fix flag is a no-op when using modules');
    if (invocation.has('m') && !isOld) throw new CommandError('go: -m flag is no longer supported');
    if (invocation.has('insecure')) {
      throw new CommandError('go: -insecure flag is no longer supported; use GOINSECURE instead');
    }
    if (invocation.text('getmode') === 'vendor') {
      throw new CommandError('go get: disabled by -getmode=vendor');
    }
    const module = await invocation.open({ ignoreWorkspace: true });
    if (module.root === '') throw new CommandError(outside);
    const state = await module.open({ kind: 'mod', allowMissingImports: true });
    const result = await getModules(state, invocation.args, {
      update:
        update === 'patch' ? 'patch' : update !== undefined && update !== 'false' && update !== '',
      tests: invocation.has('t'),
      modulesOnly: invocation.has('m'),
      tools: invocation.has('tool'),
    });
    await invocation.write(result.edit);
    for (const change of result.changes) invocation.complain(showChange(change));
    // In 2018 `get` built and installed, unless told not to.
    if (isOld && !invocation.has('m') && invocation.text('d') === undefined) {
      invocation.sayWhatIsLeft('compiled or installed');
    }
    return 0;
  },
};
