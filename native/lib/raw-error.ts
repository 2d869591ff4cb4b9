/**
 * What a raw function rejects with when libvirt refuses: the fields of a `virError`. A plain
 * record, because an `Error` made in native code would not know its caller.
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
  /** Set if the library itself could not be opened: its file name ... */
  readonly library?: string;
  /** ... and what the dynamic linker said of each place that was tried. */
  readonly tried?: readonly string[];
}
