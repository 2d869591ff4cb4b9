import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needDaemon, startDaemon } from './daemon.js';
import { runProgram, type Ended } from './process.js';

/** `npm run test:memory` sends all lies to an addon with a memory sanitizer. */
const { env } = process;
const seconds = Number(env['LIBVIRT_FUZZ_SECONDS'] ?? 5);
const seed = Number(env['LIBVIRT_FUZZ_SEED'] ?? 1);
const watched: Readonly<Record<string, string>> =
  env['LIBVIRT_FUZZ_ADDON'] === undefined
    ? {}
    : {
        LIBVIRT_NATIVE_ADDON: env['LIBVIRT_FUZZ_ADDON'],
        LD_PRELOAD: env['LIBVIRT_FUZZ_PRELOAD'] ?? '',
        // Valgrind finds leaks; libvirt aborts by itself without memory.
        ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1:max_malloc_fill_size=65536',
        UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
      };

/** Faults of libvirt's client library itself, which this package cannot prevent. */
const KNOWN: readonly {
  readonly calls: RegExp;
  readonly signs: RegExp;
  readonly why: string;
}[] = [
  {
    calls: /^virDomainGetCPUStats$/,
    signs: /SIGFPE|AddressSanitizer: FPE/,
    why: 'divides by the number of parameters of each CPU, which may be 0',
  },
  {
    calls: /^virDomainGetSecurityLabel(List)?$|^virNodeGetSecurityModel$/,
    signs: /AddressSanitizer: heap-buffer-overflow/,
    why: 'takes an array of characters for a text, whether it ends or not',
  },
];

/** Returns the library of a sanitizer's fault: that of the first frame outside of system libraries. */
function culprit(report: string): string | undefined {
  const frames = [
    ...report.matchAll(/^ +#\d+ 0x[\da-f]+ .*?\(?([^\s()]+\.(?:so|node)[\d.]*)[+:)]/gm),
  ];
  return frames
    .map(([, path]) => path!.replace(/.*\//, ''))
    .find((name) => !/^(libasan|libubsan|libc|libpthread|libstdc\+\+)\./.test(name));
}

/** Returns whether a process died of a known fault of libvirt, not of one in this repository. */
function isKnown(call: string, { signal, stderr }: Ended): boolean {
  const name = culprit(stderr);
  const isTheirs = name === undefined ? signal === 'SIGFPE' : name.startsWith('libvirt.so');
  const said = `${signal ?? ''} ${stderr}`;
  return isTheirs && KNOWN.some(({ calls, signs }) => calls.test(call) && signs.test(said));
}

test(
  'native: no crash or stray memory if a daemon changes any word of its messages',
  { timeout: 1000 * (60 + 4 * seconds) },
  async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    const folder = join(daemon.directory, 'fuzz');
    mkdirSync(folder);
    const end = Date.now() + 1000 * seconds;
    const survived: string[] = [];
    for (let next = 0; ;) {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      const ended = await runProgram('lying-fuzz.mjs', {
        nodeOptions: ['--expose-gc'],
        arguments: [
          ...[daemon.socket, join(daemon.directory, 'lies'), folder],
          ...[seed, next, left].map(String),
        ],
        env: watched,
      });
      const match = /^sent (\d+) of (\d+) lies$/m.exec(ended.stdout);
      if (ended.signal === 'SIGKILL' && match !== null) {
        console.log(`${match[0]} with seed ${seed}; libvirt itself died of ${survived.length}`);
        for (const lie of survived) console.log(`  ${lie}`);
        expect(Number(match[1])).toBeGreaterThan(0);
        return;
      }
      const lie = [...ended.stdout.matchAll(/^(\d+) (([^,]+), .*)$/gm)].at(-1);
      const at = `seed ${seed}, lie ${lie?.[0] ?? 'none'}: ${ended.code ?? ended.signal}`;
      if (lie === undefined || !isKnown(lie[3]!, ended)) {
        throw new Error(`${at}\n${ended.stderr.slice(-20_000)}`);
      }
      survived.push(at);
      next = Number(lie[1]) + 1;
    }
  },
);
