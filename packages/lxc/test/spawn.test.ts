import { LibvirtError } from '@libvirt/core';
import { lxcOpenNamespace, lxcSpawn, type LxcSpawnOptions } from '@libvirt/lxc';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ended, endedBy, endedWith, errorOf, type Ended } from './ended.js';
import { buildLibvirtLxc } from './stand-in.js';
import { loadedLibraries, withDomain } from './support.js';

let directory: string | undefined;

beforeAll(async () => {
  if (process.platform !== 'linux') return;
  await withDomain(() => Promise.resolve());
  directory = buildLibvirtLxc(loadedLibraries().get('libvirt.so.0')!);
  process.env['LIBVIRT_LIBRARY_DIR'] = directory;
});

afterAll(() => {
  if (directory !== undefined) rmSync(directory, { recursive: true });
});

beforeEach(({ skip }) => {
  skip(directory === undefined, 'the stand-in for libvirt-lxc is built on Linux only');
  skip(
    process.getuid!() !== 0,
    'only root may change the user and the groups of a process: sudo npm test',
  );
});

/** Runs a shell command and waits for its end. */
async function run(command: string, options: LxcSpawnOptions = {}): Promise<Ended> {
  let result!: Ended;
  await withDomain(async (domain) => {
    result = await ended(lxcSpawn(domain, 'sh', ['-c', command], options));
  });
  return result;
}

/** Whether a process is running; a zombie is not. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('lxcSpawn', () => {
  test('passes the arguments and reports the exit code', async () => {
    await withDomain(async (domain) => {
      const child = lxcSpawn(domain, 'sh', ['-c', 'echo "$0" "$@"; exit 42', 'ä b', '', 'c"d']);
      expect(child.spawnfile).toBe('sh');
      expect(child.spawnargs).toHaveLength(6);
      expect(child).toMatchObject({ exitCode: null, signalCode: null });
      const { events, stdout, stderr } = await ended(child);
      expect({ events, stdout, stderr }).toEqual({
        events: endedWith(42),
        stdout: 'ä b  c"d\n',
        stderr: '',
      });
      expect(child).toMatchObject({ exitCode: 42, signalCode: null });
    });
  });

  test('reports the signal that ended the process', async () => {
    expect((await run('kill -USR1 $$')).events).toEqual(endedBy('SIGUSR1'));
    expect((await run('kill -KILL $$')).events).toEqual(endedBy('SIGKILL'));
    expect((await run('kill -SEGV $$')).events).toEqual(endedBy('SIGSEGV'));
  });

  test('passes only the given environment, and inherits none', async () => {
    process.env['A_SECRET_OF_THE_HOST'] = '1';
    const { stdout } = await run('env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= | sort');
    expect(stdout).toMatch(/^PATH=\S+\ncontainer=lxc-libvirt\n$/);
    const given = { PATH: '/usr/bin:/bin', A: 'b=c', B: undefined };
    const other = await run('env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= | sort', { env: given });
    expect(other.stdout).toBe('A=b=c\nPATH=/usr/bin:/bin\n');
  });

  test('searches for the file in the PATH of the given environment', async () => {
    await withDomain(async (domain) => {
      const child = lxcSpawn(domain, 'true', [], { env: { PATH: '/nowhere' } });
      const [error, { events }] = await Promise.all([errorOf(child), ended(child)]);
      expect(error).toMatchObject({
        message: 'spawn true ENOENT',
        code: 'ENOENT',
        errno: -2,
        syscall: 'spawn true',
        path: 'true',
        spawnargs: [],
      });
      expect(events).toEqual([
        ['error', 'spawn true ENOENT'],
        ['close', null, null],
      ]);
    });
  });

  test('sets cwd, uid and gid, and drops supplementary groups', async () => {
    expect((await run('pwd; id -u; id -g; id -G')).stdout).toBe('/\n0\n0\n0\n');
    const options = { cwd: '/usr', uid: 1234, gid: 4321 };
    expect((await run('pwd; id -u; id -g; id -G', options)).stdout).toBe(
      '/usr\n1234\n4321\n4321\n',
    );
    expect((await run('true', { cwd: '/nowhere' })).events[0]).toEqual(['error', 'chdir ENOENT']);
  });

  test('resets ignored and blocked signals', async () => {
    const { stdout } = await run('exec cat /proc/self/status');
    const masks = [...stdout.matchAll(/^Sig(\w+):\s+0*(\w)$/gm)].map(([, ...mask]) => mask);
    expect(masks).toEqual(['Pnd', 'Blk', 'Ign', 'Cgt'].map((name) => [name, '0']));
  });
});

describe('LxcSpawnOptions.stdio', () => {
  test('is three pipes by default', async () => {
    await withDomain(async (domain) => {
      const child = lxcSpawn(domain, 'sh', ['-c', 'cat; echo wrong >&2']);
      child.stdin.end('hello');
      const { stdout, stderr } = await ended(child);
      expect({ stdout, stderr }).toEqual({ stdout: 'hello', stderr: 'wrong\n' });
    });
  });

  test('passes the given files and no others', async () => {
    const number = openSync(join(directory!, 'output'), 'w+');
    await withDomain(async (domain) => {
      const child = lxcSpawn(domain, 'sh', ['-c', 'ls /proc/self/fd >&1; echo five >&5'], {
        stdio: ['ignore', number, 'inherit', 'ignore', null, 'pipe'],
      });
      expect([child.stdin, child.stdout, child.stderr]).toEqual([null, null, null]);
      expect(child.stdio).toHaveLength(6);
      let five = '';
      child.stdio[5]!.on('data', (text: Buffer) => (five += text.toString()));
      expect((await ended(child)).events).toEqual(endedWith(0));
      expect(five).toBe('five\n');
    });
    closeSync(number);
    // 3 is the directory that ls reads.
    expect(readFileSync(join(directory!, 'output'), 'utf8')).toBe('0\n1\n2\n3\n5\n');
  });

  test('ends the streams when the process closes its files and continues', async () => {
    await withDomain(async (domain) => {
      const child = lxcSpawn(domain, 'sh', ['-c', 'exec >&- 2>&-; read line; exit 3']);
      child.stdout.resume();
      await once(child.stdout, 'end');
      expect(child.exitCode).toBeNull();
      child.stdin.end('on\n');
      expect((await ended(child)).events).toEqual([
        ['exit', 3, null],
        ['close', 3, null],
      ]);
    });
  });
});

describe('LxcProcess.kill', () => {
  const patient = 'trap "echo got; exit 7" TERM; echo ready; while :; do sleep 0.1; done';

  test('signals the process, which can handle the signal', async () => {
    await withDomain(async (domain) => {
      const child = lxcSpawn(domain, 'sh', ['-c', patient]);
      child.stdout.once('data', () => child.kill());
      const { events, stdout } = await ended(child);
      expect(events).toEqual(endedWith(7));
      expect(stdout).toBe('ready\ngot\n');
      expect(child.killed).toBe(true);
      expect(child.kill()).toBe(false);
    });
  });

  test.each<NodeJS.Signals>(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM'])(
    '%s ends a process that does not handle it',
    async (signal) => {
      await withDomain(async (domain) => {
        const child = lxcSpawn(domain, 'sleep', ['1000']);
        child.once('spawn', () => child.kill(signal));
        expect((await ended(child)).events).toEqual(endedBy(signal));
        expect(child.signalCode).toBe(signal);
      });
    },
  );

  test('ends the process and its helper with SIGKILL', async () => {
    await withDomain(async (domain) => {
      const child = lxcSpawn(domain, 'sh', ['-c', 'echo $$; exec sleep 1000']);
      const [pid] = (await once(child.stdout, 'data')) as [Buffer];
      expect(isRunning(Number(pid))).toBe(true);
      child.kill('SIGKILL');
      expect((await ended(child)).events).toContainEqual(['exit', null, 'SIGKILL']);
      await expect.poll(() => isRunning(Number(pid))).toBe(false);
    });
  });

  test('ends a process before its file is executed', async () => {
    await withDomain(async (domain) => {
      const child = lxcSpawn(domain, 'sleep', ['1000']);
      child.kill('SIGTERM');
      expect((await ended(child)).events).toContainEqual(['exit', null, 'SIGTERM']);
    });
  });

  test('is called by LxcSpawnOptions.signal, with killSignal', async () => {
    await withDomain(async (domain) => {
      const controller = new AbortController();
      const { signal } = controller;
      const child = lxcSpawn(domain, 'sleep', ['1000'], { signal, killSignal: 'SIGINT' });
      const going = Promise.all([errorOf(child), ended(child)]);
      child.once('spawn', () => controller.abort());
      const [error, { events }] = await going;
      expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' });
      expect(events).toEqual([
        'spawn',
        ['error', 'The operation was aborted'],
        ['exit', null, 'SIGINT'],
        ['close', null, 'SIGINT'],
      ]);
    });
  });

  test('is called by LxcSpawnOptions.timeout and by Symbol.dispose', async () => {
    expect((await run('exec sleep 1000', { timeout: 1 })).events).toContainEqual([
      'exit',
      null,
      'SIGTERM',
    ]);
    await withDomain(async (domain) => {
      const child = lxcSpawn(domain, 'sleep', ['1000']);
      child.once('spawn', () => child[Symbol.dispose]());
      expect((await ended(child)).events).toEqual(endedBy('SIGTERM'));
      child[Symbol.dispose]();
    });
  });
});

describe('lxcSpawn emits error when libvirt refuses', () => {
  test.each(['virDomainLxcOpenNamespace', 'virDomainLxcEnterCGroup', 'virDomainLxcEnterNamespace'])(
    '%s',
    async (name) => {
      process.env['STAND_IN_REFUSES'] = name;
      await withDomain(async (domain) => {
        const child = lxcSpawn(domain, 'true');
        const [error, { events }] = await Promise.all([errorOf(child), ended(child)]);
        expect(error).toBeInstanceOf(LibvirtError);
        expect(error).toMatchObject({ code: 'VIR_ERR_INTERNAL_ERROR' });
        expect(events).toHaveLength(2);
        expect(events).toContainEqual(['close', null, null]);
      });
      delete process.env['STAND_IN_REFUSES'];
    },
  );
});

test('lxcOpenNamespace returns FileDescriptors that own the namespaces', async () => {
  await withDomain(async (domain) => {
    const files = await lxcOpenNamespace(domain);
    const numbers = [...files];
    const kinds = numbers.map((number) => readlinkSync(`/proc/self/fd/${number}`).split(':')[0]);
    expect(kinds).toEqual(['net', 'uts']);
    await files[Symbol.asyncDispose]();
    for (const number of numbers) expect(() => fstatSync(number)).toThrow('EBADF');
  });
});
