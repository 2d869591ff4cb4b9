import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PARTS, type RawFunctions } from './generated/raw.js';
import { withoutBinary } from './no-binary.js';
import { codeURL, loadFile, nodeModule } from './node-modules.js';
import type { RawError } from './raw-error.js';

const { closeSync, existsSync, openSync, readSync, readdirSync } = nodeModule('node:fs');

/** The raw functions, and those of the addon itself. */
export interface Native extends RawFunctions {
  /**
   * Starts to load libvirt on a thread of its own, without initialising it. Does nothing the second
   * time. If libvirt is missing, the first raw function that needs it reports that.
   */
  startLoading(): void;
  /**
   * Blocks this thread until the load that `startLoading` started has ended, with or without
   * success; returns at once if there was none. Do not change `process.env` before: libraries read
   * it while they are loaded.
   */
  finishLoading(): void;
  /** Keeps the process alive until `unref` has been called as often as `ref`. */
  ref(): void;
  /** Undoes one call of `ref`. */
  unref(): void;
  /**
   * Abandons a call whose result is no longer wanted. An attempt to open a connection then ends, as
   * far as possible, and does not delay others to its URI; any other call is not affected.
   * @param call the promise that a raw function returned, itself and not one derived from it
   */
  abandon(call: Promise<unknown>): void;
  /** Returns the number of threads on which the whole process calls libvirt; for tests. */
  threadCount(): number;
}

/** The environment variable with the path of a file to load instead of the prebuilt binary. */
const OVERRIDE = 'LIBVIRT_NATIVE_ADDON';

/** Code of the error when the process has already loaded another version of the addon. */
const OTHER_VERSION = 'ERR_LIBVIRT_NATIVE_VERSIONS';

/** The instructions to build a binary. */
const SOURCE =
  'https://github.com/libvirt-node/libvirt-node/blob/main/CONTRIBUTING.md#building-from-source';

/** What needs no binary. */
const OTHER_ENGINE =
  'Connections to daemons need none: install @libvirt/remote, and pass { engine: remote } to Connect.open().';

/**
 * Loads the addon into this thread. If no binary can be loaded, the raw functions throw an error that
 * lists the paths and says what to do.
 * @throws {Error} if the process has already loaded another version of the addon
 */
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
  const explanation = [
    `@libvirt/native has no binary that this Node.js can load (${platform()}, ${libc()}). Tried:`,
    ...failures,
    ...(override ? [`${OVERRIDE} names that file: correct or unset it.`] : remedies()),
    OTHER_ENGINE,
  ];
  return withoutBinary(new Error(explanation.join('\n')));
}

/** VIR_ERR_NO_SUPPORT: libvirt's own code for a missing function. */
const NO_SUPPORT = 3;

/** Makes functions that the build left out fail like those that the installed libvirt lacks. */
function complete(addon: unknown, path: string): Native {
  const functions = addon as Record<string, () => unknown>;
  if (typeof functions['threadCount'] !== 'function') throw new Error('not a libvirt addon');
  for (const [part, names] of Object.entries(PARTS)) {
    for (const name of names) {
      const reason: RawError = {
        code: NO_SUPPORT,
        domain: 0,
        level: 2,
        message: `${name} is not in this build of the addon (without_${part}): ${path}`,
        int1: 0,
        int2: 0,
      };
      functions[name] ??= () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- a record, like those of the addon
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

/** The folders of binaries in the installed package and in a checkout of the repository. */
function folders(): readonly string[] {
  return ['../prebuilds', '../../prebuilds'].map((path) => fileURLToPath(new URL(path, codeURL)));
}

function reasonOf(error: unknown, path: string): string {
  if (!existsSync(path)) return 'no such file';
  return (error as Error).message.split('\n', 1)[0]!;
}

function remedies(): readonly string[] {
  const build = `Build one (${SOURCE}) and set ${OVERRIDE} to its path.`;
  const folder = folders().find((path) => existsSync(path));
  if (folder === undefined) {
    const bundle = 'bundlers have to leave @libvirt/native out of the bundle';
    return [
      `Its binaries are not beside this code: ${bundle}; install it beside the bundle.`,
      build,
    ];
  }
  const others = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));
  return [`Available binaries: ${others.join(', ') || 'none'}.`, build];
}

function platform(): string {
  return `${process.platform}-${process.arch}`;
}

/** The C library of the running program, by the dynamic linker that it names. */
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
    // An upgrade may have deleted the program; most systems have glibc.
  }
  return head.includes('ld-musl-') ? 'musl' : 'glibc';
}
