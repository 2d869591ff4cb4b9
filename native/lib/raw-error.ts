/**
 * The value that a raw function throws, or rejects with, when libvirt reports an error: the fields
 * of a `virError`. A plain record, because an `Error` made in native code would lack the stack of
 * its caller.
 */
export interface RawError {
  /** A `virErrorNumber`, such as 42 for `VIR_ERR_NO_DOMAIN`. */
  readonly code: number;
  /** A `virErrorDomain`: the part of libvirt that reported the error. */
  readonly domain: number;
  /** A `virErrorLevel`: 1 for a warning, 2 for an error. */
  readonly level: number;
  /** The text for people, in the language of the process's locale. */
  readonly message: string;
  /** Details of the error, whose meaning depends on `code`; absent if libvirt gives none. */
  readonly str1?: string;
  readonly str2?: string;
  readonly str3?: string;
  /** More details, whose meaning depends on `code`. */
  readonly int1: number;
  readonly int2: number;
  /** `true` if the connection had ended when the call failed; absent otherwise. */
  readonly disconnected?: true;
  /** The file name of a library that could not be opened, such as `libvirt.so.0`. */
  readonly library?: string;
  /** With `library`: the error of the dynamic linker for each path that was tried. */
  readonly tried?: readonly string[];
}
