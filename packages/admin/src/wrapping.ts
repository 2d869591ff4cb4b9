import type { CallOptions } from '@libvirt/core';
import { discard, settle } from '@libvirt/core/internal';

/** Makes a raw call that returns a handle, and wraps the handle in an object. */
export async function one<O, H, T extends AsyncDisposable>(
  Class: new (owner: O, handle: H) => T,
  owner: O,
  call: () => Promise<H>,
  options?: CallOptions,
): Promise<T> {
  return new Class(
    owner,
    await settle(call, options, (late) => {
      discard(new Class(owner, late));
    }),
  );
}

/** Makes a raw call that returns many handles, and wraps each in an object. */
export async function all<O, H, T extends AsyncDisposable>(
  Class: new (owner: O, handle: H) => T,
  owner: O,
  call: () => Promise<readonly H[]>,
  options?: CallOptions,
): Promise<T[]> {
  const make = (handle: H) => new Class(owner, handle);
  const handles = await settle(call, options, (late) => {
    late.map(make).forEach(discard);
  });
  return handles.map(make);
}
