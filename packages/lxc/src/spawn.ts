import type { Domain } from '@libvirt/core';
import {
  attempt,
  checkOptions,
  checkSignal,
  handleOf,
  isCalledByUsers,
  native,
  rangeError,
  typeError,
  type OptionKeys,
} from '@libvirt/core/internal';
import { spawn, type IOType, type StdioOptions } from 'node:child_process';
import type { Readable, Stream, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Request } from './message.js';
import { LxcProcess } from './process.js';

/** How {@link lxcSpawn} runs a file: a choice of the options of `child_process.spawn`. */
export interface LxcSpawnOptions {
  /** The files that the process starts with, as for `child_process.spawn`; by default three pipes. */
  readonly stdio?: IOType | readonly (IOType | Stream | number | null | undefined)[];
  /**
   * The environment, all of it. By default a `PATH` and `container`, and nothing of this process's:
   * what a host knows is not for its containers.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The directory inside the container. Default: `/`. */
  readonly cwd?: string;
  /** The user, by its number inside the container. Default: 0. */
  readonly uid?: number;
  /** The group, by its number inside the container. Default: 0. */
  readonly gid?: number;
  /** Ends the process when it is aborted; the process emits an `AbortError`. */
  readonly signal?: AbortSignal;
  /** Ends the process after so many milliseconds. */
  readonly timeout?: number;
  /** What `signal` and `timeout` end it with. Default: `SIGTERM`. */
  readonly killSignal?: NodeJS.Signals | number;
  /**
   * The connection that the helper opens. Default: the URI of the domain's own connection.
   */
  readonly uri?: string;
}

const SPAWN_OPTIONS: OptionKeys<LxcSpawnOptions> = {
  stdio: true,
  env: true,
  cwd: true,
  uid: true,
  gid: true,
  signal: true,
  timeout: true,
  killSignal: true,
  uri: true,
};

const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  container: 'lxc-libvirt',
};

/**
 * Runs a file inside a container, as `child_process.spawn` does on the host: with its security
 * label, in its cgroup and in all of its namespaces.
 *
 * What libvirt offers for this changes the thread or the process that calls it, and Node.js could
 * neither bear that nor be let into a user namespace, which admits only a process of one thread. So
 * it is offered in this form alone: libvirt's calls are made in a helper process, which stays as
 * long as the file runs. The helper opens a connection of its own, to the same URI and with the
 * same configuration, but without what a callback may have told this one.
 *
 * It needs the right to enter namespaces, which is root's, on the host itself. Whatever ends the
 * helper ends the file, too, but not what that has started: this is the container's.
 *
 * Since libvirt 2.0.0. C: `virDomainLxcEnterNamespace`, `virDomainLxcEnterCGroup`,
 * `virDomainLxcEnterSecurityLabel`.
 * @param domain a running container
 * @param file what to execute; without a slash it is searched for in the `PATH` of the environment,
 *   inside the container
 * @param args its arguments
 * @param options how to run it
 * @returns the process, which emits `error` if it cannot be started
 * @throws {TypeError} or `RangeError` when an argument is wrong
 */
export function lxcSpawn(
  domain: Domain,
  file: string,
  args?: readonly string[],
  options?: LxcSpawnOptions & { readonly stdio?: 'pipe' | 'overlapped' | undefined },
): LxcProcess<Writable, Readable, Readable>;
export function lxcSpawn(
  domain: Domain,
  file: string,
  args: readonly string[],
  options: LxcSpawnOptions,
): LxcProcess;
export function lxcSpawn(
  domain: Domain,
  file: string,
  args: readonly string[] = [],
  options: LxcSpawnOptions = {},
): LxcProcess {
  const uuid = attempt(() => native.virDomainGetUUIDString(handleOf(domain)));
  checkOptions(options, SPAWN_OPTIONS);
  const { env = ENVIRONMENT, cwd = '/', uid = 0, gid = 0, signal, timeout, killSignal } = options;
  checkText('file', file);
  if (file === '') throw typeError('file must not be empty');
  checkList('args', args);
  args.forEach((each, index) => checkText(`args[${index}]`, each));
  checkText('options.cwd', cwd);
  checkNumber('options.uid', uid);
  checkNumber('options.gid', gid);
  checkSignal(signal);
  if (options.uri !== undefined) checkText('options.uri', options.uri);
  if (typeof env !== 'object' || (env as unknown) === null) {
    throw typeError('options.env must be an object');
  }
  const variables = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  variables.forEach((each) => checkText('options.env', each));

  const stdio = stdioOf(options.stdio);
  const request = async (): Promise<Request> => ({
    uri: options.uri ?? (await domain.domainGetConnect().getURI()),
    uuid,
    file,
    args: [file, ...args],
    env: variables,
    cwd,
    uid,
    gid,
    stdio: stdio.flatMap((each, number) => (number > 2 && isIgnored(each) ? [] : [number])),
  });
  const helper = spawn(
    process.execPath,
    [fileURLToPath(new URL('helper.js', import.meta.url)), String(stdio.length)],
    {
      stdio: [...stdio, 'pipe'] as StdioOptions,
      env: helperEnvironment(),
      cwd: '/',
      ...(signal && { signal }),
      ...(timeout !== undefined && { timeout }),
      ...(killSignal !== undefined && { killSignal }),
    },
  );
  return new LxcProcess(helper, stdio.length, request(), [file, ...args]);
}

type File = IOType | Stream | number | null | undefined;

/** Those of `child_process.spawn` but `ipc`, since the file is no Node.js program of this host. */
const FILE_WORDS: ReadonlySet<string> = new Set(['pipe', 'overlapped', 'ignore', 'inherit']);

/** Beyond the first three, this means that there is no such file. */
function isIgnored(file: File): boolean {
  return file === 'ignore' || file === null || file === undefined;
}

/** At least three, as every program expects. */
function stdioOf(given: LxcSpawnOptions['stdio'] = 'pipe'): readonly File[] {
  const list = typeof given === 'string' ? [given, given, given] : listOf(given);
  for (const each of list) {
    if (typeof each === 'string' && !FILE_WORDS.has(each)) {
      throw typeError(
        `options.stdio must be of ${[...FILE_WORDS].join(', ')}, streams and numbers`,
      );
    }
  }
  while (list.length < 3) list.push('pipe');
  return list;
}

function listOf(given: readonly File[]): File[] {
  checkList('options.stdio', given);
  return Array.from(given);
}

/** This process's own, without what would change how the helper's Node.js behaves. */
function helperEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1', ELECTRON_RUN_AS_NODE: '1' };
}

function checkList(name: string, value: unknown): void {
  if (!Array.isArray(value)) throw typeError(`${name} must be an array`);
}

function checkText(name: string, value: unknown): void {
  if (typeof value !== 'string') throw typeError(`${name} must be a string`);
  if (value.includes('\0')) throw typeError(`${name} must be a string without NUL characters`);
}

function checkNumber(name: string, value: unknown): void {
  if (typeof value !== 'number') throw typeError(`${name} must be a number`);
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32 - 1) {
    throw rangeError(`${name} must be between 0 and ${2 ** 32 - 2}`);
  }
}

isCalledByUsers(lxcSpawn);
