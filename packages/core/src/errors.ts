import { installHint, type RawError } from '@libvirt/native';
import { ERROR_CODES, ErrorDomain, ErrorLevel, ErrorNumber } from './generated/constants.js';

type KnownCode = (typeof ERROR_CODES)[keyof typeof ERROR_CODES];

/** The name of an error code, such as `'VIR_ERR_NO_DOMAIN'`; open to those of newer releases. */
export type ErrorCode = KnownCode | (string & Record<never, never>);

const BRAND: unique symbol = Symbol.for('@libvirt/core.LibvirtError');

/** Marks the errors of a connection that was lost; found by every copy of this package. */
const LOST: unique symbol = Symbol.for('@libvirt/core.connectionLost');

/** Not enumerable: {@link isConnectionLost} reads it. */
export function markAsLost(error: Error): void {
  Object.defineProperty(error, LOST, { value: true });
}

/**
 * Whether an error says that an open connection has been lost: its daemon ended or was killed, the
 * network was cut, the other side fell silent and keep-alive gave up. Open another connection and
 * try again; of a call that was in flight nobody knows whether it took effect.
 *
 * It is true for whatever shows the loss: errors of calls that were in flight or were made
 * afterwards, of iterations, of streams. It does not depend on the message, which libvirt
 * translates, but on the state of the connection when the call failed.
 *
 * It is false for all other errors, and also for
 *
 * - a connection that could not be opened: `Connect.open` never had one to lose;
 * - a connection that this program has closed by itself;
 * - what the client library refuses without asking the host, such as a wrong flag or the use of an
 *   object that was freed, even on a connection that is lost;
 * - the loss of a connection that a daemon has with another one, as in a migration.
 * @param error what was thrown or emitted, which may be anything
 */
export function isConnectionLost(error: unknown): boolean {
  return typeof error === 'object' && error !== null && LOST in error;
}

/** The parts of the client library that speak with the host. */
const TRANSPORT: ReadonlySet<number> = new Set([
  ErrorDomain.RPC,
  ErrorDomain.REMOTE,
  ErrorDomain.STREAMS,
  ErrorDomain.SSH,
  ErrorDomain.LIBSSH,
]);

/** What libvirt says when it refuses. */
export class LibvirtError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'LibvirtError' });
    Object.defineProperty(this.prototype, BRAND, { value: true });
  }

  /** The name of the error code: `'VIR_ERR_NO_DOMAIN'`. */
  readonly code: ErrorCode;
  /** The number of the error code, one of {@link ErrorNumber}. */
  readonly errno: number;
  /** The part of libvirt that raised the error. */
  readonly domain: ErrorDomain;
  /** How grave it is. */
  readonly level: ErrorLevel;
  /** Details whose meaning depends on the error. */
  readonly str1: string | undefined;
  readonly str2: string | undefined;
  readonly str3: string | undefined;
  readonly int1: number;
  readonly int2: number;

  /** Made by this package from what libvirt reports. */
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

  /** True for errors of every copy of this package that a program may have installed. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** libvirt's client library is not installed, or cannot be opened. */
export class LibraryNotFoundError extends LibvirtError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'LibraryNotFoundError' });
  }

  /** The file that the dynamic linker was asked for. */
  readonly library: string;
  /** What it said of each place that was tried. */
  readonly tried: readonly string[];

  /** Made by this package when the first call finds no library. */
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

/** The same error with another message. */
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

/** Refused by this package itself, with libvirt's code for an object that is no longer there. */
export function freedError(className: string, errno: number): LibvirtError {
  return new LibvirtError({
    code: errno,
    domain: ErrorDomain.NONE,
    level: ErrorLevel.ERROR,
    message: `this ${className} has been ${errno === ErrorNumber.INVALID_CONN ? 'closed' : 'freed'}`,
    int1: 0,
    int2: 0,
  });
}

/** What a raw call rejects with or throws, as the Error that users get. An Error stays as it is. */
export function toError(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  const raw = reason as RawError;
  return raw.library === undefined
    ? new LibvirtError(raw)
    : new LibraryNotFoundError({ ...raw, library: raw.library });
}
