import type { RawError } from '@libvirt/core/internal';

/** What the helper process is asked to do. */
export interface Request {
  readonly uri: string;
  readonly uuid: string;
  readonly file: string;
  readonly args: readonly string[];
  /** `NAME=value` */
  readonly env: readonly string[];
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  /** The file descriptors of the helper that are for the file. */
  readonly stdio: readonly number[];
}

/** A call of the system that failed in a process that the helper made. */
export interface SystemFailure {
  readonly syscall: string;
  /** Positive, as in C. */
  readonly errno: number;
}

/** What the helper answers: that the file is executed, or why it is not. */
export type Answer = { readonly failure?: never } | { readonly failure: RawError | SystemFailure };
