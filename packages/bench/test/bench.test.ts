import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

function bench(...commandLine: string[]) {
  return benchWith({}, ...commandLine);
}

function benchWith(environment: NodeJS.ProcessEnv, ...commandLine: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/main.ts', ...commandLine],
    { cwd: packageFolder, encoding: 'utf8', env: { ...process.env, ...environment } },
  );
  return { status, stdout, stderr };
}

test('bench hung-hosts: measures each operation under each condition', () => {
  const { status, stdout, stderr } = bench('hung-hosts', '--short', '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);

  const number = expect.any(Number) as number;
  const spread = { median: number, min: number, max: number };
  const latencies = ['fs.readFile', 'dns.lookup', 'domain.getInfo'].map((operation) => ({
    operation,
    p50: spread,
    p99: spread,
  }));
  // Only Linux shows the number of threads.
  const threads = process.platform === 'linux' ? spread : null;
  const condition = { connections: spread, threads, latencies };
  expect(JSON.parse(stdout)).toEqual({
    machine: {
      system: expect.any(String) as string,
      architecture: process.arch,
      cpus: number,
      cpuModel: expect.any(String) as string,
      memoryMiB: number,
      node: process.versions.node,
      libvirt: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      load: number,
    },
    missing: [],
    leftOut: [],
    scenarios: [
      {
        name: 'hung-hosts',
        data: {
          repeats: 1,
          rounds: 20,
          conditions: [
            { name: 'none hang', opens: 0, uris: 0, ...condition },
            { name: '100 hang, one URI', opens: 100, uris: 1, ...condition },
            { name: '100 hang, 100 URIs', opens: 100, uris: 100, ...condition },
          ],
        },
      },
    ],
  });
});

test('bench diagnostics: measures calls without, after and with a subscriber', () => {
  const { status, stdout, stderr } = bench('diagnostics', '--short', '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const number = expect.any(Number) as number;
  const spread = { median: number, min: number, max: number };
  const { scenarios } = JSON.parse(stdout) as { readonly scenarios: unknown };
  const rows = ['never', 'left', 'subscribed'].map((subscriber) => ({
    subscriber,
    microseconds: spread,
    ratio: spread,
  }));
  const data = { repeats: 1, count: 200, rows, share: spread };
  expect(scenarios).toEqual([{ name: 'diagnostics', data }]);
});

test('bench startup: measures each step in both formats', () => {
  const { status, stdout, stderr } = bench('startup', '--short', '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const number = expect.any(Number) as number;
  const spread = { median: number, min: number, max: number };
  const steps = [
    'start node',
    'import @libvirt/core',
    'import, and open test:///default',
    'import, open and list the first domain',
  ];
  const { scenarios } = JSON.parse(stdout) as { readonly scenarios: unknown };
  expect(scenarios).toEqual([
    {
      name: 'startup',
      data: {
        repeats: 1,
        measured: ['ESM', 'CommonJS'].flatMap((format) =>
          steps.map((step) => ({ format, step, milliseconds: spread, beyond: spread })),
        ),
      },
    },
  ]);
});

test('bench xml: compares the libraries in each case', { timeout: 300_000 }, () => {
  const { status, stdout, stderr } = bench('xml', '--short', '--json');
  expect(status, stderr).toBe(0);
  const { scenarios } = JSON.parse(stdout) as {
    scenarios: [{ data: { cases: { name: string; rows: { contender: string }[] }[] } }];
  };
  const [{ data }] = scenarios;
  expect(data.cases.map(({ name }) => name)).toEqual([
    'parse 20 documents',
    'format what was parsed of 20 documents',
    'format new data of 20 documents',
    'edit 20 documents',
  ]);
  // Go's takes part where its sources are, and is announced as missing elsewhere.
  const go = stderr.includes('libvirtxml does not take part') ? [] : ['libvirtxml'];
  for (const { rows } of data.cases) {
    expect(rows.map(({ contender }) => contender)).toEqual([
      '@libvirt/xml',
      'fast-xml-parser',
      '@xmldom/xmldom',
      ...go,
    ]);
  }
});

const hasGo = spawnSync('go', ['version']).status === 0;

test('bench go-modules: compares gomodload with go', { timeout: 300_000 }, ({ skip }) => {
  skip(!hasGo, 'go is not installed: sudo apt-get install golang-go');
  const { status, stdout, stderr } = bench('go-modules', '--short', '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);

  const { scenarios } = JSON.parse(stdout) as {
    scenarios: [{ data: { rows: { what: string; go: object | null; gomodload: object }[] } }];
  };
  const number = expect.any(Number) as number;
  const spread = { median: number, min: number, max: number };
  const rows = scenarios[0].data.rows.map(({ what, go, gomodload }) => [what, go, gomodload]);
  expect(rows).toEqual([
    ['list -m all of 50, cold', spread, spread],
    ['list -m all of 50, warm', spread, spread],
    ['list -m all of 50, warm, peak', spread, spread],
    ['mod download of 20, cold, over HTTP with 20 ms latency', spread, spread],
    ['mod download of 20, cold, from a folder', spread, spread],
    ['selection alone, of 50', null, spread],
    ['selection alone, of 100', null, spread],
    ['h1 of a zip of 20 files', spread, spread],
  ]);
});

/** By scenario: its measures, the number of cases in its short form, and of those through a daemon. */
const compared = {
  calls: ['time', 3, 0],
  'daemon-calls': ['time', 8, 8],
  list: ['time', 4, 2],
  statistics: ['time', 4, 2],
  events: ['time, p50, p99', 4, 2],
  transfer: ['time, rate', 2, 2],
  'open-close': ['time', 2, 1],
  'first-domain': ["process, libvirt's part", 1, 0],
  memory: ["time, growth, growth beyond V8's heap", 1, 0],
  connections: ['memory per connection, threads in total, time', 2, 1],
} as const;

/** The contenders that CI installs: there, a missing one fails the test. */
const installed = ['C', '@libvirt/core', '@libvirt/remote', 'Go', 'Python'];
/** The scenarios that contenders with few operations support. */
const partial = ['calls', 'daemon-calls', 'list', 'open-close', 'first-domain', 'memory'];

interface Printed {
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
  readonly scenarios: readonly {
    readonly name: keyof typeof compared;
    readonly data: {
      readonly rounds: number;
      readonly cases: readonly {
        readonly rows: readonly {
          readonly contender: string;
          readonly measures: object;
          readonly ratios: object;
        }[];
      }[];
    };
  }[];
}

test('bench: all contenders run all operations that they support', { timeout: 900_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
  try {
    const names = Object.keys(compared);
    const { status, stdout, stderr } = bench('--short', '--json', '--out', folder, ...names);
    expect(status, stderr).toBe(0);
    const printed = JSON.parse(stdout) as Printed;
    const { missing, leftOut, scenarios } = printed;
    for (const { name, reason } of [...missing, ...leftOut]) {
      console.warn(`Not measured: ${name}. ${reason}`);
    }
    const absent = missing.map(({ name }) => name);
    const others = absent.includes('@unraid/libvirt') ? [] : ['@unraid/libvirt'];
    if (process.env['CI'] === 'true' && process.getuid?.() === 0) {
      expect(absent.filter((name) => installed.includes(name))).toEqual([]);
      expect(leftOut).toEqual([]);
    }

    const leftOutNames = leftOut.map(({ name }) => name);
    expect(scenarios.map(({ name }) => name)).toEqual(
      names.filter((name) => !leftOutNames.includes(name)),
    );
    for (const { name, data } of scenarios) {
      const [measures, cases, throughDaemon] = compared[name];
      expect(data.cases.length, name).toBe(cases);
      const all = [...installed, ...(partial.includes(name) ? others : [])].filter(
        (contender) => !absent.includes(contender),
      );
      const isRemote = (each: string) => each === '@libvirt/remote';
      expect(
        data.cases.filter(({ rows }) => rows.some((row) => isRemote(row.contender))),
      ).toHaveLength(throughDaemon);
      for (const { rows } of data.cases) {
        const contenders = rows.map(({ contender }) => contender);
        const participants = all.filter((each) => !isRemote(each) || contenders.includes(each));
        expect(contenders, name).toEqual(participants);
        for (const row of rows) {
          expect(Object.keys(row.measures).join(', ')).toBe(measures);
          expect(Object.keys(row.ratios)).toEqual(
            participants.filter((other) => other !== row.contender),
          );
        }
      }
      expect(readFileSync(join(folder, `${name}.svg`), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/);
    }
    const written = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as Printed;
    expect(written).toEqual(printed);
    expect(readFileSync(join(folder, 'figures.md'), 'utf8')).toMatch(/^\| .*@libvirt\/core.* \|\n/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('bench statistics: is skipped if gcc does not find libvirt', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-gcc-'));
  try {
    // For a library that it does not find, gcc prints only the name.
    writeFileSync(join(folder, 'gcc'), '#!/bin/sh\necho libvirt.so\n', { mode: 0o755 });
    const path = `${folder}:${process.env['PATH'] ?? ''}`;
    const { status, stdout } = benchWith({ PATH: path }, 'statistics', '--short', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      leftOut: [{ name: 'statistics', reason: expect.stringContaining('libvirt-dev') as string }],
      scenarios: [],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('bench: refuses an unknown scenario, and lists the known ones', () => {
  const { status, stdout, stderr } = bench('no-such-thing');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  const names = [
    'diagnostics',
    'go-modules',
    'hung-hosts',
    'startup',
    'xml',
    ...Object.keys(compared),
  ].sort();
  expect(stderr).toBe(
    `bench: unknown scenario 'no-such-thing'; the scenarios are: ${names.join(', ')}\n`,
  );
});

test.each(['0', '1.5', 'many'])('bench --rounds: refuses %s', (rounds) => {
  expect(bench('--rounds', rounds)).toEqual({
    status: 2,
    stdout: '',
    stderr: `bench: --rounds must be a whole number of at least 1, not ${rounds}\n`,
  });
});

test('bench --help: lists the scenarios', () => {
  const { status, stdout } = bench('--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ {2}hung-hosts {2}\S/m);
});
