import type { RawError } from '@libvirt/core/internal';

/** Request to the helper process: the file to run, and how. */
export interface Request {
  readonly uri: string;
  readonly uuid: string;
  readonly file: string;
  readonly args: readonly string[];
  /** The complete environment, as `NAME=value`. */
  readonly env: readonly string[];
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  /** The helper's file descriptors to pass to the file. */
  readonly stdio: readonly number[];
}

/** A system call that failed in a process that the helper forked. */
export interface SystemFailure {
  readonly syscall: string;
  /** The errno, positive as in C. */
  readonly errno: number;
}

/** Answer of the helper: empty once the file is executed, otherwise the failure. */
export type Answer = { readonly failure?: never } | { readonly failure: RawError | SystemFailure };
