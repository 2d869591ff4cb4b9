import type { CallOptions } from '@libvirt/core';
import { discard, settle } from '@libvirt/core/internal';

/** Makes a raw call that returns a handle, and wraps the handle in an object. */
export async function one<H, T extends AsyncDisposable>(
  Class: new (handle: H) => T,
  call: () => Promise<H>,
  options?: CallOptions,
): Promise<T> {
  return new Class(
    await settle(call, options, (late) => {
      discard(new Class(late));
    }),
  );
}

/** Makes a raw call that returns many handles, and wraps each in an object. */
export async function all<H, T extends AsyncDisposable>(
  Class: new (handle: H) => T,
  call: () => Promise<readonly H[]>,
  options?: CallOptions,
): Promise<T[]> {
  const make = (handle: H) => new Class(handle);
  const handles = await settle(call, options, (late) => {
    late.map(make).forEach(discard);
  });
  return handles.map(make);
}
