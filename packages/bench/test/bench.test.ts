import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

function bench(...commandLine: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/main.ts', ...commandLine],
    { cwd: packageFolder, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

test('hung-hosts measures each operation under each condition', () => {
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
  // Only Linux tells the number of threads.
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
    },
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

test('startup measures each step in both formats', () => {
  const { status, stdout, stderr } = bench('startup', '--short', '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const number = expect.any(Number) as number;
  const spread = { median: number, min: number, max: number };
  const steps = ['start node', 'import @libvirt/core', 'import, and open test:///default'];
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

const hasGo = spawnSync('go', ['version']).status === 0;
if (!hasGo)
  console.warn('go is not installed, so it is not compared with: apt-get install golang-go');

test.skipIf(!hasGo)('go-modules compares gomodload with go', { timeout: 300_000 }, () => {
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
    ['mod download of 20, cold', spread, spread],
    ['selection alone, of 50', null, spread],
    ['selection alone, of 100', null, spread],
    ['h1 of a zip of 20 files', spread, spread],
  ]);
});

test('a scenario that does not exist is refused with the names of those that do', () => {
  expect(bench('no-such-thing')).toEqual({
    status: 2,
    stdout: '',
    stderr:
      'bench: there is no scenario no-such-thing; there are: go-modules, hung-hosts, startup\n',
  });
});

test('--help lists the scenarios', () => {
  const { status, stdout } = bench('--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ {2}hung-hosts {2}\S/m);
});
