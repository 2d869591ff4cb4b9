import {
  Daemon,
  DaemonError,
  startLibvirtd,
  untilItAnswers,
  whyNoLibvirtd,
} from '@libvirt/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'testing-daemon-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** Starts a shell command in place of a daemon. */
function start(command: string) {
  const output = join(directory, 'output');
  const descriptor = openSync(output, 'a');
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', descriptor, descriptor] });
  closeSync(descriptor);
  const socket = join(directory, 'socket');
  return { name: 'the daemon', child, socket, files: [output, join(directory, 'log')] };
}

async function errorOf(promise: Promise<unknown>): Promise<DaemonError> {
  const error = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DaemonError);
  return error as DaemonError;
}

describe('untilItAnswers', () => {
  test('rejects at once if the daemon exits, with its output and exit code', async () => {
    const started = Date.now();
    const { message } = await errorOf(untilItAnswers(start('echo no such user >&2; exit 7')));
    expect(message).toBe(
      'the daemon ended with exit code 7 before it answered. Its last output:\n' +
        `${directory}/output:\n    no such user\n${directory}/log:\n    (empty)`,
    );
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test('rejects with the signal that ended the daemon', async () => {
    const { message } = await errorOf(untilItAnswers(start('kill -ABRT $$')));
    expect(message).toContain('the daemon was ended by SIGABRT before it answered');
  });

  test('kills a daemon that creates no socket, and rejects', async () => {
    const daemon = start(`echo starting > ${directory}/log; exec sleep 600`);
    const { message } = await errorOf(untilItAnswers(daemon, 500));
    expect(message).toContain('the daemon has not answered for 0.5 s, and was killed');
    expect(message).toContain(`${directory}/log:\n    starting`);
    if (daemon.child.signalCode === null) await once(daemon.child, 'exit');
    expect(daemon.child.signalCode).toBe('SIGKILL');
  });

  test('kills a daemon that accepts a connection and does not answer, and rejects', async () => {
    const daemon = start('exec sleep 600');
    let asked = 0;
    const server = createServer((connection) => {
      connection.once('data', ({ length }) => (asked = length)).on('error', () => undefined);
    });
    await once(server.listen(daemon.socket), 'listening');
    const { message } = await errorOf(untilItAnswers(daemon, 500));
    server.close();
    expect(message).toContain('the daemon has not answered for 0.5 s');
    expect(asked).toBe(28);
  });

  test('rejects if the program does not exist', async () => {
    const child = spawn('/nowhere/libvirtd');
    const daemon = { name: 'the daemon', child, socket: join(directory, 'socket'), files: [] };
    expect((await errorOf(untilItAnswers(daemon))).message).toContain('ENOENT');
  });
});

const needLibvirtd = ({ skip }: TestContext) => {
  const reason = whyNoLibvirtd();
  if (reason !== undefined) skip(reason);
};

describe('startLibvirtd', () => {
  test('resolves once libvirtd answers', async (context) => {
    needLibvirtd(context);
    const onEnd = () => expect.fail('it was stopped');
    const { child, stop } = await startLibvirtd({ directory, onEnd });
    await stop();
    expect(child.exitCode).toBe(0);
  });

  test('calls onEnd when libvirtd ends by itself', async (context) => {
    needLibvirtd(context);
    const error = await new Promise<DaemonError>((resolve, reject) => {
      startLibvirtd({ directory, onEnd: resolve }).then(
        ({ child }) => child.kill('SIGKILL'),
        reject,
      );
    });
    expect(error.message).toContain('libvirtd was ended by SIGKILL by itself. Its last output:');
  });

  test("rejects with libvirtd's error for a wrong configuration", async (context) => {
    needLibvirtd(context);
    const settings = { auth_unix_rw: 'trust-me' };
    const { message } = await errorOf(startLibvirtd({ directory, settings }));
    expect(message).toMatch(/^libvirtd ended with exit code [1-9]\d* before it answered/);
    expect(message).toContain('trust-me');
  });
});

describe('Daemon', () => {
  test('removes its directory when it is disposed of', async (context) => {
    needLibvirtd(context);
    const daemon = await Daemon.start({ parent: directory });
    expect(existsSync(daemon.socket)).toBe(true);
    await daemon[Symbol.asyncDispose]();
    expect(existsSync(daemon.directory)).toBe(false);
  });

  test('stops on SIGSTOP, and restarts on the same socket after SIGKILL', async (context) => {
    needLibvirtd(context);
    await using daemon = await Daemon.start({ parent: directory });
    const { pid, socket } = daemon;
    await daemon.signal('SIGSTOP');
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toContain('State:\tT');
    await daemon.signal('SIGKILL');
    await daemon.restart();
    expect(daemon.pid).not.toBe(pid);
    expect(daemon.socket).toBe(socket);
  });

  test('disposing of a daemon that has exited by itself throws a DaemonError', async (context) => {
    needLibvirtd(context);
    const daemon = await Daemon.start({ parent: directory });
    const { pid } = daemon;
    process.kill(pid, 'SIGKILL');
    while (existsSync(`/proc/${pid}`)) await sleep(10);
    const { message } = await errorOf(daemon[Symbol.asyncDispose]());
    expect(message).toContain('libvirtd was ended by SIGKILL by itself');
  });
});
