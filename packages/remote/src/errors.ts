import { ErrorDomain, ErrorLevel, ErrorNumber } from '@libvirt/core';
import type { RawError } from '@libvirt/core/internal';

/** Returns an error with the fields of libvirt's own. */
export function rawError(code: number, domain: number, message: string): RawError {
  return { code, domain, level: ErrorLevel.ERROR, message, int1: 0, int2: 0 };
}

/** Returns an error of the connection. */
export function rpcError(message: string, code: number = ErrorNumber.RPC): RawError {
  return rawError(code, ErrorDomain.RPC, message);
}

/** Returns the error of a call that has, or asks for, more than the protocol allows. */
export function tooMany(count: number, limit: number): RawError {
  return rawError(
    ErrorNumber.RPC,
    ErrorDomain.REMOTE,
    `too many elements or bytes: ${count} > ${limit}`,
  );
}

/** Returns the error of a reply that has another size than was asked for. */
export function wrongSize(size: number, asked: number): RawError {
  return rawError(
    ErrorNumber.RPC,
    ErrorDomain.REMOTE,
    `the daemon answers with ${size} elements or bytes where ${asked} were asked for`,
  );
}

/** Returns the error of a call that this engine cannot make. */
export function unsupported(what: string): RawError {
  const remedy = 'open the connection without the option engine';
  return rawError(
    ErrorNumber.NO_SUPPORT,
    ErrorDomain.REMOTE,
    `@libvirt/remote cannot ${what}: ${remedy}`,
  );
}

/** Returns the error of an authentication that did not succeed. */
export function authFailed(message: string): RawError {
  return rawError(ErrorNumber.AUTH_FAILED, ErrorDomain.REMOTE, `authentication failed: ${message}`);
}
