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

/** Options of {@link lxcSpawn}, a subset of those of `child_process.spawn`. */
export interface LxcSpawnOptions {
  /**
   * Files of the process, as for `child_process.spawn` but without `'ipc'`. Default: three pipes.
   */
  readonly stdio?: IOType | readonly (IOType | Stream | number | null | undefined)[];
  /**
   * The complete environment. Default: a `PATH` and `container=lxc-libvirt`; nothing is inherited
   * from this process, whose variables describe the host. A variable that is `undefined` is left out.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Working directory in the container, an absolute path. Default: `/`. */
  readonly cwd?: string;
  /** User ID in the container, from 0 to 4,294,967,294. Default: 0. */
  readonly uid?: number;
  /** Group ID in the container, from 0 to 4,294,967,294; there are no supplementary groups. Default: 0. */
  readonly gid?: number;
  /** Ends the process when aborted; it emits an `AbortError`. */
  readonly signal?: AbortSignal;
  /** Ends the process after this time, in milliseconds. Default: none. */
  readonly timeout?: number;
  /** Signal that `signal` and `timeout` send. Default: `SIGTERM`. */
  readonly killSignal?: NodeJS.Signals | number;
  /**
   * URI of the connection that the helper process opens. Default: that of the domain's connection.
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
 * Runs a file in a container, as `child_process.spawn` does on the host: with the container's
 * security label, in its cgroup and all of its namespaces.
 *
 * libvirt's functions for this change the calling thread or process. Node.js could not continue in
 * either state, and the kernel lets only a single-threaded process enter a user namespace. So the
 * functions are not exposed one by one: a helper process calls them and stays for as long as the
 * file runs. The helper opens a connection of its own, with the same URI and configuration, but
 * without its `auth` callback.
 *
 * Entering namespaces requires root on the host itself. If the helper ends, so does the file;
 * processes that the file has started belong to the container and continue.
 *
 * Since libvirt 2.0.0. C: `virDomainLxcEnterNamespace`, `virDomainLxcEnterCGroup`,
 * `virDomainLxcEnterSecurityLabel`.
 * @param domain A running container.
 * @param file The file to execute; without a slash, it is searched for in the container, in the
 *   `PATH` of the given environment.
 * @param args Its arguments, without the file itself. Default: none.
 * @param options The environment, files, user and so on.
 * @returns The process. It emits `error` if the file is not executed: with a `LibvirtError`, such as
 *   `VIR_ERR_NO_SUPPORT` when the connection is not one to LXC, or with an error like those of
 *   `child_process.spawn`, such as `ENOENT`.
 * @throws {TypeError} When an argument has the wrong type.
 * @throws {RangeError} When `uid` or `gid` is out of range.
 * @throws {LibvirtError} `VIR_ERR_INVALID_DOMAIN` when the object has been freed.
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
  const variables = Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const variable = `${name}=${value}`;
    checkText(`options.env.${name}`, variable);
    return [variable];
  });

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

/** Those of `child_process.spawn` except `ipc`: the file is not a Node.js program of this host. */
const FILE_WORDS: ReadonlySet<string> = new Set(['pipe', 'overlapped', 'ignore', 'inherit']);

/**
 * Returns whether no file is wanted. Beyond the first three, the process gets no such descriptor.
 */
function isIgnored(file: File): boolean {
  return file === 'ignore' || file === null || file === undefined;
}

/** Returns at least three files, as every program expects. */
function stdioOf(given: LxcSpawnOptions['stdio'] = 'pipe'): readonly File[] {
  const list = typeof given === 'string' ? [given, given, given] : listOf(given);
  list.forEach((each, index) => {
    if (typeof each !== 'string' || FILE_WORDS.has(each)) return;
    const [name, rule] =
      typeof given === 'string'
        ? ['options.stdio', 'an array']
        : [`options.stdio[${index}]`, 'a stream or a number'];
    throw typeError(`${name} must be ${[...FILE_WORDS].join(', ')} or ${rule}, not ${each}`);
  });
  while (list.length < 3) list.push('pipe');
  return list;
}

function listOf(given: readonly File[]): File[] {
  checkList('options.stdio', given);
  return Array.from(given);
}

/**
 * Returns this process's environment without what would change how the helper's Node.js behaves.
 */
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
    throw rangeError(`${name} must be a whole number from 0 to ${2 ** 32 - 2}, not ${value}`);
  }
}

isCalledByUsers(lxcSpawn);
