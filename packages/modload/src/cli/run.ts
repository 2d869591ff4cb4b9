/** Runs a command line. Go: cmd/go/main.go. */

import { resolve } from 'node:path';
import { resolveEnvironment, type Environment } from '../base/environment.js';
import { messageOf } from '../base/errors.js';
import { disk } from '../base/files.js';
import { chooseRelease } from '../modload/release.js';
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

/** Takes `-C directory`, which must be the first flag, from a command line. */
function directoryOf(words: readonly string[]): { directory: string; words: readonly string[] } {
  const at = words.findIndex((word) => word.startsWith('-'));
  const [, value] = /^--?C(?:=(.*))?$/.exec(words[at] ?? '') ?? [];
  if (at < 0 || !/^--?C(=|$)/.test(words[at]!)) return { directory: '', words };
  const length = value === undefined ? 2 : 1;
  const directory = value ?? words[at + 1];
  if (directory === undefined) throw new CommandError('go: flag needs an argument: -C', 2);
  return { directory, words: [...words.slice(0, at), ...words.slice(at + length)] };
}

/** The same host in another directory. */
function enter(host: Host, directory: string): Host {
  const cwd = resolve(host.cwd, directory);
  if (!disk.isDirectory(cwd)) {
    const problem = disk.isFile(cwd) ? 'not a directory' : 'no such file or directory';
    throw new CommandError(`go: chdir ${directory}: ${problem}`, 2);
  }
  return { ...host, cwd, env: { ...host.env, PWD: cwd } };
}

/** Takes `--go-version=1.24` from a command line: it is no flag of Go's. */
function goVersionOf(words: readonly string[]): {
  goVersion: string | undefined;
  words: readonly string[];
} {
  const chosen = words.find((word) => /^--?go-version=/.test(word));
  return {
    goVersion: chosen?.slice(chosen.indexOf('=') + 1),
    words: words.filter((word) => word !== chosen),
  };
}

async function runCommand(args: readonly string[], given: Host): Promise<number> {
  const { semantics, words: withVersion } = semanticsOf(args, given);
  const { goVersion, words: withDirectory } = goVersionOf(withVersion);
  const { directory, words } = directoryOf(withDirectory);
  const host = directory === '' ? given : enter(given, directory);
  if (words.length === 0) throw new HelpRequested();
  let environment = resolveEnvironment(host.env);
  checkGoPath(environment);
  const release = chooseRelease({
    environment,
    files: disk,
    directory: host.cwd,
    goVersion,
    option: '--go-version',
  });
  const { command, name, rest } = await findCommand(words);
  if (semantics === '2018') {
    const { environment2018 } = await import('./mode-2018.js');
    environment = environment2018(environment, name, rest, host);
  }
  const goFlags =
    name === 'env' || name === 'version'
      ? []
      : environmentFlags(environment.GOFLAGS, command.flags, knownFlags);
  let line;
  try {
    line = parseFlags(command.flags, [...goFlags, ...rest], command.checks?.(release));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const usage = command.usageIn?.(release.version) ?? command.usage;
    const help = `usage: ${usage}\nRun 'go help ${nameOf(command)}' for details.`;
    throw new CommandError(error.message ? `${error.message}\n${help}` : help, 2);
  }
  checkModuleMode(command, environment);
  return await command.run(
    new Invocation(host, environment, command, verbs, line, semantics, release, goFlags),
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
