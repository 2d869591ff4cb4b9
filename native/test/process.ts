import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What differs from this process's environment; undefined takes a variable out. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Runs a program of `test/programs` in a process of its own, with the addon that is built. */
export function runProgram(
  name: string,
  commandLine: readonly string[] = [],
  environment: Environment = {},
): Ended {
  const path = fileURLToPath(new URL(`programs/${name}`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...commandLine], {
    encoding: 'utf8',
    env: { ...process.env, LIBVIRT_NATIVE_ADDON: undefined, ...environment },
  });
  return { code: status, stdout, stderr };
}

/** What `load.mjs` tells. */
export interface Loaded {
  /** The files of addons that are loaded. */
  readonly files: readonly string[];
  /** Whether the ESM and the CommonJS copy of the package have the same functions. */
  readonly isShared: boolean;
  readonly functions: readonly string[];
}

/** Loads the addon, and tells which file it is. */
export function load(environment: Environment = {}): Loaded {
  const { code, stdout, stderr } = runProgram('load.mjs', [], environment);
  if (code !== 0 || stderr !== '') throw new Error(`loading failed:\n${stderr}`);
  return JSON.parse(stdout) as Loaded;
}
