import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PARTS, type RawFunctions } from './generated/raw.js';
import { codeURL, loadFile, nodeModule } from './node-modules.js';
import type { RawError } from './raw-error.js';

const { closeSync, existsSync, openSync, readSync, readdirSync } = nodeModule('node:fs');

/** The raw functions, and what the runtime beneath them offers. */
export interface Native extends RawFunctions {
  /** Loads libvirt in the background, as far as that goes without a call of it. */
  startLoading(): void;
  /** Waits until that is done. Nothing may change the environment of the process before. */
  finishLoading(): void;
  /** Keeps the process alive until as many calls of `unhold`. */
  hold(): void;
  unhold(): void;
  /**
   * Nobody waits for what a call returned any more. An attempt to open a connection ends then, as
   * far as that is possible, and does not delay others of its URI.
   */
  abandon(called: Promise<unknown>): void;
  /** The threads on which libvirt is called, of the whole process. */
  threadCount(): number;
}

/** Names a file to load instead of the binary that was built for this platform. */
const OVERRIDE = 'LIBVIRT_NATIVE_ADDON';

/** The addon's refusal to work beside one of another version. */
const OTHER_VERSION = 'ERR_LIBVIRT_NATIVE_VERSIONS';

/** Where it stands how to build one. */
const SOURCE = 'https://github.com/libvirt-node/libvirt-node/blob/main/CONTRIBUTING.md#building-from-source';

/** Loads the addon into this thread. */
export function load(): Native {
  const override = process.env[OVERRIDE];
  const failures: string[] = [];
  for (const path of override ? [resolve(override)] : candidates()) {
    try {
      return complete(loadFile(path), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === OTHER_VERSION) throw error;
      failures.push(`  ${path}: ${reasonOf(error, path)}`);
    }
  }
  throw new Error(
    [
      `@libvirt/native has no binary that this Node.js can load (${platform()}, ${libc()}). Tried:`,
      ...failures,
      ...(override ? [`${OVERRIDE} names that file: correct or unset it.`] : remedies()),
    ].join('\n'),
  );
}

/** What libvirt answers itself where a function is missing. */
const NO_SUPPORT = 3;

/** Functions that the build has left out refuse like those that the installed libvirt lacks. */
function complete(addon: unknown, path: string): Native {
  const functions = addon as Record<string, () => unknown>;
  if (typeof functions['threadCount'] !== 'function') throw new Error('it is no addon of libvirt');
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
      functions[name] ??= () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- a record, as the addon's
        throw reason;
      };
    }
  }
  return addon as Native;
}

function candidates(): readonly string[] {
  const binary = `${platform()}/libvirt.${libc()}.node`;
  return folders().map((folder) => join(folder, binary));
}

/** Where binaries are, in the installed package and in a checkout of the repository. */
function folders(): readonly string[] {
  return ['../prebuilds', '../../prebuilds'].map((path) => fileURLToPath(new URL(path, codeURL)));
}

function reasonOf(error: unknown, path: string): string {
  if (!existsSync(path)) return 'there is no such file';
  return (error as Error).message.split('\n', 1)[0]!;
}

function remedies(): readonly string[] {
  const build = `Build one (${SOURCE}) and name it in ${OVERRIDE}.`;
  const folder = folders().find((path) => existsSync(path));
  if (folder === undefined) {
    const bundle = 'bundlers have to leave @libvirt/native out of the bundle';
    return [
      `Its binaries are not beside this code: ${bundle}, and it is installed as it is.`,
      build,
    ];
  }
  const others = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));
  return [`There are: ${others.join(', ') || 'none'}.`, build];
}

function platform(): string {
  return `${process.platform}-${process.arch}`;
}

/** The C library that the running program names as its interpreter. */
function libc(): string {
  if (process.platform !== 'linux') return process.platform;
  const head = Buffer.alloc(4096);
  try {
    const file = openSync(process.execPath, 'r');
    try {
      readSync(file, head);
    } finally {
      closeSync(file);
    }
  } catch {
    // An upgrade may have replaced the program since; most systems have glibc.
  }
  return head.includes('ld-musl-') ? 'musl' : 'glibc';
}
