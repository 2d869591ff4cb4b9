import { installHint, type RawError } from '@libvirt/native';
import { ERROR_CODES, ErrorDomain, ErrorLevel, ErrorNumber } from './generated/constants.js';

type KnownCode = (typeof ERROR_CODES)[keyof typeof ERROR_CODES];

/**
 * The name of an error code, such as `'VIR_ERR_NO_DOMAIN'`. A code of a newer libvirt, whose name
 * this release does not know, is its number as a string.
 */
export type ErrorCode = KnownCode | `${number}`;

const BRAND: unique symbol = Symbol.for('@libvirt/core.LibvirtError');

/** Marks errors of a lost connection. A registered symbol, so that every copy of this package finds it. */
const LOST: unique symbol = Symbol.for('@libvirt/core.connectionLost');

/** Marks an error for {@link isConnectionLost}. Not enumerable, so that logs do not show the mark. */
export function markAsLost(error: Error): void {
  Object.defineProperty(error, LOST, { value: true });
}

/**
 * Returns whether an error means that an open connection was lost: the daemon exited or was killed,
 * the network was cut, or keep-alive timed out. Open another connection and retry; a call that was in
 * flight may or may not have taken effect.
 *
 * It is true for every error that the loss causes: of calls that were in flight or were made later,
 * of iterations, of streams. It depends on the state of the connection when the call failed, not on
 * the message, which libvirt translates.
 *
 * It is false for all other errors, including
 *
 * - a connection that could not be opened by `Connect.open`;
 * - a connection that this program has closed;
 * - calls that the client library rejects without asking the host, such as a wrong flag or a freed
 *   object, even if the connection is lost;
 * - the loss of a connection between two daemons, as in a migration.
 * @param error a thrown or emitted value of any type
 */
export function isConnectionLost(error: unknown): boolean {
  return typeof error === 'object' && error !== null && LOST in error;
}

/** The error domains of the client library's transport. */
const TRANSPORT: ReadonlySet<number> = new Set([
  ErrorDomain.RPC,
  ErrorDomain.REMOTE,
  ErrorDomain.STREAMS,
  ErrorDomain.SSH,
  ErrorDomain.LIBSSH,
]);

/** An error that libvirt reports. */
export class LibvirtError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'LibvirtError' });
    Object.defineProperty(this.prototype, BRAND, { value: true });
  }

  /** The name of the error code, such as `'VIR_ERR_NO_DOMAIN'`; its number if it has no known name. */
  readonly code: ErrorCode;
  /** The number of the error code, one of {@link ErrorNumber}. */
  readonly errno: ErrorNumber;
  /** The part of libvirt that raised the error (`virErrorDomain`). */
  readonly domain: ErrorDomain;
  /** Severity. */
  readonly level: ErrorLevel;
  /** Details; their meaning depends on the error. */
  readonly str1: string | undefined;
  readonly str2: string | undefined;
  readonly str3: string | undefined;
  readonly int1: number;
  readonly int2: number;

  /** Created by this package from libvirt's error. */
  constructor(raw: RawError) {
    super(raw.message);
    this.code = (ERROR_CODES as Readonly<Record<number, KnownCode>>)[raw.code] ?? `${raw.code}`;
    this.errno = raw.code;
    this.domain = raw.domain;
    this.level = raw.level;
    this.str1 = raw.str1;
    this.str2 = raw.str2;
    this.str3 = raw.str3;
    this.int1 = raw.int1;
    this.int2 = raw.int2;
    if (raw.disconnected && TRANSPORT.has(raw.domain)) markAsLost(this);
  }

  /** Accepts errors of every copy of this package in the process. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** Error of a call when libvirt's client library is not installed, or cannot be loaded. */
export class LibraryNotFoundError extends LibvirtError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'LibraryNotFoundError' });
  }

  /** The file name of the library, such as `libvirt.so.0`. */
  readonly library: string;
  /** The dynamic linker's message for each path that was tried. */
  readonly tried: readonly string[];

  /** Created by this package when the first call finds no library. */
  constructor(raw: RawError & { readonly library: string }) {
    const tried = raw.tried ?? [];
    super({
      ...raw,
      message: [
        `${raw.message}, which could not be opened. Tried:`,
        ...tried.map((each) => `  ${each}`),
        `To install libvirt's client library: ${installHint()}`,
      ].join('\n'),
    });
    this.library = raw.library;
    this.tried = tried;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof LibvirtError && 'library' in value;
  }
}

/** Returns a copy of an error with another message. */
export function withMessage(error: LibvirtError, message: string): LibvirtError {
  const { errno: code, domain, level, str1, str2, str3, int1, int2 } = error;
  const strings = {
    ...(str1 !== undefined && { str1 }),
    ...(str2 !== undefined && { str2 }),
    ...(str3 !== undefined && { str3 }),
  };
  const same = new LibvirtError({ code, domain, level, message, ...strings, int1, int2 });
  if (isConnectionLost(error)) markAsLost(same);
  return same;
}

/** Returns the error for the use of a freed object, with libvirt's code for an invalid one. */
export function freedError(className: string, errno: ErrorNumber): LibvirtError {
  return new LibvirtError({
    code: errno,
    domain: ErrorDomain.NONE,
    level: ErrorLevel.ERROR,
    message: `this ${className} has been ${className.endsWith('Connect') ? 'closed' : 'freed'}`,
    int1: 0,
    int2: 0,
  });
}

/** Converts what a raw call throws or rejects with to an Error. An Error stays as it is. */
export function toError(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  const raw = reason as RawError;
  return raw.library === undefined
    ? new LibvirtError(raw)
    : new LibraryNotFoundError({ ...raw, library: raw.library });
}
