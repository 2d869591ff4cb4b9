import { LibraryNotFoundError, LibvirtError } from '@libvirt/core';

/** A reason to end early that needs no stack. Any other error is a bug, and shows its own. */
export class Failure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The message for an expected error; `undefined` for any other. */
export function explain(error: unknown): string | undefined {
  if (error instanceof LibraryNotFoundError || error instanceof Failure) return error.message;
  if (error instanceof LibvirtError) return `${error.message} (${error.code})`;
  return undefined;
}
