import { Programs, type Ended, type Environment } from '@libvirt/testing';

const programs = new Programs(new URL('programs/', import.meta.url), {
  LIBVIRT_NATIVE_ADDON: undefined,
});

/** Runs a program of `test/programs` in a process of its own, with the addon that is built. */
export function runProgram(
  name: string,
  commandLine: readonly string[] = [],
  environment: Environment = {},
): Ended {
  return programs.runSync(name, { arguments: commandLine, env: environment });
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
