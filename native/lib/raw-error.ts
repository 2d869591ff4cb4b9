/**
 * What a raw function rejects with when libvirt reports an error: the fields of a `virError`. A plain
 * record, because an `Error` made in native code would lack the stack of its caller.
 */
export interface RawError {
  readonly code: number;
  readonly domain: number;
  readonly level: number;
  readonly message: string;
  readonly str1?: string;
  readonly str2?: string;
  readonly str3?: string;
  readonly int1: number;
  readonly int2: number;
  /** Set if the connection had ended when the call failed. */
  readonly disconnected?: true;
  /** The file name of a library that could not be opened. */
  readonly library?: string;
  /** The error of the dynamic linker for each path that was tried. */
  readonly tried?: readonly string[];
}
