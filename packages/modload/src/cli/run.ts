/** Runs a command line. Go: cmd/go/main.go. */

import { resolveEnvironment, type Environment } from '../base/environment.js';
import { messageOf } from '../base/errors.js';
import type { Semantics } from '../modload/policy.js';
import { ReportedError } from '../base/report.js';
import type { Command } from './command.js';
import { Invocation } from './command.js';
import { environmentFlags, isHelpFlag, parseFlags, UsageError } from './flags.js';
import { CommandError, HelpRequested, type Host } from './host.js';
import { isGroup, overview } from './overview.js';
import { knownFlags, verbs } from './verbs.js';

export type { Host } from './host.js';

/** Finds a verb, of two words or one, and where its arguments begin. */
async function findCommand(
  words: readonly string[],
): Promise<{ command: Command; name: string; rest: readonly string[] }> {
  const [first = '', second = '', ...others] = words;
  if (isHelpFlag(first)) throw new HelpRequested();
  if (isGroup(verbs, first) && (second === 'help' || isHelpFlag(second))) {
    if (second !== 'help') throw new HelpRequested(first);
    // `mod help tidy` is `help mod tidy`.
    return await findCommand(['help', first, ...others]);
  }
  const two = `${first} ${second}`;
  // In 2018 `mod` was a verb of its own, with nothing but flags.
  const name =
    verbs.has(two) || (isGroup(verbs, first) && second && !second.startsWith('-')) ? two : first;
  const verb = verbs.get(name);
  if (verb) {
    return { command: await verb.load(), name, rest: words.slice(name.split(' ').length) };
  }
  if (isGroup(verbs, first) && second === '') throw new HelpRequested(first);
  const help = isGroup(verbs, first) ? ` ${first}` : '';
  throw new CommandError(`go ${name}: unknown command\nRun 'go help${help}' for usage.`, 2);
}

/** What a message begins with that is not to be preceded by `go: `. */
const plain =
  /^(reading go\.work|the path provided to GOWORK|verifying \S+@\S+: checksum mismatch|go list |build flag )/;

const nameOf = ({ usage }: Command) => usage.split(' [')[0]!.replace(/^go /, '').trim();

function checkGoPath(environment: Environment): void {
  for (const path of environment.GOPATH.split(':')) {
    if (path.startsWith('~')) {
      throw new CommandError(
        `go: GOPATH entry cannot start with shell metacharacter '~': ${JSON.stringify(path)}`,
        2,
      );
    }
    if (path && !path.startsWith('/') && process.platform !== 'win32') {
      throw new CommandError(
        `go: GOPATH entry is relative; must be absolute path: ${JSON.stringify(path)}.\nFor more details see: 'go help gopath'`,
        2,
      );
    }
  }
}

function checkModuleMode({ needsModules }: Command, { GO111MODULE: mode }: Environment): void {
  if (!/^(on|off|auto|)$/.test(mode)) {
    throw new CommandError(`go: unknown environment setting GO111MODULE=${mode}`);
  }
  if (mode === 'off' && needsModules) {
    throw new CommandError("go: modules disabled by GO111MODULE=off; see 'go help modules'");
  }
}

/** Takes `--compat=2018` from a command line: it is no flag of Go's. */
function semanticsOf(
  words: readonly string[],
  host: Host,
): { semantics: Semantics; words: string[] } {
  const chosen = words.find((word) => /^--?compat=(2018|current)$/.test(word));
  const name = chosen?.split('=')[1] ?? host.env['GOMODLOAD_COMPAT'];
  return {
    semantics: name === '2018' ? '2018' : 'current',
    words: words.filter((word) => word !== chosen),
  };
}

async function runCommand(args: readonly string[], host: Host): Promise<number> {
  const { semantics, words } = semanticsOf(args, host);
  if (words.length === 0) throw new HelpRequested();
  const environment = resolveEnvironment(host.env);
  checkGoPath(environment);
  const { command, name, rest } = await findCommand(words);
  const goFlags =
    name === 'env' || name === 'version'
      ? []
      : environmentFlags(environment.GOFLAGS, command.flags, knownFlags);
  let line;
  try {
    line = parseFlags(command.flags, [...goFlags, ...rest], command.checks?.(environment));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const help = `usage: ${command.usage}\nRun 'go help ${nameOf(command)}' for details.`;
    throw new CommandError(error.message ? `${error.message}\n${help}` : help, 2);
  }
  checkModuleMode(command, environment);
  return await command.run(
    new Invocation(host, environment, command, verbs, line, semantics, goFlags),
  );
}

/**
 * Runs a command line. Uses the process only through `host`.
 * @returns the exit status
 */
export async function run(args: readonly string[], host: Host): Promise<number> {
  try {
    return await runCommand(args, host);
  } catch (error) {
    if (error instanceof ReportedError) return 1;
    if (error instanceof HelpRequested) {
      host.stderr(overview(verbs, error.group));
      return 2;
    }
    const [text, status] =
      error instanceof CommandError
        ? [error.message, error.status]
        : [plain.test(messageOf(error)) ? messageOf(error) : `go: ${messageOf(error)}`, 1];
    if (text) host.stderr(text.endsWith('\n') ? text : `${text}\n`);
    if (host.env['GOMODLOAD_DEBUG'] && error instanceof Error) host.stderr(`${error.stack}\n`);
    return status;
  }
}
