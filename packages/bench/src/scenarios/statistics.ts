import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, timeIn, type Case } from '../comparison.js';
import { startDaemon } from '../daemon.js';
import { writeDomains } from '../domains.js';
import { UnavailableError, type MeasureOptions, type Outcome, type Scenario } from '../scenario.js';

const FUNCTION = 'virConnectGetAllDomainStats';
const VERSION = 'LIBVIRT_1.2.8';
const NEEDED = 'sudo apt-get install gcc libc6-dev libvirt-dev';
const source = fileURLToPath(new URL('../programs/statistics/libvirt.c', import.meta.url));

/** Returns the path of the library that programs are linked with. For one that it does not find, gcc prints only the name. */
function findLibvirt(): string {
  const path = run('gcc', ['-print-file-name=libvirt.so']).trim();
  if (!isAbsolute(path)) throw new UnavailableError(`${NEEDED}\ngcc does not find libvirt.so`);
  return realpathSync(path);
}

/** Builds a libvirt whose statistics have 83 fields per domain, like QEMU's. */
function buildLibvirt(folder: string): void {
  // By its absolute path, the real library can be loaded beside one of the same name.
  const real = findLibvirt();
  const path = join(folder, 'path.so');
  run('gcc', ['-shared', `-Wl,-soname,${real}`, '-o', path, '-x', 'c', '/dev/null']);

  // Programs need its symbol versions.
  const versions = new Set(run('readelf', ['-V', real]).match(/LIBVIRT_[\w.]+/g));
  const script = join(folder, 'versions');
  writeFileSync(
    script,
    [...versions]
      .map((name) => (name === VERSION ? `${name} { global: ${FUNCTION}; };` : `${name} {};`))
      .join('\n'),
  );
  run('gcc', [
    ...['-O2', '-shared', '-fPIC', '-o', join(folder, 'libvirt.so.0'), source],
    `-Wl,-soname,libvirt.so.0,--version-script=${script},--no-as-needed`,
    path,
  ]);
}

function run(command: string, commandArguments: readonly string[]): string {
  try {
    return execFileSync(command, commandArguments, { encoding: 'utf8' });
  } catch (error) {
    throw new UnavailableError(`${NEEDED}\n${(error as Error).message}`);
  }
}

async function measure(options: MeasureOptions): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-statistics-'));
  try {
    buildLibvirt(folder);
    const environment = { LD_LIBRARY_PATH: folder };
    await using daemon = await startDaemon();
    await using fullDaemon = await startDaemon(environment);
    const domains = options.short ? 20 : 1000;
    const path = writeDomains(daemon.directory, domains);
    const count = options.short ? 2 : 10;
    const statistics = (name: string, uri: string, more?: Partial<Case>): Case => ({
      name: `statistics of ${domains}, ${name}`,
      operation: 'statistics',
      options: { uri, count },
      seen: domains * count,
      measures: [timeIn('ms')],
      ...more,
    });
    return await compare(
      [
        statistics('9 fields each, without a daemon', `test://${path}`),
        statistics('9 fields each, through the daemon', daemon.uri('test', path)),
        statistics('83 fields each, without a daemon', `test://${path}`, { environment }),
        statistics('83 fields each, through the daemon', fullDaemon.uri('test', path)),
      ],
      options,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const scenario: Scenario = { summary: 'all statistics of 1,000 domains', measure };
export default scenario;
