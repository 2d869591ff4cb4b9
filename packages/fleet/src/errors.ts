import { inspect } from 'node:util';
import { ConnectionClosedError, ErrorDomain, ErrorNumber, LibvirtError } from '@libvirt/core';

/** Error of whatever waits for a host that is closed, or has been. */
export class HostClosedError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'HostClosedError' });
  }

  readonly code = 'ERR_LIBVIRT_HOST_CLOSED';

  /**
   * Created by this package.
   * @param host the host's name
   * @param cause the error that ended the host; `undefined` if the program closed it
   */
  constructor(host: string, cause?: unknown) {
    super(`host ${host} is closed${because(cause)}`, cause === undefined ? {} : { cause });
  }
}

/** Error of a run on a host that is not connected, unless it waits for a connection. */
export class NotConnectedError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'NotConnectedError' });
  }

  readonly code = 'ERR_LIBVIRT_NOT_CONNECTED';

  /**
   * Created by this package.
   * @param host the host's name
   * @param cause why the last attempt to connect failed, or why the last connection was lost
   */
  constructor(host: string, cause?: unknown) {
    super(`host ${host} is not connected${because(cause)}`, cause === undefined ? {} : { cause });
  }
}

/** Error of what took longer than its timeout. */
export class HostTimeoutError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'HostTimeoutError' });
  }

  readonly code = 'ERR_LIBVIRT_HOST_TIMEOUT';

  /** Created by this package. */
  constructor(host: string, what: string, milliseconds: number) {
    super(`host ${host}: ${what} took longer than ${milliseconds} ms`);
  }
}

function because(cause: unknown): string {
  if (cause === undefined) return '';
  return `: ${cause instanceof Error ? cause.message : inspect(cause)}`;
}

/** What stays wrong until somebody changes the program, its options or the rights of its user. */
const PERMANENT: ReadonlySet<number> = new Set([
  ErrorNumber.AUTH_FAILED,
  ErrorNumber.AUTH_CANCELLED,
  ErrorNumber.AUTH_UNAVAILABLE,
  ErrorNumber.ACCESS_DENIED,
  ErrorNumber.CONFIG_UNSUPPORTED,
  ErrorNumber.CONF_SYNTAX,
  ErrorNumber.INVALID_ARG,
  ErrorNumber.NO_CONNECT,
  ErrorNumber.NO_SUPPORT,
  ErrorNumber.XML_ERROR,
]);

/**
 * Returns whether opening a connection again would fail in the same way: authentication is refused,
 * the URI is wrong, no driver accepts it, libvirt is not installed, or the error is not libvirt's, as
 * a `TypeError` for a wrong option or what `auth` threw. All others, such as a host that is down, a
 * name that is not resolved or a changed host key, can be repaired where this program does not see it.
 */
export function isPermanent(error: unknown): boolean {
  if (error instanceof HostTimeoutError || error instanceof ConnectionClosedError) return false;
  if (!(error instanceof LibvirtError)) return true;
  if (error.errno === ErrorNumber.INTERNAL_ERROR && error.domain === ErrorDomain.URI) return true;
  return PERMANENT.has(error.errno);
}
