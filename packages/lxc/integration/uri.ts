import type { TestContext } from 'vitest';

/** The URI of a real LXC, as root on this host, or the test skips itself. */
export function uriOf({ skip }: TestContext): string {
  const uri = process.env['LIBVIRT_INTEGRATION_LXC_URI'];
  if (uri === undefined) skip('LIBVIRT_INTEGRATION_LXC_URI names no LXC');
  return uri!;
}
