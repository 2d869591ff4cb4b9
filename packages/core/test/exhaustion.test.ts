// What happens if the process runs out of threads, descriptors or memory.
import { execFileSync, fork, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { buildCrashReport } from './crash-report.js';
import { noDaemon, startDaemon } from './daemon.js';
import { endsWell, runProgram, type Ended } from './process.js';
import { buildLibvirt } from './stand-in.js';

function needLimits({ skip }: TestContext): void {
  skip(spawnSync('prlimit', ['--version']).status !== 0, 'needs prlimit of util-linux');
}

/** The user that runs the programs if the tests run as root: limits of threads do not apply to root. */
const ORDINARY = 54_321;
const ordinary = process.getuid?.() === 0 ? { uid: ORDINARY, gid: ORDINARY } : {};

/** A copy of the hypervisor's file that the programs may read: others cannot read root's home. */
let directory: string;
let hypervisor: string;
let crashReport: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'libvirt-limits-'));
  chmodSync(directory, 0o755);
  hypervisor = join(directory, 'hypervisor.xml');
  copyFileSync(new URL('programs/hypervisor.xml', import.meta.url), hypervisor);
  chmodSync(hypervisor, 0o644);
  crashReport = buildCrashReport(directory);
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

type Resource = 'nproc' | 'nofile' | 'as';

/** Lowers the limits of a process, or lifts them again. */
function limit(pid: number, resource: Resource, value: number | 'lifted'): void {
  const columns = ['--raw', '--noheadings', '--output', 'HARD', `--${resource}`];
  const prlimit = (...given: string[]) =>
    execFileSync('prlimit', ['--pid', String(pid), ...given], { ...ordinary, encoding: 'utf8' });
  const soft = value === 'lifted' ? prlimit(...columns).trim() : value;
  prlimit(`--${resource}=${soft}:`);
}

/** A request of a program under limits to its parent process. */
type Wish = { readonly threads: number | 'lifted' } | 'no memory' | 'begin' | 'end';

/** Runs a program, and sets its limits on request; optionally at random while it works. */
function runLimited(
  name: string,
  programArguments: readonly string[] = [],
  disturb?: (pid: number) => Promise<void>,
  reportsCrashes = false,
): Promise<Ended> {
  const path = fileURLToPath(new URL(name, new URL('programs/', import.meta.url)));
  const child = fork(path, programArguments, {
    // V8 allocates memory in smaller steps.
    execArgv: ['--max-semi-space-size=1'],
    env: {
      ...process.env,
      LIBVIRT_TEST_USER: String(ORDINARY),
      LIBVIRT_TEST_HYPERVISOR: hypervisor,
      ...(reportsCrashes && { LD_PRELOAD: crashReport }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let ended = false;
  let disturbing: Promise<void> | undefined;
  const repeat = async () => {
    while (!ended) await disturb!(child.pid!);
  };
  child.on('message', (wish: Wish) => {
    if (wish === 'begin') {
      if (disturb) disturbing = repeat();
    } else if (wish === 'end') {
      ended = true;
      void disturbing?.then(() => child.send('all limits are lifted'));
    } else if (wish === 'no memory') {
      limit(child.pid!, 'as', MIB);
    } else {
      limit(child.pid!, 'nproc', wish.threads);
    }
  });
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      ended = true;
      resolve({ code, signal, stdout, stderr });
    });
  });
}

const MIB = 1 << 20;

const refusal = 'no thread can be started for calls of libvirt: Resource temporarily unavailable';

test('Connect.open() rejects if no thread can be created, and the process exits by itself', async (context) => {
  needLimits(context);
  const ended = await runLimited('no-threads-first.mjs');
  expect(ended).toEqual(endsWell(`LibvirtError VIR_ERR_INTERNAL_ERROR: ${refusal}\n${refusal}\n`));
});

test('Connect.open() works again once threads can be created', async (context) => {
  needLimits(context);
  const { stdout, ...ended } = await runLimited('no-threads-first.mjs', ['again']);
  expect(ended).toEqual({ code: 0, signal: null, stderr: '' });
  expect(stdout.split('\n').at(-2)).toBe('opened, close() returned 0');
});

test('Domain.destroy(), Connect.close() and results settle if no thread can be created', async (context) => {
  needLimits(context);
  expect(await runLimited('no-threads-later.mjs')).toEqual(
    endsWell('records: 1\nclose() returned 1\nthe result matches the effect: true\n'),
  );
});

test('Domain.getXMLDesc() rejects if the XML exceeds the length of a string', async () => {
  const library = buildLibvirt('12.8.0', {
    virDomainGetXMLDesc: `
#include <string.h>
char *virDomainGetXMLDesc(void *domain, unsigned flags) {
  size_t size = 512u << 20;
  char *text = malloc(size + 1);
  (void)domain, (void)flags;
  memset(text, 'x', size);
  text[size] = 0;
  return text;
}`,
  });
  const ended = await runProgram('huge-result.mjs', { env: { LIBVIRT_LIBRARY_DIR: library } });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/^rejected: .+\nclose\(\) returned 0\n$/);
}, 300_000);

/** Returns the current use of what can be limited. */
const usage = {
  nproc: () => 1,
  nofile: (pid: number) => readdirSync(`/proc/${pid}/fd`).length,
  as: (pid: number) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[0]) * 4096,
};

/** The maximum headroom while a limit is low. */
const more = { nproc: 0, nofile: 8, as: 32 * MIB };

/** Lowers a random limit for a moment. */
async function disturb(pid: number): Promise<void> {
  const resources = Object.keys(usage) as Resource[];
  const resource = resources[randomInt(resources.length)]!;
  try {
    limit(pid, resource, usage[resource](pid) + randomInt(more[resource] + 1));
    await sleep(randomInt(100));
    limit(pid, resource, 'lifted');
    await sleep(randomInt(50));
  } catch {
    // It has exited.
    await sleep(1);
  }
}

const duration = Number(process.env['LIBVIRT_TEST_LIMITS_MS'] ?? 8000);

/**
 * Messages of V8, GLib and glibc when they abort the process without memory or descriptors. glibc
 * exits with a code, the others with a signal.
 */
const GIVES_UP =
  /GLib-ERROR.*(failed to allocate|Creating pipes for GWakeup)|GLib \(.*Cannot allocate memory|out of memory|Fatal process OOM|Check failed: \(result\.ptr\) != nullptr|cannot allocate memory for thread-local data/i;

/** What libxml2 prints on its own without memory or descriptors, with the place in the document. */
const LIBXML2 = /^(\S+:\d+: )?(I\/O|parser) (error|warning) : .*\n(.*\n *\^\n)?/gm;

/** Crashes of V8 and GLib that come without a message of theirs. */
const CRASHED = /^crashed in (node|libglib-2\.0\.so\.0)$/m;

/**
 * Works under limits. After a process that V8, GLib or glibc have aborted, another one is started; in
 * the end, some must have exited by themselves.
 */
async function workUnderLimits(socket: readonly string[]): Promise<void> {
  let left = duration;
  let ended = 0;
  for (let tries = 0; left > 0 || (ended === 0 && tries < 10); tries += 1) {
    const part = Math.min(Math.max(left, 1000), 8000);
    left -= part;
    const { stderr, ...exit } = await runLimited(
      'limits.mjs',
      [String(part), ...socket],
      disturb,
      true,
    );
    const hasExited = exit.signal === null && exit.code === 0;
    if (!hasExited && (GIVES_UP.test(stderr) || CRASHED.test(stderr))) continue;
    ended += 1;
    const words = stderr.replace(LIBXML2, '').replace(/^\d+ done, \d+ refused\n/m, '');
    // As a message too, since a summary cuts what was compared.
    expect({ ...exit, stderr: words }, words).toEqual(
      endsWell(
        'pending: 0\ntook effect although refused: 0\ndid not take effect: 0\nworked: true\n',
      ),
    );
  }
  expect(ended).toBeGreaterThan(0);
}

test(
  `Connect and Domain under limits of threads, descriptors and memory that change for ${duration} ms`,
  async (context) => {
    needLimits(context);
    if (noDaemon !== undefined) {
      await workUnderLimits([]);
      return;
    }
    await using daemon = await startDaemon();
    chmodSync(daemon.directory, 0o755);
    chmodSync(daemon.socket, 0o777);
    await workUnderLimits([daemon.socket]);
  },
  2 * duration + 120_000,
);

test('Domain.getXMLDesc() without memory: V8, GLib or glibc abort the process with a message', async (context) => {
  needLimits(context);
  // Without memory for a message, it exits without one.
  let words = '';
  for (let tries = 0; tries < 10 && !GIVES_UP.test(words); tries += 1) {
    const { code, signal, stdout, stderr } = await runLimited('no-memory.mjs');
    expect({ code, signal, stdout }).not.toMatchObject({ code: 0 });
    expect(stdout).toBe('');
    words = stderr;
  }
  expect(words).toMatch(GIVES_UP);
});
