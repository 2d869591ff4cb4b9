import type { Handle, RawFunctions } from '@libvirt/core/internal';
import type { RemoteHandle } from './handles.js';

/** A raw function's result, with handles of this engine. */
type Loosen<T> =
  T extends Handle<string>
    ? RemoteHandle
    : T extends ArrayBuffer | Uint8Array
      ? T
      : T extends object
        ? { [Key in keyof T]: Loosen<T[Key]> }
        : T;

/** The arguments as they come from outside. */
type Unchecked<Given extends readonly unknown[]> = { [Index in keyof Given]: unknown };

/** The raw functions as this engine implements them: it checks the arguments, and has handles of its own. */
export type Calls = {
  readonly [Name in keyof RawFunctions]: (
    ...given: Unchecked<Parameters<RawFunctions[Name]>>
  ) => ReturnType<RawFunctions[Name]> extends Promise<infer T>
    ? Promise<Loosen<T>>
    : Loosen<ReturnType<RawFunctions[Name]>>;
};

/** Checks calls against the raw functions. */
export function defineCalls<Name extends keyof Calls>(calls: Pick<Calls, Name>): Pick<Calls, Name> {
  return calls;
}
