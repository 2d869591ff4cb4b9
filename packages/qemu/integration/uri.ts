import type { TestContext } from 'vitest';

/** The URI of a real QEMU, as root on this host, or the test skips itself. */
export function uriOf({ skip }: TestContext): string {
  const uri = process.env['LIBVIRT_INTEGRATION_QEMU_URI'];
  if (uri === undefined) skip('LIBVIRT_INTEGRATION_QEMU_URI names no QEMU');
  return uri!;
}
