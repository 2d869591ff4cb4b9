import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { PARTS, type RawFunctions } from './generated/raw.js';
import type { RawError } from './raw-error.js';

/** The raw functions, and what the runtime beneath them offers. */
export interface Native extends RawFunctions {
  /** Keeps the process alive until as many calls of `unhold`. */
  hold(): void;
  unhold(): void;
  /** The threads on which libvirt is called, of the whole process. */
  threadCount(): number;
}

interface Addon {
  initialize(endsWithProcess: boolean): Native;
}

/** Names a file to load instead of the binary that was built for this platform. */
const OVERRIDE = 'LIBVIRT_NATIVE_ADDON';

/** Loads the addon into this thread. */
export function load(): Native {
  const require = createRequire(import.meta.url);
  const failures: string[] = [];
  for (const path of candidates()) {
    try {
      return complete((require(path) as Addon).initialize(isMainThread), path);
    } catch (error) {
      failures.push(`  ${path}: ${(error as Error).message.split('\n', 1)[0]}`);
    }
  }
  throw new Error(
    [
      `@libvirt/native has no binary that this Node.js can load (${platform()}, ${libc()}). Tried:`,
      ...failures,
      `Build one from the repository with "npm run build", and name it in ${OVERRIDE}.`,
    ].join('\n'),
  );
}

/** What libvirt answers itself where a function is missing. */
const NO_SUPPORT = 3;

/** Functions that the build has left out reject like those that the installed libvirt lacks. */
function complete(native: Native, path: string): Native {
  const functions = native as unknown as Record<string, () => Promise<never>>;
  for (const [part, names] of Object.entries(PARTS)) {
    for (const name of names) {
      const reason: RawError = {
        code: NO_SUPPORT,
        domain: 0,
        level: 2,
        message: `${name} is not in this build of the addon, which was made without_${part}: ${path}`,
        int1: 0,
        int2: 0,
      };
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as the addon does
      functions[name] ??= () => Promise.reject(reason);
    }
  }
  return native;
}

function candidates(): readonly string[] {
  const override = process.env[OVERRIDE];
  if (override) return [resolve(override)];
  const binary = `prebuilds/${platform()}/libvirt.${libc()}.node`;
  // In the installed package, and in a checkout of the repository.
  return [`../${binary}`, `../../${binary}`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
}

function platform(): string {
  return `${process.platform}-${process.arch}`;
}

/** The C library that the running program names as its interpreter. */
function libc(): string {
  if (process.platform !== 'linux') return process.platform;
  const head = Buffer.alloc(4096);
  const file = openSync(process.execPath, 'r');
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  return head.includes('ld-musl-') ? 'musl' : 'glibc';
}
