/**
 * Whether modules are used, by the rules of 2018. `GO111MODULE` is `on`, `off` or, by default, `auto`: then modules
 * are used where there is a go.mod in the directory or above it, and not below GOPATH/src.
 */

import { delimiter, join } from 'node:path';
import type { Environment } from '../base/environment.js';
import { disk, shortPath, within } from '../base/files.js';
import { findLegacyFile } from '../modload/main-modules.js';
import { impliedVariables, policyOf } from '../modload/policy.js';
import { findModuleRoot } from '../modload/roots.js';
import { CommandError, type Host } from './host.js';

/** The verbs of Go's that worked on a module. Those that we add work anywhere. */
const verbs = /^(build|clean|env|get|install|list|mod|run|test|vet)( |$)/;

function isInGoPath({ GOPATH }: Environment, directory: string): boolean {
  return GOPATH.split(delimiter).some(
    (each) => each !== '' && within(directory, join(each, 'src')) !== '',
  );
}

/**
 * Returns the environment with GO111MODULE as `on` or `off`, whichever `auto` means here.
 *
 * @throws {CommandError} if the command needs a module and there is none, or modules are off here.
 */
function withModuleMode(
  environment: Environment,
  name: string,
  words: readonly string[],
  host: Host,
): Environment {
  if (!verbs.test(name)) return environment;
  const { cwd } = host;
  const { GO111MODULE: mode } = environment;
  const isInit = name === 'mod init' || words.some((word) => /^--?init(=|$)/.test(word));
  const isMod = /^mod\b/.test(name);
  const root = findModuleRoot(cwd, disk);
  const outsideModule = "go mod: cannot use outside module; see 'go help modules'";
  if (mode === 'on') {
    const hasRoot = root !== '' || findLegacyFile(cwd, disk, environment.get('GOROOT'));
    if (!hasRoot && !isInit && name !== 'clean') {
      throw new CommandError("go: cannot find main module root; see 'go help modules'");
    }
    return environment;
  }
  if (mode === 'off') {
    if (isMod) throw new CommandError(outsideModule);
    return environment;
  }
  if (isInGoPath(environment, cwd)) {
    if (isMod) {
      throw new CommandError(
        "go: modules disabled inside GOPATH/src by GO111MODULE=auto; see 'go help modules'",
      );
    }
    if (name === 'get' && root !== '') {
      host.stderr(
        'go get: warning: modules disabled by GO111MODULE=auto in GOPATH/src;\n' +
          `\tignoring ${shortPath(join(root, 'go.mod'), cwd)};\n\tsee 'go help modules'\n`,
      );
    }
    return environment.with({ GO111MODULE: 'off' });
  }
  if (root !== '' || isInit) return environment.with({ GO111MODULE: 'on' });
  if (isMod) throw new CommandError(outsideModule);
  return environment.with({ GO111MODULE: 'off' });
}

/** Returns the environment with the defaults of 2018, and GO111MODULE as `on` or `off`. */
export function environment2018(
  environment: Environment,
  name: string,
  words: readonly string[],
  host: Host,
): Environment {
  const implied = impliedVariables(policyOf('2018'), environment);
  return withModuleMode(environment.with(implied), name, words, host);
}
