import { ErrorDomain, ErrorNumber } from '@libvirt/core';
import type { RawError } from '@libvirt/core/internal';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect as connectSocket, type NetConnectOpts, type Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientConfig } from '../config.js';
import { rawError, rpcError } from '../errors.js';
import type { ParsedURI } from '../uri.js';
import { findSocket, type DaemonSocket } from './sockets.js';
import { sshCommand } from './ssh.js';
import { encrypt } from './tls.js';

const TCP_PORT = 16_509;
const TLS_PORT = 16_514;

/** How long a daemon of the user's own may take to start, in ms, and how often it is tried. */
const START_LIMIT = 15_000;
const START_STEP = 50;

/** A link to a daemon before the first message. */
export interface Link {
  readonly socket: Duplex;
  readonly isSecure: boolean;
  readonly isEncrypted: boolean;
  /** What the program that carries the link printed on its standard error. */
  readonly complaint?: () => string;
}

/** Connects to the daemon of a URI; `null` stands for libvirt's default. */
export async function connect(
  uri: ParsedURI | null,
  readOnly: boolean,
  config: ClientConfig,
  signal: AbortSignal,
): Promise<Link> {
  const { transport = 'unix', host = 'localhost', port } = uri ?? {};
  switch (transport) {
    case 'unix':
      return {
        socket: await openUnix(findSocket(uri, readOnly, config), signal),
        isSecure: true,
        isEncrypted: false,
      };
    case 'tcp':
      return {
        socket: await openTCP(host, port ?? TCP_PORT, signal),
        isSecure: false,
        isEncrypted: false,
      };
    case 'tls': {
      const socket = await openTCP(host, port ?? TLS_PORT, signal);
      try {
        return { socket: await encrypt(socket, uri!, host), isSecure: true, isEncrypted: true };
      } catch (error) {
        socket.destroy();
        throw error;
      }
    }
    case 'ssh':
      return {
        ...runProgram(sshCommand(uri!, readOnly, config)),
        isSecure: true,
        isEncrypted: true,
      };
    case 'ext': {
      const command = uri!.parameters.get('command');
      if (command === undefined) {
        throw rawError(
          ErrorNumber.INVALID_ARG,
          ErrorDomain.REMOTE,
          "invalid argument: remote_open: for 'ext' transport, command is required",
        );
      }
      return { ...runProgram([command]), isSecure: false, isEncrypted: false };
    }
  }
}

async function openUnix({ path, start }: DaemonSocket, signal: AbortSignal): Promise<Socket> {
  const end = Date.now() + START_LIMIT;
  let isStarted = false;
  for (;;) {
    try {
      return await open({ path }, signal);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const isAbsent = code === 'ENOENT' || code === 'ECONNREFUSED';
      if (!isAbsent || start === undefined || Date.now() > end) {
        throw systemError(error, `Failed to connect socket to '${path}': ${message}`);
      }
      if (!isStarted) startDaemon(start);
      isStarted = true;
      await sleep(START_STEP, undefined, { signal });
    }
  }
}

async function openTCP(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  try {
    return await open({ host, port, noDelay: true }, signal);
  } catch (error) {
    const { message } = error as Error;
    throw systemError(error, `unable to connect to server at '${host}:${port}': ${message}`);
  }
}

function open(options: NetConnectOpts, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connectSocket(options);
    const abort = () => {
      socket.destroy(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', (error) => {
      signal.removeEventListener('abort', abort);
      reject(error);
    });
    socket.once('connect', () => {
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners('error');
      // Calls and listeners keep the process alive, an idle connection does not.
      socket.unref();
      resolve(socket);
    });
  });
}

/** Starts a daemon of the user's own, which ends when nobody has used it for a while. */
function startDaemon(name: string): void {
  const named = process.env[`${name.toUpperCase()}_PATH`];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const found =
    named ?? folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (found === undefined) {
    throw rpcError(`Failed to find path to the daemon ${name}`, ErrorNumber.INTERNAL_ERROR);
  }
  const child = spawn(found, ['--timeout=120'], { detached: true, stdio: 'ignore' });
  // That it does not answer is reported by the attempts to connect.
  child.on('error', () => undefined);
  child.unref();
}

/** The most that is kept of what a program complains about, in characters. */
const COMPLAINT_MAX = 4096;

/** Starts a program that carries the link on its standard input and output. */
function runProgram([program = '', ...given]: readonly string[]): Pick<
  Link,
  'socket' | 'complaint'
> {
  const child = spawn(program, given, { stdio: 'pipe' });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT_MAX);
  });
  child.unref();
  for (const pipe of [child.stdin, child.stdout, child.stderr]) (pipe as Socket).unref();
  const socket = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.once('error', (error) => {
    complaint ||= error.message;
    socket.destroy(error);
  });
  socket.once('close', () => {
    child.kill();
  });
  return { socket, complaint: () => complaint.trim() };
}

function systemError(reason: unknown, message: string): RawError {
  const { errno = 0 } = reason as NodeJS.ErrnoException;
  return { ...rpcError(message, ErrorNumber.SYSTEM_ERROR), int1: Math.abs(errno) };
}
