import { Programs, type Ended, type Environment } from '@libvirt/testing';

const programs = new Programs(new URL('programs/', import.meta.url), {
  LIBVIRT_NATIVE_ADDON: undefined,
});

/** Runs a program of `test/programs` in a process of its own, with the built addon. */
export function runProgram(
  name: string,
  commandLine: readonly string[] = [],
  environment: Environment = {},
): Ended {
  return programs.runSync(name, { arguments: commandLine, env: environment });
}

/** The output of `load.mjs`. */
export interface Loaded {
  /** The files of the loaded addons. */
  readonly files: readonly string[];
  /** Whether the ESM and CommonJS builds share their functions. */
  readonly isShared: boolean;
  readonly functions: readonly string[];
}

/** Loads the addon in a process of its own. */
export function load(environment: Environment = {}): Loaded {
  const { code, stdout, stderr } = runProgram('load.mjs', [], environment);
  if (code !== 0 || stderr !== '') throw new Error(`loading failed:\n${stderr}`);
  return JSON.parse(stdout) as Loaded;
}
