import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import type { RawFunctions } from './generated/raw.js';

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
      return (require(path) as Addon).initialize(isMainThread);
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
